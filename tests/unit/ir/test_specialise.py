"""Yesterday's question gets yesterday's law."""

from datetime import date
from pathlib import Path

import pytest

from postloan_rules.errors import ParameterNotInForceError
from postloan_rules.ir.invariants import violations
from postloan_rules.ir.lowered import GroupText, LineText, LoweredPack
from postloan_rules.ir.nodes import ParameterValue
from postloan_rules.ir.printer import print_term
from postloan_rules.ir.program import DecisionTerm, FactTerm, Program
from postloan_rules.ir.reading import terms_of
from postloan_rules.ir.specialise import (
    change_dates,
    missing_parameters,
    parameters_used,
    period_around,
    specialise,
    specialise_term,
    specialise_text,
)
from postloan_rules.ir.walk import terms_in
from tests.unit.ir.packs import decision, lowered_pack, rule

PARAMETERS = """\
limit.days:
  title: {zh: 天数, en: Days}
  unit: days
  reviewed_on: 2026-01-01
  by: [loan.product]
  values:
    - {start: 2020-01-01, value: 180, cite: "policy#1", confidence: C}
    - {start: 2023-07-01, value: 90, cite: "policy#1", confidence: C}
    - {start: 2023-07-01, value: 60, where: {loan.product: credit_card}, cite: "policy#1", confidence: C}
limit.late:
  title: {zh: 后来, en: Later}
  unit: count
  reviewed_on: 2026-01-01
  values:
    - {start: 2022-01-01, value: 2, cite: "policy#1", confidence: C}
limit.amount:
  title: {zh: 金额, en: Amount}
  unit: CNY
  reviewed_on: 2026-01-01
  values:
    - {start: 2020-01-01, value: 500.5, cite: "policy#1", confidence: C}
limit.class:
  title: {zh: 类别, en: Class}
  unit: risk_class
  reviewed_on: 2026-01-01
  values:
    - {start: 2020-01-01, value: substandard, cite: "policy#1", confidence: C}
limit.convention:
  title: {zh: 口径, en: Convention}
  unit: convention
  reviewed_on: 2026-01-01
  values:
    - {start: 2020-01-01, value: due_date_is_day_0, cite: "policy#1", confidence: C}
    - {start: 2024-01-01, value: due_date_is_day_1, cite: "policy#1", confidence: C}
"""
PERIOD = "    start: 2021-01-01\n    end: 2025-01-01\n"
FACT = """\
loan.too_many:
  title: {zh: 太多, en: Too many}
  type: boolean
  formula: loan.missed_instalments > limit.late
  cite: "policy#1"
"""


def _pack(folder: Path, *rules: str, of: str = "loan") -> LoweredPack:
    return lowered_pack(
        folder,
        {
            "parameters/all.yaml": PARAMETERS,
            "facts/loan.yaml": FACT,
            "decisions/floor.yaml": decision("floor", "".join(rules), of=of),
        },
    )


def _rules(program: Program) -> dict[str, str]:
    return {
        rule.id: print_term(rule.condition, program.enumerations)
        for each in program.definitions
        if isinstance(each, DecisionTerm)
        for rule in each.rules
    }


def test_parameter_has_the_value_of_the_day(tmp_path: Path) -> None:
    lowered = _pack(tmp_path, rule("F-1", "loan.days_past_due > limit.days"))

    before = _rules(specialise(lowered, date(2023, 6, 30)))

    assert before == {"F-1": "loan.days_past_due > 180 «limit.days»"}


def test_value_for_some_comes_before_that_for_all_others(tmp_path: Path) -> None:
    lowered = _pack(tmp_path, rule("F-1", "loan.days_past_due > limit.days"))

    after = _rules(specialise(lowered, date(2023, 7, 1)))

    limit = 'if loan.product = "credit_card" then 60 «limit.days» else 90 «limit.days»'
    assert after == {"F-1": f"loan.days_past_due > ({limit})"}


def test_dimension_of_the_subject_is_its_own_also_inside_a_filter(tmp_path: Path) -> None:
    lowered = _pack(tmp_path, rule("F-1", "count(borrower.loans[days_past_due > limit.days]) > 1"))

    after = _rules(specialise(lowered, date(2023, 7, 1)))

    assert 'if loan.product = "credit_card" then' in after["F-1"]


def test_rules_outside_their_period_are_gone_and_their_decision_stays(tmp_path: Path) -> None:
    lowered = _pack(tmp_path, rule("F-1", "loan.use_diverted", more=PERIOD))

    programs = {day: specialise(lowered, day) for day in (date(2020, 12, 31), date(2021, 1, 1), date(2025, 1, 1))}

    assert [len(_rules(program)) for program in programs.values()] == [0, 1, 0]
    assert all(any(each.name == "floor" for each in program.definitions) for program in programs.values())


def test_rule_that_reads_a_parameter_too_early_is_an_error(tmp_path: Path) -> None:
    lowered = _pack(tmp_path, rule("F-1", "loan.missed_instalments > limit.late"))

    with pytest.raises(ParameterNotInForceError) as caught:
        specialise(lowered, date(2021, 12, 31))

    assert (caught.value.parameter, caught.value.day) == ("limit.late", date(2021, 12, 31))


def test_rule_that_reads_it_through_a_fact_is_an_error_too(tmp_path: Path) -> None:
    lowered = _pack(tmp_path, rule("F-1", "loan.too_many"))

    assert missing_parameters(lowered, date(2021, 12, 31)) == {"floor": ("limit.late",)}
    with pytest.raises(ParameterNotInForceError):
        specialise(lowered, date(2021, 12, 31))


def test_rule_that_is_not_in_force_may_read_what_is_not(tmp_path: Path) -> None:
    period = "    start: 2022-01-01\n"
    lowered = _pack(tmp_path, rule("F-1", "loan.missed_instalments > limit.late", more=period))

    assert _rules(specialise(lowered, date(2021, 12, 31))) == {}
    assert missing_parameters(lowered, date(2021, 12, 31)) == {}


def test_fact_that_no_rule_reads_is_unknown_without_its_parameter(tmp_path: Path) -> None:
    lowered = _pack(tmp_path, rule("F-1", "loan.use_diverted"))

    program = specialise(lowered, date(2021, 12, 31))

    fact = next(each for each in program.definitions if isinstance(each, FactTerm))
    assert fact.formula is not None
    assert print_term(fact.formula) == "loan.missed_instalments > unknown"


def test_amount_counts_in_its_currency_only(tmp_path: Path) -> None:
    lowered = _pack(tmp_path, rule("F-1", "loan.balance > limit.amount"))

    assert _rules(specialise(lowered, date(2026, 1, 1))) == {"F-1": "loan.balance > 500.5 «limit.amount» CNY"}


def test_convention_of_the_day_is_chosen(tmp_path: Path) -> None:
    lowered = _pack(tmp_path, rule("F-1", "days past due(loan.schedule, loan.repayments, 0, limit.convention) > 3"))

    before, after = (_rules(specialise(lowered, day))["F-1"] for day in (date(2023, 12, 31), date(2024, 1, 1)))

    assert before == "days past due(loan, 0, due_date_is_day_0) > 3"
    assert after == "days past due(loan, 0, due_date_is_day_1) > 3"


def test_class_of_the_day_becomes_one_test_of_outcomes(tmp_path: Path) -> None:
    files = {
        "parameters/all.yaml": PARAMETERS,
        "decisions/floor.yaml": decision("floor", rule("F-1", "loan.use_diverted")),
        "decisions/last.yaml": decision("last", rule("F-2", "loan.floor >= limit.class")),
    }

    program = specialise(lowered_pack(tmp_path, files), date(2026, 1, 1))

    assert _rules(program)["F-2"] == "loan.floor in {substandard}"


def test_period_of_a_program_lies_between_two_changes(tmp_path: Path) -> None:
    lowered = _pack(tmp_path, rule("F-1", "loan.use_diverted", more=PERIOD))

    assert date(2021, 1, 1) in change_dates(lowered)
    assert period_around(lowered, date(2024, 12, 31)) == (date(2024, 1, 1), date(2025, 1, 1))
    assert period_around(lowered, date(2025, 1, 1)) == (date(2025, 1, 1), None)


def test_program_is_the_same_on_all_days_of_its_period(tmp_path: Path) -> None:
    lowered = _pack(tmp_path, rule("F-1", "loan.days_past_due > limit.days", more=PERIOD))

    first, last = specialise(lowered, date(2024, 1, 1)), specialise(lowered, date(2024, 12, 31))

    assert first == last


def test_no_parameter_is_left_and_the_laws_hold(tmp_path: Path) -> None:
    lowered = _pack(
        tmp_path,
        rule("F-1", "loan.days_past_due > limit.days and loan.balance > limit.amount"),
        rule("F-2", "loan.too_many"),
        rule("F-3", "loan.previous_class >= limit.class"),
    )

    program = specialise(lowered, date(2026, 1, 1))

    terms = [part for each in program.definitions for term in terms_of(each) for part in terms_in(term)]
    assert not any(isinstance(term, ParameterValue) for term in terms)
    assert violations(program) == ()


FACT_OF_OTHER = """\
loan.other_is_bad:
  title: {zh: 另, en: Other}
  type: boolean
  formula: loan.other = "substandard"
  cite: "policy#1"
"""


def test_decisions_that_the_named_ones_do_not_read_are_gone_with_the_facts_that_read_them(tmp_path: Path) -> None:
    files = {
        "parameters/all.yaml": PARAMETERS,
        "facts/loan.yaml": FACT + FACT_OF_OTHER,
        "decisions/floor.yaml": decision("floor", rule("F-1", "loan.use_diverted")),
        "decisions/last.yaml": decision("last", rule("F-2", 'loan.floor = "substandard"')),
        "decisions/other.yaml": decision("other", rule("F-3", "loan.too_many")),
    }
    lowered = lowered_pack(tmp_path, files)

    program = specialise(lowered, date(2021, 12, 31), ["last"])

    assert sorted(each.name for each in program.definitions) == ["floor", "last", "too_many"]


def test_parameters_used_are_those_read_through_facts_as_well(tmp_path: Path) -> None:
    lowered = _pack(tmp_path, rule("F-1", "loan.too_many"), rule("F-2", "loan.balance > limit.amount"))

    assert parameters_used(lowered, "floor", date(2026, 1, 1)) == ("limit.late", "limit.amount")


def test_lines_have_the_values_of_the_day(tmp_path: Path) -> None:
    lowered = _pack(tmp_path, rule("F-1", "loan.missed_instalments > limit.late"))

    line = specialise_text(lowered, lowered.texts["loan", "floor"], date(2026, 1, 1)).rules["F-1"].when

    assert isinstance(line, LineText)
    assert line.text == "loan.missed_instalments > limit.late"
    assert print_term(line.term) == "loan.missed_instalments > 2 «limit.late»"
    original = lowered.texts["loan", "floor"].rules["F-1"].when
    assert isinstance(original, LineText)
    assert specialise_term(lowered, "loan", original.term, date(2026, 1, 1)) == line.term


def test_grades_of_the_day_are_one_shift(tmp_path: Path) -> None:
    lowered = _pack(tmp_path, rule("F-1", 'worse by(loan.previous_class, limit.late) = "substandard"'))

    program = specialise(lowered, date(2026, 1, 1))

    assert _rules(program) == {"F-1": 'worse by(loan.previous_class, 2) = "substandard"'}


GROUPED = """\
  - id: F-1
    when:
      any of:
        - loan.missed_instalments > limit.late
        - loan.use_diverted
    then: substandard
    cite: "policy#1"
    confidence: C
    reason: {zh: "超过{limit.late}期", en: "more than {limit.late} instalments"}
"""


def test_groups_and_reasons_have_the_values_of_the_day(tmp_path: Path) -> None:
    lowered = _pack(tmp_path, GROUPED)

    text = specialise_text(lowered, lowered.texts["loan", "floor"], date(2026, 1, 1)).rules["F-1"]

    assert isinstance(text.when, GroupText)
    first, _ = text.when.parts
    assert isinstance(first, LineText)
    assert print_term(first.term) == "loan.missed_instalments > 2 «limit.late»"
    assert text.reason is not None
    assert [each if isinstance(each, str) else print_term(each.term) for each in text.reason.en] == [
        "more than ",
        "2 «limit.late»",
        " instalments",
    ]
