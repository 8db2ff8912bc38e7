"""Sealing what a run over tables left: its manifest held against its parts, and one tree over the rows of each."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from postloan_rules.audit.batch import RowProof, manifest_in, prove_row, tree_of
from postloan_rules.audit.batch_manifest import SCHEMA, PartFile, RunManifest, digest_of_file
from postloan_rules.audit.canonical import canonical_bytes, digest_of
from postloan_rules.audit.leaf import AuditRecord
from postloan_rules.audit.ledger import Ledger
from postloan_rules.audit.merkle import Hash
from postloan_rules.engine.table import Run
from postloan_rules.engine.version import engine_version
from postloan_rules.errors import AuditError
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import proofs
from postloan_rules.trail.batch_rows import rows_of


def roots_of(ledger: Ledger, manifest: RunManifest, said: Mapping[str, Any], folder: Path) -> list[Hash]:
    """Return the roots over the rows of the parts of a run, whose files stand below ``folder``.

    ``said`` is the manifest as plain values.

    Raises:
        AuditError: if a file is missing, is another than the manifest says, or has another number of rows.
    """
    secret = _secret(ledger, said)
    if manifest.rejects is not None:
        _checked(manifest.rejects, folder)
    roots: list[Hash] = []
    for place, part in enumerate(manifest.parts):
        tree = tree_of(secret, place, rows_of(_checked(part, folder), part.name))
        if tree.rows != part.rows:
            raise AuditError(proofs.part_has_other_rows(part.name, tree.rows, part.rows))
        roots.append(tree.root)
    return roots


def proof_of_row(ledger: Ledger, record: AuditRecord, part: str, row: int, folder: Path) -> RowProof:
    """Return what proves the row at ``row``, counted from 0, of the part called ``part`` of the batch in ``record``.

    Raises:
        AuditError: if it is no record of a batch, it has no such part or row, or the file is not that of the batch.
    """
    manifest = manifest_in(record)
    names = [each.name for each in manifest.parts]
    if part not in names:
        raise AuditError(proofs.no_part(part, names))
    place = names.index(part)
    path = _checked(manifest.parts[place], folder)
    root = bytes.fromhex(record.payload["roots"][place])
    proof = prove_row(
        _secret(ledger, record.payload["manifest"]), place, rows_of(path, part), row, name=part, root=root
    )
    try:
        proof.content.decode()
    except UnicodeDecodeError:
        raise AuditError(proofs.row_is_no_text(part, row)) from None
    return proof


def manifest_of_run(run: Run, pack: CheckedPack, inputs: Mapping[str, Path], as_of: Any) -> dict[str, Any]:
    """Return the manifest of what ``decide_table`` left: its lines of decisions, of a brief run those of its table.

    Raises:
        OSError: if a file cannot be read.
    """
    made = run.table if run.decisions is None else run.decisions
    return {
        "schema": SCHEMA,
        "inputs": {name: {"digest": digest_of_file(each), "rows": None} for name, each in sorted(inputs.items())},
        "pack": {"id": pack.id, "version": pack.version, "digest": pack.digest},
        "engine": {"name": "postloan-rules", "version": engine_version()},
        "backend": "python",
        "as_of": None if as_of is None else as_of.isoformat(),
        "decisions": sorted({name for name, _, _ in run.counts}),
        "counts": {"read": run.read, "decided": run.decided, "rejected": run.rejected},
        "parts": [_about(made)],
        "rejects": _about(run.rejected_rows),
    }


def _about(path: Path) -> dict[str, Any]:
    return {"name": path.name, "digest": digest_of_file(path), "rows": sum(1 for _ in rows_of(path, path.name))}


def _secret(ledger: Ledger, said: Mapping[str, Any]) -> bytes:
    return ledger.batch_secret(digest_of(canonical_bytes(said)))


def _checked(part: PartFile, folder: Path) -> Path:
    """Return the path of a part, once its bytes are those of the manifest."""
    path = folder / part.name
    try:
        digest = digest_of_file(path)
    except OSError as error:
        why = str(error.strerror)
        raise AuditError(proofs.part_unreadable(part.name, Bilingual(zh=why, en=why))) from error
    if digest != part.digest:
        raise AuditError(proofs.part_changed(part.name))
    return path
