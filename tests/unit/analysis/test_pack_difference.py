"""What two packs say differently is told in words, and another layout is no difference."""

from pathlib import Path

from postloan_rules import CheckedPack, compare_packs, load
from tests.unit.engine.small_pack import decision, write_pack
from tests.unit.packs import watch_pack
from tests.unit.packs.watch_pack import WATCH, WATCHING, watch_folder
from tests.unit.packs.written_pack import LIMIT, MANIFEST, pack_folder

PARAMETERS = """
limits.days:
  title: {zh: 限度, en: Limit}
  unit: days
  reviewed_on: 2026-01-01
  values:
    - {start: 2020-01-01, value: 90, cite: "政策#1", confidence: C}
"""
FACTS = """
loan.twice:
  title: {zh: 两倍, en: Twice}
  type: number
  formula: 2 * loan.days_past_due
  cite: "政策#1"
"""
RULES = "R-1: loan.days_past_due > limits.days -> bad\nR-2: loan.twice > 60 -> fair"
TABLE = """
decision: cell
question: {zh: 问题, en: question}
of: loan
outcome: risk_class
choose: worst
table:
  id: T
  cite: "政策#1"
  across: loan.days_past_due
  down: loan.credit_impaired
  grid: |
    |       | 0    | 1..30 | >= 31 |
    | false | good | good  | fair  |
    | true  | fair | bad   | bad   |
"""


def pack(
    folder: Path, *, rules: str = RULES, parameters: str = PARAMETERS, facts: str = FACTS, **more: str
) -> CheckedPack:
    write_pack(
        folder,
        parameters__limits=parameters,
        facts__facts=facts,
        decisions__one=decision("one", rules),
        decisions__cell=more.get("table", TABLE),
    )
    return load(folder)


def said(tmp_path: Path, language: str = "en", **changes: str) -> list[str]:
    found = compare_packs(pack(tmp_path / "old"), pack(tmp_path / "new", **changes))
    return [each.say("zh" if language == "zh" else "en") for each in found.changes]


def test_the_same_pack_in_another_layout_is_no_difference(tmp_path: Path) -> None:
    assert said(tmp_path, rules=RULES.replace("loan.days_past_due >", "贷款.逾期天数   >")) == []


def test_a_value_of_a_parameter_is_told_by_its_first_day(tmp_path: Path) -> None:
    later = '    - {start: 2027-01-01, value: 60, cite: "政策#2", confidence: C}\n'

    assert said(tmp_path, parameters=PARAMETERS + later) == ["parameter `limits.days` 2027-01-01 added: 60 (政策#2)"]


def test_a_value_that_ends_is_told(tmp_path: Path) -> None:
    ending = PARAMETERS.replace("start: 2020-01-01, value", "start: 2020-01-01, end: 2027-01-01, value")

    assert said(tmp_path, parameters=ending) == ["parameter `limits.days` 2020-01-01 end changed: – → 2027-01-01"]


def test_another_value_of_the_same_day_is_told_with_both(tmp_path: Path) -> None:
    other = PARAMETERS.replace("value: 90", "value: 60")

    assert said(tmp_path, "zh", parameters=other) == ["参数 `limits.days` 2020-01-01 修改：90 → 60"]


def test_a_changed_rule_is_told_with_both_texts(tmp_path: Path) -> None:
    rules = RULES.replace("> limits.days", ">= limits.days")

    assert said(tmp_path, rules=rules) == [
        "rule `R-1` when changed: loan.days_past_due > limits.days → loan.days_past_due >= limits.days"
    ]


def test_rules_that_come_and_go_are_told(tmp_path: Path) -> None:
    rules = RULES.replace("R-2: loan.twice > 60 -> fair", "R-3: loan.twice > 80 -> fair")

    assert said(tmp_path, rules=rules) == [
        'rule `R-2` removed: loan.twice > 60 → "fair" (政策#1)',
        'rule `R-3` added: loan.twice > 80 → "fair" (政策#1)',
    ]


def test_another_order_of_rules_is_told(tmp_path: Path) -> None:
    first, second = RULES.split("\n")

    assert said(tmp_path, rules=f"{second}\n{first}") == ["decision `one` rules moved: R-1, R-2 → R-2, R-1"]


def test_a_table_is_told_cell_by_cell(tmp_path: Path) -> None:
    table = TABLE.replace("| false | good | good  | fair  |", "| false | good | fair  | fair  |")

    assert said(tmp_path, table=table) == ['cell `T[false, 1..30]` then changed: "good" → "fair"']


def test_a_fact_is_told_with_both_formulas(tmp_path: Path) -> None:
    facts = FACTS.replace("2 * loan", "3 * loan")

    assert said(tmp_path, facts=facts) == [
        "fact `loan.twice` formula changed: 2 * loan.days_past_due → 3 * loan.days_past_due"
    ]


def test_watches_and_their_events_are_compared_part_by_part(tmp_path: Path) -> None:
    changed = WATCH.replace("severity: loss", "severity: normal").replace("event.flag", "not(event.flag)")
    other = WATCHING.replace("type: boolean", "type: string", 1)
    old, same_events, no_watch, new_event = (
        load(each)
        for each in (
            watch_folder(tmp_path / "1"),
            watch_folder(tmp_path / "2", watch=changed),
            pack_folder(tmp_path / "3", manifest=MANIFEST + WATCHING, parameters=LIMIT + watch_pack.PARAMETERS),
            watch_folder(tmp_path / "4", watch=WATCH.replace(", where: event.flag", ""), manifest=MANIFEST + other),
        )
    )

    before, after = (f"count: at: subject; event: pledge; where: {each}" for each in ("event.flag", "not(event.flag)"))
    assert [each.say("en") for each in compare_packs(old, same_events).changes] == [
        f"watch `pledged_twice` pattern changed: {_pattern(before)} → {_pattern(after)}",
        "watch `pledged_twice` severity changed: loss → normal",
    ]
    assert {(each.kind, each.how) for each in compare_packs(old, no_watch).changes} == {
        ("pack", "changed"),
        ("event", "removed"),
        ("watch", "removed"),
    }
    assert ("event", "pledge", "fields") in {
        (each.kind, each.name, each.part) for each in compare_packs(old, new_event).changes
    }


def _pattern(count: str) -> str:
    return f"at_least: watch.times; {count}; within: watch.days"
