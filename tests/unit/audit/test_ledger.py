"""A ledger takes records in one order, each key once, and proves what it holds: in either database."""

import threading
from datetime import datetime
from typing import Any

import pytest

from postloan_rules import AuditError, IdempotencyConflictError
from postloan_rules.audit import merkle
from postloan_rules.audit.checkpoint import Checkpoint, is_signed, read_checkpoint, sign
from postloan_rules.audit.entry import Entry, State
from postloan_rules.audit.leaf import START, leaf_of, record_of
from postloan_rules.audit.proof import proves_consistency, proves_inclusion
from postloan_rules.audit.signing import holds, new_signing_key
from postloan_rules.audit.sqlite_file import SqliteFile
from tests.unit.audit.conftest import Store

KEY, _ = new_signing_key("bank")


def entry(number: int, **more: Any) -> Entry:
    return Entry({"number": number}, f"key {number}", **more)


# Records


def test_records_are_numbered_from_zero_and_each_names_the_hash_before(store: Store) -> None:
    ledger = store.ledger()
    receipts = ledger.append_many([entry(1), entry(2), entry(3)])
    found = [ledger.show(each.sequence) for each in receipts]

    assert [each.sequence for each in receipts] == [0, 1, 2]
    assert [each.record.previous for each in found] == [START, receipts[0].hash, receipts[1].hash]
    assert [merkle.leaf_hash(each.leaf).hex() for each in found] == [each.hash for each in receipts]


def test_a_record_comes_back_as_it_was_written(store: Store) -> None:
    ledger = store.ledger()
    ledger.append(Entry({"text": "逾期", "list": [1, None, True]}, "钥匙", "note", ("b", "a")))
    record = ledger.show(0).record

    assert record.payload == {"text": "逾期", "list": [1, None, True]}
    assert (record.key, record.kind, record.subjects) == ("钥匙", "note", ("a", "b"))
    assert record.recorded_at == "2026-11-25T08:00:00.000000Z"
    assert record_of(leaf_of(record)) == record


def test_what_was_written_is_there_for_who_opens_the_ledger_again(store: Store) -> None:
    first = store.ledger(name="bank")
    receipt = first.append(entry(1))
    again = store.ledger(name="another name")

    assert again.name == "bank"
    assert again.append(entry(1)) == receipt
    assert again.pseudonym("loan", "L1") == first.pseudonym("loan", "L1")


@pytest.mark.parametrize("payload", [{"x": 1.5}, {"x": 2**60}, {"x": object()}, {1: "x"}])
def test_what_has_no_one_form_is_refused_and_spoils_nothing(store: Store, payload: Any) -> None:
    ledger = store.ledger()
    with pytest.raises(AuditError):
        ledger.append_many([entry(1), Entry(payload, "bad")])

    assert len(ledger) == 0


@pytest.mark.parametrize("key", ["", "x" * 501])
def test_a_key_is_neither_empty_nor_endless(store: Store, key: str) -> None:
    with pytest.raises(AuditError, match="the key of a record"):
        store.ledger().append(Entry({}, key))


@pytest.mark.parametrize("name", ["", "a\nb", "a" * 201, "a\u2028b", "\x00"])
def test_the_name_of_a_ledger_is_a_line_of_its_checkpoints(store: Store, name: str) -> None:
    with pytest.raises(AuditError, match="one line of printable text"):
        store.ledger(name=name)


def test_there_is_no_record_that_was_not_written(store: Store) -> None:
    with pytest.raises(AuditError, match="no record 0"):
        store.ledger().show(0)


def test_a_clock_without_a_time_zone_is_refused(store: Store) -> None:
    naive = datetime(2026, 11, 25, 8)  # noqa: DTZ001 - that is what is refused
    ledger = store.ledger(clock=lambda: naive)

    with pytest.raises(AuditError, match="time zone"):
        ledger.append(entry(1))
    assert len(ledger) == 0


def test_a_clock_that_goes_back_changes_no_order(store: Store) -> None:
    ledger = store.ledger()
    ledger.append(entry(1))
    late = store.ledger(clock=lambda: datetime.fromisoformat("2020-01-01T00:00:00+00:00"))
    late.append(entry(2))

    assert [ledger.show(each).record.payload["number"] for each in (0, 1)] == [1, 2]
    assert ledger.show(1).record.previous == merkle.leaf_hash(ledger.show(0).leaf).hex()


# Keys


def test_the_same_key_with_the_same_content_is_the_first_record(store: Store) -> None:
    ledger = store.ledger()
    first = ledger.append(entry(1))

    assert ledger.append(entry(1)) == first
    assert ledger.append_many([entry(1), entry(2), entry(1)])[::2] == (first, first)
    assert len(ledger) == 2


@pytest.mark.parametrize(
    "other", [Entry({"number": 2}, "key 1"), Entry({"number": 1}, "key 1", "note"), Entry({"number": "1"}, "key 1")]
)
def test_the_same_key_with_other_content_is_a_conflict(store: Store, other: Entry) -> None:
    ledger = store.ledger()
    ledger.append(entry(1))

    with pytest.raises(IdempotencyConflictError) as caught:
        ledger.append_many([entry(2), other])
    assert caught.value.key == "key 1"
    assert len(ledger) == 1


def test_two_contents_under_one_key_in_one_call_are_a_conflict(store: Store) -> None:
    ledger = store.ledger()
    with pytest.raises(IdempotencyConflictError):
        ledger.append_many([entry(1), Entry({"number": 2}, "key 1")])

    assert len(ledger) == 0


def test_a_conflict_of_one_does_not_hold_up_others(store: Store) -> None:
    ledger = store.ledger()
    ledger.append(entry(0))
    errors: list[BaseException] = []

    def write(number: int) -> None:
        try:
            ledger.append(Entry({"number": number}, f"key {number % 8}"))
        except IdempotencyConflictError as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(16)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert len(ledger) == 8
    assert len(errors) == 8


# TrailFinding


def test_records_are_found_by_terms_and_by_the_order_of_a_term(store: Store) -> None:
    ledger = store.ledger()
    for number, day in enumerate(("2026-01-31", "2026-02-28", "2026-03-31")):
        rule = "A" if number != 1 else "B"
        ledger.append(entry(number, subjects=("who",), terms=(("rule", rule), ("as_of", day))))

    def numbers(*args: Any, **more: Any) -> list[int]:
        return [each.record.payload["number"] for each in ledger.find(*args, **more)]

    assert numbers([("rule", "A")]) == [0, 2]
    assert numbers([("rule", "A")], since=("as_of", "2026-02-01")) == [2]
    assert numbers([("subject", "who")], until=("as_of", "2026-03-31")) == [0, 1]
    assert numbers([("rule", "' OR 1=1 --")]) == []


def test_the_text_of_a_pack_is_kept_once_under_its_digest(store: Store) -> None:
    ledger = store.ledger()
    digest = "sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"  # of `foo`
    ledger.keep_pack(digest, "foo")
    ledger.keep_pack(digest, "foo")

    assert ledger.pack_text(digest) == "foo"
    with pytest.raises(AuditError):
        ledger.keep_pack(digest, "bar")


# Proofs


def test_every_record_is_proved_under_a_checkpoint_by_its_bytes_and_a_path(store: Store) -> None:
    ledger = store.ledger()
    ledger.append_many([entry(number) for number in range(11)])
    note = ledger.checkpoint(KEY)

    for sequence in range(11):
        proof = ledger.inclusion(sequence, note)
        leaf = merkle.leaf_hash(proof.leaf)
        assert len(proof.path) <= 4
        assert proves_inclusion(leaf, sequence, 11, proof.path, note.checkpoint.root)
    with pytest.raises(AuditError, match="came after"):
        ledger.inclusion(11, note)


def test_each_state_of_a_ledger_begins_with_every_earlier_one(store: Store) -> None:
    ledger = store.ledger()
    notes = []
    for number in range(6):
        ledger.append(entry(number))
        notes.append(ledger.checkpoint(KEY).checkpoint)

    for old in notes:
        for new in notes:
            if old.size <= new.size:
                path = ledger.consistency(old.size, new.size)
                assert proves_consistency(old.size, new.size, old.root, new.root, path)


def test_a_checkpoint_is_signed_kept_and_written_into_the_ledger(store: Store) -> None:
    ledger = store.ledger()
    ledger.append(entry(1))
    note = ledger.checkpoint(KEY)

    assert note.checkpoint == Checkpoint("postloan", 1, ledger.root(1))
    assert is_signed(note, KEY.public, lambda text, made: holds(KEY.public, text, made))
    assert ledger.checkpoints() == (note,)
    assert ledger.show(1).record.payload == {"note": note.note}
    assert read_checkpoint(note.note) == note


def test_a_record_says_how_far_it_has_come(store: Store) -> None:
    ledger = store.ledger()
    ledger.append(entry(1))
    assert ledger.state_of(0) is State.DURABLE
    note = ledger.checkpoint(KEY)
    assert (ledger.state_of(0), ledger.state_of(1)) == (State.INCLUDED, State.DURABLE)
    witness, _ = new_signing_key("witness")
    both = type(note)(
        note.checkpoint, (*note.signatures, *sign(note.checkpoint, witness.public, witness.sign).signatures)
    )
    ledger.add_signatures(both)

    def anchored(each: Any) -> bool:
        return is_signed(each, witness.public, lambda text, made: holds(witness.public, text, made))

    assert ledger.state_of(0, anchored) is State.ANCHORED
    assert ledger.state_of(1, anchored) is State.DURABLE


@pytest.mark.parametrize("other", [Checkpoint("other", 1, bytes(32)), Checkpoint("postloan", 1, bytes(32))])
def test_a_checkpoint_of_another_ledger_or_history_is_not_kept(store: Store, other: Checkpoint) -> None:
    ledger = store.ledger()
    ledger.append(entry(1))

    with pytest.raises(AuditError, match="not one of this ledger"):
        ledger.add_signatures(sign(other, KEY.public, KEY.sign))


# Several writers


def test_threads_share_one_ledger_in_an_order_that_their_answers_agree_with(store: Store) -> None:
    ledger = store.ledger()
    answered: list[int] = []
    before: dict[int, int] = {}
    guard = threading.Lock()

    def write(number: int) -> None:
        with guard:
            before[number] = max(answered, default=-1)
        sequence = ledger.append(entry(number)).sequence
        with guard:
            answered.append(sequence)
        # Whoever was answered before this one began stands before it.
        assert sequence > before[number]

    threads = [threading.Thread(target=write, args=(number,)) for number in range(24)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert sorted(answered) == list(range(24))


def test_two_connections_write_one_history(store: Store) -> None:
    one, other = store.ledger(), store.ledger()
    ledgers = [one, other]

    def write(start: int) -> None:
        for number in range(start, start + 20):
            ledgers[number % 2].append(entry(number))

    threads = [threading.Thread(target=write, args=(start,)) for start in (0, 10)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert len(one) == 30
    leaves = list(one.snapshot().leaves())
    assert [record_of(each).previous for each in leaves[1:]] == [merkle.leaf_hash(each).hex() for each in leaves[:-1]]
    assert one.root(30) == merkle.root(30, merkle.nodes_of([merkle.leaf_hash(each) for each in leaves]))


@pytest.mark.parametrize("table", ["leaf", "node", "term", "pack", "envelope", "checkpoint"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET {column} = {column}"])
def test_the_database_itself_refuses_to_change_what_it_holds(store: Store, table: str, change: str) -> None:
    ledger = store.ledger()
    who = ledger.pseudonym("borrower", "B1")
    ledger.append(Entry({"name": "甲"}, "k", personal={"/name": (who,)}, terms=(("rule", "A"),)))
    ledger.append(entry(2))
    ledger.keep_pack("sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae", "foo")
    ledger.checkpoint(KEY)
    column = {"node": "hash", "term": "value", "pack": "text", "envelope": "salt", "checkpoint": "note"}.get(
        table, "body"
    )

    database = store.database()
    try:
        with pytest.raises(AuditError, match="never changes"), database.writing() as cursor:
            cursor.run(change.format(table, column=column))
    finally:
        database.close()


def test_a_ledger_of_an_earlier_layout_becomes_one_of_ours_and_says_the_same(store: Store) -> None:
    ledger = store.ledger()
    for number in range(3):
        ledger.append(entry(number))
    note = ledger.checkpoint(KEY)
    ledger.close()
    database = store.database()
    with database.writing() as cursor:
        cursor.run("DROP INDEX leaf_of_kind")
        if isinstance(database, SqliteFile):
            cursor.run("PRAGMA user_version = 2")
        else:
            cursor.run("UPDATE setting SET value = '2' WHERE name = 'layout'")
    database.close()

    again, other = store.ledger(), store.ledger()
    assert again.root(3) == note.checkpoint.root
    assert [each.record.sequence for each in again.find(kind="checkpoint")] == [3]
    assert (other.append(entry(4)).sequence, len(again)) == (4, 5)
    # Once it is ours, nothing is left to do.
    store.ledger()
