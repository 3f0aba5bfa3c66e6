"""A dossier: the whole history in one hand, and what holds it against the chain."""

import io
import json
import zipfile
from hashlib import sha256

import pytest
from sqlalchemy import insert

from monitor.core.dossier import digests_in
from monitor.render.dossier import MANIFEST, packed
from monitor.render.phrases import LANGUAGES, Words
from monitor.services.dossier import dossier, unproven
from monitor.store import chain
from monitor.store.canonical import row_digest
from monitor.store.tables import reviews
from tests.services.storybook import CODE, PAPER, ZONE, at, enter, half_a_year, issue
from tests.store.rows import a_row

AUTUMN = at(9, 1)


@pytest.fixture
def lived(db):
    half_a_year(db)
    return db


def taken(db, language="zh", *, code="ROAD", known_at=AUTUMN):
    found = dossier(db, CODE, code, known_at=known_at, zone=ZONE)
    return packed(found, Words(language), ZONE, version="1")


def unzipped(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_it_holds_the_history_every_revision_every_edition_and_every_file(lived):
    members = unzipped(taken(lived))
    assert sorted(members) == [
        "README.txt",
        "editions/monthly-2024-05-1/data.json",
        "editions/monthly-2024-05-1/files/__表.csv",
        "editions/monthly-2024-05-1/letter.html",
        "editions/monthly-2024-05-1/letter.txt",
        f"evidence/{PAPER.digest[:12]}-申请.pdf",
        "history.csv",
        "history.json",
        MANIFEST,
        "revisions/001-2024-01-02.json",
        "revisions/002-2024-07-01.json",
        "rows.jsonl",
    ]
    assert members["editions/monthly-2024-05-1/letter.html"] == "<p>正文</p>".encode()
    assert members[f"evidence/{PAPER.digest[:12]}-申请.pdf"] == PAPER.data
    assert json.loads(members["revisions/002-2024-07-01.json"])["target"]["stated"] == "30公里"
    assert len(json.loads(members["history.json"])["history"]) == 9


def test_the_manifest_names_every_member_with_its_digest(lived):
    members = unzipped(taken(lived))
    told = json.loads(members.pop(MANIFEST))["members"]
    assert {name: one["sha256"] for name, one in told.items()} == {
        name: sha256(data).hexdigest() for name, data in members.items()
    }


def test_a_reader_alone_can_follow_a_row_into_its_link(lived):
    members = unzipped(taken(lived))
    proof = json.loads(members[MANIFEST])["chain"]
    texts = members["rows.jsonl"].decode().splitlines()
    links = {link["link"]: link for link in proof["links"]}
    for row, text in zip(proof["rows"], texts, strict=True):
        link = links[row["link"]]
        assert sha256(text.encode()).hexdigest() == row["digest"]
        assert row["digest"] in link["rows"]
        assert chain.link_digest(link["previous"], link["rows"]) == link["digest"]
    assert proof["head"] == {
        "link": proof["links"][-1]["link"],
        "digest": proof["links"][-1]["digest"],
    }


def test_of_one_instant_it_has_the_same_bytes_whatever_comes_later(lived):
    first = taken(lived)
    enter(lived, "2024-08", "12公里", now=at(9, 3))
    issue(lived, "2024-08", now=at(9, 10))
    assert taken(lived) == first
    assert taken(lived, known_at=at(9, 30)) != first


def test_what_is_loaded_from_before_changes_it(lived):
    first = taken(lived)
    enter(lived, "2024-03", "4公里", now=at(9, 3), known_at=at(4, 3))
    assert taken(lived) != first


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_says_what_it_is_and_how_to_verify_it(lived, language):
    text = unzipped(taken(lived, language))["README.txt"].decode()
    assert "四好农村路" in text
    assert "monitor dossier --check" in text
    assert "{" not in text


def claimed(data):
    told = json.loads(unzipped(data)[MANIFEST])["chain"]
    return {row["seq"]: (row["link"], row["digest"]) for row in told["rows"]}, told["head"][
        "digest"
    ]


def test_what_left_the_house_is_what_the_chain_still_holds(lived):
    rows, head = claimed(taken(lived))
    assert unproven(lived, CODE, rows, head) == ()


def test_a_row_that_claims_something_else_is_named(lived):
    rows, head = claimed(taken(lived))
    seq = max(rows)
    forged = rows | {seq: (rows[seq][0], "f" * 64)}
    moved = rows | {seq: (1, rows[seq][1])}
    assert unproven(lived, CODE, forged, head) == (seq,)
    assert unproven(lived, CODE, moved, head) == (seq,)
    assert unproven(lived, CODE, rows | {999: (1, "f" * 64)}, head) == (999,)


def test_a_row_added_past_the_program_is_in_no_link(lived):
    rows, head = claimed(taken(lived))
    row = a_row(reviews) | {"plan": CODE, "seq": 999, "link": 1}
    digest = row_digest(row)
    lived.execute(insert(reviews).values(row | {"digest": digest}))
    assert 999 in unproven(lived, CODE, rows | {999: (1, digest)}, head)


def test_a_head_the_chain_never_had_is_told(lived):
    rows, _ = claimed(taken(lived))
    assert unproven(lived, CODE, rows, "f" * 64) == (0,)


def test_digests_are_found_however_deep_they_stand():
    digest = "ab" * 32
    assert list(digests_in({"a": [{"photo": digest}, "x" * 64], "b": 3})) == [digest]
