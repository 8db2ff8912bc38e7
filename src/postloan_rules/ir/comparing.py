"""Comparisons of terms: of values one ``Compare``, of outcomes tests of what is possible."""

from collections.abc import Callable
from typing import Any, assert_never

from postloan_rules.errors import InternalError
from postloan_rules.ir.converting import NUMERIC, Tables, constant_place, convert_number, enumeration_value, mask_of
from postloan_rules.ir.logic import all_of, any_of, opposite
from postloan_rules.ir.nodes import Case, Compare, ComparisonOperator, OutcomeIn, ParameterValue, Term
from postloan_rules.ir.program import EnumerationTable
from postloan_rules.ir.type_of import kind_of, type_of
from postloan_rules.ir.types import RATIO, Kind

TURNED: dict[ComparisonOperator, ComparisonOperator] = {
    "=": "=",
    "!=": "!=",
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
}


def compare(operator: ComparisonOperator, left: Term, right: Term, tables: Tables) -> Term:
    """Return whether ``left operator right``.

    Raises:
        InternalError: if the two cannot be compared; the checker should have said so.
    """
    kinds = (kind_of(left), kind_of(right))
    if Kind.MASK in kinds:
        return _compare_outcomes(operator, left, right, tables)
    if kinds[0] in NUMERIC and kinds[1] in NUMERIC:
        if kinds == (Kind.RATIO, Kind.BOUNDS):
            return Compare(operator, left, convert_number(right, RATIO))
        if kinds == (Kind.BOUNDS, Kind.RATIO):
            return Compare(operator, convert_number(left, RATIO), right)
        return Compare(operator, left, right)
    if kinds in ((Kind.RANK, Kind.STRING), (Kind.STRING, Kind.RANK)):
        name = type_of(left).name or type_of(right).name
        return Compare(operator, _as_rank(left, tables[name or ""]), _as_rank(right, tables[name or ""]))
    if kinds[0] is kinds[1]:
        return Compare(operator, left, right)
    raise InternalError(f"lowering: cannot compare {kinds[0].value} with {kinds[1].value}")


def _as_rank(term: Term, table: EnumerationTable) -> Term:
    place = constant_place(term, table)
    if place is not None:
        return enumeration_value(table, table.values[place])
    if kind_of(term) is Kind.RANK:
        return term
    raise InternalError(f"lowering: {type_of(term)} is not a value of {table.name}")


def accepted_places(operator: ComparisonOperator, place: int, count: int) -> int:
    """Return, as bits, which of ``count`` places stand in relation ``operator`` to ``place``.

    >>> bin(accepted_places(">=", 2, 5))
    '0b11100'
    """
    return sum(1 << each for each in range(count) if holds(operator, each, place))


def holds(operator: ComparisonOperator, left: Any, right: Any) -> bool:
    """Return whether ``left operator right`` for two known values of one kind: texts, dates, places, booleans."""
    match operator:
        case "=":
            return bool(left == right)
        case "!=":
            return bool(left != right)
        case "<":
            return bool(left < right)
        case "<=":
            return bool(left <= right)
        case ">":
            return bool(left > right)
        case ">=":
            return bool(left >= right)
    assert_never(operator)


def _compare_outcomes(operator: ComparisonOperator, left: Term, right: Term, tables: Tables) -> Term:
    if kind_of(left) is not Kind.MASK or constant_place(left, _table(left, right, tables)) is not None:
        operator, left, right = TURNED[operator], right, left
    table = _table(left, right, tables)
    count = len(table.values)
    place = constant_place(right, table)
    if place is not None:
        return OutcomeIn(mask_of(left, table), accepted_places(operator, place, count))
    if isinstance(right, ParameterValue):
        mask = mask_of(left, table)
        return for_each_value(right, table, lambda each: OutcomeIn(mask, accepted_places(operator, each, count)))
    return _compare_masks(operator, mask_of(left, table), mask_of(right, table), count)


def _table(left: Term, right: Term, tables: Tables) -> EnumerationTable:
    for term in (left, right):
        have = type_of(term)
        if have.kind is Kind.MASK and have.name is not None:
            return tables[have.name]
    raise InternalError("lowering: no outcome to compare")


def for_each_value(parameter: Term, table: EnumerationTable, meaning: Callable[[int], Term]) -> Term:
    """Return ``meaning`` of the place that ``parameter`` has on the day, as a choice among all places."""
    choices = tuple(
        (Compare("=", parameter, enumeration_value(table, word)), meaning(place))
        for place, word in enumerate(table.values)
    )
    otherwise = choices[-1][1]
    return Case(choices[:-1], otherwise, type_of(otherwise))


def _compare_masks(operator: ComparisonOperator, left: Term, right: Term, count: int) -> Term:
    """Compare outcomes of which neither is known beforehand.

    True exactly where true for every pair of possible outcomes, false where for none: ``left < right`` is true for
    every pair where some place has all of ``left`` before it and none of ``right``.
    """
    every = (1 << count) - 1
    match operator:
        case "=":
            return _same(left, right, count)
        case "!=":
            return all_of((OutcomeIn(left, every), OutcomeIn(right, every), opposite(_same(left, right, count))))
        case "<":
            return _ordered(left, right, count, apart=1)
        case "<=":
            return _ordered(left, right, count, apart=0)
        case ">":
            return _ordered(right, left, count, apart=1)
        case ">=":
            return _ordered(right, left, count, apart=0)
    assert_never(operator)


def _same(left: Term, right: Term, count: int) -> Term:
    return any_of(all_of((OutcomeIn(left, 1 << place), OutcomeIn(right, 1 << place))) for place in range(count))


def _ordered(low: Term, high: Term, count: int, *, apart: int) -> Term:
    """Return whether ``low`` stands ``apart`` or more places before ``high``."""
    return any_of(
        all_of(
            (
                OutcomeIn(low, accepted_places("<=", place, count)),
                OutcomeIn(high, accepted_places(">=", place + apart, count)),
            )
        )
        for place in range(count - apart)
    )
