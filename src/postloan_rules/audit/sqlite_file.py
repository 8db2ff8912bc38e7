"""A ledger in one SQLite file."""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from postloan_rules.audit.database import Row
from postloan_rules.audit.tables import LAYOUT, statements
from postloan_rules.errors import AuditError

_APPLICATION: Final = 0x504C5254  # "PLRT": tells our files from other SQLite files
_BUSY_SECONDS: Final = 60
_CHECKED_AT_OPEN: Final = 64 * 1024 * 1024
"""Files up to this size are checked as a whole when they are opened."""


class SqliteFile:
    """One connection, shared by the threads of this process; other processes wait while it writes."""

    def __init__(self, path: Path, *, busy_seconds: float = _BUSY_SECONDS) -> None:
        """Open the file at ``path``, or make it.

        Raises:
            AuditError: if it is something else than a ledger, is damaged, or cannot be opened.
        """
        if path.is_dir():
            raise AuditError(f"`{path}` is a folder, not a trail")
        if not path.parent.is_dir():
            raise AuditError(f"the folder `{path.parent}` of the trail does not exist")
        self._path = path
        self._lock = threading.RLock()
        try:
            self._connection = sqlite3.connect(
                path, timeout=busy_seconds, isolation_level=None, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise AuditError(f"the trail `{path}` cannot be opened: {error}") from error
        try:
            self._prepare()
        except sqlite3.Error as error:
            self._connection.close()
            raise AuditError(f"`{path}` is not a trail, or cannot be used as one: {error}") from error
        except AuditError:
            self._connection.close()
            raise

    @contextmanager
    def writing(self) -> Iterator["_Cursor"]:
        with self._transaction("BEGIN IMMEDIATE") as cursor:
            yield cursor

    @contextmanager
    def reading(self) -> Iterator["_Cursor"]:
        with self._transaction("BEGIN") as cursor:
            yield cursor

    def scrub(self) -> None:
        # Deleted content is overwritten in the file (secure_delete), but older pages still stand in the log beside it.
        with self._lock, _refusals():
            busy = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise AuditError(
                "another program reads the trail, so that its log cannot be emptied; close it and try again"
            )

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator["_Cursor"]:
        with self._lock, _refusals():
            self._connection.execute(begin)
            try:
                yield _Cursor(self._connection)
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def _prepare(self) -> None:
        """Make sure that the file is a ledger; make one of an empty file. Another file is left as it is."""
        (application,) = self._connection.execute("PRAGMA application_id").fetchone()
        (objects,) = self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if objects and application != _APPLICATION:
            raise AuditError(f"`{self._path}` is a database of another program, not a trail")
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
            self._connection.execute(f"PRAGMA {pragma}")
        if not objects:
            self._make()
        (layout,) = self._connection.execute("PRAGMA user_version").fetchone()
        if layout != LAYOUT:
            raise AuditError(f"the trail `{self._path}` has layout {layout}; this version reads layout {LAYOUT}")
        if self._path.stat().st_size <= _CHECKED_AT_OPEN:
            (said,) = self._connection.execute("PRAGMA quick_check(1)").fetchone()
            if said != "ok":
                raise AuditError(f"the file `{self._path}` is damaged: {said}")

    def _make(self) -> None:
        with self._transaction("BEGIN IMMEDIATE") as cursor:
            # Another process may have made the tables in the meantime.
            if cursor.rows("SELECT count(*) FROM sqlite_master")[0][0] == 0:
                cursor.run(f"PRAGMA application_id = {_APPLICATION}")
                cursor.run(f"PRAGMA user_version = {LAYOUT}")
                for statement in statements("sqlite"):
                    cursor.run(statement)


class _Cursor:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        return self._connection.execute(statement, tuple(values)).fetchall()

    def each(self, statement: str, values: Sequence[Any] = ()) -> Iterable[Row]:
        return self._connection.execute(statement, tuple(values))

    def run(self, statement: str, values: Sequence[Any] = ()) -> None:
        self._connection.execute(statement, tuple(values))

    def run_many(self, statement: str, values: Sequence[Sequence[Any]]) -> None:
        self._connection.executemany(statement, values)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise AuditError(f"the trail refuses: {error}") from error
