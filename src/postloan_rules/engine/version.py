"""Which version of this library decides."""

from postloan_rules.version import VERSION


def engine_version() -> str:
    """Return the version of this library, as decisions carry it."""
    return VERSION
