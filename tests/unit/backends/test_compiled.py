"""Programs that were written by hand, in the Python backend."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from postloan_rules.backends.protocol import Answer, BudgetExceededError, Context, UnexpectedValueError
from postloan_rules.backends.python.compiled import CompiledProgram, PythonBackend, compile_expression
from postloan_rules.errors import InternalError
from postloan_rules.ir import nodes
from postloan_rules.ir.nodes import Term
from postloan_rules.ir.program import Combine, DecisionTerm, EnumerationTable, FactTerm, Program, RuleTerm
from postloan_rules.ir.record import Node
from postloan_rules.ir.types import BOOLEAN, BOUNDS, NUMBER, STRING, Kind, TermType

CONTEXT = Context(date(2026, 11, 23), "CNY")
CLASSES = EnumerationTable("risk_class", ("normal", "watched", "doubtful", "lost"), ordered=True)
MASK = TermType(Kind.MASK, "risk_class")
RANK = TermType(Kind.RANK, "risk_class")
LOAN = nodes.Variable("loan", "loan")
DAYS = nodes.Field(LOAN, "days", NUMBER)
FLAG = nodes.Field(LOAN, "flag", BOOLEAN)
NOT_APPLICABLE = 1 << len(CLASSES.values)


def number(value: int | str) -> nodes.Constant:
    return nodes.Constant(Decimal(value), NUMBER)


def outcome(word: str) -> nodes.Constant:
    return nodes.Constant(1 << CLASSES.values.index(word), MASK)


def rule(condition: Term, word: str, id: str = "R") -> RuleTerm:
    return RuleTerm(id, condition, outcome(word))


def decision(*rules: RuleTerm, combine: Combine = Combine.WORST, **rest: Any) -> DecisionTerm:
    named = tuple(RuleTerm(f"R{place}", each.condition, each.outcome, each.python) for place, each in enumerate(rules))
    settings: dict[str, Any] = {"applies": None, "otherwise": outcome("normal"), "name": "floor", **rest}
    return DecisionTerm(
        "loan",
        settings.pop("name"),
        MASK,
        combine,
        settings["applies"],
        named,
        settings["otherwise"],
        settings.get("prudent", False),
    )


def compiled(*definitions: FactTerm | DecisionTerm) -> CompiledProgram:
    tables = {CLASSES.name: CLASSES}
    return PythonBackend().compile(Program("p", date(2020, 1, 1), None, tables, definitions))


def loan(**fields: Any) -> Node:
    return Node("loan", "L", {"days": None, "flag": None, "class": None, "extension": {}, "facts": {}, **fields})


def decide(definition: DecisionTerm, record: Node, context: Context = CONTEXT) -> Answer:
    return compiled(definition).decide(definition.name, record, context)


OVERDUE = rule(nodes.Compare(">", DAYS, number(90)), "doubtful")
FLAGGED = rule(FLAG, "lost")


def test_an_unknown_rule_that_is_worse_leaves_what_is_proved_as_the_floor() -> None:
    answer = decide(decision(OVERDUE, FLAGGED), loan(days=91))

    assert (answer.mask, answer.proved, answer.fired, answer.unknown) == (0b1100, 2, (0,), (1,))


def test_an_unknown_rule_that_is_better_changes_nothing() -> None:
    answer = decide(decision(OVERDUE, FLAGGED), loan(flag=True))

    assert (answer.mask, answer.proved, answer.unknown) == (0b1000, 3, (0,))


def test_exactly_at_the_limit_a_rule_does_not_fire() -> None:
    answer = decide(decision(OVERDUE), loan(days=90))

    assert (answer.mask, answer.proved, answer.fired) == (1, 0, ())


def test_what_a_fired_rule_read_is_bound_by_path() -> None:
    both = rule(nodes.All((OVERDUE.condition, nodes.Not(FLAG))), "watched")

    answer = decide(decision(both), loan(days=91, flag=False))

    assert answer.bindings == ((("loan.days", 91), ("loan.flag", False)),)


def test_where_it_is_unknown_whether_a_decision_applies_not_applicable_is_possible() -> None:
    answer = decide(decision(OVERDUE, applies=FLAG), loan(days=91))

    assert (answer.mask, answer.proved, answer.fired) == (0b0100 | NOT_APPLICABLE, None, (0,))


def test_a_decision_that_does_not_apply_looks_at_no_rule() -> None:
    answer = decide(decision(OVERDUE, applies=FLAG), loan(days=91, flag=False))

    assert (answer.mask, answer.fired, answer.unknown) == (NOT_APPLICABLE, (), ())


def test_two_that_fire_where_only_one_may_are_a_conflict_without_an_outcome() -> None:
    answer = decide(decision(OVERDUE, FLAGGED, combine=Combine.SINGLE), loan(days=91, flag=True))

    assert (answer.conflict, answer.proved, answer.mask) == (True, None, 0b1100)


def test_a_second_rule_that_may_fire_leaves_nothing_proved_though_it_says_the_same() -> None:
    twice = decision(OVERDUE, rule(FLAG, "doubtful"), combine=Combine.SINGLE)

    answer = decide(twice, loan(days=91))

    assert (answer.conflict, answer.proved, answer.mask) == (False, None, 0b0100)


def test_a_later_decision_sees_only_the_worst_of_a_prudent_one() -> None:
    first = decision(OVERDUE, prudent=True)
    seen = nodes.OutcomeIn(nodes.OutcomeOf(LOAN, "loan", "floor", MASK), 0b1100)
    run = compiled(first, decision(rule(seen, "lost"), name="next"))
    record = loan()

    assert run.decide("next", record, CONTEXT).fired == (0,)
    assert run.decide("floor", record, CONTEXT).mask == 0b0101


def test_a_given_fact_wins_over_its_formula() -> None:
    given = nodes.Field(LOAN, "ltv", NUMBER, store="facts")
    run = compiled(FactTerm("loan", "ltv", NUMBER, given, DAYS))

    assert run.fact("loan", "ltv", loan(days=1, facts={"ltv": Decimal(2)}), CONTEXT) == 2
    assert run.fact("loan", "ltv", loan(days=1), CONTEXT) == 1


def test_a_word_that_its_enumeration_does_not_have_is_refused() -> None:
    rank = nodes.Compare(">=", nodes.Field(LOAN, "class", RANK), nodes.Constant(1, RANK))

    with pytest.raises(UnexpectedValueError, match=r"loan\.class: 'unheard' is not in risk_class"):
        decide(decision(rule(rank, "lost")), loan(**{"class": "unheard"}))


@pytest.mark.parametrize(("state", "fired", "unknown"), [(True, (0,), ()), (False, (), ()), (None, (), (0,))])
def test_a_condition_in_python_is_asked_with_the_node_and_the_day(
    state: bool | None, fired: tuple[int, ...], unknown: tuple[int, ...]
) -> None:
    condition: Callable[[Node, date], bool | None] = lambda node, day: state if day.year == 2026 else None  # noqa: E731
    context = Context(CONTEXT.as_of, "CNY", {"mine": condition})
    by_python = RuleTerm("R", nodes.Unknown(BOOLEAN), outcome("lost"), python="mine")

    answer = decide(decision(by_python), loan(), context)

    assert (answer.fired, answer.unknown) == (fired, unknown)


def test_the_answer_is_kept_in_the_memo_of_the_node() -> None:
    run, record = compiled(decision(OVERDUE)), loan(days=91)

    assert run.decide("floor", record, CONTEXT) is run.decide("floor", record, CONTEXT)


@pytest.mark.parametrize("text", ["'", '"""', "\n", "\\", "'); import os #", "房\u2028贷", "\ud800"])
def test_no_text_of_an_author_becomes_code(text: str) -> None:
    term = nodes.Compare("=", nodes.Field(LOAN, text, STRING), nodes.Constant(text, STRING))

    run = compile_expression(term, variables=("loan",))

    assert run(Node("loan", "L", {text: text}), CONTEXT) is True


def test_names_of_definitions_do_not_become_code_either() -> None:
    name = "x\n    raise SystemExit #"
    run = compiled(decision(OVERDUE, name=name))

    assert run.decide(name, loan(days=91), CONTEXT).fired == (0,)


def test_terms_as_deep_as_the_laws_allow_are_compiled() -> None:
    deep: Term = DAYS
    for _ in range(240):
        deep = nodes.Arithmetic("+", deep, number(1), NUMBER)

    run = compile_expression(deep, variables=("loan",))

    assert run(loan(days=2), CONTEXT) == 242
    assert run(loan(), CONTEXT) is None


def test_relations_within_each_other_beyond_the_limit_are_our_error_and_no_crash_of_the_parser() -> None:
    inner: Term = nodes.Constant(True, BOOLEAN)
    for place in range(17):
        step = nodes.Step("loans", "loan", f"item{place}")
        inner = nodes.Aggregate(
            "some", LOAN if place == 16 else nodes.Variable(f"item{place + 1}", "loan"), (step,), inner, BOOLEAN
        )

    with pytest.raises(InternalError, match="within each other"):
        compile_expression(inner, variables=("loan",))


def test_one_record_may_not_visit_members_without_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = tuple(nodes.Step("loans", "loan", f"item{place}") for place in range(3))
    count = nodes.Aggregate("count", LOAN, steps, None, BOUNDS)
    record = loan()
    record.many["loans"] = [record] * 200
    run = compile_expression(count, variables=("loan",))

    with pytest.raises(BudgetExceededError, match=str(CONTEXT.visits)):
        run(record, CONTEXT)


def test_a_program_that_breaks_a_law_is_refused_before_any_source_is_made() -> None:
    with pytest.raises(InternalError, match="pack 'p'"):
        compiled(decision(rule(DAYS, "lost")))


def test_the_source_of_a_definition_can_be_read() -> None:
    source = compiled(decision(OVERDUE)).source("loan", "floor")

    assert "if (v2 > 90):" in source
    assert "(v2 is None or v2 > 90)" in source
