"""The Merkle tree of RFC 9162, section 2.1: hashes of leaves and nodes, roots, and the paths that proofs are made of.

A tree of ``size`` leaves is read through a function that gives the hash of a *full* node: level 0 holds the leaves, and
the node ``(level, index)`` stands over the leaves from ``index << level`` up to but without ``(index + 1) << level``.
Full nodes never change once all their leaves are there, so that a store keeps them and every tree of an earlier size
can be read out of the same nodes.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Final

Hash = bytes
"""A SHA-256 of 32 bytes."""
Nodes = Callable[[int, int], Hash]
"""Gives the full node at a level and an index."""

EMPTY_ROOT: Final = hashlib.sha256().digest()
"""The root of a tree without leaves."""
_LEAF: Final = b"\x00"
_NODE: Final = b"\x01"


def leaf_hash(leaf: bytes) -> Hash:
    """Return the hash of a leaf: the prefix keeps it apart from every hash of a node."""
    return hashlib.sha256(_LEAF + leaf).digest()


def node_hash(left: Hash, right: Hash) -> Hash:
    """Return the hash of the node over two others."""
    return hashlib.sha256(_NODE + left + right).digest()


def completed_by(index: int, leaf: Hash, nodes: Nodes) -> Iterator[tuple[int, int, Hash]]:
    """Yield the full nodes (level, index, hash) that the leaf at ``index`` completes, the leaf itself first."""
    level, place, hashed = 0, index, leaf
    yield level, place, hashed
    while place % 2 == 1:
        hashed = node_hash(nodes(level, place - 1), hashed)
        level, place = level + 1, place // 2
        yield level, place, hashed


def root(size: int, nodes: Nodes) -> Hash:
    """Return the root of the tree of the first ``size`` leaves."""
    return EMPTY_ROOT if size == 0 else _subtree(0, size, nodes)


def inclusion_path(index: int, size: int, nodes: Nodes) -> tuple[Hash, ...]:
    """Return the audit path of the leaf at ``index`` in the tree of ``size`` leaves, from the leaf up.

    Raises:
        ValueError: if there is no such leaf in that tree.
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    return tuple(_path(index, 0, size, nodes))


def consistency_path(first: int, second: int, nodes: Nodes) -> tuple[Hash, ...]:
    """Return what proves that the tree of ``second`` leaves starts with the tree of ``first`` leaves.

    Raises:
        ValueError: if ``first`` is not from 1 to ``second``.
    """
    if not 0 < first <= second:
        raise ValueError(f"no proof leads from a tree of {first} leaves to one of {second}")
    return () if first == second else tuple(_growth(first, 0, second, nodes, whole=True))


def nodes_of(leaves: Sequence[Hash]) -> Nodes:
    """Return the nodes over ``leaves``: the hashes of all that there will be. Levels are computed when asked for."""
    levels: list[Sequence[Hash]] = [leaves]

    def node(level: int, index: int) -> Hash:
        while len(levels) <= level:
            below = levels[-1]
            levels.append([node_hash(*below[start : start + 2]) for start in range(0, len(below) - 1, 2)])
        return levels[level][index]

    return node


class Growing:
    """A tree of which only the root is wanted: it keeps a hash for each full subtree, and no leaf."""

    def __init__(self) -> None:
        self.size = 0
        self._full: list[Hash] = []

    def add(self, leaf: Hash) -> None:
        """Add the hash of the next leaf."""
        hashed, rest = leaf, self.size
        while rest % 2 == 1:
            hashed = node_hash(self._full.pop(), hashed)
            rest //= 2
        self._full.append(hashed)
        self.size += 1

    def root(self) -> Hash:
        """Return the root over all leaves so far."""
        if not self._full:
            return EMPTY_ROOT
        *rest, hashed = self._full
        for each in reversed(rest):
            hashed = node_hash(each, hashed)
        return hashed


def _subtree(start: int, end: int, nodes: Nodes) -> Hash:
    """Return the hash over the leaves from ``start``; it starts where a full node of that size could."""
    width = end - start
    if width & (width - 1) == 0:
        level = width.bit_length() - 1
        return nodes(level, start >> level)
    middle = start + _split(width)
    return node_hash(_subtree(start, middle, nodes), _subtree(middle, end, nodes))


def _path(index: int, start: int, end: int, nodes: Nodes) -> Iterator[Hash]:
    if end - start == 1:
        return
    middle = start + _split(end - start)
    if index < middle:
        yield from _path(index, start, middle, nodes)
        yield _subtree(middle, end, nodes)
    else:
        yield from _path(index, middle, end, nodes)
        yield _subtree(start, middle, nodes)


def _growth(first: int, start: int, end: int, nodes: Nodes, *, whole: bool) -> Iterator[Hash]:
    """Yield the proof of the RFC; ``whole`` while the older tree is the whole left part, whose root the reader has."""
    if first == end:
        if not whole:
            yield _subtree(start, end, nodes)
        return
    middle = start + _split(end - start)
    if first <= middle:
        yield from _growth(first, start, middle, nodes, whole=whole)
        yield _subtree(middle, end, nodes)
    else:
        yield from _growth(first, middle, end, nodes, whole=False)
        yield _subtree(start, middle, nodes)


def _split(width: int) -> int:
    """Return the largest power of two below ``width``, which is at least 2."""
    return 1 << ((width - 1).bit_length() - 1)
