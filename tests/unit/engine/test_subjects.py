"""Decisions about what a record holds several of: one for each, and none left out in silence."""

from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from postloan_rules import Engine, ManySubjectsError, PortfolioRecord, RecordError, Status, read_record
from tests.unit.engine.small_pack import decision, small_engine

SECURED = """
collateral.secured:
  title: {zh: 所担保金额, en: Amount secured}
  type: money
  formula: sum(collateral.loans.balance)
  cite: "政策#1"
"""


@cache
def _engine() -> Engine:
    return small_engine(
        Path(mkdtemp()),
        facts__collateral=SECURED,
        decisions__cover=decision("cover", "C-1: collateral.value < collateral.secured -> bad", of="collateral"),
        decisions__looks=decision("looks", 'C-2: collateral.cover = "bad" -> fair', of="collateral"),
        decisions__drop=decision("drop", "V-1: valuation.value < collateral.value -> bad", of="valuation"),
        decisions__large=decision("large", "I-1: instalment.amount > loan.balance -> bad", of="instalment"),
        decisions__owed=decision("owed", "D-1: debt.days_past_due > 5 -> bad", of="debt"),
        decisions__shared=decision("shared", "B-1: count(borrower.collaterals) > 1 -> bad", of="borrower"),
    )


def _record(others: list[dict[str, Any]] | None = None, borrower: dict[str, Any] | None = None, **loan: Any) -> Any:
    around = {"id": "B", "other_loans": others or []} if borrower is None else borrower
    return read_record(
        {
            "as_of": "2026-11-25",
            "currency": "CNY",
            "loan": {"id": "L1", "balance": 100, **loan},
            "borrower": around,
        }
    )


def _each(name: str, record: PortfolioRecord) -> list[tuple[str, Any, tuple[str, ...]]]:
    return [(each.subject, each.outcome, each.missing) for each in _engine().decide_each(name, record)]


def test_each_collateral_of_the_loan_gets_a_decision_in_order() -> None:
    record = _record(collaterals=[{"id": "C2", "value": 99}, {"id": "C1", "value": 100}])

    assert _each("cover", record) == [("C2", "bad", ()), ("C1", "good", ())]


def test_what_secures_several_loans_is_one_thing_that_sees_all_of_them() -> None:
    others = [{"id": "L2", "balance": 50, "collaterals": [{"id": "C"}]}, {"id": "L3", "balance": 7, "collaterals": []}]
    record = _record(others, collaterals=[{"id": "C", "value": 149}])

    assert _each("cover", record) == [("C", "bad", ())]
    assert _engine().fact_each("collateral.secured", record) == (("C", 150),)
    assert _engine().decide("shared", record).outcome == "good"


def test_an_entry_may_leave_out_what_another_gives() -> None:
    others = [{"id": "L2", "balance": 50, "collaterals": [{"id": "C", "value": 150}]}]

    assert _each("cover", _record(others, collaterals=[{"id": "C"}])) == [("C", "good", ())]


def test_entries_of_one_thing_that_differ_are_a_problem_of_the_record() -> None:
    others = [{"id": "L2", "collaterals": [{"id": "C", "value": 3}]}]

    with pytest.raises(RecordError) as caught:
        _engine().decide_each("cover", _record(others, collaterals=[{"id": "C", "value": 4}]))

    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == ("PL688", "borrower.loans[L2].collaterals[C].value")


@pytest.mark.parametrize(("secures_others", "outcome"), [(False, "good"), (True, None), (None, None)])
def test_without_all_claims_on_the_borrower_what_a_thing_secures_is_not_known(
    secures_others: bool | None, outcome: str | None
) -> None:
    collateral = {"id": "C", "value": 100, "secures_others": secures_others}

    (found,) = _engine().decide_each("cover", _record(borrower={"id": "B"}, collaterals=[collateral]))

    assert (found.outcome, found.missing) == (outcome, () if outcome else ("collateral.loans",))


def test_a_detail_leads_to_where_it_stands() -> None:
    record = _record(
        schedule=[{"id": "1", "amount": 101}, {"id": "2", "amount": 100}],
        collaterals=[{"id": "C", "value": 5, "valuations": [{"id": "1", "value": 4}]}],
    )

    assert _each("large", record) == [("L1/1", "bad", ()), ("L1/2", "good", ())]
    assert _each("drop", record) == [("C/1", "bad", ())]


def test_what_was_not_supplied_gives_a_decision_without_a_subject() -> None:
    record = _record(collaterals=[{"id": "C1"}, {"id": "C2", "valuations": []}])

    assert _each("large", record) == [("", None, ("loan.schedule",))]
    assert _each("drop", record) == [("", None, ("loan.collaterals[C1].valuations",))]
    assert _each("owed", record) == [("", None, ("borrower.debts_elsewhere",))]
    assert _each("owed", _record(borrower={"id": "B", "debts_elsewhere": []})) == []
    (found,) = _engine().decide_each("large", record)
    assert (found.status, found.possible) == (Status.UNKNOWN, ("good", "fair", "bad"))


def test_a_record_without_a_borrower_does_not_know_what_a_borrower_would_hold() -> None:
    record = read_record({"as_of": "2026-11-25", "currency": "CNY", "loan": {"id": "L1"}})

    assert _each("owed", record) == [("", None, ("borrower",))]


def test_decisions_about_one_thing_have_ids_of_their_own() -> None:
    record = _record(collaterals=[{"id": "C1", "value": 1}, {"id": "C2", "value": 1}, {"id": "C3", "valuations": []}])
    several = (*_engine().decide_each("cover", record), *_engine().decide_each("drop", record))

    assert len({each.id for each in several}) == len(several)


def test_the_rules_behind_a_decision_about_a_detail_are_those_about_the_same_detail() -> None:
    (found,) = _engine().decide_each("looks", _record(collaterals=[{"id": "C", "value": 1}]))

    assert (found.outcome, found.fired_deep) == ("fair", ("C-1", "C-2"))
    assert "collateral.value" in found.to_dict()["inputs"]


def test_one_decision_is_not_asked_of_many() -> None:
    with pytest.raises(ManySubjectsError):
        _engine().decide("cover", _record())


def test_all_means_what_the_loan_leads_to_and_with_each_everything() -> None:
    found: Any = _engine().decide("all", _record())

    assert set(found) == {"shared"}
    assert {each.name for each in _engine().decide_each("all", _record(collaterals=[]))} == {"shared", "large", "owed"}


def test_of_what_the_loan_leads_to_there_is_one() -> None:
    (found,) = _engine().decide_each("shared", _record(collaterals=[]))

    assert (found.subject, found.outcome) == ("B", "good")
