"""Questions about a decision that gives a list become counts of its outcomes."""

import pytest

from postloan_rules.feel.types import Simple
from tests.unit.ir.lowering import printed

ALL = "count(loan.signals_found in {normal, special_mention, substandard, doubtful, loss})"
TEXTS = [
    (
        "count(loan.signals_found)",
        "count(loan.signals_found in {normal, special_mention, substandard, doubtful, loss})",
    ),
    ('count(loan.signals_found[item >= "doubtful"])', "count(loan.signals_found in {doubtful, loss})"),
    (
        'count(loan.signals_found[item > "normal"][not(item in ("loss", "doubtful"))])',
        "count(loan.signals_found in {special_mention, substandard})",
    ),
    ('count(loan.signals_found[item > "loss"])', "count(loan.signals_found in {})"),
]
TESTS = [
    ('some s in loan.signals_found satisfies s = "loss"', "count(loan.signals_found in {loss}) >= 1"),
    ('"loss" in loan.signals_found', "count(loan.signals_found in {loss}) >= 1"),
    (
        'every s in loan.signals_found satisfies s <= "doubtful"',
        "not(count(loan.signals_found in {loss}) >= 1)",
    ),
    ("some s in loan.signals_found satisfies true", f"{ALL} >= 1"),
    ('every s in loan.signals_found[item = "loss"] satisfies s = "loss"', "true"),
    ('"loss" in loan.signals_found[item < "loss"]', "false"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "meaning"), TEXTS)
def test_outcomes_that_pass_whatever_the_record_are_counted_at_once(text: str, meaning: str) -> None:
    assert printed(text, Simple.NUMBER) == meaning


@pytest.mark.parametrize(("text", "meaning"), TESTS)
def test_some_every_and_in_ask_whether_there_is_one(text: str, meaning: str) -> None:
    assert printed(text, Simple.BOOLEAN) == meaning


def test_a_condition_that_reads_the_record_is_asked_of_each_value() -> None:
    meaning = printed("some s in loan.signals_found satisfies s = loan.floor_class", Simple.BOOLEAN)

    assert "((loan.floor_class in {loss}) and (count(loan.signals_found in {loss}) >= 1))" in meaning
    assert meaning.count("count(") == 5
