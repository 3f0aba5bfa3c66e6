"""Makes a new home from the starter: targets.yaml, reports/ and a calendar to fill in.

It refuses a folder that already holds anything of a home, and leaves nothing behind when
it cannot finish.
"""

import shutil
from pathlib import Path

from monitor.core.problem import Place, Refused, problem
from monitor.files.atomic import write_file
from monitor.files.starter import starter

OWN = ("targets.yaml", "reports", "calendar.yaml", "var", "docs")
SCHEMA = Path("docs") / "targets.schema.json"
CALENDAR = """\
# 节假日和调休。程序自带国家公布的安排；这里写的优先，用于当年安排公布晚或本地另有规定时。
# Public holidays and working weekends; what stands here overrides what the program knows.
#
# days_off: [2025-01-01, 2025-01-28]     # 放假
# workdays: [2025-01-26, 2025-02-08]     # 调休上班
"""


def init_home(folder: Path) -> tuple[Path, ...]:
    """Make ``folder`` a home and return what was put there.

    Raises ``Refused`` where the folder holds a part of a home already, OSError where it
    cannot be written.
    """
    _refuse_occupied(folder)
    made = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        _fill(folder)
    except BaseException:
        for name in OWN:
            _remove(folder / name)
        if made:
            folder.rmdir()
        raise
    return tuple(sorted(folder / name for name in OWN if (folder / name).exists()))


def _refuse_occupied(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise Refused((problem("home.not_folder", folder=str(folder)).at(Place(str(folder))),))
    taken = next((name for name in OWN if (folder / name).exists()), None)
    if taken:
        found = problem("home.not_empty", folder=str(folder), name=taken)
        raise Refused((found.at(Place(str(folder))),))


def _fill(folder: Path) -> None:
    source = starter()
    write_file(folder / "targets.yaml", (source / "targets.yaml").read_text(encoding="utf-8"))
    write_file(folder / "calendar.yaml", CALENDAR)
    if (source / "reports").is_dir():
        shutil.copytree(source / "reports", folder / "reports")
    if (source / SCHEMA).is_file():
        (folder / "docs").mkdir()
        shutil.copyfile(source / SCHEMA, folder / SCHEMA)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
