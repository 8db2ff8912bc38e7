"""Changes to one expression that an author could have made by mistake, each as a whole new tree."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from itertools import count
from typing import NamedTuple

from postloan_rules.analysis.rewriting import rekeyed, replaced
from postloan_rules.analysis.steps import Stepping
from postloan_rules.feel import ast
from postloan_rules.feel.checked import Checked
from postloan_rules.feel.printer import print_expression, print_unary_tests
from postloan_rules.feel.scope import EnumerationValueBinding, ParameterBinding
from postloan_rules.feel.types import Enumeration
from postloan_rules.feel.walk import Node, walk
from postloan_rules.light import dataclass, replace
from postloan_rules.text.source import Span, text_of


class Kind(Enum):
    """What a mutant does."""

    LIMIT = "limit"
    """A limit is one unit higher or lower."""
    COMPARISON = "comparison"
    """A comparison takes the limit in or leaves it out, or looks the other way."""
    CONNECTIVE = "connective"
    """`and` for `or`, `some` for `every`, one branch of `if` for the other."""
    DROPPED = "dropped"
    """A part of a condition, a test, a filter or a `not` is left out."""
    FUNCTION = "function"
    """One function or arithmetic sign for its counterpart."""
    OUTCOME = "outcome"
    """A rule gives the neighbouring value."""
    RULE = "rule"
    """A rule is left out."""
    ORDER = "order"
    """Two rules change places where the first one counts."""
    OTHERWISE = "otherwise"
    """Another value where no rule fires."""
    APPLIES = "applies"
    """The decision asks about everything."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A tree in which what reads ``before`` reads ``after`` now, which is ``GONE`` where a part is just left out."""

    kind: Kind
    span: Span
    before: str
    after: str
    root: ast.Expression


class _Change(NamedTuple):
    """What takes the place of a node; ``before`` and ``after`` say it more briefly than both nodes do."""

    kind: Kind
    node: Node
    before: str | None = None
    after: str | None = None


GONE = "–"
"""How what is left out reads."""


TAKING_IN: dict[str, ast.ComparisonOperator] = {
    ">": ">=",
    ">=": ">",
    "<": "<=",
    "<=": "<",
    "=": "!=",
    "!=": "=",
}
LOOKING_AWAY: dict[str, ast.ComparisonOperator] = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
COUNTERPARTS = {"min": "max", "max": "min", "sum": "count", "count": "sum", "latest": "earliest", "earliest": "latest"}
SIGNS: dict[str, ast.ArithmeticOperator] = {"+": "-", "-": "+", "*": "/", "/": "*"}
MIRRORED: dict[str, ast.ComparisonOperator] = {">": "<", ">=": "<=", "<": ">", "<=": ">=", "=": "=", "!=": "!="}

_SAME_AS_TAKING_IN = {">": -1, ">=": 1, "<": 1, "<=": -1}
"""Which step of a whole limit is the same as taking it in or leaving it out: over 90 and 90 or more are, of days, the
same as 90 or more and over 89."""


def changes_of(checked: Checked[ast.Expression], stepping: Stepping) -> Iterator[Changed]:
    """Yield the changes to the expression, in the order of its text."""
    changer = _Changer(checked, stepping)
    for node in walk(checked.root):
        for change in changer.of(node):
            root = replaced(checked.root, node.key, change.node)
            before = shown(node) if change.before is None else change.before
            after = shown(change.node) if change.after is None else change.after
            yield Changed(change.kind, node.span, before, after, root)
        if isinstance(node, ast.In | ast.NotTest | ast.UnaryTests) and len(node.tests) > 1:
            for place, test in enumerate(node.tests):
                rest = (*node.tests[:place], *node.tests[place + 1 :])
                root = replaced(checked.root, node.key, replace(node, tests=rest))
                yield Changed(Kind.DROPPED, test.span, shown(test), GONE, root)


def shown(node: Node) -> str:
    """Return how ``node``, an expression or a test, reads."""
    match node:
        case ast.UnaryTests():
            return print_unary_tests(node)
        case ast.ComparisonTest() | ast.ExpressionTest() | ast.AnyTest() | ast.NotTest():
            return print_unary_tests(ast.UnaryTests((node,), span=node.span, key=node.key))
        case ast.ContextEntry() | ast.TypeName() | ast.Iterator() | ast.NamedArgument() | ast.Parameter():
            return text_of(node.span)
        case _:
            return print_expression(node)


class _Changer:
    """Changes single nodes of one checked tree; new nodes get keys that no old one has."""

    def __init__(self, checked: Checked[ast.Expression], stepping: Stepping) -> None:
        self._checked = checked
        self._stepping = stepping
        self._keys = count(max(node.key for node in walk(checked.root)) + 1)

    def of(self, node: Node) -> Iterator[_Change]:
        match node:
            case ast.Comparison(operator, left, right):
                yield from self._comparison(node, operator, left, right)
            case ast.Between(value, low, high):
                yield from (_Change(Kind.LIMIT, replace(node, low=new)) for new in self._steps(low, value, ">="))
                yield from (_Change(Kind.LIMIT, replace(node, high=new)) for new in self._steps(high, value, "<="))
                if not self._is_whole(low, value):
                    yield _Change(Kind.COMPARISON, self._compared(node, ">", "<="))
                if not self._is_whole(high, value):
                    yield _Change(Kind.COMPARISON, self._compared(node, ">=", "<"))
            case ast.In(value, tests):
                yield from self._tests(node, value, tests)
            case ast.Conjunction() | ast.Disjunction():
                yield from self._connected(node)
            case ast.If(condition, consequence, alternative):
                swapped = replace(node, consequence=alternative, alternative=consequence)
                text = shown(condition)
                yield _Change(Kind.CONNECTIVE, swapped, f"if {text}", f"if not({text})")
            case ast.Quantified(quantifier, _, _):
                yield _Change(Kind.CONNECTIVE, replace(node, quantifier="every" if quantifier == "some" else "some"))
            case ast.Filter(source, condition):
                yield _Change(Kind.DROPPED, source, f"[{shown(condition)}]", GONE)
            case ast.Arithmetic(operator, _, _) if operator in SIGNS:
                yield _Change(Kind.FUNCTION, replace(node, operator=SIGNS[operator]))
            case ast.Call(ast.Name("not"), (operand,)):
                yield _Change(Kind.DROPPED, operand)
            case ast.Call(ast.Name(name) as function) if name in COUNTERPARTS:
                yield _Change(Kind.FUNCTION, replace(node, function=replace(function, name=COUNTERPARTS[name])))
            case _:
                return

    def _connected(self, node: ast.Conjunction | ast.Disjunction) -> Iterator[_Change]:
        left, right, chain = node.left, node.right, type(node)
        word, other = ("and", "or") if isinstance(node, ast.Conjunction) else ("or", "and")
        opposite = ast.Disjunction if isinstance(node, ast.Conjunction) else ast.Conjunction
        turned = opposite(left, right, span=node.span, key=next(self._keys))
        # A chain is long: only what stands last in it is shown.
        before = "… " if isinstance(left, chain) else f"{shown(left)} "
        text = shown(right)
        yield _Change(Kind.CONNECTIVE, turned, f"{before}{word} {text}", f"{before}{other} {text}")
        yield _Change(Kind.DROPPED, left, text, GONE)
        if not isinstance(left, chain):
            # Of a longer chain, the left part leaves its own operands out.
            yield _Change(Kind.DROPPED, right, shown(left), GONE)

    def _comparison(
        self, node: ast.Comparison, operator: ast.ComparisonOperator, left: ast.Expression, right: ast.Expression
    ) -> Iterator[_Change]:
        yield _Change(Kind.COMPARISON, replace(node, operator=TAKING_IN[operator]))
        if operator in LOOKING_AWAY:
            yield _Change(Kind.COMPARISON, replace(node, operator=LOOKING_AWAY[operator]))
        for new in self._steps(right, left, operator):
            yield _Change(Kind.LIMIT, replace(node, right=new))
        for new in self._steps(left, right, MIRRORED[operator]):
            yield _Change(Kind.LIMIT, replace(node, left=new))

    def _steps(self, limit: ast.Expression, other: ast.Expression, operator: str) -> Iterator[ast.Expression]:
        """Yield ``limit`` one unit lower and higher, where it is a limit; without what taking it in says already."""
        step = self._stepping.step(limit, other, self._checked)
        if step is None:
            return
        same = _SAME_AS_TAKING_IN.get(operator) if self._is_whole(limit, other) else None
        if operator in ("=", "!="):
            same = -1
        for direction in (-1, 1):
            if direction == same:
                continue
            moved = self._moved(limit, step, direction)
            if moved is not None:
                yield moved

    def _is_whole(self, limit: ast.Expression, other: ast.Expression) -> bool:
        return self._stepping.is_whole(limit, other, self._checked)

    def _moved(self, limit: ast.Expression, step: Decimal, direction: int) -> ast.Expression | None:
        """Return ``limit``, a literal or a parameter, moved by ``step``."""
        binding = self._checked.bindings.get(limit.key)
        match limit:
            case ast.NumberLiteral(value):
                return self._number(value + direction * step, limit.span)
            case ast.Negation(ast.NumberLiteral(value)):
                return self._number(direction * step - value, limit.span)
            case ast.AtLiteral(text):
                return replace(limit, text=_next_day(text, direction), key=next(self._keys))
            case ast.Call(ast.Name("date"), (ast.StringLiteral(text) as literal,)):
                moved = replace(literal, value=_next_day(text, direction), key=next(self._keys))
                return replace(limit, arguments=(moved,), key=next(self._keys))
            case ast.StringLiteral() | ast.Name() if isinstance(binding, EnumerationValueBinding):
                return self._neighbour(limit, binding, direction)
            case ast.Name() | ast.Path() if isinstance(binding, ParameterBinding):
                return self._shifted(limit, binding, step, direction)
            case _:
                return None

    def _number(self, value: Decimal, span: Span) -> ast.Expression:
        literal = ast.NumberLiteral(abs(value), span=span, key=next(self._keys))
        return literal if value >= 0 else ast.Negation(literal, span=span, key=next(self._keys))

    def _neighbour(
        self, limit: ast.Expression, binding: EnumerationValueBinding, direction: int
    ) -> ast.Expression | None:
        values = self._stepping.values(binding.enumeration)
        place = values.index(binding.value) + direction
        if not 0 <= place < len(values):
            return None
        return ast.StringLiteral(values[place], span=limit.span, key=next(self._keys))

    def _shifted(
        self, limit: ast.Expression, binding: ParameterBinding, step: Decimal, direction: int
    ) -> ast.Expression:
        """Return the expression that is the parameter moved by ``step``."""
        by = ast.NumberLiteral(step, span=limit.span, key=next(self._keys))
        signed = by if direction > 0 else ast.Negation(by, span=limit.span, key=next(self._keys))
        if isinstance(binding.type, Enumeration):
            return self._call("worse by", (limit, signed), limit.span)
        if self._stepping.is_date(binding.type):
            return self._call("add days", (limit, signed), limit.span)
        operator: ast.ArithmeticOperator = "+" if direction > 0 else "-"
        return ast.Arithmetic(operator, limit, by, span=limit.span, key=next(self._keys))

    def _call(self, name: str, arguments: tuple[ast.Expression, ...], span: Span) -> ast.Expression:
        function = ast.Name(name, span=span, key=next(self._keys))
        return ast.Call(function, arguments, span=span, key=next(self._keys))

    def _compared(
        self, node: ast.Between, lower: ast.ComparisonOperator, upper: ast.ComparisonOperator
    ) -> ast.Expression:
        """Return what `between` says, with these two comparisons."""
        again = rekeyed(node.value, lambda: next(self._keys))
        low = ast.Comparison(lower, node.value, node.low, span=node.span, key=next(self._keys))
        high = ast.Comparison(upper, again, node.high, span=node.span, key=next(self._keys))
        return ast.Conjunction(low, high, span=node.span, key=next(self._keys))

    def _tests(self, node: ast.In, value: ast.Expression, tests: tuple[ast.UnaryTest, ...]) -> Iterator[_Change]:
        for place, test in enumerate(tests):
            for kind, new in self._test(test, value):
                yield _Change(kind, replace(node, tests=(*tests[:place], *new, *tests[place + 1 :])))

    def _test(self, test: ast.UnaryTest, value: ast.Expression) -> Iterator[tuple[Kind, tuple[ast.UnaryTest, ...]]]:
        match test:
            case ast.ComparisonTest(operator, operand):
                yield Kind.COMPARISON, (replace(test, operator=TAKING_IN[operator]),)
                if operator in LOOKING_AWAY:
                    yield Kind.COMPARISON, (replace(test, operator=LOOKING_AWAY[operator]),)
                for new in self._steps(operand, value, operator):
                    yield Kind.LIMIT, (replace(test, operand=new),)
            case ast.ExpressionTest(ast.RangeLiteral() as range):
                yield from ((kind, (replace(test, expression=new),)) for kind, new in self._range(range, value))
            case ast.ExpressionTest(ast.NumberLiteral() as number):
                for new in self._steps(number, value, "="):
                    yield Kind.LIMIT, (replace(test, expression=new),)
            case ast.NotTest(tests):
                yield Kind.DROPPED, tests
            case _:
                return

    def _range(self, range: ast.RangeLiteral, value: ast.Expression) -> Iterator[tuple[Kind, ast.RangeLiteral]]:
        # Of whole numbers, an end that is left out is one that is moved.
        if range.low is not None:
            if not self._is_whole(range.low, value):
                yield Kind.COMPARISON, replace(range, low_closed=not range.low_closed)
            for new in self._steps(range.low, value, ""):
                yield Kind.LIMIT, replace(range, low=new)
        if range.high is not None:
            if not self._is_whole(range.high, value):
                yield Kind.COMPARISON, replace(range, high_closed=not range.high_closed)
            for new in self._steps(range.high, value, ""):
                yield Kind.LIMIT, replace(range, high=new)


def _next_day(text: str, direction: int) -> str:
    return (date.fromisoformat(text) + timedelta(days=direction)).isoformat()
