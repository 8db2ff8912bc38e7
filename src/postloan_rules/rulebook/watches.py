"""One watch read back: which events call for its signal, who acts on it, and on whose authority."""

from collections.abc import Mapping, Sequence
from typing import assert_never

from postloan_rules.packs.event_kind import EventKind
from postloan_rules.packs.pack import Case, CheckedPack
from postloan_rules.packs.watch import (
    EVENT,
    FIRST_ON,
    MATCHED,
    Absence,
    AllOf,
    AnyOf,
    Count,
    ExpectedSignal,
    One,
    Pattern,
    Place,
    Watch,
    Window,
)
from postloan_rules.packs.watch import Sequence as InOrder
from postloan_rules.packs.watch_parts import last_kinds
from postloan_rules.rulebook.blocks import Block, Bullets, Details, Item, Paragraph, Section, anchor_of
from postloan_rules.rulebook.conditions import items_of
from postloan_rules.rulebook.names import Names
from postloan_rules.rulebook.rules import authority, text_of
from postloan_rules.rulebook.said import Said, joined, same, say, words
from postloan_rules.rulebook.wording import CASES, both
from postloan_rules.text.bilingual import Bilingual

PLACE = "watch-"
"""What the places of watches start with, so that a watch may be called like a decision."""
_WHOSE: Mapping[Place, Said] = {
    Place.SUBJECT: both("", ""),
    Place.RELATED: both("（关联方的）", " (of a related one)"),
    Place.GROUP: both("（集团其他成员的）", " (of another member of the group)"),
}
_SIGNAL: Mapping[str, Bilingual] = {
    FIRST_ON: Bilingual(zh="首个事件之日", en="the day of the first event"),
    MATCHED: Bilingual(zh="事件次数", en="the number of events"),
}
_ON = Bilingual(zh="发生日", en="day")


class EventNames(Names):
    """The names of a pack, and those of an event of ``kind``, where it can be of one kind only."""

    def __init__(self, pack: CheckedPack, kind: EventKind | None) -> None:
        super().__init__(pack)
        self._event: dict[str, Bilingual] = {**_SIGNAL, EVENT: Bilingual(zh="事件", en="event"), f"{EVENT}.on": _ON}
        for field in () if kind is None else kind.fields:
            self._event[f"{EVENT}.{field.name}"] = field.label
        self._labels = {**self._labels, **self._event}

    def variable(self, name: str) -> Said:
        """Return what a variable stands for."""
        return words(_SIGNAL[name]) if name in _SIGNAL else super().variable(name)


def watch_section(watch: Watch, pack: CheckedPack, names: Names, cases: Sequence[Case]) -> Section:
    """Return all that the rulebook says of ``watch``."""
    blocks: list[Block] = [
        Paragraph(say("监测对象：{0}", "About: {0}", names.entity(watch.entity))),
        Paragraph(both("出现以下情形时提示：", "Signals where there is:")),
        Bullets((_item(watch.pattern, pack, names),)),
    ]
    applies = items_of(watch.applies, names, watch.entity)
    if applies:
        blocks += [Paragraph(both("适用于：", "Asked where:")), Bullets(applies)]
    blocks.append(Paragraph(say("提示：{0}", "Signal: {0}", _signal(watch, pack, names))))
    if watch.cool_down is not None:
        again = say("{0}内不再提示", "no second signal within {0}", _length(watch.cool_down, names))
        blocks.append(Paragraph(again))
    if watch.reason is not None:
        said = text_of(watch.reason, EventNames(pack, _kind_of_reason(watch, pack)), watch.entity)
        blocks.append(Paragraph(say("理由：{0}", "Reason: {0}", said)))
    blocks.append(Paragraph(authority(watch.citation, watch.confidence), quiet=True))
    if cases:
        summary = say("{0}（{1}）", "{0} ({1})", CASES, same(str(len(cases))))
        blocks.append(Details(summary, (Bullets(tuple(_case(each) for each in cases)),)))
    title = say("监测：{0}（{1}）", "Watch: {0} ({1})", words(watch.title), same(watch.name))
    found = say("{0} {1}", "{0} {1}", words(watch.title), same(f"{watch.signal} {watch.citation}"))
    return Section(anchor_of(PLACE + watch.name), title, tuple(blocks), 2, found)


def _signal(watch: Watch, pack: CheckedPack, names: Names) -> Said:
    parts = [same(watch.signal)]
    if pack.watching is not None:
        told = (
            (pack.watching.severity, watch.severity),
            (pack.watching.response, watch.response),
            (pack.watching.owner, watch.owner),
        )
        parts += [names.value(of, value) for of, value in told if of is not None and value is not None]
    return joined(parts, "，", ", ")


def _kind_of_reason(watch: Watch, pack: CheckedPack) -> EventKind | None:
    last = last_kinds(watch.pattern)
    return pack.event_kinds[next(iter(last))] if len(last) == 1 else None


def _length(window: Window, names: Names) -> Said:
    return names.parameter(window.parameter)


def _item(pattern: Pattern, pack: CheckedPack, names: Names) -> Item:
    match pattern:
        case One():
            return _one(pattern, pack)
        case Count(of=of, at_least=least, within=within):
            text = say(
                "{1}内至少{0}次：", "at least {0} times within {1}:", names.parameter(least), _length(within, names)
            )
            return Item(text, (_one(of, pack),))
        case Absence(of=absent, after=after, within=within):
            awaited = Item(both("以下任一事件：", "any of these events:"), tuple(_one(each, pack) for each in absent))
            text = say("{0}内未发生：", "not within {0}:", _length(within, names))
            begins = Item(both("自以下事件起：", "after this event:"), (_one(after, pack),))
            return Item(text, (awaited, begins))
        case InOrder(steps=parts, within=within):
            text = say("{0}内依次发生：", "one after the other within {0}:", _length(within, names))
            return Item(text, tuple(_item(each, pack, names) for each in parts))
        case AllOf(parts=parts, within=within):
            text = say("{0}内都发生：", "all of these within {0}:", _length(within, names))
            return Item(text, tuple(_item(each, pack, names) for each in parts))
        case AnyOf(parts=parts):
            return Item(both("任一发生：", "any of these:"), tuple(_item(each, pack, names) for each in parts))
    assert_never(pattern)


def _one(one: One, pack: CheckedPack) -> Item:
    kind = pack.event_kinds[one.kind]
    return Item(
        say("{0}{1}", "{0}{1}", words(kind.title), _WHOSE[one.place]),
        items_of(one.where, EventNames(pack, kind), EVENT),
    )


def _case(case: Case) -> Item:
    expect = dict(case.expect)
    listed = expect.get("signals")
    signals = [each for each in listed if isinstance(each, ExpectedSignal)] if isinstance(listed, tuple) else []
    events = tuple(
        Item(same(f"{each.on.isoformat()} {each.kind} {_values(each.values)}".strip())) for each in case.events
    )
    days = joined([_day(each) for each in signals], "、", ", ")
    told = say("提示日：{0}", "signals on {0}", days) if signals else both("不提示", "no signal")
    return Item(say("{0}：{1}", "{0}: {1}", same(case.name), told), events)


def _day(signal: ExpectedSignal) -> Said:
    day = same(signal.on.isoformat())
    return day if signal.certain else say("{0}（可能）", "{0} (possible)", day)


def _values(values: Mapping[str, object]) -> str:
    return ", ".join(f"{name}={_plain(value)}" for name, value in values.items())


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
