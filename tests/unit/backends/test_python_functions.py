"""Each function of ``ir.functions`` in Python, against the naive evaluator."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan_rules.backends.python.functions import IMPLEMENTATIONS, PARTIAL
from postloan_rules.ir.functions import FUNCTIONS
from postloan_rules.ir.types import Kind
from tests.support.naive import apply

NUMBERS = st.one_of(
    st.integers(-50, 50),
    st.decimals(-1000, 1000, places=3),
    st.sampled_from([Decimal("2.5"), Decimal("-0.125"), 12, 2]),
)
VALUES: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.NUMBER: NUMBERS,
    Kind.DATE: st.dates(date(2019, 12, 1), date(2024, 3, 31)),
    Kind.STRING: st.text("ab房", max_size=4),
}


def test_every_function_has_an_implementation_and_none_is_left_over() -> None:
    assert set(IMPLEMENTATIONS) == set(FUNCTIONS)
    assert set(FUNCTIONS) >= PARTIAL


@pytest.mark.parametrize("name", FUNCTIONS)
@given(data=st.data())
def test_function_gives_what_its_sentence_says(name: str, data: st.DataObject) -> None:
    function = FUNCTIONS[name]
    kinds = function.arguments * (3 if function.variadic else 1)
    chosen = data.draw(st.sampled_from(sorted(function.arguments[0], key=lambda kind: kind.value)))
    arguments = [data.draw(VALUES[chosen if function.variadic else next(iter(kind))]) for kind in kinds]

    value = IMPLEMENTATIONS[name](*arguments)

    assert value == apply(name, arguments)
    assert value is not None or name in PARTIAL


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("add days", (date(9999, 12, 31), 1)),
        ("add days", (date(2024, 1, 1), Decimal("1E+999999"))),
        ("add days", (date(2024, 1, 1), Decimal("0.5"))),
        ("add months", (date(1, 1, 1), -1)),
        ("decimal", (Decimal("1E+30"), 10)),
        ("decimal", (1, Decimal("0.5"))),
        ("modulo", (5, 0)),
        ("date", (2023, 2, 29)),
        ("date", (10000, 1, 1)),
    ],
)
def test_what_has_no_value_is_unknown_and_never_raises(name: str, arguments: tuple[Any, ...]) -> None:
    assert IMPLEMENTATIONS[name](*arguments) is None
