"""Simple proofs that a change changes nothing: then no case could notice it."""

from postloan_rules.analysis.directed import exclude_each_other, same_in_all_states
from postloan_rules.ir.comparing import holds
from postloan_rules.ir.logic import FALSE, TRUE, all_of, any_of, opposite
from postloan_rules.ir.nodes import All, Any, Compare, Constant, Not, Resolved, Term
from postloan_rules.ir.program import Combine, DecisionTerm, FactTerm
from postloan_rules.ir.reading import Definition
from postloan_rules.ir.type_of import type_of
from postloan_rules.ir.types import BOOLEAN
from postloan_rules.ir.walk import with_parts

_BY_ORDER = frozenset({Combine.FIRST, Combine.LIST, Combine.LIST_BY_OUTCOME})


def equivalent(one: Definition, other: Definition) -> bool:
    """Return whether it is certain that the two, of one day, always say the same.

    Where a word of the law stands beside a condition (a flag, or a limit that is none), the law of the day settles it;
    what is left is compared for all states of its atomic conditions.
    """
    if isinstance(one, FactTerm) and isinstance(other, FactTerm):
        if one.formula is None or other.formula is None:
            return one.formula == other.formula
        return same_terms(one.formula, other.formula)
    if not isinstance(one, DecisionTerm) or not isinstance(other, DecisionTerm):
        return False
    return _same_decisions(one, other)


def _same_decisions(one: DecisionTerm, other: DecisionTerm) -> bool:
    if len(one.rules) != len(other.rules) or one.otherwise != other.otherwise:
        return False
    if not same_terms(one.applies or TRUE, other.applies or TRUE):
        return False
    mine, theirs = one.rules, other.rules
    if [rule.id for rule in mine] != [rule.id for rule in theirs]:
        return _same_when_swapped(one, other)
    return all(
        rule is changed or (same_terms(rule.condition, changed.condition) and same_terms(rule.outcome, changed.outcome))
        for rule, changed in zip(mine, theirs, strict=True)
    )


def _same_when_swapped(one: DecisionTerm, other: DecisionTerm) -> bool:
    """Return whether the rules that changed places give the same, or where one fires the other certainly does not."""
    if one.combine not in _BY_ORDER:
        return True
    moved = [mine for mine, theirs in zip(one.rules, other.rules, strict=True) if mine.id != theirs.id]
    return len(moved) == 2 and (
        moved[0].outcome == moved[1].outcome
        or (one.combine is Combine.FIRST and exclude_each_other(*(simplified(rule.condition) for rule in moved)))
    )


def same_terms(one: Term, other: Term) -> bool:
    """Return whether it is certain that the two have the same value."""
    if one == other:
        return True
    first, second = simplified(one), simplified(other)
    if first == second:
        return True
    return type_of(one) == BOOLEAN and type_of(other) == BOOLEAN and same_in_all_states(first, second)


def simplified(term: Term) -> Term:
    """Return ``term`` with what the law of the day settles put in."""
    changed = with_parts(term, simplified)
    match changed:
        case Resolved(term=Constant(type=type) as inner) if type == BOOLEAN:
            return inner
        case All(operands=operands):
            return all_of(operands)
        case Any(operands=operands):
            return any_of(operands)
        case Not(operand=operand):
            return opposite(operand)
        case Compare(operator=operator, left=left, right=right):
            one, other = _constant(left), _constant(right)
            if one is not None and other is not None and one.type == other.type:
                return TRUE if holds(operator, one.value, other.value) else FALSE
            return changed
        case _:
            return changed


def _constant(term: Term) -> Constant | None:
    while isinstance(term, Resolved):
        term = term.term
    return term if isinstance(term, Constant) else None
