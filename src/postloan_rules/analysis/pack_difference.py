"""What two packs say differently, told from what they mean: another layout or order of files is no difference."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from postloan_rules.light import dataclass
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.text.bilingual import Bilingual, Language

How = Literal["added", "removed", "changed", "moved"]
Kind = Literal["pack", "enumeration", "field", "parameter", "fact", "decision", "rule", "cell", "event", "watch"]

_KINDS: Mapping[str, Bilingual] = {
    "pack": Bilingual(zh="规则包", en="pack"),
    "enumeration": Bilingual(zh="枚举", en="enumeration"),
    "field": Bilingual(zh="字段", en="field"),
    "parameter": Bilingual(zh="参数", en="parameter"),
    "fact": Bilingual(zh="事实", en="fact"),
    "decision": Bilingual(zh="决策", en="decision"),
    "rule": Bilingual(zh="规则", en="rule"),
    "cell": Bilingual(zh="表格单元", en="cell"),
    "event": Bilingual(zh="事件类型", en="kind of events"),
    "watch": Bilingual(zh="监测", en="watch"),
}
_HOW: Mapping[str, Bilingual] = {
    "added": Bilingual(zh="新增", en="added"),
    "removed": Bilingual(zh="删除", en="removed"),
    "changed": Bilingual(zh="修改", en="changed"),
    "moved": Bilingual(zh="次序改变", en="moved"),
}


@dataclass(frozen=True, slots=True)
class PackChange:
    """One thing that is otherwise: ``part`` of the thing ``name`` reads ``old`` in one pack and ``new`` in the other.

    ``old`` is ``None`` where the thing was added, ``new`` where it was removed.
    """

    kind: Kind
    name: str
    how: How
    part: str
    old: str | None
    new: str | None

    def say(self, language: Language) -> str:
        """Return the change as a line."""
        colon = Bilingual(zh="：", en=": ").say(language)
        head = f"{_KINDS[self.kind].say(language)} `{self.name}`"
        how = _HOW[self.how].say(language)
        part = f" {self.part}" if self.part else ""
        match self.how:
            case "added":
                return f"{head}{part} {how}{colon}{self.new}"
            case "removed":
                return f"{head}{part} {how}{colon}{self.old}"
            case _:
                return f"{head}{part} {how}{colon}{_shown(self.old)} → {_shown(self.new)}"

    def to_dict(self) -> dict[str, Any]:
        """Return the change as plain values."""
        return {
            "kind": self.kind,
            "name": self.name,
            "how": self.how,
            "part": self.part,
            "old": self.old,
            "new": self.new,
        }


@dataclass(frozen=True, slots=True)
class PackDifference:
    """All that two packs say differently. ``old`` and ``new`` are their ids, versions and digests."""

    old: tuple[str, str, str]
    new: tuple[str, str, str]
    changes: tuple[PackChange, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the difference as plain values."""
        names = ("pack", "version", "digest")
        return {
            "old": dict(zip(names, self.old, strict=True)),
            "new": dict(zip(names, self.new, strict=True)),
            "changes": [each.to_dict() for each in self.changes],
        }


def compare_packs(old: CheckedPack, new: CheckedPack) -> PackDifference:
    """Return what ``new`` says otherwise than ``old``: dated values of parameters, rules with both texts, cells, facts.

    Both are taken as resolved, with what is laid over them.
    """
    one, other = json.loads(old.resolved_text), json.loads(new.resolved_text)
    return PackDifference(
        (old.id, old.version, old.digest),
        (new.id, new.version, new.digest),
        tuple(_changes(one, other)) if old.digest != new.digest else (),
    )


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[PackChange]:
    for part in sorted((old.keys() | new.keys()) - _PARTS):
        yield from _changed("pack", str(new["pack"]), part, old.get(part), new.get(part))
    yield from _things("enumeration", old["enumerations"], new["enumerations"])
    for name, one, other in _pairs(old["fields"], new["fields"]):
        yield from _whole_or_changed("field", name, "", one, other)
    for name, one, other in _pairs(old["parameters"], new["parameters"]):
        yield from _parameter(name, one, other)
    yield from _things("fact", old["facts"], new["facts"])
    for name, one, other in _pairs(old["decisions"], new["decisions"]):
        yield from _decision(name, one, other)
    yield from _things("event", old.get("events", {}), new.get("events", {}))
    yield from _things("watch", old.get("watches", {}), new.get("watches", {}))


_PARTS = frozenset(("enumerations", "fields", "parameters", "facts", "decisions", "events", "watches"))


def _pairs(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            yield name, old.get(name), new.get(name)


def _things(kind: Kind, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[PackChange]:
    for name, one, other in _pairs(old, new):
        if one is None or other is None:
            yield from _whole_or_changed(kind, name, "", one, other)
        else:
            yield from _parts(kind, name, one, other)


def _parts(kind: Kind, name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[PackChange]:
    for part in sorted(old.keys() | new.keys()):
        yield from _changed(kind, name, part, old.get(part), new.get(part))


def _changed(kind: Kind, name: str, part: str, old: Any, new: Any) -> Iterator[PackChange]:
    if old != new:
        yield PackChange(kind, name, "changed", part, _text(old), _text(new))


def _whole_or_changed(kind: Kind, name: str, part: str, old: Any, new: Any) -> Iterator[PackChange]:
    if old is None:
        yield PackChange(kind, name, "added", part, None, _text(new))
    elif new is None:
        yield PackChange(kind, name, "removed", part, _text(old), None)
    else:
        yield from _changed(kind, name, part, old, new)


def _parameter(name: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> Iterator[PackChange]:
    for part in ("type", "unit", "by"):
        if old is not None and new is not None:
            yield from _changed("parameter", name, part, old[part], new[part])
    before, after = ({} if values is None else _by_period(values["values"]) for values in (old, new))
    for period in sorted(before.keys() | after.keys()):
        one, other = before.get(period), after.get(period)
        if one == other:
            continue
        if one is None or other is None:
            yield from _whole_or_changed("parameter", name, period, _value(one), _value(other))
            continue
        yield from _changed("parameter", name, period, one["value"], other["value"])
        for part in ("end", "cite", "confidence"):
            yield from _changed("parameter", name, f"{period} {part}", one[part], other[part])


def _by_period(values: list[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Return the values by their first day; an end that is only the beginning of the next is none."""
    starts = {(each["start"], str(each["where"])) for each in values}
    return {
        _period(each): {**each, "end": None if (each["end"], str(each["where"])) in starts else each["end"]}
        for each in values
    }


def _period(value: Mapping[str, Any]) -> str:
    where = "".join(f" {path} = {word}" for path, word in sorted(value["where"].items()))
    return f"{value['start'] or '…'}{where}"


def _value(value: Mapping[str, Any] | None) -> str | None:
    if value is None:
        return None
    until = f" … {value['end']}" if value["end"] else ""
    return f"{value['value']}{until} ({value['cite']})"


def _decision(name: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> Iterator[PackChange]:
    if old is None or new is None:
        content = new if old is None else old
        text = f"{len(content['rules']) if content else 0} rules"
        yield PackChange(
            "decision",
            name,
            "added" if old is None else "removed",
            "",
            None if old is None else text,
            text if old is None else None,
        )
        return
    without_rules = ({part: each for part, each in content.items() if part != "rules"} for content in (old, new))
    yield from _parts("decision", name, *without_rules)
    before, after = ({rule["id"]: rule for rule in content["rules"]} for content in (old, new))
    for id in [*before, *(id for id in after if id not in before)]:
        yield from _rule(id, before.get(id), after.get(id))
    kept = [[id for id in rules if id in before and id in after] for rules in (before, after)]
    if kept[0] != kept[1]:
        yield PackChange("decision", name, "moved", "rules", ", ".join(kept[0]), ", ".join(kept[1]))


def _rule(id: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> Iterator[PackChange]:
    kind: Kind = "cell" if id.endswith("]") else "rule"
    if old is None or new is None:
        texts = [None if rule is None else _rule_text(rule) for rule in (old, new)]
        yield from _whole_or_changed(kind, id, "", *texts)
        return
    yield from _parts(kind, id, old, new)


def _rule_text(rule: Mapping[str, Any]) -> str:
    unless = f" unless {_text(rule['unless'])}" if rule.get("unless") else ""
    return f"{_text(rule['when'])}{unless} → {_text(rule['then'])} ({rule['cite']})"


def _text(value: Any) -> str | None:
    """Return a part of a canonical text for people: reasons and lists of conditions come as they would be written."""
    match value:
        case None | str():
            return value
        case bool():
            return str(value).lower()
        case {"expression": text}:
            return f"{{{text}}}"
        case {"zh": list() as zh, "en": list() as en}:
            return f"{_joined(zh)} / {_joined(en)}"
        case list():
            return ", ".join(_shown(_text(each)) for each in value)
        case Mapping():
            return "; ".join(f"{name}: {_shown(_text(each))}" for name, each in value.items())
        case _:
            return str(value)


def _joined(parts: list[Any]) -> str:
    return "".join(_shown(_text(each)) for each in parts)


def _shown(text: str | None) -> str:
    return text or "–"
