"""The Python backend says what the naive evaluator says, and what was said stays true when more becomes known."""

import os
from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from postloan_rules.backends.protocol import Answer
from postloan_rules.backends.python.compiled import CompiledProgram, PythonBackend, compile_expression
from postloan_rules.ir.nodes import Term
from postloan_rules.ir.program import Combine, DecisionTerm, FactTerm, Program
from postloan_rules.ir.record import Node
from postloan_rules.ir.types import BOOLEAN, BOUNDS, DATE, DAYS, MONTHS, NUMBER, RATIO, STRING, Kind, TermType
from tests.support.answers import verdict
from tests.support.naive import Naive
from tests.support.strategies import (
    COLOUR,
    CONTEXT,
    ENUMERATIONS,
    MASK,
    RANK,
    Surroundings,
    completed,
    fresh,
    loans,
    programs,
    terms,
)

# More for a night: POSTLOAN_EXAMPLES=20000.
EXAMPLES = int(os.environ.get("POSTLOAN_EXAMPLES", "60"))
LAW = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="POSTLOAN_EXAMPLES" not in os.environ,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
KINDS = (BOOLEAN, NUMBER, BOUNDS, RATIO, STRING, COLOUR, RANK, DATE, MONTHS, DAYS, MASK)
NO_PROGRAM = Program("none", CONTEXT.as_of, None, ENUMERATIONS, ())


def same(left: Any, right: Any, kind: Kind) -> bool:
    """Whether two values are one; a ratio may be written in several ways."""
    if kind is Kind.RATIO and left is not None and right is not None:
        with localcontext() as context:
            context.prec = 400
            return all(Decimal(left[end]) * right[2] == Decimal(right[end]) * left[2] for end in (0, 1))
    return bool(left == right) and isinstance(left, bool) == isinstance(right, bool)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.name or kind.kind.value))
def test_every_term_has_the_value_that_its_sentence_says(kind: TermType) -> None:
    @LAW
    @given(terms(kind, Surroundings({"loan": "loan"})), loans())
    def law(term: Term, loan: Node) -> None:
        run = compile_expression(term, variables=("loan",), enumerations=ENUMERATIONS)

        value = run(loan, CONTEXT)

        note(repr(term))
        assert same(value, Naive(NO_PROGRAM, CONTEXT).value(term, {"loan": loan}), kind.kind)

    law()


def nodes_by_entity(loan: Node) -> dict[str, Node]:
    found = {"loan": loan}
    if loan.one.get("borrower") is not None:
        found["borrower"] = loan.one["borrower"]  # type: ignore[assignment]
    for collateral in loan.members("collaterals") or ():
        found["collateral"] = collateral
    return found


def answers(program: Program, run: CompiledProgram, loan: Node) -> list[tuple[FactTerm | DecisionTerm, Node, Any]]:
    """What all definitions say about the entities of a record, the last definition first."""
    found: list[tuple[FactTerm | DecisionTerm, Node, Any]] = []
    entities = nodes_by_entity(loan)
    for each in reversed(program.definitions):
        node = entities.get(each.entity)
        if node is None:
            continue
        if isinstance(each, FactTerm):
            found.append((each, node, run.fact(each.entity, each.name, node, CONTEXT)))
        else:
            found.append((each, node, run.decide(each.name, node, CONTEXT)))
    return found


@LAW
@given(programs(), loans())
def test_every_program_answers_as_the_naive_evaluator(program: Program, loan: Node) -> None:
    naive = Naive(program, CONTEXT)

    for each, node, answer in answers(program, PythonBackend().compile(program), loan):
        note(repr(each))
        if isinstance(each, FactTerm):
            assert same(answer, naive.fact(each.entity, each.name, node), each.type.kind)
        else:
            assert verdict(answer) == naive.decide(each.entity, each.name, node)


@LAW
@given(programs(looks=False, prudent=False), loans(), st.data())
def test_what_was_said_stays_true_when_more_becomes_known(program: Program, loan: Node, data: st.DataObject) -> None:
    run = PythonBackend().compile(program)
    before = {(each.entity, each.name): (each, answer) for each, _, answer in answers(program, run, loan)}
    fuller = completed(data.draw, loan)

    for each, _, answer in answers(program, run, fuller):
        if (each.entity, each.name) in before and not isinstance(each, FactTerm):
            note(repr(each))
            assert_still_true(each, before[each.entity, each.name][1], answer)


def places(decision: DecisionTerm) -> int:
    return len(ENUMERATIONS[decision.type.name].values) if decision.type.name else 0


def assert_still_true(decision: DecisionTerm, before: Answer, after: Answer) -> None:
    # A decision that turns out not to apply looks at no rule.
    turned_off = before.mask >> places(decision) and after.mask == 1 << places(decision)
    assert turned_off or set(before.fired) <= set(after.fired)
    assert set(after.fired) | set(after.unknown) <= set(before.fired) | set(before.unknown)
    assert after.mask & ~before.mask == 0
    if before.proved is not None:
        # Worst-of: what is proved never becomes better. Else it is the outcome.
        lowest = (after.mask & -after.mask).bit_length() - 1
        assert lowest >= before.proved if decision.combine is Combine.WORST else lowest == before.proved
    if before.bounds is not None:
        assert after.bounds is not None
        assert before.bounds[0] <= after.bounds[0] <= after.bounds[1] <= before.bounds[1]
    assert turned_off or all(after.sure.count(place) >= before.sure.count(place) for place in before.sure)
    assert all(after.possible.count(place) <= before.possible.count(place) for place in after.possible)


@LAW
@given(programs(), loans())
def test_the_context_of_the_caller_changes_nothing(program: Program, loan: Node) -> None:
    run = PythonBackend().compile(program)
    expected = [(each, verdict(answer)) for each, _, answer in answers(program, run, fresh(loan)) if is_decision(each)]

    with localcontext() as context:
        context.prec = 2
        context.rounding = "ROUND_UP"
        again = [(each, verdict(answer)) for each, _, answer in answers(program, run, fresh(loan)) if is_decision(each)]

    assert again == expected


def is_decision(definition: FactTerm | DecisionTerm) -> bool:
    return isinstance(definition, DecisionTerm)
