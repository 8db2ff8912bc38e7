"""SQL says of the records of all cases what the record engine says of them, for every decision that SQL can say."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from postloan_rules import Engine, load
from postloan_rules.backends.sql.compiled import SqlProgram
from postloan_rules.engine.bench import Bench
from postloan_rules.engine.columns import sql_of
from postloan_rules.engine.portfolio_cases import described
from postloan_rules.ir.program import DecisionTerm
from postloan_rules.ir.record import Node
from tests.support.answers import verdict
from tests.support.sql_tables import Tables, answers_of, cell, fits, in_no_order, run_on_duckdb, tables_of

ROOT = Path(__file__).resolve().parents[2]
EVERY = 40
"""Of so many cases one is tried; all of them take minutes."""


@cache
def engine() -> Engine:
    return Engine(load(ROOT / "rules" / "cn"))


@cache
def asked() -> date:
    """The day of most cases."""
    return Counter(case.as_of for case in engine().pack.cases).most_common(1)[0][0]


def benches() -> Iterator[Bench]:
    """Yield every so many of the cases of that day, ready to be decided."""
    for case in [each for each in engine().pack.cases if each.as_of == asked()][::EVERY]:
        yield engine().bench_for(described(engine(), case))


@cache
def program() -> SqlProgram:
    return sql_of(engine().day_of(asked()), as_of=asked(), currency="CNY", dialect="duckdb")


def is_narrow(tables: Tables, node: Node) -> bool:
    """Whether the numbers of ``node`` fit the columns."""
    for column in tables.layout.entities[node.entity].columns.values():
        value = cell(node, column)
        if column.digits is not None and value is not None and not fits(value, column.digits):
            return False
    return True


def test_sql_gives_the_answers_of_the_record_engine_about_the_records_of_cases() -> None:
    sql = program()
    chosen = [bench for bench in benches() if bench.context.currency == "CNY"]
    chosen = [
        bench
        for bench in chosen
        if all(
            is_narrow(alone, node)
            for alone in [tables_of(sql.layout, bench.graph.roots.values())]
            for node in alone.nodes
            if node.entity in sql.layout.entities
        )
    ]
    tables = tables_of(sql.layout, [node for bench in chosen for node in bench.graph.roots.values()])
    connection = run_on_duckdb(sql, tables)
    tried: Counter[str] = Counter()
    wrong: list[str] = []
    for decision in engine().day_of(asked()).program.definitions:
        if not isinstance(decision, DecisionTerm) or (decision.entity, decision.name) not in sql.answers:
            continue
        said = answers_of(connection, sql, decision, engine().day_of(asked()).program.enumerations)
        for bench in chosen:
            node = bench.graph.roots.get(decision.entity)
            if node is None:
                continue
            expected = in_no_order(verdict(bench.answer(decision.name, node)))
            tried[decision.name] += 1
            if in_no_order(said[tables.of(node)]) != expected:
                wrong.append(f"{decision.name} of {node.id}: {said[tables.of(node)]} and not {expected}")

    assert wrong == []
    assert len(tried) > 80
    assert sum(tried.values()) > 3_000
