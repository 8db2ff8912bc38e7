"""Every decision of the shipped pack can be explained and written down, however little is known."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from postloan_rules import Decision, Engine, load, read_record

NOTHING_KNOWN: Mapping[str, Any] = {"loan": {"id": "L1"}}
LOAN_ONLY: Mapping[str, Any] = {
    "loan": {"id": "L1", "asset_type": "loan", "portfolio": "non_retail", "days_past_due": 91},
    "institution": {"type": "commercial_bank"},
}
RESTRUCTURED: Mapping[str, Any] = {
    "loan": {
        "id": "L1",
        "asset_type": "loan",
        "portfolio": "non_retail",
        "days_past_due": 120,
        "previous_class": "doubtful",
        "proposed_class": "normal",
        "restructurings": [{"id": "R1", "signed_on": "2025-01-31", "change": "term_extension"}],
        "balance": {"amount": "300", "currency": "CNY"},
        "expected_credit_loss": {"amount": "100", "currency": "CNY"},
        "credit_impaired": True,
    },
    "borrower": {"id": "B1", "other_loans": [{"id": "L2"}], "debts_elsewhere": [{"id": "D1"}]},
    "group": {"id": "G1", "other_members": [{"id": "B2"}]},
    "institution": {"type": "rural_cooperative"},
}
RECORDS = {"nothing known": NOTHING_KNOWN, "loan only": LOAN_ONLY, "restructured": RESTRUCTURED}


@cache
def _engine() -> Engine:
    return Engine(load("cn"))


@cache
def _decisions(record: str) -> Mapping[str, Decision]:
    content = {key: dict(value) for key, value in RECORDS[record].items()}
    names = _engine().names("all")
    return _engine().decide(names, read_record({"as_of": "2026-11-23", "currency": "CNY", **content}))


@pytest.mark.parametrize("record", RECORDS)
@pytest.mark.parametrize("name", _engine().names("all"))
def test_every_decision_is_explained_in_both_languages_whatever_is_known(name: str, record: str) -> None:
    decision = _decisions(record)[name]

    assert decision.as_of.isoformat() in decision.explain("zh")
    assert decision.as_of.isoformat() in decision.explain("en")
    assert json.loads(decision.to_json())["status"] == decision.status


@pytest.mark.parametrize("record", RECORDS)
@pytest.mark.parametrize("name", _engine().names("all"))
def test_every_rule_of_a_decision_says_why_it_fired_or_not(name: str, record: str) -> None:
    decision = _decisions(record)[name]
    rules = (*decision.fired, *(each.rule for each in decision.unknown), *decision.not_fired)

    for rule in rules:
        assert rule in decision.explain("zh", rule=rule)
        assert rule in decision.explain("en", rule=rule)
