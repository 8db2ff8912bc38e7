"""Reports: every row is in one group for certain or possibly in several, and the page says so."""

from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from postloan_rules import Engine, PackError, Portfolio, UnknownNameError, load, read_portfolio, report_page
from postloan_rules.engine.report import Cell, ListResult, TableResult
from postloan_rules.text.width import cells
from tests.unit.engine.small_pack import decision, small_engine, write_pack

TABLE = """
report: classes
title: {zh: 分类, en: Classes}
rows: loan
where: loan.asset_type = "loan"
by:
  - {name: class, title: {zh: 类, en: class}, expression: loan.class}
  - name: age
    title: {zh: 逾期, en: overdue}
    bands:
      - {name: none, title: {zh: 无, en: none}, when: loan.days_past_due = 0}
      - {name: some, title: {zh: 有, en: some}, when: "loan.days_past_due in [1..90]"}
measures:
  - {name: count, title: {zh: 笔数, en: count}, count: true}
  - {name: balance, title: {zh: 余额, en: balance}, sum: loan.balance}
  - {name: share, title: {zh: 占比, en: share}, share: loan.balance}
"""

LIST = """
report: due
title: {zh: 到期, en: Due}
columns:
  - {name: what, title: {zh: 谁, en: who}}
  - {name: day, title: {zh: 日, en: day}}
from:
  - rows: loan
    title: {zh: 贷款, en: loan}
    when: loan.matures_on <= add days(as_of, 90)
    show: {what: borrower.name, day: loan.matures_on}
  - rows: collateral
    title: {zh: 押品, en: collateral}
    when: collateral.insured_until <= add days(as_of, 90)
    show: {day: collateral.insured_until}
sort: [day, what desc]
limit: 2
"""
RULES = "L-1: loan.days_past_due > 90 -> bad"


@cache
def _engine() -> Engine:
    return small_engine(
        Path(mkdtemp()),
        decisions__class=decision("class", RULES),
        reports__classes=TABLE,
        reports__due=LIST,
    )


def _portfolio(*loans: dict[str, Any], **more: Any) -> Portfolio:
    records = []
    for place, loan in enumerate(loans, 1):
        name = loan.pop("name", None)
        values = {"id": f"L{place}", "asset_type": "loan", "balance": 100, "collaterals": [], **loan}
        borrower = {"id": f"B{place}", **({} if name is None else {"name": name})}
        records.append({"loan": {key: each for key, each in values.items() if each is not None}, "borrower": borrower})
    return read_portfolio({"as_of": "2026-11-25", "currency": "CNY", "records": records, **more})


def _table(*loans: dict[str, Any]) -> TableResult:
    found = _engine().report("classes", _portfolio(*loans))
    assert isinstance(found, TableResult)
    return found


def _list(*loans: dict[str, Any]) -> ListResult:
    found = _engine().report("due", _portfolio(*loans))
    assert isinstance(found, ListResult)
    return found


def test_rows_are_counted_and_added_up_in_their_groups_in_the_order_of_the_classes() -> None:
    found = _table({"days_past_due": 91}, {"days_past_due": 0}, {"days_past_due": 90, "balance": 300})

    assert [group.key for group in found.groups] == [("good", "none"), ("good", "some"), ("bad", "other")]
    assert [[cell.low for cell in group.cells] for group in found.groups] == [
        [1, 100, Decimal("0.2")],
        [1, 300, Decimal("0.6")],
        [1, 100, Decimal("0.2")],
    ]
    assert all(cell.is_certain for group in found.groups for cell in group.cells)
    assert [cell.low for cell in found.total] == [3, 500, 1]


def test_a_loan_whose_class_is_open_is_possible_in_each_group_and_sure_in_the_total() -> None:
    found = _table({"days_past_due": None}, {"days_past_due": 0})

    assert found.cell("good", "none", measure="count") == Cell(Decimal(1), Decimal(2))
    assert found.cell("bad", "other", measure="balance") == Cell(Decimal(0), Decimal(100))
    assert found.total[:2] == (Cell(Decimal(2), Decimal(2)), Cell(Decimal(200), Decimal(200)))


def test_a_row_of_which_nobody_knows_whether_it_counts_is_possible_in_the_total() -> None:
    found = _table({"days_past_due": 0, "asset_type": None}, {"days_past_due": 0}, {"asset_type": "bond"})

    assert found.total[:2] == (Cell(Decimal(1), Decimal(2)), Cell(Decimal(100), Decimal(200)))
    assert found.total[2] == Cell(None, None)


def test_an_amount_that_is_not_given_is_said_and_not_taken_for_nothing() -> None:
    found = _table({"days_past_due": 0, "balance": None}, {"days_past_due": 0})

    assert found.cell("good", "none", measure="balance") == Cell(Decimal(100), Decimal(100), 1)
    assert not found.total[1].is_certain


def test_a_list_shows_rows_of_several_kinds_in_one_order_and_what_is_left_out() -> None:
    security = [{"id": "C", "insured_until": "2026-12-01"}]
    found = _list(
        {"matures_on": "2027-02-23", "name": "a"},
        {"matures_on": "2027-02-23", "name": "b", "collaterals": security},
        {"matures_on": "2027-02-24", "name": "c"},
        {"matures_on": None, "name": "d", "collaterals": security},
    )

    assert [(each.kind.en, each.subject, each.certain) for each in found.lines] == [
        ("collateral", "C", True),
        ("loan", "L2", True),
    ]
    assert (found.left_out, [(kind.en, count) for kind, count in found.not_known]) == (1, [("loan", 1)])


def test_a_page_says_what_is_only_possible() -> None:
    page = report_page(_table({"balance": 1000}, {"days_past_due": 0, "balance": 200}))

    assert "200…1,200" in page
    assert page.endswith("“…”两侧为确定数与可能数：缺少数据的对象可能落在几处\n")


def test_the_columns_of_a_page_end_under_each_other_also_where_characters_are_wide() -> None:
    page = report_page(_list({"matures_on": "2026-12-01", "name": "甲乙丙"}, {"matures_on": "2026-12-02", "name": "a"}))
    _, table = page.rstrip("\n").split("\n\n")

    assert len({cells(line) for line in table.splitlines()[1:]}) == 1


def test_what_was_not_supplied_is_said_on_the_page() -> None:
    found = _list({"matures_on": "2026-12-01", "collaterals": None})

    assert found.to_dict()["absent"] == {"portfolio.loans.collaterals": 1}


def test_a_report_names_its_day_and_pack_and_is_plain_text() -> None:
    said = _table({"days_past_due": 0}).to_dict()

    assert (said["as_of"], said["pack"]["digest"]) == ("2026-11-25", _engine().pack.digest)
    assert said["groups"][0]["cells"]["balance"] == {"low": "100", "high": "100"}
    assert _table({"days_past_due": 0}).to_rows()[1] == ["good", "none", "1", "1", "100", "100", "1", "1"]


def test_an_unknown_report_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError) as caught:
        _engine().report("clases", _portfolio())

    assert caught.value.candidates == ("classes",)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("rows: loan", "rows: lone"), "PL141"),
        (("expression: loan.class}", "expression: loan.balance}"), "PL144"),
        (("sum: loan.balance", "sum: loan.asset_type"), "PL144"),
        (("rows: loan\n", "rows: loan\nsort: [day]\n"), "PL144"),
        (("expression: loan.class}", "expression: loan.clas}"), "PL303"),
        (("measures:", "mesures:"), "PL111"),
        (("title: {zh: 分类, en: Classes}\n", "title: {zh: 分类, en: Classes}\nchapter: two\n"), "PL141"),
    ],
)
def test_what_is_wrong_with_a_report_is_said_with_its_place(tmp_path: Path, change: tuple[str, str], code: str) -> None:
    write_pack(tmp_path, decisions__class=decision("class", RULES), reports__classes=TABLE.replace(*change))

    with pytest.raises(PackError) as caught:
        _ = load(tmp_path).reports

    assert code in {each.code for each in caught.value.diagnostics}
    assert all(each.span is not None for each in caught.value.diagnostics)


def test_reports_do_not_change_what_decisions_mean(tmp_path: Path) -> None:
    write_pack(tmp_path / "with", decisions__class=decision("class", RULES), reports__classes=TABLE)
    write_pack(tmp_path / "without", decisions__class=decision("class", RULES))

    assert load(tmp_path / "with").digest == load(tmp_path / "without").digest
