"""Draw the charts: SVG from a template, PNG where mail readers show no SVG.

A chart holds no text but its title and description, so no font decides how it looks and
the same values give the same bytes.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import resvg_py

from monitor.render.environment import fill
from monitor.render.geometry import HEIGHT, WIDTH, bullet
from monitor.render.phrases import Words
from monitor.render.tones import ACCENT, INK, WASH

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


def described(row: Mapping[str, Any], words: Words) -> str:
    """What the chart shows, in words: also the picture's alternative text."""
    shown = row["shown"]
    return words.say(
        "chart.bullet", actual=shown["actual"], expected=shown["expected"], goal=shown["goal"]
    )


def png(svg: str, scale: int = 2) -> bytes:
    """Return the picture at ``scale`` pixels to one; no font of the machine is looked at."""
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=scale, skip_system_fonts=True))
