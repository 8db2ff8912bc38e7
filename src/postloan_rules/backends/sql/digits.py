"""How many digits a number in SQL can have: columns of decimals are bounded, and nothing may be rounded in silence."""

from decimal import Decimal

from postloan_rules.light import dataclass

LARGEST = 38
"""Digits that a decimal of every engine can hold."""
EXACT = 34
"""Digits up to which the record engine computes without rounding."""
_WHOLE = 18


@dataclass(frozen=True, slots=True)
class Digits:
    """At most ``before`` digits before the point and ``after`` after it."""

    before: int
    after: int

    @property
    def type(self) -> str:
        """The SQL type that holds such numbers."""
        if self.after == 0 and self.before <= _WHOLE:
            return "BIGINT"
        return f"DECIMAL({max(self.before + self.after, 1)}, {self.after})"

    @property
    def all(self) -> int:
        return self.before + self.after


def digits_of(number: Decimal | int) -> Digits:
    """Return how many digits ``number`` has.

    >>> digits_of(Decimal("0.9000")), digits_of(Decimal("1E+3"))
    (Digits(before=1, after=1), Digits(before=4, after=0))
    """
    text = f"{abs(Decimal(number)):f}"
    before, _, after = text.partition(".")
    return Digits(max(len(before.lstrip("0")), 1), len(after.rstrip("0")))


def together(*digits: Digits) -> Digits:
    """Return what holds numbers of all these."""
    return Digits(max(each.before for each in digits), max(each.after for each in digits))


def total(left: Digits, right: Digits) -> Digits:
    """Return what holds sums and differences."""
    joined = together(left, right)
    return Digits(joined.before + 1, joined.after)


def product(left: Digits, right: Digits) -> Digits:
    """Return what holds products."""
    return Digits(left.before + right.before, left.after + right.after)


AMOUNT = Digits(16, 4)
FRACTION = Digits(6, 8)
GIVEN = Digits(14, 6)
"""Of numbers of which only a pack knows what they are."""
DAYS = Digits(7, 0)
MANY = 7
"""By how many digits a sum over the members of a relation may be longer than its parts: ten million members."""
