"""What questions about a decision that gives a list mean: how many outcomes, whether some, whether all.

A question is asked of each value of the enumeration in turn. What is settled before any record, such as
``item >= "orange"``, becomes one count of the values that pass.
"""

from collections.abc import Callable
from decimal import Decimal
from functools import reduce

from postloan_rules.ir.converting import ONE, convert
from postloan_rules.ir.logic import FALSE, TRUE, all_of, any_of, opposite
from postloan_rules.ir.nodes import (
    All,
    Any,
    Arithmetic,
    Case,
    Compare,
    Constant,
    CountOutcomes,
    Not,
    OutcomeIn,
    Term,
)
from postloan_rules.ir.program import EnumerationTable
from postloan_rules.ir.types import BOUNDS, NUMBER, Kind, TermType
from postloan_rules.light import dataclass, replace


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The outcomes of ``operand``, a ``LIST``; ``kept`` says for each value of the enumeration when it counts."""

    operand: Term
    table: EnumerationTable
    kept: tuple[Term, ...]


ForEach = Callable[[Constant], Term]
"""What a condition means where the outcome at hand is the given one."""


def outcomes(operand: Term, table: EnumerationTable) -> Outcomes:
    """Return all outcomes of ``operand``."""
    return Outcomes(operand, table, (TRUE,) * len(table.values))


def outcomes_with(many: Outcomes, condition: ForEach) -> Outcomes:
    """Return the outcomes of which ``condition`` is true."""
    kept = tuple(all_of((before, _asked(many, place, condition))) for place, before in enumerate(many.kept))
    return replace(many, kept=kept)


def count(many: Outcomes) -> Term:
    """Return how many outcomes there are, as bounds."""
    sure = sum(1 << place for place, kept in enumerate(many.kept) if kept == TRUE)
    none = convert(Constant(Decimal(0), NUMBER), BOUNDS, {})
    open_ = [
        Case(((kept, CountOutcomes(many.operand, 1 << place)),), none, BOUNDS)
        for place, kept in enumerate(many.kept)
        if kept not in (TRUE, FALSE)
    ]
    parts: list[Term] = [*([CountOutcomes(many.operand, sure)] if sure or not open_ else []), *open_]
    return reduce(lambda total, part: Arithmetic("+", total, part, BOUNDS), parts)


def some(many: Outcomes, condition: ForEach) -> Term:
    """Return whether ``condition`` is true of one of the outcomes."""
    passing = outcomes_with(many, condition)
    sure = sum(1 << place for place, kept in enumerate(passing.kept) if kept == TRUE)
    tests = [_is_there(many.operand, sure)] if sure else []
    tests.extend(
        all_of((kept, _is_there(many.operand, 1 << place)))
        for place, kept in enumerate(passing.kept)
        if kept not in (TRUE, FALSE)
    )
    return any_of(tests)


def every(many: Outcomes, condition: ForEach) -> Term:
    """Return whether ``condition`` is true of all outcomes; of none it is."""
    return opposite(some(many, lambda outcome: opposite(condition(outcome))))


def _is_there(operand: Term, accepted: int) -> Term:
    return Compare(">=", CountOutcomes(operand, accepted), ONE)


def _asked(many: Outcomes, place: int, condition: ForEach) -> Term:
    return _settled(condition(Constant(1 << place, TermType(Kind.MASK, many.table.name))))


def _settled(term: Term) -> Term:
    """Return ``term`` with tests of a certain outcome decided."""
    match term:
        case OutcomeIn(operand=Constant(value=int(mask)), accepted=accepted):
            return FALSE if not mask & accepted else term if mask & ~accepted else TRUE
        case Not(operand=operand):
            return opposite(_settled(operand))
        case All(operands=operands):
            return all_of(_settled(each) for each in operands)
        case Any(operands=operands):
            return any_of(_settled(each) for each in operands)
        case _:
            return term
