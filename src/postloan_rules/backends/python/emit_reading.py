"""Fields, relations to one, facts and decisions to Python expressions."""

from collections.abc import Mapping
from typing import assert_never

from postloan_rules.backends.python.emit_values import converted
from postloan_rules.backends.python.emitting import Emitting, size_of_enumeration
from postloan_rules.backends.python.runtime import Words
from postloan_rules.backends.python.source import Text, of_entity
from postloan_rules.errors import InternalError
from postloan_rules.ir import nodes
from postloan_rules.ir.type_of import type_of
from postloan_rules.ir.types import Kind, TermType


def reading(emitter: Emitting, term: nodes.Follow | nodes.Field | nodes.FactOf | nodes.OutcomeOf) -> Text:
    source = emitter.atom(term.source)
    match term:
        case nodes.Follow(relation=relation):
            return Text(of_entity(source, f"{source.source}.one.get({relation!r})"), Kind.ENTITY, unknown=True, depth=1)
        case nodes.Field():
            return _field(emitter, term, source)
        case nodes.FactOf(entity=entity, name=name, type=type_):
            made = f"{_function(emitter, emitter.definitions.facts, entity, name)}({source.source}, ctx, budget)"
            return Text(of_entity(source, made), type_.kind, unknown=True, depth=1)
        case nodes.OutcomeOf():
            return _outcome(emitter, term, source)
    assert_never(term)


def _function(emitter: Emitting, functions: Mapping[tuple[str, str], str], entity: str, name: str) -> str:
    try:
        return functions[entity, name]
    except KeyError:
        raise InternalError(f"python backend: nothing defines {entity}.{name}") from None


def _fields(emitter: Emitting, source: Text) -> str:
    scope = emitter.scopes[-1]
    name = scope.fields.get(source.source)
    if name is None:
        name = emitter.names.local("f")
        emitter.block.add(f"{name} = {of_entity(source, f'{source.source}.fields')}")
        scope.fields[source.source] = name
    return name


def _field(emitter: Emitting, term: nodes.Field, source: Text) -> Text:
    fields = Text(_fields(emitter, source), Kind.ENTITY, source.unknown)
    if term.store == "field":
        reading = f"{fields.source}[{term.name!r}]"
    else:
        reading = f"{fields.source}[{term.store!r}].get({term.name!r})"
    name = emitter.names.local()
    emitter.block.add(f"{name} = {of_entity(fields, reading)}")
    if term.money:
        emitter.block.nest(f"if {name} is not None:", f"{name} = {name}.amount")
    words = _words(emitter, term)
    if words is not None:
        emitter.block.nest(f"if {name} is not None:", f"{name} = {words}[{name}]")
    return Text(name, term.type.kind, unknown=True)


def _words(emitter: Emitting, term: nodes.Field) -> str | None:
    """Return the name of the mapping from the record's words to places, or to words where they have no order."""
    table = emitter.definitions.enumerations.get(term.type.name or "")
    if table is None or term.type.kind not in (Kind.RANK, Kind.STRING):
        return None
    places = {word: place if term.type.kind is Kind.RANK else word for place, word in enumerate(table.values)}
    entity = type_of(term.source).name or ""
    return emitter.names.constant(Words(entity, term.name, table.name, places))


def _outcome(emitter: Emitting, term: nodes.OutcomeOf, source: Text) -> Text:
    key = (term.entity, term.name)
    made = f"{_function(emitter, emitter.definitions.decisions, *key)}({source.source}, ctx, budget)"
    if term.type.kind is Kind.MASK:
        size = size_of_enumeration(emitter, term.type)
        every = (1 << size) - 1 if key in emitter.definitions.always else (2 << size) - 1
        mask = (
            f"worst_of_mask({made}.verdict.mask, {size})"
            if key in emitter.definitions.prudent
            else f"{made}.verdict.mask"
        )
        return Text(of_entity(source, mask, str(every)), Kind.MASK, unknown=True, depth=1)
    if term.type.kind is Kind.LIST:
        values = emitter.names.constant(emitter.definitions.enumerations[term.type.name or ""].values)
        return Text(of_entity(source, f"outcomes_of({made}.verdict, {values})"), Kind.LIST, unknown=True, depth=1)
    return converted(
        emitter,
        Text(of_entity(source, f"{made}.verdict.bounds"), Kind.BOUNDS, unknown=True, depth=1),
        TermType(Kind.BOUNDS),
        term.type,
    )
