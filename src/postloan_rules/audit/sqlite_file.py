"""A ledger in one SQLite file."""

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from postloan_rules.audit.database import Row
from postloan_rules.audit.tables import LAYOUT, other_layout, statements, steps_from
from postloan_rules.errors import AuditError, TrailDamagedError
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import trail

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
            raise AuditError(trail.is_folder(path))
        if not path.parent.is_dir():
            raise AuditError(trail.no_folder(path.parent))
        if path.is_file() and 0 < path.stat().st_size < _SMALLEST:
            # SQLite would take it for empty, and write over what is left of it.
            raise TrailDamagedError(trail.too_short(path, path.stat().st_size))
        self._path = path
        self._seconds = busy_seconds
        self._lock = threading.RLock()
        self._cannot_write = _what_cannot_be_written(path)
        if self._cannot_write and not path.exists():
            raise AuditError(trail.cannot_be_made(path, self._cannot_write))
        try:
            self._connection = sqlite3.connect(
                self._address(), uri=True, timeout=busy_seconds, isolation_level=None, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise AuditError(trail.cannot_be_opened(path, error)) from error
        try:
            self._prepare()
        except sqlite3.Error as error:
            self._connection.close()
            if _is(error, sqlite3.SQLITE_BUSY):
                raise AuditError(trail.busy(busy_seconds)) from error
            if self._cannot_write and _is(error, sqlite3.SQLITE_CANTOPEN):
                raise AuditError(trail.log_beside(path, self._cannot_write)) from error
            if _is(error, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                raise TrailDamagedError(trail.not_a_trail(path, error)) from error
            raise AuditError(trail.cannot_be_used(path, _why(error))) from error
        except UnicodeDecodeError as error:
            # The names of tables are damaged, and so is what SQLite wants to say about them.
            self._connection.close()
            raise TrailDamagedError(trail.not_a_trail(path)) from error
        except AuditError:
            self._connection.close()
            raise

    @contextmanager
    def writing(self) -> Iterator["_Cursor"]:
        if self._cannot_write:
            raise AuditError(trail.can_only_be_read(self._cannot_write))
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
            raise AuditError(trail.being_read())

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
            raise AuditError(trail.other_program(self._path))
        (layout,) = self._connection.execute("PRAGMA user_version").fetchone()
        steps = steps_from(str(layout)) if objects else ()
        if steps is None:
            raise AuditError(other_layout(self._path, str(layout)))
        if steps and self._cannot_write:
            raise AuditError(trail.to_be_migrated(self._path, str(layout), self._cannot_write))
        if not self._cannot_write:
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
                self._connection.execute(f"PRAGMA {pragma}")
            if not objects:
                self._make()
            elif steps:
                self._migrate()
        elif not objects:
            raise AuditError(trail.cannot_become_trail(self._path, self._cannot_write))
        if self._path.stat().st_size <= _CHECKED_AT_OPEN:
            (said,) = self._connection.execute("PRAGMA quick_check(1)").fetchone()
            if said != "ok":
                raise TrailDamagedError(trail.file_damaged(self._path, said))

    def _make(self) -> None:
        with self._transaction("BEGIN IMMEDIATE") as cursor:
            # Another process may have made the tables in the meantime.
            if cursor.rows("SELECT count(*) FROM sqlite_master")[0][0] == 0:
                cursor.run(f"PRAGMA application_id = {_APPLICATION}")
                cursor.run(f"PRAGMA user_version = {LAYOUT}")
                for statement in statements("sqlite"):
                    cursor.run(statement)

    def _migrate(self) -> None:
        with self._transaction("BEGIN IMMEDIATE") as cursor:
            # Another process may have done it in the meantime.
            ((layout,),) = cursor.rows("PRAGMA user_version")
            for statement in steps_from(str(layout)) or ():
                cursor.run(statement)
            cursor.run(f"PRAGMA user_version = {LAYOUT}")


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
        if _is(error, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise TrailDamagedError(trail.tables_damaged()) from error
        busy = _is(error, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        raise AuditError(trail.busy(seconds) if busy else trail.refuses(_why(error))) from error
    except UnicodeDecodeError as error:
        raise TrailDamagedError(trail.tables_damaged()) from error


def _is(error: sqlite3.Error, *codes: int) -> bool:
    # The lower eight bits name the kind, the others where it happened.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in codes


def _why(error: sqlite3.Error) -> Bilingual:
    if _is(error, sqlite3.SQLITE_FULL):
        return trail.disk_full()
    if _is(error, sqlite3.SQLITE_IOERR):
        return trail.disk_fails(error)
    return trail.plainly(error)


def _what_cannot_be_written(path: Path) -> Bilingual | None:
    """Return what keeps the file at ``path`` from being written, if anything does."""
    if path.exists() and not os.access(path, os.W_OK):
        return trail.file_read_only(path)
    if not os.access(path.parent, os.W_OK):
        return trail.folder_read_only(path.parent)
    return None
