"""Did you mean: near names, always the same."""

from hypothesis import given
from hypothesis import strategies as st

from postloan_rules.text.nearest import nearest

names = st.text(alphabet="abc_逾期", min_size=1, max_size=8)


@given(name=names, others=st.lists(names, max_size=6))
def test_the_order_of_candidates_does_not_matter(name: str, others: list[str]) -> None:
    assert nearest(name, others) == nearest(name, reversed(others)) == nearest(name, [*others, *others])


@given(name=names, others=st.lists(names, max_size=6))
def test_a_name_that_is_there_comes_first(name: str, others: list[str]) -> None:
    if len(name) > 1 or name in others:
        assert nearest(name, [*others, name])[0] == name


@given(name=st.text(alphabet="abcdef", min_size=3, max_size=8), place=st.integers(0, 7))
def test_one_slip_is_forgiven(name: str, place: int) -> None:
    place %= len(name)

    assert name in nearest(name[:place] + "x" + name[place + 1 :], [name])
    assert name in nearest(name[:place] + name[place + 1 :], [name])


def test_two_letters_swapped_are_one_slip() -> None:
    assert nearest("laon", ["loan", "group"]) == ("loan",)


def test_nothing_near_is_nothing() -> None:
    assert nearest("collateral", ["loan", "borrower", ""]) == ()
