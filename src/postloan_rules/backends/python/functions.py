"""The functions of ``ir.functions`` in Python, on known arguments."""

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import MAXYEAR, MINYEAR, date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from typing import Any

from postloan_rules.ir.values import ARITHMETIC, DIGITS, EXACT, Number

# More days than lie between the first and the last date there is; a larger count need not be tried.
LARGEST_COUNT = 4_000_000

_HALF_UP = Context(prec=DIGITS, rounding=ROUND_HALF_UP, Emin=ARITHMETIC.Emin, Emax=ARITHMETIC.Emax, traps=[])


def whole(number: Number) -> int | None:
    """Return a number without a part after the point as an ``int``, if it is of a size that can count days.

    >>> whole(Decimal("3.0")), whole(Decimal("3.5")), whole(Decimal("1E+99"))
    (3, None, None)
    """
    if not -LARGEST_COUNT <= number <= LARGEST_COUNT:
        return None
    count = int(number)
    return count if count == number else None


def absolute(number: Number) -> Number:
    return ARITHMETIC.abs(number)


def floor(number: Number) -> Number:
    return number if isinstance(number, int) else number.to_integral_value(ROUND_FLOOR)


def ceiling(number: Number) -> Number:
    return number if isinstance(number, int) else number.to_integral_value(ROUND_CEILING)


def _rounded(number: Number, places: Number, context: Context) -> Decimal | None:
    count = whole(places)
    if count is None:
        return None
    rounded = context.quantize(Decimal(number), Decimal((0, (1,), -count)))
    # Not a number: the result would need more than 34 digits.
    return rounded if rounded.is_finite() else None


def decimal(number: Number, places: Number) -> Decimal | None:
    """Round half even.

    >>> decimal(Decimal("2.5"), 0), decimal(Decimal("1.115"), 2), decimal(125, -1)
    (Decimal('2'), Decimal('1.12'), Decimal('1.2E+2'))
    """
    return _rounded(number, places, ARITHMETIC)


def round_half_up(number: Number, places: Number) -> Decimal | None:
    """Round a half away from zero.

    >>> round_half_up(Decimal("2.5"), 0), round_half_up(Decimal("-2.5"), 0)
    (Decimal('3'), Decimal('-3'))
    """
    return _rounded(number, places, _HALF_UP)


def modulo(dividend: Number, divisor: Number) -> Decimal | None:
    """Return what is left, with the sign of the divisor.

    >>> modulo(-7, 3), modulo(7, -3), modulo(Decimal("7.5"), 2), modulo(1, 0)
    (Decimal('2'), Decimal('-2'), Decimal('1.5'), None)
    """
    if divisor == 0:
        return None
    left = EXACT.remainder(dividend, divisor)
    if not left.is_finite():
        return None
    if left and (left < 0) != (divisor < 0):
        left = EXACT.add(left, divisor)
    return ARITHMETIC.plus(left)


def days_between(start: date, end: date) -> int:
    return (end - start).days


def plus_days(day: date, count: int) -> date | None:
    """Return the date ``count`` days later, or ``None`` where the calendar ends before."""
    try:
        return day + timedelta(days=count)
    except OverflowError:
        return None


def plus_months(day: date, count: int) -> date | None:
    """Return the same day ``count`` months later, clipped to the month's end; ``None`` beyond the calendar.

    >>> plus_months(date(2024, 1, 31), 1), plus_months(date(2024, 3, 31), -1), plus_months(date(9999, 12, 1), 1)
    (datetime.date(2024, 2, 29), datetime.date(2024, 2, 29), None)
    """
    year, month0 = divmod(day.year * 12 + day.month - 1 + count, 12)
    if not MINYEAR <= year <= MAXYEAR:
        return None
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


def months_between(start: date, end: date) -> int:
    """Return the whole months completed from ``start`` to ``end``, negative where ``end`` comes first.

    >>> months_between(date(2024, 1, 31), date(2024, 2, 29)), months_between(date(2024, 3, 30), date(2024, 2, 29))
    (1, -1)
    >>> months_between(date(2024, 1, 15), date(2024, 2, 14)), months_between(date(2024, 2, 15), date(2024, 1, 16))
    (0, 0)
    """
    count = (end.year - start.year) * 12 + end.month - start.month
    # The month of `end` is within the calendar, so the date tried exists.
    reached = plus_months(start, count) or end
    if end >= start:
        return count - 1 if reached > end else count
    return count + 1 if reached < end else count


def add_days(day: date, count: Number) -> date | None:
    days = whole(count)
    return None if days is None else plus_days(day, days)


def add_months(day: date, count: Number) -> date | None:
    months = whole(count)
    return None if months is None else plus_months(day, months)


def last_day_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def year(day: date) -> int:
    return day.year


def month(day: date) -> int:
    return day.month


def day_of_month(day: date) -> int:
    return day.day


def date_of(year: Number, month: Number, day: Number) -> date | None:
    """Return the date of three numbers, ``None`` where there is no such day.

    >>> date_of(2026, 2, 29) is None
    True
    """
    parts = whole(year), whole(month), whole(day)
    if parts[0] is None or parts[1] is None or parts[2] is None:
        return None
    try:
        return date(parts[0], parts[1], parts[2])
    except ValueError:
        return None


def contains(text: str, part: str) -> bool:
    return part in text


def starts_with(text: str, part: str) -> bool:
    return text.startswith(part)


def ends_with(text: str, part: str) -> bool:
    return text.endswith(part)


IMPLEMENTATIONS: Mapping[str, Callable[..., Any]] = {
    "min": min,
    "max": max,
    "abs": absolute,
    "floor": floor,
    "ceiling": ceiling,
    "decimal": decimal,
    "round half up": round_half_up,
    "modulo": modulo,
    "days between": days_between,
    "months between": months_between,
    "add days": add_days,
    "add months": add_months,
    "last day of month": last_day_of_month,
    "year": year,
    "month": month,
    "day": day_of_month,
    "date": date_of,
    "string length": len,
    "contains": contains,
    "starts with": starts_with,
    "ends with": ends_with,
}
"""One for each name in ``ir.functions.FUNCTIONS``."""

PARTIAL = frozenset({"decimal", "round half up", "modulo", "add days", "add months", "date"})
"""Functions that can be unknown though all arguments are known."""
