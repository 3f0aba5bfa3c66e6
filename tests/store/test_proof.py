"""Kept editions and the lines of the accounts are proven as they stand now."""

from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import insert, text, update

from monitor.store import chain, proof
from monitor.store.canonical import row_digest
from monitor.store.editions import content_digest
from monitor.store.engine import reading, writing
from monitor.store.tables import audit, edition_parts, editions
from tests.builders import YEAR, an_instant
from tests.store.rows import a_row

NOW = an_instant(YEAR.end)
PAGE = "重点工作通报".encode()
PAGE_DIGEST = sha256(PAGE).hexdigest()
EDITION = a_row(editions) | {"id": "e1", "content": content_digest({"page": PAGE_DIGEST})}
PART = {
    "edition": "e1",
    "name": "page",
    "media": "text/html",
    "bytes": PAGE,
    "sha256": PAGE_DIGEST,
}
LINE: dict[str, Any] = {
    "seq": 1,
    "at": NOW,
    "who": "admin",
    "os_user": "root",
    "action": "user.add",
    "subject": "张三",
    "detail": {"roles": ["entry"]},
}


def unguard(db, table):
    """Drop the guard against changes, as somebody with the database in hand can."""
    sqlite = db.dialect.name == "sqlite"
    name = f"{table}_no_update" if sqlite else f"{table}_refuse ON {table}"
    db.execute(text(f"DROP TRIGGER {name}"))


@pytest.fixture
def issued(engine):
    with writing(engine) as db:
        db.execute(insert(editions).values(EDITION))
        db.execute(insert(edition_parts).values(PART))
    return engine


@pytest.fixture
def audited(engine):
    with writing(engine) as db:
        head = chain.lock(db, chain.ACCOUNTS)
        line = LINE | {"digest": row_digest(LINE), "link": head.seq + 1}
        db.execute(insert(audit).values(line))
        chain.seal(db, head, [line["digest"]], at=NOW)
    return engine


def test_an_edition_nobody_touched_holds(issued):
    with reading(issued) as db:
        assert proof.edition_breaches(db) == ()
        assert proof.edition_count(db) == 1


def test_a_changed_page_is_told_by_its_edition_and_name(issued):
    with writing(issued) as db:
        unguard(db, "edition_parts")
        db.execute(update(edition_parts).values(bytes=b"forged"))
    with reading(issued) as db:
        (fault,) = proof.edition_breaches(db)
    assert (fault.code, dict(fault.args)) == (
        "store.part_changed",
        {"edition": "e1", "name": "page"},
    )


def test_a_page_changed_together_with_its_digest_is_told_by_its_edition(issued):
    forged = {"bytes": b"forged", "sha256": sha256(b"forged").hexdigest()}
    with writing(issued) as db:
        unguard(db, "edition_parts")
        db.execute(update(edition_parts).values(forged))
    with reading(issued) as db:
        (fault,) = proof.edition_breaches(db)
    assert dict(fault.args) == {"edition": "e1", "name": "page"}


def test_a_page_put_in_later_is_told_by_its_edition(issued):
    with writing(issued) as db:
        db.execute(insert(edition_parts).values(PART | {"name": "more"}))
    with reading(issued) as db:
        assert [fault.code for fault in proof.edition_breaches(db)] == ["store.part_changed"]


def test_a_line_of_the_accounts_nobody_touched_holds(audited):
    with reading(audited) as db:
        assert proof.audit_breaches(db) == ()
        assert proof.chains(db) == (chain.ACCOUNTS,)


@pytest.mark.parametrize("change", [{"who": "other"}, {"detail": {"roles": ["admin"]}}], ids=str)
def test_a_changed_line_of_the_accounts_is_told(audited, change):
    with writing(audited) as db:
        unguard(db, "audit")
        db.execute(update(audit).values(change))
    with reading(audited) as db:
        assert [fault.code for fault in proof.audit_breaches(db)] == ["store.chain_broken"]
