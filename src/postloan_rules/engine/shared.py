"""Things that several loans share: entries of one id are one thing, and say nothing different about it."""

from collections.abc import Iterable, Mapping
from typing import Any

from postloan_rules.errors import Problem
from postloan_rules.model.entity import Entity
from postloan_rules.model.loan import Loan
from postloan_rules.model.relations import RELATIONS
from postloan_rules.text.catalogue import evaluation

SHARED: Mapping[str, tuple[str, str]] = {
    each.target: (each.name, each.field) for each in RELATIONS if each.shared and each.field is not None
}
"""Per kind of thing that loans share, the relation of a loan and the field that holds it."""

_STORES = ("extension", "facts")

Key = tuple[str, str]
"""Kind and id of a thing."""


class SharedThings:
    """What the loans of a record share. What one entry leaves out another may give."""

    def __init__(self, loans: Iterable[tuple[str, Loan]]) -> None:
        """Take ``loans``, each with its path in the record."""
        self._holders: dict[Key, list[Loan]] = {}
        self._values: dict[Key, dict[str, Any]] = {}
        self._first: dict[Key, tuple[str, Entity]] = {}
        self.problems: list[Problem] = []
        for path, loan in loans:
            for kind, (relation, field) in SHARED.items():
                for entity in loan.__dict__[field] or ():
                    self._take(kind, entity, loan, f"{path}.{relation}")

    def _take(self, kind: str, entity: Entity, loan: Loan, relation: str) -> None:
        key = (kind, entity.id)
        self._holders.setdefault(key, []).append(loan)
        if key not in self._first:
            self._first[key] = (relation, entity)
            self._values[key] = entity.__dict__
            return
        first_relation, first = self._first[key]
        if first is entity:
            return
        known = self._values[key]
        for name in differing(known, entity.__dict__):
            said = evaluation.entries_differ(entity.id, f"{first_relation}[{entity.id}]")
            value = str(entity.__dict__.get(name, ""))
            self.problems.append(Problem(said.code, f"{relation}[{entity.id}].{name}", value, said.message))
        self._values[key] = _merged(known, entity.__dict__)

    def values(self, kind: str, id: str) -> dict[str, Any]:
        """Return all that the entries say about a thing, in the storage of an entity."""
        return self._values[kind, id]

    def source(self, kind: str, id: str) -> Entity:
        """Return the first entry of a thing."""
        return self._first[kind, id][1]

    def holders(self, kind: str, id: str) -> list[Loan]:
        """Return the loans that have a thing, by their ids."""
        return sorted(self._holders[kind, id], key=lambda loan: loan.id)


def differing(known: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """Return the names of what two entries of one thing both say, and say differently."""
    names = [
        name
        for name, value in other.items()
        if name not in _STORES and value is not None and known[name] is not None and known[name] != value
    ]
    for store in _STORES:
        stored = known[store]
        names += [
            name
            for name, value in other[store].items()
            if None not in (value, stored.get(name)) and stored[name] != value
        ]
    return names


def _merged(known: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    stores = {store: {**_given(other[store]), **_given(known[store])} for store in _STORES}
    return {**{name: other[name] if value is None else value for name, value in known.items()}, **stores}


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
