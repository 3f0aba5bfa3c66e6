"""Files are kept once, under the digest of their bytes."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from monitor.core.evidence import Evidence
from monitor.store import evidence, proof
from monitor.store.engine import reading, writing
from tests.builders import YEAR, an_instant

AT = an_instant(YEAR.start)
PHOTO = Evidence("现场.jpg", "image/jpeg", b"\xff\xd8\xff\xe0 bytes")


def test_a_file_comes_back_byte_for_byte(engine):
    with writing(engine) as db:
        digest = evidence.keep(db, PHOTO, by="王", at=AT)
    with reading(engine) as db:
        assert evidence.kept(db, digest) == PHOTO
        assert evidence.kept(db, "0" * 64) is None


def test_the_same_bytes_are_kept_once_under_their_first_name(engine):
    again = Evidence("又一次.jpg", "image/jpeg", PHOTO.data)
    with writing(engine) as db:
        digests = {evidence.keep(db, file, by="王", at=AT) for file in (PHOTO, again)}
        assert len(digests) == 1
        assert evidence.kept(db, digests.pop()) == PHOTO


@pytest.mark.parametrize("change", ["UPDATE evidence SET name = 'x'", "DELETE FROM evidence"])
def test_the_database_refuses_to_change_a_kept_file(engine, change):
    with writing(engine) as db:
        evidence.keep(db, PHOTO, by="王", at=AT)
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as db:
        db.execute(text(change))


def test_bytes_that_changed_past_the_guards_are_named(engine):
    with writing(engine) as db:
        digest = evidence.keep(db, PHOTO, by="王", at=AT)
        assert proof.evidence_breaches(db) == ()
    with engine.begin() as db:
        on = "" if engine.dialect.name == "sqlite" else " ON evidence"
        name = "evidence_no_update" if engine.dialect.name == "sqlite" else "evidence_refuse"
        db.execute(text(f"DROP TRIGGER {name}{on}"))
        db.execute(text("UPDATE evidence SET bytes = :other"), {"other": b"other"})
    with reading(engine) as db:
        (fault,) = proof.evidence_breaches(db)
    assert (fault.code, dict(fault.args)["digest"]) == ("store.evidence_changed", digest)
