"""Cases of packs: what they leave out is not the case, and what differs is said."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from postloan_rules import Engine, Money, load, run_cases
from postloan_rules.engine.case_records import record_of_case
from tests.unit.engine.demo_pack import FOLDER, engine
from tests.unit.engine.small_pack import MANIFEST, decision, write_pack

RULES = 'R-1: loan.days_past_due > 1 -> fair\nR-2: loan.credit_impaired -> bad\nR-3: loan.purpose = "x" -> bad'

FACT = """
loan.twice:
  title: {zh: 两倍天数, en: Twice the days}
  type: number
  formula: loan.days_past_due * 2
  cite: "政策#2"
"""


def test_the_cases_of_the_demonstration_pack_hold() -> None:
    assert [each.case.name for each in run_cases(load(FOLDER)) if not each.passed] == []


def _case(folder: Path, case: str, manifest: str = MANIFEST) -> Any:
    head = "- case: x\n  as_of: 2026-11-23\n"
    body = "".join(f"  {line}\n" for line in case.strip().splitlines())
    write_pack(folder, manifest, facts__loan=FACT, decisions__d=decision("d", RULES), cases__d=head + body)
    (result,) = run_cases(load(folder))
    return result


@pytest.mark.parametrize(
    "expect",
    [
        "{outcome: fair, status: at_least, possible: [fair, bad], fired: [R-1], not_fired: [R-2], unknown: [R-3]}",
        "{missing: [loan.purpose], facts: {loan.twice: 4}}",
    ],
)
def test_a_case_that_holds_passes(tmp_path: Path, expect: str) -> None:
    result = _case(tmp_path, f"given: {{loan.days_past_due: 2}}\nexpect: {expect}")

    assert (result.passed, result.differences) == (True, ())


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ("{outcome: bad}", "outcome: expected `bad`, got `fair`"),
        ("{status: certain}", "status: expected `certain`, got `at_least`"),
        ("{possible: [fair]}", "possible: expected `fair`, got `fair, bad`"),
        ("{fired: [R-2]}", "fired: expected `R-2`, got `R-1`"),
        ("{not_fired: [R-1]}", "R-1: expected `not_fired`, got `fired`"),
        ("{not_fired: [R-3]}", "R-3: expected `not_fired`, got `unknown`"),
        ("{unknown: [R-2]}", "unknown: expected `R-2`, got `R-3`"),
        ("{missing: [loan.days_past_due]}", "missing: expected `loan.days_past_due`, got `loan.purpose`"),
        ("{facts: {loan.twice: 5}}", "loan.twice: expected `5`, got `4`"),
    ],
)
def test_a_difference_is_said_in_both_languages(tmp_path: Path, expect: str, said: str) -> None:
    result = _case(tmp_path, f"given: {{loan.days_past_due: 2}}\nexpect: {expect}")

    assert not result.passed
    assert [each.en for each in result.differences] == [said]
    assert "应为" in result.differences[0].zh


def test_a_day_that_the_pack_does_not_cover_fails_the_case_and_not_the_run(tmp_path: Path) -> None:
    manifest = MANIFEST.replace("start: 2020-01-01", "start: 2027-01-01")

    result = _case(tmp_path, "given: {loan.days_past_due: 2}\nexpect: {outcome: fair}", manifest)

    assert not result.passed
    assert "2026-11-23" in result.differences[0].en


def test_what_is_left_out_is_not_the_case_and_what_is_listed_stays_unknown(tmp_path: Path) -> None:
    result = _case(tmp_path, "unknown: [loan.credit_impaired]\nexpect: {unknown: [R-2]}")
    assert result.passed

    made = record_of_case(engine(), result.case)
    assert made.loan.credit_impaired is None
    assert made.loan.use_diverted is False
    assert made.loan.collaterals == ()
    assert made.loan.purpose is None
    assert made.borrower is not None
    assert made.borrower.other_loans == ()


def test_loans_in_lists_are_filled_in_and_details_are_not(tmp_path: Path) -> None:
    given = "given: {borrower.other_loans: [{id: L2, days_past_due: 1}], loan.collaterals: [{id: C1}]}"
    made = record_of_case(engine(), _case(tmp_path, f"{given}\nexpect: {{}}").case)

    assert made.borrower is not None
    assert made.borrower.other_loans is not None
    assert made.borrower.other_loans[0].credit_impaired is False
    assert made.loan.collaterals is not None
    assert made.loan.collaterals[0].registered is None


def test_details_hold_the_fields_and_facts_of_the_pack_that_a_case_gives(tmp_path: Path) -> None:
    manifest = MANIFEST + "fields:\n  collateral.floor: {type: number, label: {zh: 楼层, en: floor}}\n"
    given = "given: {loan.collaterals: [{id: C1, floor: 3}, {id: C2}]}"
    result = _case(tmp_path, f"{given}\nexpect: {{}}", manifest)

    first, second = record_of_case(Engine(load(tmp_path)), result.case).loan.collaterals or ()

    assert (dict(first.extension), dict(second.extension)) == ({"floor": 3}, {})


def test_a_relation_that_a_case_leaves_out_has_the_members_that_the_pack_says(tmp_path: Path) -> None:
    manifest = MANIFEST + "case_defaults:\n  loan.collaterals: [{value: 5}, {value: 7}]\n"
    left_out = _case(tmp_path / "a", "expect: {}", manifest).case
    given = _case(tmp_path / "b", "given: {loan.collaterals: []}\nexpect: {}", manifest).case

    filled = record_of_case(Engine(load(tmp_path / "a")), left_out).loan.collaterals or ()

    assert [each.id for each in filled] == ["collateral-1", "collateral-2"]
    assert [each.value for each in filled] == [Money(amount=Decimal(value), currency="CNY") for value in (5, 7)]
    assert record_of_case(Engine(load(tmp_path / "b")), given).loan.collaterals == ()


def test_defaults_of_the_pack_fill_in_what_is_left_out(tmp_path: Path) -> None:
    manifest = MANIFEST + "case_defaults:\n  loan.purpose: x\n"

    assert _case(tmp_path, "expect: {outcome: bad, status: certain, fired: [R-3]}", manifest).passed
