"""A few lines that evaluate conditions over outcomes, for laws about them; unknown is ``None``."""

from collections.abc import Mapping

from postloan_rules.ir.nodes import All, Any, Constant, Not, OutcomeIn, OutcomeOf, Term

State = bool | None


def state(term: Term, outcomes: Mapping[str, int], count: int) -> State:
    """Return whether ``term`` holds where decisions have these possible outcomes (bits, ``count`` places)."""
    match term:
        case Constant(value=bool() as value):
            return value
        case Not(operand=operand):
            inner = state(operand, outcomes, count)
            return None if inner is None else not inner
        case All(operands=operands):
            return conjunction([state(each, outcomes, count) for each in operands])
        case Any(operands=operands):
            return disjunction([state(each, outcomes, count) for each in operands])
        case OutcomeIn(operand=operand, accepted=accepted):
            mask = _mask(operand, outcomes)
            if not mask & accepted:
                return False
            return None if mask & ~accepted else True
        case _:
            raise AssertionError(term)


def conjunction(states: list[State]) -> State:
    """Return Kleene's and."""
    return False if False in states else None if None in states else True


def disjunction(states: list[State]) -> State:
    """Return Kleene's or."""
    return True if True in states else None if None in states else False


def _mask(term: Term, outcomes: Mapping[str, int]) -> int:
    if isinstance(term, OutcomeOf):
        return outcomes[term.name]
    if isinstance(term, Constant) and isinstance(term.value, int):
        return term.value
    raise AssertionError(term)
