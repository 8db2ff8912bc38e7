"""What cases expect of a report."""

from decimal import Decimal

from postloan_rules.light import dataclass

UNKNOWN = "unknown"
"""How a case writes a value of a key or a column that is not known."""
OTHER = "other"
"""The group of rows that no band holds."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that a case expects: its lowest and highest value, the same where it is certain, ``None`` where there is
    none; and how many rows have no value to add up."""

    low: Decimal | None
    high: Decimal | None
    without_value: int = 0
