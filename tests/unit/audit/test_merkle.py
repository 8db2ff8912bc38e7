"""The tree is the one of RFC 9162: known vectors, the definition itself, and proofs that fail when touched."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan_rules.audit import merkle
from postloan_rules.audit.proof import proves_consistency, proves_inclusion

# The leaves and roots of the reference implementation of certificate transparency.
LEAVES = [
    bytes.fromhex(each)
    for each in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def naive_root(leaves: list[bytes]) -> bytes:
    """The definition of the RFC, word by word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + naive_root(leaves[:split]) + naive_root(leaves[split:])).digest()


def nodes_over(leaves: list[bytes]) -> merkle.Nodes:
    return merkle.nodes_of([merkle.leaf_hash(each) for each in leaves])


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert merkle.root(0, nodes_over([])).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_certificate_transparency(size: int) -> None:
    assert merkle.root(size, nodes_over(LEAVES)).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(
    ("index", "size", "path"),
    [
        (0, 1, []),
        (
            0,
            8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            5,
            8,
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
    ],
)
def test_inclusion_paths_are_those_of_certificate_transparency(index: int, size: int, path: list[str]) -> None:
    found = merkle.inclusion_path(index, size, nodes_over(LEAVES))

    assert [each.hex() for each in found] == path


@pytest.mark.parametrize(
    ("first", "second", "path"),
    [
        (1, 1, []),
        (
            1,
            8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            6,
            8,
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
    ],
)
def test_consistency_paths_are_those_of_certificate_transparency(first: int, second: int, path: list[str]) -> None:
    found = merkle.consistency_path(first, second, nodes_over(LEAVES))

    assert [each.hex() for each in found] == path


@pytest.mark.parametrize("size", range(70))
def test_the_root_is_that_of_the_definition_for_every_size(size: int) -> None:
    leaves = [bytes([each]) * (each % 5) for each in range(size)]

    assert merkle.root(size, nodes_over(leaves)) == naive_root(leaves)


def test_every_leaf_of_every_small_tree_is_proved_and_no_other() -> None:
    leaves = [bytes([each]) for each in range(34)]
    hashes = [merkle.leaf_hash(each) for each in leaves]
    nodes = merkle.nodes_of(hashes)
    for size in range(1, 35):
        root = naive_root(leaves[:size])
        for index in range(size):
            path = merkle.inclusion_path(index, size, nodes)
            assert proves_inclusion(hashes[index], index, size, path, root)
            for other in range(size):
                if other != index:
                    assert not proves_inclusion(hashes[other], index, size, path, root)
                    assert not proves_inclusion(hashes[index], other, size, path, root)


def test_every_growth_of_every_small_tree_is_proved_and_no_other() -> None:
    leaves = [bytes([each]) for each in range(20)]
    nodes = nodes_over(leaves)
    roots = [naive_root(leaves[:size]) for size in range(21)]
    for second in range(1, 21):
        for first in range(1, second + 1):
            path = merkle.consistency_path(first, second, nodes)
            assert proves_consistency(first, second, roots[first], roots[second], path)
            for other in range(1, 21):
                if other != first:
                    assert not proves_consistency(first, second, roots[other], roots[second], path)
                    assert other > second or not proves_consistency(other, second, roots[first], roots[second], path)


@given(st.integers(1, 300), st.data())
def test_a_path_with_one_bit_changed_proves_nothing(size: int, data: st.DataObject) -> None:
    hashes = [merkle.leaf_hash(each.to_bytes(2)) for each in range(size)]
    nodes = merkle.nodes_of(hashes)
    index = data.draw(st.integers(0, size - 1))
    root = merkle.root(size, nodes)
    path = merkle.inclusion_path(index, size, nodes)
    whole = bytearray(b"".join([hashes[index], *path, root]))
    bit = data.draw(st.integers(0, len(whole) * 8 - 1))
    whole[bit // 8] ^= 1 << bit % 8
    parts = [bytes(whole[at : at + 32]) for at in range(0, len(whole), 32)]

    assert not proves_inclusion(parts[0], index, size, parts[1:-1], parts[-1])


@given(st.integers(1, 200), st.integers(1, 200), st.data())
def test_a_growth_with_one_bit_changed_proves_nothing(one: int, other: int, data: st.DataObject) -> None:
    first, second = sorted((one, other))
    nodes = nodes_over([each.to_bytes(2) for each in range(second)])
    path = merkle.consistency_path(first, second, nodes)
    whole = bytearray(b"".join([merkle.root(first, nodes), *path, merkle.root(second, nodes)]))
    bit = data.draw(st.integers(0, len(whole) * 8 - 1))
    whole[bit // 8] ^= 1 << bit % 8
    parts = [bytes(whole[at : at + 32]) for at in range(0, len(whole), 32)]

    assert not proves_consistency(first, second, parts[0], parts[-1], parts[1:-1])


@given(st.integers(1, 200))
def test_nodes_completed_leaf_by_leaf_are_the_nodes_of_the_tree(size: int) -> None:
    hashes = [merkle.leaf_hash(each.to_bytes(2)) for each in range(size)]
    kept: dict[tuple[int, int], bytes] = {}
    for index, leaf in enumerate(hashes):
        for level, place, hashed in merkle.completed_by(index, leaf, lambda level, place: kept[level, place]):
            assert (level, place) not in kept
            kept[level, place] = hashed

    assert merkle.root(size, lambda level, place: kept[level, place]) == merkle.root(size, merkle.nodes_of(hashes))


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 3), (3, 3)])
def test_there_is_no_path_to_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="has no leaf"):
        merkle.inclusion_path(index, size, nodes_over(LEAVES))


@pytest.mark.parametrize(("first", "second"), [(0, 3), (4, 3), (-1, 2)])
def test_no_proof_leads_back(first: int, second: int) -> None:
    with pytest.raises(ValueError, match="no proof leads"):
        merkle.consistency_path(first, second, nodes_over(LEAVES))
