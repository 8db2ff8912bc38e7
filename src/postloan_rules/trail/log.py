"""The trail of decisions: what programs hold in their hands."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from postloan_rules.audit.batch import RowProof
from postloan_rules.audit.batch import payload_of as payload_of_batch
from postloan_rules.audit.batch_manifest import manifest_of, plain_manifest_at
from postloan_rules.audit.checkpoint import SignedCheckpoint, VerifyingKey
from postloan_rules.audit.entry import Entry, Receipt, State
from postloan_rules.audit.exporting import export
from postloan_rules.audit.leaf import AuditRecord
from postloan_rules.audit.ledger import Clock, Found, Inclusion, Ledger, system_clock
from postloan_rules.audit.signing import SigningKey, is_signed_by
from postloan_rules.audit.spool import Spool
from postloan_rules.audit.verifying import Verification
from postloan_rules.audit.writing import SUBJECT
from postloan_rules.engine.decision import Decision
from postloan_rules.engine.table import Run
from postloan_rules.errors import AuditError
from postloan_rules.light import dataclass
from postloan_rules.model.relations import ENTITIES
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.text.catalogue import proofs
from postloan_rules.text.catalogue import trail as messages
from postloan_rules.text.nearest import nearest
from postloan_rules.trail.address import database_at
from postloan_rules.trail.batches import manifest_of_run, proof_of_row, roots_of
from postloan_rules.trail.overrides import (
    Override,
    OverridePolicy,
    Recorded,
    check_override,
    in_force,
    payload_of,
    recorded_in,
)
from postloan_rules.trail.recording import PERSON, PERSONS, entry_of
from postloan_rules.trail.taking import OVERRIDDEN, UNREAD, Taker
from postloan_rules.trail.terms import terms_of_batch, terms_of_override, terms_of_withdrawal
from postloan_rules.trail.verifying import verify_ledger

OnFailure = Literal["fail", "spool"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What holds for a subject: what the engine says, beside what a human said where that is in force."""

    decision: Decision
    override: Recorded | None

    @property
    def outcome(self) -> Any:
        """The outcome that holds."""
        return self.decision.outcome if self.override is None else self.override.chosen


class AuditLog:
    """The trail of decisions in one ledger: append-only, under a Merkle tree, with personal values sealed.

    Safe for several threads and processes. An append that returned is on the disk.
    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        on_failure: OnFailure = "fail",
        spool: Spool | None = None,
        policy: OverridePolicy | None = None,
    ) -> None:
        if on_failure == "spool" and spool is None:
            raise AuditError(messages.spool_without_file())
        self._ledger = ledger
        self._spool = spool
        self._taker = Taker(ledger, spool if on_failure == "spool" else None)
        self._policy = policy or OverridePolicy()

    @classmethod
    def open(
        cls,
        address: str,
        *,
        name: str = "postloan",
        clock: Clock = system_clock,
        on_failure: OnFailure = "fail",
        spool: Path | str | None = None,
        policy: OverridePolicy | None = None,
        wait_seconds: float = 10.0,
    ) -> Self:
        """Open the trail at ``address``, making it if there is none.

        ``sqlite:trail.db`` is a file; ``postgresql://…`` a database, in whose address ``schema=…`` may name the schema
        (``trail``). A new ledger is called ``name``. ``clock`` gives the instant that is noted beside each record; it
        must have a time zone. When the ledger cannot take a record, ``on_failure="fail"`` raises; ``"spool"`` keeps the
        record in the file ``spool`` until it can. A writer waits ``wait_seconds`` for another program that writes.

        Raises:
            AuditError: if the address is not understood, or something else than a trail is there.
            MissingExtraError: if a package that the trail needs is not installed.
        """
        ledger = Ledger(database_at(address, wait_seconds), name=name, clock=clock)
        return cls(ledger, on_failure=on_failure, spool=None if spool is None else Spool(Path(spool)), policy=policy)

    @property
    def ledger(self) -> Ledger:
        """The ledger beneath, which knows records and not what they mean."""
        return self._ledger

    def append(self, decision: Decision, *, key: str | None = None) -> Receipt:
        """Write ``decision`` down under the idempotency key ``key``, by default one made of its id.

        The same key with the same decision gives the first receipt again and writes nothing.

        Raises:
            IdempotencyConflictError: if ``key`` stands for something else.
            AuditError: if the ledger cannot take it, unless records are spooled then.
        """
        return self.append_many([decision], keys=None if key is None else [key])[0]

    def append_many(self, decisions: Sequence[Decision], *, keys: Sequence[str] | None = None) -> tuple[Receipt, ...]:
        """Write all ``decisions`` down in one transaction: all of them or none.

        Raises:
            ValueError: if there are not as many keys as decisions.
            IdempotencyConflictError, AuditError: as ``append``.
        """
        if keys is not None and len(keys) != len(decisions):
            raise ValueError(f"there are {len(decisions)} decisions and {len(keys)} keys")
        chosen: Sequence[str | None] = [None] * len(decisions) if keys is None else keys
        return self.append_entries([self.entry(each, key=key) for each, key in zip(decisions, chosen, strict=True)])

    def entry(self, decision: Decision, *, key: str | None = None) -> Entry:
        """Return what ``append_entries`` writes down about ``decision``; nothing is written yet."""
        archive = self._taker.kept(decision.pack)
        return entry_of(decision, pseudonym=self._ledger.pseudonym, archive=archive, key=key, **self._beside(decision))

    def append_entries(self, entries: Sequence[Entry]) -> tuple[Receipt, ...]:
        """Write ``entries`` down; raises as ``append_many``."""
        return self._taker.take(entries)

    def append_batch(
        self,
        manifest: Path | str | Mapping[str, Any],
        *,
        pack: CheckedPack,
        folder: Path | str | None = None,
        key: str | None = None,
    ) -> Receipt:
        """Seal a batch: one record with its manifest and the roots over the rows of its parts.

        ``manifest`` is a file, the folder with ``manifest.json`` in it, or what such a file holds; the names in it
        start from ``folder``, by default that of the file. The same batch again gives the first receipt, so long as its
        files are what they were.

        Raises:
            ValueError: if ``manifest`` is no file and ``folder`` is not given.
            AuditError: if the manifest does not fit its form, its files or ``pack``, or as ``append``.
            IdempotencyConflictError: if ``key`` stands for something else.
            MissingExtraError: if parts are Parquet files and DuckDB is not installed.
            OSError: if a file cannot be read.
        """
        if isinstance(manifest, Mapping):
            if folder is None:
                raise ValueError("say which folder the parts of the manifest stand in")
            said, place = dict(manifest), Path(folder)
        else:
            said, beside = plain_manifest_at(Path(manifest))
            place = beside if folder is None else Path(folder)
        run = manifest_of(said)
        if run.pack["digest"] != pack.digest:
            raise AuditError(proofs.pack_of_other_run(run.pack["digest"], pack.digest))
        payload = payload_of_batch(said, self._taker.kept(pack), roots_of(self._ledger, run, said, place))
        return self._taker.take(
            [Entry(payload, key or f"batch:{payload['root']}", "batch", terms=terms_of_batch(payload))]
        )[0]

    def append_run(
        self, run: Run, *, pack: CheckedPack, as_of: date | None = None, inputs: Mapping[str, Path | str] | None = None
    ) -> Receipt:
        """Seal what ``decide_table`` left: its lines of decisions, or, of a brief run, the rows of its table.

        ``inputs`` names the files that went in, whose digests are written down.

        Raises:
            OSError: if a file cannot be read.
            IdempotencyConflictError, AuditError: as ``append``.
        """
        given = {name: Path(each) for name, each in (inputs or {}).items()}
        return self.append_batch(manifest_of_run(run, pack, given, as_of), pack=pack, folder=run.table.parent)

    def prove_row(self, sequence: int, *, part: str, row: int, folder: Path | str) -> RowProof:
        """Return what proves the row at ``row``, counted from 0, of the part called ``part`` of a batch.

        ``folder`` is where the parts of the batch stand. ``export`` takes what this gives.

        Raises:
            AuditError: if no batch stands at ``sequence``, it has no such part or row, or the file was changed.
        """
        return proof_of_row(self._ledger, self._ledger.show(sequence).record, part, row, Path(folder))

    def override(self, decision: Decision, override: Override, *, key: str | None = None) -> Receipt:
        """Write down that somebody chose something else than ``decision``.

        Raises:
            OverrideError: with everything that the override lacks under the bank's policy.
            IdempotencyConflictError, AuditError: as ``append``.
        """
        direction = check_override(decision, override, self._policy)
        names = {"subject": self._ledger.pseudonym(decision.entity, decision.subject)}
        for role in ("decided_by", "second_person"):
            person = getattr(override, role)
            if person is not None:
                names[role] = self._ledger.pseudonym(PERSON, person)
        own = self._ledger.pseudonym("decision", decision.id)
        needs = self._policy.needs(direction)
        payload = payload_of(decision, override, direction, needs=needs, names=names, id=own)
        chosen = key or "override:" + hashlib.sha256(repr((own, override)).encode()).hexdigest()
        terms = terms_of_override(payload)
        # What people write in their own words may be about a person.
        personal = {"/reason": (names["subject"],)}
        subjects = (names["subject"], *payload["approved_by"])
        return self._taker.take([Entry(payload, chosen, "override", subjects, terms, personal)])[0]

    def withdraw(self, sequence: int, *, by: str, reason_code: str) -> Receipt:
        """End the override that stands at ``sequence``; ``by`` is the id of who ends it.

        Raises:
            AuditError: if no override stands there.
        """
        found = self._ledger.show(sequence)
        if found.record.kind != "override" or "chosen" not in found.record.payload:
            raise AuditError(messages.no_override(sequence))
        subject = found.record.payload["subject"]
        person = self._ledger.pseudonym(PERSON, by)
        payload = {"withdraws": sequence, "subject": subject, "by": person, "reason_code": reason_code}
        terms = terms_of_withdrawal(found.record.payload)
        return self._taker.take([Entry(payload, f"withdraw:{sequence}", "override", (subject, person), terms)])[0]

    def override_on(self, decision: Decision) -> Recorded | None:
        """Return the override that is in force for ``decision``, if any."""
        subject = self._ledger.pseudonym(decision.entity, decision.subject)
        found = self._ledger.find([("override", decision.name), ("subject", subject)])
        ended = {each.record.payload["withdraws"] for each in found if "withdraws" in each.record.payload}
        overrides = [
            recorded_in(each.record.sequence, each.record.payload, withdrawn=each.record.sequence in ended)
            for each in found
            if "chosen" in each.record.payload
        ]
        return in_force(overrides, decision)

    def answer(self, decision: Decision) -> Answer:
        """Return what the engine says beside what a human said, where that is in force."""
        return Answer(decision, self.override_on(decision))

    def find(
        self,
        *,
        decision: str | None = None,
        subject: tuple[str, str] | str | None = None,
        rule: str | None = None,
        outcome: str | None = None,
        kind: str | None = None,
        since: date | None = None,
        until: date | None = None,
    ) -> list[AuditRecord]:
        """Return the records that fit all that is given, in the order in which they were written.

        ``kind`` is ``decision``, ``override``, ``batch``, ``erasure``, ``checkpoint``, or another kind of record.
        ``subject`` is an entity and its id (an id alone is a loan's); ``rule`` is a rule that fired; ``since`` and
        ``until`` limit the as-of day, ``until`` exclusive.

        Raises:
            AuditError: if a record is damaged.
        """
        entity, id = ("loan", subject) if isinstance(subject, str) else subject or ("", "")
        terms = [
            ("decision", decision),
            ("subject", self._ledger.pseudonym(entity, id) if subject is not None else None),
            ("rule", rule),
            ("outcome", outcome),
        ]
        found = self._ledger.find(
            [(name, value) for name, value in terms if value is not None],
            kind=kind,
            since=None if since is None else ("as_of", since.isoformat()),
            until=None if until is None else ("as_of", until.isoformat()),
        )
        return [each.record for each in found]

    def show(self, sequence: int) -> AuditRecord:
        """Return the record at ``sequence``, counted from 0, with what can be opened of what was sealed.

        Raises:
            AuditError: if there is none or it is damaged.
        """
        found = self._ledger.show(sequence)
        payload, _ = self._ledger.opened(found)
        record = found.record
        return AuditRecord(
            record.ledger,
            record.sequence,
            record.kind,
            record.key,
            record.recorded_at,
            record.previous,
            record.subjects,
            record.content,
            payload,
        )

    def records(self) -> Iterator[Found]:
        """Yield all records, in order, as they lie in the ledger."""
        for sequence in range(len(self)):
            yield self._ledger.show(sequence)

    def state_of(self, sequence: int, *, witnesses: Sequence[VerifyingKey] = ()) -> State:
        """Return how far a record has come: on the disk, under a signed checkpoint, or under one that is anchored.

        A checkpoint is anchored once all ``witnesses`` signed it; without any, none is.
        """

        def is_anchored(note: SignedCheckpoint) -> bool:
            return bool(witnesses) and all(is_signed_by(note, each) for each in witnesses)

        return self._ledger.state_of(sequence, is_anchored)

    def add_signatures(self, note: SignedCheckpoint) -> None:
        """Keep a checkpoint of this trail that witnesses signed as well.

        Raises:
            AuditError: if it is not about this trail, or has another root than this trail had.
        """
        self._ledger.add_signatures(note)

    def checkpoint(self, key: SigningKey) -> SignedCheckpoint:
        """Sign the present state of the ledger with ``key``."""
        return self._ledger.checkpoint(key)

    def prove(self, sequence: int) -> Inclusion:
        """Return what proves the record at ``sequence`` under the last checkpoint.

        Raises:
            AuditError: if there is no checkpoint over it yet.
        """
        over = [each for each in self._ledger.checkpoints() if each.checkpoint.size > sequence]
        if not over:
            raise AuditError(proofs.no_checkpoint_over(sequence))
        return self._ledger.inclusion(sequence, over[-1])

    def export(
        self,
        path: Path | str,
        *,
        keys: Sequence[VerifyingKey] = (),
        sequences: Sequence[int] | None = None,
        rows: Sequence[tuple[int, RowProof]] = (),
        with_openings: bool = True,
    ) -> int:
        """Write a bundle that can be verified without this ledger, and return the number of its records.

        ``rows`` are rows of batches that it shall prove, each with the number of the record of its batch.

        Raises:
            AuditError: if ``path`` is taken.
        """
        return export(
            self._ledger,
            Path(path),
            keys=keys,
            sequences=sequences,
            rows=rows,
            with_openings=with_openings,
        )

    def verify(
        self,
        *,
        trusted: Sequence[VerifyingKey] = (),
        earlier: Sequence[SignedCheckpoint] = (),
        progress: Callable[[int], None] | None = None,
    ) -> Verification:
        """Read the whole trail again, make every decision in it again, and return everything that contradicts.

        Signatures of checkpoints are checked where ``trusted`` gives keys; ``earlier`` are checkpoints that somebody
        kept, which the trail must agree with.
        """
        return verify_ledger(self._ledger, trusted=trusted, earlier=earlier, progress=progress)

    def pack_text(self, digest: str) -> str | None:
        """Return the text that the trail keeps under ``digest``: the archive of a pack."""
        return self._ledger.pack_text(digest)

    def erase(self, entity: str, id: str, *, basis: str, requested_on: date) -> Receipt:
        """Destroy the key of what is personal about the entity with ``id``, and write a receipt without its name.

        ``basis`` is the ground in law. All proofs stay as they are; nothing that was sealed about the entity can be
        opened again.

        Raises:
            AuditError: if nothing is called ``entity``, there is a legal hold, or records wait in the spool.
        """
        party = self._party(entity, id)
        self.replay_spool()
        times = len(self._ledger.find([(SUBJECT, party)], kind="erasure"))
        receipt = {"basis": basis, "requested_on": requested_on.isoformat()}
        return self._ledger.destroy_keys(party, receipt, key=f"erasure:{party}:{requested_on.isoformat()}:{times}")

    def hold(self, entity: str, id: str, reason: str) -> None:
        """Forbid erasure of what concerns the entity with ``id``: a legal hold.

        Raises:
            AuditError: if nothing is called ``entity``.
        """
        self._ledger.hold(self._party(entity, id), reason)

    def lift_hold(self, entity: str, id: str, reason: str) -> None:
        """End a legal hold."""
        self._ledger.lift_hold(self._party(entity, id), reason)

    def _party(self, entity: str, id: str) -> str:
        """Return a pseudonym; a kind of thing that there is not would be a slip that erases nothing."""
        known = {*ENTITIES, *PERSONS, PERSON}
        if entity not in known:
            raise AuditError(messages.no_such_entity(entity, nearest(entity, sorted(known)) or sorted(PERSONS)))
        return self._ledger.pseudonym(entity, id)

    def replay_spool(self) -> int:
        """Write what was spooled into the ledger; return the number of groups. Twice is the same as once.

        Raises:
            AuditError: if the ledger still cannot take it.
        """
        if self._spool is None:
            return 0
        return self._spool.replay(self._taker.replayed)

    def __len__(self) -> int:
        return len(self._ledger)

    def close(self) -> None:
        """Close the ledger. Nothing is lost: every append is on the disk already."""
        self._ledger.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _beside(self, decision: Decision) -> dict[str, Any]:
        """Return what is recorded beside ``decision``: what a human said, or that nobody could look."""
        try:
            override = self.override_on(decision)
        except AuditError:
            if self._taker.waiting_room is None:
                raise
            return {UNREAD: True}
        return {} if override is None else {OVERRIDDEN: _said(override)}


def _said(override: Recorded) -> dict[str, Any]:
    return {
        "sequence": override.sequence,
        "chosen": override.chosen,
        "direction": override.direction.value,
        "expires_on": override.expires_on.isoformat(),
    }
