"""Failed cases say what differs and why; suggested cases are read back as they were written."""

from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import yaml

from postloan_rules import UnknownNameError
from postloan_rules.analysis.case_text import case_text, flow
from postloan_rules.analysis.choosing import Choice, cases_of, checked_choice
from postloan_rules.analysis.diff import aligned, reasons
from postloan_rules.analysis.junit import junit_of
from postloan_rules.analysis.mutation_report import explained_survivors
from postloan_rules.analysis.near import near_misses
from postloan_rules.analysis.suggest import suggestions
from postloan_rules.analysis.trial import results_of, trial_of
from tests.unit.analysis.small_packs import BOTH_SIDES, FAILING, engine_of


def test_what_differs_stands_under_each_other(tmp_path: Path) -> None:
    engine = engine_of(tmp_path, cases=FAILING)
    (result,) = results_of(engine, engine.pack.cases)

    assert list(aligned(result.differences, "en")) == [
        "outcome  expected fair  got good",
        "fired    expected R-1   got –",
    ]
    assert list(aligned(result.differences, "zh")) == ["outcome  应为 fair  实际 good", "fired    应为 R-1   实际 –"]


def test_a_rule_that_nearly_fired_is_named_with_the_value_and_the_limit(tmp_path: Path) -> None:
    engine = engine_of(tmp_path, cases=FAILING)
    trial = trial_of(engine, engine.pack.cases[0])

    (near,) = near_misses(engine, trial)

    assert (near.rule, near.text, near.state) == ("R-1", "loan.days_past_due > overdue.days", False)
    assert "30" in near.statement.en
    assert near.sentence().en in list(reasons(engine, trial, "en"))


def test_a_rule_two_conditions_away_did_not_nearly_fire(tmp_path: Path) -> None:
    engine = engine_of(tmp_path, cases="- case: x\n  as_of: 2026-11-23\n  expect: {outcome: good}\n")

    assert list(near_misses(engine, trial_of(engine, engine.pack.cases[0]))) == []


def test_build_servers_read_what_failed(tmp_path: Path) -> None:
    engine = engine_of(tmp_path, cases=FAILING + BOTH_SIDES)

    root = ET.fromstring(junit_of("small", results_of(engine, engine.pack.cases), "en"))  # noqa: S314  our own

    assert (root.get("tests"), root.get("failures")) == ("4", "1")
    failure = root.find("testsuite/testcase/failure")
    assert failure is not None
    assert "expected `fair`, got `good`" in str(failure.text)


def test_cases_are_chosen_by_a_piece_of_their_name_or_place(tmp_path: Path) -> None:
    pack = engine_of(tmp_path).pack

    assert [each.name for each in cases_of(pack, Choice(text="limit"))] == ["over the limit", "at the limit"]
    assert len(cases_of(pack, Choice(decision="d", text="cases/d.yaml"))) == 3
    with pytest.raises(UnknownNameError):
        checked_choice(pack, Choice(chapter="two"))


def test_suggested_cases_stand_at_the_limit_and_on_both_sides(tmp_path: Path) -> None:
    found = [each.case for each in suggestions(engine_of(tmp_path), "R-1")]
    days = {each.given.get("loan.days_past_due") for each in found if each.given.get("loan.credit_impaired") is True}

    assert days >= {29}
    assert ("loan.credit_impaired",) in {each.unknown for each in found}
    assert ("loan.days_past_due",) in {each.unknown for each in found}
    # What the pack has already is not suggested again.
    assert 30 not in days


def test_suggested_cases_leave_what_is_expected_to_their_author(tmp_path: Path) -> None:
    suggestion = next(suggestions(engine_of(tmp_path), "R-1"))
    (read,) = yaml.safe_load(case_text(suggestion.case, ["a remark"]))

    assert read["expect"] == {"outcome": None}
    assert read["decision"] == "d"
    with pytest.raises(UnknownNameError):
        next(suggestions(engine_of(tmp_path), "R-9"))


@pytest.mark.parametrize(
    "value",
    [
        {"loan.purpose": "a: b"},
        {"loan.purpose": "yes"},
        {"loan.purpose": "90"},
        {"loan.purpose": '"'},
        {"loan.balance": Decimal("1000.05"), "loan.collaterals": [{"id": "C1", "type": "residential"}]},
    ],
)
def test_values_are_written_so_that_they_are_read_back(value: dict[str, object]) -> None:
    read = yaml.safe_load(flow(value))

    assert {key: str(each) for key, each in read.items()} == {
        key: str(float(each)) if isinstance(each, Decimal) else str(each) for key, each in value.items()
    }


def test_survivors_are_explained_beside_the_cases_and_are_none(tmp_path: Path) -> None:
    explained = '- mutant: "R-1#12345678"\n  reason: {zh: 等价, en: the same}\n'
    engine = engine_of(tmp_path, cases__survivors=explained)

    assert len(engine.pack.cases) == 3
    assert explained_survivors(engine.pack)["R-1#12345678"].reason.en == "the same"
