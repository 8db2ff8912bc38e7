"""Whether a value fits where it stands; strings become values of enumerations here."""

from decimal import Decimal

from postloan_rules.feel import ast
from postloan_rules.feel.check_names import bind_value
from postloan_rules.feel.environment import Environment
from postloan_rules.feel.type_text import type_text
from postloan_rules.feel.types import Enumeration, ListOf, Money, Simple, Type
from postloan_rules.text.catalogue import names
from postloan_rules.text.diagnostic import Diagnostic

NUMBERS = (Simple.NUMBER, Simple.RATIO)


def is_zero(node: ast.Expression) -> bool:
    """Return whether ``node`` is the literal 0, the one number that is an amount in any currency."""
    return isinstance(node, ast.NumberLiteral) and node.value == Decimal(0)


def fit(node: ast.Expression, type: Type, expected: Type, environment: Environment) -> Type:
    """Return the type that ``node``, found to be ``type``, has where ``expected`` is asked for; complain if none."""
    if Simple.UNKNOWN in (type, expected):
        return expected
    fitted = _fitted(node, type, expected, environment)
    environment.findings.types[node.key] = fitted
    return fitted


def _fitted(node: ast.Expression, type: Type, expected: Type, environment: Environment) -> Type:
    match node:
        case ast.StringLiteral(value) if isinstance(expected, Enumeration):
            return bind_value(node, value, expected, environment)
        case ast.If(_, consequence, alternative) if isinstance(expected, Enumeration):
            for branch in (consequence, alternative):
                fit(branch, environment.findings.types[branch.key], expected, environment)
            return expected
        case _ if fits(node, type, expected):
            return expected if isinstance(expected, Enumeration) else type
        case _:
            return environment.findings.refuse(_misfit(node, type, expected))


def fits(node: ast.Expression, type: Type, expected: Type) -> bool:
    """Return whether a value of ``type`` may stand where ``expected`` is asked for."""
    if expected in NUMBERS:
        return type in NUMBERS
    if isinstance(expected, Money):
        return is_zero(node) or (isinstance(type, Money) and joined(type, expected) is not None)
    if isinstance(expected, Enumeration) and isinstance(type, Enumeration):
        return type.name == expected.name
    return type == expected


def joined(left: Money, right: Money) -> Money | None:
    """Return the type of amounts that go together: in one currency, or in the record's. Nothing where they do not."""
    if left.currency is None or right.currency is None or left.currency == right.currency:
        return Money(left.currency or right.currency)
    return None


def _misfit(node: ast.Expression, type: Type, expected: Type) -> Diagnostic:
    if isinstance(type, ListOf):
        return names.several_values(node.span)
    if expected is Simple.BOOLEAN:
        return names.not_a_condition(node.span, type_text(type))
    if isinstance(expected, Money) and type in NUMBERS:
        return names.amount_with_bare_number(node.span)
    if isinstance(expected, Money) and isinstance(type, Money):
        return names.currencies_differ(node.span, expected.currency or "", type.currency or "")
    return names.wrong_type(node.span, type_text(expected), type_text(type))


def unified(first: tuple[ast.Expression, Type], second: tuple[ast.Expression, Type], environment: Environment) -> Type:
    """Return the one type of two values that may stand for each other, or complain about the second."""
    (left_node, left), (right_node, right) = first, second
    if Simple.UNKNOWN in (left, right):
        return right if left is Simple.UNKNOWN else left
    if left in NUMBERS and right in NUMBERS:
        return left if left == right else Simple.RATIO
    if isinstance(left, Enumeration):
        return fit(right_node, right, left, environment)
    if isinstance(right, Enumeration) or (isinstance(right, Money) and is_zero(left_node)):
        return fit(left_node, left, right, environment) if isinstance(right, Enumeration) else right
    amount = joined(left, right) if isinstance(left, Money) and isinstance(right, Money) else None
    if amount is not None:
        return amount
    fit(right_node, right, left, environment)
    return left
