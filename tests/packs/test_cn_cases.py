"""The cases of the shipped pack hold, and try every rule."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from postloan_rules import Engine, load, run_cases
from postloan_rules.engine.portfolio_cases import described

PACK = Path(__file__).resolve().parents[2] / "rules" / "cn"
FEEL_KEYS = ("when", "unless", "applies", "formula", "expression")
CN = load("cn")
RESULTS = run_cases(CN)
OFF_BY_DEFAULT = {"CON-04", "RC-06", "RC-06-DOUBTFUL", "WO-020", "WO-120", "WO-121", "WO-203"}
"""Rules of an uncertain text or of a bank's own list, off until a bank turns them on: see test_cn_parameters.py."""


@pytest.mark.parametrize(
    "result", RESULTS, ids=lambda each: f"{each.case.report or each.case.decision}: {each.case.name}"
)
def test_case_of_the_pack_holds(result: object) -> None:
    assert getattr(result, "passed", False), getattr(result, "differences", ())


def test_every_rule_that_is_on_fires_in_some_case_and_not_in_another() -> None:
    engine = Engine(CN)
    decided = [engine.decide_each(case.decision, described(engine, case))[0] for case in CN.cases]
    rules = {rule.id for decision in CN.decisions for rule in decision.rules} - OFF_BY_DEFAULT

    assert rules - {rule for each in decided for rule in each.fired_deep} == set()
    assert not set.intersection(*(set(each.fired_deep) for each in decided))


def test_every_report_has_cases() -> None:
    assert {report.name for report in CN.reports} - {case.report for case in CN.report_cases} == set()


def test_every_decision_has_cases() -> None:
    assert {decision.name for decision in CN.decisions} - {case.decision for case in CN.cases} == set()


def test_no_expression_holds_a_number_that_belongs_to_a_parameter() -> None:
    """Only 0 (nothing) and 1 (one grade, one period) stand in expressions; heads of the table are the regulation's.

    Beside them the months of a quarter and of half a year, and the digits to which quotients are rounded.
    """
    numbers = {
        (path.name, number)
        for folder in ("decisions", "facts")
        for path in sorted((PACK / folder).rglob("*.yaml"))
        for text in _expressions(yaml.safe_load(path.read_text(encoding="utf-8")))
        for number in re.findall(r"(?<![\w.])\d[\d.]*", re.sub(r'"[^"]*"', "", text))
    }

    calendar_and_digits = {("warning_statements.yaml", each) for each in ("3", "6", "12")} | {
        ("warning_beneish.yaml", "8")
    }
    assert {each for each in numbers - calendar_and_digits if each[1] not in ("0", "1")} == set()


def _expressions(node: Any, key: str = "") -> Iterator[str]:
    if isinstance(node, dict):
        for name, value in node.items():
            yield from _expressions(value, "" if name in ("reason", "table") else name if name in FEEL_KEYS else key)
    elif isinstance(node, list):
        for each in node:
            yield from _expressions(each, key)
    elif key and isinstance(node, str):
        yield node
