"""Versions are numbers between dots, not texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan_rules.packs.versions import version_in

numbers = st.lists(st.integers(0, 12), min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("version", "wanted", "fits"),
    [
        ("0.10.0", ">=0.9", True),
        ("1.0", "==1", True),
        ("1.0.1", "<=1.0", False),
        ("1.2", ">1.1, <2", True),
        ("2.0", ">1.1, <2", False),
        ("1.5", "!=1.5.0", False),
        ("0.2.0.dev1", ">=0.2", True),
        ("0", ">=0", True),
    ],
)
def test_a_range_holds_where_all_its_comparisons_do(version: str, wanted: str, fits: bool) -> None:
    assert version_in(version, wanted) is fits


@given(left=numbers, right=numbers)
def test_versions_compare_like_lists_of_numbers_with_zeros_behind(left: list[int], right: list[int]) -> None:
    width = max(len(left), len(right))
    a, b = (each + [0] * (width - len(each)) for each in (left, right))
    version, other = (".".join(map(str, each)) for each in (left, right))

    assert version_in(version, f"<{other}") is (a < b)
    assert version_in(version, f">={other}") is (a >= b)
    assert version_in(version, f"=={other}") is (a == b)


def test_what_is_no_comparison_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="~1"):
        version_in("1", "~1")
