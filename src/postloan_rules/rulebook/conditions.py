"""Conditions as lists of sentences: what ``all of``, ``any of``, ``and`` and ``or`` join stands line by line."""

from collections.abc import Iterator

from postloan_rules.feel import ast
from postloan_rules.feel.checked import Checked
from postloan_rules.packs.definition import (
    CheckedExpression,
    Condition,
    ConditionGroup,
    ConditionLine,
    Grouping,
    PythonCondition,
)
from postloan_rules.rulebook.blocks import Item
from postloan_rules.rulebook.names import Names
from postloan_rules.rulebook.said import Said, say
from postloan_rules.rulebook.sentences import sentence
from postloan_rules.rulebook.trees import operands
from postloan_rules.rulebook.wording import ALL_OF, ANY_OF, both


def items_of(condition: Condition | PythonCondition | None, names: Names, subject: str) -> tuple[Item, ...]:
    """Return the lines of a condition; those that all have to hold stand side by side."""
    match condition:
        case None:
            return ()
        case PythonCondition(name, _, expression):
            if expression is not None:
                return items_of_expression(expression, names, subject)
            return (Item(both(f"由程序函数 {name} 判断", f"decided by the function {name} of the program")),)
        case _:
            item = _item(condition, names, subject)
            return item.inner if item.text is ALL_OF else (item,)


def items_of_expression(expression: CheckedExpression, names: Names, subject: str) -> tuple[Item, ...]:
    """Return the lines of one expression."""
    item = _of_expression(expression, expression.root, names, subject)
    return item.inner if item.text is ALL_OF else (item,)


def _item(condition: Condition, names: Names, subject: str) -> Item:
    match condition:
        case ConditionLine(expression=expression):
            return _of_expression(expression, expression.root, names, subject)
        case ConditionGroup(grouping, parts):
            inner = tuple(_item(part, names, subject) for part in parts)
            return inner[0] if len(inner) == 1 else Item(ALL_OF if grouping is Grouping.ALL else ANY_OF, inner)


def _of_expression(expression: CheckedExpression, node: ast.Expression, names: Names, subject: str) -> Item:
    if isinstance(node, ast.Conjunction | ast.Disjunction):
        inner = tuple(_of_expression(expression, each, names, subject) for each in operands(node))
        return Item(ALL_OF if isinstance(node, ast.Conjunction) else ANY_OF, inner)
    return Item(sentence(Checked(node, expression.types, expression.bindings), names, subject))


def lines_of(condition: Condition | PythonCondition | None) -> Iterator[str]:
    """Yield the lines of a condition as their author wrote them."""
    match condition:
        case None | PythonCondition():
            return
        case ConditionLine(text):
            yield text
        case ConditionGroup(_, parts):
            for part in parts:
                yield from lines_of(part)


def in_short(items: tuple[Item, ...]) -> Said:
    """Return the lines of a condition one after the other, for a search."""
    said = say("", "")
    for each in items:
        said = say("{0}{1}；{2}", "{0}{1}; {2}", said, each.text, in_short(each.inner))
    return said
