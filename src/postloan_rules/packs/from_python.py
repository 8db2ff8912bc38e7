"""The body of a Python predicate to FEEL, where it is one expression of comparisons and logic on its parameters."""

import ast as python
import inspect
import textwrap
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from postloan_rules.feel import ast
from postloan_rules.light import dataclass, field
from postloan_rules.text.source import Source, Span

_COMPARISONS: Final[Mapping[type[python.cmpop], ast.ComparisonOperator]] = {
    python.Eq: "=",
    python.NotEq: "!=",
    python.Lt: "<",
    python.LtE: "<=",
    python.Gt: ">",
    python.GtE: ">=",
}
_ARITHMETIC: Final[Mapping[type[python.operator], ast.ArithmeticOperator]] = {
    python.Add: "+",
    python.Sub: "-",
    python.Mult: "*",
}


class _NotReadableError(Exception):
    """The body says something that FEEL does not, or does not say in the same words."""


def source_of(function: Callable[..., Any]) -> str | None:
    """Return the text of ``function``, or nothing where Python does not have it (typed at a prompt, say)."""
    try:
        return textwrap.dedent(inspect.getsource(function))
    except (OSError, TypeError):
        return None


def expression_of(function: Callable[..., Any], text: str | None) -> ast.Expression | None:
    """Return what ``function`` returns as a FEEL expression, or nothing where it cannot be read as one.

    It is read where its body is one ``return`` (after a docstring, if any) of comparisons, ``and``, ``or``, ``not``,
    sums, differences, products, attributes of its parameters and constants. Division is not, for Python rounds it.
    """
    if text is None:
        return None
    try:
        module = python.parse(text)
    except SyntaxError:
        return None
    definition = next((node for node in module.body if isinstance(node, python.FunctionDef)), None)
    if definition is None or definition.name != function.__name__:
        return None
    body = definition.body[1:] if python.get_docstring(definition) is not None else definition.body
    if len(body) != 1 or not isinstance(body[0], python.Return) or body[0].value is None:
        return None
    parameters = frozenset(inspect.signature(function).parameters)
    try:
        return _Reader(Source(f"{definition.name}()", text), parameters).expression(body[0].value)
    except _NotReadableError:
        return None


@dataclass(slots=True)
class _Reader:
    """Builds FEEL nodes, each with a key of its own."""

    source: Source
    parameters: frozenset[str]
    next_key: int = field(default=0)

    def placed(self, node: python.expr) -> dict[str, Any]:
        self.next_key += 1
        start = self.offset(node.lineno, node.col_offset)
        end = self.offset(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
        return {"span": Span(self.source, start, end), "key": self.next_key}

    def offset(self, line: int, column: int) -> int:
        """Return the place of a column that Python counts in UTF-8 bytes."""
        start = self.source.line_starts[line - 1]
        text = self.source.text[start:].split("\n", 1)[0]
        return start + len(text.encode("utf-8")[:column].decode("utf-8"))

    def expression(self, node: python.expr) -> ast.Expression:
        match node:
            case python.BoolOp(operator, values):
                return self.logic(node, operator, [self.expression(value) for value in values])
            case python.UnaryOp(python.Not(), operand):
                return self.negated(node, self.expression(operand))
            case python.UnaryOp(python.USub(), operand):
                return ast.Negation(self.expression(operand), **self.placed(node))
            case python.BinOp(left, operator, right) if type(operator) in _ARITHMETIC:
                symbol = _ARITHMETIC[type(operator)]
                return ast.Arithmetic(symbol, self.expression(left), self.expression(right), **self.placed(node))
            case python.Compare(left, operators, rights) if all(type(each) in _COMPARISONS for each in operators):
                return self.comparisons(node, left, operators, rights)
            case python.Compare(left, [python.In()], [python.Tuple(items) | python.List(items) | python.Set(items)]):
                tests = tuple(ast.ExpressionTest(self.expression(item), **self.placed(item)) for item in items)
                return ast.In(self.expression(left), tests, **self.placed(node))
            case python.Attribute(value, name):
                return ast.Path(self.expression(value), name, **self.placed(node))
            case python.Name(name) if name in self.parameters:
                return ast.Name(name, **self.placed(node))
            case python.Call(python.Name("Decimal"), [python.Constant(str(text))]) if _is_plain_number(text):
                return ast.NumberLiteral(Decimal(text), **self.placed(node))
            case python.Constant(value):
                return self.constant(node, value)
            case _:
                raise _NotReadableError

    def comparisons(
        self, node: python.expr, left: python.expr, operators: list[python.cmpop], rights: list[python.expr]
    ) -> ast.Expression:
        """Return ``a < b <= c`` as ``a < b and b <= c``."""
        parts: list[ast.Expression] = []
        for operator, right in zip(operators, rights, strict=True):
            symbol = _COMPARISONS[type(operator)]
            parts.append(ast.Comparison(symbol, self.expression(left), self.expression(right), **self.placed(node)))
            left = right
        return self.logic(node, python.And(), parts)

    def logic(self, node: python.expr, operator: python.boolop, parts: list[ast.Expression]) -> ast.Expression:
        tree = parts[0]
        for part in parts[1:]:
            placed = self.placed(node)
            tree = (
                ast.Conjunction(tree, part, **placed)
                if isinstance(operator, python.And)
                else ast.Disjunction(tree, part, **placed)
            )
        return tree

    def negated(self, node: python.expr, operand: ast.Expression) -> ast.Expression:
        function = ast.Name("not", **self.placed(node))
        return ast.Call(function, (operand,), **self.placed(node))

    def constant(self, node: python.expr, value: object) -> ast.Expression:
        match value:
            case bool():
                return ast.BooleanLiteral(value, **self.placed(node))
            case int():
                return ast.NumberLiteral(Decimal(value), **self.placed(node))
            case str():
                return ast.StringLiteral(value, **self.placed(node))
            case _:
                # A float is not the number that its author wrote.
                raise _NotReadableError


def _is_plain_number(text: str) -> bool:
    return text.isascii() and text.replace(".", "", 1).isdigit() and not text.startswith(".")
