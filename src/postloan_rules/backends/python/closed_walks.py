"""Walks that give the same wherever they are asked from, but for one member that asks about the others."""

from collections.abc import Callable

from postloan_rules.ir.logic import TRUE, all_of
from postloan_rules.ir.nodes import Aggregate, All, Compare, Field, Step, Term, Variable
from postloan_rules.light import replace


class ClosedWalk:
    """``walk`` reads nothing but its own members. ``but`` is the id of the member that is left out of it, if one is.

    It is the key under which the entity that is asked keeps the answer: each stands for itself.
    """

    __slots__ = ("but", "walk")

    def __init__(self, walk: Aggregate, but: Term | None) -> None:
        self.walk = walk
        self.but = but


def closed_walk(term: Aggregate, free: Callable[[Term], frozenset[str]]) -> ClosedWalk | None:
    """Return ``term`` as a closed walk, if it is one; ``free`` gives the variables that a term does not bind."""
    bound = {step.variable for step in term.steps}
    if _is_closed(term, bound, free):
        return ClosedWalk(term, None)
    if len(term.steps) > 1 or term.function in ("min", "max"):
        return None
    step = term.steps[0]
    in_where = _without(step.where, step, free)
    if in_where is not None:
        walk = replace(term, steps=(replace(step, where=in_where[0]),))
        return ClosedWalk(walk, in_where[1]) if _is_closed(walk, bound, free) else None
    # `some other in loans satisfies other.id != loan.id and …`: of the loan itself that is false.
    in_value = _without(term.value, step, free) if term.function == "some" else None
    if in_value is None:
        return None
    walk = replace(term, value=TRUE if in_value[0] is None else in_value[0])
    return ClosedWalk(walk, in_value[1]) if _is_closed(walk, bound, free) else None


def _without(
    condition: Term | None, step: Step, free: Callable[[Term], frozenset[str]]
) -> tuple[Term | None, Term] | None:
    """Return ``condition`` without the one part that leaves a member out, and the id of that member."""
    parts = () if condition is None else condition.operands if isinstance(condition, All) else (condition,)
    left_out = [(part, but) for part in parts if (but := _left_out(part, step, free)) is not None]
    if len(left_out) != 1:
        return None
    rest = [part for part in parts if part is not left_out[0][0]]
    return (all_of(rest) if rest else None), left_out[0][1]


def _is_closed(term: Aggregate, bound: set[str], free: Callable[[Term], frozenset[str]]) -> bool:
    parts = [step.where for step in term.steps if step.where is not None]
    parts += [] if term.value is None else [term.value]
    return all(free(part) <= bound for part in parts)


def _left_out(condition: Term, step: Step, free: Callable[[Term], frozenset[str]]) -> Term | None:
    """Return whose id ``condition`` keeps out: ``loan.id`` of ``id != loan.id``."""
    if not isinstance(condition, Compare) or condition.operator != "!=":
        return None
    for side, other in ((condition.left, condition.right), (condition.right, condition.left)):
        own = isinstance(side, Field) and side.source == Variable(step.variable, step.entity)
        if own and _is_id(side) and _is_id(other) and step.variable not in free(other):
            return other
    return None


def _is_id(term: Term) -> bool:
    return isinstance(term, Field) and term.name == "id" and term.store == "field"
