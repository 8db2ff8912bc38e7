"""When a decision changes by itself, and what coming law would change, is told with the day and the reason."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from postloan_rules import Engine, PackError, PortfolioRecord, UnknownNameError, read_record
from tests.unit.engine.small_pack import MANIFEST, decision, small_engine

PARAMETERS = """
limits.bad_days:
  title: {zh: 差, en: Bad}
  unit: days
  reviewed_on: 2026-01-01
  values:
    - {start: 2020-01-01, value: 90, cite: "政策#1", confidence: C}
    - {start: 2027-01-01, value: 60, cite: "政策#2", confidence: C}
limits.other_days:
  title: {zh: 其他, en: Other}
  unit: days
  reviewed_on: 2026-01-01
  values:
    - {start: 2020-01-01, value: 10, cite: "政策#1", confidence: C}
    - {start: 2026-12-15, value: 11, cite: "政策#2", confidence: C}
limits.tolerance:
  title: {zh: 容差, en: Tolerance}
  unit: CNY
  reviewed_on: 2026-01-01
  values:
    - {start: 2020-01-01, value: 0, cite: "政策#1", confidence: C}
"""
FACTS = """
loan.days_past_due:
  title: {zh: 逾期天数, en: Days past due}
  type: number
  unit: days
  formula: days past due(loan.schedule, loan.repayments, limits.tolerance, "due_date_is_day_0")
  cite: "政策#1"
"""
RULES = "A-1: loan.days_past_due > limits.bad_days -> bad\nA-2: loan.days_past_due > 0 -> fair"
MATURITY = "M-1: as_of > loan.matures_on -> bad\nM-2: as_of > add months(loan.matures_on, -3) -> fair"
OTHER = "O-1: loan.days_past_due > limits.other_days -> bad"
LATER = """
decision: later
question: {zh: 问题, en: question}
of: loan
outcome: risk_class
choose: worst
otherwise: good
rules:
  - {id: L-1, when: loan.credit_impaired, then: bad, cite: "政策#1", start: 2027-03-01}
  - {id: L-2, when: loan.credit_impaired, then: fair, cite: "政策#1", end: 2027-03-01}
"""


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return small_engine(
        tmp_path / "pack",
        parameters__limits=PARAMETERS,
        facts__facts=FACTS,
        decisions__answer=decision("answer", RULES),
        decisions__maturity=decision("maturity", MATURITY),
        decisions__other=decision("other", OTHER),
        decisions__later=LATER,
    )


def record(**loan: Any) -> PortfolioRecord:
    return read_record({"as_of": "2026-11-23", "currency": "CNY", "loan": {"id": "L", **loan}})


def test_days_past_due_grow_by_one_each_day(engine: Engine) -> None:
    event = engine.next_event("answer", record(days_past_due=60))

    assert event is not None
    # 60 days on 23 November are 91 on 24 December.
    assert (event.on, event.before.outcome, event.after and event.after.outcome) == (date(2026, 12, 24), "fair", "bad")
    assert (event.starting, event.ending) == (("A-1",), ())
    assert event.because.en.startswith("A-1 fires: ")


def test_the_law_of_the_day_counts(engine: Engine) -> None:
    event = engine.next_event("answer", record(days_past_due=30))

    assert event is not None
    assert event.on == date(2027, 1, 1)
    assert "`limits.bad_days` becomes 60" in event.because.en


def test_a_counter_at_zero_has_not_begun(engine: Engine) -> None:
    assert engine.next_event("answer", record(days_past_due=0)) is None


def test_a_pack_says_which_of_its_own_fields_count_up(tmp_path: Path) -> None:
    def waiting(mark: str) -> Engine:
        field = "  loan.days_in_dispute: {type: number, label: {zh: 争议天数, en: days in dispute}%s}\n"
        return small_engine(
            tmp_path / (mark or "none").strip(", :"),
            manifest=MANIFEST + "fields:\n" + field % mark,
            decisions__one=decision("one", "A-1: loan.days_in_dispute > 30 -> bad"),
        )

    given = record(extension={"days_in_dispute": 20})
    counting, still = waiting(", counts_up: true"), waiting("")

    event = counting.next_event("one", given)
    assert event is not None
    assert event.on == date(2026, 12, 4)
    assert counting.next_event("one", record(extension={"days_in_dispute": 0})) is None
    assert still.next_event("one", given) is None


def test_only_a_number_can_count_up(tmp_path: Path) -> None:
    field = "fields:\n  loan.colour: {type: string, label: {zh: 颜色, en: colour}, counts_up: true}\n"

    with pytest.raises(PackError, match="only a number can count up"):
        small_engine(tmp_path / "pack", manifest=MANIFEST + field)


def test_what_is_not_known_stays_unknown(engine: Engine) -> None:
    assert engine.next_event("answer", record()) is None


def test_a_schedule_goes_on_where_the_number_was_counted_from_it(engine: Engine) -> None:
    schedule = [{"id": "1", "due_on": "2026-12-01", "amount": 5}]
    both = record(days_past_due=0, schedule=schedule, repayments=[])

    event = engine.next_event("answer", both)

    assert event is not None
    assert event.on == date(2026, 12, 2)


def test_a_payment_that_is_dated_ahead_is_counted_on(engine: Engine) -> None:
    schedule = [{"id": "1", "due_on": "2026-11-20", "amount": 5}]
    repayments = [{"id": "1", "paid_on": "2026-11-25", "amount": 5}]

    event = engine.next_event("answer", record(schedule=schedule, repayments=repayments))

    assert event is not None
    assert (event.on, event.after and event.after.outcome) == (date(2026, 11, 25), "good")
    assert event.ending == ("A-2",)


def test_dates_of_the_record_are_waited_for(engine: Engine) -> None:
    first = engine.next_event("maturity", record(matures_on="2027-05-31"))
    second = engine.next_event("maturity", record(matures_on="2026-12-31"))

    # Three months before 31 May is 28 February.
    assert first is not None
    assert first.on == date(2027, 3, 1)
    assert second is not None
    assert second.on == date(2027, 1, 1)


def test_nothing_is_told_beyond_the_horizon(engine: Engine) -> None:
    loan = record(matures_on="2026-12-31")

    assert engine.next_event("maturity", loan, horizon=38) is None
    assert engine.next_event("maturity", loan, horizon=39) is not None


@pytest.mark.parametrize("horizon", [0, -1, 36_526])
def test_a_horizon_has_its_limits(engine: Engine, horizon: int) -> None:
    with pytest.raises(ValueError, match="horizon"):
        engine.next_event("answer", record(), horizon=horizon)
    with pytest.raises(ValueError, match="horizon"):
        engine.notices("answer", record(), horizon=horizon)


def test_a_name_that_no_decision_has_is_refused(engine: Engine) -> None:
    with pytest.raises(UnknownNameError):
        engine.next_event("answr", record())
    with pytest.raises(UnknownNameError):
        engine.notices("answr", record())


def test_the_end_of_the_pack_is_an_event(tmp_path: Path) -> None:
    ending = MANIFEST.replace("start: 2020-01-01", "start: 2020-01-01\nend: 2027-06-01")
    engine = small_engine(
        tmp_path / "pack", manifest=ending, decisions__one=decision("one", "A-1: loan.credit_impaired -> bad")
    )

    event = engine.next_event("one", record(credit_impaired=True))

    assert event is not None
    assert (event.on, event.after) == (date(2027, 6, 1), None)
    assert event.because.en == "the pack `small` ends"
    (notice,) = engine.notices("one", record(credit_impaired=True))
    assert (notice.on, notice.after, notice.matters) == (date(2027, 6, 1), None, True)


def test_a_notice_changes_nothing_but_the_law(engine: Engine) -> None:
    (notice,) = engine.notices("answer", record(days_past_due=61))

    assert (notice.on, notice.matters) == (date(2027, 1, 1), True)
    assert [each.say().en for each in notice.changes] == ["parameter `limits.bad_days` has a new value"]
    assert notice.after is not None
    assert (notice.before.outcome, notice.after.outcome, notice.after.as_of) == ("fair", "bad", date(2026, 11, 23))


def test_a_change_without_consequence_is_told_as_one(engine: Engine) -> None:
    (notice,) = engine.notices("answer", record(days_past_due=60))

    assert not notice.matters


def test_parameters_that_the_decision_does_not_read_are_no_notice(engine: Engine) -> None:
    assert engine.notices("maturity", record(matures_on="2027-05-31")) == ()
    assert [each.on for each in engine.notices("other", record(days_past_due=11))] == [date(2026, 12, 15)]


def test_rules_that_start_and_end_on_a_day_are_one_notice(engine: Engine) -> None:
    (notice,) = engine.notices("later", record(credit_impaired=True))

    assert {(each.id, each.how) for each in notice.changes} == {("L-1", "starts"), ("L-2", "ends")}
    assert notice.after is not None
    assert (notice.before.outcome, notice.after.outcome) == ("fair", "bad")


def test_events_and_notices_are_plain_values(engine: Engine) -> None:
    event = engine.next_event("answer", record(days_past_due=60))
    (notice,) = engine.notices("answer", record(days_past_due=61))

    assert event is not None
    assert event.to_dict()["on"] == "2026-12-24"
    assert event.to_dict()["after"] == {"outcome": "bad", "status": "certain", "possible": ["bad"]}
    assert notice.to_dict()["changes"] == [{"kind": "parameter", "id": "limits.bad_days", "how": "changes"}]
