"""Walks over watches: single events, kinds at which patterns complete, expressions and parameters."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from postloan_rules.packs.definition import CheckedExpression, Condition
from postloan_rules.packs.dependencies import expressions_of_condition, expressions_of_reason
from postloan_rules.packs.watch import Absence, AllOf, AnyOf, Count, One, Pattern, Watch
from postloan_rules.packs.watch import Sequence as InOrder


def ones_in(pattern: Pattern) -> Iterator[One]:
    """Yield the single events of a pattern, in the order in which they are numbered."""
    match pattern:
        case One():
            yield pattern
        case Count(of=of):
            yield of
        case Absence(of=absent, after=after):
            yield from absent
            yield after
        case InOrder(steps=parts) | AllOf(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from ones_in(part)
        case _:
            assert_never(pattern)


def last_kinds(pattern: Pattern) -> frozenset[str]:
    """Return the kinds of which the last event that matched can be."""
    match pattern:
        case One(kind=kind) | Count(of=One(kind=kind)) | Absence(after=One(kind=kind)):
            return frozenset({kind})
        case InOrder(steps=steps):
            # A wait may end long after it began, and other steps complete in between.
            return _matched_kinds(pattern) if _waits(steps[-1]) else last_kinds(steps[-1])
        case AllOf(parts=parts):
            return _matched_kinds(pattern) if _waits(pattern) else frozenset().union(*map(last_kinds, parts))
        case AnyOf(parts=parts):
            return frozenset().union(*map(last_kinds, parts))
    assert_never(pattern)


def _waits(pattern: Pattern) -> bool:
    match pattern:
        case One() | Count():
            return False
        case Absence():
            return True
        case InOrder(steps=parts) | AllOf(parts=parts) | AnyOf(parts=parts):
            return any(map(_waits, parts))
    assert_never(pattern)


def _matched_kinds(pattern: Pattern) -> frozenset[str]:
    match pattern:
        case One() | Count() | Absence():
            return last_kinds(pattern)
        case InOrder(steps=parts) | AllOf(parts=parts) | AnyOf(parts=parts):
            return frozenset().union(*map(_matched_kinds, parts))
    assert_never(pattern)


def expressions_of_watches(watches: Sequence[Watch]) -> Iterator[CheckedExpression]:
    """Yield every expression of the watches."""
    for watch in watches:
        yield from expressions_of_watch(watch)


def expressions_of_watch(watch: Watch) -> Iterator[CheckedExpression]:
    """Yield every expression of a watch."""
    conditions: list[Condition | None] = [each.where for each in ones_in(watch.pattern)]
    for condition in (*conditions, watch.applies):
        yield from expressions_of_condition(condition)
    if watch.reason is not None:
        yield from expressions_of_reason(watch.reason)


def parameters_named(watch: Watch) -> Iterator[str]:
    """Yield the parameters that the windows and counts of a watch name."""
    if watch.cool_down is not None:
        yield watch.cool_down.parameter
    yield from _named_in(watch.pattern)


def _named_in(pattern: Pattern) -> Iterator[str]:
    match pattern:
        case One():
            return
        case Count(at_least=least, within=within):
            yield from (least, within.parameter)
        case Absence(within=within):
            yield within.parameter
        case InOrder(steps=parts, within=within) | AllOf(parts=parts, within=within):
            yield within.parameter
            for part in parts:
                yield from _named_in(part)
        case AnyOf(parts=parts):
            for part in parts:
                yield from _named_in(part)
        case _:
            assert_never(pattern)
