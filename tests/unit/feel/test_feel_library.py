"""The built-in functions: their examples hold, and packs.md lists them all."""

import re
from pathlib import Path

import pytest

from postloan_rules.feel.lexer import scan
from postloan_rules.feel.library import BUILTIN_NAMES, BUILTINS, Signature, signatures_of
from postloan_rules.feel.library.signature import EXTENSION
from postloan_rules.feel.tokens import TokenKind
from postloan_rules.feel.types import Money, Simple
from postloan_rules.text.source import Source, whole
from tests.unit.feel.bench import checked, codes, type_of

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "packs.md"


@pytest.mark.parametrize("signature", BUILTINS, ids=lambda signature: signature.form)
def test_the_example_of_a_function_calls_it_and_is_fine(signature: Signature) -> None:
    assert f"{signature.name}(" in signature.example
    assert codes(checked(signature.example)) == []


@pytest.mark.parametrize("signature", BUILTINS, ids=lambda signature: signature.form)
def test_a_function_is_in_the_standard_or_says_that_it_is_not(signature: Signature) -> None:
    assert signature.section == EXTENSION or re.fullmatch(r"10\.3\.4\.\d", signature.section)


def test_every_function_that_the_pages_list_exists() -> None:
    table = PAGE.read_text(encoding="utf-8").partition("## Names in expressions")[2]
    cells = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    listed = {name for cell in cells for name in re.findall(r"`([a-z ]+)\(", cell)}

    assert listed - {signature.name for signature in BUILTINS} == set()


def test_names_with_blanks_are_those_the_scanner_alone_would_not_read() -> None:
    for signature in BUILTINS:
        token = scan(whole(Source("test", signature.name)), 0)
        is_one_word = token.kind is TokenKind.NAME and token.end == len(signature.name)
        assert is_one_word != (signature.name in BUILTIN_NAMES)


def test_min_and_max_take_a_relation_or_single_values() -> None:
    assert type_of("max(loan.collaterals.valued_on)") is Simple.DATE
    assert type_of("max(loan.balance, loan.original_amount, 0)") == Money()
    assert type_of("min(loan.days_past_due, 3)") is Simple.NUMBER
    assert codes(checked("min(loan.days_past_due)")) == ["PL313"]
    assert codes(checked("min(loan.days_past_due, as_of)")) == ["PL306"]


def test_arguments_may_be_named_in_any_order() -> None:
    assert codes(checked("days between(end: as_of, start: loan.matures_on)")) == []
    assert codes(checked("days between(end: as_of)")) == ["PL312"]


def test_the_latest_member_needs_an_order() -> None:
    assert codes(checked("latest(loan.collaterals[registered]).value")) == []
    assert codes(checked("latest(loan.notes).amount")) == ["PL313"]
    assert codes(checked("latest(loan.collaterals.value)")) == ["PL313"]


def test_shares_are_ratios_of_sums() -> None:
    assert type_of("share(loan.collaterals[registered].value, loan.collaterals.value)") is Simple.RATIO


def test_days_past_due_take_the_relations_of_one_loan() -> None:
    assert codes(checked("days past due(loan.schedule, loan.repayments, small.limit, overdue.convention)")) == []
    assert codes(checked("days past due(loan.repayments, loan.schedule, 0, overdue.convention)")) == ["PL325"]
    assert codes(checked("days past due(loan.schedule[amount > 0], loan.repayments, 0, overdue.convention)")) == [
        "PL325"
    ]
    assert codes(checked("days past due(loan.schedule, loan.repayments, 0, loan.purpose)")) == ["PL322"]


def test_a_name_that_is_no_function_has_no_forms() -> None:
    assert signatures_of("now") == ()
