"""Making a bundle of a ledger, or of some of its records."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from postloan_rules.audit.batch import RowProof
from postloan_rules.audit.bundle_files import BundleWriter
from postloan_rules.audit.canonical import canonical_bytes
from postloan_rules.audit.checkpoint import SignedCheckpoint, VerifyingKey
from postloan_rules.audit.ledger import Ledger
from postloan_rules.audit.snapshot import Snapshot
from postloan_rules.audit.vault import Envelope
from postloan_rules.errors import AuditError
from postloan_rules.text.catalogue import proofs

SCHEMA: Final = "postloan-rules/bundle/1"
MANIFEST: Final = "manifest.json"
LEAVES: Final = "leaves.jsonl"
CHECKPOINTS: Final = "checkpoints.txt"
KEYS: Final = "keys.txt"
PROOFS: Final = "proofs.jsonl"
ENVELOPES: Final = "envelopes.jsonl"
OPENINGS: Final = "openings.jsonl"
ROWS: Final = "rows.jsonl"
_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}")
NOTE_END: Final = "---\n"


def export(
    ledger: Ledger,
    path: Path,
    *,
    keys: Sequence[VerifyingKey] = (),
    sequences: Sequence[int] | None = None,
    rows: Sequence[tuple[int, RowProof]] = (),
    with_openings: bool = True,
) -> int:
    """Write a bundle of ``ledger`` to ``path`` and return the number of its records.

    With ``sequences`` only those records, each with the path that proves it under the last checkpoint. ``rows`` are
    rows of batches, each with the number of the record that proves it.
    ``with_openings`` adds the data keys, without which nobody can read what was sealed, or make decisions again that
    read it.

    Raises:
        AuditError: if ``path`` is taken, or one of ``sequences`` is under no checkpoint.
    """
    state = ledger.snapshot()
    notes = [each for each in state.checkpoints if each.checkpoint.size <= state.size]
    chosen = None if sequences is None else sorted(set(sequences))
    for each in chosen or ():
        state.leaf(each)
    last = _covering(chosen, notes)
    with BundleWriter(path) as writer:
        leaves = state.leaves() if chosen is None else (state.leaf(each) for each in chosen)
        packs: dict[str, None] = {}
        writer.write(LEAVES, _noting_packs(leaves, packs))
        writer.write(CHECKPOINTS, [(each.note + NOTE_END).encode() for each in notes])
        writer.write(KEYS, [(each.text + "\n").encode() for each in keys])
        for digest in packs:
            text = state.pack_text(digest)
            if text is not None:
                writer.write(f"packs/{digest.removeprefix('sha256:')}.json", [text.encode()])
        writer.write(PROOFS, [] if chosen is None or last is None else _proofs(state, chosen, last))
        if rows:
            writer.write(ROWS, [_row(sequence, each) for sequence, each in rows])
        parties: set[str] = set()
        writer.write(ENVELOPES, _envelopes(state.envelopes(chosen), parties))
        openings = state.data_keys(parties) if with_openings else {}
        writer.write(OPENINGS, [_line({"party": each, "key": key.hex()}) for each, key in sorted(openings.items())])
        manifest = {
            "schema": SCHEMA,
            "ledger": ledger.name,
            "kind": "whole" if chosen is None else "part",
            "size": state.size,
            "records": state.size if chosen is None else len(chosen),
            "root": state.root.hex(),
            "files": dict(writer.digests),
        }
        writer.write(MANIFEST, [canonical_bytes(manifest)])
    return state.size if chosen is None else len(chosen)


def _covering(chosen: Sequence[int] | None, notes: Sequence[SignedCheckpoint]) -> SignedCheckpoint | None:
    if chosen is None:
        return None
    last = max(notes, key=lambda each: each.checkpoint.size, default=None)
    if last is None or (chosen and chosen[-1] >= last.checkpoint.size):
        raise AuditError(proofs.some_under_no_checkpoint())
    return last


def _noting_packs(leaves: Iterable[bytes], packs: dict[str, None]) -> Iterator[bytes]:
    for leaf in leaves:
        digest = _pack_of(leaf)
        if digest is not None:
            packs.setdefault(digest)
        yield leaf + b"\n"


def _pack_of(leaf: bytes) -> str | None:
    try:
        archive = json.loads(leaf)["payload"]["pack_archive"]
    except (ValueError, LookupError, TypeError, RecursionError):
        # It names none, or is damaged, which whoever verifies the bundle will find.
        return None
    # It becomes the name of a file: what is no digest names no pack.
    return archive if isinstance(archive, str) and _DIGEST.fullmatch(archive) else None


def _proofs(state: Snapshot, chosen: Sequence[int], note: SignedCheckpoint) -> Iterator[bytes]:
    for sequence in chosen:
        path = [each.hex() for each in state.path(sequence, note)]
        yield _line({"sequence": sequence, "size": note.checkpoint.size, "path": path})


def _row(sequence: int, proof: RowProof) -> bytes:
    return _line(
        {
            "sequence": sequence,
            "part": proof.part,
            "row": proof.row,
            "rows": proof.rows,
            "salt": proof.salt.hex(),
            "content": proof.content.decode(),
            "path": [each.hex() for each in proof.path],
        }
    )


def _envelopes(envelopes: Iterable[tuple[int, Envelope]], parties: set[str]) -> Iterator[bytes]:
    for sequence, each in envelopes:
        parties.update(each.parties)
        yield _line(
            {
                "sequence": sequence,
                "commitment": each.commitment,
                "salt": each.salt.hex(),
                "nonce": each.nonce.hex(),
                "ciphertext": each.ciphertext.hex(),
                "parties": list(each.parties),
            }
        )


def _line(value: object) -> bytes:
    return canonical_bytes(value) + b"\n"
