"""A ledger in a schema of a PostgreSQL database."""

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from postloan_rules.audit.database import Row
from postloan_rules.audit.tables import LAYOUT, other_layout, statements, steps_from
from postloan_rules.errors import AuditError, MissingExtraError
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import trail

try:
    import psycopg
except ModuleNotFoundError as error:
    raise MissingExtraError("psycopg", "postgres") from error

_LOCK: Final = 0x504C5254
"""The number of the lock that writers of a ledger take; the schema's name is the other half of it."""
BUSY_SECONDS: Final = 10.0
"""How long a writer waits for another one, who needs milliseconds."""
_NOT_ALLOWED: Final = (psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction)
_SCHEMA: Final = re.compile(r"[a-z_][a-z0-9_]{0,62}")


class PostgresSchema:
    """One connection, shared by the threads of this process; writers of all processes wait for each other."""

    def __init__(self, conninfo: str, *, schema: str = "trail", busy_seconds: float = BUSY_SECONDS) -> None:
        """Open the ledger in ``schema`` of the database at ``conninfo``, making it if there is none.

        Who may only read opens it to be read.

        Writers wait ``busy_seconds`` for another program that writes. When the connection is lost, every later call
        says so.

        Raises:
            AuditError: if the database cannot be reached, or the schema holds something else.
        """
        if not _SCHEMA.fullmatch(schema):
            raise AuditError(trail.not_a_schema_name(schema))
        self._schema = schema
        self._seconds = busy_seconds
        self._lock = threading.RLock()
        self._cannot_write: Bilingual | None = None
        try:
            self._connection = psycopg.connect(conninfo, autocommit=True)
        except psycopg.Error as error:
            raise AuditError(trail.cannot_be_reached(error)) from error
        try:
            with self._refusals():
                self._prepare()
        except AuditError:
            self._connection.close()
            raise

    @contextmanager
    def writing(self) -> Iterator["_Cursor"]:
        if self._cannot_write:
            raise AuditError(trail.can_only_be_read(self._cannot_write))
        with self._transaction("BEGIN ISOLATION LEVEL READ COMMITTED") as cursor:
            # Taken before anything is read, so that the head that is read stays the head.
            cursor.run("SELECT pg_advisory_xact_lock(?, hashtext(?))", (_LOCK, self._schema))
            yield cursor

    @contextmanager
    def reading(self) -> Iterator["_Cursor"]:
        with self._transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") as cursor:
            yield cursor

    def scrub(self) -> None:
        with self._lock, self._refusals():
            # Rewrites the table, so that no page holds what was deleted; the server's own log is its keeper's.
            self._connection.execute(f"VACUUM (FULL) {self._schema}.data_key")

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator["_Cursor"]:
        with self._lock, self._refusals():
            if self._connection.closed:
                raise AuditError(trail.connection_lost())
            self._connection.execute(begin)
            try:
                yield _Cursor(self._connection)
                self._connection.execute("COMMIT")
            except BaseException:
                if not self._connection.closed:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        try:
            yield
        except psycopg.errors.LockNotAvailable as error:
            raise AuditError(trail.busy(self._seconds)) from error
        except psycopg.Error as error:
            raise AuditError(
                trail.connection_lost() if self._connection.closed else trail.refuses(trail.plainly(error))
            ) from error

    def _prepare(self) -> None:
        self._connection.execute("SET synchronous_commit = on")
        self._connection.execute(f"SET lock_timeout = {max(1, round(self._seconds * 1000))}")
        with self._transaction("BEGIN READ ONLY") as cursor:
            made = self._tables(cursor)
        if not made:
            self._make()
        with self._transaction("BEGIN READ ONLY") as cursor:
            if not cursor.rows("SELECT to_regclass(?) IS NOT NULL", (f"{self._schema}.setting",))[0][0]:
                raise AuditError(trail.other_program_schema(self._schema))
            layout = self._layout(cursor)
        steps = steps_from(layout)
        if steps is None:
            raise AuditError(other_layout(self._schema, layout))
        if steps:
            self._migrate(layout)
        with self._transaction("BEGIN READ ONLY") as cursor:
            if not cursor.rows("SELECT has_table_privilege(?, 'INSERT')", (f"{self._schema}.leaf",))[0][0]:
                self._cannot_write = trail.role_read_only(self._schema)
        ((read_only,),) = self._connection.execute("SHOW transaction_read_only").fetchall()
        if read_only == "on":
            self._cannot_write = trail.database_read_only()
        self._connection.execute(f"SET search_path TO {self._schema}")

    def _layout(self, cursor: "_Cursor") -> str:
        query = f"SELECT value FROM {self._schema}.setting WHERE name = 'layout'"  # noqa: S608 - the name is checked
        found = cursor.rows(query)
        return str(found[0][0]) if found else "unknown"

    def _migrate(self, layout: str) -> None:
        try:
            with self._transaction("BEGIN") as cursor:
                cursor.run("SELECT pg_advisory_xact_lock(?, hashtext(?))", (_LOCK, self._schema))
                cursor.run(f"SET LOCAL search_path TO {self._schema}")
                # Another program may have done it in the meantime.
                for statement in steps_from(self._layout(cursor)) or ():
                    cursor.run(statement)
                cursor.run("UPDATE setting SET value = ? WHERE name = 'layout'", (str(LAYOUT),))
        except AuditError as error:
            if isinstance(error.__cause__, _NOT_ALLOWED):
                raise AuditError(
                    trail.to_be_migrated(self._schema, layout, trail.role_read_only(self._schema))
                ) from error
            raise

    def _tables(self, cursor: "_Cursor") -> int:
        ((tables,),) = cursor.rows("SELECT count(*) FROM pg_tables WHERE schemaname = ?", (self._schema,))
        return int(tables)

    def _make(self) -> None:
        try:
            with self._transaction("BEGIN") as cursor:
                cursor.run("SELECT pg_advisory_xact_lock(?, hashtext(?))", (_LOCK, self._schema))
                # Another program may have made the tables in the meantime.
                if self._tables(cursor):
                    return
                cursor.run(f"CREATE SCHEMA IF NOT EXISTS {self._schema}")
                cursor.run(f"SET LOCAL search_path TO {self._schema}")
                for statement in statements("postgres"):
                    cursor.run(statement)
                cursor.run("INSERT INTO setting VALUES ('layout', ?)", (str(LAYOUT),))
        except AuditError as error:
            if isinstance(error.__cause__, _NOT_ALLOWED):
                raise AuditError(trail.no_schema(self._schema)) from error
            raise


class _Cursor:
    def __init__(self, connection: "psycopg.Connection[Row]") -> None:
        self._connection = connection

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        return self._connection.execute(_marked(statement), values).fetchall()

    def each(self, statement: str, values: Sequence[Any] = ()) -> Iterable[Row]:
        with self._connection.cursor(name="each") as cursor:
            yield from cursor.execute(_marked(statement), values)

    def run(self, statement: str, values: Sequence[Any] = ()) -> None:
        self._connection.execute(_marked(statement), values or None)

    def run_many(self, statement: str, values: Sequence[Sequence[Any]]) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(_marked(statement), values)


def _marked(statement: str) -> Any:
    # Our statements hold no question marks and no per-cent signs but those that stand for values.
    return statement.replace("?", "%s")


def split_schema(address: str) -> tuple[str, str]:
    """Return an address without its part ``schema=…``, and the schema that it names (``trail``)."""
    parts = urlsplit(address)
    query = parse_qsl(parts.query)
    schema = dict(query).get("schema", "trail")
    kept = [(name, value) for name, value in query if name != "schema"]
    return urlunsplit(parts._replace(query=urlencode(kept))), schema
