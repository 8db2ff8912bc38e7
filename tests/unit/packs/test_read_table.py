"""Decision tables: cells to rules, and what heads leave out."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postloan_rules.feel.parser import parse_unary_tests
from postloan_rules.feel.printer import print_expression
from postloan_rules.feel.types import Simple
from postloan_rules.packs.definition import ConditionGroup, ConditionLine, Rule
from postloan_rules.packs.table_gaps import Axis, holds, samples_of
from postloan_rules.text.source import Source, whole
from tests.unit.packs.written_pack import DECISION, load, pack_folder, sound, told

CROSS = """\
table:
  id: T
  cite: "办法#11"
  across: loan.days_past_due
  down: loan.guarantee_type
  grid: |
"""
ROWS = CROSS.replace("  across: loan.days_past_due\n  down: loan.guarantee_type\n", "  columns: [{columns}]\n")


def decision(head: str, rows: Sequence[str], policy: str = "choose: worst") -> str:
    text = DECISION[: DECISION.index("rules:")].replace("choose: worst", policy)
    return text + head + "".join(f"    {row}\n" for row in rows)


def rules(folder: Path, head: str, *rows: str) -> tuple[Rule, ...]:
    return sound(load(pack_folder(folder, decisions=decision(head, rows)))).decisions[0].rules


def said(rule: Rule) -> list[str]:
    match rule.when:
        case ConditionLine():
            lines = [rule.when]
        case ConditionGroup():
            lines = [part for part in rule.when.parts if isinstance(part, ConditionLine)]
        case _:
            lines = []
    return [print_expression(line.expression.root) for line in lines]


def test_each_cell_of_a_cross_table_is_a_rule_called_by_its_heads(tmp_path: Path) -> None:
    found = rules(
        tmp_path, CROSS,
        "|                            | 0    | 1..90 | > 90 |",
        "| credit, guarantor          | 正常 | 关注  | loss |",
        "| 抵押, pledge               | -    | fine  | 关注 |",
    )  # fmt: skip

    assert [(rule.id, print_expression(rule.then.root)) for rule in found] == [
        ("T[credit, guarantor, 0]", '"normal"'),
        ("T[credit, guarantor, 1..90]", '"special_mention"'),
        ("T[credit, guarantor, > 90]", '"loss"'),
        ("T[mortgage, pledge, 1..90]", '"normal"'),
        ("T[mortgage, pledge, > 90]", '"special_mention"'),
    ]


def test_the_condition_of_a_cell_tests_both_heads(tmp_path: Path) -> None:
    found = rules(
        tmp_path, CROSS,
        "|                                       | <= 90 | > 90 |",
        "| credit, guarantor, mortgage, pledge   | -     | loss |",
    )  # fmt: skip

    assert said(found[0]) == [
        'loan.guarantee_type in ("credit", "guarantor", "mortgage", "pledge")',
        "loan.days_past_due in (> 90)",
    ]


def test_each_row_of_a_row_table_is_a_rule_and_a_dash_tests_nothing(tmp_path: Path) -> None:
    found = rules(
        tmp_path, ROWS.replace("{columns}", "loan.days_past_due, loan.portfolio"),
        "| > 90  | retail | loss |",
        "| <= 90 | retail | 关注 |",
        "# a note",
        "| -     | non_retail | 正常 |",
    )  # fmt: skip

    assert [rule.id for rule in found] == ["T[1]", "T[2]", "T[3]"]
    assert said(found[2]) == ['loan.portfolio in ("non_retail")']


def test_a_row_of_dashes_holds_always(tmp_path: Path) -> None:
    found = rules(tmp_path, ROWS.replace("{columns}", "loan.days_past_due"), "| - | loss |")

    assert found[0].when is None


@pytest.mark.parametrize(
    ("heads", "codes"),
    [
        ("| 0 | 1..30 | 31..90 | > 90 |", []),
        ("| 0 | 1..30 | [31..90] | (90..100] | > 100 |", []),
        ("| <= 30 | (30..90) | >= 90 |", []),
        ("| < 31 | 32..90 | > 90 |", ["PL410"]),
        ("| 0..30 | 30..90 | > 90 |", ["PL411"]),
        ("| 1..30 | > 30 |", ["PL412"]),
        ("| 0..30 |", ["PL412"]),
        ("| not(> 90) | > 90 |", []),
        ("| limit.days | > 90 |", []),
    ],
)
def test_whole_numbers_between_heads_are_missed_and_doubled_ones_noticed(
    tmp_path: Path, heads: str, codes: list[str]
) -> None:
    cells = " | ".join(["正常"] * (heads.count("|") - 1))
    rows = (f"| {heads}", f"| credit, guarantor, mortgage, pledge | {cells} |")

    assert [code for code, _ in told(load(pack_folder(tmp_path, decisions=decision(CROSS, rows))))] == codes


def test_between_30_and_31_lies_something_where_numbers_are_not_whole(tmp_path: Path) -> None:
    head = CROSS.replace("loan.days_past_due", "loan.interest_rate")
    rows = ("| | < 30 | 30 | >= 31 |", "| credit, guarantor, mortgage, pledge | 正常 | 正常 | 正常 |")

    assert told(load(pack_folder(tmp_path, decisions=decision(head, rows)))) == [("PL410", ">= 31")]


def test_rows_are_tried_on_every_combination(tmp_path: Path) -> None:
    head = ROWS.replace("{columns}", "loan.days_past_due, loan.credit_impaired")
    rows = ("| > 90 | - | loss |", "| <= 90 | true | 关注 |")

    result = load(pack_folder(tmp_path, decisions=decision(head, rows)))

    assert [each.code for each in result.diagnostics] == ["PL413"]
    assert result.diagnostics[0].message.en == ("no row holds for loan.days_past_due = 0, loan.credit_impaired = false")


@pytest.mark.parametrize(
    ("cell", "code", "marked"),
    [
        ("lost it", "PL142", "lost it"),
        ("> 90 days", "PL2", ""),
        ("mortgag", "PL3", "mortgag"),
        ('"九十"', "PL3", '"九十"'),
    ],
)
def test_a_mistake_in_a_cell_is_marked_in_the_cell(tmp_path: Path, cell: str, code: str, marked: str) -> None:
    as_outcome = code == "PL142"
    as_word = marked == "mortgag"
    rows = (
        f"| | <= 90 | {'> 90' if as_outcome or as_word else cell} |",
        f"| credit, guarantor, mortgage, {cell if as_word else 'pledge'} | 正常 | {cell if as_outcome else 'loss'} |",
    )

    result = load(pack_folder(tmp_path, decisions=decision(CROSS, rows)))

    assert result.diagnostics[0].code.startswith(code)
    assert marked in told(result)[0][1]
    assert result.diagnostics[0].span is not None


def test_a_table_in_a_folded_text_is_refused(tmp_path: Path) -> None:
    text = decision(CROSS.replace("grid: |", "grid: >"), ("| | 0 |", "| credit | 正常 |"))

    assert [code for code, _ in told(load(pack_folder(tmp_path, decisions=text)))] == ["PL104"]


limits = st.integers(-20, 120)
heads = st.one_of(
    limits.map(str),
    st.tuples(st.sampled_from(["<", "<=", ">", ">="]), limits).map(lambda each: f"{each[0]} {each[1]}"),
    st.tuples(limits, limits).map(lambda each: f"[{min(each)}..{max(each)}]"),
    st.tuples(limits, limits).map(lambda each: f"({min(each)}..{max(each)}]"),
    limits.map(lambda each: f"not({each})"),
)


@given(written=st.lists(heads, min_size=1, max_size=4), value=st.integers(0, 130))
def test_every_whole_number_is_treated_by_heads_like_some_sample(written: list[str], value: int) -> None:
    parsed = [parse_unary_tests(whole(Source("x", text)), frozenset()).tree for text in written]
    tests = tuple(tree for tree in parsed if tree is not None)
    samples = samples_of(Axis(Simple.NUMBER, whole=True, heads=tests))
    assert samples is not None

    def pattern(number: Decimal) -> tuple[bool, ...]:
        return tuple(holds(head, number, Simple.NUMBER) for head in tests)

    assert pattern(Decimal(value)) in {pattern(sample) for sample in samples if isinstance(sample, Decimal)}
