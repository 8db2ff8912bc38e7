"""Values come in the type that their place asks for."""

from decimal import Decimal

import pytest

from postloan_rules.errors import InternalError
from postloan_rules.ir.converting import common_type, convert, mask_of
from postloan_rules.ir.node_laws import Laws
from postloan_rules.ir.nodes import Case, Constant, Convert, FactOf, Field, OutcomeOf, Quotient, Ratio, Term, Unknown
from postloan_rules.ir.type_of import type_of
from postloan_rules.ir.types import BOUNDS, DATE, NUMBER, RATIO, STRING, Kind, TermType
from tests.unit.ir.examples import CAUSE, CLASS, FLAG, GRADE, LOAN, MASK, ONE, RANK, TABLES

CAUSES = TermType(Kind.MASK, "cause")


def _fact(type: TermType) -> Term:
    return FactOf(LOAN, "loan", "fact", type)


@pytest.mark.parametrize("have", [NUMBER, BOUNDS, RATIO])
@pytest.mark.parametrize("wanted", [NUMBER, BOUNDS, RATIO])
def test_numbers_bounds_and_ratios_become_each_other(have: TermType, wanted: TermType) -> None:
    term = convert(_fact(have), wanted, TABLES)

    assert type_of(term) == wanted
    assert Laws(TABLES).problem(term) is None


def test_bounds_stay_bounds_as_a_ratio() -> None:
    assert convert(_fact(BOUNDS), RATIO, TABLES) == Ratio(_fact(BOUNDS), ONE)


def test_ratio_is_divided_out_as_a_number() -> None:
    assert convert(_fact(RATIO), NUMBER, TABLES) == Quotient(_fact(RATIO))


def test_branches_of_a_choice_are_converted_each() -> None:
    choice = Case(((FLAG, ONE),), Unknown(NUMBER), NUMBER)

    assert convert(choice, BOUNDS, TABLES) == Case(((FLAG, Convert(ONE, BOUNDS)),), Unknown(BOUNDS), BOUNDS)


def test_choice_of_classes_leaves_its_branches_possible() -> None:
    choice = Case(((FLAG, Constant(0, RANK)),), GRADE, RANK)

    assert mask_of(choice, TABLES["grade"]) == Case(((FLAG, Constant(0b01, MASK)),), Convert(GRADE, MASK), MASK)


def test_nothing_known_leaves_every_outcome_possible() -> None:
    assert mask_of(Unknown(RANK), TABLES["grade"]) == Constant(0b11, MASK)


def test_word_without_order_is_looked_up_among_the_outcomes() -> None:
    term = mask_of(Field(LOAN, "cause", CAUSE), TABLES["cause"])

    assert isinstance(term, Case)
    assert [value for _, value in term.branches] == [Constant(0b01, CAUSES), Constant(0b10, CAUSES)]
    assert term.otherwise == Constant(0b11, CAUSES)


def test_outcome_as_a_class_is_one_if_it_is_the_only_one() -> None:
    assert convert(CLASS, RANK, TABLES) == Convert(CLASS, RANK)


def test_outcome_without_order_as_a_word_asks_for_each() -> None:
    outcome = OutcomeOf(LOAN, "loan", "why", CAUSES)

    term = convert(outcome, CAUSE, TABLES)

    assert isinstance(term, Case)
    assert [value for _, value in term.branches] == [Constant("late", CAUSE), Constant("lost", CAUSE)]
    assert term.otherwise == Unknown(CAUSE)


def test_word_where_a_class_is_asked_for_is_its_place() -> None:
    assert convert(Constant("bad", STRING), RANK, TABLES) == Constant(1, RANK)


@pytest.mark.parametrize(("have", "wanted"), [(DATE, NUMBER), (STRING, DATE), (NUMBER, MASK)])
def test_what_the_checker_refuses_is_our_fault(have: TermType, wanted: TermType) -> None:
    with pytest.raises(InternalError):
        convert(_fact(have), wanted, TABLES)


@pytest.mark.parametrize(
    ("terms", "type"),
    [
        ((ONE, _fact(BOUNDS)), BOUNDS),
        ((_fact(BOUNDS), _fact(RATIO)), RATIO),
        ((Constant(0, RANK), CLASS), MASK),
        ((Constant("x", STRING), _fact(CAUSE)), CAUSE),
        ((_fact(DATE), _fact(DATE)), DATE),
    ],
)
def test_common_type_holds_all_of_them(terms: tuple[Term, ...], type: TermType) -> None:
    assert common_type(terms) == type


def test_number_keeps_its_digits() -> None:
    number = Constant(Decimal("1.10"), NUMBER)

    assert convert(number, NUMBER, TABLES) is number
