"""One text for one value: canonical JSON, its digest, and the value back.

Keys are sorted, numbers and days are strings, nothing is left to a default encoder, so
equal values have equal bytes and a digest means the value.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")

LATER = frozenset({"given_by", "not_before"})
"""Columns of observations that the second schema added."""

_ADAPTERS: dict[type, TypeAdapter[Any]] = {}


def _adapter(kind: type) -> TypeAdapter[Any]:
    """The reader and writer of one type; making it is slow, so each is made once."""
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def text_of(value: object) -> str:
    """Return the canonical text of a value: of a core dataclass, or plain data."""
    parts = _adapter(type(value)).dump_python(value)
    return json.dumps(
        parts, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def _plain(part: object) -> object:
    """What JSON does not know itself; a set has no order, so it is written in its sorted one."""
    if isinstance(part, frozenset | set):
        return sorted(part)
    return _adapter(type(part)).dump_python(part, mode="json")


def value_of(text: str, kind: type[T]) -> T:
    """Return the value that ``text_of`` wrote.

    Raises:
        ValueError: where the text holds no such value.

    """
    found: T = _adapter(kind).validate_json(text)
    return found


def row_text(row: Mapping[str, Any]) -> str:
    """Return a row's canonical text, of which its digest is made.

    Instants count in UTC; the row's own digest and the link it was sealed in do not count. A
    column that came with a later schema counts where it says something, so that the digests of
    rows written before it stay what they were.
    """
    plain = {
        name: value.astimezone(UTC) if isinstance(value, datetime) else value
        for name, value in row.items()
        if name not in {"digest", "link"} and not (value is None and name in LATER)
    }
    return text_of(plain)


def row_digest(row: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a row's canonical text, in hexadecimal."""
    return hashlib.sha256(row_text(row).encode()).hexdigest()
