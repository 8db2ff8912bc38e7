"""A program of a day as a row of selects, each of which makes a table from those before it."""

from collections.abc import Mapping, Sequence
from datetime import date

from postloan_rules.backends.sql import forms, numbers
from postloan_rules.backends.sql.digits import Digits
from postloan_rules.backends.sql.forms import Dialect, Sql
from postloan_rules.backends.sql.layout import DigitsOf, Layout, layout_of
from postloan_rules.backends.sql.outcomes import Answered, answer
from postloan_rules.backends.sql.refusal import Refusal, RefusedError
from postloan_rules.backends.sql.rows import Rows, Stored, Value, World
from postloan_rules.backends.sql.terms import converted, value_of
from postloan_rules.ir import nodes
from postloan_rules.ir.nodes import Term, Variable
from postloan_rules.ir.program import DecisionTerm, FactTerm, Program
from postloan_rules.ir.reading import Key, key_of, terms_of
from postloan_rules.ir.types import Kind
from postloan_rules.ir.walk import parts_of
from postloan_rules.light import dataclass


@dataclass(frozen=True, slots=True)
class Stage:
    """One table: its name, and the select that makes it."""

    table: str
    query: Sql


@dataclass(frozen=True, slots=True)
class SqlProgram:
    """``stages`` in the order in which they are made. ``answers`` says per decision in which table its columns are and
    what they are called. ``refused`` are the definitions that SQL cannot say, and all that read them."""

    dialect: Dialect
    layout: Layout
    stages: tuple[Stage, ...]
    answers: Mapping[Key, tuple[str, Mapping[str, str]]]
    facts: Mapping[Key, Stored]
    refused: tuple[Refusal, ...]


def compile_program(
    program: Program,
    *,
    as_of: date,
    currency: str,
    dialect: Dialect,
    digits: DigitsOf = lambda entity, name: None,
    decisions: Sequence[str] | None = None,
) -> SqlProgram:
    """Return ``program`` as selects over the tables of its layout; of ``decisions`` only, and what they read.

    What SQL cannot say faithfully is among ``refused``, and stops nothing else.
    """
    wanted = _wanted(program, decisions)
    layout = layout_of(wanted, digits)
    world = World(
        dialect,
        layout,
        program.enumerations,
        forms.day(as_of),
        currency,
        {key_of(each): each for each in program.definitions},
    )
    stages: list[Stage] = []
    answers: dict[Key, tuple[str, Mapping[str, str]]] = {}
    refused: list[Refusal] = []
    for table, entity, definitions in _stages(wanted):
        rows = Rows(world, f"e_{entity}")
        rows.bind(entity, entity, "base")
        rows.own = [Variable(entity, entity)]
        columns: list[tuple[Sql, str]] = [(rows.key_of(entity).sql, "k")]
        level = 1
        for definition in definitions:
            try:
                made, at = _define(rows, table, definition, answers)
            except RefusedError as error:
                refused.append(Refusal(f"{definition.entity}.{definition.name}", error.ever, error.reason))
                continue
            columns += made
            level = max(level, at)
        if len(columns) > 1:
            stages.append(Stage(table, rows.query(columns, level)))
    return SqlProgram(dialect, layout, tuple(stages), answers, dict(world.stored), tuple(refused))


def _wanted(program: Program, decisions: Sequence[str] | None) -> list[FactTerm | DecisionTerm]:
    if decisions is None:
        return list(program.definitions)
    by_key = {key_of(each): each for each in program.definitions}
    needed = {key_of(each) for each in program.definitions if isinstance(each, DecisionTerm) and each.name in decisions}
    waiting = list(needed)
    while waiting:
        for key, _ in _readings(by_key[waiting.pop()]):
            if key not in needed and key in by_key:
                needed.add(key)
                waiting.append(key)
    return [each for each in program.definitions if key_of(each) in needed]


def _readings(definition: FactTerm | DecisionTerm) -> set[tuple[Key, bool]]:
    """Return the definitions that ``definition`` reads, and whether of its own entity in its own row."""
    found: set[tuple[Key, bool]] = set()

    def look(term: Term, inside: bool) -> None:
        match term:
            case (
                nodes.FactOf(source=source, entity=entity, name=name)
                | nodes.OutcomeOf(source=source, entity=entity, name=name)
            ):
                own = not inside and isinstance(source, Variable) and source.name == definition.entity
                found.add(((entity, name), own))
            case _:
                pass
        walks = isinstance(term, nodes.Aggregate | nodes.Pick | nodes.PastDue)
        # What leads to a related thing, and what is asked of one, has to stand in a table before.
        asked = getattr(term, "source", None)
        for part in parts_of(term):
            look(part, inside or walks or (part is asked and not isinstance(part, Variable)))

    for each in terms_of(definition):
        look(each, False)
    return found


def _stages(wanted: Sequence[FactTerm | DecisionTerm]) -> list[tuple[str, str, list[FactTerm | DecisionTerm]]]:
    """Return the tables to make: what reads through relations comes in a table after what it reads."""
    number: dict[Key, int] = {}
    groups: dict[tuple[int, str], list[FactTerm | DecisionTerm]] = {}
    for definition in wanted:
        stage = 0
        for key, own in _readings(definition):
            if key in number:
                stage = max(stage, number[key] + (0 if own else 1))
        number[key_of(definition)] = stage
        groups.setdefault((stage, definition.entity), []).append(definition)
    return [
        (f"d_{entity}_{stage}", entity, each)
        for (stage, entity), each in sorted(groups.items(), key=lambda item: item[0])
    ]


def _define(
    rows: Rows, table: str, definition: FactTerm | DecisionTerm, answers: dict[Key, tuple[str, Mapping[str, str]]]
) -> tuple[list[tuple[Sql, str]], int]:
    """Compute ``definition`` and let what comes after read it; return the columns of the table and their layer."""
    world, key = rows.world, key_of(definition)
    if isinstance(definition, FactTerm):
        value = rows.let(_fact(rows, definition))
        names = tuple(f"{definition.name}__{place}" for place in range(len(value.parts)))
        world.stored[key] = Stored(table, names, value.digits)
        _seen(rows, definition, value)
        return list(zip(value.parts, names, strict=True)), value.level
    answered = answer(rows, definition)
    columns = {name: f"{definition.name}__{name}" for name in answered.columns}
    kept = {name: rows.let(Value(Kind.MASK, (sql,), answered.level)) for name, sql in answered.columns.items()}
    level = max(each.level for each in kept.values())
    parts = _read_parts(definition, answered)
    world.stored[key] = Stored(table, tuple(columns[name] for name in parts), answered.digits)
    answers[key] = (table, columns)
    value = Value(definition.type.kind, tuple(kept[name].sql for name in parts), level, answered.digits, atomic=True)
    _seen(rows, definition, value)
    return [(each.sql, columns[name]) for name, each in kept.items()], level


def _read_parts(decision: DecisionTerm, answered: Answered) -> list[str]:
    match decision.type.kind:
        case Kind.BOUNDS:
            return ["low", "high"]
        case Kind.LIST:
            count = sum(name.startswith("sure") for name in answered.columns)
            return [*(f"sure{place}" for place in range(count)), *(f"possible{place}" for place in range(count))]
        case _:
            return ["mask"]


def _seen(rows: Rows, definition: FactTerm | DecisionTerm, value: Value) -> None:
    """Let definitions of the same row read ``value`` where it was computed, not from a table."""
    rows.computed[definition.entity, definition.name] = value


def _fact(rows: Rows, fact: FactTerm) -> Value:
    """Return the fact as given, else by its formula."""
    given = None if fact.field is None else _as(rows, value_of(rows, fact.field), fact)
    derived = None if fact.formula is None else _as(rows, value_of(rows, fact.formula), fact)
    if given is None or derived is None:
        only = given if given is not None else derived
        if only is None:
            raise RefusedError("a fact that is neither given nor derived")
        return only
    given, derived = rows.let(given), rows.let(derived)
    ours, others, digits = given.parts, derived.parts, None
    if fact.type.kind in (Kind.NUMBER, Kind.BOUNDS, Kind.RATIO):
        digits = numbers.common((given, derived))
        ours = tuple(numbers.wide(each, given.digits or Digits(1, 0), digits) for each in ours)
        others = tuple(numbers.wide(each, derived.digits or Digits(1, 0), digits) for each in others)
    known = forms.negation(forms.is_null(ours[0]))
    parts = tuple(forms.case([(known, one)], other) for one, other in zip(ours, others, strict=True))
    return Value(fact.type.kind, parts, max(given.level, derived.level), digits)


def _as(rows: Rows, value: Value, fact: FactTerm) -> Value:
    return value if value.kind is fact.type.kind else converted(rows, value, fact.type)
