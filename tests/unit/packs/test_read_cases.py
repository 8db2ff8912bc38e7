"""Cases: typed values, and paths that a record can have."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from postloan_rules.packs.pack import Case
from tests.unit.packs.written_pack import MANIFEST, load, pack_folder, sound, told

FACT = "loan.cover: {title: {zh: 覆盖, en: cover}, type: ratio, cite: '办法#1'}\n"


def case(given: str = "{}", expect: str = "{outcome: loss}", more: str = "") -> str:
    return f"- {{case: 甲, as_of: 2026-11-23, given: {given}, expect: {expect}{more}}}\n"


def loaded(folder: Path, text: str) -> Case:
    return sound(load(pack_folder(folder, cases=text, facts=FACT))).cases[0]


def test_values_have_the_type_of_their_path(tmp_path: Path) -> None:
    given = (
        "{loan.balance: 100.50, loan.originated_on: 2024-02-29, loan.judgement_class: 关注, loan.credit_impaired: true,"
        " loan.purpose: 007, loan.cover: 1.5,"
        " borrower.other_loans: [{id: L2, days_past_due: 3, collaterals: [{id: C, value: 5}]}]}"
    )

    assert loaded(tmp_path, case(given)).given == {
        "loan.balance": Decimal("100.50"),
        "loan.originated_on": date(2024, 2, 29),
        "loan.judgement_class": "special_mention",
        "loan.credit_impaired": True,
        "loan.purpose": "007",
        "loan.cover": Decimal("1.5"),
        "borrower.other_loans": [
            {"id": "L2", "days_past_due": Decimal(3), "collaterals": [{"id": "C", "value": Decimal(5)}]}
        ],
    }


def test_labels_in_what_is_expected_are_values(tmp_path: Path) -> None:
    found = loaded(
        tmp_path, case(expect="{outcome: 损失, possible: [关注, loss, not_applicable], facts: {loan.cover: 2}}")
    )

    assert found.expect == {
        "outcome": "loss",
        "possible": ("special_mention", "loss", "not_applicable"),
        "facts": {"loan.cover": Decimal(2)},
    }


def test_the_decision_is_that_of_the_file_and_the_place_that_of_the_case(tmp_path: Path) -> None:
    found = loaded(tmp_path, case())

    assert (found.decision, found.place, found.currency) == ("floor", "bank/cases/floor.yaml:1", "CNY")


@pytest.mark.parametrize(
    ("text", "code", "marked"),
    [
        (case("{loan.balanc: 1}"), "PL141", "loan.balanc"),
        (case("{lone.balance: 1}"), "PL141", "lone.balance"),
        (case("{collateral.value: 1}"), "PL141", "collateral.value"),
        (case("{loan.floor: loss}"), "PL141", "loan.floor"),
        (case("{loan.balance: many}"), "PL113", "many"),
        (case("{loan.credit_impaired: yes}"), "PL113", "yes"),
        (case("{loan.originated_on: 2024-02-30}"), "PL113", "2024-02-30"),
        (case("{loan.product: boat}"), "PL142", "boat"),
        (case("{borrower.other_loans: 3}"), "PL113", "3"),
        (case("{borrower.other_loans: [{id: L, days: 3}]}"), "PL141", "days"),
        (case(more=", unknown: [loan.balanc]"), "PL141", "loan.balanc"),
        (case(expect="{outcome: lost it}"), "PL142", "lost it"),
        (case(expect="{fired: [R-9]}"), "PL141", "R-9"),
        (case(expect="{facts: {loan.balance: 1}}"), "PL141", "loan.balance"),
        (case(expect="{missing: [loan.nothing]}"), "PL141", "loan.nothing"),
        (case(more=", decision: flor"), "PL141", "flor"),
    ],
)
def test_what_no_record_and_no_decision_can_have_is_told(tmp_path: Path, text: str, code: str, marked: str) -> None:
    assert told(load(pack_folder(tmp_path, cases=text, facts=FACT))) == [(code, marked)]


def test_defaults_of_cases_are_typed_and_checked(tmp_path: Path) -> None:
    good = MANIFEST + "case_defaults: {loan.judgement_class: 正常, loan.days_past_due: 0}\n"
    bad = MANIFEST + "case_defaults: {loan.nothing: 0}\n"

    assert sound(load(pack_folder(tmp_path / "a", manifest=good))).case_defaults == {
        "loan.judgement_class": "normal", "loan.days_past_due": Decimal(0),
    }  # fmt: skip
    assert told(load(pack_folder(tmp_path / "b", manifest=bad))) == [("PL141", "loan.nothing")]
