"""The trail keeps everything, once, in order, and notices what was changed."""

import multiprocessing
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from postloan_rules.audit.log import Entry, Log
from postloan_rules.audit.record import START_OF_CHAIN
from postloan_rules.errors import AuditError, IdempotencyConflictError


def _payload(loan: str = "L1", outcome: str = "normal", **more: Any) -> dict[str, Any]:
    return {
        "id": f"id-{loan}",
        "decision": "classification",
        "subject": loan,
        "outcome": outcome,
        "status": "certain",
        "as_of": "2026-11-23",
        "fired": ["CLS-040"],
        **more,
    }


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "trail.db"


@pytest.fixture
def log(path: Path) -> Iterator[Log]:
    with Log.open(f"sqlite:{path}") as opened:
        yield opened


def test_a_record_comes_back_as_it_was_written(log: Log) -> None:
    receipt = log.append(_payload(), key="a")

    record = log.show(receipt.sequence)

    assert (record.payload, record.key, record.digest) == (_payload(), "a", receipt.digest)
    assert receipt.id == "id-L1"


def test_records_form_a_chain_that_starts_at_zero(log: Log) -> None:
    first, second = log.append(_payload("L1"), key="a"), log.append(_payload("L2"), key="b")

    assert log.show(first.sequence).previous == START_OF_CHAIN
    assert log.show(second.sequence).previous == first.digest


def test_the_same_key_with_the_same_payload_gives_the_first_receipt(log: Log) -> None:
    first = log.append(_payload("L1"), key="a")
    log.append(_payload("L2"), key="b")

    assert log.append(dict(reversed(_payload("L1").items())), key="a") == first
    assert len(log) == 2


def test_the_same_key_with_another_payload_is_a_conflict(log: Log) -> None:
    log.append(_payload("L1"), key="a")

    with pytest.raises(IdempotencyConflictError) as caught:
        log.append(_payload("L2"), key="a")

    assert caught.value.key == "a"
    assert len(log) == 1


def test_appending_many_is_all_or_nothing(log: Log) -> None:
    log.append(_payload("L1"), key="a")

    with pytest.raises(IdempotencyConflictError):
        log.append_many([Entry(_payload("L2"), "b"), Entry(_payload("L3"), "a")])

    assert len(log) == 1
    assert len(log.append_many([Entry(_payload("L2"), "b"), Entry(_payload("L2"), "b")])) == 2
    assert len(log) == 2


def test_the_instant_comes_from_the_clock_that_was_given_and_is_not_part_of_the_payload(path: Path) -> None:
    instants = iter([datetime(2026, 11, 23, 8, tzinfo=UTC), datetime(2026, 11, 24, 8, tzinfo=UTC)])
    with Log.open(f"sqlite:{path}", clock=lambda: next(instants)) as log:
        first = log.append(_payload(), key="a")

        assert log.show(first.sequence).recorded_at == "2026-11-23T08:00:00.000000Z"
        assert log.append(_payload(), key="a") == first


def test_an_instant_in_another_zone_is_written_in_utc_and_one_without_zone_refused(path: Path) -> None:
    china = datetime.fromisoformat("2026-11-23T16:00:00+08:00")
    naive = datetime.fromisoformat("2026-11-23T16:00:00")
    instants = iter([china, naive])
    with Log.open(f"sqlite:{path}", clock=lambda: next(instants)) as log:
        assert log.show(log.append(_payload(), key="a").sequence).recorded_at == "2026-11-23T08:00:00.000000Z"

        with pytest.raises(AuditError, match="time zone"):
            log.append(_payload(), key="b")

        assert len(log) == 1


def test_records_are_found_by_subject_rule_outcome_and_day(log: Log) -> None:
    log.append(_payload("L1", as_of="2026-11-22"), key="a")
    log.append(_payload("L2", "loss", fired=["CLS-060", "CLS-060"]), key="b")

    def found(**tests: Any) -> list[int]:
        return [record.sequence for record in log.find(**tests)]

    assert found() == [1, 2]
    assert found(subject="L2") == found(rule="CLS-060") == found(outcome="loss") == [2]
    assert found(decision="classification", until=date(2026, 11, 23)) == [1]
    assert found(since=date(2026, 11, 23)) == [2]
    assert found(subject="L1", outcome="loss") == []


def test_the_text_of_a_pack_is_kept_once_under_its_digest(log: Log) -> None:
    digest = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # of "abc", FIPS 180-4
    log.keep_pack(digest, "abc")
    log.keep_pack(digest, "abc")

    assert log.pack_text(digest) == "abc"
    assert log.pack_text("sha256:0") is None
    with pytest.raises(AuditError, match="digest"):
        log.keep_pack(digest, "abd")


def test_records_survive_closing_and_opening_again(path: Path) -> None:
    with Log.open(f"sqlite:{path}") as log:
        first = log.append(_payload(), key="a")

    with Log.open(f"sqlite:{path}") as log:
        assert log.show(1).digest == first.digest
        assert log.append(_payload("L2"), key="b").sequence == 2
        assert log.verify().holds


def test_an_empty_trail_holds(log: Log) -> None:
    assert log.verify().faults == ()
    assert log.append_many([]) == ()


@pytest.mark.parametrize("address", ["trail.db", "sqlite:", "postgres://x", "sqlite:/no/such/folder/trail.db", ""])
def test_an_address_that_is_not_understood_is_refused(address: str) -> None:
    with pytest.raises(AuditError):
        Log.open(address)


def test_a_folder_a_text_and_a_foreign_database_are_refused_and_left_alone(tmp_path: Path) -> None:
    text, foreign = tmp_path / "notes.txt", tmp_path / "foreign.db"
    text.write_text("not a database, but long enough to have a header of 100 bytes " * 3)
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    before = (text.read_bytes(), foreign.read_bytes())

    for path in (tmp_path, text, foreign):
        with pytest.raises(AuditError):
            Log.open(f"sqlite:{path}")

    assert (text.read_bytes(), foreign.read_bytes()) == before


def test_a_record_that_is_not_there_is_an_error(log: Log) -> None:
    with pytest.raises(AuditError, match="no record 1"):
        log.show(1)


@pytest.mark.parametrize("table", ["fired", "pack", "record"])
def test_a_trail_that_lost_a_table_says_so_to_whoever_asks(path: Path, log: Log, table: str) -> None:
    log.append(_payload(), key="1")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"DROP TABLE {table}")
    asked: dict[str, Callable[[], object]] = {
        "fired": lambda: log.find(rule="X"),
        "pack": lambda: log.pack_text("x"),
        "record": lambda: len(log),
    }

    with pytest.raises(AuditError, match=f"no such table: {table}"):
        asked[table]()


def test_an_empty_key_is_refused(log: Log) -> None:
    with pytest.raises(AuditError, match="key"):
        log.append(_payload(), key="")


_UNLOCK = "DROP TRIGGER record_is_final_1; DROP TRIGGER record_is_final_2;"

ATTACKS = {
    "a record in the middle is deleted": "DELETE FROM record WHERE sequence = 2",
    "a payload is changed": """UPDATE record SET body = CAST(replace(CAST(body AS TEXT), '"outcome":"loss"',
        '"outcome":"good"') AS BLOB) WHERE sequence = 2""",
    "a column is changed": "UPDATE record SET outcome = 'normal' WHERE sequence = 2",
    "a digest is changed": "UPDATE record SET digest = 'sha256:0' WHERE sequence = 3",
    "two bodies are swapped": """UPDATE record SET body = (SELECT body FROM record AS other WHERE other.sequence =
        CASE record.sequence WHEN 1 THEN 2 ELSE 1 END) WHERE sequence < 3""",
    "bytes are garbage": "UPDATE record SET body = x'7b7d' WHERE sequence = 1",
    "an index of rules is changed": "DELETE FROM fired WHERE sequence = 1",
    "a pack is changed": "UPDATE pack SET text = 'abd'",
    "a record is put in front": "UPDATE record SET sequence = sequence + 10",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_was_changed_is_noticed(path: Path, attack: str) -> None:
    with Log.open(f"sqlite:{path}") as log:
        log.append_many([Entry(_payload(f"L{index}", "loss"), f"k{index}") for index in range(4)])
        log.keep_pack("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "abc")
        assert log.verify().holds
    connection = sqlite3.connect(path)
    connection.executescript(_UNLOCK + ATTACKS[attack])
    connection.close()

    with Log.open(f"sqlite:{path}") as log:
        assert not log.verify().holds


@pytest.mark.parametrize("statement", ["UPDATE record SET outcome = 'x'", "DELETE FROM record"])
def test_the_file_itself_refuses_to_change_records(path: Path, log: Log, statement: str) -> None:
    log.append(_payload(), key="a")
    connection = sqlite3.connect(path)

    with pytest.raises(sqlite3.IntegrityError, match=r"never"):
        connection.execute(statement)
    connection.close()


def test_threads_share_one_log(log: Log) -> None:
    def write(name: str) -> None:
        for index in range(20):
            log.append(_payload(f"{name}{index}"), key=f"{name}{index}")

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert log.verify().records == 80
    assert log.verify().holds


def _write_from_a_process(path: str, name: str) -> None:
    with Log.open(f"sqlite:{path}") as log:
        for index in range(10):
            log.append(_payload(f"{name}{index}"), key=f"{name}{index}")
            log.append(_payload(f"shared{index}"), key=f"shared{index}")


def test_processes_that_open_the_same_new_file_at_once_lose_nothing(path: Path) -> None:
    start = multiprocessing.get_context("spawn")
    writers = [start.Process(target=_write_from_a_process, args=(str(path), name)) for name in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)

    with Log.open(f"sqlite:{path}") as log:
        assert [writer.exitcode for writer in writers] == [0, 0]
        assert log.verify().holds
        assert len(log) == 30


def test_a_key_that_comes_twice_in_a_second_of_time_is_one_record(log: Log) -> None:
    receipts = {log.append(_payload(), key="a") for _ in range(3)}

    assert len(receipts) == 1
    assert datetime.now(UTC) - datetime.fromisoformat(log.show(1).recorded_at) < timedelta(minutes=5)
