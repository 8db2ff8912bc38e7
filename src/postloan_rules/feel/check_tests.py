"""Unary tests against the value at hand."""

from collections.abc import Callable

from postloan_rules.feel import ast
from postloan_rules.feel.check_operators import check_comparison
from postloan_rules.feel.environment import VALUE_AT_HAND, Environment, Local
from postloan_rules.feel.fitting import fit
from postloan_rules.feel.types import Simple, Type
from postloan_rules.feel.walk import walk
from postloan_rules.text.catalogue import names

Infer = Callable[[ast.Expression, Environment, Type | None], Type]


def check_test(test: ast.UnaryTest, subject: Type, environment: Environment, infer: Infer) -> None:
    """Complain unless ``test`` can be asked of a value of type ``subject``."""
    environment.findings.types[test.key] = Simple.BOOLEAN
    match test:
        case ast.AnyTest():
            return
        case ast.NotTest(tests):
            for each in tests:
                check_test(each, subject, environment, infer)
        case ast.ComparisonTest(operator, operand):
            _compare(operator, operand, subject, environment, infer)
        case ast.ExpressionTest(expression):
            _check_expression(expression, subject, environment, infer)


def _check_expression(node: ast.Expression, subject: Type, environment: Environment, infer: Infer) -> None:
    if any(isinstance(each, ast.Name) and each.name == VALUE_AT_HAND for each in walk(node)):
        inner = environment.inside(Local(VALUE_AT_HAND, subject))
        fit(node, infer(node, inner, None), Simple.BOOLEAN, environment)
        return
    match node:
        case ast.RangeLiteral(low, high):
            for end in (low, high):
                if end is not None:
                    _compare("<=", end, subject, environment, infer)
            if _is_empty(node):
                environment.findings.refuse(names.empty_range(node.span))
        case ast.ListLiteral(items):
            for item in items:
                _check_expression(item, subject, environment, infer)
        case _:
            _compare("=", node, subject, environment, infer)


def _compare(operator: str, node: ast.Expression, subject: Type, environment: Environment, infer: Infer) -> None:
    type = infer(node, environment, subject)
    # The subject itself is written elsewhere; any node stands for it that is neither a word nor a zero.
    at_hand = ast.Name(VALUE_AT_HAND, span=node.span, key=node.key)
    check_comparison(node.span, operator, (at_hand, subject), (node, type), environment)


def _is_empty(node: ast.RangeLiteral) -> bool:
    if not isinstance(node.low, ast.NumberLiteral) or not isinstance(node.high, ast.NumberLiteral):
        return False
    low, high = node.low.value, node.high.value
    return low > high or (low == high and not (node.low_closed and node.high_closed))
