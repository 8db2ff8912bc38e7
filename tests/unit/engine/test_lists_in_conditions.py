"""Conditions about a decision that gives a list: what is there for certain, and what may be."""

from pathlib import Path
from typing import Any

import pytest

from postloan_rules import PortfolioRecord, Status
from tests.unit.engine.small_pack import decision, small_engine

FOUND = """
F-1: loan.days_past_due > 1 -> fair
F-2: loan.credit_impaired -> bad
F-3: loan.days_past_due > 30 -> fair
"""
ASKED = {
    "two": "count(loan.found) >= 2",
    "two_fair": 'count(loan.found[item = "fair"]) = 2',
    "none": "count(loan.found) = 0",
    "bad": 'some f in loan.found satisfies f = "bad"',
    "no_bad": 'every f in loan.found satisfies f < "bad"',
    "in_it": "'\"bad\" in loan.found'",
    "like_before": "loan.previous_class in loan.found",
    "worse_than_before": "count(loan.found[item > loan.previous_class]) > 0",
    "counted": "loan.found_count > 1",
}
FACT = """
loan.found_count:
  title: {zh: 个数, en: count}
  type: number
  formula: count(loan.found)
  cite: "政策#1"
"""


def _states(folder: Path, head: str = "hit_policy: COLLECT", **loan: Any) -> dict[str, bool | None]:
    rules = "\n".join(f"{id}: {condition} -> bad" for id, condition in ASKED.items())
    engine = small_engine(
        folder,
        decisions__found=decision("found", FOUND, head=head),
        decisions__asked=decision("asked", rules),
        facts__loan=FACT,
    )
    content = {"as_of": "2026-11-23", "currency": "CNY", "loan": {"id": "L1", **loan}}
    made = engine.decide("asked", PortfolioRecord.model_validate(content))
    unknown = [each.rule for each in made.unknown]
    return {id: True if id in made.fired else None if id in unknown else False for id in ASKED}


@pytest.mark.parametrize("policy", ["COLLECT", "RULE_ORDER", "OUTPUT_ORDER"])
def test_known_data_settle_every_question(tmp_path: Path, policy: str) -> None:
    head = f"hit_policy: {policy}"

    assert _states(tmp_path, head, days_past_due=40, credit_impaired=True, previous_class="fair") == {
        "two": True,
        "two_fair": True,
        "none": False,
        "bad": True,
        "no_bad": False,
        "in_it": True,
        "like_before": True,
        "worse_than_before": True,
        "counted": True,
    }


def test_what_is_certain_is_told_apart_from_what_may_be(tmp_path: Path) -> None:
    assert _states(tmp_path, days_past_due=40, previous_class="bad") == {
        "two": True,
        "two_fair": True,
        "none": False,
        "bad": None,
        "no_bad": None,
        "in_it": None,
        "like_before": None,
        "worse_than_before": False,
        "counted": True,
    }


def test_where_no_rule_fires_there_is_nothing_to_count(tmp_path: Path) -> None:
    states = _states(tmp_path, days_past_due=0, credit_impaired=False, previous_class="good")

    assert [id for id, state in states.items() if state] == ["none", "no_bad"]
    assert None not in states.values()


def test_a_list_that_does_not_apply_has_no_outcomes(tmp_path: Path) -> None:
    head = "hit_policy: COLLECT\napplies: loan.credit_impaired"
    states = _states(tmp_path, head, days_past_due=40, credit_impaired=False)

    assert [id for id, state in states.items() if state] == ["none", "no_bad"]


def test_where_nobody_knows_whether_a_list_applies_nothing_is_certain(tmp_path: Path) -> None:
    head = "hit_policy: COLLECT\napplies: loan.credit_impaired"

    assert set(_states(tmp_path, head, days_past_due=40, previous_class="fair").values()) == {None}


@pytest.mark.parametrize(
    "head", ["hit_policy: COLLECT", "hit_policy: OUTPUT_ORDER", "hit_policy: COLLECT\naggregate: COUNT"]
)
@pytest.mark.parametrize(
    ("impaired", "status", "missing"),
    [
        (True, Status.CERTAIN, ()),
        (False, Status.NOT_APPLICABLE, ()),
        (None, Status.UNKNOWN, ("loan.credit_impaired",)),
    ],
)
def test_that_no_rule_can_fire_does_not_say_whether_a_list_applies(
    tmp_path: Path, head: str, impaired: bool | None, status: Status, missing: tuple[str, ...]
) -> None:
    text = decision("found", "F-1: loan.days_past_due > 1 -> fair", head=head + "\napplies: loan.credit_impaired")
    if "aggregate" in head:
        text = text.replace("outcome: risk_class", "outcome: number").replace("then: fair", "then: 1")
    engine = small_engine(tmp_path, decisions__found=text)
    loan = {"id": "L1", "days_past_due": 0, "credit_impaired": impaired}
    made = engine.decide(
        "found", PortfolioRecord.model_validate({"as_of": "2026-11-23", "currency": "CNY", "loan": loan})
    )

    assert made.status is status
    assert made.missing == missing
    assert ("not_applicable" in made.possible) is (impaired is not True)


def test_lists_of_related_loans_are_counted(tmp_path: Path) -> None:
    rule = 'A-1: count(borrower.loans[count(found[item >= "fair"]) > 0]) >= 2 -> bad'
    engine = small_engine(
        tmp_path,
        decisions__found=decision("found", FOUND, head="hit_policy: COLLECT"),
        decisions__asked=decision("asked", rule),
    )
    others = [
        {"id": "L2", "days_past_due": 2, "credit_impaired": False},
        {"id": "L3", "days_past_due": 0, "credit_impaired": False},
    ]
    for days, status in ((5, Status.CERTAIN), (0, Status.CERTAIN), (None, Status.UNKNOWN)):
        loan = {"id": "L1", "credit_impaired": False, "days_past_due": days}
        content = {"as_of": "2026-11-23", "currency": "CNY", "loan": loan}
        content["borrower"] = {"id": "B1", "other_loans": others}
        made = engine.decide("asked", PortfolioRecord.model_validate(content))

        assert (made.status, made.fired == ("A-1",)) == (status, days == 5)
        assert made.missing == (() if days is not None else ("loan.days_past_due",))


def test_explanations_say_what_was_counted(tmp_path: Path) -> None:
    engine = small_engine(
        tmp_path,
        decisions__found=decision("found", FOUND, head="hit_policy: COLLECT"),
        decisions__asked=decision("asked", 'A-1: count(loan.found[item >= "fair"]) >= 1 -> bad'),
    )
    content = {"as_of": "2026-11-23", "currency": "CNY", "loan": {"id": "L1", "days_past_due": 5}}
    made = engine.decide("asked", PortfolioRecord.model_validate(content))

    assert "✓ 问题中属于中或更差的个数 = 1至2，达到 1" in made.explain("zh", rule="A-1")
    assert "that are fair or worse = 1 to 2, at least 1" in made.explain("en", rule="A-1")
