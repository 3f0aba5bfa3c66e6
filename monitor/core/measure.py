"""The measures numbers are spoken in, and the base unit each is kept in.

Conversions are exact decimal factors: 1 公顷 = 15 亩, 1 吨 = 1000 公斤, 1 斤 = 0.5 公斤. What is
counted in people, households or pieces converts into nothing else. A measure fixes how
many fraction digits are kept: 2 for 元, 6 for everything else.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

SCALE = 6
MONEY_SCALE = 2
LONGEST_WORD = 12


@dataclass(frozen=True, slots=True)
class Measure:
    """One unit of measure; ``factor`` base units of its ``dimension`` make one of it."""

    name: str
    dimension: str
    factor: Decimal
    scale: int

    @property
    def base(self) -> str:
        """Name of the base unit of its dimension."""
        return self.dimension


@dataclass(frozen=True, slots=True)
class Spoken:
    """A base measure as a plan speaks it: one ``word`` is ``multiplier`` base units."""

    measure: Measure
    multiplier: Decimal
    word: str


_TABLE: dict[str, dict[str, str]] = {
    "亩": {"亩": "1", "公顷": "15", "平方米": "0.0015", "㎡": "0.0015", "平方公里": "1500"},
    "公斤": {"公斤": "1", "千克": "1", "斤": "0.5", "担": "50", "吨": "1000", "克": "0.001"},
    "公里": {"公里": "1", "千米": "1", "里": "0.5", "米": "0.001"},
    "元": {"元": "1", "角": "0.1", "分": "0.01"},
    "%": {"%": "1", "‰": "0.1", "百分点": "1", "个百分点": "1"},
    "千瓦": {"千瓦": "1", "兆瓦": "1000", "瓦": "0.001"},
    "千瓦时": {"千瓦时": "1", "度": "1"},
    "立方米": {"立方米": "1", "方": "1", "升": "0.001"},
    "小时": {"小时": "1"},
}
_OFTEN: dict[str, tuple[str, ...]] = {
    "亩": ("万亩", "亩", "公顷"),
    "公斤": ("万公斤", "公斤", "斤", "吨", "万吨"),
    "公里": ("公里", "米"),
    "元": ("亿元", "万元", "元"),
}
"""Words a number is often said in, so that a form can offer them."""

_COUNTED = (
    "个 家 所 座 处 台 套 张 盏 头 只 条 件 项 批 批次 场 场次 次 课时 人 人次 户 名 辆 间 栋 幢 "
    "艘 口 眼 棵 株 本 册 份 篇 种 类 门 站 村 片 块 段 对 组 支 队 班 位 学位 床 床位 企业 项目 "
    "天 日 月 年 级 例 起 宗 笔 单 票"
)

MULTIPLIERS = {
    "万亿": Decimal(10**12),
    "十亿": Decimal(10**9),
    "亿": Decimal(10**8),
    "千万": Decimal(10**7),
    "百万": Decimal(10**6),
    "十万": Decimal(10**5),
    "万": Decimal(10**4),
    "千": Decimal(10**3),
    "百": Decimal(10**2),
}
"""How many one of a word before a measure stands for, longest words first."""


def _measures() -> dict[str, Measure]:
    found = {
        name: Measure(name, base, Decimal(factor), MONEY_SCALE if base == "元" else SCALE)
        for base, names in _TABLE.items()
        for name, factor in names.items()
    }
    found |= {name: Measure(name, name, Decimal(1), SCALE) for name in _COUNTED.split()}
    return found


MEASURES = _measures()


@lru_cache(maxsize=512)
def find_measure(word: str) -> Spoken | None:
    """Return what a word such as ``万亩`` or ``个`` speaks of, in base units, if it is known.

    ``千克`` and ``千米`` are measures of their own; elsewhere ``千`` multiplies.
    """
    if len(word) > LONGEST_WORD:
        return None
    if word in MEASURES:
        return _spoken(word, Decimal(1), word)
    for prefix, times in MULTIPLIERS.items():
        rest = word.removeprefix(prefix)
        if rest != word and rest in MEASURES:
            return _spoken(rest, times, word)
    return None


def said_in(spoken: Spoken) -> tuple[str, ...]:
    """Return the words a number may be typed in, the plan's own first."""
    return tuple(dict.fromkeys((spoken.word, *_OFTEN.get(spoken.measure.base, ()))))


def _spoken(name: str, times: Decimal, word: str) -> Spoken:
    measure = MEASURES[name]
    return Spoken(MEASURES[measure.dimension], times * measure.factor, word)
