"""Checking proofs with nothing but hashes at hand (RFC 9162, sections 2.1.3.2 and 2.1.4.2)."""

from collections.abc import Sequence

from postloan_rules.audit.merkle import Hash, node_hash

_HASH_BYTES = 32


def proves_inclusion(leaf: Hash, index: int, size: int, path: Sequence[Hash], root: Hash) -> bool:
    """Return whether ``path`` proves that the leaf with hash ``leaf`` is at ``index`` in the tree with ``root``."""
    if not 0 <= index < size or not _hashes(leaf, root, *path):
        return False
    place, last, hashed = index, size - 1, leaf
    for each in path:
        if last == 0:
            return False
        if place % 2 == 1 or place == last:
            hashed = node_hash(each, hashed)
            # A node without a sibling on the right is lifted until it is a right child itself.
            while place % 2 == 0 and place != 0:
                place, last = place >> 1, last >> 1
        else:
            hashed = node_hash(hashed, each)
        place, last = place >> 1, last >> 1
    return last == 0 and hashed == root


def proves_consistency(first: int, second: int, old_root: Hash, new_root: Hash, path: Sequence[Hash]) -> bool:
    """Return whether ``path`` proves that the tree of ``second`` leaves begins with the tree of ``first`` leaves.

    Every tree begins with the empty one, whose root needs no proof.
    """
    if not 0 < first <= second or not _hashes(old_root, new_root, *path):
        return False
    if first == second:
        return not path and old_root == new_root
    steps = list(path)
    if first & (first - 1) == 0:
        # The older tree is a full node: its root is the first step, which the proof leaves out.
        steps.insert(0, old_root)
    if not steps:
        return False
    place, last = first - 1, second - 1
    while place % 2 == 1:
        place, last = place >> 1, last >> 1
    old = new = steps[0]
    for each in steps[1:]:
        if last == 0:
            return False
        if place % 2 == 1 or place == last:
            old, new = node_hash(each, old), node_hash(each, new)
            while place % 2 == 0 and place != 0:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, each)
        place, last = place >> 1, last >> 1
    return last == 0 and old == old_root and new == new_root


def _hashes(*values: Hash) -> bool:
    return all(len(each) == _HASH_BYTES for each in values)
