"""Trees back to text: one canonical way to write each, with as few brackets as possible.

What is printed parses to the tree it was printed from, given the names with blanks that stand in it.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import assert_never

from postloan_rules.feel import ast
from postloan_rules.feel.characters import is_name_part, is_name_start
from postloan_rules.feel.strength import SIGN_STRENGTHS, Strength
from postloan_rules.feel.strings import written_string
from postloan_rules.feel.walk import walk

_LONGEST_PLAIN_NUMBER = 40


def print_expression(node: ast.Expression) -> str:
    """Return the canonical text of ``node``.

    Names are written as they stand in the tree; labels were replaced before, if they are to be.
    """
    return _print(node, Strength.OPEN)


def print_unary_tests(tests: ast.UnaryTests) -> str:
    """Return the canonical text of a cell."""
    return _tests(tests.tests)


def _print(node: ast.Expression, least: Strength) -> str:
    text = _text(node)
    return text if _strength(node) >= least else f"({text})"


def _above(strength: Strength) -> Strength:
    return Strength(strength + 1)


def _strength(node: ast.Expression) -> Strength:
    match node:
        # What stands most often comes first.
        case (
            ast.Name()
            | ast.StringLiteral()
            | ast.NumberLiteral()
            | ast.BooleanLiteral()
            | ast.NullLiteral()
            | ast.AtLiteral()
            | ast.ListLiteral()
            | ast.ContextLiteral()
            | ast.RangeLiteral()
        ):
            return Strength.PRIMARY
        case ast.Path() | ast.Filter() | ast.Call():
            return Strength.POSTFIX
        case ast.If() | ast.For() | ast.Quantified() | ast.FunctionLiteral() | ast.InstanceOf():
            # A type would read a `<` behind it as its own, so `instance of` keeps its distance too.
            return Strength.OPEN
        case ast.Disjunction():
            return Strength.OR
        case ast.Conjunction():
            return Strength.AND
        case ast.Comparison() | ast.Between() | ast.In():
            return Strength.COMPARISON
        case ast.Arithmetic(operator):
            return SIGN_STRENGTHS[operator]
        case ast.Negation():
            return Strength.SIGN
        case _:
            assert_never(node)


def _text(node: ast.Expression) -> str:  # noqa: C901  one case per node
    match node:
        case ast.NumberLiteral(value):
            return _number(value)
        case ast.StringLiteral(value):
            return written_string(value)
        case ast.BooleanLiteral(value):
            return "true" if value else "false"
        case ast.NullLiteral():
            return "null"
        case ast.AtLiteral(text):
            return "@" + written_string(text)
        case ast.ListLiteral(items):
            return f"[{_listed(items)}]"
        case ast.ContextLiteral(entries):
            return "{" + ", ".join(f"{_key(each.name)}: {print_expression(each.value)}" for each in entries) + "}"
        case ast.RangeLiteral():
            return _range(node)
        case ast.Name(name):
            return name
        case ast.Path(source, name):
            return f"{_print(source, Strength.POSTFIX)}.{name}"
        case ast.Filter(source, condition):
            return f"{_print(source, Strength.POSTFIX)}[{print_expression(condition)}]"
        case ast.Negation(operand):
            return f"-{_print(operand, Strength.SIGN)}"
        case ast.Arithmetic(operator, left, right):
            return _infix(left, operator, right, SIGN_STRENGTHS[operator])
        case ast.Comparison(operator, left, right):
            return _infix(left, operator, right, Strength.COMPARISON)
        case ast.Conjunction(left, right):
            return _infix(left, "and", right, Strength.AND)
        case ast.Disjunction(left, right):
            return _infix(left, "or", right, Strength.OR)
        case ast.Between(value, low, high):
            ends = f"{_print(low, Strength.SUM)} and {_print(high, Strength.SUM)}"
            return f"{_print(value, Strength.COMPARISON)} between {ends}"
        case ast.In(value, tests):
            return f"{_print(value, Strength.COMPARISON)} in {_tests_after_in(tests)}"
        case ast.InstanceOf(value, type):
            return f"{_print(value, Strength.POSTFIX)} instance of {_type(type)}"
        case ast.If(condition, consequence, alternative):
            parts = [print_expression(part) for part in (condition, consequence, alternative)]
            return "if {} then {} else {}".format(*parts)
        case ast.For(iterators, body):
            return f"for {_iterators(iterators)} return {print_expression(body)}"
        case ast.Quantified(quantifier, iterators, condition):
            return f"{quantifier} {_iterators(iterators)} satisfies {print_expression(condition)}"
        case ast.Call(function, arguments, named):
            given = [f"{each.name}: {print_expression(each.value)}" for each in named]
            return f"{_print(function, Strength.POSTFIX)}({', '.join(given) or _listed(arguments)})"
        case ast.FunctionLiteral():
            return _function(node)
        case _:
            assert_never(node)


def _infix(left: ast.Expression, sign: str, right: ast.Expression, strength: Strength) -> str:
    return f"{_print(left, strength)} {sign} {_print(right, _above(strength))}"


def _listed(nodes: Iterable[ast.Expression]) -> str:
    return ", ".join(print_expression(each) for each in nodes)


def _number(value: Decimal) -> str:
    plain = f"{value:f}"
    return plain if len(plain) <= _LONGEST_PLAIN_NUMBER else f"{value:E}"


def _key(name: str) -> str:
    is_word = is_name_start(name[:1] or "0") and all(is_name_part(char) for char in name)
    return name if is_word else written_string(name)


def _range(node: ast.RangeLiteral) -> str:
    if node.low is None and node.high is None:
        raise ValueError("a range without ends cannot be written")
    if node.high is None:
        return f"({'>=' if node.low_closed else '>'} {_end(node.low)})"
    if node.low is None:
        return f"({'<=' if node.high_closed else '<'} {_end(node.high)})"
    ends = f"{_end(node.low)}..{_range_end(node.high)}"
    return f"{'[' if node.low_closed else '('}{ends}{']' if node.high_closed else ')'}"


def _end(node: ast.Expression | None) -> str:
    return "" if node is None else _print(node, Strength.SUM)


def _range_end(node: ast.Expression) -> str:
    """Return the upper end, in brackets where a filter could be read as the end of the range."""
    has_filter = any(isinstance(each, ast.Filter) for each in walk(node))
    return f"({print_expression(node)})" if has_filter else _print(node, Strength.SUM)


def _tests_after_in(tests: tuple[ast.UnaryTest, ...]) -> str:
    match tests:
        case (ast.ExpressionTest(ast.RangeLiteral(low_closed=True, high_closed=True) as inner),):
            return _range(inner)
        case _:
            return f"({_tests(tests)})"


def _tests(tests: Iterable[ast.UnaryTest]) -> str:
    return ", ".join(_test(each) for each in tests)


def _test(test: ast.UnaryTest) -> str:
    match test:
        case ast.AnyTest():
            return "-"
        case ast.NotTest(tests):
            return f"not({_tests(tests)})"
        case ast.ComparisonTest(operator, operand):
            return f"{operator} {_print(operand, Strength.SUM)}"
        case ast.ExpressionTest(expression):
            text = print_expression(expression)
            # A test that starts with `not(…)` is the negation of tests, and this one is a value.
            return f"({text})" if text.startswith("not(") else text
        case _:
            assert_never(test)


def _iterators(iterators: Iterable[ast.Iterator]) -> str:
    return ", ".join(_iterator(each) for each in iterators)


def _iterator(iterator: ast.Iterator) -> str:
    domain = f"{iterator.name} in {print_expression(iterator.domain)}"
    return domain if iterator.end is None else f"{domain}..{print_expression(iterator.end)}"


def _function(node: ast.FunctionLiteral) -> str:
    parameters = ", ".join(
        each.name if each.type is None else f"{each.name}: {_type(each.type)}" for each in node.parameters
    )
    body = print_expression(node.body)
    if node.external:
        return f"function({parameters}) external {body}"
    return f"function({parameters}) ({body})" if body.startswith("external") else f"function({parameters}) {body}"


def _type(type: ast.TypeName) -> str:
    arguments = [_type(each) for each in type.arguments]
    if type.labels:
        arguments = [f"{label}: {text}" for label, text in zip(type.labels, arguments, strict=True)]
    if type.result is not None:
        return f"{type.name}<{', '.join(arguments)}> -> {_type(type.result)}"
    return f"{type.name}<{', '.join(arguments)}>" if arguments else type.name
