"""What explains a decision computes the same values as what makes it, and names all that is missing."""

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from postloan_rules.backends.python.compiled import CompiledProgram, PythonBackend
from postloan_rules.engine.interpret import Interpreter
from postloan_rules.engine.missing import Seeker
from postloan_rules.engine.paths import Paths
from postloan_rules.ir.nodes import Term
from postloan_rules.ir.program import DecisionTerm, Program
from postloan_rules.ir.record import Node
from postloan_rules.ir.types import BOOLEAN, BOUNDS, DATE, DAYS, MONTHS, NUMBER, RATIO, STRING, TermType
from tests.properties.test_python_backend_equals_naive import nodes_by_entity, same
from tests.support.naive import Naive
from tests.support.strategies import (
    COLOUR,
    CONTEXT,
    ENUMERATIONS,
    MASK,
    RANK,
    Surroundings,
    completed,
    loans,
    programs,
    terms,
)

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


def interpreter_for(program: Program, run: CompiledProgram, loan: Node, paths: Paths | None = None) -> Interpreter:
    decisions = {each.name: each for each in program.definitions if isinstance(each, DecisionTerm)}
    prudent = {name for name, each in decisions.items() if each.prudent}
    return Interpreter(
        as_of=CONTEXT.as_of,
        currency=CONTEXT.currency,
        enumerations=program.enumerations,
        decide=lambda name, node: run.decide(name, node, CONTEXT),
        fact=lambda entity, name, node: run.fact(entity, name, node, CONTEXT),
        prudent=prudent.__contains__,
        definition=decisions.__getitem__,
        paths=paths or Paths({"loan": loan}),
    )


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.name or kind.kind.value))
def test_every_term_has_the_value_that_its_sentence_says(kind: TermType) -> None:
    @LAW
    @given(terms(kind, Surroundings({"loan": "loan"})), loans())
    def law(term: Term, loan: Node) -> None:
        interpreter = interpreter_for(NO_PROGRAM, PythonBackend().compile(NO_PROGRAM), loan)

        value = interpreter.value(term, {"loan": loan})

        note(repr(term))
        assert same(value, Naive(NO_PROGRAM, CONTEXT).value(term, {"loan": loan}), kind.kind)

    law()


@LAW
@given(programs(), loans())
def test_every_rule_has_the_state_that_the_answer_gives_it(program: Program, loan: Node) -> None:
    run = PythonBackend().compile(program)
    interpreter = interpreter_for(program, run, loan)
    entities = nodes_by_entity(loan)

    for decision in program.definitions:
        node = entities.get(decision.entity)
        if isinstance(decision, DecisionTerm) and node is not None:
            answer = run.decide(decision.name, node, CONTEXT)
            variables = {decision.entity: node}
            applies = True if decision.applies is None else interpreter.value(decision.applies, variables)
            states = [interpreter.value(rule.condition, variables) for rule in decision.rules]
            note(repr(decision))
            assert answer.excluded == (applies is False)
            if applies is not False:
                assert answer.fired == tuple(index for index, state in enumerate(states) if state is True)
                assert answer.unknown == tuple(index for index, state in enumerate(states) if state is None)


@LAW
@given(terms(BOOLEAN, Surroundings({"loan": "loan"}, looks=False)), loans(), st.data())
def test_what_is_not_named_as_missing_cannot_settle_a_condition(term: Term, loan: Node, data: st.DataObject) -> None:
    missing = missing_for(term, loan)
    fuller = completed(data.draw, loan)

    take_away(fuller, missing)

    note(f"{term!r} misses {missing}")
    if missing is not None and not any(path.endswith(RELATIONS) for path in missing):
        assert Naive(NO_PROGRAM, CONTEXT).value(term, {"loan": fuller}) is None


RELATIONS = ("borrower", "loans", "collaterals", "schedule", "repayments")


def missing_for(term: Term, loan: Node) -> tuple[str, ...] | None:
    """What is missing to know a condition; nothing to say where it is known."""
    run = PythonBackend().compile(NO_PROGRAM)
    paths = Paths({"loan": loan})
    interpreter = interpreter_for(NO_PROGRAM, run, loan, paths)
    if interpreter.value(term, {"loan": loan}) is not None:
        return None
    day: Any = None  # a term without facts and decisions does not ask for the day
    return Seeker(day, interpreter, paths, lambda name, node: run.decide(name, node, CONTEXT)).for_term(
        term, {"loan": loan}
    )


def take_away(loan: Node, missing: tuple[str, ...] | None) -> None:
    """Make unknown again what is missing."""
    paths = Paths({"loan": loan})
    waiting, seen = [loan], set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        for name in node.fields:
            if f"{paths.of(node)}.{name}" in (missing or ()):
                node.fields[name] = None  # type: ignore[index]
        for relation in node.many:
            waiting.extend(paths.members(node, relation) or ())
        waiting.extend(each for each in node.one.values() if each is not None)
