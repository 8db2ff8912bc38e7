"""Comparing decisions counts every record once, tells which change, and through which rules."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from postloan_rules import Engine, PortfolioRecord, Rejected, compare_decisions, read_record
from postloan_rules.analysis.decision_difference import DecisionDifference, RecordChange
from tests.unit.engine.small_pack import decision, small_engine

PARAMETERS = """
limits.days:
  title: {{zh: 限度, en: Limit}}
  unit: days
  reviewed_on: 2026-01-01
  values:
    - {{start: {start}, value: {days}, cite: "政策#1", confidence: C}}
    - {{start: 2027-01-01, value: 30, cite: "政策#1", confidence: C}}
"""
FLOOR = "F-1: loan.days_past_due > limits.days -> bad\nF-2: loan.credit_impaired -> fair"
ANSWER = """
decision: answer
question: {zh: 问题, en: question}
of: loan
outcome: risk_class
choose: worst
rules:
  - {id: PASS, when: 'loan.floor >= "good"', then: {expression: loan.floor}, cite: "政策#1"}
"""


def engine(folder: Path, days: int, *, start: str = "2020-01-01") -> Engine:
    return small_engine(
        folder,
        parameters__limits=PARAMETERS.format(days=days, start=start),
        decisions__floor=decision("floor", FLOOR),
        decisions__answer=ANSWER,
    )


def record(identifier: str, days: int | None, *, balance: int | None = 100) -> PortfolioRecord:
    loan: dict[str, Any] = {"id": identifier, "days_past_due": days, "balance": balance, "credit_impaired": False}
    return read_record({"as_of": "2026-11-23", "currency": "CNY", "loan": loan})


def compared(
    tmp_path: Path, *records: PortfolioRecord | Rejected, **options: Any
) -> tuple[DecisionDifference, list[RecordChange]]:
    changes: list[RecordChange] = []
    found = compare_decisions(
        engine(tmp_path / "old", 90), engine(tmp_path / "new", 60), records, ("answer",), each=changes.append, **options
    )
    return found, changes


def test_only_records_between_the_two_limits_change(tmp_path: Path) -> None:
    found, changes = compared(tmp_path, *(record(f"L{days}", days) for days in (60, 61, 90, 91)))

    assert [each.loan for each in changes] == ["L61", "L90"]
    assert (found.read, found.compared, found.same, found.changed) == (4, 4, 2, 2)


def test_a_move_has_its_count_and_its_balance(tmp_path: Path) -> None:
    found, _ = compared(tmp_path, record("L1", 70), record("L2", 80, balance=50), record("L3", 80, balance=None))

    ((move, tally),) = found.moves.items()
    assert move == ("answer", ("good", "certain"), ("bad", "certain"))
    assert (tally.records, tally.balances, tally.without_balance) == (3, {"CNY": Decimal(150)}, 1)
    assert tally.examples == ["L1", "L2", "L3"]


def test_rules_that_only_pass_on_explain_nothing(tmp_path: Path) -> None:
    _, (change,) = compared(tmp_path, record("L1", 70))

    assert (change.ending, change.starting) == ((), ("F-1",))


def test_another_status_is_a_change_though_the_outcome_stays(tmp_path: Path) -> None:
    found, _ = compared(tmp_path, record("L1", None))

    assert (found.same, found.changed) == (1, 0)


def test_the_same_data_may_be_asked_for_another_day(tmp_path: Path) -> None:
    old = engine(tmp_path / "old", 90)

    found = compare_decisions(old, old, [record("L1", 31)], ("answer",), as_of_new=date(2027, 1, 1))

    assert list(found.moves) == [("answer", ("good", "certain"), ("bad", "certain"))]


def test_what_one_side_cannot_decide_is_a_change_and_what_neither_can_is_counted(tmp_path: Path) -> None:
    old, new = engine(tmp_path / "old", 90), engine(tmp_path / "new", 90, start="2026-12-01")

    one = compare_decisions(old, new, [record("L1", 31)], ("answer",))
    both = compare_decisions(new, new, [record("L1", 31)], ("answer",))

    assert list(one.moves) == [("answer", ("good", "certain"), (None, "undecided"))]
    assert (both.undecided, both.changed, both.same) == (1, 0, 0)


def test_rejected_rows_are_counted_and_stop_nothing(tmp_path: Path) -> None:
    found, _ = compared(tmp_path, Rejected("loans", 2, (), {}), record("L1", 70))

    assert (found.read, found.rejected, found.compared, found.changed) == (2, 1, 1, 1)


@pytest.mark.parametrize("days", [0, 60, 61, 90, 91])
def test_a_pack_differs_from_itself_in_nothing(tmp_path: Path, days: int) -> None:
    same = engine(tmp_path / "same", 90)

    found = compare_decisions(same, same, [record("L1", days)], ("answer", "floor"))

    assert (found.changed, found.same, found.moves) == (0, 2, {})
