"""Decisions: hit policies, outcomes, groups of conditions, reasons."""

from datetime import date
from pathlib import Path

import pytest

from postloan_rules.feel.printer import print_expression
from postloan_rules.feel.scope import MemberKind
from postloan_rules.feel.types import ListOf, Simple
from postloan_rules.packs.definition import (
    Aggregator,
    ConditionGroup,
    ConditionLine,
    DecisionDefinition,
    Grouping,
    HitPolicy,
)
from tests.unit.packs.written_pack import DECISION, MANIFEST, load, pack_folder, sound, told

NUMBER = DECISION.replace("outcome: risk_class", "outcome: number").replace("then: loss", "then: 2.5")
COLLECT = NUMBER.replace("choose: worst", "hit_policy: COLLECT\naggregate: SUM").replace(
    "otherwise: normal", "otherwise: 0"
)


def decision(folder: Path, text: str, more: str = "") -> DecisionDefinition:
    return sound(load(pack_folder(folder, decisions=text, manifest=MANIFEST + more))).decisions[0]


@pytest.mark.parametrize("policy", list(HitPolicy))
def test_the_seven_policies_go_by_their_names_in_the_standard(tmp_path: Path, policy: HitPolicy) -> None:
    found = decision(tmp_path, DECISION.replace("choose: worst", f"hit_policy: {policy.value}"))

    assert (found.hit_policy, found.aggregator) == (policy, None)


@pytest.mark.parametrize("aggregate", list(Aggregator))
def test_aggregates_are_about_numbers(tmp_path: Path, aggregate: Aggregator) -> None:
    pack = sound(load(pack_folder(tmp_path, decisions=COLLECT.replace("SUM", aggregate.value))))
    found = pack.decisions[0]

    assert (found.outcome, found.aggregator, found.otherwise) == (Simple.NUMBER, aggregate, "0")
    assert print_expression(found.rules[0].then.root) == "2.5"
    assert pack.entities["loan"].members["floor"].collects


def test_a_negative_number_may_come_out(tmp_path: Path) -> None:
    found = decision(tmp_path, COLLECT.replace("then: 2.5", "then: -2.5"))

    assert print_expression(found.rules[0].then.root) == "-2.5"


def test_a_decision_that_lists_is_a_list_to_its_readers(tmp_path: Path) -> None:
    pack = sound(load(pack_folder(tmp_path, decisions=DECISION.replace("choose: worst", "hit_policy: RULE_ORDER"))))
    member = pack.entities["loan"].members["floor"]

    assert member.kind is MemberKind.DECISION
    assert member.type == ListOf(pack.decisions[0].outcome)


def test_conditions_go_together_in_groups_that_nest(tmp_path: Path) -> None:
    lines = "[loan.credit_impaired, {any of: [loan.days_past_due > limit.days, true]}]"
    grouped = DECISION.replace("when: loan.days_past_due > limit.days", f"when: {{all of: {lines}}}")

    when = decision(tmp_path, grouped).rules[0].when

    assert isinstance(when, ConditionGroup)
    assert when.grouping is Grouping.ALL
    first, second = when.parts
    assert isinstance(first, ConditionLine)
    assert first.text == "loan.credit_impaired"
    assert isinstance(second, ConditionGroup)
    assert second.grouping is Grouping.ANY


def test_a_reason_is_cut_at_its_expressions_and_double_braces_are_braces(tmp_path: Path) -> None:
    reason = '    reason: {zh: "{{逾期}}{loan.days_past_due}天", en: plain}\n'

    found = decision(tmp_path, DECISION + reason).rules[0].reason

    assert found is not None
    assert [part if isinstance(part, str) else part.text for part in found.zh.parts] == [
        "{逾期}", "loan.days_past_due", "天",
    ]  # fmt: skip
    assert found.en.parts == ("plain",)


def test_prudence_is_of_the_pack_unless_the_decision_says_otherwise(tmp_path: Path) -> None:
    assert decision(tmp_path / "a", DECISION, "on_unknown: prudent\n").prudent
    assert not decision(tmp_path / "b", DECISION + "on_unknown: report\n", "on_unknown: prudent\n").prudent
    assert not decision(tmp_path / "c", DECISION).prudent


def test_a_rule_may_hold_for_a_time_and_have_no_condition(tmp_path: Path) -> None:
    timed = (
        DECISION.replace("    when: loan.days_past_due > limit.days\n", "")
        + "    start: 2023-07-01\n    end: 2024-01-01\n"
    )

    found = decision(tmp_path, timed).rules[0]

    assert found.when is None
    assert (found.period.start, found.period.end) == (date(2023, 7, 1), date(2024, 1, 1))


def test_an_outcome_may_be_computed_from_another_decision(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path)
    computed = DECISION.replace("decision: floor", "decision: final").replace("R-1", "R-2")
    computed = computed.replace("then: loss", "then: {expression: loan.floor}")
    (folder / "decisions" / "final.yaml").write_text(computed, encoding="utf-8")

    pack = sound(load(folder))

    assert print_expression(pack.decisions[0].rules[0].then.root) == "loan.floor"


@pytest.mark.parametrize(
    ("text", "code", "marked"),
    [
        (DECISION.replace("choose: worst", "choose: worst\nhit_policy: FIRST"), "PL144", "FIRST"),
        (DECISION.replace("choose: worst", "choose: worst\naggregate: SUM"), "PL144", "SUM"),
        (DECISION.replace("choose: worst", "hit_policy: COLLECT\naggregate: SUM"), "PL144", "risk_class"),
        (NUMBER.replace("otherwise: normal\n", ""), "PL144", "number"),
        (COLLECT.replace("then: 2.5", "then: many"), "PL115", "many"),
        (COLLECT.replace("otherwise: 0", "otherwise: none"), "PL115", "none"),
        (DECISION.replace("choose: worst", "choose: best"), "PL114", "best"),
        (DECISION.replace("outcome: risk_class", "outcome: risk_clas"), "PL141", "risk_clas"),
        (DECISION.replace("otherwise: normal", "otherwise: nice"), "PL142", "nice"),
        (DECISION + "chapter: nowhere\n", "PL141", "nowhere"),
        (DECISION + "applies: loan.balance\n", "PL3", ""),
        (DECISION.replace("then: loss", "then: {expression: loan.balance}"), "PL3", ""),
        (DECISION.replace("then: loss", "then: [loss]"), "PL113", "[loss]"),
        (DECISION.replace("id: R-1", "id: R 1"), "PL115", "R 1"),
        (DECISION.replace("rules:", "rules: []\nruled:"), "PL111", "ruled"),
        (DECISION.replace("    when: loan.days_past_due > limit.days", "    when: {all of: []}"), "PL113", "[]"),
        (DECISION.replace("    when: loan.days_past_due > limit.days", "    when: {}"), "PL112", "{}"),
    ],
)
def test_what_does_not_fit_is_marked(tmp_path: Path, text: str, code: str, marked: str) -> None:
    result = load(pack_folder(tmp_path, decisions=text))

    assert len(result.diagnostics) == 1
    assert result.diagnostics[0].code.startswith(code)
    assert marked in told(result)[0][1]


@pytest.mark.parametrize("name", ["balance", "collaterals", "x"])
def test_a_decision_cannot_be_called_like_a_field_a_relation_or_a_fact(tmp_path: Path, name: str) -> None:
    facts = "loan.x: {title: {zh: 甲, en: A}, type: number, cite: '办法#1'}\n"

    assert told(
        load(pack_folder(tmp_path, decisions=DECISION.replace("decision: floor", f"decision: {name}"), facts=facts))
    ) == [("PL146", name)]
