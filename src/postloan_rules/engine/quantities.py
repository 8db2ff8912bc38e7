"""Numbers, bounds and ratios as one thing: a range of values over a denominator."""

from datetime import date, timedelta
from typing import Any, Literal, assert_never

from postloan_rules.backends.python.functions import plus_days, plus_months
from postloan_rules.ir.nodes import ComparisonOperator
from postloan_rules.ir.types import Kind
from postloan_rules.ir.values import ARITHMETIC, EXACT, Bounds, Number, RatioValue

Range = tuple[Number, Number, Number]


def range_of(value: Any) -> Range:
    """Return a number, bounds or ratio as ``(low, high, denominator)``."""
    if isinstance(value, tuple):
        low, high, *denominator = value
        return low, high, denominator[0] if denominator else 1
    return value, value, 1


def compare_ranges(operator: ComparisonOperator, left: Any, right: Any) -> bool | None:
    """Return whether ``left operator right`` for all values that both may have; ``None`` where only for some.

    Both sides are multiplied out, so that a ratio is exactly at its limit or not.

    >>> compare_ranges(">", (1, 3), 2), compare_ranges("=", (1, 1, 10), (2, 2, 20))
    (None, True)
    """
    (low, high, divisor), (other_low, other_high, other_divisor) = range_of(left), range_of(right)
    low, high = EXACT.multiply(low, other_divisor), EXACT.multiply(high, other_divisor)
    other_low, other_high = EXACT.multiply(other_low, divisor), EXACT.multiply(other_high, divisor)
    match operator:
        case "=":
            return _both(low == high == other_low == other_high, high < other_low or other_high < low)
        case "!=":
            return _both(high < other_low or other_high < low, low == high == other_low == other_high)
        case "<":
            return _both(high < other_low, low >= other_high)
        case "<=":
            return _both(high <= other_low, low > other_high)
        case ">":
            return _both(low > other_high, high <= other_low)
        case ">=":
            return _both(low >= other_high, high < other_low)
    assert_never(operator)


def _both(surely: bool, surely_not: bool) -> bool | None:
    return True if surely else False if surely_not else None


def ratio_of(numerator: Any, denominator: Any) -> RatioValue | None:
    """Return the quotient undivided; ``None`` where the denominator is zero or not exact."""
    low, high, _ = range_of(numerator)
    least, most, _ = range_of(denominator)
    if least != most or least == 0:
        return None
    return (-high, -low, -least) if least < 0 else (low, high, least)


def arithmetic(operator: Literal["+", "-", "*"], left: Any, right: Any, left_kind: Kind, right_kind: Kind) -> Any:
    """Return the sum, difference or product of two known values of these kinds."""
    if Kind.DATE in (left_kind, right_kind):
        return _calendar(operator, left, right, left_kind, right_kind)
    if Kind.BOUNDS in (left_kind, right_kind):
        return _bounds(operator, range_of(left), range_of(right))
    if left_kind is Kind.NUMBER or right_kind is Kind.NUMBER:
        return _number(operator, left, right)
    return left + right if operator == "+" else left - right if operator == "-" else left * right


def _number(operator: Literal["+", "-", "*"], left: Number, right: Number) -> Number:
    match operator:
        case "+":
            return ARITHMETIC.add(left, right)
        case "-":
            return ARITHMETIC.subtract(left, right)
        case "*":
            return ARITHMETIC.multiply(left, right)
    assert_never(operator)


def _bounds(operator: Literal["+", "-", "*"], left: Range, right: Range) -> Bounds:
    ends = [_number(operator, one, other) for one in left[:2] for other in right[:2]]
    return min(ends), max(ends)


def _calendar(operator: Literal["+", "-", "*"], left: Any, right: Any, left_kind: Kind, right_kind: Kind) -> Any:
    if left_kind is right_kind:
        difference: timedelta = left - right
        return difference.days
    if left_kind is not Kind.DATE:
        left, right, right_kind = right, left, left_kind
    count = -right if operator == "-" else right
    day: date = left
    return plus_months(day, count) if right_kind is Kind.MONTHS else plus_days(day, count)
