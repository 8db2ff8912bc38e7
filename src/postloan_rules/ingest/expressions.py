"""FEEL over the columns of a row: checked when files are opened, compiled, evaluated per row."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Final

from postloan_rules.backends.protocol import Context
from postloan_rules.backends.python.compiled import compile_expression
from postloan_rules.feel import ast
from postloan_rules.feel.checker import check_expression
from postloan_rules.feel.library import BUILTIN_NAMES
from postloan_rules.feel.parser import parse_expression
from postloan_rules.feel.scope import Scope
from postloan_rules.feel.types import Enumeration, Money, Simple, Type
from postloan_rules.feel.walk import walk
from postloan_rules.ingest.mapping import ColumnType
from postloan_rules.ir.converting import convert_number
from postloan_rules.ir.from_expression import lower_expression
from postloan_rules.ir.from_member import Environment, Names
from postloan_rules.ir.nodes import Field, Term, Variable
from postloan_rules.ir.program import EnumerationTable
from postloan_rules.ir.record import Node
from postloan_rules.ir.type_of import type_of
from postloan_rules.ir.types import BOOLEAN, DATE, NUMBER, STRING, Kind, TermType
from postloan_rules.light import dataclass
from postloan_rules.model.fields import enumeration_key
from postloan_rules.model.values import word_labels
from postloan_rules.text.catalogue import data
from postloan_rules.text.diagnostic import Diagnostic
from postloan_rules.text.nearest import nearest
from postloan_rules.text.source import Excerpt

ROW: Final = "row"
AS_OF: Final = "as_of"
FEEL_TYPES: Final[Mapping[ColumnType, Simple]] = {
    ColumnType.NUMBER: Simple.NUMBER,
    ColumnType.DATE: Simple.DATE,
    ColumnType.STRING: Simple.STRING,
    ColumnType.BOOLEAN: Simple.BOOLEAN,
}
_IR_TYPES: Final[Mapping[ColumnType, TermType]] = {
    ColumnType.NUMBER: NUMBER,
    ColumnType.DATE: DATE,
    ColumnType.STRING: STRING,
    ColumnType.BOOLEAN: BOOLEAN,
}


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression: the columns that it reads, the type that it gives, how to evaluate it, and whether it
    reads the as-of day."""

    reads: frozenset[str]
    type: ColumnType
    run: Callable[[Node, Context], Any]
    reads_day: bool = False

    @property
    def is_constant(self) -> bool:
        """Whether it gives the same for every row and day."""
        return not self.reads and not self.reads_day

    def value(self, columns: Mapping[str, Any], context: Context) -> Any:
        """Return what the expression gives for the row with these columns; ``None`` is unknown."""
        return self.run(Node(ROW, ROW, columns), context)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that an expression may read: their types, and the file that people look into for more."""

    types: Mapping[str, ColumnType]
    label: str


def compile_over(
    excerpt: Excerpt,
    columns: Columns,
    *,
    expected: ColumnType | None = None,
    words: type[StrEnum] | None = None,
    knows_day: bool = False,
) -> tuple[Expression | None, tuple[Diagnostic, ...]]:
    """Return the expression in ``excerpt``, or what is wrong with it.

    ``expected`` is the type that it must give; with ``words`` its literals are words of that enumeration or their
    labels. ``as_of`` may be read where ``knows_day``.
    """
    parsed = parse_expression(excerpt, BUILTIN_NAMES | {name for name in columns.types if " " in name})
    if parsed.tree is None:
        return None, parsed.diagnostics
    missing = _missing_columns(parsed.tree, columns, words, knows_day=knows_day)
    if missing:
        return None, missing
    wanted: Type | None = FEEL_TYPES[expected] if expected is not None else None
    attempts = [_enumeration(words), Simple.STRING] if words is not None else [wanted]
    scope = _scope(columns, words, knows_day=knows_day)
    first = check_expression(parsed.tree, scope, attempts[0])
    result = first
    if first.diagnostics and len(attempts) > 1 and not _writes_words(parsed.tree):
        # A column may hold the word: what it holds is looked at row by row.
        result = check_expression(parsed.tree, scope, attempts[1])
    if result.checked is None or result.diagnostics:
        return None, first.diagnostics
    term = lower_expression(result.checked, _environment(columns, words))
    given = result.checked.types[parsed.tree.key]
    return _compiled(excerpt, parsed.tree, term, given, columns)


def _compiled(
    excerpt: Excerpt, tree: ast.Expression, term: Term, given: Type, columns: Columns
) -> tuple[Expression | None, tuple[Diagnostic, ...]]:
    kind = type_of(term).kind
    if kind in (Kind.RATIO, Kind.BOUNDS):
        term = convert_number(term, NUMBER)
    type = _column_type(given)
    if type is None:
        span = excerpt.span(0, len(excerpt.text))
        return None, (data.expression_does_not_fit(span, excerpt.text, str(getattr(given, "value", given)), "value"),)
    names = frozenset(each.name for each in walk(tree) if isinstance(each, ast.Name))
    reads = names & columns.types.keys()
    return Expression(reads, type, compile_expression(term, variables=(ROW,)), AS_OF in names - reads), ()


def _column_type(given: Type) -> ColumnType | None:
    match given:
        case Simple.NUMBER | Simple.RATIO | Money():
            return ColumnType.NUMBER
        case Simple.STRING | Enumeration():
            return ColumnType.STRING
        case Simple.BOOLEAN:
            return ColumnType.BOOLEAN
        case Simple.DATE:
            return ColumnType.DATE
        case _:
            return None


def _missing_columns(
    tree: ast.Expression, columns: Columns, words: type[StrEnum] | None, *, knows_day: bool
) -> tuple[Diagnostic, ...]:
    """Return remarks on names that are no column; called functions and words of an enumeration are not looked for."""
    called = {each.function.key for each in walk(tree) if isinstance(each, ast.Call)}
    names = [each for each in walk(tree) if isinstance(each, ast.Name) and each.key not in called]
    known = {*columns.types, *((AS_OF,) if knows_day else ())}
    if words is not None:
        known |= {each.value for each in words} | set(word_labels(words))
    every = tuple(columns.types)
    return tuple(
        data.unknown_column(each.span, each.name, columns.label, nearest(each.name, every), every)
        for each in names
        if each.name not in known
    )


def _writes_words(tree: ast.Expression) -> bool:
    """Tell whether a text that is written in ``tree`` can be what it gives."""
    match tree:
        case ast.StringLiteral():
            return True
        case ast.If(_, consequence, alternative):
            return _writes_words(consequence) or _writes_words(alternative)
        case _:
            return False


def _scope(columns: Columns, words: type[StrEnum] | None, *, knows_day: bool) -> Scope:
    variables: dict[str, Type] = {AS_OF: Simple.DATE} if knows_day else {}
    variables |= {name: FEEL_TYPES[type] for name, type in columns.types.items()}
    labels = {enumeration_key(words): word_labels(words)} if words is not None else {}
    return Scope(variables=variables, parameters={}, entities={}, value_labels=labels)


def _enumeration(words: type[StrEnum] | None) -> Type | None:
    return None if words is None else Enumeration(enumeration_key(words), tuple(each.value for each in words))


def _environment(columns: Columns, words: type[StrEnum] | None) -> Environment:
    tables: dict[str, EnumerationTable] = {}
    if words is not None:
        name = enumeration_key(words)
        tables[name] = EnumerationTable(name, tuple(each.value for each in words), ordered=False)
    row = Variable(ROW, ROW)
    return Environment(Names(tables), {name: Field(row, name, _IR_TYPES[type]) for name, type in columns.types.items()})


def context_of(day: date | None, currency: str) -> Context:
    """Return what expressions may read besides the row; without a day none of them reads it."""
    return Context(day or date.min, currency)
