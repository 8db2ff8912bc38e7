"""How sums, quotients and functions of courses run on."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from postloan_rules.backends.python.functions import IMPLEMENTATIONS
from postloan_rules.engine.ahead.course import (
    Course,
    Direction,
    Moving,
    Steady,
    direction_of,
    exact,
    first_change,
    sign_of,
    slope_of,
    together,
    turned,
    value_at,
)
from postloan_rules.engine.quantities import compare_ranges
from postloan_rules.ir.comparing import holds
from postloan_rules.ir.nodes import ComparisonOperator
from postloan_rules.ir.types import Kind

NUMERIC = frozenset({Kind.NUMBER, Kind.BOUNDS, Kind.RATIO})
_SIGNS = {"days between": (-1, 1), "months between": (-1, 1), "add days": (1, 1), "add months": (1, 1)}
_ADDED_UP = frozenset({"days between", "add days"})
_STEPS = frozenset({"last day of month", "year", "floor", "ceiling"})


def lifted(
    of: Callable[..., Any], courses: Sequence[Course], day: date, direction: Direction, slope: Any = None
) -> Course:
    """Return how ``of`` of the courses runs on from ``day``: unknown while one that is steady is unknown."""
    absent = [each.until for each in courses if isinstance(each, Steady) and each.value is None]
    if absent:
        return Steady(None, max(absent))
    until = min(each.until for each in courses)

    def at(when: date) -> Any:
        values = [value_at(each, when) for each in courses]
        return None if None in values else of(*values)

    if slope == 0 or all(isinstance(each, Steady) for each in courses):
        return Steady(at(day), until)
    return Moving(at, direction, slope, until)


def linear(of: Callable[..., Any], courses: Sequence[Course], signs: Sequence[int], day: date) -> Course:
    """Return how a sum runs on, of which the parts of sign -1 are taken away."""
    slopes = [slope_of(each) for each in courses]
    known = [sign * slope for sign, slope in zip(signs, slopes, strict=True) if slope is not None]
    if len(known) == len(slopes):
        slope = sum(known)
        return lifted(of, courses, day, sign_of(slope), slope)
    return lifted(of, courses, day, together(courses, signs))


def product(of: Callable[..., Any], left: Course, right: Course, day: date) -> Course:
    """Return how a product runs on; which way is known where one factor stays the same."""
    if isinstance(right, Moving):
        left, right = right, left
        turned_round = of
        of = lambda one, other: turned_round(other, one)  # noqa: E731 - the factors back in their order
    factor = exact(right.value) if isinstance(right, Steady) else None
    if factor is None:
        return lifted(of, (left, right), day, 0)
    slope = slope_of(left)
    return lifted(of, (left, right), day, turned(left, sign_of(factor)), None if slope is None else slope * factor)


def quotient(of: Callable[..., Any], above: Course, below: Course, day: date) -> Course:
    """Return how a ratio runs on; which way is known where what is below stays the same."""
    divisor = exact(below.value) if isinstance(below, Steady) else None
    if divisor is None:
        return lifted(of, (above, below), day, 0)
    return lifted(of, (above, below), day, turned(above, sign_of(divisor)))


def applied(function: str, arguments: Sequence[Course], day: date) -> Course:
    """Return how a function of ``ir.functions`` runs on."""
    of = IMPLEMENTATIONS[function]
    if function in _ADDED_UP:
        return linear(of, arguments, _SIGNS[function], day)
    if function in _SIGNS:
        return lifted(of, arguments, day, together(arguments, _SIGNS[function]))
    first = arguments[0]
    if function in ("min", "max"):
        return lifted(of, arguments, day, together(arguments, [1] * len(arguments)))
    if function in _STEPS:
        return lifted(of, arguments, day, direction_of(first))
    if function in ("decimal", "round half up") and isinstance(arguments[1], Steady):
        return lifted(of, arguments, day, direction_of(first))
    if function == "month" and isinstance(first, Moving) and first.direction:
        moving = first
        until = first_change(lambda when: _month(moving.at(when)), day, moving.until)
        return Steady(_of_known(of, moving.at(day)), until)
    if function == "abs" and isinstance(first, Moving) and first.direction:
        moving = first
        value = moving.at(day)
        until = first_change(lambda when: _side(moving.at(when)), day, moving.until)
        return lifted(
            of,
            (Moving(moving.at, moving.direction, moving.slope, until),),
            day,
            0 if value is None else turned(moving, sign_of(value)),
        )
    return lifted(of, arguments, day, 0)


def _month(when: date | None) -> tuple[int, int] | None:
    return None if when is None else (when.year, when.month)


def _side(number: Any) -> int | None:
    return None if number is None else sign_of(number)


def _of_known(of: Callable[..., Any], value: Any) -> Any:
    return None if value is None else of(value)


def compared(operator: ComparisonOperator, left: Course, right: Course, kind: Kind, day: date) -> Steady:
    """Return whether ``left operator right`` on ``day``, and the first day on which that may change.

    Where it is known which way the difference goes, that day is exact.
    """
    until = min(left.until, right.until)

    def state(how: ComparisonOperator, when: date) -> bool | None:
        one, other = value_at(left, when), value_at(right, when)
        if one is None or other is None:
            return None
        return compare_ranges(how, one, other) if kind in NUMERIC else holds(how, one, other)

    now = state(operator, day)
    absent = [each.until for each in (left, right) if isinstance(each, Steady) and each.value is None]
    if absent:
        return Steady(None, max(absent))
    if isinstance(left, Steady) and isinstance(right, Steady):
        return Steady(now, until)
    slopes = slope_of(left), slope_of(right)
    if None not in slopes and slopes[0] == slopes[1]:
        return Steady(now, until)
    if not _goes_one_way(left, right, slopes):
        return Steady(now, tomorrow(day))
    if operator in ("=", "!="):
        if kind in NUMERIC and any(exact(value_at(each, day)) is None for each in (left, right)):
            return Steady(now, tomorrow(day))
        return Steady(now, first_change(lambda when: (state("<", when), state(">", when)), day, until))
    return Steady(now, first_change(lambda when: state(operator, when), day, until))


def _goes_one_way(left: Course, right: Course, slopes: tuple[Any, Any]) -> bool:
    return None not in slopes or together((left, right), (1, -1)) != 0


def tomorrow(day: date) -> date:
    """Return the day after ``day``."""
    return day + timedelta(days=1)
