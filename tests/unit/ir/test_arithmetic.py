"""Quotients are divided out as late as possible, and mean the same."""

from decimal import Decimal
from fractions import Fraction
from typing import Literal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from postloan_rules.errors import InternalError
from postloan_rules.ir.arithmetic import LARGEST_UNDIVIDED, arithmetic, negated, quotient
from postloan_rules.ir.nodes import Arithmetic, Constant, Field, Negate, Quotient, Ratio, Term, Variable
from postloan_rules.ir.type_of import kind_of
from postloan_rules.ir.types import BOUNDS, DATE, DAYS, MONTHS, NUMBER, RATIO, STRING, Kind, TermType
from postloan_rules.ir.walk import depth_of, size_of

LOAN = Variable("loan", "loan")
Operator = Literal["+", "-", "*"]
OPERATORS: tuple[Operator, ...] = ("+", "-", "*")


def _field(type: TermType) -> Term:
    return Field(LOAN, "field", type)


def _number(value: int) -> Term:
    return Constant(Decimal(value), NUMBER)


def _exact(term: Term) -> Fraction:
    """Return the value of a term of constants in fractions, which round nothing."""
    match term:
        case Constant(value=Decimal() as value):
            return Fraction(value)
        case Arithmetic(operator="+", left=left, right=right):
            return _exact(left) + _exact(right)
        case Arithmetic(operator="-", left=left, right=right):
            return _exact(left) - _exact(right)
        case Arithmetic(operator="*", left=left, right=right):
            return _exact(left) * _exact(right)
        case Ratio(numerator=numerator, denominator=denominator):
            return _exact(numerator) / _exact(denominator)
        case Quotient(operand=operand):
            return _exact(operand)
        case Negate(operand=operand):
            return -_exact(operand)
        case _:
            raise AssertionError(term)


numbers = st.integers(-1_000, 1_000)
divisors = numbers.filter(bool)


@given(st.sampled_from(OPERATORS), numbers, divisors, numbers, st.booleans())
def test_number_and_quotient_stay_one_quotient_of_the_same_value(
    operator: Operator, above: int, below: int, number: int, turned: bool
) -> None:
    pair = (Ratio(_number(above), _number(below)), _number(number))
    left, right = reversed(pair) if turned else pair

    term = arithmetic(operator, left, right)

    assert isinstance(term, Ratio)
    assert _exact(term) == _exact(Arithmetic(operator, left, right, NUMBER))


@given(divisors, divisors, divisors)
def test_quotient_of_a_quotient_is_one_quotient(first: int, second: int, third: int) -> None:
    term = quotient(quotient(_number(first), _number(second)), _number(third))

    assert not any(isinstance(part, Quotient) for part in (term,))
    assert _exact(term) == Fraction(first, second) / third


@given(numbers, divisors)
def test_negated_quotient_has_the_opposite_value(above: int, below: int) -> None:
    assert _exact(negated(Ratio(_number(above), _number(below)))) == -Fraction(above, below)


@given(st.lists(st.tuples(numbers, divisors), min_size=2, max_size=6))
def test_sum_of_quotients_is_their_sum(pairs: list[tuple[int, int]]) -> None:
    assume(all(below for _, below in pairs))
    first, *rest = (Ratio(_number(above), _number(below)) for above, below in pairs)
    term: Term = first
    for each in rest:
        term = arithmetic("+", term, each)

    assert _exact(term) == sum((Fraction(above, below) for above, below in pairs), Fraction(0))


def test_large_sums_of_quotients_grow_by_one_level_each() -> None:
    each = Ratio(_field(NUMBER), _field(NUMBER))
    term: Term = each
    sizes = []
    for _ in range(90):
        term = arithmetic("-", term, each)
        sizes.append(size_of(term))

    assert depth_of(term) <= 90 + LARGEST_UNDIVIDED
    assert sizes[-1] <= 90 * 8 + LARGEST_UNDIVIDED


@pytest.mark.parametrize(
    ("operator", "left", "right", "result"),
    [
        ("+", NUMBER, NUMBER, Kind.NUMBER),
        ("*", NUMBER, BOUNDS, Kind.BOUNDS),
        ("-", BOUNDS, BOUNDS, Kind.BOUNDS),
        ("+", RATIO, RATIO, Kind.NUMBER),
        ("-", DATE, DATE, Kind.DAYS),
        ("-", DATE, MONTHS, Kind.DATE),
        ("+", DAYS, DATE, Kind.DATE),
        ("+", MONTHS, MONTHS, Kind.MONTHS),
        ("-", DAYS, DAYS, Kind.DAYS),
    ],
)
def test_types_of_results_follow_from_the_operands(
    operator: Operator, left: TermType, right: TermType, result: Kind
) -> None:
    assert kind_of(arithmetic(operator, _field(left), _field(right))) is result


@pytest.mark.parametrize(("left", "right"), [(STRING, STRING), (DATE, NUMBER), (DAYS, MONTHS)])
def test_what_the_checker_refuses_is_our_fault(left: TermType, right: TermType) -> None:
    with pytest.raises(InternalError):
        arithmetic("+", _field(left), _field(right))


@pytest.mark.parametrize("type", [NUMBER, BOUNDS, MONTHS, DAYS])
def test_negation_keeps_the_type(type: TermType) -> None:
    assert negated(_field(type)) == Negate(_field(type), type)


def test_negated_ratio_that_was_not_built_here_is_divided_out() -> None:
    assert negated(_field(RATIO)) == Negate(Quotient(_field(RATIO)), NUMBER)


def test_dates_have_no_minus() -> None:
    with pytest.raises(InternalError):
        negated(_field(DATE))
