"""Stated targets, compared with what was done, told in reports that leave on time.

This package root carries the version and nothing else; it refuses to import any room,
so that a script may read the version without paying for the house.
"""

__version__ = "0.1.0"
