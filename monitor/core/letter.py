"""A letter as it is before it has an address: what it says and what it carries.

Rendered once per edition and stored; delivery adds who it goes to. It refuses to know how
it travels.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Inline:
    """A picture the html shows by ``cid:``."""

    cid: str
    media: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes along; ``media`` is its type, such as ``text/csv``."""

    name: str
    media: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """Subject, the text and its html twin, the pictures in it and the files with it."""

    subject: str
    text: str
    html: str
    images: tuple[Inline, ...] = ()
    attachments: tuple[Attachment, ...] = ()
