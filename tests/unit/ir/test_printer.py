"""Terms as text for people."""

from datetime import date
from pathlib import Path

import pytest

from postloan_rules.ir.nodes import Case, Compare, Constant, CountOutcomes, Not, OutcomeIn, Resolved, Term
from postloan_rules.ir.printer import print_program, print_term
from postloan_rules.ir.specialise import specialise
from postloan_rules.ir.types import BOOLEAN, DATE, DAYS, NUMBER
from tests.unit.ir.examples import BALANCE, CLASS, CLASSES, FLAG, GRADE, MASK, ONE, RANK, TABLES, TERMS
from tests.unit.ir.packs import decision, lowered_pack, rule

TEXTS: tuple[tuple[Term, str], ...] = (
    (Compare(">", BALANCE, Resolved("limit.days", date(2020, 1, 1), ONE)), "loan.balance > 1 «limit.days»"),
    (Not(Compare(">", BALANCE, ONE)), "not(loan.balance > 1)"),
    (Constant(1, RANK), '"bad"'),
    (Constant(0b101, MASK), "{good, not applicable}"),
    (OutcomeIn(CLASS, 0b10), "loan.class in {bad}"),
    (CountOutcomes(CLASSES, 0b10), "count(loan.classes in {bad})"),
    (Constant(date(2026, 1, 2), DATE), "2026-01-02"),
    (Constant(-3, DAYS), "-3 days"),
    (Constant(False, BOOLEAN), "false"),
    (Compare("=", GRADE, Constant(0, RANK)), 'loan.grade = "good"'),
    (Case(((FLAG, ONE),), BALANCE, NUMBER), "if loan.flag then 1 else loan.balance"),
)


@pytest.mark.parametrize(("term", "text"), TEXTS)
def test_term_reads(term: Term, text: str) -> None:
    assert print_term(term, TABLES) == text


@pytest.mark.parametrize("term", TERMS, ids=lambda term: type(term).__name__)
def test_every_term_has_one_line(term: Term) -> None:
    text = print_term(term)

    assert text
    assert "\n" not in text


def test_different_examples_have_different_texts() -> None:
    texts = [print_term(term, TABLES) for term in TERMS]

    assert len(set(texts)) == len(texts)


def test_places_are_printed_where_nobody_knows_the_words() -> None:
    assert print_term(OutcomeIn(CLASS, 0b10)) == "loan.class in {1}"


FACT = """\
loan.security:
  title: {zh: 担保额, en: Security}
  type: money
  formula: sum(loan.collaterals.value)
  cite: "policy#1"
"""


def test_fact_and_limits_of_a_decision_are_printed(tmp_path: Path) -> None:
    more = "choose: worst\napplies: is known(loan.security)\non_unknown: prudent\n"
    text = decision("floor", rule("F-1", "loan.use_diverted"), more=more)
    lowered = lowered_pack(tmp_path, {"decisions/floor.yaml": text, "facts/loan.yaml": FACT})

    assert print_program(specialise(lowered, date(2026, 1, 1))).endswith(
        "fact loan.security: bounds\n"
        "  given bounds(loan.security)\n"
        "  else sum(loan . collaterals as collateral_1: collateral_1.value)\n\n"
        "decision loan.floor: mask of risk_class, worst, prudent\n"
        "  applies is known(loan.security)\n"
        "  F-1: loan.use_diverted => {substandard}\n"
    )


def test_program_is_printed_definition_by_definition(tmp_path: Path) -> None:
    text = decision("floor", rule("F-1", "loan.use_diverted"))
    program = specialise(lowered_pack(tmp_path, {"decisions/floor.yaml": text}), date(2026, 1, 1))

    assert print_program(program) == (
        "pack tested, 2020-01-01 to …\n\n"
        "decision loan.floor: mask of risk_class, worst\n"
        "  F-1: loan.use_diverted => {substandard}\n"
        "  otherwise {normal}\n"
    )
