"""The cases of a pack as examples: what is given, and what has to come out."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from postloan_rules.feel.types import Enumeration, Type
from postloan_rules.model.fields import fields_of
from postloan_rules.packs.definition import DecisionDefinition
from postloan_rules.packs.pack import Case, CheckedPack
from postloan_rules.rulebook.blocks import Item
from postloan_rules.rulebook.names import Names
from postloan_rules.rulebook.said import Said, joined, reference, same, say, words
from postloan_rules.rulebook.wording import both
from postloan_rules.text.bilingual import Bilingual

_STATUS = {
    "certain": both("确定", "certain"),
    "at_least": both("至少如此", "at least this"),
    "unknown": both("未知", "unknown"),
    "not_applicable": both("不适用", "not applicable"),
}
_RULES = {
    "fired": both("触发", "fired"),
    "not_fired": both("不触发", "not fired"),
    "unknown": both("不能确定", "unknown"),
}


class Examples:
    """Says the cases of one pack."""

    def __init__(self, pack: CheckedPack, names: Names) -> None:
        self._pack = pack
        self._names = names
        self._decisions: Mapping[str, DecisionDefinition] = {each.name: each for each in pack.decisions}

    def item(self, case: Case) -> Item:
        """Return one case: its name, and under it what is given and expected."""
        given = [self._given(path, value) for path, value in case.given.items()]
        lines = []
        if given:
            lines.append(Item(say("已知：{0}", "Given: {0}", joined(given, "；", "; "))))
        if case.unknown:
            unknown = joined([words(self._names.path(each)) for each in case.unknown], "、", ", ")
            lines.append(Item(say("未知：{0}", "Unknown: {0}", unknown)))
        expected = joined(self._expected(case), "；", "; ")
        lines.append(Item(say("应得：{0}", "Expected: {0}", expected)))
        return Item(say("{0}（{1}）", "{0} ({1})", same(case.name), same(case.as_of.isoformat())), tuple(lines))

    def _given(self, path: str, value: object) -> Said:
        entity, _, name = path.partition(".")
        return say("{0}：{1}", "{0}: {1}", words(self._names.path(path)), self._value(entity, name, value))

    def _value(self, entity: str, name: str, value: object) -> Said:
        match value:
            case bool():
                return both("是", "yes") if value else both("否", "no")
            case Decimal():
                return same(f"{value:,f}")
            case date():
                return same(value.isoformat())
            case str():
                return words(self._word(self._type(entity, name), value))
            case list() | tuple():
                target = self._target(entity, name)
                said = [self._member(target, each) for each in value if isinstance(each, Mapping)]
                return joined(said, "、", ", ") if said else both("无", "none")
            case _:
                return same(str(value))

    def _member(self, entity: str, values: Mapping[str, object]) -> Said:
        parts = [self._given(f"{entity}.{name}", value) for name, value in values.items()]
        return say("〔{0}〕", "[{0}]", joined(parts, "，", ", "))

    def _target(self, entity: str, name: str) -> str:
        field = fields_of(entity).get(name)
        return entity if field is None or field.entity is None else field.entity

    def _type(self, entity: str, name: str) -> Type | None:
        shape = self._pack.entities.get(entity)
        member = None if shape is None else shape.members.get(name)
        return None if member is None else member.type

    def _word(self, type: Type | None, value: str) -> Bilingual:
        if isinstance(type, Enumeration):
            return self._names.value_label(type.name, value)
        return Bilingual(zh=value, en=value)

    def _expected(self, case: Case) -> list[Said]:
        found: list[Said] = []
        for key, value in case.expect.items():
            match key:
                case "outcome":
                    found.append(self._outcomes(case, value))
                case "status":
                    found.append(_STATUS[str(value)])
                case "possible":
                    found.append(say("可能为{0}", "possible: {0}", self._outcomes(case, value)))
                case "fired" | "not_fired" | "unknown":
                    ids = [reference(Bilingual(zh=each, en=each), each) for each in _texts(value)]
                    found.append(say("{0}：{1}", "{0}: {1}", _RULES[key], joined(ids, "、", ", ")))
                case "missing":
                    paths = joined([same(each) for each in _texts(value)], "、", ", ")
                    found.append(say("尚缺：{0}", "missing: {0}", paths))
                case "facts" if isinstance(value, Mapping):
                    found += [self._given(path, each) for path, each in value.items()]
                case "annotations" if isinstance(value, Mapping):
                    found += [self._told(rule, told) for rule, told in value.items()]
                case _:
                    pass
        return found

    def _outcomes(self, case: Case, value: object) -> Said:
        given = value if isinstance(value, list | tuple) else (value,)
        outcome = self._decisions[case.decision].outcome
        said = [
            _STATUS["not_applicable"]
            if each == "not_applicable"
            else words(self._word(outcome, each))
            if isinstance(each, str)
            else same(f"{each}")
            for each in given
        ]
        return joined(said, "、", ", ") if said else both("无", "none")

    def _told(self, rule: str, told: Mapping[str, object]) -> Said:
        owners = {each.id: decision for decision in self._pack.decisions for each in decision.rules}
        columns = {each.name: each for each in owners[rule].annotations}
        parts = []
        for name, value in told.items():
            column, said = columns[name], same("")
            if value is None:
                said = _STATUS["unknown"]
            elif isinstance(value, Mapping):
                zh, en = value.get("zh"), value.get("en")
                said = words(Bilingual(zh=str(zh or en), en=str(en or zh)))
            elif isinstance(value, str):
                said = words(self._word(column.type, value))
            else:
                said = self._value("", "", value)
            parts.append(say("{0}为{1}", "{0}: {1}", words(column.title), said))
        return say("{0}：{1}", "{0}: {1}", same(rule), joined(parts, "、", ", "))


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, list | tuple) else ()
