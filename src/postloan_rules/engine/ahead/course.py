"""How a value runs on from a day while nothing happens but that days pass."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

from postloan_rules.light import dataclass, replace

Direction = Literal[-1, 0, 1]
FOREVER = date.max


@dataclass(frozen=True, slots=True)
class Steady:
    """``value``, which stays the same up to but without the day ``until``."""

    value: Any
    until: date = FOREVER


@dataclass(frozen=True, slots=True)
class Moving:
    """A value that may be another one each day up to but without ``until``; ``at`` gives it for a day.

    ``direction`` is 1 where it never falls, -1 where it never rises, 0 where nobody can say. ``slope`` is by how much
    it grows each day, where that is always the same (days for a date).
    """

    at: Callable[[date], Any]
    direction: Direction
    slope: Decimal | int | None = None
    until: date = FOREVER


Course = Steady | Moving


def clipped(course: Course, until: date) -> Course:
    """Return ``course``, of which nothing is known from ``until`` on."""
    return course if course.until <= until else replace(course, until=until)


def value_at(course: Course, day: date) -> Any:
    """Return the value on ``day``, which lies before the end of the course."""
    return course.value if isinstance(course, Steady) else course.at(day)


def first_change(of: Callable[[date], Any], start: date, end: date) -> date:
    """Return the first day after ``start`` and before ``end`` on which ``of`` is not what it is on ``start``.

    ``end`` where there is none. ``of`` must never come back to its first value once it left it; so halving finds it.

    >>> first_change(lambda day: day >= date(2026, 3, 12), date(2026, 1, 1), date(2028, 1, 1))
    datetime.date(2026, 3, 12)
    """
    first = of(start)
    low, high = 0, (end - start).days
    # On day `low` it is the same, on day `high` it is another or the end is reached.
    while high - low > 1:
        middle = (low + high) // 2
        if of(start + timedelta(days=middle)) == first:
            low = middle
        else:
            high = middle
    return start + timedelta(days=high)


def direction_of(course: Course) -> Direction:
    """Return which way a course goes; a steady one goes none, which every other agrees with."""
    return 0 if isinstance(course, Steady) else course.direction


def slope_of(course: Course) -> Decimal | int | None:
    """Return by how much a course grows each day, if it is always the same."""
    return 0 if isinstance(course, Steady) else course.slope


def together(courses: Sequence[Course], signs: Sequence[int]) -> Direction:
    """Return which way a value goes that rises with the courses of sign 1 and falls with those of sign -1."""
    found = 0
    for course, sign in zip(courses, signs, strict=True):
        if isinstance(course, Steady):
            continue
        way = course.direction * sign
        if way == 0 or (found and way != found):
            return 0
        found = way
    return _direction(found)


def turned(course: Course, sign: int) -> Direction:
    """Return which way a course goes after it was multiplied by a number of this sign."""
    return _direction(direction_of(course) * sign)


def sign_of(number: Any) -> Direction:
    """Return 1 above zero, -1 below, 0 at zero."""
    return _direction((number > 0) - (number < 0))


def _direction(number: int) -> Direction:
    return 1 if number > 0 else -1 if number < 0 else 0


def exact(value: Any) -> Any:
    """Return the number that a number or exact bounds are; ``None`` for other bounds and for ratios."""
    if isinstance(value, tuple):
        return value[0] if len(value) == 2 and value[0] == value[1] else None
    return value
