"""Which characters a font can draw, read from the font file itself."""

import struct
from pathlib import Path


def drawable(font: Path) -> set[int]:
    """Code points of a TrueType font's widest character map."""
    data = font.read_bytes()
    tables = {}
    for at in range(12, 12 + 16 * struct.unpack_from(">H", data, 4)[0], 16):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, at)
        tables[tag] = offset
    cmap = tables[b"cmap"]
    count = struct.unpack_from(">H", data, cmap + 2)[0]
    for index in range(count):
        offset = cmap + struct.unpack_from(">I", data, cmap + 8 + 8 * index)[0]
        if struct.unpack_from(">H", data, offset)[0] == 12:  # segmented coverage, all planes
            groups = struct.unpack_from(">I", data, offset + 12)[0]
            spans = (struct.unpack_from(">III", data, offset + 16 + 12 * g) for g in range(groups))
            return {code for first, last, _ in spans for code in range(first, last + 1)}
    raise ValueError(font)
