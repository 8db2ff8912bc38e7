"""The forms that start with a keyword and go on as far as they can: ``if``, ``for``, ``some``, ``every``, ``function``.

Each takes the rule for the expressions in it, which the grammar as a whole defines.
"""

from collections.abc import Callable
from typing import Literal

from postloan_rules.feel import ast
from postloan_rules.feel.cursor import Cursor
from postloan_rules.feel.tokens import TokenKind
from postloan_rules.feel.type_parser import type_name
from postloan_rules.text.bilingual import Bilingual

Rule = Callable[[Cursor], ast.Expression]

_NAME = Bilingual(zh="名称", en="a name")


def if_then_else(cursor: Cursor, expression: Rule) -> ast.Expression:
    """Rule 47."""
    start = cursor.advance().start
    with cursor.inside_brackets():
        condition = expression(cursor)
        cursor.expect_keyword("then")
        consequence = expression(cursor)
        cursor.expect_keyword("else")
    alternative = expression(cursor)
    return ast.If(condition, consequence, alternative, span=cursor.span(start), key=cursor.key())


def for_return(cursor: Cursor, expression: Rule) -> ast.Expression:
    """Rule 46."""
    start = cursor.advance().start
    iterators = _iterators(cursor, expression)
    cursor.expect_keyword("return")
    body = expression(cursor)
    return ast.For(iterators, body, span=cursor.span(start), key=cursor.key())


def quantified(cursor: Cursor, quantifier: Literal["some", "every"], expression: Rule) -> ast.Expression:
    """Rule 48."""
    start = cursor.advance().start
    iterators = _iterators(cursor, expression)
    cursor.expect_keyword("satisfies")
    condition = expression(cursor)
    return ast.Quantified(quantifier, iterators, condition, span=cursor.span(start), key=cursor.key())


def _iterators(cursor: Cursor, expression: Rule) -> tuple[ast.Iterator, ...]:
    """``name in domain`` or ``name in low..high``, with commas between."""
    iterators: list[ast.Iterator] = []
    while not iterators or cursor.take_sign(","):
        start = cursor.token.start
        name = cursor.take_words(until=("in",))
        if name is None:
            raise cursor.complaint(Bilingual(zh="名称和 `in`", en="a name and `in`"))
        cursor.expect_keyword("in")
        with cursor.inside_brackets():
            domain = expression(cursor)
            end = expression(cursor) if cursor.take_sign("..") else None
        cursor.learn(name)
        iterators.append(ast.Iterator(name, domain, end, span=cursor.span(start), key=cursor.key()))
    return tuple(iterators)


def function_literal(cursor: Cursor, expression: Rule) -> ast.Expression:
    """Rules 54 and 55."""
    start = cursor.advance().start
    cursor.expect_sign("(")
    opener = cursor.previous
    parameters: list[ast.Parameter] = []
    while not cursor.is_sign(")") or parameters:
        at = cursor.token.start
        name = cursor.take_words(until=(":", ",", ")"))
        if name is None:
            raise cursor.complaint(_NAME)
        type = type_name(cursor) if cursor.take_sign(":") else None
        cursor.learn(name)
        parameters.append(ast.Parameter(name, type, span=cursor.span(at), key=cursor.key()))
        if cursor.take_sign(",") is None:
            break
    cursor.close(opener, ")")
    external = cursor.token.kind is TokenKind.NAME and cursor.token.text == "external"
    if external:
        cursor.advance()
    body = expression(cursor)
    return ast.FunctionLiteral(tuple(parameters), body, external, span=cursor.span(start), key=cursor.key())
