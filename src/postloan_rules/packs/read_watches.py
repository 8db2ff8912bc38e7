"""Watches: patterns of events with their conditions, checked against the kinds of events and the vocabulary."""

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Literal

from postloan_rules.feel.scope import EntityShape, Member, MemberKind, Scope
from postloan_rules.feel.types import Entity, Simple, Type
from postloan_rules.light import dataclass, replace
from postloan_rules.packs.desk import (
    Desk,
    citation_at,
    condition_at,
    confidence_at,
    labels_at,
    reason_at,
    text_at,
    value_of_enumeration,
)
from postloan_rules.packs.event_kind import EventKind
from postloan_rules.packs.layer import place_of
from postloan_rules.packs.pack import Chapter
from postloan_rules.packs.pack_layer import Layer
from postloan_rules.packs.parameter import Parameter
from postloan_rules.packs.read_events import parameter_at
from postloan_rules.packs.watch import (
    EVENT,
    FIRST_ON,
    MATCHED,
    Absence,
    AllOf,
    AnyOf,
    Count,
    One,
    Pattern,
    Place,
    Watch,
    Watching,
    Window,
)
from postloan_rules.packs.watch import (
    Sequence as InOrder,
)
from postloan_rules.packs.watch_parts import last_kinds
from postloan_rules.packs.yaml_nodes import ListNode, MappingNode, Node, ScalarNode
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import files
from postloan_rules.text.nearest import nearest

WATCHED = ("loan", "borrower")
"""What watches are about."""
_GROUPED = ("loan", "borrower")
_WHAT = Bilingual(zh="监测", en="the watch")
_UNITS: tuple[Literal["days", "months", "years"], ...] = ("days", "months", "years")
_BESIDE: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "event": ((), ("at", "where")),
    "count": (("at_least", "within"), ()),
    "absence": (("after", "within"), ()),
    "sequence": (("within",), ()),
    "all": (("within",), ()),
    "any": ((), ()),
}
"""What has to stand, and what may stand, beside the key that says which pattern it is."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What the watches of a pack may name."""

    desk: Desk
    kinds: Mapping[str, EventKind]
    parameters: Mapping[str, Parameter]
    chapters: Sequence[Chapter]
    watching: Watching | None


def read_watches(
    desk: Desk,
    layers: Sequence[Layer],
    kinds: Mapping[str, EventKind],
    parameters: Mapping[str, Parameter],
    chapters: Sequence[Chapter],
    watching: Watching | None,
) -> tuple[Watch, ...]:
    """Return the watches of all layers, in their order; what is wrong goes to the desk."""
    labels = (text for kind in kinds.values() for field in kind.fields for text in (field.label.zh, field.label.en))
    spaced = frozenset(label for label in labels if " " in label)
    known = _Known(replace(desk, names=desk.names | spaced), kinds, parameters, chapters, watching)
    found: dict[str, Watch] = {}
    for layer in layers:
        for node in layer.watches:
            made = _watch(known, node)
            if made is None or made.span is None:
                continue
            first = found.get(made.name)
            if first is not None and first.span is not None:
                desk.report.append(files.defined_twice(made.span, _WHAT, made.name, place_of(first.span)))
                continue
            found[made.name] = made
    return tuple(found.values())


def _watch(known: _Known, node: MappingNode) -> Watch | None:
    desk, key, of, chapter = known.desk, node.get("watch"), node.get("of"), node.get("chapter")
    if not isinstance(key, ScalarNode) or not isinstance(of, ScalarNode):
        return None
    if of.text not in WATCHED:
        what = Bilingual(zh="可监测的对象", en="entity to watch")
        desk.report.append(files.no_such(of.span, what, of.text, nearest(of.text, WATCHED) or WATCHED))
        return None
    if isinstance(chapter, ScalarNode) and chapter.text not in {each.id for each in known.chapters}:
        near = nearest(chapter.text, (each.id for each in known.chapters))
        desk.report.append(files.no_such(chapter.span, Bilingual(zh="章", en="chapter"), chapter.text, near))
    if known.watching is None:
        what = Bilingual(
            zh="pack.yaml 没有 watching，不知道级别取自哪个枚举",
            en="`pack.yaml` has no `watching`, so that nobody knows which words tell severity",
        )
        desk.report.append(files.does_not_fit_together(key.span, what))
        return None
    scope = desk.scopes[of.text]
    pattern = _pattern(_Patterns(known, of.text, scope), node.get("pattern"))
    severity = _value(desk, node, "severity", known.watching.severity)
    response, owner = (_value(desk, node, name, getattr(known.watching, name)) for name in ("response", "owner"))
    citation = citation_at(desk, node.get("cite"))
    if pattern is None or severity is None or citation is None:
        return None
    return Watch(
        key.text,
        text_at(node.get("signal")) or key.text,
        labels_at(node.get("title")),
        text_at(chapter),
        of.text,
        pattern,
        condition_at(desk, node.get("applies"), scope),
        severity,
        response,
        owner,
        _window(known, node.get("cool_down")),
        citation,
        confidence_at(node.get("confidence")),
        reason_at(desk, node.get("reason"), scope_of_reason(scope, pattern, known.kinds)),
        key.span,
    )


def _value(desk: Desk, node: MappingNode, name: str, enumeration: str | None) -> str | None:
    written = node.get(name)
    if not isinstance(written, ScalarNode):
        return None
    if enumeration is None:
        what = Bilingual(
            zh=f"pack.yaml 的 watching 没有 `{name}`", en=f"`watching` in `pack.yaml` names no enumeration for `{name}`"
        )
        desk.report.append(files.does_not_fit_together(written.span, what))
        return None
    return value_of_enumeration(desk, written, desk.enumerations[enumeration])


def _window(known: _Known, node: Node | None) -> Window | None:
    found = parameter_at(known.desk, node, known.parameters, _UNITS)
    if found is None:
        return None
    return Window(found.id, next(unit for unit in _UNITS if unit == found.unit))


class _Patterns:
    """What the patterns of one watch are read with; numbers their single events."""

    def __init__(self, known: _Known, entity: str, scope: Scope) -> None:
        self.known = known
        self.entity = entity
        self.scope = scope
        self.numbers = count()


def _pattern(patterns: _Patterns, node: Node | None) -> Pattern | None:
    if not isinstance(node, MappingNode):
        return None
    said = [name for name in _BESIDE if node.get(name) is not None]
    if not said or not _fits(patterns.known.desk, node, said):
        return None
    within = _window(patterns.known, node.get("within"))
    match said[0]:
        case "event":
            return _one(patterns, node)
        case "count":
            of = _one(patterns, node.get("count"))
            least = parameter_at(patterns.known.desk, node.get("at_least"), patterns.known.parameters, ("count",))
            return None if of is None or least is None or within is None else Count(of, least.id, within)
        case "absence":
            absent = node.get("absence")
            items = absent.items if isinstance(absent, ListNode) else (absent,)
            ones = [_one(patterns, item) for item in items]
            after = _one(patterns, node.get("after"))
            of_ = tuple(each for each in ones if each is not None)
            return None if after is None or within is None or len(of_) < len(ones) else Absence(of_, after, within)
        case word:
            parts = _parts(patterns, node.get(word))
            if parts is None or (within is None and word != "any"):
                return None
            if within is None:
                return AnyOf(parts)
            return InOrder(parts, within) if word == "sequence" else AllOf(parts, within)


def _parts(patterns: _Patterns, node: Node | None) -> tuple[Pattern, ...] | None:
    items = node.items if isinstance(node, ListNode) else ()
    parts = [_pattern(patterns, item) for item in items]
    found = tuple(each for each in parts if each is not None)
    return found if found and len(found) == len(parts) else None


def _fits(desk: Desk, node: MappingNode, said: Sequence[str]) -> bool:
    """Report keys that do not belong to the pattern, and those that are missing."""
    needed, allowed = _BESIDE[said[0]]
    strange = [key for key, _ in node.entries if key.text not in (said[0], *needed, *allowed)]
    missing = [name for name in needed if node.get(name) is None]
    if strange:
        what = Bilingual(
            zh=f"`{strange[0].text}`不属于`{said[0]}`模式",
            en=f"`{strange[0].text}` does not go with `{said[0]}`",
        )
        desk.report.append(files.does_not_fit_together(strange[0].span, what))
    if missing:
        at = node.key(said[0]) or strange[0]
        desk.report.append(files.missing_key(at.span, missing[0], Bilingual(zh="模式", en="the pattern")))
    return not strange and not missing


def _one(patterns: _Patterns, node: Node | None) -> One | None:
    event = node.get("event") if isinstance(node, MappingNode) else None
    if not isinstance(node, MappingNode) or not isinstance(event, ScalarNode):
        return None
    index, desk = next(patterns.numbers), patterns.known.desk
    kind = patterns.known.kinds.get(event.text)
    if kind is None:
        near = nearest(event.text, patterns.known.kinds)
        desk.report.append(files.no_such(event.span, Bilingual(zh="事件类型", en="kind of events"), event.text, near))
        return None
    place = _place(desk, node.get("at"), kind, patterns.entity)
    if place is None:
        return None
    where = condition_at(desk, node.get("where"), with_event(patterns.scope, kind))
    return One(index, kind.name, place, where, event.span)


def _place(desk: Desk, node: Node | None, kind: EventKind, entity: str) -> Place | None:
    if not isinstance(node, ScalarNode):
        return Place.SUBJECT if kind.subject == entity else Place.RELATED
    place = Place(node.text)
    if place is Place.SUBJECT and kind.subject != entity:
        what = Bilingual(
            zh=f"`{kind.name}`是`{kind.subject}`的事件，不是`{entity}`自己的",
            en=f"`{kind.name}` happens to a `{kind.subject}`, not to the `{entity}` itself",
        )
        desk.report.append(files.does_not_fit_together(node.span, what))
        return None
    if place is Place.GROUP and kind.subject not in _GROUPED:
        what = Bilingual(
            zh=f"`{kind.subject}`不属于集团",
            en=f"a `{kind.subject}` belongs to no group",
        )
        desk.report.append(files.does_not_fit_together(node.span, what))
        return None
    return place


def with_event(scope: Scope, kind: EventKind) -> Scope:
    """Return the names of ``scope`` and ``event`` for an event of ``kind``."""
    members = {each.name: Member(each.name, each.type, MemberKind.GIVEN) for each in kind.fields}
    members["on"] = Member("on", Simple.DATE, MemberKind.GIVEN)
    labels: dict[str, str] = {}
    for each in kind.fields:
        labels.update((text, each.name) for text in (each.label.zh, each.label.en) if text not in members)
    shape = EntityShape(EVENT, members, labels)
    return replace(
        scope,
        variables={**scope.variables, EVENT: Entity(EVENT)},
        entities={**scope.entities, EVENT: shape},
        labels={**scope.labels, "事件": EVENT},
    )


def scope_of_reason(scope: Scope, pattern: Pattern, kinds: Mapping[str, EventKind]) -> Scope:
    """Return the names that the reason of a watch may use."""
    last = last_kinds(pattern)
    variables: dict[str, Type] = {**scope.variables, FIRST_ON: Simple.DATE, MATCHED: Simple.NUMBER}
    wider = replace(scope, variables=variables)
    return with_event(wider, kinds[next(iter(last))]) if len(last) == 1 else wider
