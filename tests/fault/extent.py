"""How thorough the tests of faults are: a sample by default, everything with ``POSTLOAN_FAULTS=all``."""

import os

EVERYTHING = os.environ.get("POSTLOAN_FAULTS") == "all"


def extent(sample: int, everything: int) -> int:
    """Return one of two numbers."""
    return everything if EVERYTHING else sample
