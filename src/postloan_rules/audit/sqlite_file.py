"""A ledger in one SQLite file."""

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from postloan_rules.audit.database import Row
from postloan_rules.audit.tables import LAYOUT, other_layout, statements
from postloan_rules.errors import AuditError

_APPLICATION: Final = 0x504C5254  # "PLRT": tells our files from other SQLite files
BUSY_SECONDS: Final = 10.0
"""How long a writer waits for another one, who needs milliseconds."""
_SMALLEST: Final = 512
"""The smallest page of SQLite, in bytes: no database is smaller, but for an empty file."""
_CHECKED_AT_OPEN: Final = 64 * 1024 * 1024
"""Files up to this size are checked as a whole when they are opened."""


class SqliteFile:
    """One connection, shared by the threads of this process; other processes wait while it writes."""

    def __init__(self, path: Path, *, busy_seconds: float = BUSY_SECONDS) -> None:
        """Open the file at ``path``, or make it; what cannot be written is opened to be read.

        Writers wait ``busy_seconds`` for another program that writes.

        Raises:
            AuditError: if it is something else than a ledger, is damaged, or cannot be opened.
        """
        if path.is_dir():
            raise AuditError(f"`{path}` is a folder, not a trail")
        if not path.parent.is_dir():
            raise AuditError(f"the folder `{path.parent}` of the trail does not exist")
        if path.is_file() and 0 < path.stat().st_size < _SMALLEST:
            # SQLite would take it for empty, and write over what is left of it.
            raise AuditError(f"`{path}` is not a trail, or is damaged: only {path.stat().st_size} bytes are left of it")
        self._path = path
        self._seconds = busy_seconds
        self._lock = threading.RLock()
        self._cannot_write = _what_cannot_be_written(path)
        if self._cannot_write and not path.exists():
            raise AuditError(f"there is no trail `{path}`, and none can be made: {self._cannot_write}")
        try:
            self._connection = sqlite3.connect(
                self._address(), uri=True, timeout=busy_seconds, isolation_level=None, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise AuditError(f"the trail `{path}` cannot be opened: {error}") from error
        try:
            self._prepare()
        except sqlite3.Error as error:
            self._connection.close()
            if _is(error, sqlite3.SQLITE_BUSY):
                raise AuditError(_busy(busy_seconds)) from error
            if self._cannot_write and _is(error, sqlite3.SQLITE_CANTOPEN):
                raise AuditError(
                    f"{self._cannot_write}, and the log `{path}-wal` holds records that are not in the file yet;"
                    " copy both to a folder that can be written, and open the copy"
                ) from error
            if _is(error, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                raise AuditError(f"`{path}` is not a trail, or is damaged: {error}") from error
            raise AuditError(f"the trail `{path}` cannot be used: {_why(error)}") from error
        except UnicodeDecodeError as error:
            # The names of tables are damaged, and so is what SQLite wants to say about them.
            self._connection.close()
            raise AuditError(f"`{path}` is not a trail, or is damaged") from error
        except AuditError:
            self._connection.close()
            raise

    @contextmanager
    def writing(self) -> Iterator["_Cursor"]:
        if self._cannot_write:
            raise AuditError(f"the trail can only be read: {self._cannot_write}")
        with self._transaction("BEGIN IMMEDIATE") as cursor:
            yield cursor

    @contextmanager
    def reading(self) -> Iterator["_Cursor"]:
        with self._transaction("BEGIN") as cursor:
            yield cursor

    def scrub(self) -> None:
        # Deleted content is overwritten in the file (secure_delete), but older pages still stand in the log beside it.
        with self._lock, _refusals(self._seconds):
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
        with self._lock, _refusals(self._seconds):
            self._connection.execute(begin)
            try:
                yield _Cursor(self._connection)
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def _address(self) -> str:
        """Return what SQLite opens. Without write access it cannot take part in locking, which needs files beside."""
        address = self._path.absolute().as_uri()
        if not self._cannot_write:
            return address
        beside = [Path(f"{self._path}{ending}") for ending in ("-wal", "-shm")]
        # With no log beside it, nobody has the file open, and all of it is in the file.
        return f"{address}?mode=ro" + ("" if any(each.exists() for each in beside) else "&immutable=1")

    def _prepare(self) -> None:
        """Make sure that the file is a ledger; make one of an empty file. Another file is left as it is."""
        (application,) = self._connection.execute("PRAGMA application_id").fetchone()
        (objects,) = self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if objects and application != _APPLICATION:
            raise AuditError(f"`{self._path}` is a database of another program, not a trail")
        (layout,) = self._connection.execute("PRAGMA user_version").fetchone()
        if objects and layout != LAYOUT:
            raise AuditError(other_layout(str(self._path), str(layout)))
        if not self._cannot_write:
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
                self._connection.execute(f"PRAGMA {pragma}")
            if not objects:
                self._make()
        elif not objects:
            raise AuditError(f"the file `{self._path}` is empty, and cannot be made a trail: {self._cannot_write}")
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
def _refusals(seconds: float) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        busy = _is(error, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        raise AuditError(_busy(seconds) if busy else f"the trail refuses: {_why(error)}") from error
    except UnicodeDecodeError as error:
        raise AuditError("the tables of the trail are damaged") from error


def _is(error: sqlite3.Error, *codes: int) -> bool:
    # The lower eight bits name the kind, the others where it happened.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in codes


def _busy(seconds: float) -> str:
    return (
        f"another program has been writing to the trail for {seconds:g} seconds; nothing was written:"
        " try again when it has finished, or wait longer"
    )


def _why(error: sqlite3.Error) -> str:
    if _is(error, sqlite3.SQLITE_FULL):
        return "the disk is full"
    if _is(error, sqlite3.SQLITE_IOERR):
        return f"the disk fails ({error})"
    return str(error)


def _what_cannot_be_written(path: Path) -> str | None:
    """Return what keeps the file at ``path`` from being written, if anything does."""
    if path.exists() and not os.access(path, os.W_OK):
        return f"the file `{path}` cannot be written"
    if not os.access(path.parent, os.W_OK):
        return f"the folder `{path.parent}` cannot be written"
    return None
