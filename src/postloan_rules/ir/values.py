"""The values that terms range over, as Python objects, and the arithmetic that all engines share."""

from datetime import date
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_EVEN, Context, Decimal

from postloan_rules.ir.record import Node

Number = Decimal | int
Bounds = tuple[Number, Number]
"""The smallest and the largest value that a number can have."""
RatioValue = tuple[Number, Number, Number]
"""The bounds of the numerator, and the denominator, which is above zero."""
Outcomes = tuple[tuple[str, ...], tuple[str, ...]]
"""Sure and possible outcomes of a decision that collects."""
Value = bool | Number | str | date | Bounds | RatioValue | Outcomes | Node | None
"""What a term can be; ``None`` is unknown, and no entity."""

DIGITS = 34

# Own contexts, so that a caller's precision, rounding or traps never change an answer. Without traps nothing raises.
ARITHMETIC = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[])
"""Sums, differences, products and quotients to 34 digits, half even."""
EXACT = Context(prec=9_999, rounding=ROUND_HALF_EVEN, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[])
"""Products that are only compared: of two numbers of 34 digits none is ever rounded."""
