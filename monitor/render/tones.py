"""The few colours, each readable on white (contrast 4.5 : 1 or more).

A rule brings its own colour words, 蓝黄橙红 or English; each gets a shade that can be read. A
colour never speaks alone: the word and the shape of the class stand beside it.
"""

from monitor.core.rule import Status

INK, MUTED, LINE, WASH, ACCENT = "#1f2329", "#5c6370", "#dcdfe4", "#f5f6f8", "#1f5fa8"
UNJUDGED = "#5f6672"

BY_WORD = {
    "blue": "#1f5fa8",
    "蓝": "#1f5fa8",
    "yellow": "#8a6100",
    "黄": "#8a6100",
    "orange": "#a15c00",
    "橙": "#a15c00",
    "red": "#b3261e",
    "红": "#b3261e",
    "green": "#2a7a3f",
    "绿": "#2a7a3f",
}
BY_STATUS = {
    Status.ACHIEVED: "#0b6e4f",
    Status.AHEAD: "#2a7a3f",
    Status.ON_TRACK: "#2a7a3f",
    Status.BEHIND: "#b3261e",
    Status.MISSED: "#8c1d18",
}


def tone(status: str, colour: str | None) -> str:
    """Return the shade of a class: its rule's colour word, else its status."""
    return BY_WORD.get(colour or "") or BY_STATUS.get(Status(status), UNJUDGED)
