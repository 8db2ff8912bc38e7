"""Checking a bundle with nothing else at hand: files, leaves, tree, checkpoints, envelopes and packs."""

import json
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from postloan_rules.audit import exporting, finding, merkle
from postloan_rules.audit.batch import RowProof, check_batch, proves_row
from postloan_rules.audit.bundle_files import BundleReader
from postloan_rules.audit.canonical import canonical_bytes
from postloan_rules.audit.checking import LeafCheck, check_checkpoints
from postloan_rules.audit.checkpoint import SignedCheckpoint, VerifyingKey, read_checkpoint, verifying_key
from postloan_rules.audit.database import text, whole
from postloan_rules.audit.finding import TrailFinding, Weight
from postloan_rules.audit.leaf import AuditRecord, record_of
from postloan_rules.audit.opening import EnvelopeMissingError, has_sealed, opened_payload
from postloan_rules.audit.proof import proves_inclusion
from postloan_rules.audit.signing import holds
from postloan_rules.audit.vault import KEY_BYTES, Envelope, commitment_to, open_envelope
from postloan_rules.errors import AuditError
from postloan_rules.light import dataclass, field

CheckRecord = Callable[[AuditRecord, Any, int, Callable[[str], str | None]], Sequence[TrailFinding]]
"""Says what is wrong with what a record tells.

It gets the payload with all that could be opened, the number of values that could not, and a way to the texts of packs.
"""

_MOST_SHOWN = 1000
_UNREADABLE = (
    AuditError,
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What comes of reading files that somebody wrote at will."""


@dataclass(slots=True)
class Verification:
    """What checking found: the number of records, and every finding, of each kind the first ones in full."""

    records: int = 0
    root: str = ""
    ledger: str | None = None
    findings: list[TrailFinding] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether nothing contradicts anything."""
        return not any(each.weight is Weight.FAULT for each in self.findings)

    def note(self, each: TrailFinding) -> None:
        """Add a finding; of one kind only the first are kept in full, all are counted."""
        self.counts[each.code] = self.counts.get(each.code, 0) + 1
        if self.counts[each.code] <= _MOST_SHOWN:
            self.findings.append(each)


def verify_bundle(
    path: Path,
    *,
    trusted: Sequence[VerifyingKey] = (),
    earlier: Sequence[SignedCheckpoint] = (),
    check: CheckRecord | None = None,
    progress: Callable[[int], None] | None = None,
) -> Verification:
    """Check the bundle at ``path``.

    ``trusted`` are keys that came by other means than the bundle; ``earlier`` are checkpoints that somebody kept.
    ``check`` looks at what records tell.

    Raises:
        AuditError: if there is no bundle.
    """
    result = Verification()
    try:
        reading = BundleReader(path)
    except AuditError as error:
        if not path.exists():
            raise
        result.note(finding.no_bundle(error.message))
        return result
    with reading as reader:
        try:
            _Check(reader, result, trusted, earlier, check, progress or (lambda done: None)).run()
        except _UNREADABLE as error:
            # Whatever is wrong with the files themselves is a finding about the bundle.
            result.note(finding.file_unreadable(str(path), str(error)))
    return result


class _Check:
    def __init__(
        self,
        reader: BundleReader,
        result: Verification,
        trusted: Sequence[VerifyingKey],
        earlier: Sequence[SignedCheckpoint],
        check: CheckRecord | None,
        progress: Callable[[int], None],
    ) -> None:
        self._reader = reader
        self._result = result
        self._trusted = trusted
        self._earlier = earlier
        self._check = check
        self._progress = progress
        self._rows: dict[int, list[RowProof]] = {}

    def run(self) -> None:
        manifest = self._manifest()
        if manifest is None:
            return
        self._result.ledger = str(manifest["ledger"])
        keys, notes = self._keys(), self._notes()
        openings, envelopes = self._openings(), self._envelopes()
        self._rows = self._row_proofs()
        self._packs()
        if manifest["kind"] == "whole":
            self._whole(manifest, keys, notes, openings, envelopes)
        else:
            self._part(manifest, keys, notes, openings, envelopes)
        for sequence, rows in self._rows.items():
            for each in rows:
                # The record of its batch is not in the bundle.
                self._note(finding.row_fails(sequence, each.part, each.row))

    def _note(self, each: TrailFinding) -> None:
        self._result.note(each)

    def _manifest(self) -> Mapping[str, Any] | None:
        if exporting.MANIFEST not in self._reader.names:
            self._note(finding.file_missing(exporting.MANIFEST))
            return None
        content = self._reader.text(exporting.MANIFEST)
        manifest = json.loads(content)
        if (
            not isinstance(manifest, dict)
            or manifest.get("schema") != exporting.SCHEMA
            or manifest.get("kind") not in ("whole", "part")
            or canonical_bytes(manifest) != content
        ):
            self._note(finding.file_unreadable(exporting.MANIFEST, "it is no manifest of this schema"))
            return None
        listed = manifest["files"]
        for name in sorted(listed):
            if name not in self._reader.names:
                self._note(finding.file_missing(name))
            elif self._reader.digest(name) != listed[name]:
                self._note(finding.file_changed(name))
        for name in sorted(self._reader.names - set(listed) - {exporting.MANIFEST}):
            self._note(finding.file_changed(name))
        return manifest

    def _lines(self, name: str) -> Iterator[Any]:
        if name in self._reader.names:
            for line in self._reader.lines(name):
                yield json.loads(line)

    def _keys(self) -> Sequence[VerifyingKey]:
        if self._trusted:
            return self._trusted
        found: list[VerifyingKey] = []
        if exporting.KEYS in self._reader.names:
            for line in self._reader.lines(exporting.KEYS):
                try:
                    found.append(verifying_key(line.decode()))
                except (AuditError, UnicodeDecodeError) as error:
                    self._note(finding.file_unreadable(exporting.KEYS, str(error)))
        for each in found:
            self._note(finding.key_not_pinned(each.name))
        return found

    def _notes(self) -> Sequence[SignedCheckpoint]:
        found: list[SignedCheckpoint] = []
        if exporting.CHECKPOINTS in self._reader.names:
            said = self._reader.text(exporting.CHECKPOINTS).decode()
            if said and not said.endswith(exporting.NOTE_END):
                self._note(finding.note_unreadable("the last one has no end"))
            for each in said.split(exporting.NOTE_END)[:-1]:
                try:
                    found.append(read_checkpoint(each))
                except AuditError as error:
                    self._note(finding.note_unreadable(str(error)))
        return found

    def _openings(self) -> Mapping[str, bytes]:
        found = {text(each["party"]): bytes.fromhex(each["key"]) for each in self._lines(exporting.OPENINGS)}
        if any(len(key) != KEY_BYTES for key in found.values()):
            raise ValueError("a data key has another length")
        return found

    def _envelopes(self) -> Mapping[str, Envelope]:
        found: dict[str, Envelope] = {}
        for each in self._lines(exporting.ENVELOPES):
            salt, nonce, ciphertext = (bytes.fromhex(each[name]) for name in ("salt", "nonce", "ciphertext"))
            commitment = text(each["commitment"])
            if commitment_to(salt, nonce, ciphertext) != commitment:
                self._note(finding.envelope_changed(commitment))
            found[commitment] = Envelope(commitment, salt, nonce, ciphertext, tuple(each["parties"]))
        return found

    def _row_proofs(self) -> dict[int, list[RowProof]]:
        """Return the rows of batches that the bundle proves, by the number of the record of their batch."""
        found: dict[int, list[RowProof]] = {}
        for each in self._lines(exporting.ROWS):
            part, row, rows = (whole(each[name]) for name in ("part", "row", "rows"))
            path = tuple(bytes.fromhex(step) for step in each["path"])
            proof = RowProof(part, row, rows, bytes.fromhex(each["salt"]), each["content"].encode(), path)
            found.setdefault(whole(each["sequence"]), []).append(proof)
        return found

    def _packs(self) -> None:
        for name in sorted(self._reader.names):
            if name.startswith("packs/"):
                digest = "sha256:" + name.removeprefix("packs/").removesuffix(".json")
                if self._reader.digest(name) != digest:
                    self._note(finding.pack_changed(digest))

    def _pack_text(self, digest: str) -> str | None:
        name = f"packs/{digest.removeprefix('sha256:')}.json"
        return self._reader.text(name).decode() if name in self._reader.names else None

    def _whole(
        self,
        manifest: Mapping[str, Any],
        keys: Sequence[VerifyingKey],
        notes: Sequence[SignedCheckpoint],
        openings: Mapping[str, bytes],
        envelopes: Mapping[str, Envelope],
    ) -> None:
        checked = LeafCheck()
        for leaf in self._leaves():
            record, found = checked.read(leaf)
            for each in found:
                self._note(each)
            if record is not None:
                self._tells(record, leaf, openings, envelopes)
            self._progress(len(checked.hashes))
        size = len(checked.hashes)
        nodes = merkle.nodes_of(checked.hashes)
        root = merkle.root(size, nodes)
        self._result.records, self._result.root = size, root.hex()
        if checked.ledger is not None and checked.ledger != manifest["ledger"]:
            self._note(finding.other_ledger(0, checked.ledger))
        if manifest["size"] != size or manifest["records"] != size:
            self._note(finding.wrong_size(int(manifest["size"]), size))
        elif manifest["root"] != root.hex():
            self._note(finding.wrong_root(size))
        for each in checked.untrue_states(nodes):
            self._note(each)
        if self._trusted and not (notes or self._earlier):
            self._note(finding.nothing_signed())
        for each in check_checkpoints([*notes, *self._earlier], size, nodes, str(manifest["ledger"]), keys, holds):
            self._note(each)

    def _part(
        self,
        manifest: Mapping[str, Any],
        keys: Sequence[VerifyingKey],
        notes: Sequence[SignedCheckpoint],
        openings: Mapping[str, bytes],
        envelopes: Mapping[str, Envelope],
    ) -> None:
        signed = self._signed(notes, keys, str(manifest["ledger"]))
        proofs = {int(each["sequence"]): each for each in self._lines(exporting.PROOFS)}
        done = 0
        last = -1
        for leaf in self._leaves():
            done += 1
            try:
                record = record_of(leaf)
            except ValueError as error:
                self._note(finding.leaf_malformed(done - 1, str(error)))
                continue
            if record.sequence <= last:
                self._note(finding.wrong_sequence(last + 1, record.sequence))
            last = record.sequence
            if record.ledger != manifest["ledger"]:
                self._note(finding.other_ledger(record.sequence, record.ledger))
            proof = proofs.get(record.sequence)
            root = None if proof is None else signed.get(int(proof["size"]))
            path = [] if proof is None else [bytes.fromhex(each) for each in proof["path"]]
            if (
                proof is None
                or root is None
                or not proves_inclusion(merkle.leaf_hash(leaf), record.sequence, int(proof["size"]), path, root)
            ):
                self._note(finding.proof_fails(record.sequence))
            self._tells(record, leaf, openings, envelopes)
            self._progress(done)
        self._result.records = done
        if manifest["records"] != done:
            self._note(finding.wrong_size(int(manifest["records"]), done))

    def _signed(
        self, notes: Sequence[SignedCheckpoint], keys: Sequence[VerifyingKey], ledger: str
    ) -> Mapping[int, merkle.Hash]:
        """Return the roots, by size, of checkpoints whose signature holds."""
        roots: dict[int, merkle.Hash] = {}
        for note in (*notes, *self._earlier):
            faults = [
                each
                for each in check_checkpoints([note], 0, merkle.nodes_of(()), ledger, keys, holds)
                if each.code in ("not_signed", "other_ledger")
            ]
            state = note.checkpoint
            if not faults and roots.setdefault(state.size, state.root) != state.root:
                # Two signed roots of one size are two histories.
                faults = [finding.wrong_root(state.size)]
            for each in faults:
                self._note(each)
        if not notes:
            self._note(finding.not_signed(0))
        return roots

    def _leaves(self) -> Iterator[bytes]:
        return self._reader.lines(exporting.LEAVES) if exporting.LEAVES in self._reader.names else iter(())

    def _tells(
        self, record: AuditRecord, leaf: bytes, openings: Mapping[str, bytes], envelopes: Mapping[str, Envelope]
    ) -> None:
        def opened() -> tuple[Any, int]:
            return opened_payload(record, envelopes, lambda envelope, place: open_envelope(envelope, place, openings))

        def check(payload: Any, shredded: int) -> Sequence[TrailFinding]:
            return () if self._check is None else self._check(record, payload, shredded, self._pack_text)

        for each in note_about(record, opened if has_sealed(leaf) else None, check):
            self._note(each)
        for row in self._rows.pop(record.sequence, ()):
            if record.kind != "batch" or not proves_row(row, record.payload):
                self._note(finding.row_fails(record.sequence, row.part, row.row))


def note_about(
    record: AuditRecord,
    opened: Callable[[], tuple[Any, int]] | None,
    check: Callable[[Any, int], Sequence[TrailFinding]],
) -> Iterator[TrailFinding]:
    """Yield what is wrong with the sealed values of a record, and with what it tells once they are opened.

    ``opened`` gives the payload with what can be opened of it, and the number of values that cannot; it is not needed
    where nothing is sealed.
    """
    if record.kind == "batch":
        yield from check_batch(record)
    try:
        payload, shredded = (record.payload, 0) if opened is None else opened()
    except EnvelopeMissingError as error:
        yield finding.envelope_missing(record.sequence, error.pointer)
        return
    except AuditError as error:
        yield finding.envelope_unopened(record.sequence, error.message)
        return
    if shredded:
        yield finding.shredded(record.sequence, shredded)
    yield from check(payload, shredded)
