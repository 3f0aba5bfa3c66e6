"""A file somebody hands in to prove or explain something; kept as it came."""

from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file's name, what it is, and its bytes; ``digest`` is what it is kept under."""

    name: str
    media: str
    data: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hexadecimal."""
        return sha256(self.data).hexdigest()
