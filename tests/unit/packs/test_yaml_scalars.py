"""What plain scalars mean: YAML 1.2, from text."""

from datetime import date
from decimal import Decimal

import pytest

from postloan_rules.packs.embedded import Style
from postloan_rules.packs.yaml_nodes import ScalarNode
from postloan_rules.packs.yaml_scalars import Text, Unusable, Value, date_of, value_of
from postloan_rules.text.source import Source, Span


def meaning(text: str, style: Style = Style.PLAIN) -> Value:
    return value_of(ScalarNode(text, style, Span(Source("x", text), 0, len(text))))


@pytest.mark.parametrize(
    "text", ["yes", "no", "on", "off", "Yes", "2026-03-31", "1_000", "1:30", "0b11", "01 02", "+", "."]
)
def test_what_yaml_1_1_takes_for_something_else_is_text(text: str) -> None:
    assert meaning(text) == Text(text)


@pytest.mark.parametrize(
    ("text", "number"), [("90", "90"), ("-1.50", "-1.50"), (".5", "0.5"), ("1e3", "1000"), ("+7", "7")]
)
def test_a_number_keeps_its_digits(text: str, number: str) -> None:
    value = meaning(text)

    assert isinstance(value, Decimal)
    assert value == Decimal(number)


def test_a_number_keeps_what_a_float_would_lose() -> None:
    assert str(meaning("0.1234567890123456789012345678901234")) == "0.1234567890123456789012345678901234"


@pytest.mark.parametrize("text", [".inf", "-.inf", ".nan", ".NaN", "0x1F", "0o17"])
def test_numbers_that_are_not_decimal_are_unusable(text: str) -> None:
    assert meaning(text) is Unusable.STRANGE_NUMBER


@pytest.mark.parametrize("text", ["9" * 35, "1e999999", "1e-35", "9" * 100_000])
def test_a_number_has_at_most_34_digits_and_a_small_exponent(text: str) -> None:
    assert meaning(text) is Unusable.TOO_MANY_DIGITS


@pytest.mark.parametrize("text", ["", "~", "null", "Null", "NULL"])
def test_nothing_is_unusable(text: str) -> None:
    assert meaning(text) is Unusable.NOTHING


@pytest.mark.parametrize("text", ["true", "90", "null", ".inf"])
@pytest.mark.parametrize("style", [Style.QUOTED, Style.LITERAL])
def test_what_is_quoted_is_text(text: str, style: Style) -> None:
    assert meaning(text, style) == Text(text)


def test_true_and_false_are_the_only_booleans() -> None:
    assert meaning("true") is True
    assert meaning("FALSE") is False


@pytest.mark.parametrize("text", ["2026-02-29", "2026-3-1", "20260301", "2026-03-01T00:00:00", "２０２６-03-01"])
def test_a_malformed_date_is_none(text: str) -> None:
    assert date_of(text) is None


def test_a_date_is_read_by_its_shape() -> None:
    assert date_of("2024-02-29") == date(2024, 2, 29)
