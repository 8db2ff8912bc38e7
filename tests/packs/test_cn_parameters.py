"""What a bank may set in the cn pack changes what it says, and only that."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from postloan_rules import CheckedPack, Engine, load, read_record

MANIFEST = """
pack: bank
version: 1.0.0
title: {zh: 本行参数, en: Parameters of the bank}
jurisdiction: CN
overlay: {of: cn, version: ">=0.1,<1"}
sources:
  本行政策:
    title: {zh: 风险分类政策, en: Classification policy}
    issuer: {zh: 本行, en: the bank}
"""
CN = load("cn")


def overlay(folder: Path, parameter: str, value: str) -> Path:
    """Write an overlay pack that sets one parameter."""
    (folder / "parameters").mkdir()
    (folder / "pack.yaml").write_text(MANIFEST, encoding="utf-8")
    (folder / "parameters" / "bank.yaml").write_text(
        f"{parameter}:\n  values:\n    - {{start: 2007-07-03, value: {value}, cite: '本行政策#1', confidence: C}}\n",
        encoding="utf-8",
    )
    return folder


def fired(pack: CheckedPack, loan: Mapping[str, object], overlays: tuple[Path, ...] = ()) -> tuple[str, ...]:
    """Return the rules that fire for a loan of a rural institution before the measures of 2023 reach it."""
    record = read_record(
        {
            "as_of": "2025-12-31",
            "currency": "CNY",
            "loan": {"id": "L1", "asset_type": "loan", "originated_on": "2020-05-01", **loan},
            "borrower": {"id": "B1"},
            "institution": {"id": "bank", "type": "rural_cooperative"},
        }
    )
    return tuple(Engine(pack, overlays=overlays).decide("rural_class", record).fired)


@pytest.mark.parametrize(
    ("missed", "days", "rules"),
    [
        (3, 90, ()),
        (4, 90, ("RC-06",)),
        (3, 91, ("RC-06",)),
        (6, 180, ("RC-06",)),
        (7, 180, ("RC-06", "RC-06-DOUBTFUL")),
        (6, 181, ("RC-06", "RC-06-DOUBTFUL")),
    ],
)
def test_uncertain_rule_for_instalments_fires_only_where_a_bank_turns_it_on(
    tmp_path: Path, missed: int, days: int, rules: tuple[str, ...]
) -> None:
    loan = {"product": "personal_mortgage", "missed_instalments": missed, "days_past_due": days}
    switched_on = overlay(tmp_path, "rural.instalment_rule_applies", "true")

    assert fired(CN, loan) == ()
    assert fired(CN, loan, (switched_on,)) == rules


def test_a_stricter_limit_of_the_bank_changes_the_answer(tmp_path: Path) -> None:
    loan = {"product": "corporate", "days_past_due": 61, "pledge_is_safe_instrument": False}
    stricter = overlay(tmp_path, "rural.substandard_days", "60")

    assert fired(CN, loan) == ("RC-01",)
    assert fired(CN, loan, (stricter,)) == ("RC-01", "RC-02")


@pytest.mark.parametrize(("exposure", "applies"), [(5_000_000, True), (5_000_001, False)])
def test_uncertain_size_limit_of_the_matrix_holds_only_where_a_bank_turns_it_on(
    tmp_path: Path, exposure: int, applies: bool
) -> None:
    record = read_record(
        {
            "as_of": "2026-11-23",
            "currency": "CNY",
            "loan": {
                "id": "L1",
                "asset_type": "loan",
                "product": "small_enterprise",
                "classification_method": "small_enterprise_matrix",
                "guarantee_type": "credit",
                "days_past_due": 31,
            },
            "borrower": {"id": "B1", "exposure": exposure},
        }
    )
    limited = Engine(CN, overlays=[overlay(tmp_path, "small_enterprise.has_size_limit", "true")])

    assert Engine(CN).decide("matrix_class", record).status == "certain"
    assert (limited.decide("matrix_class", record).status == "certain") is applies


WRITE_OFF_FILE = {
    "guarantees": [],
    "borrower_pursued": True,
    "has_collection_report": True,
    "facts": {"file_is_sufficient": True},
}


@pytest.mark.parametrize(
    ("parameter", "rule", "loan", "borrower"),
    [
        ("write_off.small_corporate_applies", "WO-120", {"recourse_days": 366}, {"segment": "enterprise"}),
        (
            "write_off.small_personal_applies",
            "WO-121",
            {"recourse_days": 180, "no_collateral_left": True, "balance": 10_000},
            {"segment": "person"},
        ),
        ("write_off.student_loan_applies", "WO-203", {"recourse_days": 180, "student_loan": True}, {}),
        ("write_off.exclusions_apply", "WO-020", {}, {"debt_evasion": True}),
    ],
)
def test_uncertain_ground_for_write_off_counts_only_where_a_bank_turns_it_on(
    tmp_path: Path, parameter: str, rule: str, loan: Mapping[str, object], borrower: Mapping[str, object]
) -> None:
    record = read_record(
        {
            "as_of": "2026-11-23",
            "currency": "CNY",
            "loan": {"id": "L1", "balance": 5_000_000, **WRITE_OFF_FILE, **loan},
            "borrower": {"id": "B1", "other_loans": [], **borrower},
            "institution": {"id": "bank", "type": "commercial_bank"},
        }
    )
    switched_on = Engine(CN, overlays=[overlay(tmp_path, parameter, "true")])

    assert rule not in Engine(CN).decide("write_off", record).fired
    assert rule in switched_on.decide("write_off", record).fired


def test_uncertain_interval_of_collection_counts_only_where_a_bank_turns_it_on(tmp_path: Path) -> None:
    contacts = [{"id": "C1", "made_on": "2026-11-17"}]
    record = read_record(
        {"as_of": "2026-11-23", "currency": "CNY", "loan": {"id": "L1", "collection_contacts": contacts}}
    )
    switched_on = Engine(CN, overlays=[overlay(tmp_path, "collection.interval_applies", "true")])

    assert "CON-04" not in Engine(CN).decide("collection_contact", record).fired
    assert "CON-04" in switched_on.decide("collection_contact", record).fired


def test_pilot_of_transfers_goes_on_where_a_bank_says_so(tmp_path: Path) -> None:
    record = read_record(
        {
            "as_of": "2027-01-01",
            "currency": "CNY",
            "loan": {"id": "L1", "product": "personal_consumer", "transfer_route": "pilot_batch_personal"},
            "borrower": {"id": "B1", "segment": "person"},
        }
    )
    going_on = Engine(CN, overlays=[overlay(tmp_path, "transfer.pilot_continues", "true")])

    assert "TRF-04" in Engine(CN).decide("transfer", record).fired
    assert "TRF-04" not in going_on.decide("transfer", record).fired
