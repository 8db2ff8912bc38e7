"""What can be said about the outcomes of a decision before any record is there."""

from postloan_rules.ir.nodes import Constant, Resolved, Scalar, Term
from postloan_rules.ir.program import Combine, DecisionTerm
from postloan_rules.ir.types import Kind

NUMBERS = frozenset({Combine.SUM, Combine.MINIMUM, Combine.MAXIMUM, Combine.COUNT})
"""The combinations whose outcome is a number."""


def constant_outcome(term: Term | None, decision: DecisionTerm) -> Scalar | None:
    """Return the mask or number that ``term``, an outcome of ``decision``, always is, or ``None``."""
    while isinstance(term, Resolved):
        term = term.term
    if not isinstance(term, Constant):
        return None
    if term.type.kind is Kind.RANK and decision.combine not in NUMBERS and isinstance(term.value, int):
        return 1 << term.value
    return term.value


def has_always_an_outcome(decision: DecisionTerm) -> bool:
    """Return whether *not applicable* is no answer of ``decision``, whatever the entity."""
    given = (decision.otherwise, *(rule.outcome for rule in decision.rules))
    return decision.applies is None and all(constant_outcome(each, decision) is not None for each in given)


def any_outcome(decision: DecisionTerm, size: int) -> int:
    """Return the mask of all that ``decision`` may say about an entity of which nothing is known, not even that it is
    there; ``size`` is the number of values of its enumeration."""
    return (1 << size) - 1 if has_always_an_outcome(decision) else (2 << size) - 1
