"""Pieces of SQL as trees, every operand in parentheses; the only module that knows the library that writes dialects.

Trees are built by hand and never parsed from text, so that nothing that a pack says can become syntax.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from postloan_rules.errors import MissingExtraError

try:
    from sqlglot import exp
except ImportError as error:
    raise MissingExtraError("sqlglot", "sql") from error

Sql = exp.Expr
Dialect = Literal["duckdb", "spark", "postgres"]

COLUMN: tuple[type[exp.Column]] = (exp.Column,)
"""What reads a column, to look for in trees."""

_COMPARISONS: dict[str, type[exp.Binary]] = {
    "=": exp.EQ,
    "!=": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}
_OPERATORS: dict[str, type[exp.Binary]] = {
    "+": exp.Add,
    "-": exp.Sub,
    "*": exp.Mul,
    "&": exp.BitwiseAnd,
    "|": exp.BitwiseOr,
}
_ATOMS = (exp.Column, exp.Literal, exp.Boolean, exp.Null, exp.Paren, exp.Cast, exp.Case, exp.Func, exp.Window)


def _apart(sql: Sql) -> Sql:
    """Return ``sql`` so that it may stand as an operand: a tree that was built by hand gets no parentheses else."""
    return sql if isinstance(sql, _ATOMS) and not isinstance(sql, exp.And | exp.Or) else exp.Paren(this=sql)


def column(name: str, table: str | None = None) -> Sql:
    return exp.column(exp.to_identifier(name, quoted=True), exp.to_identifier(table, quoted=True) if table else None)


def whole(value: int) -> Sql:
    """Return a whole number of 64 bits."""
    return cast(exp.Literal.number(value) if value >= 0 else exp.Literal.string(str(value)), "BIGINT")


def literal(text: str, kind: str) -> Sql:
    """Return the value of type ``kind`` that ``text`` writes."""
    return cast(exp.Literal.string(text), kind)


def constant_of(sql: Sql) -> int | None:
    """Return the whole number that ``sql`` writes, ``None`` where it is anything else."""
    while isinstance(sql, exp.Cast):
        sql = sql.this
    if isinstance(sql, exp.Literal):
        number = Decimal(str(sql.this))
        return int(number) if number == number.to_integral_value() else None
    return None


def text(value: str) -> Sql:
    return exp.Literal.string(value)


def day(value: date) -> Sql:
    return literal(value.isoformat(), "DATE")


def truth(value: bool) -> Sql:
    return exp.true() if value else exp.false()


def null(kind: str) -> Sql:
    return cast(exp.Null(), kind)


def cast(sql: Sql, kind: str) -> Sql:
    return exp.Cast(this=sql, to=exp.DataType.build(kind, dialect="duckdb"))


def negation(sql: Sql) -> Sql:
    return exp.Not(this=_apart(sql))


def both(*parts: Sql) -> Sql:
    """Return the conjunction, of nothing true."""
    return _chained(exp.And, parts, True)


def either(*parts: Sql) -> Sql:
    """Return the disjunction, of nothing false."""
    return _chained(exp.Or, parts, False)


def _chained(kind: type[exp.Connector], parts: Sequence[Sql], empty: bool) -> Sql:
    if not parts:
        return truth(empty)
    result: Sql = parts[0] if len(parts) == 1 else _apart(parts[0])
    for part in parts[1:]:
        result = kind(this=result, expression=_apart(part))
    return result


def compare(operator: str, left: Sql, right: Sql) -> Sql:
    made: Sql = _COMPARISONS[operator](this=_apart(left), expression=_apart(right))
    return made


def compute(operator: str, left: Sql, right: Sql) -> Sql:
    made: Sql = _OPERATORS[operator](this=_apart(left), expression=_apart(right))
    return made


def whole_division(left: Sql, right: Sql) -> Sql:
    """Return the whole part of a quotient of whole numbers."""
    return exp.IntDiv(this=_apart(left), expression=_apart(right))


def divided(left: Sql, right: Sql) -> Sql:
    """Return a quotient as the engine rounds it; only where what it does to the last digits is made good."""
    return exp.Div(this=_apart(left), expression=_apart(right))


def minus(sql: Sql) -> Sql:
    return exp.Neg(this=_apart(sql))


def is_null(sql: Sql) -> Sql:
    return exp.Is(this=_apart(sql), expression=exp.Null())


def is_true(sql: Sql) -> Sql:
    """Return whether ``sql`` is true, which is never unknown."""
    return call("coalesce", sql, truth(False))


def case(branches: Sequence[tuple[Sql, Sql]], otherwise: Sql | None = None) -> Sql:
    ifs = [exp.If(this=condition, true=value) for condition, value in branches]
    return exp.Case(ifs=ifs, default=None if otherwise is None else otherwise)


def call(name: str, *arguments: Sql) -> Sql:
    """Return a call of a function that all dialects know under this name."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def collated(sql: Sql, dialect: Dialect) -> Sql:
    """Return a text that is ordered by code point."""
    if dialect != "postgres":
        return sql
    return exp.Collate(this=_apart(sql), expression=exp.to_identifier("C", quoted=True))


def running(function: Sql, partition: Sql, order: Sequence[tuple[Sql, bool]] = ()) -> Sql:
    """Return a window function; each of ``order`` tells whether the largest comes first."""
    ordered = [exp.Ordered(this=each, desc=falling, nulls_first=False) for each, falling in order]
    spec = exp.WindowSpec(kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end="CURRENT ROW") if order else None
    return exp.Window(
        this=function,
        partition_by=[partition],
        order=exp.Order(expressions=ordered) if order else None,
        spec=spec,
    )


def over(function: Sql, partition: Sql) -> Sql:
    """Return a function over all rows that share ``partition``."""
    return exp.Window(this=function, partition_by=[partition])


def select(
    columns: Sequence[tuple[Sql | None, str]],
    source: "Sql | str",
    alias: str,
    joins: Sequence[tuple[str, "Sql | str", str, Sql]] = (),
    *,
    where: Sql | None = None,
    group: Sequence[Sql] = (),
) -> exp.Select:
    """Return a select of ``columns`` (an expression and its name; without an expression all of ``name``, a table).

    ``joins`` are kind (``left`` or ``inner``), what is joined, its alias, and the condition.
    """
    query = exp.Select(
        expressions=[
            exp.Column(this=exp.Star(), table=exp.to_identifier(name, quoted=True))
            if each is None
            else exp.alias_(each, exp.to_identifier(name, quoted=True))
            for each, name in columns
        ]
    )
    query = query.from_(_source(source, alias), copy=False)
    for kind, joined, name, condition in joins:
        query = query.join(_source(joined, name), on=condition, join_type=kind, copy=False)
    if where is not None:
        query = query.where(where, copy=False)
    if group:
        query = query.group_by(*list(group), copy=False)
    return query


def layered(layers: Sequence[tuple[str, Sql]], last: exp.Select, dialect: Dialect) -> exp.Select:
    """Return ``last``, which reads the last of ``layers``, each of which reads the one before: flat, however many."""
    # Each is read once, and to keep its rows costs time and space. But PostgreSQL would write out what a layer computes
    # in every place where the next reads it, and again in the one after that. Spark does not know the words.
    kept = {"duckdb": False, "postgres": True, "spark": None}[dialect]
    tables = [
        exp.CTE(this=query, alias=exp.TableAlias(this=exp.to_identifier(name, quoted=True)), materialized=kept)
        for name, query in layers
    ]
    if tables:
        last.set("with_", exp.With(expressions=tables))
    return last


def _source(source: "Sql | str", alias: str) -> Sql:
    quoted = exp.to_identifier(alias, quoted=True)
    if isinstance(source, str):
        return exp.Table(this=exp.to_identifier(source, quoted=True), alias=exp.TableAlias(this=quoted))
    return exp.Subquery(this=source, alias=exp.TableAlias(this=quoted))


def written(sql: Sql, dialect: Dialect, *, pretty: bool = False) -> str:
    """Return ``sql`` as text of ``dialect``."""
    return sql.sql(dialect=dialect, pretty=pretty, comments=False)
