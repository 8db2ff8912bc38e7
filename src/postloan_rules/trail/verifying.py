"""Verifying a trail, as a bundle or where it lies: bytes, tree, checkpoints, and every decision made again."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from postloan_rules.audit import merkle, verifying
from postloan_rules.audit.checking import LeafCheck, check_checkpoints
from postloan_rules.audit.checkpoint import SignedCheckpoint, VerifyingKey
from postloan_rules.audit.finding import (
    TrailFinding,
    content_differs,
    no_bundle,
    nothing_signed,
    wrong_root,
    wrong_size,
)
from postloan_rules.audit.leaf import AuditRecord
from postloan_rules.audit.ledger import Ledger
from postloan_rules.audit.opening import has_sealed, opened_payload
from postloan_rules.audit.signing import holds
from postloan_rules.audit.snapshot import Snapshot
from postloan_rules.audit.vault import open_envelope
from postloan_rules.audit.verifying import Verification, note_about
from postloan_rules.errors import TrailDamagedError
from postloan_rules.trail.replaying import Replayer
from postloan_rules.trail.terms import TermCheck

Progress = Callable[[int], None]


def verify_bundle(
    path: Path | str,
    *,
    trusted: Sequence[VerifyingKey] = (),
    earlier: Sequence[SignedCheckpoint] = (),
    progress: Progress | None = None,
) -> Verification:
    """Check the bundle at ``path`` with nothing else at hand, and make every decision in it again.

    ``trusted`` are keys that came by other means than the bundle; ``earlier`` are checkpoints that somebody kept, which
    the bundle must agree with.

    Raises:
        AuditError: if there is no bundle.
    """
    return verifying.verify_bundle(
        Path(path), trusted=trusted, earlier=earlier, check=Replayer().check, progress=progress
    )


def verify_ledger(
    ledger: Ledger,
    *,
    trusted: Sequence[VerifyingKey] = (),
    earlier: Sequence[SignedCheckpoint] = (),
    progress: Progress | None = None,
) -> Verification:
    """Check a ledger where it lies, and make every decision in it again.

    Signatures are checked where ``trusted`` gives keys.
    """
    state = ledger.snapshot()
    result = Verification(ledger=ledger.name)
    replayer = Replayer()
    checked = LeafCheck(ledger=ledger.name)
    terms = TermCheck()
    for leaf, indexed in zip(state.leaves(), state.terms(), strict=False):
        record, found = checked.read(leaf)
        if record is not None:
            found.extend(terms.read(record, indexed))
            if not (has_sealed(leaf) or ledger.is_content_of(record, leaf)):
                found.append(content_differs(record.sequence))
            found.extend(_about(record, leaf, state, replayer))
        for each in found:
            result.note(each)
        if progress is not None:
            progress(len(checked.hashes))
    size = len(checked.hashes)
    nodes = merkle.nodes_of(checked.hashes)
    root = merkle.root(size, nodes)
    result.records, result.root = size, root.hex()
    if size != state.size:
        result.note(wrong_size(state.size, size))
    elif root != state.root:
        result.note(wrong_root(size))
    for each in checked.untrue_states(nodes):
        result.note(each)
    if trusted and not (state.checkpoints or earlier):
        result.note(nothing_signed())
    for each in check_checkpoints([*state.checkpoints, *earlier], size, nodes, ledger.name, trusted, holds):
        if trusted or each.code != "not_signed":
            result.note(each)
    return result


def damaged(error: TrailDamagedError) -> Verification:
    """Return what is to be said of a trail that cannot even be opened."""
    result = Verification()
    result.note(no_bundle(error.message))
    return result


def _about(record: AuditRecord, leaf: bytes, state: Snapshot, replayer: Replayer) -> Iterator[TrailFinding]:
    def opened() -> tuple[Any, int]:
        envelopes = {each.commitment: each for _, each in state.envelopes([record.sequence])}
        keys = state.data_keys({party for each in envelopes.values() for party in each.parties})
        return opened_payload(record, envelopes, lambda envelope, place: open_envelope(envelope, place, keys))

    return note_about(
        record,
        opened if has_sealed(leaf) else None,
        lambda payload, shredded: replayer.check(record, payload, shredded, state.pack_text),
    )
