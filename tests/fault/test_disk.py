"""A disk that is full, a file or folder that cannot be written, and a spool beside them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from postloan_rules import AuditError
from postloan_rules.audit.entry import Entry
from postloan_rules.audit.ledger import Ledger
from postloan_rules.audit.spool import Spool
from postloan_rules.audit.sqlite_file import SqliteFile
from tests.fault.extent import extent
from tests.fault.program import ROOT, Program, keys_in

NOBODY = 65534


@pytest.mark.parametrize("room", range(0, 60_000, extent(29_000, 3_000)))
def test_where_files_cannot_grow_what_was_acknowledged_is_there(tmp_path: Path, room: int) -> None:
    path = tmp_path / "ledger.db"
    with Program() as program:
        assert program.ask(f"append sqlite:{path} first").startswith("ok")
        assert program.ask(f"limit {path.stat().st_size + room}") == "ok"
        acknowledged = ["first"]
        for number in range(400):
            answer = program.ask(f"append sqlite:{path} {number}")
            assert answer.startswith(("ok", "refused")), answer
            if answer.startswith("refused"):
                break
            acknowledged.append(str(number))
        else:
            pytest.fail("the files grew in spite of the limit")
    keys = keys_in(f"sqlite:{path}")

    assert keys[: len(acknowledged)] == acknowledged
    assert len(keys) <= len(acknowledged) + 1
    with Program() as program:
        assert program.ask(f"append sqlite:{path} last").startswith("ok")
    assert keys_in(f"sqlite:{path}")[-1] == "last"


@pytest.mark.parametrize("room", range(1, 3_600, extent(500, 61)))
def test_a_spool_that_cannot_grow_keeps_what_it_acknowledged(tmp_path: Path, room: int) -> None:
    path = tmp_path / "spool"
    with Program() as program:
        assert program.ask(f"spool {path} a") == "ok a"
        assert program.ask(f"limit {path.stat().st_size + room}") == "ok"
        answer = program.ask(f"spool {path} b")
    with Program() as program:
        assert program.ask(f"spool {path} c") == "ok c"
    found = [each.key for group in Spool(path).groups() for each in group]

    assert found == (["a", "b", "c"] if answer == "ok b" else ["a", "c"])


def test_every_cut_of_a_line_of_a_spool_is_a_line_that_was_never_acknowledged(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    Spool(whole).add([Entry({"a": ['"]', "逾期"]}, "a", subjects=("x", "y"))])
    line = whole.read_bytes()
    for length in range(len(line)):
        path = tmp_path / str(length)
        path.write_bytes(line[:length])
        assert list(Spool(path).groups()) == []
        Spool(path).add([Entry({}, "b")])
        assert [each.key for group in Spool(path).groups() for each in group] == ["b"]
        path.unlink()


# Reading what cannot be written


def run_as_nobody(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ``program`` as a user who may write nothing; what it needs was imported before."""
    become = f"import os\nif os.getuid() == 0: os.setuid({NOBODY})\n"
    return subprocess.run(
        [sys.executable, "-c", PREPARE + become + program, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


PREPARE = """
import sys, tempfile
from datetime import date
from pathlib import Path
from postloan_rules import AuditLog, AuditError
from postloan_rules.audit.entry import Entry
with tempfile.TemporaryDirectory() as folder:
    with AuditLog.open(f"sqlite:{folder}/x.db") as log:
        log.ledger.append(Entry({"a": 1}, "a", "note"))
        log.verify(), log.find(), log.show(0), log.state_of(0), log.ledger.checkpoints()
"""
READ = """
with AuditLog.open(f"sqlite:{sys.argv[1]}") as log:
    print(len(log), log.verify().holds, len(log.find()), log.show(0).key)
    try:
        log.ledger.append(Entry({"b": 1}, "b", "note"))
    except AuditError as error:
        print(error)
"""


@pytest.fixture
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that others can reach, whatever the folders above it allow."""
    folder = Path("/dev/shm") if Path("/dev/shm").is_dir() else Path("/tmp")  # noqa: S108 - reached by another user
    made = folder / f"postloan-fault-{os.getpid()}"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(mode=0o755)
    return made


@pytest.mark.parametrize("files", ["0444", "0644"])
@pytest.mark.parametrize("folder", [0o555, 0o755])
def test_a_trail_that_cannot_be_written_can_be_read(shelf: Path, files: str, folder: int) -> None:
    path = shelf / "ledger.db"
    try:
        with_records(path)
        path.chmod(int(files, 8))
        shelf.chmod(folder)
        ran = run_as_nobody(READ, str(path))
    finally:
        shelf.chmod(0o755)
        shutil.rmtree(shelf)

    assert ran.stderr == ""
    said, refusal = ran.stdout.splitlines()
    assert said == "2 True 2 a"
    assert refusal.startswith("the trail can only be read: the ")


def test_a_trail_with_a_log_beside_it_is_read_with_the_log_or_not_at_all(shelf: Path) -> None:
    path = shelf / "ledger.db"
    try:
        ledger = Ledger(SqliteFile(path))
        ledger.append(Entry({}, "a", "note"))
        ledger.append(Entry({}, "b", "note"))
        for each in shelf.iterdir():
            each.chmod(0o644)
        beside_a_writer = run_as_nobody(READ, str(path))
        copy = shelf / "copy.db"
        shutil.copy(path, copy)
        shutil.copy(f"{path}-wal", f"{copy}-wal")
        shelf.chmod(0o755)
        alone = run_as_nobody(READ, str(copy))
        ledger.close()
    finally:
        shutil.rmtree(shelf)

    assert beside_a_writer.stdout.startswith("2 True 2 a\n"), beside_a_writer.stderr
    assert alone.stdout.startswith("2 True 2 a\n") or "open the copy" in alone.stderr


def test_where_nothing_can_be_written_no_trail_is_made(shelf: Path) -> None:
    try:
        ran = run_as_nobody("AuditLog.open(f'sqlite:{sys.argv[1]}')", str(shelf / "ledger.db"))
    finally:
        shutil.rmtree(shelf)

    assert "there is no trail" in ran.stderr
    assert "none can be made: the folder" in ran.stderr


def with_records(path: Path) -> None:
    ledger = Ledger(SqliteFile(path))
    ledger.append(Entry({}, "a", "note"))
    ledger.append(Entry({}, "b", "note"))
    ledger.close()


# Layouts


@pytest.mark.parametrize(("layout", "advice"), [(1, "begin a new trail"), (99, "later version")])
def test_a_trail_of_another_layout_says_what_to_do(tmp_path: Path, layout: int, advice: str) -> None:
    path = tmp_path / "ledger.db"
    with_records(path)
    database = SqliteFile(path)
    with database.writing() as cursor:
        cursor.run(f"PRAGMA user_version = {layout}")
    database.close()

    with pytest.raises(AuditError, match=f"layout {layout}.*{advice}"):
        SqliteFile(path)
