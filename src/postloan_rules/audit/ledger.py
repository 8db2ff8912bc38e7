"""The ledger: an append-only list of records under a Merkle tree, in a database."""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from postloan_rules.audit import merkle
from postloan_rules.audit.canonical import canonical_bytes, digest_of
from postloan_rules.audit.checkpoint import Checkpoint, SignedCheckpoint, is_signed, read_checkpoint, sign
from postloan_rules.audit.database import Database, blob, text
from postloan_rules.audit.entry import Entry, Prepared, Receipt, State
from postloan_rules.audit.group import GroupCommit
from postloan_rules.audit.leaf import AuditRecord, payload_bytes, record_of
from postloan_rules.audit.opening import opened_payload
from postloan_rules.audit.signing import SigningKey, holds
from postloan_rules.audit.snapshot import Snapshot, data_keys
from postloan_rules.audit.vault import Random, new_key, open_envelope
from postloan_rules.audit.writing import StoredNodes, Tail, envelope_of, size_of, tagged
from postloan_rules.errors import AuditError, TrailDamagedError
from postloan_rules.light import dataclass
from postloan_rules.text.catalogue import proofs, trail

Clock = Callable[[], datetime]
_NAME: Final = "ledger"
_SECRET: Final = "secret"  # noqa: S105 - the name of a setting
_LONGEST_KEY: Final = 500
_LONGEST_NAME: Final = 200
_BATCH: Final = b"postloan-rules/batch/1"


@dataclass(frozen=True, slots=True)
class Inclusion:
    """What proves one record alone: its leaf, the path to the root, and the signed checkpoint with that root."""

    leaf: bytes
    sequence: int
    path: tuple[merkle.Hash, ...]
    checkpoint: SignedCheckpoint


@dataclass(frozen=True, slots=True)
class Found:
    """A record as it lies in the ledger."""

    record: AuditRecord
    leaf: bytes


def system_clock() -> datetime:
    """Return the present instant in UTC: the one place of this library that looks at a clock."""
    return datetime.now(UTC)


class Ledger:
    """One ledger in one database. Safe for several threads and processes; an append that returned is on the disk."""

    def __init__(
        self,
        database: Database,
        *,
        name: str = "postloan",
        clock: Clock = system_clock,
        random: Random = secrets.token_bytes,
    ) -> None:
        """Take the ledger in ``database``; a new one is called ``name``.

        Raises:
            TrailDamagedError: if its head does not fit its tree.
            AuditError: if ``name`` is no line of text.
        """
        self._database = database
        self._clock = clock
        self._random = random
        self._group: GroupCommit[Sequence[Prepared], tuple[Receipt, ...]] = GroupCommit(self._write)
        try:
            self.name, self._secret = self._settle(name)
            self._check_head()
        except AuditError:
            database.close()
            raise

    def append(self, entry: Entry) -> Receipt:
        """Write ``entry`` down and return where it stands.

        The same key with the same content gives the first receipt again and writes nothing.

        Raises:
            IdempotencyConflictError: if the key stands for something else.
            AuditError: if the payload has no canonical form or the database refuses.
        """
        return self.append_many([entry])[0]

    def append_many(self, entries: Sequence[Entry]) -> tuple[Receipt, ...]:
        """Write all ``entries`` down in one transaction: all of them or none. Raises as ``append``."""
        for each in entries:
            if not each.key or len(each.key) > _LONGEST_KEY:
                raise AuditError(trail.key_length(_LONGEST_KEY))
        # What can be refused is refused before the database is locked, and does not spoil what others write.
        prepared = tuple(Prepared(each, canonical_bytes(each.payload)) for each in entries)
        return self._group.submit(prepared) if prepared else ()

    def keep_pack(self, digest: str, text: str) -> None:
        """Store the resolved text of a pack under its digest, once.

        Raises:
            AuditError: if ``digest`` is not that of ``text``.
        """
        if digest_of(text.encode()) != digest:
            raise AuditError(trail.other_pack_text(digest))
        with self._database.writing() as cursor:
            if not cursor.rows("SELECT 1 FROM pack WHERE digest = ?", (digest,)):
                cursor.run("INSERT INTO pack VALUES (?, ?)", (digest, text))

    def pack_text(self, digest: str) -> str | None:
        """Return the resolved text of the pack with ``digest``, if the ledger has it."""
        with self._database.reading() as cursor:
            rows = cursor.rows("SELECT text FROM pack WHERE digest = ?", (digest,))
        return text(rows[0][0]) if rows else None

    def pseudonym(self, entity: str, id: str) -> str:
        """Return what the entity with ``id`` is called in this ledger."""
        return "hmac-sha256:" + self._mac(canonical_bytes([entity, id])).hex()

    def batch_secret(self, manifest: str) -> bytes:
        """Return what the salts of the rows of a batch are made of; ``manifest`` is the digest of its manifest."""
        return self._mac(_BATCH + b"\x00" + manifest.encode())

    def is_content_of(self, record: AuditRecord, leaf: bytes) -> bool:
        """Return whether what tells the content of ``record`` is made of it; nothing may be sealed in ``leaf``."""
        return record.content == self._commit_to(tagged(record.kind, payload_bytes(leaf)))

    def __len__(self) -> int:
        with self._database.reading() as cursor:
            return size_of(cursor)

    def show(self, sequence: int) -> Found:
        """Return the record with number ``sequence``, counted from 0.

        Raises:
            AuditError: if there is none, or it does not read as a record.
        """
        with self._database.reading() as cursor:
            rows = cursor.rows("SELECT body FROM leaf WHERE sequence = ?", (sequence,))
        if not rows:
            raise AuditError(trail.no_record(sequence))
        return _found(sequence, rows[0][0])

    def under_key(self, key: str) -> Found | None:
        """Return the record with this idempotency key, if there is one.

        Raises:
            AuditError: if it does not read as a record.
        """
        with self._database.reading() as cursor:
            rows = cursor.rows("SELECT sequence, body FROM leaf WHERE key = ?", (key,))
        return _found(int(rows[0][0]), rows[0][1]) if rows else None

    def find(
        self,
        terms: Iterable[tuple[str, str]] = (),
        *,
        kind: str | None = None,
        since: tuple[str, str] | None = None,
        until: tuple[str, str] | None = None,
    ) -> list[Found]:
        """Return, in order, the records that have all ``terms``, of one ``kind`` or all.

        ``since`` and ``until`` (exclusive) limit the value of a term by code point. A subject is the term
        ``("subject", pseudonym)``.
        """
        wanted = list(terms)
        tests = ["sequence IN (SELECT sequence FROM term WHERE name = ? AND value = ?)"] * len(wanted)
        values = [each for pair in wanted for each in pair]
        if kind is not None:
            tests.append("kind = ?")
            values.append(kind)
        for pair, sign_of in ((since, ">="), (until, "<")):
            if pair is not None:
                tests.append(f"sequence IN (SELECT sequence FROM term WHERE name = ? AND value {sign_of} ?)")  # noqa: S608 - only texts from above
                values.extend(pair)
        where = " AND ".join(tests) or "1 = 1"
        with self._database.reading() as cursor:
            query = f"SELECT sequence, body FROM leaf WHERE {where} ORDER BY sequence"  # noqa: S608 - only texts from above
            rows = cursor.rows(query, values)
        return [_found(sequence, body) for sequence, body in rows]

    def snapshot(self) -> Snapshot:
        """Return the ledger as it is now, to be read without holding anybody up."""
        return Snapshot(self._database)

    def opened(self, found: Found) -> tuple[Any, int]:
        """Return the payload with what was sealed put back, and how many values cannot be opened any more.

        Raises:
            AuditError: if an envelope is missing or was changed.
        """
        with self._database.reading() as cursor:
            rows = cursor.rows(
                "SELECT commitment, salt, nonce, ciphertext, parties FROM envelope WHERE sequence = ?",
                (found.record.sequence,),
            )
            envelopes = {each.commitment: each for each in map(envelope_of, rows)}
            keys = data_keys(cursor, {party for each in envelopes.values() for party in each.parties})
        return opened_payload(found.record, envelopes, lambda each, place: open_envelope(each, place, keys))

    def checkpoint(self, key: SigningKey) -> SignedCheckpoint:
        """Sign the present state with ``key`` and keep the signed note, which becomes a record of its own too."""
        with self._database.reading() as cursor:
            size = size_of(cursor)
            state = Checkpoint(self.name, size, merkle.root(size, StoredNodes(cursor)))
        note = sign(state, key.public, key.sign)
        if not is_signed(note, key.public, lambda content, signature: holds(key.public, content, signature)):
            raise AuditError(proofs.own_signature_fails())
        self._keep_note(note)
        self.append(Entry({"note": note.note}, f"checkpoint:{digest_of(note.note.encode())}", "checkpoint"))
        return note

    def add_signatures(self, note: SignedCheckpoint) -> None:
        """Keep a checkpoint of this ledger that others signed as well.

        Raises:
            AuditError: if it is not about this ledger, or has another root than this ledger had.
        """
        size = note.checkpoint.size
        with self._database.reading() as cursor:
            known = size <= size_of(cursor) and note.checkpoint == Checkpoint(
                self.name, size, merkle.root(size, StoredNodes(cursor))
            )
        if not known:
            raise AuditError(proofs.not_of_this_ledger())
        self._keep_note(note)

    def checkpoints(self) -> tuple[SignedCheckpoint, ...]:
        """Return all checkpoints that the ledger keeps, by size."""
        with self._database.reading() as cursor:
            return tuple(
                read_checkpoint(text(note))
                for (note,) in cursor.rows("SELECT note FROM checkpoint ORDER BY size, note")
            )

    def inclusion(self, sequence: int, note: SignedCheckpoint) -> Inclusion:
        """Return what proves that the record with ``sequence`` is under ``note``.

        Raises:
            AuditError: if it came after that checkpoint.
        """
        found = self.show(sequence)
        size = note.checkpoint.size
        if sequence >= size:
            raise AuditError(proofs.after_checkpoint(sequence, size))
        with self._database.reading() as cursor:
            return Inclusion(found.leaf, sequence, merkle.inclusion_path(sequence, size, StoredNodes(cursor)), note)

    def consistency(self, first: int, second: int) -> tuple[merkle.Hash, ...]:
        """Return what proves that the ledger with ``second`` records begins with that of ``first``.

        Raises:
            AuditError: if the ledger never had these sizes.
        """
        with self._database.reading() as cursor:
            if not 0 < first <= second <= size_of(cursor):
                raise AuditError(proofs.no_proof_between(first, second))
            return merkle.consistency_path(first, second, StoredNodes(cursor))

    def root(self, size: int) -> merkle.Hash:
        """Return the root over the first ``size`` leaves."""
        with self._database.reading() as cursor:
            return merkle.root(size, StoredNodes(cursor))

    def state_of(self, sequence: int, witnessed: Callable[[SignedCheckpoint], bool] = lambda note: False) -> State:
        """Return how far the record with ``sequence`` has come; ``witnessed`` says whether a checkpoint is anchored."""
        self.show(sequence)
        over = [each for each in self.checkpoints() if each.checkpoint.size > sequence]
        if any(witnessed(each) for each in over):
            return State.ANCHORED
        return State.INCLUDED if over else State.DURABLE

    def hold(self, party: str, reason: str) -> None:
        """Forbid that the keys of ``party`` (a pseudonym) are destroyed: a legal hold."""
        with self._database.writing() as cursor:
            if not cursor.rows("SELECT 1 FROM hold WHERE party = ? AND reason = ?", (party, reason)):
                cursor.run("INSERT INTO hold VALUES (?, ?)", (party, reason))

    def lift_hold(self, party: str, reason: str) -> None:
        """End the hold on ``party`` for ``reason``."""
        with self._database.writing() as cursor:
            cursor.run("DELETE FROM hold WHERE party = ? AND reason = ?", (party, reason))

    def holds_on(self, party: str) -> tuple[str, ...]:
        """Return the reasons for which the keys of ``party`` must be kept."""
        with self._database.reading() as cursor:
            rows = cursor.rows("SELECT reason FROM hold WHERE party = ? ORDER BY reason", (party,))
        return tuple(str(reason) for (reason,) in rows)

    def destroy_keys(self, party: str, receipt: Mapping[str, Any], *, key: str) -> Receipt:
        """Destroy the data key of ``party`` and write ``receipt`` down in the same transaction.

        What was sealed under it can never be opened again; all hashes and proofs stay as they are. Nothing of the key
        is left in the files of the database when this returns.

        Raises:
            AuditError: if there is a legal hold on ``party``, or another program keeps the file from being scrubbed
                (the key is gone from the tables then; call this again).
        """
        with self._database.writing() as cursor:
            held = cursor.rows("SELECT reason FROM hold WHERE party = ? ORDER BY reason", (party,))
            if held:
                raise AuditError(trail.legal_hold(str(held[0][0])))
            had_key = bool(cursor.rows("SELECT 1 FROM data_key WHERE party = ?", (party,)))
            ((records,),) = cursor.rows("SELECT count(*) FROM term WHERE name = 'subject' AND value = ?", (party,))
            cursor.run("DELETE FROM data_key WHERE party = ?", (party,))
            tail = Tail(cursor, ledger=self.name, commit_to=self._commit_to, clock=self._clock, random=self._random)
            payload = {**receipt, "subject": party, "keys_destroyed": int(had_key), "records": int(records)}
            entry = Entry(payload, key, "erasure", subjects=(party,))
            answer = tail.append_all([Prepared(entry, canonical_bytes(payload))])
            tail.flush()
        self._database.scrub()
        if isinstance(answer, BaseException):
            raise answer
        return answer[0]

    def close(self) -> None:
        """Close the database. Nothing is lost."""
        self._database.close()

    def _settle(self, name: str) -> tuple[str, bytes]:
        """Return the ledger's name and secret, made when the ledger is."""
        if not 0 < len(name) <= _LONGEST_NAME or not name.isprintable():
            # It is a line of every checkpoint.
            raise AuditError(trail.not_a_ledger_name(_LONGEST_NAME))
        # Read first: a trail that can only be read has its name already.
        with self._database.reading() as cursor:
            known: dict[str, str] = dict(cursor.rows("SELECT name, value FROM setting"))
        if _NAME in known:
            return _named(known)
        with self._database.writing() as cursor:
            known = dict(cursor.rows("SELECT name, value FROM setting"))
            if _NAME not in known:
                known |= {_NAME: name, _SECRET: new_key(self._random).hex()}
                cursor.run_many("INSERT INTO setting VALUES (?, ?)", [(each, known[each]) for each in (_NAME, _SECRET)])
        return _named(known)

    def _check_head(self) -> None:
        """Notice, without reading all of it, a ledger whose end was cut off or changed."""
        with self._database.reading() as cursor:
            size = size_of(cursor)
            notes = [read_checkpoint(text(each)).checkpoint for (each,) in cursor.rows("SELECT note FROM checkpoint")]
            if any(each.size > size or each.root != merkle.root(each.size, StoredNodes(cursor)) for each in notes):
                raise TrailDamagedError(trail.checkpoint_does_not_fit())
            if size == 0:
                return
            last = cursor.rows("SELECT hash, body FROM leaf WHERE sequence = ?", (size - 1,))
            if not last:
                raise TrailDamagedError(trail.last_record_missing())
            hashed, body = last[0]
            path = merkle.inclusion_path(size - 1, size, StoredNodes(cursor))
            head = merkle.leaf_hash(blob(body))
            if head != blob(hashed) or len(path) > size.bit_length() + 1:
                raise TrailDamagedError(trail.last_record_changed())

    def _write(self, groups: Sequence[Sequence[Prepared]]) -> list[tuple[Receipt, ...] | BaseException]:
        with self._database.writing() as cursor:
            tail = Tail(cursor, ledger=self.name, commit_to=self._commit_to, clock=self._clock, random=self._random)
            answers: list[tuple[Receipt, ...] | BaseException] = [tail.append_all(each) for each in groups]
            tail.flush()
        return answers

    def _keep_note(self, note: SignedCheckpoint) -> None:
        row = (note.checkpoint.size, note.note)
        with self._database.writing() as cursor:
            if not cursor.rows("SELECT 1 FROM checkpoint WHERE size = ? AND note = ?", row):
                cursor.run("INSERT INTO checkpoint VALUES (?, ?)", row)

    def _commit_to(self, content: bytes) -> str:
        return "hmac-sha256:" + self._mac(content).hex()

    def _mac(self, content: bytes) -> bytes:
        return hmac.new(self._secret, content, hashlib.sha256).digest()


def _named(settings: Mapping[str, Any]) -> tuple[str, bytes]:
    try:
        return text(settings[_NAME]), bytes.fromhex(text(settings[_SECRET]))
    except (KeyError, ValueError) as error:
        raise TrailDamagedError(trail.settings_damaged()) from error


def _found(sequence: int, body: bytes) -> Found:
    leaf = blob(body)
    try:
        record = record_of(leaf)
    except ValueError as error:
        raise TrailDamagedError(trail.record_damaged(sequence, str(error))) from error
    if record.sequence != sequence:
        raise TrailDamagedError(trail.record_elsewhere(sequence, record.sequence))
    return Found(record, leaf)
