"""The end of a ledger while a transaction holds it."""

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from postloan_rules.audit import merkle
from postloan_rules.audit.canonical import canonical_bytes
from postloan_rules.audit.database import Cursor, blob, text, whole
from postloan_rules.audit.entry import Entry, Prepared, Receipt
from postloan_rules.audit.leaf import START, AuditRecord, leaf_of
from postloan_rules.audit.pointer import replaced
from postloan_rules.audit.vault import Envelope, Random, new_key, seal
from postloan_rules.errors import AuditError, IdempotencyConflictError, TrailDamagedError
from postloan_rules.text.catalogue import trail

SUBJECT = "subject"
"""The name of the term that finds the records about somebody."""


class Tail:
    """Appends records one after the other; ``flush`` writes what was gathered."""

    def __init__(
        self,
        cursor: Cursor,
        *,
        ledger: str,
        commit_to: Callable[[bytes], str],
        clock: Callable[[], datetime],
        random: Random,
    ) -> None:
        self._cursor = cursor
        self._ledger = ledger
        self._commit_to = commit_to
        self._clock = clock
        self._random = random
        self._size = size_of(cursor)
        self._previous = START if self._size == 0 else hash_at(cursor, self._size - 1).hex()
        self._stored = StoredNodes(cursor)
        self._fresh: dict[tuple[int, int], merkle.Hash] = {}
        self._keys: dict[str, tuple[str, Receipt]] = {}
        self._data_keys: dict[str, bytes] = {}
        self._leaves: list[tuple[int, str, str, bytes, str, bytes]] = []
        self._terms: list[tuple[str, str, int]] = []
        self._envelopes: list[tuple[str, int, bytes, bytes, bytes, str]] = []

    def append_all(self, entries: Sequence[Prepared]) -> tuple[Receipt, ...] | IdempotencyConflictError:
        """Append all ``entries``, or none where the key of one stands for something else."""
        contents = [self._content(each) for each in entries]
        chosen: dict[str, str] = {}
        for each, content in zip(entries, contents, strict=True):
            key = each.entry.key
            known = self._known(key)
            first = chosen.setdefault(key, content) if known is None else known[0]
            if first != content:
                return IdempotencyConflictError(key)
        return tuple(self._append(each, content) for each, content in zip(entries, contents, strict=True))

    def flush(self) -> None:
        """Write everything that was appended."""
        cursor = self._cursor
        cursor.run_many("INSERT INTO leaf VALUES (?, ?, ?, ?, ?, ?)", self._leaves)
        cursor.run_many(
            "INSERT INTO node VALUES (?, ?, ?)",
            [(level, place, each) for (level, place), each in self._fresh.items() if level],
        )
        cursor.run_many("INSERT INTO term VALUES (?, ?, ?)", self._terms)
        cursor.run_many("INSERT INTO envelope VALUES (?, ?, ?, ?, ?, ?)", self._envelopes)

    def _known(self, key: str) -> tuple[str, Receipt] | None:
        if key not in self._keys:
            rows = self._cursor.rows("SELECT content, sequence, hash FROM leaf WHERE key = ?", (key,))
            if not rows:
                return None
            content, sequence, hashed = rows[0]
            self._keys[key] = (text(content), Receipt(whole(sequence), blob(hashed).hex()))
        return self._keys[key]

    def _content(self, prepared: Prepared) -> str:
        """Return what tells whether two entries say the same, to who has the secret.

        Personal values go in under the data keys of those whom they are about: once these are destroyed, nobody can try
        out what stood there.
        """

        def put(pointer: str, value: Any, parties: tuple[str, ...]) -> Any:
            keys = b"".join(self._data_key(party) for party in sorted(parties))
            return {"mac": hmac.new(keys, canonical_bytes(value), hashlib.sha256).hexdigest()}

        entry = prepared.entry
        body = canonical_bytes(replaced(entry.payload, entry.personal, put)) if entry.personal else prepared.body
        return self._commit_to(tagged(entry.kind, body))

    def _append(self, prepared: Prepared, content: str) -> Receipt:
        entry = prepared.entry
        known = self._known(entry.key)
        if known is not None:
            return known[1]
        sequence = self._size
        subjects = tuple(sorted({*entry.subjects, *(party for each in entry.personal.values() for party in each)}))
        record = AuditRecord(
            ledger=self._ledger,
            sequence=sequence,
            kind=entry.kind,
            key=entry.key,
            recorded_at=_instant(self._clock()),
            previous=self._previous,
            subjects=subjects,
            content=content,
            payload=self._sealed(entry, sequence),
        )
        leaf = leaf_of(record, None if entry.personal else prepared.body)
        hashed = merkle.leaf_hash(leaf)
        for level, place, each in merkle.completed_by(sequence, hashed, self._node):
            self._fresh[level, place] = each
        self._leaves.append((sequence, entry.key, entry.kind, hashed, content, leaf))
        terms = dict.fromkeys((*entry.terms, *((SUBJECT, each) for each in subjects)))
        self._terms.extend((name, value, sequence) for name, value in terms)
        self._size, self._previous = sequence + 1, hashed.hex()
        receipt = Receipt(sequence, hashed.hex())
        self._keys[entry.key] = (content, receipt)
        return receipt

    def _node(self, level: int, place: int) -> merkle.Hash:
        known = self._fresh.get((level, place))
        return self._stored(level, place) if known is None else known

    def _sealed(self, entry: Entry, sequence: int) -> Mapping[str, Any]:
        if not entry.personal:
            return entry.payload

        def put(pointer: str, value: Any, parties: tuple[str, ...]) -> Any:
            keys = {party: self._data_key(party) for party in parties}
            envelope = seal(value, (self._ledger, entry.key, pointer), keys, self._random)
            self._envelopes.append(row_of(envelope, sequence))
            return {"sealed": {"commitment": envelope.commitment, "parties": list(envelope.parties)}}

        sealed: Mapping[str, Any] = replaced(entry.payload, entry.personal, put)
        return sealed

    def _data_key(self, party: str) -> bytes:
        if party not in self._data_keys:
            rows = self._cursor.rows("SELECT key FROM data_key WHERE party = ?", (party,))
            if rows:
                self._data_keys[party] = blob(rows[0][0])
            else:
                self._data_keys[party] = new_key(self._random)
                self._cursor.run("INSERT INTO data_key VALUES (?, ?)", (party, self._data_keys[party]))
        return self._data_keys[party]


class StoredNodes:
    """The full nodes that the database holds."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor

    def __call__(self, level: int, place: int) -> merkle.Hash:
        if level == 0:
            return hash_at(self._cursor, place)
        rows = self._cursor.rows("SELECT hash FROM node WHERE level = ? AND place = ?", (level, place))
        if not rows:
            raise TrailDamagedError(trail.node_missing(level, place))
        return blob(rows[0][0])


def tagged(kind: str, payload: bytes) -> bytes:
    """Return the canonical JSON of a kind and a payload, of which the content of a record is made."""
    return b'["' + kind.encode() + b'",' + payload + b"]"


def size_of(cursor: Cursor) -> int:
    """Return the number of leaves."""
    ((last,),) = cursor.rows("SELECT max(sequence) FROM leaf")
    return 0 if last is None else whole(last) + 1


def hash_at(cursor: Cursor, sequence: int) -> merkle.Hash:
    """Return the hash of the leaf with number ``sequence``.

    Raises:
        AuditError: if there is none.
    """
    rows = cursor.rows("SELECT hash FROM leaf WHERE sequence = ?", (sequence,))
    if not rows:
        raise AuditError(trail.no_record(sequence))
    return blob(rows[0][0])


def row_of(envelope: Envelope, sequence: int) -> tuple[str, int, bytes, bytes, bytes, str]:
    """Return the row of the table of envelopes."""
    parties = " ".join(envelope.parties)
    return (envelope.commitment, sequence, envelope.salt, envelope.nonce, envelope.ciphertext, parties)


def envelope_of(row: Sequence[Any]) -> Envelope:
    """Return the envelope in a row of commitment, salt, nonce, ciphertext, and parties."""
    commitment, salt, nonce, ciphertext, parties = row
    return Envelope(text(commitment), blob(salt), blob(nonce), blob(ciphertext), tuple(text(parties).split(" ")))


def _instant(at: datetime) -> str:
    if at.tzinfo is None:
        raise AuditError(trail.clock_without_zone())
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
