"""A ledger in PostgreSQL guards its tables, and says when the connection is gone."""

import itertools

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from postloan_rules import AuditError, AuditLog
from postloan_rules.audit.entry import Entry
from postloan_rules.audit.ledger import Ledger
from postloan_rules.audit.postgres import PostgresSchema
from postloan_rules.trail import new_signing_key
from tests.unit.engine.demo_pack import engine, record

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


def test_who_may_only_read_opens_a_trail_and_is_told_that_nothing_can_be_written(server: str, schema: str) -> None:
    writer = AuditLog.open(f"{server}{'&' if '?' in server else '?'}schema={schema}", name="bank")
    writer.append(engine().decide("floor_class", record(days_past_due=91)))
    key, _ = new_signing_key("bank")
    writer.checkpoint(key)
    role = f"auditor_{schema}"
    with psycopg.connect(server, autocommit=True) as owner:
        owner.execute(f"CREATE ROLE {role} LOGIN")
        owner.execute(f"GRANT USAGE ON SCHEMA {schema} TO {role}")
        owner.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role}")
    reader = AuditLog(Ledger(PostgresSchema(make_conninfo(server, user=role), schema=schema)))
    try:
        assert len(reader) == 2
        assert reader.show(0).payload["decision"]["outcome"] == "substandard"
        assert reader.verify(trusted=[key.public]).holds
        decision = engine().decide("floor_class", record(days_past_due=5))
        with pytest.raises(AuditError, match=f"can only be read: this role may only read the schema `{schema}`"):
            reader.append(decision)
        with pytest.raises(AuditError, match="no trail in the schema `elsewhere`, and this role may not make one"):
            PostgresSchema(make_conninfo(server, user=role), schema="elsewhere")
    finally:
        reader.close()
        writer.close()


def test_a_session_that_only_reads_opens_a_trail(server: str, schema: str) -> None:
    Ledger(PostgresSchema(server, schema=schema)).close()
    session = make_conninfo(server, options="-c default_transaction_read_only=on")
    reader = Ledger(PostgresSchema(session, schema=schema))
    try:
        assert len(reader) == 0
        with pytest.raises(AuditError, match="can only be read: the database takes no changes"):
            reader.append(Entry({}, "a", "note"))
    finally:
        reader.close()
    with pytest.raises(AuditError, match="may not make one"):
        PostgresSchema(session, schema="elsewhere")
