"""A ledger as it was at one size: since nothing in it changes, no lock is held while it is read."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from postloan_rules.audit import merkle
from postloan_rules.audit.checkpoint import SignedCheckpoint, read_checkpoint
from postloan_rules.audit.database import Cursor, Database, blob, text, whole
from postloan_rules.audit.vault import Envelope
from postloan_rules.audit.writing import StoredNodes, envelope_of, size_of
from postloan_rules.errors import AuditError
from postloan_rules.text.catalogue import trail

_AT_ONCE: Final = 500
_ENVELOPES: Final = (
    "SELECT sequence, commitment, salt, nonce, ciphertext, parties FROM envelope"
    " WHERE sequence >= ? AND sequence < ? ORDER BY sequence, commitment"
)


class Snapshot:
    """The first ``size`` records of the ledger in ``database``."""

    def __init__(self, database: Database) -> None:
        self._database = database
        with database.reading() as cursor:
            self.size = size_of(cursor)
            self.root = merkle.root(self.size, StoredNodes(cursor))
            notes = cursor.rows("SELECT note FROM checkpoint WHERE size <= ? ORDER BY size, note", (self.size,))
        self.checkpoints: tuple[SignedCheckpoint, ...] = tuple(read_checkpoint(text(note)) for (note,) in notes)

    def leaves(self) -> Iterator[bytes]:
        """Yield the bytes of all leaves, in order."""
        for start in range(0, self.size, _AT_ONCE):
            end = min(start + _AT_ONCE, self.size)
            with self._database.reading() as cursor:
                rows = cursor.rows(
                    "SELECT body FROM leaf WHERE sequence >= ? AND sequence < ? ORDER BY sequence", (start, end)
                )
            yield from (blob(body) for (body,) in rows)

    def terms(self) -> Iterator[frozenset[tuple[str, str]]]:
        """Yield what each record is found by, in order."""
        for start in range(0, self.size, _AT_ONCE):
            end = min(start + _AT_ONCE, self.size)
            with self._database.reading() as cursor:
                rows = cursor.rows(
                    "SELECT sequence, name, value FROM term WHERE sequence >= ? AND sequence < ?", (start, end)
                )
            found: dict[int, set[tuple[str, str]]] = {}
            for sequence, name, value in rows:
                found.setdefault(whole(sequence), set()).add((text(name), text(value)))
            yield from (frozenset(found.get(each, ())) for each in range(start, end))

    def leaf(self, sequence: int) -> bytes:
        """Return the bytes of one leaf.

        Raises:
            AuditError: if there is none.
        """
        with self._database.reading() as cursor:
            rows = cursor.rows("SELECT body FROM leaf WHERE sequence = ?", (sequence,))
        if not rows or sequence >= self.size:
            raise AuditError(trail.no_record(sequence))
        return blob(rows[0][0])

    def path(self, sequence: int, note: SignedCheckpoint) -> tuple[merkle.Hash, ...]:
        """Return the path from a leaf to the root of ``note``.

        Raises:
            ValueError: if the leaf came later.
        """
        with self._database.reading() as cursor:
            return merkle.inclusion_path(sequence, note.checkpoint.size, StoredNodes(cursor))

    def pack_text(self, digest: str) -> str | None:
        """Return the resolved text of the pack with ``digest``, if the ledger has it."""
        with self._database.reading() as cursor:
            rows = cursor.rows("SELECT text FROM pack WHERE digest = ?", (digest,))
        return text(rows[0][0]) if rows else None

    def envelopes(self, sequences: Sequence[int] | None = None) -> Iterator[tuple[int, Envelope]]:
        """Yield the envelopes of all records, or of ``sequences``, with the number of the record, in order."""
        spans: Iterable[tuple[int, int]] = (
            ((start, start + _AT_ONCE) for start in range(0, self.size, _AT_ONCE))
            if sequences is None
            else ((each, each + 1) for each in sequences)
        )
        for start, end in spans:
            with self._database.reading() as cursor:
                rows = cursor.rows(_ENVELOPES, (start, min(end, self.size)))
            yield from ((whole(sequence), envelope_of(row)) for sequence, *row in rows)

    def data_keys(self, parties: Iterable[str]) -> dict[str, bytes]:
        """Return the data keys of ``parties``, without those that were destroyed."""
        with self._database.reading() as cursor:
            return data_keys(cursor, parties)


def data_keys(cursor: Cursor, parties: Iterable[str]) -> dict[str, bytes]:
    """Return the data keys of ``parties``, without those that were destroyed."""
    found: dict[str, bytes] = {}
    for each in sorted(parties):
        for (key,) in cursor.rows("SELECT key FROM data_key WHERE party = ?", (each,)):
            found[each] = blob(key)
    return found
