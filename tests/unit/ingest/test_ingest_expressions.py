"""What expressions over columns give: exact, typed, and unknown where a column is."""

from decimal import Decimal
from pathlib import Path

import pytest

from postloan_rules.errors import MappingError
from postloan_rules.ingest.ingest import ingest
from postloan_rules.model.loan import Loan
from tests.unit.ingest.bank import DAY, Outcome, write

MAPPING = """
mapping: expressions
currency: CNY
tables:
  loans:
    read: csv
    columns: {a: {type: number}, b: {type: number}, day: {type: date}, flag: {type: boolean}}
record: {of: loans}
fields:
  loan.id: id
  FIELD: 'EXPRESSION'
"""


def outcome(folder: Path, field: str, expression: str, row: str) -> Outcome:
    mapping = MAPPING.replace("FIELD", field).replace("EXPRESSION", expression.replace("'", "''"))
    path = write(folder, {"mapping.yaml": mapping, "loans.csv": f"id,a,b,day,flag,word\n{row}\n"})
    return Outcome(ingest(path, as_of=DAY))


def loan(folder: Path, field: str, expression: str, row: str) -> Loan:
    return outcome(folder, field, expression, row).records["L1"].loan


@pytest.mark.parametrize(
    ("expression", "row", "rate"),
    [
        ("a / b", "L1,1,8,,,", "0.125"),
        ("a / 100", "L1,6.64,,,,", "0.0664"),
        ("decimal(a / b, 8)", "L1,1,3,,,", "0.33333333"),
        ("if flag then a else b", "L1,0.1,0.2,,n,", "0.2"),
        ("max(a, b)", "L1,0.1,0.20,,,", "0.2"),
    ],
)
def test_numbers_are_exact(tmp_path: Path, expression: str, row: str, rate: str) -> None:
    assert loan(tmp_path, "loan.interest_rate", expression, row).interest_rate == Decimal(rate)


def test_what_does_not_fit_is_a_problem_and_not_rounded(tmp_path: Path) -> None:
    found = outcome(tmp_path, "loan.interest_rate", "a / b", "L1,1,3,,,")

    assert found.reasons() == [("loans.loan.interest_rate", 2, "PL605")]


@pytest.mark.parametrize("expression", ["a / b", "a + b", "if flag then a else b", "max(a, b)"])
def test_with_an_unknown_column_the_field_is_unknown(tmp_path: Path, expression: str) -> None:
    assert loan(tmp_path, "loan.interest_rate", expression, "L1,0.1,,,,").interest_rate is None


def test_whether_a_column_is_known_can_be_asked(tmp_path: Path) -> None:
    assert loan(tmp_path, "loan.credit_impaired", "is known(a)", "L1,,,,,").credit_impaired is False


def test_a_quotient_by_zero_is_unknown(tmp_path: Path) -> None:
    assert loan(tmp_path, "loan.interest_rate", "a / b", "L1,1,0,,,").interest_rate is None


@pytest.mark.parametrize(
    ("expression", "row", "word"),
    [
        ('if word = "x" then "mortgage" else "credit"', "L1,,,,,x", "mortgage"),
        ('if word = "x" then "抵押" else "信用"', "L1,,,,,y", "credit"),
        ("mortgage", "L1,,,,,", "mortgage"),
        ("word", "L1,,,,,质押", "pledge"),
        ("word", "L1,,,,,unsecured", "credit"),
    ],
)
def test_words_are_written_as_themselves_or_as_labels(tmp_path: Path, expression: str, row: str, word: str) -> None:
    assert loan(tmp_path, "loan.guarantee_type", expression, row).guarantee_type == word


@pytest.mark.parametrize(
    ("field", "expression"),
    [
        ("loan.guarantee_type", '"morgage"'),
        ("loan.guarantee_type", 'if flag then "mortgage" else "none"'),
        ("loan.guarantee_type", "a + b"),
        ("loan.balance", "day"),
        ("loan.balance", "word + a"),
        ("loan.matures_on", "a"),
        ("loan.credit_impaired", "a"),
        ("loan.purpose", "a + b"),
        ("loan.balance", "null"),
        ("loan.balance", "as_off"),
        ("loan.balance", "a +"),
        ("loan.extension.tags", "[1, 2]"),
    ],
)
def test_an_expression_of_another_type_does_not_open(tmp_path: Path, field: str, expression: str) -> None:
    with pytest.raises(MappingError):
        outcome(tmp_path, field, expression, "L1,,,,,")


def test_the_day_may_be_read(tmp_path: Path) -> None:
    assert loan(tmp_path, "loan.days_past_due", "days between(day, as_of)", "L1,,,2026-09-01,,").days_past_due == 29
