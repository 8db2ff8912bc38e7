"""Dates and durations by their text."""

from datetime import date

import pytest

from postloan_rules.errors import InternalError
from postloan_rules.ir.from_literal import at_literal, date_from_text
from postloan_rules.ir.nodes import Constant
from postloan_rules.ir.types import DATE, DAYS, MONTHS


@pytest.mark.parametrize(
    ("text", "constant"),
    [
        ("2024-02-29", Constant(date(2024, 2, 29), DATE)),
        ("P30D", Constant(30, DAYS)),
        ("-P1D", Constant(-1, DAYS)),
        ("P1Y", Constant(12, MONTHS)),
        ("P2M", Constant(2, MONTHS)),
        ("-P1Y1M", Constant(-13, MONTHS)),
    ],
)
def test_text_is_its_value(text: str, constant: Constant) -> None:
    assert at_literal(text) == constant


@pytest.mark.parametrize("text", ["2026-02-29", "P", "20260101", "2026-1-1", "١٢٣٤-٠١-٠١"])
def test_other_texts_were_refused_by_the_checker(text: str) -> None:
    with pytest.raises(InternalError):
        date_from_text(text)
