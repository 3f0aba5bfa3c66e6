"""Draw the charts: SVG from a template, PNG where mail readers show no SVG.

A chart that travels by mail holds no text but its title and description, so no font decides how
it looks and the same values give the same bytes. One that only pages and documents show labels its
lines where they end.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import resvg_py

from monitor.core.standing import Standing
from monitor.core.target import Target
from monitor.render.burnup import HEIGHT as BURNUP_HEIGHT
from monitor.render.burnup import LEFT, RIGHT, burnup
from monitor.render.burnup import WIDTH as BURNUP_WIDTH
from monitor.render.environment import fill
from monitor.render.geometry import HEIGHT, WIDTH, bullet
from monitor.render.phrases import Words
from monitor.render.tones import ACCENT, INK, LINE, MUTED, WASH
from monitor.render.voice import Voice

HERE = Path(__file__).parent


def bullet_svg(row: Mapping[str, Any], words: Words) -> str | None:
    """Return a told row's bullet chart, or none where nothing is counted."""
    mark = bullet(row)
    if mark is None:
        return None
    values: dict[str, object] = {
        "mark": mark,
        "title": row["name"],
        "description": described(row, words),
        "width": WIDTH,
        "height": HEIGHT,
        "ink": INK,
        "accent": ACCENT,
        "wash": WASH,
        "halo": "#ffffff",
    }
    return fill(HERE, "bullet.svg.j2", values, html=True)


def burnup_svg(target: Target, rows: Sequence[Standing], voice: Voice) -> str | None:
    """Return how a target went towards its goal over time, or none where nothing is counted."""
    chart = burnup(target, rows)
    if chart is None:
        return None
    done = chart.done[-1] if chart.done else None
    said = {
        "name": target.name,
        "goal": voice.quantity(target, target.goal),
        "done": voice.quantity(target, done.value) if done else voice.say("chart.nothing"),
        "day": voice.day(done.day if done else None),
    }
    values: dict[str, object] = {
        "chart": chart,
        "title": voice.say("chart.burnup_title", name=target.name),
        "description": voice.say("chart.burnup", **said),
        "words": {
            "goal": voice.say("chart.goal", goal=said["goal"]),
            "pace": voice.say("chart.pace"),
            "done": voice.say("chart.done", done=said["done"]),
        },
        "months": {
            month: voice.say("chart.tick", month=voice.say(f"status.month.m{month}"))
            for month in range(1, 13)
        },
        "width": BURNUP_WIDTH,
        "height": BURNUP_HEIGHT,
        "left": LEFT,
        "right": BURNUP_WIDTH - RIGHT,
        "ink": INK,
        "muted": MUTED,
        "line": LINE,
        "accent": ACCENT,
    }
    return fill(HERE, "burnup.svg.j2", values, html=True)


def described(row: Mapping[str, Any], words: Words) -> str:
    """What the chart shows, in words: also the picture's alternative text."""
    shown = row["shown"]
    return words.say(
        "chart.bullet", actual=shown["actual"], expected=shown["expected"], goal=shown["goal"]
    )


def png(svg: str, scale: int = 2) -> bytes:
    """Return the picture at ``scale`` pixels to one; no font of the machine is looked at."""
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=scale, skip_system_fonts=True))
