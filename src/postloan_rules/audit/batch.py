"""Many rows under one root: each part of a batch is a tree, and the roots of the parts are the leaves of the batch."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from postloan_rules.audit import finding, merkle
from postloan_rules.audit.batch_manifest import RunManifest, manifest_of
from postloan_rules.audit.finding import TrailFinding
from postloan_rules.audit.leaf import AuditRecord
from postloan_rules.audit.proof import proves_inclusion
from postloan_rules.errors import AuditError
from postloan_rules.light import dataclass
from postloan_rules.text.catalogue import proofs


@dataclass(frozen=True, slots=True)
class PartTree:
    """The tree over the rows of a part."""

    rows: int
    root: merkle.Hash


@dataclass(frozen=True, slots=True)
class RowProof:
    """What proves the row at ``row`` of the part at ``part``: its bytes, its salt, and the path to the part's root."""

    part: int
    row: int
    rows: int
    salt: bytes
    content: bytes
    path: tuple[merkle.Hash, ...]


def salt_of(secret: bytes, part: int, row: int) -> bytes:
    """Return what stands before the bytes of a row, so that nobody can try out the row beside a proved one."""
    return hmac.new(secret, f"{part}:{row}".encode(), hashlib.sha256).digest()


def tree_of(secret: bytes, part: int, rows: Iterable[bytes]) -> PartTree:
    """Return the tree over ``rows``, the bytes of each row of the part at ``part``."""
    growing = merkle.Growing()
    for row, content in enumerate(rows):
        growing.add(merkle.leaf_hash(salt_of(secret, part, row) + content))
    return PartTree(growing.size, growing.root())


def root_of(roots: Sequence[merkle.Hash]) -> merkle.Hash:
    """Return the root of a batch whose parts have ``roots``."""
    hashes = [merkle.leaf_hash(each) for each in roots]
    return merkle.root(len(hashes), merkle.nodes_of(hashes))


def prove_row(secret: bytes, part: int, rows: Iterable[bytes], row: int, *, name: str, root: merkle.Hash) -> RowProof:
    """Return what proves the row at ``row`` of ``rows``: those of the part at ``part``, called ``name``, with ``root``.

    Raises:
        AuditError: if the rows are not those that the part was made of, or there is no such row.
    """
    hashes: list[merkle.Hash] = []
    wanted: bytes | None = None
    for number, content in enumerate(rows):
        hashes.append(merkle.leaf_hash(salt_of(secret, part, number) + content))
        if number == row:
            wanted = content
    nodes = merkle.nodes_of(hashes)
    if merkle.root(len(hashes), nodes) != root:
        raise AuditError(proofs.other_rows(name))
    if wanted is None:
        raise AuditError(proofs.no_row(name, row))
    path = merkle.inclusion_path(row, len(hashes), nodes)
    return RowProof(part, row, len(hashes), salt_of(secret, part, row), wanted, path)


def proves_row(proof: RowProof, payload: Mapping[str, Any]) -> bool:
    """Return whether ``proof`` leads from the bytes of a row to the root of its part in the record of the batch.

    Raises:
        KeyError, TypeError, ValueError: if ``payload`` is not that of a batch.
    """
    parts, roots = payload["manifest"]["parts"], payload["roots"]
    return (
        0 <= proof.part < len(parts)
        and parts[proof.part]["rows"] == proof.rows
        and proves_inclusion(
            merkle.leaf_hash(proof.salt + proof.content),
            proof.row,
            proof.rows,
            proof.path,
            bytes.fromhex(roots[proof.part]),
        )
    )


def payload_of(manifest: Mapping[str, Any], archive: str, roots: Sequence[merkle.Hash]) -> dict[str, Any]:
    """Return what is recorded about a batch."""
    return {
        "manifest": manifest,
        "pack_archive": archive,
        "roots": [each.hex() for each in roots],
        "root": root_of(roots).hex(),
    }


def manifest_in(record: AuditRecord) -> RunManifest:
    """Return the manifest that the record of a batch holds.

    Raises:
        AuditError: if it is no record of a batch, or contradicts itself.
    """
    payload = record.payload
    if record.kind != "batch" or set(payload) != {"manifest", "pack_archive", "roots", "root"}:
        raise AuditError(proofs.no_batch(record.sequence))
    manifest = manifest_of(payload["manifest"])
    try:
        roots = [bytes.fromhex(each) for each in payload["roots"]]
        agrees = len(roots) == len(manifest.parts) and root_of(roots).hex() == payload["root"]
    except (TypeError, ValueError):
        agrees = False
    if not agrees:
        raise AuditError(proofs.other_root())
    return manifest


def check_batch(record: AuditRecord) -> Sequence[TrailFinding]:
    """Return what is wrong with the record of a batch, looked at alone."""
    try:
        manifest_in(record)
    except AuditError as error:
        return (finding.batch_untrue(record.sequence, error.message),)
    return ()
