"""What whole packs mean."""

from datetime import date
from pathlib import Path

import pytest

from postloan_rules.ir.from_pack import lower_pack
from postloan_rules.ir.invariants import violations
from postloan_rules.ir.lowered import GroupText, LineText, LoweredPack
from postloan_rules.ir.nodes import Constant, Field, Unknown
from postloan_rules.ir.printer import print_term
from postloan_rules.ir.program import Combine, DecisionTerm, FactTerm
from postloan_rules.ir.specialise import specialise
from postloan_rules.ir.types import BOOLEAN, BOUNDS, NUMBER, RATIO, Kind, TermType
from postloan_rules.packs.loader import load_pack
from tests.unit.ir.packs import decision, lowered_pack, rule

ROOT = Path(__file__).parents[3]
DAY = date(2026, 11, 23)

FACTS = """\
loan.days_past_due:
  title: {zh: 逾期天数, en: Days past due}
  type: number
  formula: days past due(loan.schedule, loan.repayments, 0, "due_date_is_day_0")
  cite: "policy#1"
loan.coverage:
  title: {zh: 覆盖率, en: Coverage}
  type: ratio
  formula: loan.security / loan.balance
  cite: "policy#1"
loan.security:
  title: {zh: 担保额, en: Security}
  type: money
  formula: sum(loan.collaterals.value)
  cite: "policy#1"
loan.balance:
  title: {zh: 余额, en: Balance}
  type: money
  cite: "policy#1"
loan.appetite:
  title: {zh: 偏好, en: Appetite}
  type: ratio
  cite: "policy#1"
"""


def _definition(lowered: LoweredPack, name: str) -> FactTerm | DecisionTerm:
    return next(each for each in lowered.definitions if each.name == name)


def _fact(lowered: LoweredPack, name: str) -> FactTerm:
    found = _definition(lowered, name)
    assert isinstance(found, FactTerm)
    return found


def _decision(lowered: LoweredPack, name: str) -> DecisionTerm:
    found = _definition(lowered, name)
    assert isinstance(found, DecisionTerm)
    return found


@pytest.fixture
def with_facts(tmp_path: Path) -> LoweredPack:
    return lowered_pack(tmp_path, {"facts/loan.yaml": FACTS})


def test_fact_stands_after_the_facts_that_it_reads(with_facts: LoweredPack) -> None:
    names = [each.name for each in with_facts.definitions]

    assert names.index("security") < names.index("coverage")


def test_fact_with_a_field_of_the_model_is_given_there(with_facts: LoweredPack) -> None:
    given = _fact(with_facts, "balance").field

    assert isinstance(given, Field)
    assert (given.store, given.money) == ("field", True)


def test_other_facts_are_given_among_the_facts_and_as_plain_numbers(with_facts: LoweredPack) -> None:
    given = _fact(with_facts, "appetite").field

    assert isinstance(given, Field)
    assert (given.store, given.money, given.type) == ("facts", False, NUMBER)


def test_fact_over_a_relation_has_bounds(with_facts: LoweredPack) -> None:
    assert _fact(with_facts, "security").type == BOUNDS


def test_quotient_of_a_fact_stays_undivided(with_facts: LoweredPack) -> None:
    assert _fact(with_facts, "coverage").type == RATIO


def test_given_value_comes_in_the_type_of_the_formula(with_facts: LoweredPack) -> None:
    given = _fact(with_facts, "security").field

    assert given is not None
    assert print_term(given) == "bounds(loan.security)"


def test_model_field_with_a_formula_is_read_as_the_fact(tmp_path: Path) -> None:
    rules = decision("floor", rule("F-1", "loan.days_past_due > 90"))

    lowered = lowered_pack(tmp_path, {"facts/loan.yaml": FACTS, "decisions/floor.yaml": rules})

    assert [each.name for each in lowered.definitions if isinstance(each, DecisionTerm)] == ["floor"]
    assert violations(specialise(lowered, DAY)) == ()


CLASSES = {
    "decisions/late.yaml": decision("late", rule("L-1", 'loan.early >= "special_mention"')),
    "decisions/early.yaml": decision("early", rule("E-1", "loan.use_diverted")),
    "decisions/worst_of_all.yaml": decision(
        "worst_of_all", rule("W-1", 'some l in borrower.loans satisfies l.late = "substandard"'), of="borrower"
    ),
}


def test_decision_stands_after_those_that_it_reads(tmp_path: Path) -> None:
    lowered = lowered_pack(tmp_path, CLASSES)

    names = [each.name for each in lowered.definitions]

    assert names.index("early") < names.index("late") < names.index("worst_of_all")


def test_exception_takes_back_the_condition(tmp_path: Path) -> None:
    more = "    unless: loan.green_days > 3\n".replace("green_days", "missed_instalments")
    files = {"decisions/floor.yaml": decision("floor", rule("F-1", "loan.use_diverted", more=more))}

    found = _decision(lowered_pack(tmp_path, files), "floor")

    assert print_term(found.rules[0].condition) == "loan.use_diverted and not(loan.missed_instalments > 3)"


def test_rule_without_a_condition_always_fires(tmp_path: Path) -> None:
    text = rule("F-1", "true").replace("    when: |\n      true\n", "")

    found = _decision(lowered_pack(tmp_path, {"decisions/floor.yaml": decision("floor", text)}), "floor")

    assert found.rules[0].condition == Constant(True, BOOLEAN)


def test_word_after_then_is_one_possible_outcome(tmp_path: Path) -> None:
    files = {"decisions/floor.yaml": decision("floor", rule("F-1", "loan.use_diverted", then="substandard"))}

    found = _decision(lowered_pack(tmp_path, files), "floor")

    assert found.rules[0].outcome == Constant(1 << 2, TermType(Kind.MASK, "risk_class"))
    assert found.otherwise == Constant(1 << 0, TermType(Kind.MASK, "risk_class"))


def test_computed_outcome_is_what_another_decision_may_say(tmp_path: Path) -> None:
    text = decision("late", rule("L-1", "loan.use_diverted", then="{expression: 'worse by(loan.early, 1)'}"))

    found = _decision(lowered_pack(tmp_path, {**CLASSES, "decisions/late.yaml": text}), "late")

    assert print_term(found.rules[0].outcome) == "worse by(loan.early, 1)"


def test_given_class_as_outcome_leaves_every_class_possible_while_unknown(tmp_path: Path) -> None:
    text = decision("late", rule("L-1", "loan.use_diverted", then="{expression: loan.judgement_class}"))

    found = _decision(lowered_pack(tmp_path, {**CLASSES, "decisions/late.yaml": text}), "late")

    assert print_term(found.rules[0].outcome) == "mask(loan.judgement_class)"


LINES = """\
  - id: F-1
    when:
      all of:
        - loan.use_diverted
        - any of:
            - loan.credit_impaired
            - loan.days_past_due > 3
    then: substandard
    cite: "policy#1"
    confidence: C
    reason: {zh: "逾期{loan.days_past_due}天", en: "{loan.days_past_due} days"}
"""


def test_lines_are_kept_as_their_author_wrote_them(tmp_path: Path) -> None:
    lowered = lowered_pack(tmp_path, {"decisions/floor.yaml": decision("floor", LINES)})

    when = lowered.texts["loan", "floor"].rules["F-1"].when

    assert isinstance(when, GroupText)
    first, second = when.parts
    assert isinstance(first, LineText)
    assert isinstance(second, GroupText)
    assert (when.grouping, first.text, second.grouping) == ("all", "loan.use_diverted", "any")


def test_reason_is_cut_into_text_and_terms(tmp_path: Path) -> None:
    lowered = lowered_pack(tmp_path, {"decisions/floor.yaml": decision("floor", LINES)})

    reason = lowered.texts["loan", "floor"].rules["F-1"].reason

    assert reason is not None
    before, value, after = reason.zh
    assert isinstance(value, LineText)
    assert (before, print_term(value.term), after) == ("逾期", "loan.days_past_due", "天")


TWO_FACTS = """\
loan.after_floor:
  title: {zh: 后, en: After}
  type: boolean
  formula: loan.floor = "substandard"
  cite: "policy#1"
loan.told:
  title: {zh: 说, en: Told}
  type: boolean
  cite: "policy#1"
"""


def test_reason_may_read_facts_that_no_condition_reads(tmp_path: Path) -> None:
    text = decision("floor", LINES.replace("{loan.days_past_due}", "{loan.told}"))

    lowered = lowered_pack(tmp_path, {"decisions/floor.yaml": text, "facts/loan.yaml": TWO_FACTS})

    names = [each.name for each in lowered.definitions]
    reason = lowered.texts["loan", "floor"].rules["F-1"].reason
    assert names.index("floor") < names.index("told")
    assert reason is not None


@pytest.mark.parametrize(
    ("policy", "how", "type"),
    [
        ("hit_policy: FIRST", Combine.FIRST, Kind.MASK),
        ("hit_policy: UNIQUE", Combine.SINGLE, Kind.MASK),
        ("hit_policy: COLLECT", Combine.LIST, Kind.LIST),
        ("hit_policy: OUTPUT_ORDER", Combine.LIST_BY_OUTCOME, Kind.LIST),
    ],
)
def test_hit_policy_says_how_rules_go_together(tmp_path: Path, policy: str, how: Combine, type: Kind) -> None:
    files = {"decisions/floor.yaml": decision("floor", rule("F-1", "loan.use_diverted"), more=f"{policy}\n")}

    found = _decision(lowered_pack(tmp_path, files), "floor")

    assert (found.combine, found.type.kind, found.otherwise) == (how, type, None)


def test_sum_of_outcomes_has_bounds(tmp_path: Path) -> None:
    text = decision(
        "points",
        rule("P-1", "loan.use_diverted", then="3"),
        more="hit_policy: COLLECT\naggregate: SUM\notherwise: 0\n",
    ).replace("outcome: risk_class", "outcome: number")

    found = _decision(lowered_pack(tmp_path, {"decisions/points.yaml": text}), "points")

    assert (found.combine, found.type, found.rules[0].outcome) == (Combine.SUM, BOUNDS, Constant(3, NUMBER))


def test_names_of_the_model_reach_the_enumerations(tmp_path: Path) -> None:
    lowered = lowered_pack(tmp_path, CLASSES)

    assert lowered.enumerations["overdue_cause"].values[-1] == "other"


def test_variables_are_walks_from_the_subject(tmp_path: Path) -> None:
    walks = lowered_pack(tmp_path, CLASSES).walks["loan"]

    assert print_term(walks["group"]) == "loan.borrower.group"
    assert print_term(walks["institution"]) == "loan.institution"


@pytest.mark.parametrize("pack", ["tests/packs/fixtures/demo", "rules/cn"])
def test_packs_in_the_repository_obey_the_laws_on_every_day(pack: str) -> None:
    result = load_pack(ROOT / pack, library=(ROOT / "rules",))
    assert result.pack is not None, [(each.code, each.message.en) for each in result.diagnostics]
    lowered = lower_pack(result.pack)

    assert violations(specialise(lowered, DAY)) == ()


def test_no_condition_in_feel_is_left_unknown(tmp_path: Path) -> None:
    lowered = lowered_pack(tmp_path, CLASSES)

    rules = [rule for each in lowered.definitions if isinstance(each, DecisionTerm) for rule in each.rules]

    assert not any(isinstance(rule.condition, Unknown) for rule in rules)
