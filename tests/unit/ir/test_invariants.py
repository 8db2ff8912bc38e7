"""Programs that break a law are found out, with the name of the definition."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from postloan_rules.ir.invariants import DEEPEST, LARGEST, violations
from postloan_rules.ir.nodes import (
    Aggregate,
    All,
    Apply,
    Arithmetic,
    AsOf,
    Case,
    Compare,
    Constant,
    Convert,
    CountOutcomes,
    FactOf,
    Field,
    Follow,
    InCurrency,
    Negate,
    Not,
    OneOf,
    OutcomeIn,
    OutcomeOf,
    PastDue,
    Pick,
    Quotient,
    Ratio,
    Shift,
    Step,
    Term,
    Variable,
    Worst,
)
from postloan_rules.ir.program import Combine, DecisionTerm, FactTerm, Program, RuleTerm
from postloan_rules.ir.type_of import type_of
from postloan_rules.ir.types import BOOLEAN, BOUNDS, DATE, NUMBER, RATIO, STRING, Kind, TermType
from tests.unit.ir.examples import (
    BALANCE,
    CAUSE,
    CLASS,
    CLASSES,
    DEBTS,
    FLAG,
    GRADE,
    ITEM,
    LOAN,
    MASK,
    ONE,
    PARAMETER,
    RANK,
    SHARE,
    START,
    TABLES,
    TERMS,
)

BASE = (
    FactTerm("loan", "share", RATIO, Convert(Field(LOAN, "share", NUMBER, store="facts"), RATIO), Ratio(BALANCE, ONE)),
    DecisionTerm("loan", "classes", CLASSES.type, Combine.LIST, None, (), None),
    DecisionTerm("loan", "class", MASK, Combine.WORST, FLAG, (RuleTerm("R-1", FLAG, Constant(0b10, MASK)),), None),
)


def _program(*more: FactTerm | DecisionTerm) -> Program:
    return Program("test", date(2020, 1, 1), None, TABLES, (*BASE, *more))


def _fact(term: Term) -> FactTerm:
    return FactTerm("loan", "tested", type_of(term), None, term)


def _decision(**changes: object) -> DecisionTerm:
    plain = DecisionTerm("loan", "tested", MASK, Combine.WORST, None, (), Constant(0b01, MASK))
    return replace(plain, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("term", TERMS, ids=lambda term: type(term).__name__)
def test_examples_of_all_nodes_break_no_law(term: Term) -> None:
    assert violations(_program(_fact(term))) == ()


BROKEN: dict[str, Term] = {
    "a parameter without a day": PARAMETER,
    "a variable that is not bound": Field(ITEM, "open", BOOLEAN),
    "a variable of another entity": Variable("loan", "borrower"),
    "a step that is bound already": Aggregate("count", LOAN, (Step("debts", "loan", "loan"),), None, BOUNDS),
    "a walk without a step": Aggregate("count", LOAN, (), None, BOUNDS),
    "a filter that is no condition": Aggregate("count", LOAN, (replace(DEBTS[0], where=ONE),), None, BOUNDS),
    "a sum of conditions": Aggregate("sum", LOAN, DEBTS, FLAG, BOUNDS),
    "a walk from no entity": Aggregate("count", ONE, DEBTS, None, BOUNDS),
    "a pick without an order": Pick("last", LOAN, DEBTS, (), "debt"),
    "a pick of another entity": Pick("last", LOAN, DEBTS, ("id",), "loan"),
    "a field of no entity": Field(ONE, "balance", NUMBER),
    "a field of possible outcomes": Field(LOAN, "class", MASK),
    "money among the facts": Field(LOAN, "balance", NUMBER, money=True, store="facts"),
    "followed from a number": Follow(ONE, "borrower", "borrower"),
    "a fact that is not there": FactOf(LOAN, "loan", "other", NUMBER),
    "a fact of another type": FactOf(LOAN, "loan", "share", NUMBER),
    "a fact of something else": FactOf(Follow(LOAN, "borrower", "borrower"), "loan", "share", RATIO),
    "a decision that is not there": OutcomeOf(LOAN, "loan", "other", MASK),
    "a negated number": Not(ONE),
    "a number among conditions": All((FLAG, ONE)),
    "an ordered comparison of conditions": Compare("<", FLAG, FLAG),
    "two kinds compared": Compare("=", ONE, START),
    "outcomes compared as values": Compare("=", CLASS, CLASS),
    "ranks of two enumerations": Compare("=", GRADE, Field(LOAN, "other", TermType(Kind.RANK, "cause"))),
    "a list of other values": OneOf(BALANCE, (AsOf(),)),
    "a test of a number": OutcomeIn(ONE, 1),
    "places outside the enumeration": OutcomeIn(CLASS, 0b100),
    "a count of one outcome": CountOutcomes(CLASS, 1),
    "a sum of another type": Arithmetic("+", ONE, ONE, BOUNDS),
    "a product of dates": Arithmetic("*", START, START, DATE),
    "a negated date": Negate(START, DATE),
    "a ratio of dates": Ratio(START, START),
    "a quotient of a number": Quotient(ONE),
    "a date as a ratio": Convert(START, RATIO),
    "a conversion between enumerations": Convert(GRADE, TermType(Kind.MASK, "cause")),
    "a choice by a number": Case(((ONE, ONE),), ONE, NUMBER),
    "a choice between types": Case(((FLAG, ONE),), START, NUMBER),
    "a shifted number": Shift(ONE, 1, NUMBER),
    "the worst of a rank": Worst((GRADE,), MASK),
    "a currency of a date": InCurrency(START, "CNY"),
    "days past due of a number": PastDue(ONE, ONE, "due_date_is_day_0"),
    "a convention that nobody knows": PastDue(LOAN, ONE, "sometimes"),
    "a function that is not there": Apply("eval", (ONE,), NUMBER),
    "too few arguments": Apply("modulo", (ONE,), NUMBER),
    "arguments of two kinds": Apply("max", (ONE, START), NUMBER),
    "another result": Apply("abs", (ONE,), DATE),
    "a number that is none": Constant(Decimal("NaN"), NUMBER),
    "a truth as a number": Constant(True, NUMBER),
    "no possible outcome": Constant(0, MASK),
    "a place outside the enumeration": Constant(2, RANK),
    "a rank of an unordered enumeration": Constant(0, TermType(Kind.RANK, "cause")),
    "a word outside the enumeration": Constant("other", CAUSE),
    "an enumeration that is not there": Constant("other", TermType(Kind.STRING, "nothing")),
    "a text as a date": Constant("2020-01-01", DATE),
}


@pytest.mark.parametrize("term", BROKEN.values(), ids=BROKEN.keys())
def test_broken_term_is_found(term: Term) -> None:
    found = violations(_program(_fact(term)))

    assert found
    assert all(problem.startswith("loan.tested: ") for problem in found)


@pytest.mark.parametrize("term", BROKEN.values(), ids=BROKEN.keys())
def test_broken_term_is_found_deep_inside(term: Term) -> None:
    inner = term if type_of(term) == BOOLEAN else Compare("=", term, term)
    deep = Aggregate("some", LOAN, (Step("debts", "debt", "debt_9"),), All((FLAG, inner)), BOOLEAN)

    assert violations(_program(_fact(deep)))


BROKEN_DECISIONS = {
    "applies on a number": _decision(applies=ONE),
    "a number as outcome": _decision(rules=(RuleTerm("R-1", FLAG, ONE),)),
    "a number otherwise": _decision(otherwise=ONE),
    "a condition that is none": _decision(rules=(RuleTerm("R-1", ONE, Constant(0b01, MASK)),)),
    "a rule twice": _decision(rules=2 * (RuleTerm("R-1", FLAG, Constant(0b01, MASK)),)),
    "a sum of another type": _decision(combine=Combine.SUM, otherwise=None),
}


@pytest.mark.parametrize("decision", BROKEN_DECISIONS.values(), ids=BROKEN_DECISIONS.keys())
def test_broken_decision_is_found(decision: DecisionTerm) -> None:
    assert violations(_program(decision))


def test_aggregate_takes_numbers() -> None:
    rules = (RuleTerm("R-1", FLAG, ONE),)

    assert violations(_program(_decision(combine=Combine.SUM, type=BOUNDS, rules=rules, otherwise=ONE))) == ()


def test_what_is_read_stands_before_its_reader() -> None:
    program = _program()

    turned = replace(program, definitions=(_fact(SHARE), *program.definitions))

    assert violations(turned) == ("loan.tested: not defined before, or of another type: loan.share",)


def test_fact_must_come_from_somewhere() -> None:
    assert violations(_program(FactTerm("loan", "tested", NUMBER, None, None)))


def test_fact_is_of_its_type_on_both_ways() -> None:
    assert violations(_program(FactTerm("loan", "tested", NUMBER, BALANCE, START)))


def test_name_is_defined_once() -> None:
    assert violations(_program(_fact(ONE), _fact(ONE))) == ("loan.tested: defined twice",)


def _nested(count: int, wrap: Callable[[Term], Term]) -> Term:
    term: Term = FLAG
    for _ in range(count):
        term = wrap(term)
    return term


def test_deep_terms_are_refused() -> None:
    assert violations(_program(_fact(_nested(DEEPEST, Not))))


def test_large_definitions_are_refused() -> None:
    assert violations(_program(_fact(All((FLAG,) * (LARGEST // 2)))))


def test_text_compares_with_a_word() -> None:
    purpose = Field(LOAN, "purpose", STRING)

    assert violations(_program(_fact(Compare("=", purpose, Field(LOAN, "cause", CAUSE))))) == ()
