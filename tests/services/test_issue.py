"""An edition is kept whole with its deliveries, or not at all, and once for each number."""

from dataclasses import replace
from hashlib import sha256

import pytest
from sqlalchemy import select

from monitor.core.letter import Attachment
from monitor.core.problem import Refused
from monitor.services.issue import asking_of, edition_id, issue_again, issue_slot, issue_test
from monitor.store import deliveries, editions, slots
from monitor.store.engine import reading
from monitor.store.proof import edition_breaches, plan_breaches
from monitor.store.tables import edition_parts
from tests.services.mailroom import (
    LEADERS,
    MONTHLY,
    PLAN,
    TWO,
    a_letter,
    a_made,
    a_slot,
    adopted,
    sending,
    slots_of,
    states_of,
)


@pytest.fixture
def office(engine):
    adopted(engine)
    return engine


def an_asking(**changes):
    return replace(asking_of(a_slot(), MONTHLY, LEADERS), **changes)


def issue(engine, make=a_made, asking=None):
    return issue_slot(engine, a_slot(), asking or an_asking(), make=make, sending=sending())


def again(engine, number, make=a_made):
    asking = an_asking(number=number)
    return issue_again(
        engine, a_slot(), asking, make=make, sending=sending(), reason="更正第3项数据"
    )


def issues(engine):
    """Number, reason and whether it is a test, of each edition."""
    with reading(engine) as db:
        rows = editions.listed(db, PLAN.code)
        return sorted((row.number, row.reason, row.test) for row in rows)


def test_the_letter_comes_out_of_the_store_as_it_went_in(office):
    done = issue(office)
    with reading(office) as db:
        assert editions.letter(db, done.edition) == a_letter()
        assert editions.part(db, done.edition, "json") == b"{}"


def test_every_part_is_kept_with_its_digest_in_a_link_of_the_plans_chain(office):
    issue(office)
    with reading(office) as db:
        parts = db.execute(select(edition_parts)).all()
        assert {one.name for one in parts} == {
            "text",
            "html",
            "json",
            "image/bar-1",
            "image/bar-2",
            "file/表.csv",
        }
        assert all(sha256(one.bytes).hexdigest() == one.sha256 for one in parts)
        assert (plan_breaches(db, PLAN.code), edition_breaches(db)) == ((), ())


def test_each_address_gets_one_delivery_with_a_message_id_of_its_own(office):
    done = issue(office)
    with reading(office) as db:
        rows = deliveries.listed(db)
    assert sorted((row.name, row.address) for row in rows) == sorted(TWO)
    assert {row.message_id for row in rows} == {
        f"<{done.edition}-{place}@example.org>" for place in (1, 2)
    }


def test_an_address_found_twice_gets_one_letter(office):
    twice = (*TWO, ("张三", "Zhang@Example.org"))
    done = issue(office, lambda asking: a_made(asking, addresses=twice))
    assert done.count == 2
    assert len(states_of(office)) == 2


def test_a_report_named_in_chinese_has_plain_message_ids(office):
    report = replace(MONTHLY, name="月报")
    asking = an_asking(report=report)
    issue_slot(office, a_slot(report=report), asking, make=a_made, sending=sending())
    with reading(office) as db:
        (first, second) = deliveries.listed(db)
    assert first.id.startswith("月报-2024-09-1-")
    assert first.message_id.isascii()
    assert first.message_id != second.message_id


def test_a_slot_is_filled_once(office):
    first = issue(office)
    assert issue(office) is None
    assert issues(office) == [(1, "", False)]
    assert first.edition == edition_id(an_asking())


def test_nothing_is_kept_where_one_part_cannot_be(office):
    same = Attachment("表.csv", "text/csv", b"other")
    letter = replace(a_letter(), attachments=(*a_letter().attachments, same))
    with pytest.raises(Refused, match="part_twice"):
        issue(office, lambda asking: a_made(asking, letter=letter))
    assert (slots_of(office), issues(office), states_of(office)) == ({}, [], {})


def test_another_issue_of_a_slot_is_the_second_with_its_reason(office):
    issue(office)
    done = again(office, 2)
    assert issues(office) == [(1, "", False), (2, "更正第3项数据", False)]
    with reading(office) as db:
        row = slots.of(db, a_slot())
        assert row is not None
        assert row.edition == done.edition
        assert editions.newest_number(db, a_slot()) == 2
        assert plan_breaches(db, PLAN.code) == ()


def test_of_two_who_issue_the_same_number_again_one_is_told_so(office):
    issue(office)
    first = again(office, 2)
    with pytest.raises(Refused) as fault:
        again(office, 2)
    (told,) = fault.value.problems
    assert (told.code, dict(told.args)) == ("issue.taken", {"edition": first.edition})
    assert len(issues(office)) == 2


@pytest.mark.parametrize("changes", [{"flaws": ("total",)}, {"addresses": ()}])
def test_what_must_not_be_issued_is_not_issued_again_either(office, changes):
    issue(office)
    with pytest.raises(Refused):
        again(office, 2, lambda asking: a_made(asking, **changes))
    assert len(issues(office)) == 1


def test_a_test_letter_takes_no_slot_and_goes_to_one_address(office):
    asked = []

    def make(asking):
        asked.append(asking.test)
        return a_made(asking)

    done = issue_test(office, an_asking(), to="me@example.org", make=make, sending=sending())
    assert asked == [True]
    assert (slots_of(office), list(states_of(office))) == ({}, ["me@example.org"])
    assert issues(office) == [(1, "试发", True)]
    assert issue(office).edition != done.edition
    with reading(office) as db:
        assert editions.newest_number(db, a_slot()) == 1


def test_a_reason_stands_where_the_edition_would(office):
    done = issue(office, lambda asking: a_made(asking, flaws=("total",)))
    assert (done.state, done.edition) == ("refused", None)
    assert slots_of(office) == {"2024-09": ("refused", "does_not_close: total")}
