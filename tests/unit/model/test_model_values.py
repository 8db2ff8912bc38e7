"""What the model itself refuses, what it marks as personal, and what its schema says."""

import json
from contextlib import nullcontext
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from postloan_rules.model.borrower import Borrower, Group
from postloan_rules.model.collateral import Collateral
from postloan_rules.model.construct import constructed
from postloan_rules.model.fields import Kind, fields_of, personal_fields
from postloan_rules.model.fire import ALIGNMENTS, fire_page
from postloan_rules.model.json_schema import record_schema
from postloan_rules.model.loan import Instalment, Loan
from postloan_rules.model.money import Money
from postloan_rules.model.portfolio import PortfolioRecord
from postloan_rules.model.reading import read_record
from postloan_rules.model.relations import ENTITIES, RELATIONS
from postloan_rules.model.values import within
from postloan_rules.text.diagnostic import Diagnostic

REFERENCE = Path(__file__).resolve().parents[3] / "docs" / "reference"
DAY = date(2026, 11, 23)


def money(amount: str, currency: str = "CNY") -> Money:
    return Money(amount=Decimal(amount), currency=currency)


@pytest.mark.parametrize(
    "wrong",
    [
        {"days_past_due": True},
        {"days_past_due": -1},
        {"credit_impaired": "yes"},
        {"credit_impaired": 1},
        {"matures_on": 20260131},
        {"matures_on": datetime(2026, 1, 31)},  # noqa: DTZ001 - a datetime is what is refused
        {"matures_on": "9999-12-31"},
        {"matures_on": "2026-02-30"},
        {"interest_rate": Decimal("NaN")},
        {"interest_rate": True},
        {"extension": {"score": float("nan")}},
        {"facts": {"score": Decimal("Infinity")}},
        {"colour": "red"},
        {"id": ""},
    ],
)
def test_an_entity_refuses_what_could_only_be_guessed_at(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Loan(**({"id": "L1"} | wrong))


def test_floats_among_the_banks_own_attributes_are_decimals_and_not_truth_values() -> None:
    assert repr(Loan(id="L1", extension={"score": 1.0}).extension["score"]) == "Decimal('1.0')"


def test_amounts_of_one_record_share_its_currency_wherever_they_stand() -> None:
    borrower = Borrower(id="B1", other_loans=(Loan(id="L2", schedule=(Instalment(id="1", amount=money("1", "USD")),)),))

    with pytest.raises(ValidationError, match=r"borrower\.other_loans\[0\]\.schedule\[0\]\.amount: mixed currencies"):
        PortfolioRecord(as_of=DAY, currency="CNY", loan=Loan(id="L1"), borrower=borrower)


@pytest.mark.parametrize(("amount", "refused"), [("-0.01", True), ("0", False)])
def test_an_instalment_below_zero_cannot_pay_for_others(amount: str, refused: bool) -> None:
    loan = Loan(id="L1", schedule=(Instalment(id="1", amount=money(amount, "CNY")),))
    refusal = pytest.raises(ValidationError, match=r"loan\.schedule\[0\]\.amount: an instalment should not be below")

    with refusal if refused else nullcontext():
        PortfolioRecord(as_of=DAY, currency="CNY", loan=loan)


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        ({"borrower": Borrower(id="B1", other_loans=(Loan(id="L1"),))}, r"borrower\.other_loans\[0\]\.id"),
        (
            {"borrower": Borrower(id="B1"), "group": Group(id="G1", other_members=(Borrower(id="B1"),))},
            r"group\.other_members\[0\]\.id",
        ),
        ({"loan": Loan(id="L1", collaterals=(Collateral(id="C"), Collateral(id="C")))}, r"loan\.collaterals\[1\]\.id"),
    ],
)
def test_ids_tell_things_apart(parts: dict[str, Any], path: str) -> None:
    with pytest.raises(ValidationError, match=path):
        PortfolioRecord(**({"as_of": DAY, "currency": "CNY", "loan": Loan(id="L1")} | parts))


def test_a_relation_of_the_model_leads_to_the_entity_that_its_field_holds() -> None:
    held = {(each.source, each.field): each.target for each in RELATIONS if each.field is not None}

    for (source, name), target in held.items():
        assert fields_of(source)[name or ""].entity == target


def test_names_and_numbers_of_people_are_marked() -> None:
    assert {"borrower.id", "borrower.name", "guarantee.guarantor_id", "override.approved_by"} <= personal_fields()
    assert "loan.balance" not in personal_fields()


@given(st.integers(min_value=-(10**30), max_value=10**30), st.integers(min_value=-12, max_value=12))
def test_a_number_fits_exactly_where_its_written_digits_do(unscaled: int, exponent: int) -> None:
    number = Decimal(unscaled).scaleb(exponent) if abs(unscaled) < 10**27 else Decimal(unscaled)
    whole, _, fraction = format(number.copy_abs(), "f").partition(".")
    fits = len(whole.lstrip("0")) <= 20 and len(fraction.rstrip("0")) <= 4

    assert isinstance(within(number, (24, 4)), Diagnostic) != fits


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**22), max_value=10**22))
def test_what_fits_is_what_the_model_takes(number: Decimal) -> None:
    try:
        Money(amount=number, currency="CNY")
    except ValidationError:
        taken = False
    else:
        taken = True

    assert taken != isinstance(within(number, (24, 4)), Diagnostic)


def test_an_entity_made_without_validation_equals_one_made_with() -> None:
    values = {"id": "L1", "balance": money("1"), "credit_impaired": True}

    made = constructed(Loan, values)

    assert made == Loan(**values)
    assert made.model_dump() == Loan(**values).model_dump()
    assert list(made.model_dump()) == list(Loan(**values).model_dump())
    assert made.model_copy(update={"undrawn": None}) == made


# The published pages


def test_the_published_schema_is_current() -> None:
    published = json.loads((REFERENCE / "record.schema.json").read_text(encoding="utf-8"))

    assert published == record_schema()


def test_the_schema_takes_what_reading_takes_and_refuses_words_it_does_not_know() -> None:
    validator = jsonschema.Draft202012Validator(record_schema())
    record: dict[str, Any] = {
        "as_of": "2026-11-23",
        "currency": "CNY",
        "loan": {"id": "L1", "balance": "100.50", "undrawn": {"amount": 1, "currency": "CNY"}, "schedule": []},
        "borrower": {"id": "B1", "other_loans": [{"id": "L2", "days_past_due": "3"}]},
    }

    assert read_record(record)[1] == ()
    assert validator.is_valid(record)
    for wrong in ({"portfolio": "retial"}, {"balance": True}, {"colour": 1}, {"days_past_due": -1}):
        loan = {"loan": {"id": "L1"} | wrong}
        assert read_record(record | loan)[1]
        assert not validator.is_valid(record | loan)


def test_the_schema_has_every_field_of_every_entity() -> None:
    definitions = record_schema()["$defs"]

    for entity in ENTITIES:
        assert set(definitions[entity]["properties"]) == {*fields_of(entity), "extension", "facts"}


def test_every_name_beside_fires_is_a_field_of_ours() -> None:
    for each in ALIGNMENTS:
        entity, _, name = each.ours.partition(".")
        assert fields_of(entity)[name].kind not in (Kind.ONE, Kind.MANY)
    assert len({each.ours for each in ALIGNMENTS}) == len(ALIGNMENTS)


def test_the_published_names_of_fire_are_current() -> None:
    assert (REFERENCE / "fire.md").read_text(encoding="utf-8").endswith(fire_page())
