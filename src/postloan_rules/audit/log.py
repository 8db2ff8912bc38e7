"""The append-only store of audit records: one SQLite file."""

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from postloan_rules.audit.canonical import canonical_bytes, digest_of
from postloan_rules.audit.record import START_OF_CHAIN, AuditRecord, Receipt, body_of, record_of
from postloan_rules.errors import AuditError, IdempotencyConflictError
from postloan_rules.light import dataclass

Clock = Callable[[], datetime]

_APPLICATION = 0x504C5254  # "PLRT": tells our files from other SQLite files
_LAYOUT = 1
_BUSY_SECONDS = 60
_SCHEME = "sqlite:"

_TABLES = """
CREATE TABLE record (
    sequence INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    decision_id TEXT NOT NULL,
    decision TEXT NOT NULL,
    subject TEXT NOT NULL,
    outcome TEXT,
    as_of TEXT,
    payload_digest TEXT NOT NULL,
    digest TEXT NOT NULL,
    body BLOB NOT NULL
) STRICT;
CREATE INDEX record_subject ON record (subject);
CREATE INDEX record_outcome ON record (outcome);
CREATE TABLE fired (
    rule TEXT NOT NULL,
    sequence INTEGER NOT NULL REFERENCES record (sequence),
    PRIMARY KEY (rule, sequence)
) STRICT, WITHOUT ROWID;
CREATE TABLE pack (digest TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;
CREATE TRIGGER record_is_final_1 BEFORE UPDATE ON record BEGIN SELECT RAISE(ABORT, 'records never change'); END;
CREATE TRIGGER record_is_final_2 BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, 'records are never deleted'); END;
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """What to append: ``payload`` under the idempotency key ``key``; ``kind`` says what the payload is.

    ``canonical`` are the canonical bytes of the payload, where they are known already.
    """

    payload: Mapping[str, Any]
    key: str
    kind: str = "decision"
    canonical: bytes | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """What reading the whole trail again found: the number of records, the last digest, and every contradiction."""

    records: int
    last_digest: str
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing contradicts anything."""
        return not self.faults


def system_clock() -> datetime:
    """Return the present instant in UTC: the one place of this library that looks at a clock."""
    return datetime.now(UTC)


class Log:
    """The trail in one SQLite file. Safe for several threads and several processes at once.

    An append that returned is on the disk (write-ahead log, full synchronisation). Nothing is ever changed or deleted.
    """

    def __init__(self, connection: sqlite3.Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock
        self._lock = threading.Lock()

    @classmethod
    def open(cls, address: str, *, clock: Clock = system_clock) -> Self:
        """Open the trail at ``address`` (``sqlite:`` and a path), making it if there is none.

        Raises:
            AuditError: if the address is not understood or the file is something else than a trail.
        """
        if not address.startswith(_SCHEME) or address == _SCHEME:
            raise AuditError(
                f"`{address}` is not an address of a trail; write `sqlite:` and a path, as in `sqlite:trail.db`"
            )
        path = Path(address.removeprefix(_SCHEME))
        if path.is_dir():
            raise AuditError(f"`{path}` is a folder, not a trail")
        if not path.parent.is_dir():
            raise AuditError(f"the folder `{path.parent}` of the trail does not exist")
        try:
            connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as error:
            raise AuditError(f"the trail `{path}` cannot be opened: {error}") from error
        try:
            _prepare(connection, path)
        except sqlite3.Error as error:
            connection.close()
            raise AuditError(f"`{path}` is not a trail: {error}") from error
        except AuditError:
            connection.close()
            raise
        return cls(connection, clock)

    def append(self, payload: Mapping[str, Any], *, key: str, kind: str = "decision") -> Receipt:
        """Write ``payload`` down and return where it stands.

        The same key with the same payload gives the first receipt again and writes nothing.

        Raises:
            IdempotencyConflictError: if ``key`` stands for another payload.
            AuditError: if the payload has no canonical form or the file refuses.
        """
        return self.append_many([Entry(payload, key, kind)])[0]

    def append_many(self, entries: Iterable[Entry]) -> tuple[Receipt, ...]:
        """Write all ``entries`` down in one transaction: all of them or none.

        Raises:
            IdempotencyConflictError: if a key stands for another payload.
            AuditError: if a payload has no canonical form or the file refuses.
        """
        # What can be refused is refused before the file is locked.
        prepared = [(entry, entry.canonical or canonical_bytes(entry.payload)) for entry in entries]
        for entry, _ in prepared:
            if not entry.key:
                raise AuditError("the key of a record is empty")
        if not prepared:
            return ()
        with self._lock, _transaction(self._connection) as connection:
            chain = _Chain(connection)
            return tuple(chain.append(entry, payload, self._clock) for entry, payload in prepared)

    def keep_pack(self, digest: str, text: str) -> None:
        """Store the resolved text of a pack under its digest, once.

        Raises:
            AuditError: if ``digest`` is not that of ``text``.
        """
        if digest_of(text.encode()) != digest:
            raise AuditError(f"the text of the pack does not have the digest `{digest}`")
        with self._lock, _transaction(self._connection) as connection:
            connection.execute("INSERT OR IGNORE INTO pack VALUES (?, ?)", (digest, text))

    def pack_text(self, digest: str) -> str | None:
        """Return the resolved text of the pack with ``digest``, if the trail has it."""
        with self._lock, _refusals():
            row = self._connection.execute("SELECT text FROM pack WHERE digest = ?", (digest,)).fetchone()
        return None if row is None else str(row[0])

    def show(self, sequence: int) -> AuditRecord:
        """Return the record at ``sequence``, counted from 1.

        Raises:
            AuditError: if there is none, or it does not read as a record.
        """
        with self._lock, _refusals():
            row = self._connection.execute("SELECT body FROM record WHERE sequence = ?", (sequence,)).fetchone()
        if row is None:
            raise AuditError(f"the trail has no record {sequence}")
        return _read(sequence, row[0])

    def find(
        self,
        *,
        decision: str | None = None,
        subject: str | None = None,
        rule: str | None = None,
        outcome: str | None = None,
        since: date | None = None,
        until: date | None = None,
    ) -> list[AuditRecord]:
        """Return the records that fit all that is given, in order.

        ``rule`` is a rule that fired; ``since`` and ``until`` limit the as-of day, ``until`` exclusive.
        """
        tests: list[tuple[str, str | None]] = [
            ("decision = ?", decision),
            ("subject = ?", subject),
            ("outcome = ?", outcome),
            ("as_of >= ?", since.isoformat() if since else None),
            ("as_of < ?", until.isoformat() if until else None),
            ("sequence IN (SELECT sequence FROM fired WHERE rule = ?)", rule),
        ]
        used = [(test, value) for test, value in tests if value is not None]
        where = " AND ".join(test for test, _ in used) or "1"
        query = f"SELECT sequence, body FROM record WHERE {where} ORDER BY sequence"  # noqa: S608 - only texts from above
        with self._lock, _refusals():
            rows = self._connection.execute(query, [value for _, value in used]).fetchall()
        return [_read(sequence, body) for sequence, body in rows]

    def verify(self) -> Verification:
        """Read the whole trail again and return every contradiction: gaps, broken links, changed bytes."""
        with self._lock, _transaction(self._connection, "BEGIN") as connection:
            return _verified(connection)

    def __len__(self) -> int:
        with self._lock, _refusals():
            return int(self._connection.execute("SELECT count(*) FROM record").fetchone()[0])

    def close(self) -> None:
        """Close the file. Nothing is lost: every append is on the disk already."""
        with self._lock:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Chain:
    """The end of the trail while a transaction holds it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        row = connection.execute("SELECT sequence, digest FROM record ORDER BY sequence DESC LIMIT 1").fetchone()
        self._sequence, self._digest = (0, START_OF_CHAIN) if row is None else (int(row[0]), str(row[1]))

    def append(self, entry: Entry, payload: bytes, clock: Clock) -> Receipt:
        payload_digest = digest_of(payload)
        query = "SELECT sequence, digest, decision_id, payload_digest, kind FROM record WHERE key = ?"
        row = self._connection.execute(query, (entry.key,)).fetchone()
        if row is not None:
            sequence, digest, decision_id, first_payload, kind = row
            if (first_payload, kind) != (payload_digest, entry.kind):
                raise IdempotencyConflictError(entry.key)
            return Receipt(int(sequence), str(digest), str(decision_id))
        record = AuditRecord(
            sequence=self._sequence + 1,
            kind=entry.kind,
            key=entry.key,
            recorded_at=_instant(clock()),
            payload=entry.payload,
            payload_digest=payload_digest,
            previous=self._digest,
        )
        body = body_of(record, payload)
        self._sequence, self._digest = record.sequence, digest_of(body)
        columns = _columns(record)
        self._connection.execute(
            "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*columns, self._digest, body)
        )
        self._connection.executemany(
            "INSERT OR IGNORE INTO fired VALUES (?, ?)", [(rule, record.sequence) for rule in _fired(record)]
        )
        return Receipt(record.sequence, self._digest, columns[3])


def _columns(record: AuditRecord) -> tuple[int, str, str, str, str, str, str | None, str | None, str]:
    """Return what the columns before ``digest`` and ``body`` say, read out of the payload."""
    payload = record.payload
    return (
        record.sequence,
        record.key,
        record.kind,
        _text(payload.get("id")) or "",
        _text(payload.get("decision")) or "",
        _text(payload.get("subject")) or "",
        _text(payload.get("outcome")),
        _text(payload.get("as_of")),
        record.payload_digest,
    )


def _fired(record: AuditRecord) -> list[str]:
    fired = record.payload.get("fired_deep", record.payload.get("fired", ()))
    if isinstance(fired, str) or not isinstance(fired, Sequence):
        return []
    return [rule for rule in fired if isinstance(rule, str)]


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return canonical_bytes(value).decode()


def _instant(at: datetime) -> str:
    if at.tzinfo is None:
        raise AuditError("the clock of the trail gave an instant without a time zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Make sure that the file is a trail; make one of an empty file. Another file is left as it is."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (objects,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if objects and application != _APPLICATION:
        raise AuditError(f"`{path}` is a database of another program, not a trail")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    if not objects:
        with _transaction(connection):
            # Another process may have made the tables in the meantime.
            if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
                connection.execute(f"PRAGMA application_id = {_APPLICATION}")
                connection.execute(f"PRAGMA user_version = {_LAYOUT}")
                for statement in _statements(_TABLES):
                    connection.execute(statement)
    (layout,) = connection.execute("PRAGMA user_version").fetchone()
    if layout != _LAYOUT:
        raise AuditError(f"the trail `{path}` has layout {layout}; this version reads layout {_LAYOUT}")


def _statements(script: str) -> Iterator[str]:
    """Cut ``script`` into statements; ``executescript`` would commit the transaction."""
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise AuditError(f"the trail refuses: {error}") from error


@contextmanager
def _transaction(connection: sqlite3.Connection, begin: str = "BEGIN IMMEDIATE") -> Iterator[sqlite3.Connection]:
    with _refusals():
        connection.execute(begin)
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def _read(sequence: int, body: bytes) -> AuditRecord:
    try:
        return record_of(body)
    except ValueError as error:
        raise AuditError(f"record {sequence} of the trail is damaged: {error}") from error


def _verified(connection: sqlite3.Connection) -> Verification:
    faults: list[str] = []
    count, last = 0, START_OF_CHAIN
    query = (
        "SELECT sequence, key, kind, decision_id, decision, subject, outcome, as_of, payload_digest, digest, body"
        " FROM record ORDER BY sequence"
    )
    for sequence, *columns, digest, body in connection.execute(query):
        count += 1
        if sequence != count:
            faults.append(f"record {count} is missing")
            count = sequence
        try:
            record = record_of(body)
        except ValueError as error:
            faults.append(f"record {sequence}: {error}")
            last = digest
            continue
        faults.extend(
            f"record {sequence}: {fault}" for fault in _contradictions(record, (sequence, *columns), digest, last)
        )
        rules = connection.execute("SELECT rule FROM fired WHERE sequence = ? ORDER BY rule", (sequence,)).fetchall()
        if [rule for (rule,) in rules] != sorted(set(_fired(record)), key=lambda rule: rule.encode()):
            faults.append(f"record {sequence}: the index of rules does not fit the payload")
        last = digest_of(body)
    for digest, text in connection.execute("SELECT digest, text FROM pack ORDER BY digest"):
        if digest_of(text.encode()) != digest:
            faults.append(f"the text of pack {digest} was changed")
    return Verification(count, last, tuple(faults))


def _contradictions(record: AuditRecord, columns: tuple[Any, ...], digest: str, last: str) -> Iterator[str]:
    if digest != digest_of(body_of(record)):
        yield "the digest does not fit the bytes"
    if record.previous != last:
        yield "it does not follow the record before"
    if record.payload_digest != digest_of(canonical_bytes(record.payload)):
        yield "the digest of the payload does not fit the payload"
    if columns != _columns(record):
        yield "the columns do not fit the payload"
