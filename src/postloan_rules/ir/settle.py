"""Terms of a day: parameters become their values, and choices that the day settles are made."""

from collections.abc import Callable
from datetime import date

from postloan_rules.errors import InternalError
from postloan_rules.ir.comparing import compare
from postloan_rules.ir.logic import FALSE, TRUE, all_of, any_of, opposite
from postloan_rules.ir.lowered import DatedParameter, DatedValue, Dimension, LoweredPack
from postloan_rules.ir.nodes import (
    All,
    Any,
    Case,
    Compare,
    Constant,
    Not,
    ParameterValue,
    Resolved,
    Term,
    Unknown,
    Variable,
)
from postloan_rules.ir.walk import with_parts
from postloan_rules.light import dataclass


@dataclass(frozen=True, slots=True)
class Settling:
    """A day, and the entity that terms are about."""

    lowered: LoweredPack
    entity: str
    values: Callable[[DatedParameter], tuple[DatedValue, ...]]
    """The values in force on the day, those for special dimensions first."""


def settled(term: Term, settling: Settling) -> Term:
    """Return what ``term`` means on the day.

    Raises:
        InternalError: if a parameter depends on something that cannot be reached; the loader should have said so.
    """
    if isinstance(term, ParameterValue):
        return _value_of(settling.lowered.parameters[term.id], settling)
    return _simpler(with_parts(term, lambda part: settled(part, settling)))


def _simpler(term: Term) -> Term:
    match term:
        case All(operands=operands):
            return all_of(operands)
        case Any(operands=operands):
            return any_of(operands)
        case Not(operand=operand):
            return opposite(operand)
        case Case():
            return _chosen(term)
        case _:
            return term


def _chosen(case: Case) -> Term:
    """Return ``case`` without the branches that are never taken."""
    kept: list[tuple[Term, Term]] = []
    for condition, value in case.branches:
        state = _state(condition)
        if state is True:
            return Case(tuple(kept), value, case.type) if kept else value
        if state is None:
            kept.append((condition, value))
    return Case(tuple(kept), case.otherwise, case.type) if kept else case.otherwise


def _state(condition: Term) -> bool | None:
    """Return whether ``condition`` holds on the whole day for every record, where that is so."""
    if condition in (TRUE, FALSE):
        return condition == TRUE
    if isinstance(condition, Compare):
        left, right = _plain(condition.left), _plain(condition.right)
        if isinstance(left, Constant) and isinstance(right, Constant) and left.type == right.type:
            return _compared(condition, left, right)
    return None


def _plain(term: Term) -> Term:
    return term.term if isinstance(term, Resolved) else term


def _compared(condition: Compare, left: Constant, right: Constant) -> bool | None:
    if condition.operator == "=":
        return left.value == right.value
    if (
        condition.operator == "<="
        and not isinstance(left.value, str | date)
        and not isinstance(right.value, str | date)
    ):
        return left.value <= right.value
    return None


def _value_of(parameter: DatedParameter, settling: Settling) -> Term:
    otherwise: Term = Unknown(parameter.type)
    branches: list[tuple[Term, Term]] = []
    dimensions = {each.path: each for each in parameter.dimensions}
    for value in settling.values(parameter):
        resolved = Resolved(parameter.id, value.days.start or date.min, value.value)
        if not value.where:
            otherwise = resolved
            break
        branches.append((_applies(value, dimensions, settling), resolved))
    return Case(tuple(branches), otherwise, parameter.type) if branches else otherwise


def _applies(value: DatedValue, dimensions: dict[str, Dimension], settling: Settling) -> Term:
    tables = settling.lowered.enumerations
    return all_of(compare("=", _dimension(dimensions[path], settling), wanted, tables) for path, wanted in value.where)


def _dimension(dimension: Dimension, settling: Settling) -> Term:
    """Return what ``dimension`` reads, of the subject or of what that leads to, also inside a filter."""
    root = settling.lowered.walks.get(settling.entity, {}).get(dimension.root)
    if root is None:
        raise InternalError(f"specialising: {dimension.path} cannot be reached from a {settling.entity}")
    return _with_root(dimension.term, Variable(dimension.root, dimension.root), root)


def _with_root(term: Term, variable: Variable, root: Term) -> Term:
    if term == variable:
        return root
    return with_parts(term, lambda part: _with_root(part, variable, root))
