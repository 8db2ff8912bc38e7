"""When the ledger refuses: nothing is acted upon, or what was decided waits in a file and is written down once."""

import stat
import threading
from pathlib import Path

import pytest

from postloan_rules import AuditError, AuditLog, Decision
from postloan_rules.audit.entry import Entry
from postloan_rules.audit.file_lock import locked
from postloan_rules.audit.spool import Spool
from tests.fault.program import Program
from tests.unit.engine.demo_pack import engine, record
from tests.unit.trail.trails import moody, opened, override

SPOOL = "trail.spool"


def decided(number: int) -> Decision:
    return engine().decide("floor_class", record(id=f"L{number}", days_past_due=91))


def in_bad_times(log: AuditLog, *numbers: int) -> None:
    for each in numbers:
        assert log.append(decided(each)).sequence == -1


def test_by_default_what_cannot_be_written_down_is_an_error(tmp_path: Path) -> None:
    log, database = moody(tmp_path, spooling=False)
    log.append(decided(1))
    database.refuses = True
    with pytest.raises(AuditError, match="the disk is full"):
        log.append(decided(2))

    assert len(log) == 1


def test_a_spool_has_a_file(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="name the file of the spool"):
        opened(tmp_path, on_failure="spool")


def test_what_the_ledger_refuses_waits_and_is_written_down_once_in_its_order(tmp_path: Path) -> None:
    log, database = moody(tmp_path)
    log.append(decided(1))
    database.refuses = True
    in_bad_times(log, 2, 3)
    assert len(log) == 1
    database.refuses = False

    assert log.replay_spool() == 2
    assert log.replay_spool() == 0
    assert [each.sequence for number in (1, 2, 3) for each in log.find(subject=f"L{number}")] == [0, 1, 2]
    assert not (tmp_path / SPOOL).exists()
    assert log.verify().holds


def test_what_was_decided_by_a_pack_that_the_ledger_has_never_seen_waits_as_well(tmp_path: Path) -> None:
    log, database = moody(tmp_path)
    database.refuses = True
    in_bad_times(log, 1)
    database.refuses = False
    log.replay_spool()

    assert log.verify().holds


def test_a_spool_is_written_down_only_when_the_ledger_takes_it(tmp_path: Path) -> None:
    log, database = moody(tmp_path)
    database.refuses = True
    in_bad_times(log, 1)
    with pytest.raises(AuditError, match="the disk is full"):
        log.replay_spool()
    assert (tmp_path / SPOOL).exists()
    database.refuses = False

    assert log.replay_spool() == 2  # a pack, and the decision


def test_what_was_decided_while_nobody_could_look_for_overrides_says_so(tmp_path: Path) -> None:
    log, database = moody(tmp_path)
    log.override(decided(1), override("doubtful"))
    database.is_gone = True
    in_bad_times(log, 1)
    database.is_gone = False
    log.replay_spool()

    payload = log.show(1).payload
    assert (payload.get("overrides_unread"), payload.get("overridden")) == (True, None)
    assert log.append(decided(1)).sequence == 1
    assert log.verify().holds


def test_what_was_written_down_before_a_crash_is_not_written_twice(tmp_path: Path) -> None:
    log, database = moody(tmp_path)
    log.append(decided(0))
    database.refuses = True
    in_bad_times(log, 1, 2)
    kept = (tmp_path / SPOOL).read_bytes()
    database.refuses = False
    log.replay_spool()
    # The program died before the file was emptied.
    (tmp_path / SPOOL).write_bytes(kept)

    assert log.replay_spool() == 2
    assert len(log) == 3


def test_only_its_owner_reads_a_spool(tmp_path: Path) -> None:
    Spool(tmp_path / SPOOL).add([Entry({"a": 1}, "k")])

    assert stat.S_IMODE((tmp_path / SPOOL).stat().st_mode) == 0o600


def test_a_line_that_was_never_finished_was_never_acknowledged(tmp_path: Path) -> None:
    spool = Spool(tmp_path / SPOOL)
    spool.add([Entry({"a": 1}, "k")])
    whole = (tmp_path / SPOOL).read_bytes()
    for length in range(1, len(whole)):
        (tmp_path / SPOOL).write_bytes(whole + whole[:length])
        assert [[each.key for each in group] for group in spool.groups()] == [["k"]]
        spool.add([Entry({"b": 2}, "l")])
        assert [[each.key for each in group] for group in spool.groups()][-1] == ["l"]


def test_a_line_that_was_changed_is_told_and_not_written_down(tmp_path: Path) -> None:
    spool = Spool(tmp_path / SPOOL)
    spool.add([Entry({"amount": 1}, "k")])
    path = tmp_path / SPOOL
    path.write_bytes(path.read_bytes().replace(b"amount", b"amoumt"))

    with pytest.raises(AuditError, match=r"line 1 of the spool .* was changed"):
        spool.replay(lambda group: None)
    assert path.exists()


def test_what_was_acknowledged_under_a_key_that_stands_for_something_else_is_kept_beside_it(tmp_path: Path) -> None:
    log, database = moody(tmp_path)
    log.append(decided(1), key="request 1")
    database.refuses = True
    log.append(decided(2), key="request 1")
    database.refuses = False
    log.replay_spool()

    assert [log.show(each).key for each in range(2)] == ["request 1", "request 1#conflict"]
    assert [each.record.sequence for each in log.ledger.find([("conflict", "request 1")])] == [1]


def test_entries_come_back_from_a_spool_as_they_were(tmp_path: Path) -> None:
    entry = Entry({"说": ["甲", 1, None]}, "钥", "note", ("s",), (("a", "b"),), {"/说/0": ("p",)})
    spool = Spool(tmp_path / SPOOL)
    spool.add([entry, entry])

    assert list(spool.groups()) == [(entry, entry)]


def test_nothing_of_a_spool_stays_on_the_disk(tmp_path: Path) -> None:
    Spool(tmp_path / SPOOL).add([Entry({"name": "张三"}, "k")])
    other = tmp_path / "linked"
    other.hardlink_to(tmp_path / SPOOL)
    Spool(tmp_path / SPOOL).replay(lambda group: None)

    assert other.read_bytes().strip() == b""


def test_what_one_program_adds_while_another_writes_the_spool_down_is_neither_lost_nor_doubled(tmp_path: Path) -> None:
    path = tmp_path / SPOOL
    keys = [f"k{number}" for number in range(150)]
    written: list[str] = []
    with Program() as program:
        program.say(f"spool {path} {' '.join(keys)}")
        said = threading.Thread(target=lambda: [program.hear() for _ in keys])
        said.start()
        while said.is_alive():
            Spool(path).replay(lambda group: written.extend(each.key for each in group))
        said.join()
    Spool(path).replay(lambda group: written.extend(each.key for each in group))

    assert written == keys


def test_who_cannot_have_a_spool_says_so(tmp_path: Path) -> None:
    path = tmp_path / SPOOL
    with locked(Path(f"{path}.lock"), seconds=1) as got:
        assert got
        with pytest.raises(AuditError, match=r"another program has held the spool .* for 0\.05 seconds"):
            Spool(path, wait_seconds=0.05).add([Entry({}, "k")])
    Spool(path, wait_seconds=0.05).add([Entry({}, "k")])


def test_nobody_is_forgotten_while_records_about_them_wait(tmp_path: Path) -> None:
    log, database = moody(tmp_path)
    log.append(decided(0))
    database.refuses = True
    in_bad_times(log, 1)
    database.refuses = False
    receipt = log.erase("borrower", "B1", basis="PIPL-47", requested_on=record().as_of)

    assert receipt.sequence == 2
