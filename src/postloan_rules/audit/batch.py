"""Many rows under one root: each part of a batch is a tree, and the roots of the parts are the leaves of the batch."""

import hashlib
from collections.abc import Iterable, Sequence

from postloan_rules.audit import merkle
from postloan_rules.audit.proof import proves_inclusion
from postloan_rules.errors import AuditError
from postloan_rules.light import dataclass
from postloan_rules.text.catalogue import proofs


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a batch: its name, the digest of its bytes, the number of its rows and the root over them."""

    name: str
    digest: str
    rows: int
    root: merkle.Hash


@dataclass(frozen=True, slots=True)
class RowProof:
    """What proves one row of a batch: its place, and the paths to the root of its part and to that of the batch."""

    part: int
    parts: int
    row: int
    rows: int
    in_part: tuple[merkle.Hash, ...]
    in_batch: tuple[merkle.Hash, ...]


def part_of(name: str, rows: Iterable[bytes]) -> Part:
    """Return the part that ``rows`` (the bytes of each, in order, without the ends of lines) make.

    The digest is that of the rows with an end of line after each, which is the file itself where it is JSON lines.
    """
    digest = hashlib.sha256()
    hashes: list[merkle.Hash] = []
    for row in rows:
        digest.update(row + b"\n")
        hashes.append(merkle.leaf_hash(row))
    root = merkle.root(len(hashes), merkle.nodes_of(hashes))
    return Part(name, "sha256:" + digest.hexdigest(), len(hashes), root)


def root_of(parts: Sequence[Part]) -> merkle.Hash:
    """Return the root of a batch."""
    hashes = [merkle.leaf_hash(each.root) for each in parts]
    return merkle.root(len(hashes), merkle.nodes_of(hashes))


def prove_row(parts: Sequence[Part], part: int, rows: Iterable[bytes], row: int) -> RowProof:
    """Return what proves the row at ``row`` of ``rows``, which are those of the part at ``part``.

    Raises:
        AuditError: if the rows are not those that the part was made of, or there is no such row.
    """
    hashes = [merkle.leaf_hash(each) for each in rows]
    nodes = merkle.nodes_of(hashes)
    if merkle.root(len(hashes), nodes) != parts[part].root:
        raise AuditError(proofs.other_rows(parts[part].name))
    if not 0 <= row < len(hashes):
        raise AuditError(proofs.no_row(parts[part].name, row))
    tops = merkle.nodes_of([merkle.leaf_hash(each.root) for each in parts])
    return RowProof(
        part,
        len(parts),
        row,
        len(hashes),
        merkle.inclusion_path(row, len(hashes), nodes),
        merkle.inclusion_path(part, len(parts), tops),
    )


def proves_row(content: bytes, proof: RowProof, part_root: merkle.Hash, root: merkle.Hash) -> bool:
    """Return whether ``proof`` leads from the bytes of a row to the root of the batch."""
    return proves_inclusion(
        merkle.leaf_hash(content), proof.row, proof.rows, proof.in_part, part_root
    ) and proves_inclusion(merkle.leaf_hash(part_root), proof.part, proof.parts, proof.in_batch, root)
