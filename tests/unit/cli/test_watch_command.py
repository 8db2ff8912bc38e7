"""`postloan watch`: every line is accounted for, and what was said once is not said again."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from postloan_rules.cli.app import app
from tests.unit.packs.watch_pack import WATCH, watch_folder

LINES = [
    '{"id": "e1", "event": "pledge", "borrower": "B", "on": "2026-03-01", "flag": true}',
    '{"id": "e2", "event": "pledge", "borrower": "B", "on": "2026-03-02", "flag": true}',
    '{"id": "e2", "event": "pledge", "borrower": "B", "on": "2026-03-02", "flag": true}',
    '{"id": "e3", "event": "flood", "borrower": "B", "on": "spring"}',
]


@pytest.fixture
def arguments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the arguments that watch ``LINES`` in a folder of their own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("POSTLOAN_LANG", raising=False)
    pack = watch_folder(tmp_path / "pack", watch=WATCH.replace("{event.on}", "见"))
    Path("events.jsonl").write_text("\n".join(LINES) + "\n", encoding="utf-8")
    return ["watch", str(pack), "--events", "events.jsonl", "--state", "state.db", "--rejects", "rejects.jsonl"]


def test_lines_are_accepted_or_duplicates_or_rejected_with_all_their_faults(arguments: list[str]) -> None:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 1
    assert result.stdout == "2026-03-02 borrower B W-1 loss: 2 since 2026-03-01\n"
    assert result.stderr == "4 read: 2 accepted, 1 duplicate, 1 rejected\n"
    rejects = [json.loads(line) for line in Path("rejects.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(each["line"], each["place"]) for each in rejects] == [(4, "on"), (4, "event")]


def test_the_same_lines_again_say_nothing_unless_asked(arguments: list[str]) -> None:
    CliRunner().invoke(app, arguments)
    assert CliRunner().invoke(app, arguments).stdout == ""
    again = CliRunner().invoke(app, [*arguments, "--since", "0", "--json"])
    assert [json.loads(line)["number"] for line in again.stdout.splitlines()] == [1]


def test_what_cannot_be_opened_takes_nothing_in(arguments: list[str]) -> None:
    assert CliRunner().invoke(app, [*arguments, "--events", "nowhere.jsonl"]).exit_code == 2
    Path("state.db").write_text("no database", encoding="utf-8")
    assert CliRunner().invoke(app, arguments).exit_code == 2
