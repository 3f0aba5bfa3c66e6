"""Everything as it stood at one instant, the same on either database, and no letter by itself."""

import json
import threading
from dataclasses import replace

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError

from monitor.core.delivery import Answer, State
from monitor.core.problem import Refused
from monitor.services import backup
from monitor.services.accounts import Actor, note
from monitor.services.deliver import release
from monitor.services.issue import asking_of, issue_slot
from monitor.services.tick import tick
from monitor.services.verification import verify
from monitor.store import deliveries, dump, schema, slots
from monitor.store.chain import Head
from monitor.store.engine import make_engine, reading, rehearsing, writing
from monitor.store.tables import audit, metadata, sessions, users
from tests.builders import a_plan
from tests.services.mailroom import (
    LEADERS,
    LONG_AFTER,
    MONTHLY,
    OCTOBER,
    OFFICE,
    PLAN,
    Postman,
    a_duty,
    a_made,
    a_post,
    a_slot,
    adopted,
    at,
    sending,
    slots_of,
    states_of,
)
from tests.store.rows import a_row, adopt

SHELL = Actor("张三", "shell")
DECEMBER = at(12, 20)


@pytest.fixture(params=["sqlite-sqlite", "sqlite-postgres", "postgres-sqlite"])
def pair(request, tmp_path):
    """Two prepared databases, across kinds where PostgreSQL is at hand."""
    engines = []
    for place, kind in enumerate(request.param.split("-")):
        mine = f"sqlite:///{tmp_path / f'{place}.db'}"
        url = mine if kind == "sqlite" else request.getfixturevalue("postgres_url")
        engines.append(make_engine(url))
        schema.prepare(engines[-1])
    yield tuple(engines)
    for one in engines:
        one.dispose()


def told(db):
    return {name: list(lines) for name, lines in backup.tables_of(db)}


def taken(engine):
    """What a backup holds: lines of every table, and the heads."""
    with reading(engine) as db:
        return backup.heads_of(db), told(db)


def put(engine, kept, *, replace=False):
    heads, tables = kept
    with writing(engine) as db:
        backup.make_room(db, replace=replace)
        backup.put_back(db, tables.__getitem__, heads)


def held_back(engine, now=DECEMBER, reports=(MONTHLY,)):
    with writing(engine) as db:
        return backup.hold_back(db, reports, office=OFFICE, now=now)


def one_month(engine, postman=None):
    """A plan adopted and September's edition issued, to two addresses."""
    adopted(engine)
    duty = a_duty(engine, post=a_post(postman or Postman()))
    tick(engine, duty, now=OCTOBER)


def write_once(engine, count):
    with writing(engine) as db:
        note(db, SHELL, "test.write", str(count), now=OCTOBER)
        adopt(db, a_plan(code=f"P{count}"))


def breaches(engine):
    with rehearsing(engine) as trial:
        return verify(trial.db)


def fault_of(caught):
    return caught.value.problems[0].code


def test_what_is_put_back_is_what_was_taken(pair):
    source, other = pair
    one_month(source)
    kept = taken(source)
    put(other, kept)
    assert taken(other) == kept
    assert breaches(other) == breaches(source) == ()


def test_every_kind_of_value_makes_the_journey(engine):
    for table in dump.KEPT:
        row = a_row(table)
        assert dump.row_of(table, line_of(engine, table, row)) == row


def line_of(engine, table, row):
    with rehearsing(engine) as trial:
        for needed in dump.KEPT[: dump.KEPT.index(table)]:
            trial.db.execute(insert(needed).values(a_row(needed)))
        trial.db.execute(insert(table).values(row))
        (line,) = dump.lines(trial.db, table)
    return line


def test_sessions_stay_behind_and_end(engine):
    with writing(engine) as db:
        db.execute(insert(sessions).values(a_row(sessions)))
    kept = taken(engine)
    assert "sessions" not in kept[1]
    put(engine, kept, replace=True)
    with reading(engine) as db:
        assert db.execute(select(sessions)).all() == []


def test_a_backup_is_of_one_instant_whatever_is_written_meanwhile(engine):
    one_month(engine)
    with reading(engine) as db:
        heads = backup.heads_of(db)
        tables = {}
        for count, (name, lines) in enumerate(backup.tables_of(db)):
            writer = threading.Thread(target=write_once, args=(engine, count))
            writer.start()
            tables[name] = list(lines)
            writer.join()
    put(engine, (heads, tables), replace=True)
    assert breaches(engine) == ()
    assert taken(engine) == (heads, tables)


def test_a_backup_that_reads_each_table_on_its_own_is_caught(engine):
    one_month(engine)
    tables = {}
    for count, table in enumerate(dump.KEPT):
        with reading(engine) as db:
            tables[table.name] = list(dump.lines(db, table))
        write_once(engine, count)
    heads = _heads_in(tables)  # those it holds itself, so that nothing but the proof can tell
    before = taken(engine)
    with pytest.raises(Refused) as caught:
        put(engine, (heads, tables), replace=True)
    assert {one.code for one in caught.value.problems} & {
        "store.chain_broken",
        "store.chain_cut",
        "store.row_missing",
    }
    assert taken(engine) == before


def _heads_in(tables):
    rows = [json.loads(line) for line in tables["heads"]]
    return [
        Head(row["chain"], row["seq"], row["row_seq"], row["digest"])
        for row in sorted(rows, key=lambda row: row["chain"])
    ]


def test_heads_other_than_the_manifests_are_refused(engine):
    one_month(engine)
    heads, tables = taken(engine)
    with pytest.raises(Refused) as caught:
        put(engine, ((replace(heads[0], digest="f" * 64), *heads[1:]), tables), replace=True)
    assert fault_of(caught) == "backup.other_heads"


def test_a_changed_value_is_named_by_the_chain_and_nothing_changes(engine):
    one_month(engine)
    heads, tables = taken(engine)
    (line, *rest) = tables["revisions"]
    changed = json.loads(line) | {"reason": "changed"}
    forged = tables | {"revisions": [json.dumps(changed).encode(), *rest]}
    with pytest.raises(Refused) as caught:
        put(engine, (heads, forged), replace=True)
    assert fault_of(caught) == "store.chain_broken"
    assert taken(engine) == (heads, tables)


@pytest.mark.parametrize(
    "change",
    [
        {"seq": "1"},
        {"seq": True},
        {"seq": 2**63},
        {"seq": None},
        {"recorded_at": "2024-01-01T00:00:00"},
        {"recorded_at": 5},
        {"effective_from": "soon"},
        {"more": 1},
    ],
)
def test_a_line_that_is_no_row_is_refused(engine, change):
    adopted(engine)
    heads, tables = taken(engine)
    (line, *rest) = tables["revisions"]
    forged = json.dumps(json.loads(line) | change).encode()
    with pytest.raises(Refused) as caught:
        put(engine, (heads, tables | {"revisions": [forged, *rest]}), replace=True)
    assert fault_of(caught) == "backup.not_rows"
    assert taken(engine) == (heads, tables)


def test_a_database_that_holds_something_is_not_replaced_unasked(engine):
    one_month(engine)
    kept = taken(engine)
    with pytest.raises(Refused) as caught:
        put(engine, kept)
    assert fault_of(caught) == "backup.database_not_empty"


def test_a_living_scheduler_alone_does_not_fill_a_database(engine):
    with reading(engine) as db:
        empty = backup.heads_of(db), told(db)
    with writing(engine) as db:
        slots.beat(db, "scheduler", at=OCTOBER, host="here", pid=1)
    put(engine, empty)


def test_what_was_written_is_guarded_again_afterwards(engine):
    one_month(engine)
    put(engine, taken(engine), replace=True)
    for verb in ("UPDATE audit SET who = 'x'", "DELETE FROM revisions"):
        with writing(engine) as db:
            note(db, SHELL, "test.write", "x", now=OCTOBER)
        with pytest.raises(DBAPIError, match="append-only"), writing(engine) as db:
            db.execute(text(verb))


def test_the_guards_stand_where_putting_back_failed(engine):
    one_month(engine)
    heads, tables = taken(engine)
    with pytest.raises(Refused):
        put(engine, (heads, tables | {"users": [b"{}"]}), replace=True)
    with pytest.raises(DBAPIError, match="append-only"), writing(engine) as db:
        db.execute(text("DELETE FROM revisions"))


@pytest.mark.postgres
def test_a_user_who_does_not_own_the_tables_cannot_replace_them(postgres_url):
    engine = make_engine(postgres_url)
    schema.prepare(engine)
    one_month(engine)
    with writing(engine) as db:
        db.execute(text("CREATE ROLE writer_only"))
        db.execute(text("GRANT ALL ON ALL TABLES IN SCHEMA public TO writer_only"))
    kept = taken(engine)
    try:
        with writing(engine) as db:
            db.execute(text("SET LOCAL ROLE writer_only"))
            with pytest.raises(Refused) as caught:
                backup.make_room(db, replace=True)
            db.rollback()
        assert fault_of(caught) == "backup.cannot_empty"
        assert taken(engine) == kept
    finally:
        with writing(engine) as db:
            db.execute(text("DROP OWNED BY writer_only"))
            db.execute(text("DROP ROLE writer_only"))
        engine.dispose()


@pytest.mark.parametrize("state", [State.PENDING, State.RETRY, State.SENDING])
def test_whatever_would_leave_by_itself_is_held(engine, state):
    one_month(engine, Postman(answer=_later))
    with writing(engine) as db:
        for row in deliveries.listed(db):
            deliveries.set_state(db, row.id, [row.state], {"state": state.value})
    put(engine, taken(engine), replace=True)
    assert held_back(engine, OCTOBER).held == 2
    assert set(states_of(engine).values()) == {"held"}
    with reading(engine) as db:
        assert {row.answer for row in deliveries.listed(db)} == {"restored"}


def _later(envelope):
    _ = envelope
    return Answer(State.RETRY, "later")


@pytest.mark.parametrize("state", [State.SENT, State.DEAD, State.UNKNOWN])
def test_what_is_decided_stays_so(engine, state):
    one_month(engine)
    with writing(engine) as db:
        for row in deliveries.listed(db):
            deliveries.set_state(db, row.id, [row.state], {"state": state.value})
    assert held_back(engine, OCTOBER).held == 0
    assert set(states_of(engine).values()) == {state.value}


def test_no_knock_mails_anything_that_fell_due_since_the_backup(engine):
    one_month(engine, Postman(answer=_later))
    put(engine, taken(engine), replace=True)
    after = held_back(engine)
    assert [slot.period.key for slot in after.slots] == ["2024-10", "2024-11"]
    postman = Postman()
    events = tick(engine, a_duty(engine, post=a_post(postman)), now=DECEMBER)
    assert {event.did for event in events} <= {"compared"}
    assert postman.taken == []
    assert slots_of(engine)["2024-11"] == ("restored", "restored")


def test_what_falls_due_after_the_restore_is_mailed_as_ever(engine):
    one_month(engine)
    put(engine, taken(engine), replace=True)
    held_back(engine)
    postman = Postman()
    january = at(1, 20).replace(year=2025)
    tick(engine, a_duty(engine, post=a_post(postman)), now=january)
    assert slots_of(engine)["2024-12"][0] == "issued"
    assert slots_of(engine)["2024-11"][0] == "restored"
    assert len(postman.taken) == 2


def test_a_schedule_that_had_not_begun_does_not_begin_with_a_letter(engine):
    adopted(engine)
    after = held_back(engine)
    assert [slot.period.key for slot in after.slots] == ["2024-11"]
    postman = Postman()
    tick(engine, a_duty(engine, post=a_post(postman)), now=DECEMBER)
    assert postman.taken == []


def test_a_slot_that_failed_waits_for_a_person_too(engine):
    adopted(engine)
    with writing(engine) as db:
        slots.start(db, PLAN.code, MONTHLY.name, audience=LEADERS.key, at=a_slot().due_at)
        slots.settle(db, a_slot(), slots.FAILED, at=OCTOBER, values={"reason": "x"})
    assert [slot.period.key for slot in held_back(engine, LONG_AFTER).slots] == ["2024-09"]
    assert slots_of(engine)["2024-09"] == ("restored", "restored")


def test_a_person_may_issue_what_was_set_aside_and_a_late_knock_may_not(engine):
    adopted(engine)
    held_back(engine, OCTOBER)
    slot = a_slot()
    asking = asking_of(slot, MONTHLY, LEADERS)
    assert issue_slot(engine, slot, asking, make=a_made, sending=sending()) is None
    by_hand = replace(sending(), by_hand=True)
    done = issue_slot(engine, slot, asking, make=a_made, sending=by_hand)
    assert (done.state, done.count) == ("issued", 2)
    assert slots_of(engine)["2024-09"] == ("issued", "")
    assert issue_slot(engine, slot, asking, make=a_made, sending=by_hand) is None


def test_a_held_letter_may_be_released(engine):
    one_month(engine, Postman(answer=_later))
    held_back(engine, OCTOBER)
    with writing(engine) as db:
        release(db, min(row.id for row in deliveries.listed(db)), now=OCTOBER)
    postman = Postman()
    tick(engine, a_duty(engine, post=a_post(postman)), now=LONG_AFTER)
    assert len(postman.taken) == 1


def test_the_audit_tells_what_was_put_back(engine):
    one_month(engine)
    put(engine, taken(engine), replace=True)
    with writing(engine) as db:
        after = backup.hold_back(db, (MONTHLY,), office=OFFICE, now=DECEMBER)
        backup.note_restored(db, SHELL, "b.zip", after, now=DECEMBER)
    with reading(engine) as db:
        last = db.execute(select(audit).order_by(audit.c.seq.desc())).first()
    assert (last.action, last.subject, last.detail["slots"]) == ("backup.restore", "b.zip", 2)
    assert breaches(engine) == ()


def test_every_table_but_sessions_is_held_each_after_those_it_needs():
    assert set(backup.table_names()) == set(metadata.tables) - {"sessions"}
    assert users.name in backup.table_names()
    order = backup.table_names()
    for table in dump.KEPT:
        for key in table.foreign_keys:
            assert order.index(key.column.table.name) < order.index(table.name)
