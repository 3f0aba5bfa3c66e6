"""Reads the time limits plans set: ``2024年底前``, ``9月底前``, ``6月30日``, ``三季度``.

The answer is the last day that is still in time. What names no day (``长期``, ``全年``) means
the year's last; what could mean two days is refused.
"""

import calendar
import re
from datetime import date

from monitor.core.problem import Problem, problem
from monitor.core.quantity import half_width

LONGEST = 40
_ALL_YEAR = re.compile(r"(?:全年|长期(?:坚持)?|持续(?:推进)?|年?(?:内|底|末|终)?)")
_HALVES = {"上半年": 6, "半年": 6, "下半年": 12}
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_THIRDS = {"上旬": 10, "中旬": 20}
_YEAR = re.compile(r"((?:19|20)\d{2})(?:年度?|(?=[-./]))")
_DAY = re.compile(r"[-./]?(\d{1,2})[月\-./](\d{1,2})日?")
_MONTH = re.compile(r"[-./]?(\d{1,2})(?:月份?)?(底|末|上旬|中旬|下旬)?")
_QUARTER = re.compile(r"第?([一二三四1-4])季度(?:末|底)?")


def read_deadline(text: str, year: int) -> date | Problem:
    """Return the last day in time; ``year`` is the plan's where the text names none."""
    plain = "".join(half_width(text).split())[:LONGEST]
    said = _YEAR.match(plain)
    year = int(said[1]) if said else year
    rest = plain[said.end() :] if said else plain
    bare = re.sub(r"(?:之?前|以前|内)?(?:完成|建成|见效)?$", "", rest)
    before = rest.removeprefix(bare).startswith(("之前", "以前", "前"))
    day = _named(bare, year, before=before)
    return day or problem("breakdown.deadline", text=text.strip()[:LONGEST])


def _named(text: str, year: int, *, before: bool) -> date | None:
    if _ALL_YEAR.fullmatch(text):
        return date(year, 12, 31)
    if text.removesuffix("末").removesuffix("底") in _HALVES:
        return _end(year, _HALVES[text.removesuffix("末").removesuffix("底")])
    quarter = _QUARTER.fullmatch(text)
    if quarter:
        return _end(year, 3 * _QUARTERS[quarter[1]])
    day = _DAY.fullmatch(text)
    if day:
        return _day(year, int(day[1]), int(day[2]))
    month = _MONTH.fullmatch(text)
    return _of_month(year, int(month[1]), month[2] or "", before=before) if month else None


def _of_month(year: int, month: int, part: str, *, before: bool) -> date | None:
    """The close of a month or of a third of it; ``9月前`` may mean two days and is none."""
    if part in _THIRDS:
        return _day(year, month, _THIRDS[part])
    if before and not part:
        return None
    return _end(year, month)


def _end(year: int, month: int) -> date | None:
    if not 1 <= month <= 12:  # noqa: PLR2004 - the months of a year
        return None
    return date(year, month, calendar.monthrange(year, month)[1])


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
