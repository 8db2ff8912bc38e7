"""What reading a record promises: exact values, and all problems at once with their places."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan_rules.model.portfolio import PortfolioRecord
from postloan_rules.model.reading import read_portfolio, read_record


def a_record(**loan: Any) -> dict[str, Any]:
    return {"as_of": "2026-11-23", "currency": "CNY", "loan": {"id": "L1", **loan}}


def read(record: Any, **options: Any) -> PortfolioRecord:
    found, issues = read_record(record, **options)
    assert issues == ()
    assert found is not None
    return found


def problems(record: Any, **options: Any) -> list[tuple[str, str]]:
    found, issues = read_record(record, **options)
    assert (found is None) == bool(issues)
    return [(each.path, each.remark.code) for each in issues]


def test_a_plain_amount_is_in_the_currency_of_the_record() -> None:
    record = read(a_record(balance="100.50"))

    assert record.loan.balance is not None
    assert (record.loan.balance.amount, record.loan.balance.currency) == (Decimal("100.50"), "CNY")


def test_what_was_not_given_is_unknown_and_an_empty_relation_is_supplied() -> None:
    record = read(a_record(collaterals=[]))

    assert record.loan.balance is None
    assert record.loan.collaterals == ()
    assert record.loan.guarantees is None


def test_a_float_becomes_its_shortest_text_and_is_noted() -> None:
    record = read(a_record(interest_rate=0.1, extension={"score": 1.0}))

    assert record.loan.interest_rate == Decimal("0.1")
    assert record.loan.extension == {"score": Decimal("1.0")}
    assert record.provenance == {"loan.interest_rate": "from a float", "loan.extension.score": "from a float"}


def test_a_json_fraction_is_the_decimal_that_is_written() -> None:
    record = read('{"as_of": "2026-11-23", "currency": "CNY", "loan": {"id": "L1", "balance": 9007199254740993.25}}')

    assert record.loan.balance is not None
    assert record.loan.balance.amount == Decimal("9007199254740993.25")
    assert record.provenance == {"loan.balance": "from a float"}


def test_strict_reading_takes_strings_and_refuses_floats_in_mappings_and_in_text() -> None:
    assert problems(a_record(interest_rate=0.1), strict=True) == [("loan.interest_rate", "PL611")]
    assert problems(json.dumps(a_record(interest_rate=0.1)), strict=True) == [("loan.interest_rate", "PL611")]
    assert read(a_record(interest_rate="0.1"), strict=True).loan.interest_rate == Decimal("0.1")


def test_the_records_of_a_portfolio_in_json_are_read_as_strictly_as_a_record() -> None:
    text = '{"as_of": "2026-11-23", "currency": "CNY", "records": [{"loan": {"id": "L1", "interest_rate": 0.1}}]}'

    found, _ = read_portfolio(text)
    _, issues = read_portfolio(text, strict=True)

    assert found is not None
    assert found.records[0].provenance == {"loan.interest_rate": "from a float"}
    assert [(each.path, each.remark.code) for each in issues] == [("records[0].loan.interest_rate", "PL611")]


def test_all_problems_come_at_once_with_their_paths() -> None:
    record = a_record(
        balance={"amount": 1, "currency": "USD"},
        days_past_due=-1,
        schedule=[{"id": "1", "amount": 1}, {"id": "1", "amount": "NaN"}],
        portfolio="retial",
        colour="red",
    )

    assert sorted(problems({**record, "as_off": 1})) == [
        ("as_off", "PL601"),
        ("loan.balance", "PL609"),
        ("loan.colour", "PL601"),
        ("loan.days_past_due", "PL607"),
        ("loan.portfolio", "PL606"),
        ("loan.schedule[1].amount", "PL603"),
        ("loan.schedule[1].id", "PL610"),
    ]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("balance", float("nan"), "PL604"),
        ("balance", Decimal("Infinity"), "PL604"),
        ("balance", "123456789012345678901", "PL605"),
        ("balance", "0.00001", "PL605"),
        ("balance", True, "PL603"),
        ("balance", "1,000", "PL603"),
        ("balance", "１０", "PL603"),
        ("interest_rate", "0.123456789", "PL605"),
        ("days_past_due", "90.5", "PL603"),
        ("days_past_due", Decimal("1e999999"), "PL607"),
        ("days_past_due", True, "PL603"),
        ("credit_impaired", "yes", "PL603"),
        ("credit_impaired", 1, "PL603"),
        ("matures_on", 20260131, "PL603"),
        ("matures_on", "2026-02-30", "PL603"),
        ("matures_on", "9999-12-31", "PL608"),
        ("matures_on", "2026-01-31T00:00:00", "PL603"),
        ("purpose", 5, "PL603"),
        ("purpose", "\ud800", "PL619"),
        ("facility_id", "", "PL615"),
        ("schedule", {"id": "1"}, "PL603"),
        ("collaterals", "none", "PL603"),
    ],
)
def test_what_could_only_be_guessed_at_is_a_problem(field: str, value: Any, code: str) -> None:
    assert problems(a_record(**{field: value})) == [(f"loan.{field}", code)]


def test_trailing_zeros_are_no_digits() -> None:
    assert read(a_record(balance="1.500000")).loan.balance is not None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "PL612"),
        ("[" * 100_000, "PL618"),
        (b"\xff\xfe", "PL613"),
        ("3", "PL603"),
        ("NaN", "PL604"),
        ("9" * 5000, "PL605"),
    ],
)
def test_what_is_not_a_json_object_is_a_problem_and_no_crash(text: str | bytes, code: str) -> None:
    assert [each for _, each in problems(text)] == [code]


@pytest.mark.parametrize(
    ("written", "code"),
    [("NaN", "PL604"), ("-Infinity", "PL604"), ("9" * 5000, "PL605"), ("1e99999999999", "PL605")],
)
def test_numbers_that_json_may_not_have_are_named_with_all_other_problems(written: str, code: str) -> None:
    record = a_record(days_past_due=-1, schedule=[{"id": "1"}, {"id": "2", "amount": "HERE"}])

    text = json.dumps(record).replace('"HERE"', written)

    assert problems(text) == [("loan.schedule[1].amount", code), ("loan.days_past_due", "PL607")]


def test_a_number_that_was_refused_is_not_missing_too() -> None:
    text = json.dumps(a_record() | {"as_of": "HERE"}).replace('"HERE"', "NaN")

    assert problems(text) == [("as_of", "PL604")]


def test_a_key_that_stands_twice_is_named_with_its_path() -> None:
    text = json.dumps(a_record()).replace('"id"', '"balance": 1, "balance": 2, "id"')

    assert problems(text) == [("loan.balance", "PL614")]


def test_a_loan_is_not_among_the_other_loans_of_its_borrower() -> None:
    record = a_record() | {"borrower": {"id": "B1", "other_loans": [{"id": "L2"}, {"id": "L1"}]}}

    assert problems(record) == [("borrower.other_loans[1].id", "PL610")]


def test_day_currency_and_loan_are_needed() -> None:
    assert problems({}) == [("as_of", "PL602"), ("currency", "PL602"), ("loan", "PL602")]


@given(st.decimals(min_value=0, max_value=10**12, places=4, allow_nan=False, allow_infinity=False))
def test_amounts_come_through_unchanged(amount: Decimal) -> None:
    record = read(json.dumps(a_record(balance=str(amount))))

    assert record.loan.balance is not None
    assert record.loan.balance.amount == amount


@given(st.floats(min_value=0, max_value=0.99999999, allow_nan=False).map(lambda each: round(each, 8)))
def test_a_float_means_the_same_in_a_mapping_and_in_json(rate: float) -> None:
    assert read(a_record(interest_rate=rate)) == read(json.dumps(a_record(interest_rate=rate)))
