"""A record on another day, when nothing happened but that days passed."""

from collections.abc import Collection
from datetime import date
from functools import cache
from typing import Any, TypeVar

from postloan_rules.model.entity import Entity
from postloan_rules.model.fields import Kind, counters, fields_of
from postloan_rules.model.portfolio import PortfolioRecord
from postloan_rules.model.relations import ENTITIES

_PARTS = ("loan", "borrower", "group", "facility", "institution")
Counter = tuple[int, str]
"""An entity, by its identity, and one of its fields."""
_E = TypeVar("_E", bound=Entity)


def later(
    record: PortfolioRecord,
    day: date,
    derived: Collection[Counter] = (),
    added: frozenset[tuple[str, str]] = frozenset(),
) -> PortfolioRecord:
    """Return ``record`` as it is on ``day`` if nothing is paid and nothing else happens.

    What counts from day to day (days past due) has grown by the days between, where it had begun; one at zero stays
    there, for the record does not say when it begins. Those ``derived`` are left out, so that facts say them. ``added``
    are the entities and names of further ones, in ``extension``.
    """
    days = (day - record.as_of).days
    parts: dict[str, Any] = {name: _counted(name, getattr(record, name), days, derived, added) for name in _PARTS}
    return record.model_copy(update={**parts, "as_of": day})


def _counted(
    kind: str, entity: _E | None, days: int, derived: Collection[Counter], added: frozenset[tuple[str, str]]
) -> _E | None:
    if entity is None:
        return None
    counted, relations = _parts_of(kind, added)
    values = entity.__dict__
    update: dict[str, Any] = {}
    for name in counted:
        if values[name] is not None and (id(entity), name) in derived:
            update[name] = None
        elif values[name] and days:
            update[name] = values[name] + days
    extension = {
        name: value + days
        for name, value in values["extension"].items()
        if value and days and (kind, name) in added and not isinstance(value, str | date | bool)
    }
    if extension:
        update["extension"] = {**values["extension"], **extension}
    for name, target in relations:
        members = values[name]
        if members:
            new = tuple(_counted(target, each, days, derived, added) for each in members)
            if any(one is not other for one, other in zip(new, members, strict=True)):
                update[name] = new
    return entity.model_copy(update=update) if update else entity


@cache
def _parts_of(kind: str, added: frozenset[tuple[str, str]]) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Return the counters of an entity, and the relations that lead to some."""
    counted = tuple(name for entity, name in sorted(counters()) if entity == kind)
    leading = _leading(added)
    relations = tuple(
        (name, each.entity)
        for name, each in fields_of(kind).items()
        if each.kind is Kind.MANY and each.entity is not None and each.entity in leading
    )
    return counted, relations


@cache
def _leading(added: frozenset[tuple[str, str]]) -> frozenset[str]:
    """Return the entities that have counters or hold such entities."""
    found = {entity for entity, _ in (*counters(), *added)}
    while True:
        more = {
            kind
            for kind in ENTITIES
            if kind not in found and any(each.entity in found for each in fields_of(kind).values() if each.entity)
        }
        if not more:
            return frozenset(found)
        found |= more
