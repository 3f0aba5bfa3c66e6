"""The look of the pages, served as files whose address changes with their content."""

import hashlib
from pathlib import Path

STATIC = Path(__file__).parent / "static"
VERSION = hashlib.sha256((STATIC / "monitor.css").read_bytes()).hexdigest()[:12]
