"""Operators that wait until it is clear how far their right side reaches, and what they make of both sides then."""

from typing import cast

from postloan_rules.feel import ast
from postloan_rules.feel.cursor import Cursor
from postloan_rules.feel.strength import Strength
from postloan_rules.light import dataclass


@dataclass(frozen=True, slots=True)
class Waiting:
    """A left side, which starts at ``start``, and the operator behind it."""

    start: int
    left: ast.Expression
    sign: str
    strength: Strength


def joined(cursor: Cursor, waiting: Waiting, right: ast.Expression) -> ast.Expression:
    """Return the node of the operator with ``right`` as its right side, which ends at the cursor."""
    left, span = waiting.left, cursor.span(waiting.start)
    match waiting.sign:
        case "or":
            return ast.Disjunction(left, right, span=span, key=cursor.key())
        case "and":
            return ast.Conjunction(left, right, span=span, key=cursor.key())
        case "=" | "!=" | "<" | "<=" | ">" | ">=" as comparison:
            return ast.Comparison(comparison, left, right, span=span, key=cursor.key())
        case _:
            operator = cast(ast.ArithmeticOperator, waiting.sign)
            return ast.Arithmetic(operator, left, right, span=span, key=cursor.key())
