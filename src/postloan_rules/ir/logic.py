"""Conjunctions, disjunctions and negations without needless layers, equal to the plain ones by Kleene's tables."""

from collections.abc import Iterable

from postloan_rules.ir.nodes import All, Any, Constant, Not, OutcomeIn, Term
from postloan_rules.ir.types import BOOLEAN

TRUE = Constant(True, BOOLEAN)
FALSE = Constant(False, BOOLEAN)


def all_of(terms: Iterable[Term]) -> Term:
    """Return what is true where all ``terms`` are.

    >>> all_of([TRUE, All((FALSE, TRUE))]) is FALSE
    True
    """
    kept: list[Term] = []
    for term in terms:
        parts = term.operands if isinstance(term, All) else (term,)
        if FALSE in parts:
            return FALSE
        kept.extend(part for part in parts if part != TRUE)
    if not kept:
        return TRUE
    return kept[0] if len(kept) == 1 else All(tuple(kept))


def any_of(terms: Iterable[Term]) -> Term:
    """Return what is true where one of ``terms`` is.

    >>> any_of([]) is FALSE
    True
    """
    kept: list[Term] = []
    for term in terms:
        parts = term.operands if isinstance(term, Any) else (term,)
        if TRUE in parts:
            return TRUE
        kept.extend(part for part in parts if part != FALSE)
    if not kept:
        return FALSE
    return kept[0] if len(kept) == 1 else Any(tuple(kept))


def opposite(term: Term) -> Term:
    """Return what is true where ``term`` is false and false where it is true."""
    if term == TRUE:
        return FALSE
    if term == FALSE:
        return TRUE
    return term.operand if isinstance(term, Not) else Not(term)


def one_test(terms: Iterable[Term], *, every: bool) -> Term:
    """Return all (``every``) or any of ``terms``, which one author wrote as one test of one outcome.

    Tests of the same outcome become one test, which knows more: an outcome that is the best or the worst
    lies in no range between, though it is unknown whether it lies below and whether it lies above.
    """
    accepted: dict[Term, int] = {}
    merged: list[Term] = []
    for term in terms:
        if not isinstance(term, OutcomeIn):
            merged.append(term)
            continue
        if term.operand not in accepted:
            accepted[term.operand] = term.accepted
            merged.append(term)
        elif every:
            accepted[term.operand] &= term.accepted
        else:
            accepted[term.operand] |= term.accepted
    tests = (
        OutcomeIn(each.operand, accepted[each.operand]) if isinstance(each, OutcomeIn) else each for each in merged
    )
    return all_of(tests) if every else any_of(tests)
