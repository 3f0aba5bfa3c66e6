"""A dossier is read back: whole, changed, short of a member, or no dossier at all."""

import json
import zipfile
from hashlib import sha256

import pytest

from monitor.core.problem import Refused
from monitor.files import dossier
from monitor.files.dossier import read_dossier

MEMBERS = {"README.txt": "卷宗".encode(), "history.json": b"{}"}


def manifest(members):
    digests = {name: {"sha256": sha256(data).hexdigest()} for name, data in members.items()}
    rows = [{"seq": 3, "link": 2, "digest": "a" * 64}]
    return {
        "plan": "P",
        "target": "ROAD",
        "known_at": "2024-09-01T09:00:00+08:00",
        "language": "zh",
        "version": "1",
        "members": digests,
        "chain": {"head": {"digest": "b" * 64}, "rows": rows},
    }


@pytest.fixture
def written(tmp_path):
    def write(members=MEMBERS, told=None):
        path = tmp_path / "d.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in members.items():
                archive.writestr(name, data)
            archive.writestr("manifest.json", json.dumps(told or manifest(MEMBERS)))
        return path

    return write


def faults(path):
    with pytest.raises(Refused) as refused:
        read_dossier(path)
    return [
        (fault.code.rpartition(".")[2], dict(fault.args).get("name"))
        for fault in refused.value.problems
    ]


def test_it_tells_what_it_claims(written):
    claim = read_dossier(written())
    assert (claim.plan, claim.target, claim.head) == ("P", "ROAD", "b" * 64)
    assert claim.rows == {3: (2, "a" * 64)}
    assert sorted(claim.members) == sorted(MEMBERS)


def test_a_changed_member_is_named(written):
    assert faults(written(MEMBERS | {"history.json": b"[]"})) == [("changed", "history.json")]


def test_a_member_too_few_or_too_many_is_named(written):
    short = {"README.txt": MEMBERS["README.txt"], "more.txt": b""}
    assert faults(written(short)) == [("extra", "more.txt"), ("missing", "history.json")]


@pytest.mark.parametrize(
    ("name", "fault"),
    [("history.json", ("changed", "history.json")), ("manifest.json", ("unreadable", None))],
)
def test_a_name_that_stands_twice_is_not_trusted(written, name, fault):
    path = written()
    with zipfile.ZipFile(path) as archive:
        again = archive.read(name)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(name, again)
    assert faults(path) == [fault]


def test_a_damaged_member_is_named(written):
    path = written()
    data = bytearray(path.read_bytes())
    data[data.index("卷宗".encode())] ^= 1
    path.write_bytes(data)
    assert faults(path) == [("changed", "README.txt")]


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_dossier_is_said_to_be_none(tmp_path, content):
    path = tmp_path / "d.zip"
    path.write_bytes(content)
    assert faults(path) == [("unreadable", None)]


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    assert faults(tmp_path / "none.zip") == [("unreadable", None)]


@pytest.mark.parametrize(
    "told", [{"members": {}}, [1], {"members": []}, {"plan": "P", "members": {"x": 1}}]
)
def test_a_manifest_that_says_too_little_is_none(written, told):
    assert faults(written(told=told)) == [("unreadable", None)]


def test_a_flood_is_not_unpacked(written, monkeypatch):
    monkeypatch.setattr(dossier, "MOST_BYTES", 3)
    assert faults(written()) == [("unreadable", None)]
