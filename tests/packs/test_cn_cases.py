"""The cases of the shipped pack hold."""

import pytest

from postloan_rules import load, run_cases

RESULTS = run_cases(load("cn"))


@pytest.mark.parametrize("result", RESULTS, ids=lambda each: f"{each.case.decision}: {each.case.name}")
def test_case_of_the_pack_holds(result: object) -> None:
    assert getattr(result, "passed", False), getattr(result, "differences", ())
