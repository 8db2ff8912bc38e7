"""Cases of reports: what a small portfolio gives, held against figures and rows that its author worked out."""

from pathlib import Path

import pytest

from postloan_rules import Engine, PackError, load
from postloan_rules.engine.cases import CaseResult, run_cases
from tests.unit.engine.small_pack import decision, write_pack
from tests.unit.engine.test_report import LIST, RULES, TABLE

LOANS = """
    portfolio.loans:
      - {id: A, asset_type: loan, balance: 100, days_past_due: 0}
      - {id: B, asset_type: loan, balance: 300, unknown: [days_past_due, schedule]}
"""
CELLS = """
      good, none: {count: [1, 2], balance: [100, 400], share: [0.25, 1]}
      good, some: {count: [0, 1]}
      good, other: {count: [0, 1]}
      bad, none: {count: [0, 1]}
      bad, some: {count: [0, 1]}
      bad, other: {count: [0, 1], balance: {low: 0, high: 300}}
"""


def _engine(folder: Path, *cases: str) -> Engine:
    files = {"decisions__class": decision("class", RULES), "reports__classes": TABLE, "reports__due": LIST}
    write_pack(folder, **files, cases__reports="\n".join(cases))
    return Engine(load(folder))


def _case(expect: str, report: str = "classes", given: str = LOANS) -> str:
    return f"- case: one\n  report: {report}\n  as_of: 2026-11-25\n  given: {given}\n  expect: {expect}\n"


def _result(folder: Path, text: str) -> CaseResult:
    (found,) = run_cases(_engine(folder, text))
    return found


def _differences(folder: Path, text: str) -> list[str]:
    return [each.en for each in _result(folder, text).differences]


def test_a_case_of_a_report_holds_where_every_figure_is_what_it_should(tmp_path: Path) -> None:
    result = _result(tmp_path, _case(f"\n    cells: {CELLS}    total: {{count: 2, balance: 400, share: 1}}"))

    assert result.differences == ()
    assert result.passed
    assert (result.case.report, result.case.decision) == ("classes", "")


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ("{total: {count: 3}}", "total.count: expected `3`, got `2`"),
        ("{total: {balance: [0, 400]}}", "total.balance: expected `[0, 400]`, got `400`"),
        (
            "{total: {balance: {low: 400, without_value: 1}}}",
            "total.balance: expected `400 without_value 1`, got `400`",
        ),
        ("{total: {share: unknown}}", "total.share: expected `unknown`, got `1`"),
        ('{cells: {"fair, none": {count: 1}}}', "cells[fair, none]: expected `count 1`, got `–`"),
    ],
)
def test_a_figure_that_is_another_one_is_a_difference(tmp_path: Path, expect: str, said: str) -> None:
    assert _differences(tmp_path, _case(expect))[0] == said


def test_a_group_that_the_case_does_not_list_is_a_difference(tmp_path: Path) -> None:
    given = (
        "{portfolio.loans: [{id: A, asset_type: loan, days_past_due: 0}, {id: B, asset_type: loan, days_past_due: 9}]}"
    )

    assert _differences(tmp_path, _case('{cells: {"good, none": {count: 1}}}', given=given)) == [
        "cells: expected `–`, got `good, some`"
    ]


DUE = """
    portfolio.loans:
      - {id: A, matures_on: 2026-12-01}
      - {id: B, matures_on: 2026-12-02}
      - {id: C, matures_on: 2027-06-01}
"""


def test_rows_of_a_list_stand_in_their_order(tmp_path: Path) -> None:
    rows = "[{subject: A, kind: 贷款, day: 2026-12-01, what: unknown}, {subject: B, kind: loan, day: 2026-12-02}]"

    assert _differences(tmp_path, _case(f"{{rows: {rows}}}", "due", DUE)) == []


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ("{rows: [{subject: A}]}", ["rows[2]: expected `–`, got `贷款; B; unknown; 2026-12-02`"]),
        ("{rows: [{subject: A}, {subject: B}, {day: 2026-12-03}]}", ["rows[3]: expected `day 2026-12-03`, got `–`"]),
        ("{rows: [{subject: B}, {subject: B}]}", ["rows[1].subject: expected `B`, got `A`"]),
        ("{rows: [{subject: A, certain: false}, {subject: B}]}", ["rows[1].certain: expected `false`, got `true`"]),
        ("{left_out: 1}", ["left_out: expected `1`, got `0`"]),
        ("{not_known: 1}", ["not_known: expected `1`, got `0`"]),
        ("{absent: [portfolio.loans.collaterals]}", ["absent: expected `portfolio.loans.collaterals`, got `–`"]),
    ],
)
def test_a_row_that_is_another_one_is_a_difference(tmp_path: Path, expect: str, said: list[str]) -> None:
    assert _differences(tmp_path, _case(expect, "due", DUE)) == said


def test_kinds_of_rows_about_the_same_things_are_all_listed(tmp_path: Path) -> None:
    twice = LIST.replace("rows: loan", "rows: collateral").replace("loan.matures_on", "collateral.value_ends_on")
    twice = twice.replace("collateral.value_ends_on", "collateral.registration_ends_on").replace(
        "what: borrower.name, ", ""
    )
    write_pack(
        tmp_path,
        decisions__class=decision("class", RULES),
        reports__due=twice,
        cases__due=_case(
            "{rows: [{kind: loan, day: 2026-12-01}, {kind: collateral, day: 2026-12-02}]}",
            "due",
            "{portfolio.loans: [{collaterals: [{registration_ends_on: 2026-12-01, insured_until: 2026-12-02}]}]}",
        ),
    )

    assert [each.differences for each in run_cases(Engine(load(tmp_path)))] == [()]


def test_cases_of_reports_are_not_among_those_of_decisions(tmp_path: Path) -> None:
    pack = _engine(tmp_path, _case("{}"), "- {case: two, decision: class, as_of: 2026-11-25, expect: {}}").pack

    assert [each.name for each in pack.cases] == ["two"]
    assert [each.name for each in pack.report_cases] == ["one"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (_case("{}", "clases"), "no report `clases`"),
        (_case('{cells: {"godd, none": {}}}'), "no group `godd`"),
        (_case("{cells: {good: {}}}"), "a group of this report has a value for each of `class, age`"),
        (_case("{total: {balanse: 1}}"), "no measure `balanse`"),
        (_case("{total: {balance: many}}"), "`many` is not a number"),
        (_case("{total: {balance: [1, 2, 3]}}"), "a figure has a lowest and a highest value, no more"),
        (_case("{rows: []}"), "of this report cases expect `cells`, `total`, `absent`"),
        (_case("{rows: [{dya: 2026-12-01}]}", "due"), "no column `dya`"),
        (_case("{outcome: good}"), "of this report cases expect `cells`, `total`, `absent`"),
        (_case("{}") + "  decision: class\n", "a case is about a decision or about a report"),
        (_case("{}", given="{portfolio.loans: [{unknown: [balanse]}]}"), "no field or fact `loan.balanse`"),
        (
            "- {case: a, decision: class, as_of: 2026-11-25, expect: {cells: {}}}",
            "only cases of a report expect `cells`",
        ),
    ],
)
def test_what_a_report_cannot_say_is_refused_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(PackError) as caught:
        _ = _engine(tmp_path, text).pack.cases

    (found,) = caught.value.diagnostics
    assert said in found.message.en
    assert found.span is not None
