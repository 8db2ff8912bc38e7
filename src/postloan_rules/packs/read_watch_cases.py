"""Cases of watches: the events that they tell, and the signals that they expect."""

from collections.abc import Mapping
from datetime import date

from postloan_rules.packs.desk import Desk, day_at, text_at
from postloan_rules.packs.event_kind import EventKind
from postloan_rules.packs.layer import mapping
from postloan_rules.packs.plain_values import plain_value
from postloan_rules.packs.read_events import OWN_WORDS
from postloan_rules.packs.watch import ExpectedSignal, GivenEvent, Place, Watch
from postloan_rules.packs.yaml_nodes import ListNode, MappingNode, Node, ScalarNode
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import files
from postloan_rules.text.nearest import nearest


def read_given_events(
    desk: Desk, node: Node | None, watch: Watch, kinds: Mapping[str, EventKind]
) -> tuple[GivenEvent, ...]:
    """Return the events that a case tells; one without an id is called after its place, ``e1`` or ``e01``."""
    found: dict[str, GivenEvent] = {}
    for id, item in _named(node):
        made = _event(desk, item, watch, kinds, id)
        if made is not None and id in found:
            what = Bilingual(zh=f"编号`{id}`重复", en=f"two events are called `{id}`")
            desk.report.append(files.does_not_fit_together(item.span, what))
        if made is not None:
            found[id] = made
    return tuple(found.values())


def _named(node: Node | None) -> list[tuple[str, MappingNode]]:
    """Return the events that a case lists with their ids."""
    items = [item for item in node.items if isinstance(item, MappingNode)] if isinstance(node, ListNode) else []
    width = len(str(len(items)))
    return [(text_at(item.get("id")) or f"e{number:0{width}}", item) for number, item in enumerate(items, 1)]


def _event(desk: Desk, node: MappingNode, watch: Watch, kinds: Mapping[str, EventKind], id: str) -> GivenEvent | None:
    written, on = node.get("event"), node.get("on")
    kind = kinds.get(text_at(written) or "")
    for name in ("event", "on"):
        if node.get(name) is None:
            desk.report.append(files.missing_key(node.span, name, Bilingual(zh="事件", en="the event")))
    if isinstance(written, ScalarNode) and kind is None:
        what = Bilingual(zh="事件类型", en="kind of events")
        desk.report.append(files.no_such(written.span, what, written.text, nearest(written.text, kinds)))
    day = day_at(on)
    if isinstance(on, ScalarNode) and day is None:
        wanted = Bilingual(zh="日期，如 2026-03-31", en="a date such as 2026-03-31")
        desk.report.append(files.malformed(on.span, on.text, wanted))
    if kind is None or day is None:
        return None
    place = Place.SUBJECT if kind.subject == watch.entity else Place.RELATED
    at = node.get("at")
    if isinstance(at, ScalarNode):
        places = {each.value: each for each in Place}
        if at.text not in places:
            desk.report.append(files.not_a_word_of(at.span, at.text, nearest(at.text, places), tuple(places)))
        place = places.get(at.text, place)
    return GivenEvent(id, kind.name, day, place, _values(desk, node, kind))


def _values(desk: Desk, node: MappingNode, kind: EventKind) -> dict[str, object]:
    types = {each.name: each.type for each in kind.fields}
    found: dict[str, object] = {}
    for name, (key, value) in mapping(node).items():
        if name in types:
            converted = plain_value(desk, types[name], value)
            if converted is not None:
                found[name] = converted
        elif name not in OWN_WORDS:
            what = Bilingual(zh=f"`{kind.name}`事件的字段", en=f"field of `{kind.name}`")
            desk.report.append(files.no_such(key.span, what, name, nearest(name, types)))
    return found


def read_expected_signals(desk: Desk, node: Node | None, events: Node | None, as_of: date | None) -> dict[str, object]:
    """Return what a case of a watch, which lists ``events``, expects; only ``signals`` go with it."""
    found: list[ExpectedSignal] = []
    ids = {id for id, _ in _named(events)}
    expect = mapping(node)
    for name, (key, _) in expect.items():
        if name != "signals":
            what = Bilingual(zh="监测的案例只预期 signals", en="cases of a watch expect `signals` and nothing else")
            desk.report.append(files.does_not_fit_together(key.span, what))
    listed = expect["signals"][1] if "signals" in expect else None
    if listed is None and isinstance(node, MappingNode):
        desk.report.append(files.missing_key(node.span, "signals", Bilingual(zh="预期", en="what is expected")))
    for item in listed.items if isinstance(listed, ListNode) else ():
        if not isinstance(item, MappingNode):
            continue
        on = day_at(item.get("on"))
        if on is not None and as_of is not None and on > as_of:
            what = Bilingual(zh="信号晚于案例的日期", en="the signal comes after the day of the case")
            desk.report.append(files.does_not_fit_together(item.span, what))
        if on is None:
            continue
        named = _texts(item.get("events"))
        for each in named or ():
            if each not in ids:
                what = Bilingual(zh="事件", en="event")
                desk.report.append(files.no_such(item.span, what, each, nearest(each, ids)))
        reason = {language: text_at(text) or "" for language, (_, text) in mapping(item.get("reason")).items()}
        certain = text_at(item.get("certain")) != "false"
        found.append(ExpectedSignal(on, certain, named, _texts(item.get("missing")), reason))
    return {"signals": tuple(found)}


def _texts(node: Node | None) -> tuple[str, ...] | None:
    if not isinstance(node, ListNode):
        return None
    return tuple(item.text for item in node.items if isinstance(item, ScalarNode))
