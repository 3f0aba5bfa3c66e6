"""Turn a scorecard into the letter of a report folder, or into one of its faces.

The folder's templates decide how it reads; every number in them comes from the one told
value. It refuses a template at fault with a sentence naming the file, and carries nothing
from outside: no picture, font or style is fetched by whoever opens it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from pathlib import Path

import css_inline
from jinja2 import TemplateError

from monitor.core.letter import Attachment, Inline, Letter
from monitor.core.problem import Place, Refused, problem
from monitor.core.report import Imprint, Signed
from monitor.core.scorecard import Scorecard
from monitor.render.bulletin import NOTHING_BESIDE, bulletin
from monitor.render.bulletin_docx import bulletin_docx
from monitor.render.bulletin_pdf import bulletin_pdf
from monitor.render.charts import bullet_svg, png
from monitor.render.digest import changes, digest, titled_subject
from monitor.render.environment import fill
from monitor.render.paper import MEDIA
from monitor.render.phrases import Words
from monitor.render.plain import json_text
from monitor.render.rows import Told, told
from monitor.render.xlsx import xlsx_bytes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FACES = ("html", "text", "xlsx", "json")
PAPERS = {"pdf": "application/pdf", "docx": MEDIA}
"""Faces of a report as a document, to file, to print or to go on writing in."""

LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Paper:
    """What documents need beside the figures; ``fonts`` is the office's own folder of fonts."""

    title: str = ""
    imprint: Imprint = NOTHING_BESIDE
    signed: Signed | None = None
    fonts: Path | None = None


PLAIN_PAPER = Paper()
_CSS = css_inline.CSSInliner(load_remote_stylesheets=False)


def render_letter(  # noqa: PLR0913  # all but two by keyword
    folder: Path,
    card: Scorecard,
    *,
    words: Words,
    zone: tzinfo,
    head: str,
    previous: Told | None = None,
    matters: Told | None = None,
    year: Told | None = None,
    note: str = "",
    mark: str = "",
    faces: Sequence[str] = FACES,
    address: str = "",
    owed: list[Told] | None = None,
    paper: Paper = PLAIN_PAPER,
) -> Letter:
    """Render the letter of a report folder.

    ``previous`` is the told value of the edition before, ``matters`` what it opens with of the
    supervisor's matters, ``year`` what a yearly report says of the closing, ``note`` a sentence
    of the sender, ``mark`` what the letter is if not the plain edition (试发, 第2次); ``head``
    the chain's head, ``address`` where the pages are. A table and the documents are attached
    where they are among the ``faces``, as ``paper`` says; ``owed`` is what a letter that asks for
    figures lists.

    Raises:
        Refused: naming a template that asks for what is not given.

    """
    status = told(card, words, zone)
    moved = changes(status, previous, words)
    said = {"note": note, "mark": mark, "changes": moved, "matters": matters, "year": year}
    said |= {"address": address}
    values = digest(status, words, head=head, inline=False) | said
    values["title"] = paper.title or (year["title"] if year else _title(status, words))
    if paper.title:
        values["subject"] = titled_subject(paper.title, status, words)
    values["owing"] = values["owing"] if owed is None else owed
    return Letter(
        subject=_subject(folder, values, words.say("letter.mark", mark=mark) if mark else ""),
        text=_text(folder, values),
        html=_html(folder, values),
        images=_images(values["bad"], words),
        attachments=tuple(_attached(faces, status, values, words, head, paper)),
    )


def _attached(  # noqa: PLR0913, PLR0917  # what a letter is made of
    faces: Sequence[str],
    status: Told,
    values: dict[str, object],
    words: Words,
    head: str,
    paper: Paper,
) -> Iterator[Attachment]:
    title = values["title"]
    if "xlsx" in faces:
        yield Attachment(f"{title}.xlsx", XLSX, _xlsx(status, values, words, head))
    for face in (one for one in PAPERS if one in faces):
        printed = _paper(status, values, words, face, paper)
        yield Attachment(f"{title}.{face}", PAPERS[face], printed)


def preview(  # noqa: PLR0913  # all but three by keyword
    folder: Path,
    card: Scorecard,
    face: str,
    *,
    words: Words,
    zone: tzinfo,
    head: str,
    matters: Told | None = None,
    year: Told | None = None,
    address: str = "",
    owed: list[Told] | None = None,
    paper: Paper = PLAIN_PAPER,
) -> bytes:
    """Return one face of a report as a file; the html carries its charts in itself.

    Raises:
        Refused: for a face the report does not have, or a template at fault.

    """
    known = (*FACES, *PAPERS)
    if face not in known:
        raise Refused((problem("report.no_face", face=face, faces=", ".join(known)),))
    status = told(card, words, zone)
    if face == "json":
        return (json_text(status | {"matters": matters, "year": year}) + "\n").encode()
    values = digest(status, words, head=head, inline=True)
    values |= {"note": "", "mark": "", "changes": "", "matters": matters, "year": year}
    values["address"] = address
    values["owing"] = values["owing"] if owed is None else owed
    values["title"] = paper.title or (year["title"] if year else _title(status, words))
    if face == "xlsx":
        return _xlsx(status, values, words, head)
    if face in PAPERS:
        return _paper(status, values, words, face, paper)
    return (_html(folder, values) if face == "html" else _text(folder, values)).encode()


def _paper(status: Told, values: dict[str, object], words: Words, face: str, paper: Paper) -> bytes:
    arranged = bulletin(status, values, words, imprint=paper.imprint, signed=paper.signed)
    if face == "pdf":
        return bulletin_pdf(arranged, words.language, fonts=paper.fonts)
    return bulletin_docx(arranged)


def _fill(folder: Path, name: str, values: dict[str, object]) -> str:
    try:
        return fill(folder, name, values, html=name.endswith(".html"))
    except TemplateError as fault:
        line = getattr(fault, "lineno", None)
        place = Place(file=f"{folder.name}/{name}", line=line)
        raise Refused(
            (problem("report.template", file=name, detail=str(fault)).at(place),)
        ) from fault


def _subject(folder: Path, values: dict[str, object], mark: str) -> str:
    """One line, whatever a template or a name brings."""
    return " ".join((mark + _fill(folder, "subject.txt", values)).split())[:LONGEST_SUBJECT]


def _text(folder: Path, values: dict[str, object]) -> str:
    """The text twin, without runs of empty lines."""
    return re.sub(r"\n{3,}", "\n\n", _fill(folder, "body.txt", values)).strip() + "\n"


def _html(folder: Path, values: dict[str, object]) -> str:
    return _CSS.inline(_fill(folder, "body.html", values))


def _images(rows: object, words: Words) -> tuple[Inline, ...]:
    assert isinstance(rows, list)  # noqa: S101  # the digest's own value
    drawn = [(row["chart"]["cid"], bullet_svg(row, words)) for row in rows if row["chart"]]
    return tuple(Inline(cid, "image/png", png(svg)) for cid, svg in drawn if svg)


def _title(status: Told, words: Words) -> str:
    day = date.fromisoformat(status["as_of"])
    month = words.say(f"status.month.m{day.month}")
    return words.say("letter.title", place=status["place"], year=day.year, month=month)


def _xlsx(status: Told, values: dict[str, object], words: Words, head: str) -> bytes:
    notes = values["provenance"]
    assert isinstance(notes, list)  # noqa: S101  # the digest's own value
    banner = [words.say("letter.demo_banner")] if status["demo"] else []
    title = str(values["title"])
    return xlsx_bytes(status, words, title=title, notes=[*banner, *notes], head=head)
