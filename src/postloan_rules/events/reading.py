"""Lines of JSON to events: all that is wrong with a line at once, each with its place in the line."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from postloan_rules.events.posting import Event, Named, Posting, Retraction
from postloan_rules.feel.types import Enumeration, Money, Simple, Type
from postloan_rules.light import dataclass
from postloan_rules.packs.event_kind import SUBJECTS, EventKind
from postloan_rules.text.bilingual import Bilingual

LONGEST_LINE = 1_000_000
"""Characters of a line; a longer one is refused unread."""
_DIGITS = 24
_RELATED = (*SUBJECTS, "group")
_OWN = frozenset({"id", "event", "on", "arrived", "related", "corrects", "retracts"})


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a place (a key; empty for the whole line)."""

    place: str
    message: Bilingual


def read_line(line: str, kinds: Mapping[str, EventKind]) -> Posting | tuple[Fault, ...]:
    """Return what ``line`` tells, or everything that is wrong with it."""
    if len(line) > LONGEST_LINE:
        return (Fault("", Bilingual(zh="该行过长", en="the line is too long")),)
    try:
        plain = json.loads(line, parse_float=Decimal, object_pairs_hook=_without_doubles)
    except (ValueError, RecursionError, InvalidOperation):
        return (Fault("", Bilingual(zh="不是键不重复的 JSON", en="this is no JSON with each key once")),)
    return read_posting(plain, kinds)


def read_posting(plain: object, kinds: Mapping[str, EventKind]) -> Posting | tuple[Fault, ...]:
    """Return what the values of a line tell, or everything that is wrong with them."""
    if not isinstance(plain, dict):
        return (Fault("", Bilingual(zh="应为一个对象", en="an object is expected")),)
    reading = _Reading(plain)
    if "retracts" in plain:
        return reading.retraction()
    return reading.event(kinds)


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


class _Reading:
    def __init__(self, plain: Mapping[str, Any]) -> None:
        self._plain = plain
        self._faults: list[Fault] = []

    def retraction(self) -> Retraction | tuple[Fault, ...]:
        id, retracts, arrived = self._text("id"), self._text("retracts"), self._day("arrived")
        self._refuse_unknown({"id", "retracts", "arrived"})
        if self._faults or arrived is None:
            return tuple(self._faults)
        return Retraction(id=id, retracts=retracts, arrived=arrived)

    def event(self, kinds: Mapping[str, EventKind]) -> Event | tuple[Fault, ...]:
        id, name, on = self._text("id"), self._text("event"), self._day("on")
        arrived = self._day("arrived") if "arrived" in self._plain else on
        corrects = self._text("corrects") if "corrects" in self._plain else None
        related = self._related()
        kind = kinds.get(name)
        if kind is None:
            if name:
                self._fault("event", Bilingual(zh=f"没有事件类型 `{name}`", en=f"there is no kind of events `{name}`"))
            return tuple(self._faults)
        subject = self._text(kind.subject)
        types = {each.name: each.type for each in kind.fields}
        self._refuse_unknown(_OWN | types.keys() | {kind.subject})
        values: dict[str, Any] = {}
        for field, type in types.items():
            given = self._plain.get(field)
            if given is None:
                continue
            value = _value(type, given)
            if value is None:
                self._fault(field, Bilingual(zh="值不符合类型", en="the value does not fit the type of the field"))
            else:
                values[field] = value
        if on is not None and arrived is not None and arrived < on:
            self._fault("arrived", Bilingual(zh="到达早于发生", en="it arrived before it happened"))
        if self._faults or on is None or arrived is None:
            return tuple(self._faults)
        return Event(
            id=id,
            kind=kind.name,
            subject=(kind.subject, subject),
            on=on,
            arrived=arrived,
            related=related,
            corrects=corrects,
            values=values,
        )

    def _fault(self, place: str, message: Bilingual) -> None:
        self._faults.append(Fault(place, message))

    def _text(self, key: str) -> str:
        value = self._plain.get(key)
        if isinstance(value, str) and value:
            return value
        self._fault(key, Bilingual(zh="应为非空文本", en="a text that is not empty is expected"))
        return ""

    def _day(self, key: str) -> date | None:
        found = _day_of(self._plain.get(key))
        if found is None:
            self._fault(key, Bilingual(zh="应为日期，如 2026-03-31", en="a date such as 2026-03-31 is expected"))
        return found

    def _related(self) -> tuple[Named, ...]:
        found: list[Named] = []
        given = self._plain.get("related", [])
        for each in given if isinstance(given, list) else [given]:
            pairs = list(each.items()) if isinstance(each, dict) else []
            if len(pairs) == 1 and pairs[0][0] in _RELATED and isinstance(pairs[0][1], str) and pairs[0][1]:
                found.append(pairs[0])
            else:
                self._fault(
                    "related",
                    Bilingual(zh="应为如 {borrower: B-1} 的对象", en="an object such as {borrower: B-1} is expected"),
                )
        return tuple(found)

    def _refuse_unknown(self, known: set[str] | frozenset[str]) -> None:
        for key in self._plain:
            if key not in known:
                self._fault(key, Bilingual(zh="该类事件没有此项", en="events of this kind have no such key"))


def _value(type: Type, given: object) -> object:
    """Return ``given`` as a value of ``type``, or ``None`` where it is none."""
    match type:
        case Simple.BOOLEAN:
            return given if isinstance(given, bool) else None
        case Simple.STRING:
            return given if isinstance(given, str) else None
        case Simple.DATE:
            return _day_of(given)
        case Enumeration(values=words):
            return given if isinstance(given, str) and given in words else None
        case Money() | Simple.NUMBER | Simple.RATIO:
            return _decimal(given)
        case _:
            return None


def _decimal(given: object) -> Decimal | None:
    if isinstance(given, bool) or not isinstance(given, int | Decimal | str):
        return None
    try:
        found = Decimal(given)
    except InvalidOperation:
        return None
    # An amount has at most 24 digits; an exponent must not make a short text a long number.
    if not found.is_finite() or not -_DIGITS <= found.adjusted() < _DIGITS or len(found.as_tuple().digits) > _DIGITS:
        return None
    return found


def _day_of(given: object) -> date | None:
    if not isinstance(given, str) or len(given) != len("2026-03-31"):
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None
