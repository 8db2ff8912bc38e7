"""The nodes of FEEL expressions and unary tests, and nothing else.

``span`` says where a node stands and ``key`` names it in side tables; neither is part
of what the node says, so both are left out of comparison and ``repr``. Keys are unique
within one parsed text.
"""

from decimal import Decimal
from typing import Literal

from postloan_rules.light import dataclass, field
from postloan_rules.text.source import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What every node has: a place and a key."""

    span: Span = field(compare=False, repr=False)
    key: int = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class NumberLiteral(Placed):
    value: Decimal


@dataclass(frozen=True, slots=True)
class StringLiteral(Placed):
    value: str


@dataclass(frozen=True, slots=True)
class BooleanLiteral(Placed):
    value: bool


@dataclass(frozen=True, slots=True)
class NullLiteral(Placed):
    pass


@dataclass(frozen=True, slots=True)
class AtLiteral(Placed):
    """``@"2026-03-31"``: a date, time, date and time or duration by its text."""

    text: str


@dataclass(frozen=True, slots=True)
class ListLiteral(Placed):
    items: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class ContextEntry(Placed):
    name: str
    value: "Expression"


@dataclass(frozen=True, slots=True)
class ContextLiteral(Placed):
    entries: tuple[ContextEntry, ...]


@dataclass(frozen=True, slots=True)
class RangeLiteral(Placed):
    """``[low..high]``; an end that is ``None`` is open to infinity, as in ``(> 5)``."""

    low: "Expression | None"
    high: "Expression | None"
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True, slots=True)
class Name(Placed):
    """A name in scope, its words joined by single blanks."""

    name: str


@dataclass(frozen=True, slots=True)
class Path(Placed):
    """``source.name``."""

    source: "Expression"
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Placed):
    """``source[condition]``; a number picks by place, a test keeps what passes."""

    source: "Expression"
    condition: "Expression"


@dataclass(frozen=True, slots=True)
class Negation(Placed):
    operand: "Expression"


ArithmeticOperator = Literal["+", "-", "*", "/", "**"]
ComparisonOperator = Literal["=", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Arithmetic(Placed):
    operator: ArithmeticOperator
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Comparison(Placed):
    operator: ComparisonOperator
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Conjunction(Placed):
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Disjunction(Placed):
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Between(Placed):
    value: "Expression"
    low: "Expression"
    high: "Expression"


@dataclass(frozen=True, slots=True)
class In(Placed):
    """``value in (test, test)``: true when a test holds of ``value``."""

    value: "Expression"
    tests: tuple["UnaryTest", ...]


@dataclass(frozen=True, slots=True)
class TypeName(Placed):
    """A type as written: ``number``, ``list<string>``, ``context<a: number>``, ``function<number> -> number``."""

    name: str
    arguments: tuple["TypeName", ...] = ()
    labels: tuple[str, ...] = ()
    result: "TypeName | None" = None


@dataclass(frozen=True, slots=True)
class InstanceOf(Placed):
    value: "Expression"
    type: TypeName


@dataclass(frozen=True, slots=True)
class If(Placed):
    condition: "Expression"
    consequence: "Expression"
    alternative: "Expression"


@dataclass(frozen=True, slots=True)
class Iterator(Placed):
    """``name in domain`` or ``name in domain..end``."""

    name: str
    domain: "Expression"
    end: "Expression | None" = None


@dataclass(frozen=True, slots=True)
class For(Placed):
    iterators: tuple[Iterator, ...]
    body: "Expression"


@dataclass(frozen=True, slots=True)
class Quantified(Placed):
    quantifier: Literal["some", "every"]
    iterators: tuple[Iterator, ...]
    condition: "Expression"


@dataclass(frozen=True, slots=True)
class NamedArgument(Placed):
    name: str
    value: "Expression"


@dataclass(frozen=True, slots=True)
class Call(Placed):
    """``function(a, b)`` or ``function(name: a)``; exactly one of the two tuples is used."""

    function: "Expression"
    arguments: tuple["Expression", ...] = ()
    named: tuple[NamedArgument, ...] = ()


@dataclass(frozen=True, slots=True)
class Parameter(Placed):
    name: str
    type: TypeName | None = None


@dataclass(frozen=True, slots=True)
class FunctionLiteral(Placed):
    parameters: tuple[Parameter, ...]
    body: "Expression"
    external: bool = False


@dataclass(frozen=True, slots=True)
class ComparisonTest(Placed):
    """``> 5`` as a test of the value at hand."""

    operator: ComparisonOperator
    operand: "Expression"


@dataclass(frozen=True, slots=True)
class ExpressionTest(Placed):
    """Any expression as a test: a value to equal, a range or list to be in, or, when it reads ``?``, a condition."""

    expression: "Expression"


@dataclass(frozen=True, slots=True)
class AnyTest(Placed):
    """``-``: holds of everything."""


@dataclass(frozen=True, slots=True)
class NotTest(Placed):
    """``not(test, test)``: holds when no test does."""

    tests: tuple["UnaryTest", ...]


UnaryTest = ComparisonTest | ExpressionTest | AnyTest | NotTest


@dataclass(frozen=True, slots=True)
class UnaryTests(Placed):
    """The content of a decision-table cell: holds when one test holds."""

    tests: tuple[UnaryTest, ...]


Expression = (
    NumberLiteral
    | StringLiteral
    | BooleanLiteral
    | NullLiteral
    | AtLiteral
    | ListLiteral
    | ContextLiteral
    | RangeLiteral
    | Name
    | Path
    | Filter
    | Negation
    | Arithmetic
    | Comparison
    | Conjunction
    | Disjunction
    | Between
    | In
    | InstanceOf
    | If
    | For
    | Quantified
    | Call
    | FunctionLiteral
)
