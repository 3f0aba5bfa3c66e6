"""A backup's file: whole under its name, never over another, and refused when touched."""

import json
import zipfile

import pytest

from monitor.core.problem import Refused
from monitor.files import archive
from monitor.files.archive import open_archive, write_archive

LINES = [b'{"a":1}\n', '{"a":"苏"}\n'.encode()]
ABOUT = {"schema": "0001"}


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "home"
    (folder / "reports" / "monthly").mkdir(parents=True)
    (folder / "var").mkdir()
    (folder / "targets.yaml").write_text("plan: 甲\n", encoding="utf-8")
    (folder / "reports" / "monthly" / "report.yaml").write_text("x\n", encoding="utf-8")
    (folder / "var" / "secret").write_text("never", encoding="utf-8")
    return folder


@pytest.fixture
def file(tmp_path, home):
    path = tmp_path / "b.zip"
    write_archive(path, [("t", iter(LINES)), ("empty", iter(()))], home=home, about=ABOUT)
    return path


def fault_of(path):
    with pytest.raises(Refused) as caught, open_archive(path) as found:
        found.prove()
    return caught.value.problems[0].code


def rewritten(path, change):
    """The same archive with its members changed: a mapping of names to bytes."""
    with zipfile.ZipFile(path) as old:
        members = {name: old.read(name) for name in old.namelist()}
    change(members)
    path.unlink()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in members.items():
            new.writestr(name, data)
    return path


def remanifested(members, **changes):
    said = json.loads(members["manifest.json"])
    members["manifest.json"] = json.dumps(said | changes).encode()


def test_what_was_written_is_read_again(file, tmp_path):
    with open_archive(file) as found:
        assert list(found.lines("t")) == LINES
        assert found.manifest["tables"]["t"]["rows"] == 2
        assert found.manifest["schema"] == "0001"
        found.unpack(tmp_path / "out")
    assert (tmp_path / "out" / "targets.yaml").read_text(encoding="utf-8") == "plan: 甲\n"
    assert (tmp_path / "out" / "reports" / "monthly" / "report.yaml").exists()


def test_the_secret_stays_behind(file):
    with zipfile.ZipFile(file) as found:
        assert not [name for name in found.namelist() if "secret" in name or "var" in name]


def test_another_file_is_never_overwritten(file, home):
    before = file.read_bytes()
    with pytest.raises(Refused):
        write_archive(file, [], home=home, about=ABOUT)
    assert file.read_bytes() == before


def test_a_name_taken_meanwhile_is_not_overwritten(tmp_path, home):
    path = tmp_path / "b.zip"

    def lines():
        path.write_text("somebody else's")
        yield LINES[0]

    with pytest.raises(Refused):
        write_archive(path, [("t", lines())], home=home, about=ABOUT)
    assert path.read_text() == "somebody else's"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["b.zip", "home"]


def test_what_is_not_finished_leaves_nothing(tmp_path, home):
    def broken():
        yield LINES[0]
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011  # whatever the disk says
        write_archive(tmp_path / "b.zip", [("t", broken())], home=home, about=ABOUT)
    assert [one.name for one in tmp_path.iterdir()] == ["home"]


def test_only_its_owner_may_read_it(file):
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("share", [0, 0.3, 0.6, 0.95, 0.999])
def test_a_file_that_was_cut_is_refused(file, share):
    data = file.read_bytes()
    file.write_bytes(data[: int(len(data) * share)])
    assert fault_of(file) == "backup.damaged"


def test_every_changed_byte_of_the_contents_is_caught(file):
    data = file.read_bytes()
    with zipfile.ZipFile(file) as found:
        start = found.infolist()[1].header_offset
    for place in range(0, start, 7):
        file.write_bytes(data[:place] + bytes([data[place] ^ 0x40]) + data[place + 1 :])
        try:
            with open_archive(file) as found:
                assert list(found.lines("t")) == LINES  # a byte that nothing depends on
        except Refused:
            continue


def test_a_changed_row_is_caught_by_the_manifest(file):
    rewritten(file, lambda members: members.update({"tables/t.jsonl": LINES[0] * 2}))
    assert fault_of(file) == "backup.changed"


def test_a_changed_file_of_the_home_is_caught(file):
    rewritten(file, lambda members: members.update({"targets.yaml": b"plan: x\n"}))
    assert fault_of(file) == "backup.changed"


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "reports/../../evil",
        "/etc/evil",
        "reports//evil",
        "reports\\..\\evil",
        "C:evil",
        "var/secret",
        "tables/a/b.jsonl",
        "tables/x.txt",
        "reports/",
        "reports",
    ],
)
def test_a_name_that_no_backup_gives_is_refused(file, name):
    def change(members):
        said = json.loads(members["manifest.json"])
        said["files"][name] = {"bytes": 0, "sha256": ""}
        members.update({name: b"", "manifest.json": json.dumps(said).encode()})

    assert fault_of(rewritten(file, change)) == "backup.strange"


def test_a_member_the_manifest_does_not_name_is_refused(file):
    change = rewritten(file, lambda members: members.update({"reports/more.txt": b""}))
    assert fault_of(change) == "backup.strange"


def test_a_missing_member_is_refused(file):
    assert fault_of(rewritten(file, lambda members: members.pop("tables/t.jsonl"))) == (
        "backup.strange"
    )


def test_a_name_given_twice_is_refused(file):
    with zipfile.ZipFile(file, "a") as more, pytest.warns(UserWarning, match="Duplicate"):
        more.writestr("targets.yaml", b"other")
    assert fault_of(file) == "backup.strange"


@pytest.mark.parametrize(
    "said",
    [b"", b"[]", b"{}", b'{"format":1,"tables":{"t":3},"files":{}}', b"[" * 100_000],
)
def test_a_manifest_that_is_none_is_refused(file, said):
    change = rewritten(file, lambda members: members.update({"manifest.json": said}))
    assert fault_of(change) == "backup.manifest"


def test_another_format_is_refused(file):
    change = rewritten(file, lambda members: remanifested(members, format=2))
    assert fault_of(change) == "backup.manifest"


def test_a_flood_is_refused_before_it_is_unpacked(file):
    bomb = rewritten(file, lambda members: members.update({"tables/t.jsonl": b" " * (8 << 20)}))
    assert fault_of(bomb) == "backup.flood"


def test_too_many_members_are_refused(file, monkeypatch):
    monkeypatch.setattr("monitor.files.archive_checks.MOST_MEMBERS", 3)
    assert fault_of(file) == "backup.flood"


def test_a_link_out_of_the_home_is_not_followed(home, tmp_path):
    (tmp_path / "private").write_text("private")
    (home / "reports" / "link").symlink_to(tmp_path / "private")
    assert "reports/link" not in dict(archive.home_files(home))
