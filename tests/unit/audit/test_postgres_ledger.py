"""A ledger in PostgreSQL guards its tables, and says when the connection is gone."""

import itertools

import pytest

from postloan_rules import AuditError
from postloan_rules.audit.entry import Entry
from postloan_rules.audit.ledger import Ledger
from postloan_rules.audit.postgres import PostgresSchema

_schemas = itertools.count()


@pytest.fixture
def schema() -> str:
    return f"guarded_{next(_schemas)}"


@pytest.mark.parametrize("table", ["leaf", "node", "term", "pack", "envelope", "checkpoint"])
def test_no_table_of_records_can_be_emptied(server: str, schema: str, table: str) -> None:
    ledger = Ledger(PostgresSchema(server, schema=schema))
    ledger.append(Entry({}, "a", "note"))
    database = PostgresSchema(server, schema=schema)
    try:
        with pytest.raises(AuditError, match="never changes"), database.writing() as cursor:
            cursor.run(f"TRUNCATE {table} CASCADE")
        assert ledger.show(0).record.key == "a"
    finally:
        database.close()
        ledger.close()


def test_a_lost_connection_is_an_error_of_the_trail_and_every_later_call_says_so(server: str, schema: str) -> None:
    database = PostgresSchema(server, schema=schema)
    ledger = Ledger(database)
    ledger.append(Entry({}, "a", "note"))
    other = PostgresSchema(server, schema=schema)
    with database.reading() as cursor:
        ((number,),) = cursor.rows("SELECT pg_backend_pid()")
    with other.reading() as cursor:
        cursor.rows("SELECT pg_terminate_backend(?)", (number,))
    other.close()

    for _ in range(2):
        with pytest.raises(AuditError, match="was lost: open the trail again"):
            ledger.append(Entry({}, "b", "note"))
    with pytest.raises(AuditError, match="was lost"):
        ledger.show(0)
    ledger.close()
    again = Ledger(PostgresSchema(server, schema=schema))
    assert again.append(Entry({}, "b", "note")).sequence == 1
    again.close()


@pytest.mark.parametrize(("layout", "advice"), [("1", "begin a new trail"), ("99", "later version")])
def test_a_schema_of_another_layout_says_what_to_do(server: str, schema: str, layout: str, advice: str) -> None:
    database = PostgresSchema(server, schema=schema)
    with database.writing() as cursor:
        cursor.run("UPDATE setting SET value = ? WHERE name = 'layout'", (layout,))
    database.close()

    with pytest.raises(AuditError, match=f"layout {layout}.*{advice}"):
        PostgresSchema(server, schema=schema)
