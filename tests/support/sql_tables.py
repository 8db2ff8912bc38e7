"""Nodes as the tables that SQL reads, and SQL run over them, so that its answers can be held against others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from postloan_rules.backends.sql.compiled import SqlProgram
from postloan_rules.backends.sql.digits import Digits, digits_of
from postloan_rules.backends.sql.forms import written
from postloan_rules.backends.sql.layout import InputColumn, Layout, relation_table
from postloan_rules.backends.sql.outcomes import WORD
from postloan_rules.ir.program import DecisionTerm, EnumerationTable
from postloan_rules.ir.record import Node
from tests.support.naive import Verdict


@dataclass
class Tables:
    """Rows by table; ``keys`` gives each node its key."""

    layout: Layout
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    heads: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    keys: dict[int, int] = field(default_factory=dict)
    nodes: list[Node] = field(default_factory=list)

    def of(self, node: Node) -> int:
        return self.keys[id(node)]


def tables_of(layout: Layout, roots: Iterable[Node]) -> Tables:
    """Return the tables that hold ``roots`` and all they lead to, as far as it is read."""
    tables = Tables(layout)
    for entity, table in layout.entities.items():
        tables.heads[table.name] = [
            ("k", "BIGINT"),
            ("id", "VARCHAR"),
            *((name, column.type) for name, column in table.columns.items()),
            *((f"o_{name}", "BIGINT") for name in table.one),
            *((f"s_{name}", "BOOLEAN") for name in table.many),
        ]
        tables.rows[table.name] = []
        for name in table.many:
            tables.heads[relation_table(entity, name)] = [("s", "BIGINT"), ("t", "BIGINT")]
            tables.rows[relation_table(entity, name)] = []
    waiting = list(roots)
    for each in waiting:
        _note(tables, each)
    for each in waiting:
        if each.entity not in layout.entities:
            continue
        table = layout.entities[each.entity]
        ones = [each.one.get(name) for name in table.one]
        manies = [each.members(name) for name in table.many]
        for other in [*(one for one in ones if one is not None), *(one for many in manies for one in many or ())]:
            if id(other) not in tables.keys:
                _note(tables, other)
                waiting.append(other)
        tables.rows[table.name].append(
            (
                tables.of(each),
                each.id,
                *(cell(each, column) for column in table.columns.values()),
                *(None if one is None else tables.of(one) for one in ones),
                *(many is not None for many in manies),
            )
        )
        for name, many in zip(table.many, manies, strict=True):
            tables.rows[relation_table(each.entity, name)] += [(tables.of(each), tables.of(one)) for one in many or ()]
    return tables


def _note(tables: Tables, node: Node) -> None:
    tables.keys[id(node)] = len(tables.nodes)
    tables.nodes.append(node)


def cell(node: Node, column: InputColumn) -> Any:
    """Return what ``node`` gives for a column."""
    store: Mapping[str, Any] = node.fields if column.store == "field" else node.fields[column.store]
    value = store.get(column.field)
    if column.money and value is not None:
        value = value.amount
    return value


def fits(value: Any, digits: Digits) -> bool:
    """Whether a number fits a column of so many digits."""
    have = digits_of(value)
    return have.before <= digits.before and have.after <= digits.after


def run_on_duckdb(program: SqlProgram, tables: Tables) -> duckdb.DuckDBPyConnection:
    """Run all stages over ``tables``."""
    connection = duckdb.connect(":memory:", config={"threads": 1})
    for name, head in tables.heads.items():
        columns = ", ".join(f'"{column}" {kind}' for column, kind in head)
        connection.execute(f'CREATE TABLE "{name}" ({columns})')
        if tables.rows[name]:
            places = ", ".join(f"CAST(? AS {kind})" for _, kind in head)
            rows = [[_text(value) for value in row] for row in tables.rows[name]]
            # Names and types are the program's own.
            connection.executemany(f'INSERT INTO "{name}" VALUES ({places})', rows)  # noqa: S608
    for stage in program.stages:
        connection.execute(f'CREATE TABLE "{stage.table}" AS {written(stage.query, program.dialect)}')
    return connection


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal | date | int) and not isinstance(value, bool) else value


def run_on_postgres(program: SqlProgram, tables: Tables, connection: Any) -> None:
    """Run all stages over ``tables`` in a schema of their own, which the next run takes away."""
    connection.execute("DROP SCHEMA IF EXISTS tried CASCADE")
    connection.execute("CREATE SCHEMA tried")
    connection.execute("SET search_path TO tried")
    for name, head in tables.heads.items():
        columns = ", ".join(f'"{column}" {kind}' for column, kind in head)
        connection.execute(f'CREATE TABLE "{name}" ({columns})')
        places = ", ".join(f"CAST(%s AS {kind})" for _, kind in head)
        for row in tables.rows[name]:
            values = [_text(value) for value in row]
            connection.execute(f'INSERT INTO "{name}" VALUES ({places})', values)  # noqa: S608 - as above
    for stage in program.stages:
        connection.execute(f'CREATE TABLE "{stage.table}" AS {written(stage.query, program.dialect)}')


def answers_of(
    connection: Any,
    program: SqlProgram,
    decision: DecisionTerm,
    enumerations: Mapping[str, EnumerationTable],
) -> dict[int, Verdict]:
    """Return what ``decision`` says of each thing, by key."""
    table, names = program.answers[decision.entity, decision.name]
    columns = ", ".join(["k", *(f'"{column}" AS "{name}"' for name, column in names.items())])
    found = connection.execute(f'SELECT {columns} FROM "{table}"')  # noqa: S608 - names of the program's own
    heads = [each[0] for each in found.description or ()]
    return verdicts_of(decision, [dict(zip(heads, row, strict=True)) for row in found.fetchall()], enumerations)


def verdicts_of(
    decision: DecisionTerm,
    rows: Iterable[Mapping[str, Any]],
    enumerations: Mapping[str, EnumerationTable],
) -> dict[int, Verdict]:
    """Return what the rows of a decision say, by key, in the form of the naive evaluator."""
    found = {}
    size = len(enumerations[decision.type.name].values) if decision.type.name else 0
    for row in rows:
        fired = _rules(row, "fired", len(decision.rules))
        unknown = _rules(row, "unknown", len(decision.rules))
        bounds = None if row.get("low") is None else (row["low"], row["high"])
        sure = tuple(place for place in range(size) for _ in range(row.get(f"sure{place}") or 0))
        possible = tuple(place for place in range(size) for _ in range(row.get(f"possible{place}") or 0))
        found[row["k"]] = Verdict(
            row["mask"],
            row["proved"],
            fired,
            unknown,
            bounds,
            sure,
            possible,
            bool(row["conflict"]),
            bool(row["excluded"]),
        )
    return found


def _rules(row: Mapping[str, Any], name: str, count: int) -> tuple[int, ...]:
    return tuple(place for place in range(count) if row[f"{name}{place // WORD}"] >> (place % WORD) & 1)


def in_no_order(verdict: Verdict) -> Verdict:
    """A verdict whose lists of outcomes are told by how often each stands there."""
    return Verdict(
        verdict.mask,
        verdict.proved,
        verdict.fired,
        verdict.unknown,
        verdict.bounds,
        tuple(sorted(verdict.sure)),
        tuple(sorted(verdict.possible)),
        verdict.conflict,
        verdict.excluded,
    )
