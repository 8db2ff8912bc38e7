"""The records that cases describe: what a case leaves out is not the case."""

from collections.abc import Mapping
from typing import Any

from postloan_rules.engine.engine import Engine
from postloan_rules.engine.shared import SHARED
from postloan_rules.errors import Problem, RecordError
from postloan_rules.ir.types import Kind
from postloan_rules.model.fields import FieldShape, fields_of
from postloan_rules.model.fields import Kind as FieldKind
from postloan_rules.model.portfolio import PortfolioRecord
from postloan_rules.model.reading import read_record
from postloan_rules.model.relations import Relation, ways
from postloan_rules.packs.pack import Case

ROOT_IDS: Mapping[str, str] = {"loan": "L1", "borrower": "B1", "group": "G1", "facility": "F1", "institution": "self"}
_NOT_THE_CASE: Mapping[FieldKind, object] = {
    FieldKind.BOOLEAN: False,
    FieldKind.WHOLE: 0,
    FieldKind.NUMBER: 0,
    FieldKind.MONEY: 0,
    FieldKind.MANY: (),
}


_NUMBERS = frozenset({Kind.NUMBER, Kind.BOUNDS, Kind.RATIO})


def record_of_case(engine: Engine, case: Case) -> PortfolioRecord:
    """Return the record that ``case`` describes: what it leaves out is not the case.

    Raises:
        RecordError: if it describes no record.
    """
    maker = CaseMaker(engine, case)
    content: dict[str, object] = {"as_of": case.as_of, "currency": case.currency}
    for entity in ROOT_IDS:
        if entity not in case.unknown:
            content[entity] = maker.root(entity)
    record, issues = read_record(content)
    if record is None:
        raise RecordError([Problem(each.remark.code, each.path, each.value, each.remark.message) for each in issues])
    return record


def left_unknown(listed: Mapping[str, object]) -> frozenset[str]:
    """Return the names of what stays unknown of a thing that a case lists."""
    names = listed.get("unknown", ())
    return frozenset(map(str, names)) if isinstance(names, (list, tuple)) else frozenset()


class CaseMaker:
    """Fills in what a case leaves out."""

    def __init__(self, engine: Engine, case: Case) -> None:
        self.case = case
        self.defaults = engine.pack.case_defaults
        self._computed = {(each.entity, each.name) for each in engine.pack.facts if each.formula is not None}
        self._declared = engine.declared
        about = next((each.entity for each in engine.pack.decisions if each.name == case.decision), "loan")
        self._ways = {} if about in ROOT_IDS else self._way_to(about)

    def _way_to(self, about: str) -> dict[str, tuple[Relation, ...]]:
        """Return the way on which the detail that the case is about is put; none where the case lists such details."""
        found = {root: way for root in reversed(tuple(ROOT_IDS)) for way in reversed(ways(root, about))}
        paths = {**self.case.given, **dict.fromkeys(self.case.unknown)}
        told = any(self.under(each.target, paths) for way in found.values() for each in way)
        listed = any(f"{root}.{way[0].field}" in paths for root, way in found.items())
        first = next((root for root in ROOT_IDS if root in found), "")
        return {first: found[first]} if first and (told or not listed) else {}

    def root(self, entity: str) -> dict[str, object]:
        """Return the entity that the case itself is about, or that surrounds it."""
        content = self.told(entity, ROOT_IDS[entity])
        if entity in self._ways:
            self._add_subject(content, self._ways[entity])
        return content

    def told(self, entity: str, id: str) -> dict[str, object]:
        """Return what the case tells of ``entity`` by paths, filled."""
        given = dict(self.under(entity, self.case.given))
        unknown = frozenset(name for name, _ in self.under(entity, dict.fromkeys(self.case.unknown)))
        return self.filled(entity, {"id": id, **given}, unknown)

    @staticmethod
    def under(entity: str, paths: Mapping[str, object]) -> list[tuple[str, object]]:
        """Return what ``paths`` have of ``entity``, without its name."""
        mark = f"{entity}."
        return [(path.removeprefix(mark), value) for path, value in paths.items() if path.startswith(mark)]

    def _add_subject(self, content: dict[str, object], way: tuple[Relation, ...]) -> None:
        """Put the detail that the case is about where ``way`` leads, before others that the case lists."""
        step, *rest = way
        inner = self.told(step.target, f"{step.target}-0")
        if rest:
            self._add_subject(inner, tuple(rest))
        listed = content.get(str(step.field))
        content[str(step.field)] = [inner, *(listed if isinstance(listed, list) else ())]

    def filled(self, entity: str, given: Mapping[str, object], unknown: frozenset[str]) -> dict[str, object]:
        """Return an entity with what is ``given``; what is not, and not ``unknown``, is not the case."""
        fields = fields_of(entity)
        content: dict[str, object] = {}
        owner = str(given["id"]) if "id" in given else ""
        for name, shape in fields.items():
            value = given.get(name)
            if value is not None:
                content[name] = self._related(shape, value, owner)
            elif name not in unknown:
                value = self._left_out(entity, name, shape, owner)
                if value is not None:
                    content[name] = value
        for store, declared in (("extension", self._declared.extension), ("facts", self._declared.facts)):
            values = self._stored(entity, declared.get(entity, {}), given, unknown)
            if values:
                content[store] = values
        return content

    def _related(self, shape: FieldShape, value: object, owner: str) -> object:
        if shape.kind is not FieldKind.MANY or not isinstance(value, (list, tuple)) or shape.entity is None:
            return value
        entity = shape.entity
        # Things without an id are different ones at different loans, also where loans may share such things.
        prefix = f"{owner}-{entity}" if entity in SHARED and owner != ROOT_IDS["loan"] else entity
        numbered = [{"id": f"{prefix}-{place}", **each} for place, each in enumerate(value, 1)]
        return [
            self.filled(entity, each, left_unknown(each)) if entity in ROOT_IDS else self._bare(entity, each)
            for each in numbered
        ]

    def _bare(self, entity: str, given: Mapping[str, object]) -> dict[str, object]:
        """Return a detail, such as an instalment or a valuation: what a case does not say of it stays unknown."""
        fields = fields_of(entity)
        owner = str(given["id"])
        content = {name: self._related(fields[name], value, owner) for name, value in given.items() if name in fields}
        for store, declared in (("extension", self._declared.extension), ("facts", self._declared.facts)):
            values = {name: given[name] for name in declared.get(entity, {}) if name in given}
            if values:
                content[store] = values
        return content

    def _left_out(self, entity: str, name: str, shape: FieldShape, owner: str) -> object:
        default = self.defaults.get(f"{entity}.{name}")
        if default is not None:
            return self._related(shape, default, owner)
        return None if (entity, name) in self._computed else _NOT_THE_CASE.get(shape.kind)

    def _stored(
        self, entity: str, types: Mapping[str, Any], given: Mapping[str, object], unknown: frozenset[str]
    ) -> dict[str, object]:
        """Return what stands beside the fields of the model: fields and facts that the pack declares."""
        values: dict[str, object] = {}
        for name, type in types.items():
            value = given.get(name, self.defaults.get(f"{entity}.{name}"))
            if value is None and name not in unknown and (entity, name) not in self._computed:
                value = False if type.kind is Kind.BOOLEAN else 0 if type.kind in _NUMBERS else None
            if value is not None and name not in unknown:
                values[name] = value
        return values
