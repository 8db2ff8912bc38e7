"""The types of terms: what a value looks like in every backend.

Every type but ``MASK`` and ``ENTITY`` has one value more, *unknown*: ``None`` in Python, ``NULL`` in SQL.
"""

from enum import Enum

from postloan_rules.light import dataclass


class Kind(Enum):
    BOOLEAN = "boolean"
    """True, false or unknown; combined by Kleene's tables."""
    NUMBER = "number"
    """A decimal (or a whole number), 34 significant digits. Amounts of money are numbers here."""
    BOUNDS = "bounds"
    """A number known to lie in ``(low, high)``; exact where both are equal."""
    RATIO = "ratio"
    """``(low, high, denominator)``, denominator above zero: a quotient that was not divided out;
    exact where low = high."""
    STRING = "string"
    """Text. A value of an unordered enumeration is a string too."""
    RANK = "rank"
    """A value of an ordered enumeration, as its place in it, 0 the best."""
    DATE = "date"
    MONTHS = "months"
    """A duration in whole months."""
    DAYS = "days"
    """A duration in whole days."""
    MASK = "mask"
    """The possible outcomes of a decision, bit ``i`` for place ``i``; the bit after the last for *not applicable*.
    Never unknown."""
    LIST = "list"
    """Several outcomes of a decision that collects: ``(sure, possible)`` tuples of strings."""
    ENTITY = "entity"
    """A loan, a borrower…; ``None`` where the relation to it was not supplied or leads nowhere."""


@dataclass(frozen=True, slots=True)
class TermType:
    """``name`` is the enumeration of a ``STRING``, ``RANK``, ``MASK`` or ``LIST`` type and the entity of an
    ``ENTITY`` one."""

    kind: Kind
    name: str | None = None


BOOLEAN = TermType(Kind.BOOLEAN)
NUMBER = TermType(Kind.NUMBER)
BOUNDS = TermType(Kind.BOUNDS)
RATIO = TermType(Kind.RATIO)
STRING = TermType(Kind.STRING)
DATE = TermType(Kind.DATE)
MONTHS = TermType(Kind.MONTHS)
DAYS = TermType(Kind.DAYS)
