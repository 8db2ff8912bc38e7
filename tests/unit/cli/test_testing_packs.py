"""``postloan test`` and its ways: cases, coverage, mutants, suggestions."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner, Result

from postloan_rules.cli.app import app
from tests.unit.analysis.small_packs import BOTH_SIDES, FAILING, RULES, engine_of

FINE, FINDINGS, WRONG_USE = 0, 1, 2


def _run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["test", str(folder / "small"), *arguments], env={"COLUMNS": "200"})


def test_a_case_that_fails_says_what_differs_why_and_what_nearly_happened(tmp_path: Path) -> None:
    engine_of(tmp_path, cases=FAILING)

    result = _run(tmp_path)

    assert result.exit_code == FINDINGS
    assert "outcome  expected fair  got good" in result.stdout
    assert "R-1, one condition away" in result.stdout
    assert "0 passed, 1 failed" in result.stdout


def test_near_shows_what_nearly_happened_in_cases_that_pass(tmp_path: Path) -> None:
    engine_of(tmp_path)

    result = _run(tmp_path, "--near", "--filter", "at the limit", "--lang", "zh")

    assert result.exit_code == FINE
    assert "R-1 差一个条件" in result.stdout
    assert "1 个通过" in result.stdout


def test_results_are_written_for_build_servers(tmp_path: Path) -> None:
    engine_of(tmp_path)

    assert _run(tmp_path, "--junit", str(tmp_path / "report.xml")).exit_code == FINE
    assert ET.parse(tmp_path / "report.xml").getroot().get("tests") == "3"  # noqa: S314  our own


def test_coverage_lists_what_is_missing_and_fails_under_what_was_asked(tmp_path: Path) -> None:
    engine_of(tmp_path)

    result = _run(tmp_path, "--coverage", "--fail-under", "100", "--html", str(tmp_path / "page.html"))

    assert result.exit_code == FINDINGS
    assert "in no case is `loan.credit_impaired` unknown and decides" in result.stdout
    assert "conditions 4/6" in result.stdout
    assert "in no case is `loan.credit_impaired` unknown" in (tmp_path / "page.html").read_text(encoding="utf-8")
    assert _run(tmp_path, "--coverage", "--fail-under", "10").exit_code == FINE
    assert json.loads(_run(tmp_path, "--coverage", "--json").stdout)["cases"] == 3


def test_mutants_that_live_are_printed_with_a_case_and_explained_ones_count_apart(tmp_path: Path) -> None:
    cases = BOTH_SIDES.split("- case: at the limit")[0]
    engine_of(tmp_path, cases=cases)

    result = _run(tmp_path, "--mutate", "--fail-under", "95")

    assert result.exit_code == FINDINGS
    assert (
        "comparison: `loan.days_past_due > overdue.days` becomes `loan.days_past_due >= overdue.days`" in result.stdout
    )
    assert "# the pack says today: outcome: good" in result.stdout
    alive = [
        each["mutant"] for each in json.loads(_run(tmp_path, "--mutate", "--json").stdout)["chapters"][0]["survivors"]
    ]
    explained = "".join(f'- mutant: "{each}"\n  reason: {{zh: 已知, en: known}}\n' for each in alive)
    engine_of(tmp_path, cases=cases, cases__survivors=explained)
    told = json.loads(_run(tmp_path, "--mutate", "--json", "--fail-under", "95").stdout)
    assert (told["explained"], told["surviving"], told["per_cent"]) == (len(alive), 0, 100.0)


def test_a_sample_of_mutants_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    engine_of(tmp_path)
    first, again, other = (
        _run(tmp_path, "--mutate", "--sample", "3", "--seed", seed, "--json").stdout for seed in "112"
    )

    assert first == again
    assert json.loads(other)["killed"] == 3


def test_suggested_cases_are_yaml_and_answers_are_said_to_be_of_today(tmp_path: Path) -> None:
    engine_of(tmp_path)

    assert "outcome: fair" not in _run(tmp_path, "--suggest", "R-1").stdout
    assert "hold it against the text of the law" in _run(tmp_path, "--suggest", "R-1", "--with-answers").stdout
    assert _run(tmp_path, "--suggest", "R-9").exit_code == WRONG_USE


@pytest.mark.parametrize("arguments", [("--coverage", "--mutate"), ("--chapter", "none"), ("--decision", "none")])
def test_what_cannot_be_asked_is_said(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    engine_of(tmp_path)

    assert _run(tmp_path, *arguments).exit_code == WRONG_USE


def test_broken_explanations_of_survivors_are_errors_of_the_pack(tmp_path: Path) -> None:
    engine_of(tmp_path, rules=RULES, cases__survivors="- mutant: x\n")

    result = CliRunner().invoke(app, ["check", str(tmp_path / "small")])

    assert result.exit_code == FINDINGS
    assert "survivors.yaml" in result.stdout + result.stderr
