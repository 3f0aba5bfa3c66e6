"""Acts about a plan: kept in its chain, in the order they were done, never changed."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from monitor.store import acts, proof
from monitor.store.acts import Act
from monitor.store.engine import reading, writing
from tests.builders import YEAR, an_instant

SPRING = an_instant(YEAR.start)
LATER = an_instant(YEAR.end)


def an_act(step, *, kind="adjustment", code="GRAIN", at=SPRING, **more):
    return Act(kind, code, step, "王", at, at, **more)


def test_an_act_comes_back_as_it_was_done(engine):
    said = an_act("applied", body={"goal": "11.5万亩", "files": ["ab"]}, reason="受灾")
    with writing(engine) as db:
        (kept,) = acts.append(db, "P", [said])
    with reading(engine) as db:
        assert acts.log(db, "P") == [kept]
    assert (kept.seq, kept.body, kept.reason) == (1, said.body, "受灾")


def test_acts_are_asked_for_by_kind_by_code_and_by_what_was_known(engine):
    with writing(engine) as db:
        acts.append(db, "P", [an_act("applied"), an_act("opened", kind="matter", code="1")])
        acts.append(db, "P", [an_act("accepted", at=LATER)])
        acts.append(db, "Q", [an_act("applied")])
    with reading(engine) as db:
        of_kind = acts.log(db, "P", kind="adjustment")
        then = acts.log(db, "P", known_at=SPRING)
        about = acts.log(db, "P", kind="matter", code="1")
    assert [act.step for act in of_kind] == ["applied", "accepted"]
    assert [act.step for act in then] == ["applied", "opened"]
    assert [act.step for act in about] == ["opened"]


def test_nothing_done_writes_nothing(engine):
    with writing(engine) as db:
        assert acts.append(db, "P", []) == ()
        assert proof.chains(db) == ()


def test_an_act_stands_in_the_chain_of_its_plan(engine):
    with writing(engine) as db:
        acts.append(db, "P", [an_act("applied"), an_act("accepted")])
        assert proof.plan_breaches(db, "P") == ()


@pytest.mark.parametrize("change", ["UPDATE acts SET reason = 'x'", "DELETE FROM acts"])
def test_the_database_refuses_to_change_an_act(engine, change):
    with writing(engine) as db:
        acts.append(db, "P", [an_act("applied")])
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as db:
        db.execute(text(change))


def test_an_act_changed_past_the_guards_is_named(engine):
    with writing(engine) as db:
        acts.append(db, "P", [an_act("applied")])
        proof_before = proof.plan_breaches(db, "P")
    with engine.begin() as db:
        if engine.dialect.name == "sqlite":
            db.execute(text("DROP TRIGGER acts_no_update"))
        else:
            db.execute(text("DROP TRIGGER acts_refuse ON acts"))
        db.execute(text('UPDATE acts SET body = \'{"goal":"1亩"}\''))
    with reading(engine) as db:
        (fault,) = proof.plan_breaches(db, "P")
    assert (proof_before, fault.code) == ((), "store.chain_broken")
