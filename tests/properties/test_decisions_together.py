"""Decisions made together say what each says alone, and the values bound to a fired rule are those that it read."""

from typing import Any

from hypothesis import given, note
from hypothesis import strategies as st

from postloan_rules.backends.python.compiled import CompiledProgram, PythonBackend
from postloan_rules.backends.python.definitions import bound_paths
from postloan_rules.ir import nodes
from postloan_rules.ir.nodes import Term
from postloan_rules.ir.program import Combine, DecisionTerm, Program, RuleTerm
from postloan_rules.ir.record import Node
from postloan_rules.ir.type_of import kind_of
from postloan_rules.ir.types import BOOLEAN, NUMBER
from tests.properties.test_python_backend_equals_naive import LAW, nodes_by_entity, same
from tests.support.answers import verdict
from tests.support.naive import Naive
from tests.support.strategies import CONTEXT, ENUMERATIONS, LIST, MASK, SIZE, fresh, loans, programs

LOAN = nodes.Variable("loan", "loan")
ONE_OUTCOME = (Combine.WORST, Combine.FIRST, Combine.SINGLE, Combine.AGREE)
LISTS = (Combine.LIST, Combine.LIST_BY_OUTCOME)
Draw = Any


def outcome(places: st.SearchStrategy[int]) -> st.SearchStrategy[nodes.Constant]:
    return places.map(lambda place: nodes.Constant(1 << place, MASK))


def atoms(earlier: list[DecisionTerm]) -> st.SearchStrategy[Term]:
    limits = st.sampled_from([0, 1, 90, 91]).map(lambda value: nodes.Constant(value, NUMBER))
    operators = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
    fields = st.sampled_from(["days", "ratio"]).map(lambda name: nodes.Field(LOAN, name, NUMBER))
    flags = st.sampled_from(["flag", "other_flag"]).map(lambda name: nodes.Field(LOAN, name, BOOLEAN))
    given_: list[st.SearchStrategy[Term]] = [flags, st.builds(nodes.Compare, operators, fields, limits)]
    masks = [each for each in earlier if each.type == MASK]
    if masks:
        read = st.sampled_from(masks).map(lambda each: nodes.OutcomeOf(LOAN, "loan", each.name, MASK))
        given_.append(st.builds(nodes.OutcomeIn, read, st.integers(1, (1 << SIZE) - 1)))
    return st.one_of(given_)


def conditions(earlier: list[DecisionTerm]) -> st.SearchStrategy[Term]:
    def wider(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
        several = st.lists(inner, min_size=1, max_size=3).map(tuple)
        return st.one_of(st.builds(nodes.All, several), st.builds(nodes.Any, several), st.builds(nodes.Not, inner))

    return st.recursive(atoms(earlier), wider, max_leaves=4)


@st.composite
def groups(draw: Draw) -> Program:
    """Decisions about a loan, which apply to the same loans, and read its fields and each other."""
    decisions: list[DecisionTerm] = []
    applies = draw(st.none() | conditions([]))
    for number in range(draw(st.integers(1, 4))):
        combine = draw(st.sampled_from(ONE_OUTCOME + LISTS))
        rules = [
            RuleTerm(f"R{place}", draw(conditions(decisions)), draw(outcome(st.integers(0, SIZE - 1))))
            for place in range(draw(st.integers(0, 4)))
        ]
        otherwise = draw(st.none() | outcome(st.integers(0, SIZE - 1)))
        type_ = LIST if combine in LISTS else MASK
        prudent = combine not in LISTS and draw(st.booleans())
        name = f"decision{number}"
        decisions.append(DecisionTerm("loan", name, type_, combine, applies, tuple(rules), otherwise, prudent))
    return Program("group", CONTEXT.as_of, None, ENUMERATIONS, tuple(decisions))


def names_of(program: Program) -> tuple[str, ...]:
    return tuple(each.name for each in program.definitions if isinstance(each, DecisionTerm) and each.entity == "loan")


def assert_together_as_alone(program: Program, loan: Node, run: CompiledProgram) -> None:
    naive, alone, names = Naive(program, CONTEXT), fresh(loan), names_of(program)

    together = run.decide_many(names, loan, CONTEXT)

    single = [run.decide(name, alone, CONTEXT) for name in names]
    assert [verdict(each) for each in together] == [naive.decide("loan", name, loan) for name in names]
    assert [verdict(each) for each in together] == [verdict(each) for each in single]
    assert [each.bindings for each in together] == [each.bindings for each in single]


@LAW
@given(groups(), st.lists(loans(), min_size=2, max_size=3))
def test_decisions_made_together_say_what_each_says_alone(program: Program, records: list[Node]) -> None:
    run = PythonBackend().compile(program)

    for loan in records:
        note(repr(loan.fields))
        assert_together_as_alone(program, loan, run)

    assert run.together("loan", names_of(program)) is not None


@LAW
@given(programs(), loans())
def test_decisions_of_any_kind_can_be_asked_for_together(program: Program, loan: Node) -> None:
    assert_together_as_alone(program, loan, PythonBackend().compile(program))


@LAW
@given(programs(), loans())
def test_what_a_fired_rule_read_is_bound(program: Program, loan: Node) -> None:
    run, naive, entities = PythonBackend().compile(program), Naive(program, CONTEXT), nodes_by_entity(loan)

    for each in program.definitions:
        if isinstance(each, DecisionTerm) and each.entity in entities:
            node = entities[each.entity]
            answer = run.decide(each.name, node, CONTEXT)
            for index, bindings in zip(answer.fired, answer.bindings, strict=True):
                read = bound_paths(each.rules[index].condition)
                assert [path for path, _ in bindings] == [path for path, _ in read]
                for (path, value), (_, term) in zip(bindings, read, strict=True):
                    note(path)
                    assert same(value, naive.value(term, {each.entity: node}), kind_of(term))


@LAW
@given(groups(), st.lists(loans(), min_size=1, max_size=2), st.data())
def test_some_of_them_asked_for_in_any_order_say_the_same(
    program: Program, records: list[Node], data: st.DataObject
) -> None:
    run = PythonBackend().compile(program)
    names = tuple(data.draw(st.lists(st.sampled_from(names_of(program)), unique=True, min_size=1)))

    for loan in records:
        alone = fresh(loan)
        together = run.decide_many(names, loan, CONTEXT)
        assert [verdict(each) for each in together] == [verdict(run.decide(name, alone, CONTEXT)) for name in names]
