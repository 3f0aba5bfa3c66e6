"""The look of the pages, served as files whose address changes with their content."""

import hashlib
from pathlib import Path

STATIC = Path(__file__).parent / "static"
SERVED = sorted(STATIC.iterdir())
VERSION = hashlib.sha256(b"".join(one.read_bytes() for one in SERVED)).hexdigest()[:12]
