"""Whoever gets round the guards still cannot change what was written unseen."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import delete, insert, select, text, update

from monitor.store import chain, observations, targets
from monitor.store.canonical import row_digest
from monitor.store.chain import NOTHING, Head
from monitor.store.engine import reading, writing
from monitor.store.tables import heads, links, revisions
from monitor.store.tables import observations as log
from tests.builders import YEAR, a_plan, a_target, an_instant, an_observation
from tests.store.rows import ADOPTED, adopt, breaches, decide, digests_of

BROKEN, CUT, MISSING = "store.chain_broken", "store.chain_cut", "store.row_missing"
PLAN = a_plan(a_target(), a_target(code="RAIL", number="6"))
NOON = an_instant(YEAR.end)


@pytest.fixture
def kept(engine):
    """A plan, three figures in two links, and a decision on the first."""
    with writing(engine) as db:
        adopt(db, PLAN)
        months = [an_observation(f"2024-0{n}", str(n)) for n in (1, 2)]
        first, _ = observations.append(db, PLAN, months, recorded_at=NOON)
        observations.append(db, PLAN, [an_observation("2024-03", "3")], recorded_at=NOON)
        decide(db, PLAN.code, first.seq, approved=True, known_at=NOON)
    return engine


@pytest.fixture
def unguarded(kept):
    """The same in the hands of somebody who has dropped the guards."""
    sqlite = kept.dialect.name == "sqlite"
    with writing(kept) as db:
        for table in ("observations", "links", "revisions"):
            names = ("no_update", "no_delete") if sqlite else ("refuse",)
            on = "" if sqlite else f" ON {table}"
            for name in names:
                db.execute(text(f"DROP TRIGGER {table}_{name}{on}"))
    return kept


def after(engine, *statements):
    """What a check tells once these statements were carried out."""
    with writing(engine) as db:
        for statement in statements:
            db.execute(statement)
    with reading(engine) as db:
        return breaches(db, PLAN.code)


def newest(engine):
    with reading(engine) as db:
        return chain.head(db, PLAN.code)


def test_what_nobody_touched_holds(kept):
    assert after(kept) == set()


def test_the_head_counts_links_and_rows(kept):
    rows = len(targets.pieces(PLAN)) + 3 + 1
    assert (newest(kept).seq, newest(kept).row_seq) == (4, rows)


def test_a_chain_never_used_has_the_head_before_the_first_link(engine):
    with reading(engine) as db:
        assert chain.head(db, "none") == Head("none", 0, 0, NOTHING)
        assert breaches(db, "none") == set()


def test_chains_do_not_know_each_other(kept):
    before = newest(kept)
    with writing(kept) as db:
        chain.seal(db, chain.lock(db, "accounts"), ["a"], at=ADOPTED)
    assert newest(kept) == before


@pytest.mark.parametrize("column", ["value", "note", "entered_by", "demo", "source", "known_at"])
def test_an_edited_figure_is_told(unguarded, column):
    edits = {"value": 1, "demo": True, "known_at": ADOPTED}
    change = {column: edits.get(column, "forged")}
    assert after(unguarded, update(log).values(change).where(log.c.revision == 1)) != set()


def test_an_edited_figure_is_told_even_with_a_digest_that_fits(unguarded):
    with reading(unguarded) as db:
        row = dict(db.execute(select(log).limit(1)).mappings().one()) | {"value": 1}
    forged = {"value": 1, "digest": row_digest(row)}
    edit = update(log).values(forged).where(log.c.seq == row["seq"])
    assert after(unguarded, edit) == {BROKEN}


def test_an_edited_goal_is_told(unguarded):
    edit = update(revisions).values(body="{}").where(revisions.c.code == "ROAD")
    assert after(unguarded, edit) == {BROKEN}


def test_a_deleted_figure_is_told(unguarded):
    last = select(log.c.seq).order_by(log.c.seq.desc()).limit(1).scalar_subquery()
    assert after(unguarded, delete(log).where(log.c.seq == last)) == {BROKEN, MISSING}


def test_two_figures_that_changed_places_are_told(unguarded):
    with reading(unguarded) as db:
        one, other = (row.seq for row in db.execute(select(log).order_by(log.c.seq).limit(2)))
    moves = [(one, -1), (other, one), (-1, other)]
    swap = [update(log).values(seq=to).where(log.c.seq == at) for at, to in moves]
    assert after(unguarded, *swap) == {BROKEN}


def test_a_figure_moved_to_another_link_is_told(unguarded):
    move = update(log).values(link=3).where(log.c.link == 2)
    assert after(unguarded, move) == {BROKEN}


def test_a_figure_slipped_into_a_sealed_link_is_told(unguarded):
    with reading(unguarded) as db:
        row = dict(db.execute(select(log).limit(1)).mappings().one())
    slipped = row | {"seq": newest(unguarded).row_seq + 1, "revision": 9}
    assert after(unguarded, insert(log).values(slipped)) == {BROKEN}


def test_a_figure_added_without_a_link_is_told(kept):
    """No guard keeps a new row out; that nothing sealed it has to be noticed."""
    head = newest(kept)
    with reading(kept) as db:
        row = dict(db.execute(select(log).limit(1)).mappings().one())
    added = row | {"seq": head.row_seq + 1, "link": head.seq + 1, "revision": 9}
    assert after(kept, insert(log).values(added)) != set()


def test_a_link_taken_out_of_the_middle_is_told(unguarded):
    assert after(unguarded, delete(links).where(links.c.seq == 2)) != set()


def test_a_tail_cut_off_is_told(unguarded):
    cut = [delete(links).where(links.c.seq == 4), delete(log).where(log.c.link == 4)]
    assert after(unguarded, *cut) == {CUT}


def test_a_head_that_was_turned_back_is_told(unguarded):
    assert CUT in after(unguarded, update(heads).values(seq=3))


def test_a_rewritten_tail_is_told_by_a_head_that_left_the_machine(unguarded):
    """The forger reseals everything, so the chain is whole; only the mailed head is missing."""
    mailed = newest(unguarded).digest
    with writing(unguarded) as db:
        db.execute(update(log).values(value=1).where(log.c.link == 3))
        reseal(db)
    with reading(unguarded) as db:
        assert breaches(db, PLAN.code) == set()
        assert not chain.holds(db, PLAN.code, mailed)
        assert chain.holds(db, PLAN.code, chain.head(db, PLAN.code).digest)


def reseal(db):
    """Recompute every link from what the rows say now, and move the head."""
    previous = NOTHING
    for row in db.execute(select(links).where(links.c.chain == PLAN.code).order_by(links.c.seq)):
        digest = chain.link_digest(previous, digests_of(db, PLAN.code, row.seq))
        db.execute(
            update(links)
            .values(previous=previous, digest=digest)
            .where(links.c.chain == PLAN.code, links.c.seq == row.seq)
        )
        previous = digest
    db.execute(update(heads).values(digest=previous).where(heads.c.chain == PLAN.code))


def test_a_head_that_was_mailed_earlier_still_stands_after_later_entries(kept):
    mailed = newest(kept).digest
    with writing(kept) as db:
        late = replace(an_observation("2024-04"), value=Decimal(4))
        observations.append(db, PLAN, [late], recorded_at=NOON)
    with reading(kept) as db:
        assert chain.holds(db, PLAN.code, mailed)
