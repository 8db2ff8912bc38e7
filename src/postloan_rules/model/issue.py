"""What is wrong with one value of a record."""

from postloan_rules.light import dataclass
from postloan_rules.text.diagnostic import Diagnostic

_MOST_BITS = 10_000


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing wrong: where (``loan.schedule[2].amount``), with which value as text, and why."""

    path: str
    value: str
    remark: Diagnostic


def shown(value: object) -> str:
    """Return ``value`` as people would write it, short enough for a message.

    >>> shown("x" * 100)
    'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…'
    """
    text = plain(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


def plain(value: object) -> str:
    """Return ``value`` as text that can be written down: what is no character is shown by its number."""
    if value is None:
        return ""
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        # Python refuses to write it down, or takes minutes.
        return f"a number of {value.bit_length()} bits"
    text = {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
    return text.encode("utf-8", "backslashreplace").decode()
