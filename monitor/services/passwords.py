"""Passwords are kept as argon2 hashes and compared in the time a hash takes, always."""

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher()
"""The library's own cost, meant to hurt whoever guesses; tests of other things take a cheap one."""


def hashed(password: str) -> str:
    """Return the hash to keep."""
    return HASHER.hash(password)


def matches(password: str, kept: str | None) -> bool:
    """Whether a password is the kept one; for nobody (none kept) it takes as long and is not."""
    try:
        HASHER.verify(kept or _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


@lru_cache(maxsize=1)
def _nobody() -> str:
    return hashed("nobody's password")
