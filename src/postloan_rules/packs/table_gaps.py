"""Which values the heads of a table hold for, tried on one sample out of every stretch between two limits."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import product
from typing import Final

from postloan_rules.feel import ast
from postloan_rules.feel.types import Enumeration, Money, Simple, Type
from postloan_rules.light import dataclass

Sample = Decimal | str | bool
_MAXIMUM_COMBINATIONS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Axis:
    """Heads of one column: tests of values of ``type``, which are ``whole`` numbers or not."""

    type: Type
    whole: bool
    heads: tuple[ast.UnaryTests, ...]


def samples_of(axis: Axis) -> tuple[Sample, ...] | None:
    """Return one value of every stretch that the heads tell apart, in order; nothing where heads are not constant."""
    if axis.type is Simple.BOOLEAN:
        return (False, True) if _all_constant(axis) else None
    if isinstance(axis.type, Enumeration):
        return axis.type.values if _all_constant(axis) else None
    if axis.type not in (Simple.NUMBER, Simple.RATIO) and not isinstance(axis.type, Money):
        return None
    if not _all_constant(axis):
        return None
    limits = sorted({limit for head in axis.heads for test in head.tests for limit in _limits(test)})
    return _between(limits, whole=axis.whole) if limits else (Decimal(0),)


def _between(limits: Sequence[Decimal], *, whole: bool) -> tuple[Sample, ...]:
    one = Decimal(1)
    found: list[Decimal] = []
    for index, limit in enumerate(limits):
        if index == 0:
            # Days, counts and amounts start at zero; nobody writes a head for what is below.
            found.extend([Decimal(0)] if limit > 0 else [limit - one] if limit < 0 else [])
        found.append(limit)
        if index + 1 == len(limits):
            found.append(limit + one)
        elif not whole:
            found.append((limit + limits[index + 1]) / 2)
        elif limits[index + 1] - limit > one:
            found.append(limit + one)
    return tuple(dict.fromkeys(found))


def _all_constant(axis: Axis) -> bool:
    return all(_is_constant(test) for head in axis.heads for test in head.tests)


def _is_constant(test: ast.UnaryTest) -> bool:
    match test:
        case ast.AnyTest():
            return True
        case ast.ComparisonTest(_, operand):
            return constant(operand) is not None
        case ast.NotTest(tests):
            return all(_is_constant(each) for each in tests)
        case ast.ExpressionTest(ast.RangeLiteral(low, high)):
            return all(end is None or isinstance(constant(end), Decimal) for end in (low, high))
        case ast.ExpressionTest(expression):
            return constant(expression) is not None


def constant(expression: ast.Expression) -> Sample | None:
    """Return the value of a literal, or nothing for other expressions."""
    match expression:
        case ast.NumberLiteral(value):
            return value
        case ast.Negation(ast.NumberLiteral(value)):
            return -value
        case ast.StringLiteral(text):
            return text
        case ast.BooleanLiteral(truth):
            return truth
        case _:
            return None


def _limits(test: ast.UnaryTest) -> list[Decimal]:
    match test:
        case ast.ComparisonTest(_, operand):
            ends = [constant(operand)]
        case ast.NotTest(tests):
            return [limit for each in tests for limit in _limits(each)]
        case ast.ExpressionTest(ast.RangeLiteral(low, high)):
            ends = [constant(end) for end in (low, high) if end is not None]
        case ast.ExpressionTest(expression):
            ends = [constant(expression)]
        case ast.AnyTest():
            return []
    return [end for end in ends if isinstance(end, Decimal)]


def holds(head: ast.UnaryTests, sample: Sample, type: Type) -> bool:
    """Return whether a constant head holds for ``sample``."""
    return any(_test_holds(test, sample, type) for test in head.tests)


def _test_holds(test: ast.UnaryTest, sample: Sample, type: Type) -> bool:
    match test:
        case ast.AnyTest():
            return True
        case ast.NotTest(tests):
            return not any(_test_holds(each, sample, type) for each in tests)
        case ast.ComparisonTest(operator, operand):
            return _compare(operator, _order(sample, type), _order(constant(operand), type))
        case ast.ExpressionTest(ast.RangeLiteral(low, high, low_closed, high_closed)):
            place = _order(sample, type)
            above = low is None or _compare(">=" if low_closed else ">", place, _order(constant(low), type))
            below = high is None or _compare("<=" if high_closed else "<", place, _order(constant(high), type))
            return above and below
        case ast.ExpressionTest(expression):
            return _order(constant(expression), type) == _order(sample, type)


def _order(value: Sample | None, type: Type) -> Decimal:
    """Return a number that sorts like ``value`` does."""
    if isinstance(type, Enumeration):
        return Decimal(type.values.index(value)) if isinstance(value, str) and value in type.values else Decimal(-1)
    return Decimal(value) if isinstance(value, Decimal | bool) else Decimal(-1)


def _compare(operator: ast.ComparisonOperator, left: Decimal, right: Decimal) -> bool:
    match operator:
        case "=":
            return left == right
        case "!=":
            return left != right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case ">=":
            return left >= right


def combinations(axes: Sequence[Axis]) -> list[tuple[Sample, ...]] | None:
    """Return all combinations of samples, or nothing where an axis is not constant or there are too many."""
    samples = [samples_of(axis) for axis in axes]
    total = 1
    for each in samples:
        if each is None:
            return None
        total *= len(each)
    if total > _MAXIMUM_COMBINATIONS:
        return None
    return list(product(*[each for each in samples if each is not None]))


def shown(sample: Sample) -> str:
    """Return a sample as people write it."""
    if isinstance(sample, bool):
        return "true" if sample else "false"
    if isinstance(sample, Decimal):
        return f"{sample.normalize():f}"
    return f"`{sample}`"
