"""A file for a write-off that names its ground is asked about that ground alone, and told what it lacks."""

from typing import Any

from postloan_rules import Engine, load, read_record
from postloan_rules.model.write_off import WriteOffGround

CN = load("cn")
ENGINE = Engine(CN)
FILING = ("origin", "cause", "remedies", "recourse", "collateral", "persons")


def record(**loan: Any) -> Any:
    """Return a personal business loan with a file that is complete but for the documents of its ground."""
    file: dict[str, Any] = {f"filing_states_{part}": True for part in FILING}
    file |= {"has_legal_opinion": True, "claim_sued_upon": False, "legal_opinion_states_reason": True}
    file |= {"has_recourse_certificate": True, "has_settlement_certificate": True}
    claim = {"id": "L1", "product": "personal_business", "balance": 8_000_000, "guarantees": []}
    return read_record(
        {
            "as_of": "2026-11-23",
            "currency": "CNY",
            "loan": claim | file | loan,
            "borrower": {"id": "B1", "other_loans": []},
        }
    )


NAMED = {"write_off_ground": "personal_business", "recourse_days": 180, "fund_use_proved": True}


def test_a_named_ground_needs_nothing_of_the_other_grounds() -> None:
    decision = ENGINE.decide("write_off", record(**NAMED, has_fund_monitoring_record=True))

    assert (decision.outcome, str(decision.status), decision.fired[0]) == ("eligible", "certain", "WO-119")


def test_a_document_that_is_missing_is_named() -> None:
    lacking = record(**NAMED, has_fund_monitoring_record=False)

    assert ENGINE.decide("write_off", lacking).outcome == "missing_evidence"
    assert ENGINE.decide("write_off_missing", lacking).outcome == ("fund_monitoring_record",)


def test_a_document_of_which_nothing_is_known_is_asked_for_and_not_taken_for_granted() -> None:
    decision = ENGINE.decide("write_off", record(**NAMED))

    assert decision.outcome is None
    assert decision.possible == ("eligible", "missing_evidence")
    assert decision.missing == ("loan.has_fund_monitoring_record",)


def test_a_ground_that_fails_is_not_eligible_whatever_else_is_unknown() -> None:
    decision = ENGINE.decide("write_off", record(**NAMED | {"recourse_days": 179}))

    assert (decision.outcome, str(decision.status)) == ("not_eligible", "certain")


def test_without_a_named_ground_what_is_unknown_keeps_other_grounds_open() -> None:
    unnamed = {name: value for name, value in NAMED.items() if name != "write_off_ground"}

    decision = ENGINE.decide("write_off", record(**unnamed | {"recourse_days": 179}))

    assert decision.outcome is None
    assert set(decision.possible) == {"eligible", "missing_evidence", "not_eligible"}


def test_every_ground_that_a_file_may_name_is_a_fact_of_the_pack() -> None:
    facts = {fact.name for fact in CN.facts if fact.entity == "loan" and fact.name.startswith("ground_")}

    assert facts - {"ground_recognised_otherwise"} == {f"ground_{each}" for each in WriteOffGround} - {"ground_other"}
