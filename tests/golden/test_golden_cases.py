"""The runner passes the golden cases of covered topics and fails loudly where it does not understand."""

import json
from pathlib import Path
from typing import Any

import pytest

from postloan_rules import Engine, load
from tests.golden import conduct, provisioning, write_off
from tests.golden.__main__ import main
from tests.golden.answers import MAIN_DECISION
from tests.golden.case import read_entries
from tests.golden.legend import KEYS
from tests.golden.runner import CHAPTERS, Line, run_entry
from tests.golden.topics import TOPICS

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared" / "cases" / "cn.yaml"
ENGINE = Engine(load("cn"))


def entry(**changes: Any) -> dict[str, Any]:
    """Return a case that passes, with ``changes``."""
    case: dict[str, Any] = {
        "id": "X",
        "topic": "classification",
        "as_of": "2026-11-23",
        "facts": {"overdue_days": 91},
        "expected": {"class": "substandard"},
    }
    return case | changes


def why(**changes: Any) -> str:
    line = run_entry(ENGINE, entry(**changes))
    assert not line.passed
    return str(line.why)


FILES = (
    "legend_cases.yaml",
    "regulation_cases.yaml",
    "write_off_cases.yaml",
    "legal_cases.yaml",
    "provisioning_cases.yaml",
)
OTHER_NAMES = {
    "a_knew_of_refinancing",
    "c_knew_of_refinancing",
    "knew_of_refinancing",
    "new_guarantor_knew_of_refinancing",
}
"""Other names of a key of the legend, read by the same lines."""
COVERED = MAIN_DECISION.keys() | CHAPTERS.keys()
OURS = [each for name in FILES for each in read_entries(HERE / name)]


@pytest.mark.parametrize("case", OURS, ids=lambda each: str(each["id"]))
def test_case_of_our_own_passes(case: dict[str, Any]) -> None:
    line = run_entry(ENGINE, case)

    assert line.passed, line.why


def test_shared_cases_of_covered_topics_pass() -> None:
    if not SHARED.is_file():
        pytest.skip("../shared/cases/cn.yaml is not here, so the golden cases cannot be run")
    lines = [run_entry(ENGINE, each) for each in read_entries(SHARED) if each["topic"] in COVERED]

    assert [(line.id, line.why) for line in lines if not line.passed] == []
    assert len(lines) > 40


def test_every_key_of_our_topics_is_tried_by_some_case() -> None:
    tried = {key for each in read_entries(HERE / "legend_cases.yaml") for key in each["facts"]}

    assert KEYS.keys() - tried == set()


@pytest.mark.parametrize("name", ["limitation", "collateral"])
def test_every_key_of_a_topic_is_tried_by_some_case(name: str) -> None:
    entries = [each for each in read_entries(HERE / "legal_cases.yaml") if each["topic"] == name]

    asked = {key for each in entries for key in (*each["facts"], *each.get("unknown", ()))}
    assert TOPICS[name].keys.keys() - asked - OTHER_NAMES == set()
    assert TOPICS[name].answers.keys() - {key for each in entries for key in each["expected"]} <= {"possible"}


def test_every_key_of_conduct_is_tried_by_some_case() -> None:
    entries = [each for each in read_entries(HERE / "legal_cases.yaml") if TOPICS[each["topic"]].keys is conduct.KEYS]

    assert (
        conduct.KEYS.keys() - {key for each in entries for key in (*each["facts"], *each.get("unknown", ()))} == set()
    )
    assert conduct.ANSWERS.keys() - {key for each in entries for key in each["expected"]} == set()


def test_every_key_of_provisioning_is_tried_by_some_case() -> None:
    entries = read_entries(HERE / "provisioning_cases.yaml")
    topic = provisioning.TOPICS["provisioning"]

    assert topic.keys.keys() - {key for each in entries for key in (*each["facts"], *each.get("unknown", ()))} == set()
    assert topic.answers.keys() - {key for each in entries for key in each["expected"]} == set()


def test_every_key_of_write_off_is_tried_by_some_case() -> None:
    entries = read_entries(HERE / "write_off_cases.yaml")

    assert write_off.KEYS - {key for each in entries for key in each["facts"]} == set()
    assert write_off.ANSWERS.keys() - {key for each in entries for key in each["expected"]} == set()


def test_a_case_as_it_should_be_passes() -> None:
    assert run_entry(ENGINE, entry()).passed


def test_a_wrong_class_fails_with_both() -> None:
    assert why(expected={"class": "loss"}) == "class: expected loss, got substandard"


def test_a_key_that_is_not_understood_fails() -> None:
    assert "key `overdue_dayz` is not understood" in why(facts={"overdue_dayz": 91})


def test_an_unknown_key_that_is_not_understood_fails() -> None:
    assert "key `moon_phase` of `unknown:` is not understood" in why(unknown=["moon_phase"])


def test_an_expectation_that_is_not_understood_fails() -> None:
    assert "`colour` of `expected:` is not understood" in why(expected={"colour": "red"})


def test_a_word_outside_the_legend_fails() -> None:
    assert "loan.product" in why(facts={"product": "spaceship"})


@pytest.mark.parametrize("value", ["ninety", True, None, -1, "1.5", [91]])
def test_days_that_are_no_count_fail(value: object) -> None:
    assert why(facts={"overdue_days": value})


@pytest.mark.parametrize("value", ["0.1x", "NaN", "Infinity", True, {}])
def test_a_ratio_that_is_no_number_fails(value: object) -> None:
    assert "`ecl_ratio` is not a number" in why(facts={"ecl_ratio": value})


def test_a_topic_without_rules_says_so() -> None:
    assert why(topic="weather") == "topic `weather` is not covered yet"


def test_an_entry_that_is_no_case_fails_and_stops_nothing() -> None:
    assert run_entry(ENGINE, ["not", "a", "case"]) == Line(
        "", False, None, None, "an entry of `cases:` is not a mapping"
    )


def test_a_class_that_is_not_certain_is_not_enough() -> None:
    line = run_entry(ENGINE, entry(unknown=["judgement_class"], expected={"class": "substandard"}))

    assert line.passed
    assert line.got["classification"]["status"] == "at_least"


def test_the_pack_decides_and_not_the_runner() -> None:
    """A renewal that a case calls qualified is still judged by the limits of the pack."""
    facts = {"enterprise_size": "medium", "maturity_date": "2027-10-01", "refinanced_by_new_loan": True}

    line = run_entry(
        ENGINE, entry(facts=facts | {"micro_renewal_qualified": True}, expected={"class": "special_mention"})
    )

    assert line.passed


def test_report_has_a_json_object_a_line_and_the_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(json.dumps({"cases": [entry(), entry(expected={"class": "loss"})]}), encoding="utf-8")

    status = main([str(path)])

    first, second, counts = capsys.readouterr().out.splitlines()
    assert status == 1
    assert json.loads(first).keys() == {"id", "pass", "expected", "got", "why"}
    assert (json.loads(first)["pass"], json.loads(second)["pass"]) == (True, False)
    assert counts == "1 passed, 1 failed"


@pytest.mark.parametrize("text", ["", "cases: []", "cases: 3", "[1, 2]", "{{{", "\x00"])
def test_a_file_that_is_no_cases_file_is_wrong_use(tmp_path: Path, text: str) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(text, encoding="utf-8")

    assert main([str(path)]) == 2


def test_no_file_or_a_folder_is_wrong_use(tmp_path: Path) -> None:
    assert main([str(tmp_path / "missing.yaml")]) == 2
    assert main([str(tmp_path)]) == 2
    assert main([]) == 2
