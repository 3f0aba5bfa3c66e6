"""Claim, commit, send, record: what can be known is known, and nothing is silently doubled."""

from datetime import timedelta

import pytest

from monitor.core.delivery import FIRST_WAIT, GIVE_UP_AFTER, Answer, Envelope, State
from monitor.core.problem import Refused
from monitor.services.deliver import (
    LEASE,
    MOST_UNREACHED,
    already_sent,
    deliver,
    release,
    resend,
    told,
)
from monitor.services.issue import asking_of, issue_slot
from monitor.store import deliveries, editions
from monitor.store.engine import reading, writing
from tests.services.mailroom import (
    LEADERS,
    MONTHLY,
    OCTOBER,
    TWO,
    Postman,
    a_made,
    a_post,
    a_slot,
    adopted,
    sending,
    states_of,
    take,
)

ZHANG, LI = (address for _, address in TWO)
AFTER_LEASE = OCTOBER + LEASE + timedelta(seconds=1)


class Killed(BaseException):
    """The process is gone; nothing after it runs."""


def many(count):
    return tuple((f"第{number}位", f"p{number:02}@example.org") for number in range(count))


@pytest.fixture
def office(engine):
    adopted(engine)
    return engine


@pytest.fixture
def issued(office):
    issue(office)
    return office


def issue(engine, addresses=TWO, period="2024-09"):
    slot = a_slot(period)

    def make(asking):
        return a_made(asking, addresses=addresses)

    asking = asking_of(slot, MONTHLY, LEADERS)
    return issue_slot(engine, slot, asking, make=make, sending=sending())


def answering(state, text="said", *, reached=True):
    def answer(envelope):
        assert envelope.to
        return Answer(state, text, reached)

    return Postman(answer)


def row_of(engine, address):
    with reading(engine) as db:
        (row,) = [row for row in deliveries.listed(db) if row.address == address]
    return row


def go(engine, postman, now=OCTOBER, **post):
    return deliver(engine, a_post(postman, **({"clock": now} | post)), now=now)


def test_every_address_gets_the_kept_letter_once(issued):
    postman = Postman()
    go(issued, postman)
    go(issued, postman)
    assert sorted(postman.addresses) == sorted([ZHANG, LI])
    assert states_of(issued) == {ZHANG: "sent", LI: "sent"}


def test_a_retry_sends_the_same_message_under_the_same_id(issued):
    seen = []

    def fail(envelope):
        seen.append((envelope.to, envelope.message_id))
        return Answer(State.RETRY, "451 later")

    go(issued, Postman(fail))
    go(issued, Postman(fail), OCTOBER + timedelta(hours=1))
    assert len(seen) == 4
    assert len(set(seen)) == 2


@pytest.mark.parametrize("state", [State.SENT, State.RETRY, State.DEAD, State.UNKNOWN])
def test_what_the_transport_says_is_written_down(issued, state):
    go(issued, answering(state, "said so"))
    row = row_of(issued, ZHANG)
    assert (row.state, row.answer, row.attempts) == (state.value, "said so", 1)
    assert (row.sent_at is not None) == (state is State.SENT)
    assert row.lease_until is None


def test_a_claim_is_committed_before_anything_is_sent(issued):
    seen = []

    def look(envelope):
        row = row_of(issued, envelope.to)  # through a connection of its own
        seen.append((row.state, row.owner, row.fence))
        return take(envelope)

    go(issued, Postman(look))
    assert seen == [("sending", "worker-1", 1)] * 2


def test_one_bad_address_does_not_block_another(issued):
    def refuse_zhang(envelope):
        return Answer(State.DEAD, "550 no") if envelope.to == ZHANG else take(envelope)

    go(issued, Postman(refuse_zhang))
    assert states_of(issued) == {ZHANG: "dead", LI: "sent"}


def test_waiting_doubles_and_ends_after_two_days(issued):
    postman, now, waits = answering(State.RETRY), OCTOBER, []
    while row_of(issued, ZHANG).state != "dead":
        go(issued, postman, now)
        row = row_of(issued, ZHANG)
        waits.append(row.next_try_at - now)
        now = max(row_of(issued, address).next_try_at for address in (ZHANG, LI))
    minutes = [FIRST_WAIT * 2**power for power in range(7)]
    assert all(least <= wait <= least * 1.5 for least, wait in zip(minutes, waits, strict=False))
    assert now <= OCTOBER + GIVE_UP_AFTER + timedelta(hours=8)


def test_what_waits_is_left_alone_until_its_time(issued):
    postman = answering(State.RETRY)
    go(issued, postman)
    go(issued, postman, OCTOBER + FIRST_WAIT - timedelta(seconds=1))
    assert row_of(issued, ZHANG).attempts == 1


def test_what_another_worker_tried_meanwhile_is_not_tried_at_once_again(issued):
    other = answering(State.RETRY)

    def let_the_other_go_first(envelope):
        go(issued, other)
        return take(envelope)

    go(issued, Postman(let_the_other_go_first))
    assert sorted(states_of(issued).values()) == ["retry", "sent"]
    assert {row_of(issued, address).attempts for address in (ZHANG, LI)} == {1}


# ------------------------------------------------------------------- workers that die


def kill_at(envelope):
    raise Killed(envelope)


def test_a_letter_being_sent_is_nobody_elses_until_the_lease_ends(issued):
    with pytest.raises(Killed):
        go(issued, Postman(kill_at))
    postman = Postman()
    go(issued, postman, OCTOBER + LEASE)
    assert sorted(states_of(issued).values()) == ["sending", "sent"]


@pytest.mark.parametrize(
    ("knows", "state", "letters"), [(None, "unknown", 1), (True, "sent", 1), (False, "sent", 2)]
)
def test_after_a_crash_a_letter_is_what_the_transport_can_tell_of_it(issued, knows, state, letters):
    with pytest.raises(Killed):
        go(issued, Postman(kill_at))
    postman = Postman(knows=knows)
    go(issued, postman, AFTER_LEASE)
    assert sorted(states_of(issued).values()) == sorted(["sent", state])
    assert len(postman.taken) == letters


def test_a_worker_who_was_away_too_long_writes_nothing(issued):
    def sleep_too_long(envelope):
        go(issued, Postman(), AFTER_LEASE)  # another worker finds the lease over
        return Answer(State.RETRY, f"450 later, {envelope.name}")

    with_two = go(issued, Postman(sleep_too_long))
    assert with_two == []
    assert sorted(states_of(issued).values()) == ["sent", "unknown"]


def test_only_the_worker_whose_turn_it_is_writes_what_came_of_it(issued):
    one = row_of(issued, ZHANG).id
    claim = {"now": OCTOBER, "until": AFTER_LEASE}
    with writing(issued) as db:
        first = deliveries.claim(db, one, owner="first", **claim)
        assert first is not None
        assert deliveries.claim(db, one, owner="second", **claim) is None
        assert deliveries.record(db, one, first.fence, {"state": "unknown"})
        resend(db, one, now=OCTOBER)
        second = deliveries.claim(db, one, owner="second", **claim)
        assert second is not None
        assert not deliveries.record(db, one, first.fence, {"state": "dead"})
        assert deliveries.record(db, one, second.fence, {"state": "sent"})
    assert row_of(issued, ZHANG).state == "sent"


def test_a_person_decides_and_the_late_worker_cannot_undo_it(issued):
    def decide_meanwhile(envelope):
        go(issued, Postman(kill_nothing), AFTER_LEASE)
        with writing(issued) as db:
            already_sent(db, row_of(issued, envelope.to).id, now=AFTER_LEASE)
        return Answer(State.DEAD, "550 no")

    def kill_nothing(envelope):
        return take(envelope)

    go(issued, Postman(decide_meanwhile))
    assert set(states_of(issued).values()) == {"sent"}


# ------------------------------------------------------------------- too much, or nobody there


def test_more_than_the_hourly_cap_is_held_for_a_person(office):
    issue(office, many(5))
    postman = Postman()
    go(office, postman, caps={"monthly": 3})
    assert sorted(states_of(office).values()) == ["held", "held", "sent", "sent", "sent"]
    go(office, postman, OCTOBER + timedelta(hours=2), caps={"monthly": 3})
    assert len(postman.taken) == 3


def test_the_cap_counts_what_already_left_this_hour_and_no_longer(office):
    issue(office, many(2))
    go(office, Postman(), caps={"monthly": 2})
    issue(office, many(1), "2024-08")
    later = Postman()
    go(office, later, OCTOBER + timedelta(minutes=59), caps={"monthly": 2})
    assert later.taken == []
    issue(office, many(1), "2024-07")
    go(office, later, OCTOBER + timedelta(minutes=61), caps={"monthly": 2})
    assert len(later.taken) == 1


def test_one_reports_cap_does_not_hold_another(office):
    issue(office, many(3))
    postman = Postman()
    go(office, postman, caps={"quarterly": 1}, cap=10)
    assert len(postman.taken) == 3


def test_what_a_person_releases_leaves_whatever_the_cap(office):
    issue(office, many(3))
    go(office, Postman(), caps={"monthly": 1})
    held = [address for address, state in states_of(office).items() if state == "held"]
    with writing(office) as db:
        release(db, row_of(office, held[0]).id, now=OCTOBER)
    postman = Postman()
    go(office, postman, caps={"monthly": 1})
    assert postman.addresses == held[:1]


def test_a_server_out_of_reach_is_not_asked_for_every_letter(office):
    issue(office, many(MOST_UNREACHED + 4))
    go(office, answering(State.RETRY, "refused", reached=False))
    assert sorted(states_of(office).values()) == ["pending"] * 4 + ["retry"] * MOST_UNREACHED


def test_letters_refused_one_by_one_do_not_end_the_pass(office):
    issue(office, many(MOST_UNREACHED + 4))
    go(office, answering(State.DEAD, "550 no"))
    assert set(states_of(office).values()) == {"dead"}


@pytest.mark.parametrize(("local", "state"), [(True, "sent"), (False, "dead")])
def test_an_invalid_address_goes_no_further_than_the_outbox(office, local, state):
    issue(office, (("", "leaders@luzhou.invalid"), ("", "a@X.Invalid")))
    postman = Postman(local=local)
    go(office, postman)
    assert set(states_of(office).values()) == {state}
    assert len(postman.taken) == (2 if local else 0)


# ------------------------------------------------------------------- what people decide

DECISIONS = {
    "release": (lambda db, one: release(db, one, now=OCTOBER), {"held": "pending"}),
    "already_sent": (
        lambda db, one: already_sent(db, one, now=OCTOBER),
        {"unknown": "sent", "held": "sent"},
    ),
    "resend": (
        lambda db, one: resend(db, one, now=OCTOBER),
        {"unknown": "pending", "dead": "pending", "held": "pending"},
    ),
}


@pytest.mark.parametrize("state", [state.value for state in State])
@pytest.mark.parametrize("decision", DECISIONS)
def test_a_person_decides_only_what_is_in_doubt(issued, decision, state):
    decide, becomes = DECISIONS[decision]
    one = row_of(issued, ZHANG).id
    with writing(issued) as db:
        deliveries.set_state(db, one, ["pending"], {"state": state})
    with writing(issued) as db:
        if state in becomes:
            decide(db, one)
        else:
            with pytest.raises(Refused, match="not_so"):
                decide(db, one)
    assert row_of(issued, ZHANG).state == becomes.get(state, state)


@pytest.mark.parametrize("decision", DECISIONS)
def test_a_delivery_nobody_knows_is_refused(issued, decision):
    with writing(issued) as db, pytest.raises(Refused):
        DECISIONS[decision][0](db, "no such")


def test_programs_read_every_delivery_with_these_fields(issued):
    go(issued, answering(State.DEAD, "550 no"))
    with reading(issued) as db:
        (edition,) = editions.listed(db)
        answer = told(db)
    assert list(answer) == ["deliveries"]
    (one,) = [row for row in answer["deliveries"] if row["address"] == ZHANG]
    assert one == {
        "id": f"{edition.id}-1",
        "edition": edition.id,
        "report": "monthly",
        "period": "2024-09",
        "address": ZHANG,
        "state": "dead",
        "attempts": 1,
        "message_id": f"<{edition.id}-1@example.org>",
        "answer": "550 no",
    }


# ------------------------------------------------------------------- the simpler ways, and why not


def mark_then_send(engine, post):
    """Write down that it was sent, and send it."""
    with reading(engine) as db:
        waiting = deliveries.due(db, now=OCTOBER)
    for row in waiting:
        with writing(engine) as db:
            deliveries.set_state(db, row.id, ["pending"], {"state": "sent"})
        send(engine, post, row)


def send_then_mark(engine, post):
    """Send it, and write down that it was."""
    with reading(engine) as db:
        waiting = deliveries.due(db, now=OCTOBER)
    for row in waiting:
        send(engine, post, row)
        with writing(engine) as db:
            deliveries.set_state(db, row.id, ["pending"], {"state": "sent"})


def send(engine, post, row):
    with reading(engine) as db:
        letter = editions.letter(db, row.edition)
    post.transport.send(letter, post_envelope(row))


def post_envelope(row):
    return Envelope(row.address, row.name, "a@example.org", row.message_id, OCTOBER)


def claim_send_record(engine, post):
    deliver(engine, post, now=OCTOBER)


def killed_once(taken, *, before):
    """A transport whose process dies at the first letter, before or after the server took it."""
    alive: list[bool] = []

    def send(envelope):
        first = not alive
        alive.append(True)
        if first and before:
            raise Killed
        taken.append(envelope.to)
        if first:
            raise Killed
        return take(envelope)

    return Postman(send)


def breaches(engine, taken):
    """Letters lost or doubled without anybody being told; an unknown one is told."""
    states = states_of(engine)
    found = []
    for address, state in states.items():
        times = taken.count(address)
        if state != "unknown" and times != 1:
            found.append((address, state, times))
    return found


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize(
    ("way", "breaks"),
    [(claim_send_record, ()), (mark_then_send, (True,)), (send_then_mark, (False,))],
)
def test_dying_while_sending_loses_and_doubles_nothing_unseen_but_in_the_simpler_ways(
    issued, way, breaks, before
):
    taken: list[str] = []
    postman = killed_once(taken, before=before)
    with pytest.raises(Killed):
        way(issued, a_post(postman))
    way(issued, a_post(postman, clock=AFTER_LEASE))
    assert bool(breaches(issued, taken)) == (before in breaks)


def test_what_is_sent_anew_has_two_days_again(issued):
    go(issued, answering(State.DEAD))
    later = OCTOBER + GIVE_UP_AFTER + timedelta(days=3)
    with writing(issued) as db:
        resend(db, row_of(issued, ZHANG).id, now=later)
    go(issued, answering(State.RETRY), later)
    assert row_of(issued, ZHANG).state == "retry"


def test_a_transport_that_breaks_leaves_a_doubt_and_goes_on(issued):
    def answer(envelope):
        if envelope.to == ZHANG:
            raise ValueError(envelope.to)
        return Answer(State.SENT, "said")

    go(issued, Postman(answer))
    assert [row_of(issued, one).state for one in (ZHANG, LI)] == ["unknown", "sent"]
