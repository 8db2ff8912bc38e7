"""Going through terms: the parts of a term, the same term with other parts, and how big it is."""

from collections.abc import Callable, Iterator
from typing import assert_never

from postloan_rules.ir.nodes import (
    Aggregate,
    All,
    Any,
    Apply,
    Arithmetic,
    AsOf,
    Case,
    Compare,
    Constant,
    Convert,
    CountOutcomes,
    FactOf,
    Field,
    Follow,
    InCurrency,
    IsKnown,
    Negate,
    Not,
    OneOf,
    OutcomeIn,
    OutcomeOf,
    ParameterValue,
    PastDue,
    Pick,
    Quotient,
    Ratio,
    Resolved,
    Shift,
    Step,
    Term,
    Unknown,
    Variable,
    Worst,
)
from postloan_rules.light import replace


def parts_of(term: Term) -> tuple[Term, ...]:
    """Return the terms that ``term`` is made of, in the order in which it is read."""
    # What occurs most often comes first.
    match term:
        case Variable() | Constant() | AsOf() | Unknown() | ParameterValue():
            return ()
        case Field(source=part) | FactOf(source=part) | OutcomeOf(source=part) | Follow(source=part):
            return (part,)
        case Compare(left=left, right=right) | Arithmetic(left=left, right=right):
            return (left, right)
        case Resolved(term=part):
            return (part,)
        case All(operands=parts) | Any(operands=parts) | Worst(operands=parts) | Apply(arguments=parts):
            return parts
        case InCurrency(operand=part) | Not(operand=part) | IsKnown(operand=part) | OutcomeIn(operand=part):
            return (part,)
        case Negate(operand=part) | Quotient(operand=part) | Convert(operand=part) | Shift(operand=part):
            return (part,)
        case CountOutcomes(operand=part):
            return (part,)
        case Ratio(numerator=numerator, denominator=denominator):
            return (numerator, denominator)
        case OneOf(operand=operand, values=values):
            return (operand, *values)
        case Case(branches=branches, otherwise=otherwise):
            return (*(part for branch in branches for part in branch), otherwise)
        case Aggregate(source=source, steps=steps, value=value):
            last = () if value is None else (value,)
            return (source, *_conditions(steps), *last)
        case Pick(source=source, steps=steps):
            return (source, *_conditions(steps))
        case PastDue(source=source, tolerance=tolerance):
            return (source, tolerance)
    assert_never(term)


def _conditions(steps: tuple[Step, ...]) -> tuple[Term, ...]:
    return tuple(step.where for step in steps if step.where is not None)


def with_parts(term: Term, change: Callable[[Term], Term]) -> Term:
    """Return ``term`` with ``change`` done to each of its parts; the same object where nothing changes."""
    before = parts_of(term)
    after = tuple(change(part) for part in before)
    if all(new is old for new, old in zip(after, before, strict=True)):
        return term
    return _rebuilt(term, after)


def _rebuilt(term: Term, parts: tuple[Term, ...]) -> Term:
    match term:
        case Constant() | Unknown() | ParameterValue() | AsOf() | Variable():
            return term
        case Resolved():
            return replace(term, term=parts[0])
        case Follow() | Field() | FactOf() | OutcomeOf():
            return replace(term, source=parts[0])
        case InCurrency() | Not() | IsKnown() | OutcomeIn() | Negate() | Quotient() | Convert() | Shift():
            return replace(term, operand=parts[0])
        case CountOutcomes():
            return replace(term, operand=parts[0])
        case All() | Any() | Worst():
            return replace(term, operands=parts)
        case Apply():
            return replace(term, arguments=parts)
        case Compare() | Arithmetic():
            return replace(term, left=parts[0], right=parts[1])
        case Ratio():
            return replace(term, numerator=parts[0], denominator=parts[1])
        case OneOf():
            return replace(term, operand=parts[0], values=parts[1:])
        case Case():
            pairs = zip(parts[0:-1:2], parts[1:-1:2], strict=True)
            return replace(term, branches=tuple(pairs), otherwise=parts[-1])
        case Aggregate(value=value):
            end = len(parts) if value is None else len(parts) - 1
            new_value = None if value is None else parts[-1]
            return replace(term, source=parts[0], steps=_with_conditions(term.steps, parts[1:end]), value=new_value)
        case Pick():
            return replace(term, source=parts[0], steps=_with_conditions(term.steps, parts[1:]))
        case PastDue():
            return replace(term, source=parts[0], tolerance=parts[1])
    assert_never(term)


def _with_conditions(steps: tuple[Step, ...], conditions: tuple[Term, ...]) -> tuple[Step, ...]:
    rest = iter(conditions)
    return tuple(step if step.where is None else replace(step, where=next(rest)) for step in steps)


def terms_in(term: Term) -> Iterator[Term]:
    """Yield ``term`` and all terms in it, each before its parts; shared parts as often as they stand there."""
    waiting = [term]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(parts_of(current)))


def size_of(term: Term) -> int:
    """Return how many terms ``term`` consists of, itself included."""
    return extent_of(term)[0]


def extent_of(term: Term) -> tuple[int, int]:
    """Return how many terms ``term`` consists of, and how many stand on the longest way down."""
    size = deepest = 0
    waiting = [(term, 1)]
    while waiting:
        current, depth = waiting.pop()
        size += 1
        if depth > deepest:
            deepest = depth
        waiting.extend([(part, depth + 1) for part in parts_of(current)])
    return size, deepest


def depth_of(term: Term) -> int:
    """Return the number of terms on the longest way down from ``term``."""
    return extent_of(term)[1]
