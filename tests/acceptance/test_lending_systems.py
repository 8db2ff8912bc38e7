"""Worked examples of two lending systems, as tests of the public names. Numbers are restated; the ids name the rows."""

import json
import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from postloan_rules import Engine, PackError, PortfolioRecord, load, read_record
from tests.acceptance.delinquency import delinquency_engine, pauses_of

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared" / "acceptance" / "lending_systems.json"
PAGE = HERE.parents[1] / "docs" / "reference" / "acceptance.md"
ENGINE = delinquency_engine()

Payments = list[tuple[str, Any]]


def record(
    as_of: str,
    *,
    due: Payments = (),  # type: ignore[assignment]  # nothing due
    paid: Payments = (),  # type: ignore[assignment]  # nothing paid
    pauses: list[list[str]] | None = None,
    resumes: list[str] | None = None,
    status: str = "active",
    grace: int = 0,
    **loan: Any,
) -> PortfolioRecord:
    """Return a loan with these instalments, payments and pauses."""
    extension = {"grace_days": grace, "account_status": status, **loan.pop("extension", {})}
    return read_record(
        {
            "as_of": as_of,
            "currency": "USD",
            "loan": {
                "id": "L",
                "schedule": _dated("due_on", due),
                "repayments": _dated("paid_on", paid),
                "pauses": pauses_of(pauses or [], resumes or []),
                "extension": extension,
                **loan,
            },
            "borrower": {"id": "B", "other_loans": []},
        }
    )


def _dated(key: str, payments: Payments) -> list[dict[str, Any]]:
    return [{"id": str(place), key: day, "amount": str(amount)} for place, (day, amount) in enumerate(payments, 1)]


def days_and_amount(of: PortfolioRecord, engine: Engine = ENGINE) -> list[Any]:
    return [number(engine.fact("loan.delinquent_days", of)), number(engine.fact("loan.overdue_amount", of))]


def number(value: Any) -> Any:
    """Return the number that exact bounds are."""
    if isinstance(value, tuple):
        assert value[0] == value[1]
        value = value[0]
    return int(value) if value == int(value) else value


def delinquency_range(of: PortfolioRecord, engine: Engine = ENGINE) -> Any:
    return engine.decide("delinquency_range", of).outcome


def engine_with(folder: Path, parameters: Mapping[str, str], values: Mapping[str, Any]) -> Engine:
    """Return the engine with other values of parameters, laid over in an overlay as a bank would."""
    folder.mkdir(exist_ok=True)
    (folder / "parameters").mkdir(exist_ok=True)
    (folder / "pack.yaml").write_text(
        "pack: other_conventions\nversion: 1.0.0\ntitle: {zh: 其他口径, en: Other conventions}\n"
        'jurisdiction: "001"\nengine: ">=0.1,<1"\nstart: 2000-01-01\n'
        'overlay: {of: delinquency, version: ">=1,<2"}\n'
        "sources:\n  惯例: {title: {zh: 惯例, en: convention}, issuer: {zh: 银行, en: bank}}\n",
        encoding="utf-8",
    )
    lines = [
        f'{id}:\n  values: [{{start: 2000-01-01, value: {value}, cite: "惯例#{parameters[id]}", confidence: C}}]'
        for id, value in values.items()
    ]
    (folder / "parameters" / "all.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return delinquency_engine(overlays=[folder])


RANGES = """
decision: range
question: {{zh: 区间, en: range}}
of: loan
outcome: delinquency_range
hit_policy: UNIQUE
otherwise: none
table:
  id: R
  cite: "Fineract#x"
  confidence: C
  columns: [loan.days_past_due]
  grid: |
    | 0     | none |
    | {first} | days_1_3 |
    | {second} | days_4_10 |
"""


def ranges_pack(folder: Path, first: str, second: str) -> Path:
    text = (HERE / "packs" / "delinquency" / "pack.yaml").read_text(encoding="utf-8")
    (folder / "decisions").mkdir(parents=True)
    (folder / "pack.yaml").write_text(text, encoding="utf-8")
    (folder / "decisions" / "range.yaml").write_text(RANGES.format(first=first, second=second), encoding="utf-8")
    return folder


def test_f01_ranges_that_overlap_do_not_load(tmp_path: Path) -> None:
    with pytest.raises(PackError) as refused:
        load(ranges_pack(tmp_path / "overlap", "1..3", "3..30"))

    assert "PL414" in {each.code for each in refused.value.diagnostics}
    assert load(ranges_pack(tmp_path / "fine", "1..3", "4..30")).id == "delinquency"


def test_f03_a_payment_of_the_whole_instalment_ends_the_delinquency_at_once() -> None:
    rate = Decimal("0.02")
    instalment = (10000 * rate / (1 - (1 + rate) ** -12)).quantize(Decimal("0.01"))
    due = [("2012-02-11", instalment)]

    def on_the_day(*paid: int) -> Any:
        return delinquency_range(record("2012-03-01", due=due, paid=[("2012-03-01", each) for each in paid]))

    # 19 days; the example's two ranges are 1-3 and 4-60.
    assert on_the_day() == "days_11_60"
    assert on_the_day(100) == "days_11_60"
    assert on_the_day(100, 1000) == "none"


def test_f05_before_the_first_due_day_nothing_is_past_due() -> None:
    loan = record("2012-01-31", due=[("2012-02-01", 100)])

    assert ENGINE.fact("loan.days_past_due", loan) == 0
    assert days_and_amount(loan) == [0, 0]


def test_f07_a_pause_that_is_resumed_early_counts_up_to_the_resumption() -> None:
    due = [("2012-02-01", "1033.33"), ("2012-03-01", "1016.66")]

    def on(day: str) -> list[Any]:
        return days_and_amount(record(day, due=due, pauses=[["2012-02-06", "2012-03-10"]], resumes=["2012-02-10"]))

    assert on("2012-02-06") == [5, Decimal("1033.33")]
    assert on("2012-02-09") == [5, Decimal("1033.33")]
    assert on("2012-03-12") == [36, Decimal("2049.99")]


def test_f09_several_pauses_add_up_and_each_instalment_has_its_own_amount() -> None:
    loan = record(
        "2012-03-14",
        due=[("2012-02-01", "1033.33"), ("2012-03-01", "1016.66")],
        pauses=[["2012-02-06", "2012-03-10"], ["2012-02-13", "2012-02-18"], ["2012-02-23", "2012-02-28"]],
        resumes=["2012-02-10", "2012-02-25"],
    )

    assert days_and_amount(loan) == [31, Decimal("2049.99")]
    ranges = {each.subject: each.outcome for each in ENGINE.decide_each("instalment_range", loan)}
    assert ranges == {"L/1": "days_11_60", "L/2": "days_1_3"}


FOUR = [("2023-01-31", 312), ("2023-03-02", 312), ("2023-04-01", 312), ("2023-05-01", 314)]


@pytest.mark.parametrize(
    ("paid", "days", "amount", "up_to_60", "from_61"), [([], 120, 1250, 626, 624), ([313], 90, 937, 626, 311)]
)
def test_f11_amounts_fall_into_the_range_of_their_own_instalment(
    paid: list[int], days: int, amount: int, up_to_60: int, from_61: int
) -> None:
    loan = record("2023-05-31", due=FOUR, paid=[("2023-05-31", each) for each in paid])

    assert days_and_amount(loan) == [days, amount]
    assert number(ENGINE.fact("loan.overdue_up_to_60_days", loan)) == up_to_60
    assert number(ENGINE.fact("loan.overdue_from_61_days", loan)) == from_61


def test_f13_after_the_pause_the_count_goes_on() -> None:
    loan = record("2023-11-26", due=[("2023-11-16", 25)], pauses=[["2023-11-16", "2023-11-25"]])

    assert days_and_amount(loan) == [1, 25]
    assert delinquency_range(loan) == "days_1_3"


def test_f15_a_pause_is_in_effect_up_to_its_resumption() -> None:
    def states(day: str) -> list[tuple[date, bool]]:
        pauses, resumes = [["2023-01-10", "2023-01-15"], ["2023-01-20", "2023-01-25"]], ["2023-01-14"]
        return [
            (each.starts_on, bool(number(ENGINE.fact("loan.pauses_in_effect", one))))
            for each in record(day, pauses=pauses, resumes=resumes).loan.pauses or ()
            for one in [with_pause(record(day, pauses=pauses, resumes=resumes), each.id)]
            if each.starts_on is not None
        ]

    first, second = date(2023, 1, 10), date(2023, 1, 20)
    assert states("2023-01-14") == [(first, True), (second, False)]
    assert states("2023-01-15") == [(first, False), (second, False)]


def with_pause(of: PortfolioRecord, identifier: str) -> PortfolioRecord:
    """Return the record with one of its pauses."""
    kept = tuple(each for each in of.loan.pauses or () if each.id == identifier)
    return of.model_copy(update={"loan": of.loan.model_copy(update={"pauses": kept})})


def test_f19_a_charge_off_takes_what_was_still_owed_and_leaves_the_loan_active() -> None:
    loan = record("2023-02-22", original_amount=1000, extension={"charged_off_on": "2023-02-22"})

    assert number(ENGINE.fact("loan.outstanding_on_charge_off", loan)) == 1000
    assert ENGINE.decide("delinquency_range", loan).status == "certain"


def test_f21_a_repayment_that_was_reversed_takes_nothing_off_the_loss() -> None:
    def loss(paid: Payments) -> Any:
        loan = record("2023-02-22", paid=paid, original_amount=1000, extension={"charged_off_on": "2023-02-22"})
        return number(ENGINE.fact("loan.outstanding_on_charge_off", loan))

    assert loss([("2023-01-05", 250)]) == 750
    assert loss([]) == 1000


def test_f25_a_write_off_takes_what_down_payment_and_repayments_left() -> None:
    loan = record(
        "2023-01-29",
        paid=[("2023-01-01", 250), ("2023-01-22", 100)],
        original_amount=1000,
        extension={"charged_off_on": "2023-01-29"},
    )

    assert number(ENGINE.fact("loan.outstanding_on_charge_off", loan)) == 650


def test_f27_delinquency_begins_after_the_days_of_grace() -> None:
    # The first instalment is due 30 days after the payout.
    due = date(2022, 1, 1) + timedelta(days=30)
    loan = record("2022-02-04", due=[(due.isoformat(), 1000)], grace=3)

    assert ENGINE.fact("loan.delinquent_on", loan) == date(2022, 2, 3)
    assert delinquency_range(loan) == "days_1_3"


def test_f28b_a_charge_back_is_due_on_its_own_day() -> None:
    loan = record("2023-06-10", due=[("2023-06-08", 1000), ("2023-06-12", 500)])

    assert days_and_amount(loan) == [2, 1000]
    assert ENGINE.fact("loan.delinquent_on", loan) == date(2023, 6, 8)


def test_f29_a_resumption_ends_the_pause_it_falls_into_and_no_other() -> None:
    pauses = [["2023-01-10", "2023-01-20"], ["2023-01-13", "2023-01-14"], ["2023-01-15", "2023-01-20"]]
    loan = record("2023-02-01", pauses=pauses, resumes=["2023-01-11"])

    days = [number(ENGINE.fact("loan.paused_days", with_pause(loan, each))) for each in ("1", "2", "3")]
    # Effective are 10 to 11, 13 to 14 and 15 to 20 January.
    assert days == [1, 1, 5]


@pytest.mark.parametrize("status", ["submitted", "approved", "rejected", "closed", "overpaid"])
def test_f31_an_account_that_is_not_active_is_in_no_range(status: str) -> None:
    loan = record("2023-06-10", due=[], status=status)

    decision = ENGINE.decide("delinquency_range", loan)
    assert (decision.outcome, decision.status) == (None, "not_applicable")
    assert days_and_amount(loan) == [0, 0]


@pytest.mark.parametrize(
    ("day", "days", "bucket", "non_performing"),
    [("2023-02-02", 2, "sma_0", False), ("2023-04-05", 64, "sma_2", False), ("2023-07-05", 155, "d1", True)],
)
def test_l01_days_make_the_class_and_a_bad_loan_makes_a_bad_customer(
    day: str, days: int, bucket: str, non_performing: bool
) -> None:
    loan = record(day, due=[("2023-01-31", 100)])

    assert ENGINE.fact("loan.days_past_due", loan) == days
    assert ENGINE.decide("asset_class", loan).outcome == bucket
    wanted = "non_performing" if non_performing else "performing"
    assert ENGINE.decide("loan_performance", loan).outcome == wanted
    assert ENGINE.decide("customer_performance", loan).outcome == wanted


INCLUSIVE = {
    "2024-10-05": 1,
    "2024-10-06": 2,
    "2024-10-07": 3,
    "2024-10-08": 4,
    "2024-10-09": 0,
    "2024-10-10": 0,
    "2024-11-04": 0,
    "2024-11-05": 1,
    "2024-11-09": 5,
    "2024-11-10": 0,
}


def test_l07_with_the_due_day_as_day_one_the_count_begins_on_it(tmp_path: Path) -> None:
    engine = engine_with(
        tmp_path / "bank", {"delinquency.convention": "1"}, {"delinquency.convention": "due_date_is_day_1"}
    )
    due = [("2024-10-05", 3782), ("2024-11-05", 3782)]
    paid = [("2024-10-05", 3000), ("2024-10-09", 782), ("2024-11-05", 3000), ("2024-11-10", 782)]

    counted = {day: engine.fact("loan.days_past_due", record(day, due=due, paid=paid)) for day in INCLUSIVE}
    assert counted == INCLUSIVE


def test_l09_the_penalty_runs_on_each_unpaid_instalment() -> None:
    rate = Decimal("0.25") / 12
    instalment = (500000 * rate / (1 - (1 + rate) ** -12)).to_integral_value(rounding="ROUND_CEILING")
    loan = record(
        "2024-07-07", due=[("2024-05-05", instalment), ("2024-06-05", instalment), ("2024-07-05", instalment)]
    )

    assert instalment == 47523
    assert number(ENGINE.fact("loan.penalty", loan)) == Decimal("3059.70")


def test_n01_security_without_a_price_is_a_full_shortfall_and_a_finding() -> None:
    def decided(value: int | None) -> Any:
        return ENGINE.decide(
            "security_shortfall",
            record("2023-06-10", balance=1000000, collaterals=[{"id": "C", "type": "shares", "value": value}]),
        )

    assert (decided(2000000).outcome, decided(2000000).fired) == ("none", ())
    assert (decided(900000).outcome, decided(900000).fired) == ("partial", ("SHORT-1",))
    priceless = decided(None)
    assert (priceless.outcome, priceless.status, priceless.fired) == ("full", "certain", ("SHORT-2",))
    assert "without a price" in priceless.matches[0].reason.en


def test_n03_how_a_pause_counts_is_a_declared_and_cited_parameter(tmp_path: Path) -> None:
    loan = record("2023-11-15", due=[("2023-10-16", 100)], pauses=[["2023-10-06", "2023-10-25"]], grace=3)
    overlap_only = engine_with(
        tmp_path / "bank", {"delinquency.pause_counting": "2"}, {"delinquency.pause_counting": "overlap_only"}
    )

    assert days_and_amount(loan)[0] == 8
    assert days_and_amount(loan, overlap_only)[0] == 18
    (value,) = ENGINE.pack.parameters["delinquency.pause_counting"].values
    assert (value.value, str(value.confidence.value)) == ("whole_pause", "C")
    assert value.citation.instrument == "Fineract"


def rows_of_page() -> dict[str, str]:
    """Return what the page says became of each row, by id."""
    text = PAGE.read_text(encoding="utf-8")
    return dict(re.findall(r"^\| ([A-Z]\d+b?) \| .* \| (\w+)[^|]*\|$", text, re.MULTILINE))


def ids_of_tests() -> set[str]:
    names = [name for name in globals() if name.startswith("test_")]
    found = (re.match(r"test_([fln]\d+b?)_", name) for name in names)
    return {match[1][0].upper() + match[1][1:] for match in found if match is not None}


def test_the_page_lists_what_is_tested_and_says_why_the_rest_is_not() -> None:
    page = rows_of_page()

    assert {id for id, kind in page.items() if kind in ("tested", "partly")} == ids_of_tests()
    assert set(page.values()) <= {"tested", "partly", "ledger"}


@pytest.mark.skipif(not SHARED.is_file(), reason="../shared is not there")
def test_every_row_of_the_shared_file_stands_on_the_page() -> None:
    ids = {row["id"] for row in json.loads(SHARED.read_text(encoding="utf-8"))}

    assert ids <= rows_of_page().keys()
