"""Decisions about all loans together: totals with bounds, each thing once, nothing left out in silence."""

from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from postloan_rules import (
    Engine,
    ManySubjectsError,
    Portfolio,
    RecordError,
    Rejected,
    Status,
    collect_portfolio,
    read_portfolio,
    read_record,
)
from tests.unit.engine.small_pack import decision, small_engine

FACTS = """
portfolio.bad_balance:
  title: {zh: 差的余额, en: Balance of the bad}
  type: money
  formula: sum(portfolio.loans[class = "bad"].balance)
  cite: "政策#1"
portfolio.bad_share:
  title: {zh: 差的占比, en: Share of the bad}
  type: ratio
  formula: portfolio.bad_balance / sum(portfolio.loans.balance)
  cite: "政策#1"
institution.loans_balance:
  title: {zh: 余额, en: Balance}
  type: money
  formula: sum(portfolio.loans.balance)
  cite: "政策#1"
borrower.owed:
  title: {zh: 所欠, en: Owed}
  type: money
  formula: sum(borrower.loans.balance)
  cite: "政策#1"
"""


@cache
def _engine() -> Engine:
    return small_engine(
        Path(mkdtemp()),
        facts__all=FACTS,
        decisions__class=decision("class", "L-1: loan.days_past_due > 90 -> bad"),
        decisions__level=decision("level", "P-1: portfolio.bad_share > 0.5 -> bad", of="portfolio"),
        decisions__cover=decision(
            "cover", "C-1: collateral.value < sum(collateral.loans.balance) -> bad", of="collateral"
        ),
    )


def _loan(id: str, balance: int = 100, days: int | None = 0, **more: Any) -> dict[str, Any]:
    return {"id": id, "balance": balance, **({} if days is None else {"days_past_due": days}), **more}


def _portfolio(*loans: dict[str, Any], borrower: str = "B", **more: Any) -> Portfolio:
    records = [{"loan": loan, "borrower": {"id": f"{borrower}{loan['id'][1]}", "other_loans": []}} for loan in loans]
    return read_portfolio({"as_of": "2026-11-25", "currency": "CNY", "records": records, **more})


@pytest.mark.parametrize(
    ("days", "share", "outcome", "status"),
    [(91, (1, 2), "good", "certain"), (None, (0, 0.5), "good", "certain"), (90, (0, 2), "good", "certain")],
)
def test_a_total_of_loans_whose_class_is_open_has_bounds(days: Any, share: Any, outcome: str, status: str) -> None:
    portfolio = _portfolio(_loan("L1", days=days), _loan("L2"))

    found = _engine().decide("level", portfolio)

    assert (found.outcome, found.status.value, found.entity, found.subject) == (outcome, status, "portfolio", "all")


def test_what_might_be_bad_leaves_the_answer_open() -> None:
    portfolio = _portfolio(_loan("L1", days=91), _loan("L2", days=None), _loan("L3"))

    found = _engine().decide("level", portfolio)

    assert _engine().fact("portfolio.bad_balance", portfolio) == (100, 200)
    assert (found.status, found.missing) == (Status.UNKNOWN, ("portfolio.loans[L2].days_past_due",))


def test_an_incomplete_portfolio_has_no_totals() -> None:
    found = _engine().decide("level", _portfolio(_loan("L1"), complete=False))

    assert (found.status, found.missing) == (Status.UNKNOWN, ("portfolio.loans",))


def test_a_rejected_row_makes_a_portfolio_incomplete() -> None:
    record = read_record({"as_of": "2026-11-25", "currency": "CNY", "loan": {"id": "L1"}})
    rejected = Rejected("loans", 2, (), {})

    assert collect_portfolio([record], as_of=date(2026, 11, 25)).complete
    assert not collect_portfolio([record, rejected], as_of=date(2026, 11, 25)).complete


def test_the_institution_reads_totals_of_its_portfolio_and_what_it_gives_itself_wins() -> None:
    loans = (_loan("L1"), _loan("L2"))

    assert _engine().fact("institution.loans_balance", _portfolio(*loans, institution={"id": "self"})) == 200
    given = _portfolio(*loans, institution={"id": "self", "loans_balance": 7})
    assert _engine().fact("institution.loans_balance", given) == 7


def test_every_loan_and_everything_that_loans_hold_is_decided_once() -> None:
    shared = [{"id": "C", "value": 150}]
    portfolio = _portfolio(_loan("L2", collaterals=shared), _loan("L1", days=91, collaterals=shared))

    assert [(each.subject, each.outcome) for each in _engine().decide_each("class", portfolio)] == [
        ("L1", "bad"),
        ("L2", "good"),
    ]
    assert [(each.subject, each.outcome) for each in _engine().decide_each("cover", portfolio)] == [("C", "bad")]


def test_a_decision_about_a_loan_of_a_portfolio_is_the_one_about_its_record() -> None:
    portfolio = _portfolio(_loan("L1", days=91), _loan("L2"))
    each = _engine().decide_each("class", portfolio)

    alone = [_engine().decide("class", record) for record in portfolio.records]

    assert [one.id for one in each] == [one.id for one in alone]


def test_a_borrower_has_all_its_loans_also_those_outside_of_the_portfolio() -> None:
    record = {"loan": _loan("L1"), "borrower": {"id": "B", "other_loans": [_loan("L9")]}}
    portfolio = read_portfolio({"as_of": "2026-11-25", "currency": "CNY", "records": [record]})

    assert _engine().fact_each("borrower.owed", portfolio) == (("B", 200),)
    assert _engine().fact_each("loan.balance", portfolio) == (("L1", 100),)


def test_claims_that_one_record_does_not_know_are_not_known() -> None:
    record = {"loan": _loan("L1"), "borrower": {"id": "B"}}
    portfolio = read_portfolio({"as_of": "2026-11-25", "currency": "CNY", "records": [record]})

    assert _engine().fact_each("borrower.owed", portfolio) == (("B", None),)


@pytest.mark.parametrize(
    ("second", "path"),
    [
        ({"loan": _loan("L1")}, "portfolio.loans[L1].id"),
        ({"loan": _loan("L2"), "borrower": {"id": "B", "name": "b"}}, "portfolio.loans[L2].borrower.name"),
    ],
)
def test_records_that_contradict_each_other_are_problems(second: dict[str, Any], path: str) -> None:
    first = {"loan": _loan("L1"), "borrower": {"id": "B", "name": "a"}}
    portfolio = read_portfolio({"as_of": "2026-11-25", "currency": "CNY", "records": [first, second]})

    with pytest.raises(RecordError) as caught:
        _engine().decide("level", portfolio)

    assert [each.path for each in caught.value.problems] == [path]


def test_of_many_loans_there_is_no_one_decision() -> None:
    with pytest.raises(ManySubjectsError):
        _engine().decide("class", _portfolio(_loan("L1")))
    with pytest.raises(ManySubjectsError):
        _engine().decide("level", _portfolio(_loan("L1")).records[0])


def test_all_of_a_portfolio_is_what_is_asked_about_it_as_a_whole() -> None:
    found: Any = _engine().decide("all", _portfolio(_loan("L1")))

    assert set(found) == {"level"}


def test_problems_of_a_portfolio_are_told_all_at_once_with_their_places() -> None:
    bad = {"loan": {"id": "L1", "balance": "much"}}

    with pytest.raises(RecordError) as caught:
        read_portfolio({"as_of": "2026-11-25", "currency": "CNY", "records": [bad, {"loan": {}}]})

    assert [each.path for each in caught.value.problems] == ["records[0].loan.balance", "records[1].loan.id"]
