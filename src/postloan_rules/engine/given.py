"""What a record gives and only the pack can judge: names it declares, types of their values, words of its classes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from postloan_rules.errors import Problem
from postloan_rules.ir.program import EnumerationTable
from postloan_rules.ir.types import Kind, TermType
from postloan_rules.light import dataclass, field
from postloan_rules.model.entity import Entity
from postloan_rules.model.portfolio import PortfolioRecord
from postloan_rules.model.relations import ENTITIES, RELATIONS
from postloan_rules.text.catalogue import evaluation
from postloan_rules.text.diagnostic import Diagnostic
from postloan_rules.text.nearest import nearest

MANY_OF: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    entity: tuple((each.name, each.target, each.field) for each in RELATIONS if each.source == entity and each.field)
    for entity in ENTITIES
}
"""The relations that an entity holds in a field of its own: name, entity of the members and field, by entity."""

_MOST_DIGITS = 34


@dataclass(frozen=True, slots=True)
class Declared:
    """The names that ``extension`` and ``facts`` may hold, per entity, with their types."""

    extension: Mapping[str, Mapping[str, TermType]]
    facts: Mapping[str, Mapping[str, TermType]]
    enumerations: Mapping[str, EnumerationTable]
    words: Mapping[str, Mapping[str, EnumerationTable]] = field(default_factory=dict)
    """Per entity, the fields of the model that the pack reads as values of its own enumerations."""


class _RefusedError(Exception):
    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic


Entities = Iterable[tuple[str, Entity, str]]
"""Entities with what they hold, each with its kind and its path."""


def extras_among(entities: Entities) -> bool:
    """Return whether any of ``entities`` gives something in ``extension`` or ``facts``."""
    return any(_extras_in(name, entity) for name, entity, _ in entities)


def strange_words_among(entities: Entities, declared: Declared) -> bool:
    """Return whether any of ``entities`` holds a word that its enumeration does not have."""
    return any(_strange_words_in(name, entity, declared.words) for name, entity, _ in entities)


def problems_among(entities: Entities, declared: Declared) -> list[Problem]:
    """Return what is wrong with the words, and with what stands in ``extension`` and ``facts``, of all entities."""
    problems: list[Problem] = []
    for root, entity, root_path in entities:
        for name, each, path in _walk(root, entity, root_path):
            for field_name, table in declared.words.get(name, {}).items():
                word = each.__dict__[field_name]
                if word is not None and word not in table.values:
                    problems.append(_problem(f"{path}.{field_name}", word, _not_a_word(str(word), table)))
            for store, known in (("extension", declared.extension), ("facts", declared.facts)):
                for key, value in sorted(each.__dict__[store].items()):
                    diagnostic = _problem_of(key, value, known.get(name, {}), declared, store)
                    if diagnostic is not None:
                        problems.append(_problem(f"{path}.{key}", value, diagnostic))
    return problems


def _problem(path: str, value: object, said: Diagnostic) -> Problem:
    return Problem(said.code, path, "" if value is None else str(value), said.message)


def coerced(values: Mapping[str, Any], types: Mapping[str, TermType], declared: Declared) -> dict[str, Any]:
    """Return ``values``, found free of problems before, in the form that terms read (dates, not their text)."""
    return {name: _coerce(value, types[name], declared) for name, value in values.items()}


def entities_of(record: PortfolioRecord) -> Iterator[tuple[str, Entity, str]]:
    """Yield the entities of ``record`` that hold all others, each with its kind and its path."""
    yield "loan", record.loan, "loan"
    if record.borrower is not None:
        yield "borrower", record.borrower, "borrower"
        for loan in record.borrower.other_loans or ():
            yield "loan", loan, f"borrower.loans[{loan.id}]"
    if record.group is not None:
        yield "group", record.group, "group"
        for member in record.group.other_members or ():
            yield "borrower", member, f"group.members[{member.id}]"
            for loan in member.other_loans or ():
                yield "loan", loan, f"group.members[{member.id}].loans[{loan.id}]"
    if record.facility is not None:
        yield "facility", record.facility, "facility"
    if record.institution is not None:
        yield "institution", record.institution, "institution"


def _extras_in(name: str, entity: Entity) -> bool:
    # Plain loops here and below: these questions are asked of every record.
    values = entity.__dict__
    if values["extension"] or values["facts"]:
        return True
    for _, target, of in MANY_OF[name]:
        for member in values[of] or ():
            if _extras_in(target, member):
                return True
    return False


def _strange_words_in(name: str, entity: Entity, words: Mapping[str, Mapping[str, EnumerationTable]]) -> bool:
    values = entity.__dict__
    for field_name, table in words.get(name, {}).items():
        word = values[field_name]
        if word is not None and word not in table.values:
            return True
    for _, target, of in MANY_OF[name]:
        for member in values[of] or ():
            if _strange_words_in(target, member, words):
                return True
    return False


def _walk(name: str, entity: Entity, path: str) -> Iterator[tuple[str, Entity, str]]:
    yield name, entity, path
    for relation, target, of in MANY_OF[name]:
        for member in entity.__dict__[of] or ():
            yield from _walk(target, member, f"{path}.{relation}[{member.id}]")


def _problem_of(
    key: str, value: object, types: Mapping[str, TermType], declared: Declared, store: str
) -> Diagnostic | None:
    if key not in types:
        near = nearest(key, types)
        return (evaluation.undeclared_extension if store == "extension" else evaluation.undeclared_fact)(key, near)
    try:
        _coerce(value, types[key], declared)
    except _RefusedError as refused:
        return refused.diagnostic
    return None


def _coerce(value: Any, type: TermType, declared: Declared) -> Any:
    if value is None:
        return None
    if type.kind in (Kind.STRING, Kind.RANK) and type.name is not None:
        return _word(value, declared.enumerations[type.name])
    read = _READERS.get(type.kind)
    return value if read is None else read(value)


def _word(value: Any, table: EnumerationTable) -> str:
    if not isinstance(value, str) or value not in table.values:
        raise _RefusedError(_not_a_word(str(value), table))
    return value


def _not_a_word(word: str, table: EnumerationTable) -> Diagnostic:
    return evaluation.not_a_value(word, table.name, nearest(word, table.values))


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise _RefusedError(evaluation.not_of_type(str(value), "真或假", "true or false"))


def _number(value: Any) -> Decimal | int:
    number = value
    if isinstance(value, str):
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = None
    if isinstance(number, bool) or not isinstance(number, (int, Decimal)) or not Decimal(number).is_finite():
        raise _RefusedError(evaluation.not_of_type(str(value), "数", "a number"))
    if len(Decimal(number).as_tuple().digits) > _MOST_DIGITS:
        raise _RefusedError(
            evaluation.not_of_type(
                str(value), f"不超过{_MOST_DIGITS}位的数", f"a number of at most {_MOST_DIGITS} digits"
            )
        )
    return number


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise _RefusedError(evaluation.not_of_type(str(value), "文字", "text"))


def _date(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        if isinstance(value, str) and len(value) == len("2026-11-23"):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise _RefusedError(evaluation.not_of_type(str(value), "日期（如2026-11-23）", "a date like 2026-11-23"))


_READERS: Mapping[Kind, Callable[[Any], Any]] = {
    Kind.BOOLEAN: _boolean,
    Kind.NUMBER: _number,
    Kind.BOUNDS: _number,
    Kind.RATIO: _number,
    Kind.STRING: _text,
    Kind.DATE: _date,
}
