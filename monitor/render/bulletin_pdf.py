"""Print a document as PDF."""

from dataclasses import asdict
from pathlib import Path

from monitor.render import press
from monitor.render.bulletin import Bulletin

TEMPLATE = "bulletin"


def bulletin_pdf(paper: Bulletin, language: str, *, fonts: Path | None = None) -> bytes:
    """Return the pages; ``fonts`` is the office's own folder of fonts."""
    data = asdict(paper) | {"day": paper.day.isoformat(), "language": language}
    return press.pdf(TEMPLATE, data, day=paper.day, fonts=fonts)
