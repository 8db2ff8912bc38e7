"""What a monitor has seen and said, in an SQLite file: a posting and what follows from it are written together."""

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from postloan_rules.errors import AuditError
from postloan_rules.text.bilingual import Bilingual

_SCHEMA = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS log (serial INTEGER PRIMARY KEY, sort TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
    UNIQUE (sort, id));
CREATE TABLE IF NOT EXISTS said (serial INTEGER PRIMARY KEY, body TEXT NOT NULL);
"""

Entry = tuple[str, str, str]
"""What stands in the log: its sort (``posting``, ``record``, ``day``), its id, its text."""


class EventStore:
    """A log of what came in and a list of what was said. Everything since the last ``commit`` is lost together."""

    def __init__(self, path: Path | str, pack: str) -> None:
        """Open the file at ``path`` (``:memory:`` for none) for the pack with the digest ``pack``.

        Raises:
            AuditError: if the file is no store of events, or was written under another pack.
        """
        self._database = sqlite3.connect(str(path), isolation_level=None)
        try:
            self._database.execute("PRAGMA journal_mode=WAL")
            self._database.execute("PRAGMA synchronous=FULL")
            self._database.executescript(_SCHEMA)
            self._database.execute("INSERT OR IGNORE INTO about VALUES ('pack', ?)", (pack,))
            (found,) = self._database.execute("SELECT value FROM about WHERE name = 'pack'").fetchone()
        except sqlite3.DatabaseError as error:
            self._database.close()
            raise AuditError(
                Bilingual(zh=f"无法打开事件库 `{path}`", en=f"the store of events `{path}` cannot be opened")
            ) from error
        if found != pack:
            self._database.close()
            raise AuditError(
                Bilingual(
                    zh=f"事件库 `{path}` 属于另一版规则包", en=f"the store of events `{path}` belongs to another pack"
                )
            )

    def log(self) -> Iterator[Entry]:
        """Yield what came in, in the order in which it came."""
        yield from self._database.execute("SELECT sort, id, body FROM log ORDER BY serial")

    def said(self, after: int = 0) -> list[tuple[int, str]]:
        """Return what was said after the one with the number ``after``, with their numbers."""
        return self._database.execute(
            "SELECT serial, body FROM said WHERE serial > ? ORDER BY serial", (after,)
        ).fetchall()

    def add(self, entry: Entry) -> None:
        """Add what came in; durable after the next ``commit``."""
        self._begin()
        self._database.execute("INSERT INTO log (sort, id, body) VALUES (?, ?, ?)", entry)

    def say(self, bodies: Sequence[str]) -> list[int]:
        """Add what is said and return the numbers; durable after the next ``commit``."""
        self._begin()
        numbers: list[int] = []
        for body in bodies:
            serial = self._database.execute("INSERT INTO said (body) VALUES (?)", (body,)).lastrowid
            numbers.append(0 if serial is None else serial)
        return numbers

    def mark(self) -> None:
        """Remember what was added so far."""
        self._begin()
        self._database.execute("SAVEPOINT marked")

    def back(self) -> None:
        """Forget what was added since ``mark``, unless it was made durable."""
        if self._database.in_transaction:
            self._database.execute("ROLLBACK TO marked")

    def commit(self) -> None:
        """Make durable what was added."""
        if self._database.in_transaction:
            self._database.execute("COMMIT")

    def close(self) -> None:
        """Close the file; what was not committed is forgotten."""
        self._database.close()

    def _begin(self) -> None:
        if not self._database.in_transaction:
            self._database.execute("BEGIN IMMEDIATE")
