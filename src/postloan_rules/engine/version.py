"""Which version of this library decides."""

from functools import cache
from importlib.metadata import version


@cache
def engine_version() -> str:
    """Return the version of this library, as decisions carry it."""
    return version("postloan-rules")
