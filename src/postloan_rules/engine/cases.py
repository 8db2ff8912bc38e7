"""The cases of a pack, run: is what its owner wants to hold still so?"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from postloan_rules.engine.decision import Decision
from postloan_rules.engine.engine import Engine
from postloan_rules.engine.plain import plain_text
from postloan_rules.engine.shared import SHARED
from postloan_rules.engine.subjects import REACHED
from postloan_rules.errors import PostloanRulesError, Problem, RecordError
from postloan_rules.ir.types import Kind
from postloan_rules.light import dataclass
from postloan_rules.model.fields import FieldShape, fields_of
from postloan_rules.model.fields import Kind as FieldKind
from postloan_rules.model.portfolio import PortfolioRecord
from postloan_rules.model.reading import read_record
from postloan_rules.model.relations import Relation, ways
from postloan_rules.packs.pack import Case
from postloan_rules.text.bilingual import Bilingual

_IDS: Mapping[str, str] = {"loan": "L1", "borrower": "B1", "group": "G1", "facility": "F1", "institution": "self"}
_NOT_THE_CASE: Mapping[FieldKind, object] = {
    FieldKind.BOOLEAN: False,
    FieldKind.WHOLE: 0,
    FieldKind.NUMBER: 0,
    FieldKind.MONEY: 0,
    FieldKind.MANY: (),
}


@dataclass(frozen=True, slots=True)
class Difference(Bilingual):
    """One thing that a case expects and that came out otherwise: ``what`` it is, ``wanted`` and ``got``."""

    what: str
    wanted: str
    got: str


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What came of a case: ``differences`` say what was expected and what came out instead."""

    case: Case
    passed: bool
    differences: tuple[Bilingual, ...]


def run_cases(engine: Engine, chosen: Sequence[Case] | None = None) -> list[CaseResult]:
    """Return the results of the cases that were ``chosen``, in their order; without a choice of all of the pack."""
    return [_result(engine, case) for case in (engine.pack.cases if chosen is None else chosen)]


def _result(engine: Engine, case: Case) -> CaseResult:
    try:
        differences = tuple(_differences(engine, case))
    except PostloanRulesError as error:
        differences = (Bilingual(zh=f"无法判定：{error}", en=f"cannot be decided: {error}"),)
    return CaseResult(case, not differences, differences)


def record_of_case(engine: Engine, case: Case) -> PortfolioRecord:
    """Return the record that ``case`` describes: what it leaves out is not the case.

    Raises:
        RecordError: if it describes no record.
    """
    maker = _Maker(engine, case)
    content: dict[str, object] = {"as_of": case.as_of, "currency": case.currency}
    for entity in _IDS:
        if entity not in case.unknown:
            content[entity] = maker.root(entity)
    record, issues = read_record(content)
    if record is None:
        raise RecordError([Problem(each.remark.code, each.path, each.value, each.remark.message) for each in issues])
    return record


class _Maker:
    """Fills in what a case leaves out."""

    def __init__(self, engine: Engine, case: Case) -> None:
        self._case = case
        self._defaults = engine.pack.case_defaults
        self._computed = {(each.entity, each.name) for each in engine.pack.facts if each.formula is not None}
        self._declared = engine.declared
        about = next((each.entity for each in engine.pack.decisions if each.name == case.decision), "loan")
        self._ways = {} if about in _IDS else self._way_to(about)

    def _way_to(self, about: str) -> dict[str, tuple[Relation, ...]]:
        """Return the way on which the detail that the case is about is put; none where the case lists such details."""
        found = {root: way for root in reversed(tuple(_IDS)) for way in reversed(ways(root, about))}
        paths = {**self._case.given, **dict.fromkeys(self._case.unknown)}
        told = any(self._under(each.target, paths) for way in found.values() for each in way)
        listed = any(f"{root}.{way[0].field}" in paths for root, way in found.items())
        first = next((root for root in _IDS if root in found), "")
        return {first: found[first]} if first and (told or not listed) else {}

    def root(self, entity: str) -> dict[str, object]:
        """Return the entity that the case itself is about, or that surrounds it."""
        content = self._told(entity, _IDS[entity])
        if entity in self._ways:
            self._add_subject(content, self._ways[entity])
        return content

    def _told(self, entity: str, id: str) -> dict[str, object]:
        """Return what the case tells of ``entity`` by paths, filled."""
        given = dict(self._under(entity, self._case.given))
        unknown = frozenset(name for name, _ in self._under(entity, dict.fromkeys(self._case.unknown)))
        return self._filled(entity, {"id": id, **given}, unknown)

    @staticmethod
    def _under(entity: str, paths: Mapping[str, object]) -> list[tuple[str, object]]:
        mark = f"{entity}."
        return [(path.removeprefix(mark), value) for path, value in paths.items() if path.startswith(mark)]

    def _add_subject(self, content: dict[str, object], way: tuple[Relation, ...]) -> None:
        """Put the detail that the case is about where ``way`` leads, before others that the case lists."""
        step, *rest = way
        inner = self._told(step.target, f"{step.target}-0")
        if rest:
            self._add_subject(inner, tuple(rest))
        listed = content.get(str(step.field))
        content[str(step.field)] = [inner, *(listed if isinstance(listed, list) else ())]

    def _filled(self, entity: str, given: Mapping[str, object], unknown: frozenset[str]) -> dict[str, object]:
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
        prefix = f"{owner}-{entity}" if entity in SHARED and owner != _IDS["loan"] else entity
        numbered = [{"id": f"{prefix}-{place}", **each} for place, each in enumerate(value, 1)]
        return [
            self._filled(entity, each, frozenset()) if entity in _IDS else self._bare(entity, each) for each in numbered
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
        default = self._defaults.get(f"{entity}.{name}")
        if default is not None:
            return self._related(shape, default, owner)
        return None if (entity, name) in self._computed else _NOT_THE_CASE.get(shape.kind)

    def _stored(
        self, entity: str, types: Mapping[str, Any], given: Mapping[str, object], unknown: frozenset[str]
    ) -> dict[str, object]:
        """Return what stands beside the fields of the model: fields and facts that the pack declares."""
        values: dict[str, object] = {}
        for name, type in types.items():
            value = given.get(name, self._defaults.get(f"{entity}.{name}"))
            if value is None and name not in unknown and (entity, name) not in self._computed:
                value = False if type.kind is Kind.BOOLEAN else 0 if type.kind in _NUMBERS else None
            if value is not None and name not in unknown:
                values[name] = value
        return values


_NOTHING = "–"
_NUMBERS = frozenset({Kind.NUMBER, Kind.BOUNDS, Kind.RATIO})


def _differences(engine: Engine, case: Case) -> list[Bilingual]:
    record = record_of_case(engine, case)
    decisions = engine.decide_each(case.decision, record)
    if not decisions:
        return [Bilingual(zh="没有可判定的对象", en="there is nothing to decide about")]
    return differences_in(case, decisions[0], lambda path: value_of_path(engine, path, record))


def value_of_path(engine: Engine, path: str, record: PortfolioRecord) -> Any:
    """Return the fact ``path`` of the record; of several things that have it, of the first."""
    if path.partition(".")[0] in REACHED:
        return engine.fact(path, record)
    values = [value for _, value in engine.fact_each(path, record)]
    return values[0] if values else None


def differences_in(case: Case, decision: Decision, fact: Callable[[str], Any]) -> list[Bilingual]:
    """Return in what ``decision``, and what ``fact`` says of a path, are not what ``case`` expects."""
    found: list[Bilingual] = []
    for key, wanted in case.expect.items():
        if key == "facts":
            for path, value in wanted.items() if isinstance(wanted, Mapping) else ():
                _compare(found, str(path), value, fact(str(path)))
        else:
            _CHECKS[key](found, decision, wanted)
    return found


def _compare(found: list[Bilingual], what: str, wanted: object, got: object) -> None:
    if wanted == got or (isinstance(got, (str, Decimal)) and plain_text(got) == plain_text(wanted)):
        return
    found.append(_difference(what, _shown(wanted), _shown(got)))


def _difference(what: str, wanted: str, got: str) -> Bilingual:
    return Difference(
        zh=f"{what}：应为 `{wanted}`，实际是 `{got}`",
        en=f"{what}: expected `{wanted}`, got `{got}`",
        what=what,
        wanted=wanted,
        got=got,
    )


def _shown(value: object) -> str:
    if value is None:
        return "unknown"
    if isinstance(value, (list, tuple)):
        return ", ".join(_shown(each) for each in value) or _NOTHING
    return plain_text(value)


def _outcome(found: list[Bilingual], decision: Decision, wanted: Any) -> None:
    got = decision.outcome
    if isinstance(got, tuple):
        wanted = tuple(wanted) if isinstance(wanted, (list, tuple)) else (wanted,)
    _compare(found, "outcome", wanted, got)


def _status(found: list[Bilingual], decision: Decision, wanted: Any) -> None:
    _compare(found, "status", str(wanted), decision.status.value)


def _possible(found: list[Bilingual], decision: Decision, wanted: Any) -> None:
    if set(wanted) != set(decision.possible):
        found.append(_difference("possible", _shown(wanted), _shown(decision.possible)))


def _fired(found: list[Bilingual], decision: Decision, wanted: Any) -> None:
    _among(found, "fired", wanted, decision.fired_deep)


def _unknown(found: list[Bilingual], decision: Decision, wanted: Any) -> None:
    _among(found, "unknown", wanted, tuple(each.rule for each in decision.unknown_deep))


def _missing(found: list[Bilingual], decision: Decision, wanted: Any) -> None:
    _among(found, "missing", wanted, decision.missing)


def _not_fired(found: list[Bilingual], decision: Decision, wanted: Any) -> None:
    open_or_fired = (*decision.fired_deep, *(each.rule for each in decision.unknown_deep))
    for rule in wanted:
        if rule in open_or_fired:
            state = "fired" if rule in decision.fired_deep else "unknown"
            found.append(_difference(rule, "not_fired", state))


def _among(found: list[Bilingual], what: str, wanted: Any, got: tuple[str, ...]) -> None:
    """Hold what is listed against what there is: what is not listed may be there as well."""
    absent = [each for each in wanted if each not in got]
    if absent:
        found.append(_difference(what, _shown(absent), _shown(got)))


def _annotations(found: list[Bilingual], decision: Decision, wanted: Any) -> None:
    """Hold what rules that fired tell against what they should; a text may be given in one language."""
    about_roots = (each for path, each in decision.reads.items() if "[" not in path)
    told = {match.rule: match.annotations for each in (decision, *about_roots) for match in each.matches}
    for rule, values in wanted.items():
        for name, value in values.items():
            what, said = f"{rule}.{name}", told.get(rule, {})
            got: Any = said.get(name)
            if name not in said:
                found.append(_difference(what, _shown(value), _NOTHING))
            elif isinstance(value, Mapping) and isinstance(got, Bilingual):
                for language, text in value.items():
                    _compare(found, f"{what}.{language}", text, got.say(language))
            else:
                _compare(found, what, value, got)


_CHECKS = {
    "outcome": _outcome,
    "status": _status,
    "possible": _possible,
    "fired": _fired,
    "unknown": _unknown,
    "missing": _missing,
    "not_fired": _not_fired,
    "annotations": _annotations,
}
