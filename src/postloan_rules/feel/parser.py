"""Text to trees: expressions and the cells of decision tables, or the reason why a text is neither."""

from collections.abc import Callable
from typing import TypeVar

from postloan_rules.feel import ast
from postloan_rules.feel.cursor import OPERATOR_OR_END, Cursor, SyntaxProblem
from postloan_rules.feel.grammar import expression
from postloan_rules.feel.name_index import names_of
from postloan_rules.feel.parsed import Parsed
from postloan_rules.feel.unary_tests import unary_tests
from postloan_rules.feel.walk import Node, deeper_than
from postloan_rules.text.catalogue import syntax
from postloan_rules.text.diagnostic import Diagnostic
from postloan_rules.text.source import Excerpt

MAX_LENGTH = 64 * 1024
MAX_DEPTH = 100

Tree = TypeVar("Tree", bound=Node)


def parse_expression(excerpt: Excerpt, names: frozenset[str], *, first_key: int = 0) -> Parsed[ast.Expression]:
    """Parse all of ``excerpt`` as one expression. ``names`` are the names with blanks that it may use.

    Never raises: a text that is no expression has a diagnostic and no tree.
    """
    return _parse(expression, excerpt, names, first_key=first_key)


def parse_unary_tests(excerpt: Excerpt, names: frozenset[str], *, first_key: int = 0) -> Parsed[ast.UnaryTests]:
    """Parse all of ``excerpt`` as the content of a cell. A range without brackets includes both ends.

    Never raises: a text that is no test has a diagnostic and no tree.
    """
    return _parse(unary_tests, excerpt, names, first_key=first_key)


def _parse(rule: Callable[[Cursor], Tree], excerpt: Excerpt, names: frozenset[str], *, first_key: int) -> Parsed[Tree]:
    """Parse all of ``excerpt`` by ``rule``, within the limits of length and depth."""
    if len(excerpt.text) > MAX_LENGTH:
        return _no_tree(syntax.too_long(excerpt.span(0, 1), MAX_LENGTH), first_key)
    cursor = Cursor(excerpt, names_of(names), names, first_key)
    try:
        if cursor.at_end():
            raise SyntaxProblem(syntax.nothing_written(excerpt.span(0, len(excerpt.text))))
        tree = rule(cursor)
        if not cursor.at_end():
            raise cursor.complaint(OPERATOR_OR_END, after_value=True)
    except SyntaxProblem as problem:
        return _no_tree(problem.diagnostic, first_key)
    deep = deeper_than(tree, MAX_DEPTH)
    if deep is not None:
        return _no_tree(syntax.too_deep(deep.span, MAX_DEPTH), first_key)
    return Parsed(tree, (), cursor.next_key)


def _no_tree(diagnostic: Diagnostic, first_key: int) -> Parsed[Tree]:
    return Parsed(None, (diagnostic,), first_key)
