"""The runner passes the rows of the file and fails loudly where it does not understand."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.__main__ import main
from tests.acceptance.delinquency import Line, delinquency_engine, read_rows, run_row

SHARED = Path(__file__).parents[3] / "shared" / "acceptance" / "fineract_delinquency.json"
ENGINE = delinquency_engine()


def row(**changes: Any) -> dict[str, Any]:
    """Return a row that passes, with ``changes``: 14 days past due, of which 3 are grace."""
    given: dict[str, Any] = {
        "line": 1,
        "as_of": "2023-10-15",
        "grace_days": 3,
        "pauses": [],
        "resumes": [],
        "oldest_unpaid_due": "2023-10-01",
        "expect": {"past_due_days": 14, "delinquent_date": "2023-10-04", "delinquent_days": 11},
    }
    return given | changes


def line_of(**changes: Any) -> Line:
    return run_row(ENGINE, row(**changes))


@pytest.mark.skipif(not SHARED.is_file(), reason="../shared is not there")
def test_all_rows_of_the_shared_file_pass(capsys: pytest.CaptureFixture[str]) -> None:
    status = main([str(SHARED)])

    *lines, count = capsys.readouterr().out.splitlines()
    assert [line for line in lines if not json.loads(line)["pass"]] == []
    assert (status, count) == (0, f"{len(read_rows(SHARED))} passed, 0 failed")


def test_arrears_count_from_the_due_day_and_delinquency_after_the_grace() -> None:
    assert line_of().passed


def test_a_pause_counts_whole_also_before_the_due_day() -> None:
    paused = line_of(pauses=[["2023-09-20", "2023-10-05"]], expect={"delinquent_days": 0})

    assert paused.passed, paused.why


def test_a_pause_in_effect_counts_up_to_the_day_and_its_last_day_counts_again() -> None:
    pauses = [["2023-10-10", "2023-10-14"]]

    assert line_of(as_of="2023-10-12", pauses=pauses, expect={"delinquent_days": 6}).passed
    assert line_of(as_of="2023-10-14", pauses=pauses, expect={"delinquent_days": 6}).passed
    assert line_of(as_of="2023-10-15", pauses=pauses, expect={"delinquent_days": 7}).passed


def test_a_pause_that_has_not_begun_counts_for_nothing() -> None:
    assert line_of(pauses=[["2023-10-20", "2023-10-25"]], expect={"delinquent_days": 11}).passed


def test_a_resumption_ends_the_pauses_it_falls_into_and_no_other() -> None:
    pauses = [["2023-10-05", "2023-10-10"], ["2023-10-12", "2023-10-20"]]

    assert line_of(pauses=pauses, resumes=["2023-10-06"], expect={"delinquent_days": 7}).passed


def test_nothing_unpaid_is_not_delinquent() -> None:
    nothing = {"past_due_days": 0, "delinquent_date": None, "delinquent_days": 0}

    assert line_of(oldest_unpaid_due=None, expect=nothing).passed


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"grace": 3}, "nothing is known of `grace`"),
        ({"expect": {"class": "a"}}, "nothing is known of `class`"),
        ({"pauses": "2023-10-05"}, "`pauses` is not of the form of the file: '2023-10-05'"),
        ({"pauses": [["2023-10-05"]]}, "`pauses` is not of the form of the file: ['2023-10-05']"),
        ({"resumes": ["5 October"]}, "not a day: '5 October'"),
        ({"as_of": "soon"}, "the row makes no record: as_of: expected a date such as 2026-01-31"),
        ({"expect": {"delinquent_days": 10}}, "delinquent_days: expected 10, got 11"),
    ],
)
def test_what_is_not_understood_or_not_so_fails_and_says_why(changes: dict[str, Any], why: str) -> None:
    line = line_of(**changes)

    assert (line.passed, line.why) == (False, why)


def test_exit_status_is_one_for_a_row_that_fails_and_two_for_wrong_use(tmp_path: Path) -> None:
    file = tmp_path / "rows.json"
    file.write_text(json.dumps({"cases": [row(), row(expect={"past_due_days": 1})]}), encoding="utf-8")

    assert main([str(file)]) == 1
    assert main([]) == 2
    assert main([str(tmp_path / "absent.json")]) == 2
