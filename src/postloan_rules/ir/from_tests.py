"""What the tests after ``in`` and in the cells of tables mean."""

from collections.abc import Callable, Sequence
from typing import assert_never

from postloan_rules.errors import InternalError
from postloan_rules.feel import ast
from postloan_rules.feel.walk import walk
from postloan_rules.ir.comparing import compare
from postloan_rules.ir.converting import Tables
from postloan_rules.ir.from_member import Collection, Meaning
from postloan_rules.ir.from_outcomes import Outcomes
from postloan_rules.ir.logic import TRUE, one_test, opposite
from postloan_rules.ir.nodes import Compare, Constant, OneOf, ParameterValue, Term
from postloan_rules.ir.type_of import kind_of
from postloan_rules.ir.types import Kind

HOLE = "?"
"""The name of the value at hand in a test that is a condition."""

LISTABLE = (Kind.NUMBER, Kind.STRING, Kind.RANK, Kind.DATE)

Lower = Callable[[ast.Expression], Meaning]


def passes_one(value: Term, tests: Sequence[ast.UnaryTest], lower: Lower, tables: Tables) -> Term:
    """Return whether ``value`` passes one of ``tests``; ``lower`` knows ``value`` as ``?``."""
    return _listed(value, [passes(value, test, lower, tables) for test in tests])


def passes(value: Term, test: ast.UnaryTest, lower: Lower, tables: Tables) -> Term:
    """Return whether ``value`` passes ``test``."""
    match test:
        case ast.ComparisonTest(operator=operator, operand=operand):
            return compare(operator, value, _one(lower(operand)), tables)
        case ast.ExpressionTest(expression=expression):
            return _passes_expression(value, expression, lower, tables)
        case ast.AnyTest():
            return TRUE
        case ast.NotTest(tests=tests):
            return opposite(passes_one(value, tests, lower, tables))
    assert_never(test)


def _passes_expression(value: Term, expression: ast.Expression, lower: Lower, tables: Tables) -> Term:
    if isinstance(expression, ast.RangeLiteral):
        return lies_in(value, expression, lower, tables)
    if isinstance(expression, ast.ListLiteral):
        return _listed(value, [_passes_expression(value, item, lower, tables) for item in expression.items])
    meaning = _one(lower(expression))
    if any(isinstance(node, ast.Name) and node.name == HOLE for node in walk(expression)):
        return meaning
    return compare("=", value, meaning, tables)


def lies_in(value: Term, limits: ast.RangeLiteral, lower: Lower, tables: Tables) -> Term:
    """Return whether ``value`` lies in the range."""
    tests: list[Term] = []
    if limits.low is not None:
        tests.append(compare(">=" if limits.low_closed else ">", value, _one(lower(limits.low)), tables))
    if limits.high is not None:
        tests.append(compare("<=" if limits.high_closed else "<", value, _one(lower(limits.high)), tables))
    return one_test(tests, every=True)


def _listed(value: Term, tests: list[Term]) -> Term:
    """Return whether one of ``tests`` holds, those that ask for equality with fixed values as one list."""
    wanted = [test.right for test in tests if _is_listable(test, value) and isinstance(test, Compare)]
    if len(wanted) < 2:
        return one_test(tests, every=False)
    others = [test for test in tests if not _is_listable(test, value)]
    return one_test([OneOf(value, tuple(wanted)), *others], every=False)


def _is_listable(test: Term, value: Term) -> bool:
    return (
        isinstance(test, Compare)
        and test.operator == "="
        and test.left == value
        and kind_of(value) in LISTABLE
        and kind_of(test.right) is kind_of(value)
        and isinstance(test.right, Constant | ParameterValue)
    )


def _one(meaning: Meaning) -> Term:
    if isinstance(meaning, Collection | Outcomes):
        raise InternalError("lowering: many where one is compared")
    return meaning
