"""Personal values are sealed, open at their place alone, and are gone when a key of a party is destroyed."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan_rules import AuditError, IdempotencyConflictError
from postloan_rules.audit.entry import Entry
from postloan_rules.audit.ledger import Ledger
from postloan_rules.audit.opening import SHREDDED
from postloan_rules.audit.sqlite_file import SqliteFile
from postloan_rules.audit.vault import commitment_to, new_key, open_envelope, seal
from tests.unit.audit.conftest import Store

PLACE = ("bank", "key", "/name")
KEYS = {"a": bytes(range(32)), "b": bytes(range(32, 64))}
NAME = "欧阳修-110101199003074233"


def test_a_sealed_value_opens_with_the_keys_of_all_its_parties() -> None:
    envelope = seal({"name": NAME}, PLACE, KEYS)

    assert open_envelope(envelope, PLACE, KEYS) == f'{{"name":"{NAME}"}}'.encode()
    assert envelope.commitment == commitment_to(envelope.salt, envelope.nonce, envelope.ciphertext)


@pytest.mark.parametrize("left", [{}, {"a": KEYS["a"]}, {"b": KEYS["b"]}])
def test_without_the_key_of_one_party_it_is_shredded(left: dict[str, bytes]) -> None:
    assert open_envelope(seal(NAME, PLACE, KEYS), PLACE, left) is None


@pytest.mark.parametrize("place", [("other", "key", "/name"), ("bank", "other", "/name"), ("bank", "key", "/other")])
def test_it_opens_nowhere_else(place: tuple[str, str, str]) -> None:
    with pytest.raises(AuditError, match="does not open"):
        open_envelope(seal(NAME, PLACE, KEYS), place, KEYS)


@given(st.integers(0, 10_000))
def test_one_changed_bit_keeps_it_shut(bit: int) -> None:
    envelope = seal(NAME, PLACE, KEYS)
    content = bytearray(envelope.nonce + envelope.ciphertext)
    content[bit // 8 % len(content)] ^= 1 << bit % 8
    changed = type(envelope)(
        envelope.commitment, envelope.salt, bytes(content[:12]), bytes(content[12:]), envelope.parties
    )

    with pytest.raises(AuditError, match="does not open"):
        open_envelope(changed, PLACE, KEYS)


def test_the_same_value_sealed_twice_shows_no_likeness() -> None:
    one, other = seal(NAME, PLACE, KEYS), seal(NAME, PLACE, KEYS)

    assert one.commitment != other.commitment
    assert one.ciphertext != other.ciphertext


def test_keys_are_random() -> None:
    assert len({new_key() for _ in range(100)}) == 100


# In a ledger


def _sealed(ledger: Any) -> tuple[str, Entry]:
    who, surety = ledger.pseudonym("borrower", "B1"), ledger.pseudonym("guarantor", "G1")
    payload = {"public": "substandard", "name": NAME, "list": [{"both": f"{NAME} 与保证人"}]}
    return who, Entry(payload, "k", subjects=(who,), personal={"/name": (who,), "/list/0/both": (who, surety)})


def test_a_leaf_holds_a_commitment_and_the_ledger_opens_it(store: Store) -> None:
    ledger = store.ledger()
    _, entry = _sealed(ledger)
    ledger.append(entry)
    found = ledger.show(0)

    assert NAME.encode() not in found.leaf
    assert found.record.payload["public"] == "substandard"
    assert ledger.opened(found) == (entry.payload, 0)


def test_sealed_records_keep_to_their_key(store: Store) -> None:
    ledger = store.ledger()
    who, entry = _sealed(ledger)
    first = ledger.append(entry)

    assert ledger.append(entry) == first
    with pytest.raises(IdempotencyConflictError):
        ledger.append(Entry({**entry.payload, "name": "别人"}, "k", subjects=(who,), personal=entry.personal))


def test_destroying_a_key_shreds_what_it_sealed_and_moves_no_hash(store: Store) -> None:
    ledger = store.ledger()
    who, entry = _sealed(ledger)
    receipt = ledger.append(entry)
    root = ledger.root(1)
    erased = ledger.destroy_keys(who, {"basis": "PIPL-47"}, key="erasure 1")

    assert ledger.opened(ledger.show(0)) == (
        {"public": "substandard", "name": SHREDDED, "list": [{"both": SHREDDED}]},
        2,
    )
    assert (ledger.root(1), ledger.append(Entry({}, "later")).sequence) == (root, 2)
    assert receipt.hash == ledger.show(1).record.previous
    assert ledger.show(erased.sequence).record.payload == {
        "basis": "PIPL-47",
        "subject": who,
        "keys_destroyed": 1,
        "records": 1,
    }


def test_destroying_the_key_of_the_surety_leaves_what_is_about_the_borrower_alone(store: Store) -> None:
    ledger = store.ledger()
    _, entry = _sealed(ledger)
    ledger.append(entry)
    ledger.destroy_keys(ledger.pseudonym("guarantor", "G1"), {}, key="erasure 1")
    payload, shredded = ledger.opened(ledger.show(0))

    assert (payload["name"], payload["list"], shredded) == (NAME, [{"both": SHREDDED}], 1)


def test_a_legal_hold_keeps_the_keys(store: Store) -> None:
    ledger = store.ledger()
    who, entry = _sealed(ledger)
    ledger.append(entry)
    ledger.hold(who, "lawsuit 2026-17")

    with pytest.raises(AuditError, match="legal hold"):
        ledger.destroy_keys(who, {}, key="erasure 1")
    assert ledger.opened(ledger.show(0)) == (entry.payload, 0)
    assert len(ledger) == 1

    ledger.lift_hold(who, "lawsuit 2026-17")
    ledger.destroy_keys(who, {}, key="erasure 1")
    assert ledger.opened(ledger.show(0))[1] == 2


def test_after_an_erasure_neither_name_nor_key_is_in_any_file(tmp_path: Path) -> None:
    keys = iter([bytes([number]) * 32 for number in range(1, 200)])
    made: list[bytes] = []

    def random(size: int) -> bytes:
        made.append(next(keys)[:size])
        return made[-1]

    ledger = Ledger(SqliteFile(tmp_path / "ledger.db"), random=random)
    who, entry = _sealed(ledger)
    ledger.append(entry)
    with ledger._database.reading() as cursor:
        ((key,),) = cursor.rows("SELECT key FROM data_key WHERE party = ?", (who,))
    assert any(bytes(key) in path.read_bytes() for path in tmp_path.iterdir())
    ledger.destroy_keys(who, {}, key="erasure 1")

    for path in tmp_path.iterdir():
        content = path.read_bytes()
        assert NAME.encode() not in content, path.name
        assert bytes(key) not in content, path.name
    ledger.close()
