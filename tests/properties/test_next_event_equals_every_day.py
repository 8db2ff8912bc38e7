"""The next event is the one that trying day after day finds."""

import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from postloan_rules import Decision, Engine, PortfolioRecord, load, read_record
from postloan_rules.model.later import later
from tests.unit.engine.small_pack import MANIFEST, decision, write_pack

EXAMPLES = int(os.environ.get("POSTLOAN_EXAMPLES", "40"))
LAW = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="POSTLOAN_EXAMPLES" not in os.environ,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
AS_OF = date(2026, 11, 23)
HORIZON = 420

NUMBERS = (
    "loan.days_past_due",
    "days between(loan.originated_on, as_of)",
    "days between(as_of, loan.matures_on)",
    "months between(loan.originated_on, as_of)",
    "months between(as_of, loan.matures_on)",
    "as_of.year - 2020",
    "as_of.month * 30",
    "as_of.day * 3",
    "abs(days between(loan.matures_on, as_of))",
    "2 * loan.days_past_due - 30",
    "100 - loan.days_past_due",
    "floor(loan.days_past_due / 30) * 30",
    "min(loan.days_past_due, days between(loan.originated_on, as_of))",
    "max(days between(as_of, loan.matures_on), loan.days_past_due)",
    "loan.days_past_due - days between(loan.originated_on, as_of)",
    "(if loan.credit_impaired then loan.days_past_due else 10 * months between(loan.originated_on, as_of))",
    "(if loan.days_past_due > 45 then days between(loan.matures_on, as_of) else 20)",
    "modulo(loan.days_past_due, 7) * 10",
    "limits.dated",
    "count(borrower.loans[days_past_due > 60]) * 50",
    "max(borrower.loans.days_past_due)",
    "sum(borrower.loans.days_past_due)",
    "borrower.longest",
    "loan.months_open * 30",
)
DATES = (
    "loan.matures_on",
    "loan.originated_on",
    "as_of",
    "add months(as_of, 6)",
    "add months(loan.originated_on, 12)",
    "add days(as_of, 45)",
    "last day of month(as_of)",
    "add days(loan.matures_on, -30)",
    'add months(date("2026-08-31"), loan.days_past_due)',
)
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
LIMITS = ("0", "1", "10", "30", "90", "91", "180", "360", "limits.dated", "loan.days_past_due")
BOOLEANS = (
    "loan.credit_impaired",
    "is known(loan.days_past_due)",
    'loan.first_answer >= "fair"',
    'loan.first_answer = "bad"',
    'some l in borrower.loans satisfies l.first_answer = "bad"',
    "every l in borrower.loans satisfies l.days_past_due < 100",
    'as_of in (date("2027-01-01"), date("2027-02-28"))',
    "loan.days_past_due in [90..120]",
    "share(borrower.loans[days_past_due > 90].balance, borrower.loans.balance) > 0.5",
    "days between(latest(loan.restructurings).signed_on, as_of) > 365",
)

atoms = st.one_of(
    st.builds("{} {} {}".format, st.sampled_from(NUMBERS), st.sampled_from(COMPARISONS), st.sampled_from(LIMITS)),
    st.builds("{} {} {}".format, st.sampled_from(DATES), st.sampled_from(COMPARISONS), st.sampled_from(DATES)),
    st.sampled_from(BOOLEANS),
)
conditions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.builds("({}) and ({})".format, inner, inner),
        st.builds("({}) or ({})".format, inner, inner),
        st.builds("not({})".format, inner),
    ),
    max_leaves=4,
)
days = st.dates(date(2024, 1, 1), date(2028, 3, 1))
signed = st.builds(lambda day: {"id": day.isoformat(), "signed_on": day}, days)
counted = st.one_of(st.none(), st.integers(0, 120))


@st.composite
def loans(draw: st.DrawFn, identifier: str = "L1") -> dict[str, Any]:
    given = {
        "id": identifier,
        "days_past_due": draw(counted),
        "originated_on": draw(st.one_of(st.none(), days)),
        "matures_on": draw(st.one_of(st.none(), days)),
        "credit_impaired": draw(st.sampled_from([None, True, False])),
        "balance": {"amount": str(draw(st.integers(1, 5))), "currency": "CNY"},
        "restructurings": draw(
            st.one_of(
                st.none(), st.lists(st.builds(lambda day: {"id": day.isoformat(), "signed_on": day}, days), max_size=1)
            )
        ),
    }
    if given["days_past_due"] is None and draw(st.booleans()):
        due = draw(st.lists(days, min_size=1, max_size=3, unique=True))
        given["schedule"] = [
            {"id": str(place), "due_on": day, "amount": {"amount": "10", "currency": "CNY"}}
            for place, day in enumerate(due)
        ]
        paid = draw(st.lists(st.tuples(days, st.integers(1, 20)), max_size=2))
        given["repayments"] = [
            {"id": str(place), "paid_on": day, "amount": {"amount": str(amount), "currency": "CNY"}}
            for place, (day, amount) in enumerate(paid)
        ]
    return given


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    others = draw(st.one_of(st.none(), st.lists(loans("L2"), max_size=1)))
    return {
        "as_of": AS_OF,
        "currency": "CNY",
        "loan": draw(loans()),
        "borrower": {"id": "B1", "other_loans": others},
    }


FACTS = """
loan.days_past_due:
  title: {zh: 逾期天数, en: Days past due}
  type: number
  unit: days
  formula: days past due(loan.schedule, loan.repayments, limits.tolerance, "due_date_is_day_0")
  cite: "政策#1"
loan.months_open:
  title: {zh: 月数, en: Months open}
  type: number
  unit: months
  formula: months between(loan.originated_on, as_of)
  cite: "政策#1"
borrower.longest:
  title: {zh: 最长, en: Longest}
  type: number
  unit: days
  formula: max(borrower.loans[credit_impaired].days_past_due)
  cite: "政策#1"
"""
PARAMETERS = """
limits.dated:
  title: {zh: 限度, en: Limit}
  unit: days
  reviewed_on: 2026-01-01
  values:
    - {start: 2020-01-01, value: 60, cite: "政策#1", confidence: C}
    - {start: 2027-04-01, value: 30, cite: "政策#1", confidence: C}
limits.tolerance:
  title: {zh: 容差, en: Tolerance}
  unit: CNY
  reviewed_on: 2026-01-01
  values:
    - {start: 2020-01-01, value: 0, cite: "政策#1", confidence: C}
"""


def engine_with(folder: Path, one: str, other: str, last: str) -> Engine:
    first = f"P-1: {one} -> bad\nP-2: loan.days_past_due > 30 -> fair"
    second = f"P-3: {other} -> bad\nP-4: {last} -> fair"
    write_pack(
        folder,
        manifest=MANIFEST + "\n",
        parameters__limits=PARAMETERS,
        facts__facts=FACTS,
        decisions__first_answer=decision("first_answer", first),
        decisions__answer=decision("answer", second),
    )
    return Engine(load(folder))


def said(decision: Decision) -> tuple[Any, ...]:
    return decision.outcome, decision.status, decision.possible


def tried_day_by_day(engine: Engine, record: PortfolioRecord) -> date | None:
    first = said(engine.decide("answer", record))
    for days_on in range(1, HORIZON + 1):
        day = record.as_of + timedelta(days=days_on)
        if said(engine.decide("answer", later(record, day))) != first:
            return day
    return None


@LAW
@given(st.tuples(atoms, conditions, conditions), st.lists(records(), min_size=3, max_size=3))
def test_the_day_is_the_one_that_trying_every_day_finds(
    tmp_path_factory: pytest.TempPathFactory, written: tuple[str, str, str], asked: list[dict[str, Any]]
) -> None:
    engine = engine_with(
        tmp_path_factory.mktemp("pack"),
        "loan.credit_impaired" if "first_answer" in written[0] else written[0],
        *(written[1:]),
    )
    for drawn in asked:
        record = read_record(drawn)
        event = engine.next_event("answer", record, horizon=HORIZON)

        note(f"{written}, {event}")
        assert (None if event is None else event.on) == tried_day_by_day(engine, record)
