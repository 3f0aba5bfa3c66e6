"""Prints pages: a template of ours and plain data become PDF or PNG, the same bytes each time.

Data reaches the template as JSON and never as markup, so nothing a person typed can run. The
fonts are the office's own, where it has put any into ``fonts/``, then one that is installed
with the program; no font of the machine is used and nothing is fetched.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

TEMPLATES = Path(__file__).parent / "typst"
PACKAGE = "justmytype_intl_cjk"
FAMILY = "Noto Sans SC"
SCREEN = 150
"""Dots per inch of a picture: an A4 page becomes 1240 pixels wide."""


def pdf(template: str, data: Mapping[str, Any], *, day: date, fonts: Path | None = None) -> bytes:
    """Return a document as PDF; ``day`` is the date it carries, ``fonts`` the office's folder."""
    made = typst.compile(
        TEMPLATES / f"{template}.typ", format="pdf", timestamp=_instant(day), **_given(data, fonts)
    )
    return bytes(made)


def png(template: str, data: Mapping[str, Any], *, fonts: Path | None = None) -> bytes:
    """Return the first page of a document as a picture."""
    path = TEMPLATES / f"{template}.typ"
    made = typst.compile(path, format="png", ppi=SCREEN, **_given(data, fonts))
    return bytes(made[0] if isinstance(made, list) else made)


def pages(template: str, data: Mapping[str, Any], *, fonts: Path | None = None) -> int:
    """Return how many pages a document has."""
    path = TEMPLATES / f"{template}.typ"
    found = typst.query(path, "<pages>", field="value", one=True, **_given(data, fonts))
    return int(json.loads(found))


def _given(data: Mapping[str, Any], fonts: Path | None) -> dict[str, Any]:
    own = [str(fonts)] if fonts is not None and fonts.is_dir() else []
    return {
        "root": TEMPLATES,
        "font_paths": [*own, _packaged()],
        "ignore_system_fonts": True,
        "sys_inputs": {"data": json.dumps(data, ensure_ascii=False)},
    }


@lru_cache(maxsize=1)
def _packaged() -> str:
    """The folder of the font that comes with the program."""
    return str(files(PACKAGE) / "fonts" / "ofl" / "notosanssc")


def _instant(day: date) -> int:
    return int(datetime.combine(day, time(), tzinfo=UTC).timestamp())
