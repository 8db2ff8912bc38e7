"""Comparisons of possible outcomes know all that can be known, and no more."""

from itertools import product

import pytest

from postloan_rules.errors import InternalError
from postloan_rules.ir.comparing import TURNED, accepted_places, compare, for_each_value
from postloan_rules.ir.nodes import (
    ComparisonOperator,
    Constant,
    Field,
    OutcomeIn,
    OutcomeOf,
    ParameterValue,
    Term,
    Variable,
)
from postloan_rules.ir.program import EnumerationTable
from postloan_rules.ir.type_of import kind_of
from postloan_rules.ir.types import BOUNDS, DATE, NUMBER, RATIO, STRING, Kind, TermType
from tests.unit.ir.kleene import State, state

COUNT = 3
TABLES = {
    "grade": EnumerationTable("grade", ("a", "b", "c"), ordered=True),
    "kind": EnumerationTable("kind", ("x", "y"), ordered=False),
}
LOAN = Variable("loan", "loan")
MASK = TermType(Kind.MASK, "grade")
RANK = TermType(Kind.RANK, "grade")
OPERATORS: tuple[ComparisonOperator, ...] = ("=", "!=", "<", "<=", ">", ">=")
NOT_APPLICABLE = COUNT
EVERY_MASK = range(1, 1 << (COUNT + 1))


def _decision(name: str) -> Term:
    return OutcomeOf(LOAN, "loan", name, MASK)


def _field(type: TermType) -> Term:
    return Field(LOAN, "field", type)


def _holds(operator: ComparisonOperator, left: int, right: int) -> bool:
    """Compare two single outcomes; compared with anything, not applicable is false."""
    if NOT_APPLICABLE in (left, right):
        return False
    return {
        "=": left == right,
        "!=": left != right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }[operator]


def _places(mask: int) -> list[int]:
    return [place for place in range(COUNT + 1) if mask >> place & 1]


def _by_trying(operator: ComparisonOperator, left: int, right: int) -> State:
    found = {_holds(operator, *pair) for pair in product(_places(left), _places(right))}
    return found.pop() if len(found) == 1 else None


@pytest.mark.parametrize("operator", OPERATORS)
def test_two_outcomes_compare_as_all_their_pairs_do(operator: ComparisonOperator) -> None:
    term = compare(operator, _decision("left"), _decision("right"), TABLES)

    for left, right in product(EVERY_MASK, EVERY_MASK):
        expected = _by_trying(operator, left, right)
        if operator == "!=" and 1 << NOT_APPLICABLE & (left | right) and expected is False:
            # "Both are applicable and they differ" may stay open where not applicable meets the same single outcome.
            assert state(term, {"left": left, "right": right}, COUNT) is not True
        else:
            assert state(term, {"left": left, "right": right}, COUNT) == expected, (left, right)


@pytest.mark.parametrize("operator", OPERATORS)
def test_outcome_compares_with_a_word_as_all_its_places_do(operator: ComparisonOperator) -> None:
    for mask, place in product(EVERY_MASK, range(COUNT)):
        term = compare(operator, _decision("left"), Constant(place, RANK), TABLES)
        turned = compare(TURNED[operator], Constant(place, RANK), _decision("left"), TABLES)

        assert state(term, {"left": mask}, COUNT) == _by_trying(operator, mask, 1 << place)
        assert turned == term


def test_unknown_field_beside_an_outcome_may_have_every_place() -> None:
    term = compare("<=", _decision("left"), _field(RANK), TABLES)

    assert all(kind_of(part.operand) is Kind.MASK for part in _tests(term))


def _tests(term: Term) -> list[OutcomeIn]:
    parts = getattr(term, "operands", ())
    own = [term] if isinstance(term, OutcomeIn) else []
    return own + [test for part in parts for test in _tests(part)]


def test_parameter_beside_an_outcome_becomes_a_choice_of_plain_tests() -> None:
    parameter = ParameterValue("p", RANK)

    term = compare("<", _decision("left"), parameter, TABLES)

    expected = for_each_value(
        parameter, TABLES["grade"], lambda place: OutcomeIn(_decision("left"), accepted_places("<", place, COUNT))
    )
    assert term == expected


def test_not_applicable_is_never_accepted() -> None:
    for operator in OPERATORS:
        for place in range(COUNT):
            assert accepted_places(operator, place, COUNT) < 1 << COUNT


def test_bounds_beside_a_ratio_stay_bounds() -> None:
    term = compare(">", _field(BOUNDS), _field(RATIO), TABLES)

    assert kind_of(term.left) is Kind.RATIO  # type: ignore[union-attr]


def test_word_beside_a_class_is_a_place() -> None:
    term = compare(">", _field(RANK), Constant("b", STRING), TABLES)

    assert term.right == Constant(1, RANK)  # type: ignore[union-attr]


@pytest.mark.parametrize("pair", [(NUMBER, STRING), (DATE, NUMBER), (RANK, DATE)])
def test_what_the_checker_refuses_is_our_fault(pair: tuple[TermType, TermType]) -> None:
    with pytest.raises(InternalError):
        compare("=", _field(pair[0]), _field(pair[1]), TABLES)
