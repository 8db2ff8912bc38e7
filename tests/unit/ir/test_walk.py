"""Going through terms changes nothing that is not meant to change."""

from typing import get_args

import pytest

from postloan_rules.ir.nodes import All, Constant, Not, ParameterValue, Term, Variable
from postloan_rules.ir.types import STRING
from postloan_rules.ir.walk import depth_of, parts_of, size_of, terms_in, with_parts
from tests.unit.ir.examples import FLAG, LOAN, TERMS


def test_examples_have_every_kind_of_node() -> None:
    kinds = {type(term) for term in TERMS} | {ParameterValue}

    assert kinds == set(get_args(Term))


@pytest.mark.parametrize("term", TERMS, ids=lambda term: type(term).__name__)
def test_term_whose_parts_stay_is_the_same_object(term: Term) -> None:
    assert with_parts(term, lambda part: part) is term


@pytest.mark.parametrize("term", TERMS, ids=lambda term: type(term).__name__)
def test_new_parts_stand_where_the_old_ones_stood(term: Term) -> None:
    marks = [Constant(f"part {place}", STRING) for place, _ in enumerate(parts_of(term))]
    left = iter(marks)

    changed = with_parts(term, lambda _: next(left))

    assert parts_of(changed) == tuple(marks)


def test_terms_come_before_their_parts_and_in_order() -> None:
    term = All((Not(FLAG), FLAG))

    assert [type(each).__name__ for each in terms_in(term)] == ["All", "Not", "Field", "Variable", "Field", "Variable"]


def test_size_counts_shared_parts_each_time() -> None:
    assert size_of(All((FLAG, FLAG))) == 5


def test_depth_is_the_longest_way_down() -> None:
    assert depth_of(All((FLAG, Not(Not(FLAG))))) == 5
    assert depth_of(Variable("loan", "loan")) == 1
    assert parts_of(LOAN) == ()
