"""Laws that every program of a day obeys: types fit, names are bound, everything read stands before its reader."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from postloan_rules.ir.hit_policies import NUMBERS
from postloan_rules.ir.node_laws import Laws, same_type
from postloan_rules.ir.nodes import Aggregate, Constant, FactOf, OutcomeOf, Pick, Step, Term, Variable
from postloan_rules.ir.printer import print_term
from postloan_rules.ir.program import DecisionTerm, EnumerationTable, FactTerm, Program
from postloan_rules.ir.reading import Definition, Key, key_of, terms_of
from postloan_rules.ir.type_of import type_of
from postloan_rules.ir.types import BOOLEAN, NUMBER, Kind, TermType
from postloan_rules.ir.walk import extent_of, parts_of
from postloan_rules.light import dataclass

DEEPEST = 250
"""Backends turn terms into nested text, whose depth their own parsers bound."""
LARGEST = 100_000
"""How many terms one definition may have."""


def violations(program: Program) -> tuple[str, ...]:
    """Return all that is wrong with ``program``; nothing for what lowering and specialising make."""
    return tuple(_of_program(program))


def _of_program(program: Program) -> Iterator[str]:
    before: dict[Key, TermType] = {}
    for definition in program.definitions:
        name = f"{definition.entity}.{definition.name}"
        for problem in _of_definition(definition, program.enumerations, before):
            yield f"{name}: {problem}"
        if key_of(definition) in before:
            yield f"{name}: defined twice"
        before[key_of(definition)] = definition.type


def _of_definition(
    definition: Definition, tables: Mapping[str, EnumerationTable], before: Mapping[Key, TermType]
) -> Iterator[str]:
    extents = [extent_of(term) for term in terms_of(definition)]
    size = sum(size for size, _ in extents)
    if size > LARGEST:
        yield f"{size} terms, more than {LARGEST}"
        return
    if any(depth > DEEPEST for _, depth in extents):
        yield f"terms nested deeper than {DEEPEST}"
        return
    yield from _of_fact(definition) if isinstance(definition, FactTerm) else _of_decision(definition)
    place = _Place(tables, before, {definition.entity: definition.entity})
    problems: list[str] = []
    for term in terms_of(definition):
        _of_term(term, place, problems)
    yield from problems


def _of_fact(fact: FactTerm) -> Iterator[str]:
    if fact.field is None and fact.formula is None:
        yield "neither given nor derived"
    for term in (fact.field, fact.formula):
        if term is not None and not same_type(type_of(term), fact.type):
            yield f"{print_term(term)} is no {_name(fact.type)}"


def _of_decision(decision: DecisionTerm) -> Iterator[str]:
    if decision.applies is not None and type_of(decision.applies) != BOOLEAN:
        yield "applies is no condition"
    expected = Kind.BOUNDS if decision.combine in NUMBERS else None
    if expected is not None and decision.type.kind is not expected:
        yield f"an aggregate of type {_name(decision.type)}"
    outcomes = [rule.outcome for rule in decision.rules]
    if decision.otherwise is not None:
        outcomes.append(decision.otherwise)
    for outcome in outcomes:
        if not _is_outcome(type_of(outcome), decision):
            yield f"{print_term(outcome)} is no outcome"
    ids = [rule.id for rule in decision.rules]
    for id in sorted({id for id in ids if ids.count(id) > 1}):
        yield f"rule {id} stands twice"
    for rule in decision.rules:
        if type_of(rule.condition) != BOOLEAN:
            yield f"rule {rule.id}: {print_term(rule.condition)} is no condition"


def _is_outcome(type: TermType, decision: DecisionTerm) -> bool:
    if decision.combine in NUMBERS:
        return type == NUMBER or type.kind is Kind.MASK
    return type == TermType(Kind.MASK, decision.type.name)


@dataclass(frozen=True, slots=True)
class _Place:
    """What holds where a term stands: variables are given with their entities."""

    tables: Mapping[str, EnumerationTable]
    before: Mapping[Key, TermType]
    variables: Mapping[str, str]

    def with_step(self, step: Step) -> "_Place":
        return _Place(self.tables, self.before, {**self.variables, step.variable: step.entity})


def _of_term(term: Term, place: _Place, problems: list[str]) -> None:
    # A list, for generators within generators take three times as long.
    problem = _own_problem(term, place)
    if problem is not None:
        problems.append(f"{problem}: {print_term(term)}")
    if isinstance(term, Aggregate | Pick):
        _of_term(term.source, place, problems)
        for step in term.steps:
            if step.variable in place.variables:
                problems.append(f"{step.variable} is bound twice: {print_term(term)}")
            place = place.with_step(step)
            if step.where is not None:
                _of_condition(step.where, place, problems)
        if isinstance(term, Aggregate) and term.value is not None:
            _of_term(term.value, place, problems)
        return
    for part in parts_of(term):
        _of_term(part, place, problems)


def _of_condition(term: Term, place: _Place, problems: list[str]) -> None:
    if type_of(term) != BOOLEAN:
        problems.append(f"no condition: {print_term(term)}")
    _of_term(term, place, problems)


def _own_problem(term: Term, place: _Place) -> str | None:
    match term:
        case Variable(name=name, entity=entity):
            return None if place.variables.get(name) == entity else "not bound"
        case FactOf(entity=entity, name=name, type=type) | OutcomeOf(entity=entity, name=name, type=type):
            if type_of(term.source) != TermType(Kind.ENTITY, entity):
                return "read from something else"
            return None if place.before.get((entity, name)) == type else "not defined before, or of another type"
        case Constant():
            return _problem_of_constant(term, place.tables)
        case _:
            return Laws(place.tables).problem(term)


def _problem_of_constant(constant: Constant, tables: Mapping[str, EnumerationTable]) -> str | None:
    value, type = constant.value, constant.type
    table = tables.get(type.name) if type.name is not None else None
    if type.name is not None and table is None:
        return "no such enumeration"
    return None if _fits(value, type.kind, table) else "not a value of its type"


def _fits(value: object, kind: Kind, table: EnumerationTable | None) -> bool:
    count = 0 if table is None else len(table.values)
    if isinstance(value, bool) or kind is Kind.BOOLEAN:
        return isinstance(value, bool) and kind is Kind.BOOLEAN
    if kind is Kind.RANK:
        return isinstance(value, int) and 0 <= value < count and table is not None and table.ordered
    if kind is Kind.MASK:
        # Bit ``count`` stands for not applicable.
        return isinstance(value, int) and 0 < value < 1 << (count + 1)
    if kind is Kind.STRING:
        return isinstance(value, str) and (table is None or (value in table.values and not table.ordered))
    if kind is Kind.NUMBER:
        return isinstance(value, int) or (isinstance(value, Decimal) and value.is_finite())
    if kind is Kind.DATE:
        return isinstance(value, date)
    return kind in (Kind.MONTHS, Kind.DAYS) and isinstance(value, int)


def _name(type: TermType) -> str:
    return type.kind.value if type.name is None else f"{type.kind.value} of {type.name}"
