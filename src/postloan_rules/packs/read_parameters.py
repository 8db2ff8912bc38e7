"""Parameters: values with a history, without holes and overlaps, and what overlays change in them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from postloan_rules.feel.scope import MemberKind
from postloan_rules.feel.types import Enumeration, Money, Simple, Type
from postloan_rules.light import dataclass, replace
from postloan_rules.packs.citation import Confidence
from postloan_rules.packs.desk import (
    Desk,
    citation_at,
    confidence_at,
    day_at,
    labels_at,
    period_at,
    value_of_enumeration,
)
from postloan_rules.packs.layer import mapping, place_of
from postloan_rules.packs.pack_layer import Layer, Named
from postloan_rules.packs.parameter import EffectivePeriod, Parameter, ParameterValue
from postloan_rules.packs.shape import first_line_of
from postloan_rules.packs.vocabulary import enumeration_type
from postloan_rules.packs.yaml_nodes import ListNode, MappingNode, Node, ScalarNode
from postloan_rules.packs.yaml_scalars import Text, date_of, value_of
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import files
from postloan_rules.text.nearest import nearest
from postloan_rules.text.source import Span

NUMBER_UNITS = ("days", "months", "years", "count", "fraction")
WHOLE_UNITS = frozenset({"days", "months", "years", "count"})
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_WHAT = Bilingual(zh="参数", en="parameter")

Where = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Dated:
    """A value with the place where it is written."""

    value: ParameterValue
    span: Span


def read_parameters(desk: Desk, layers: Sequence[Layer]) -> tuple[Mapping[str, Parameter], frozenset[str]]:
    """Return all parameters, those of overlays laid over those below, and the ids of those that are wrong."""
    written: dict[str, tuple[Layer, Named]] = {}
    changes: dict[str, list[Named]] = {}
    for layer in layers:
        for named in layer.parameters:
            key, node = named
            if layer.is_overlay and (key.text in written or node.get("title") is None or node.get("unit") is None):
                changes.setdefault(key.text, []).append(named)
            elif key.text in written:
                first = written[key.text][1][0]
                desk.report.append(files.defined_twice(key.span, _WHAT, key.text, place_of(first.span)))
            else:
                written[key.text] = (layer, named)
    for id, each in changes.items():
        if id not in written:
            desk.report.append(files.no_such(each[0][0].span, _WHAT, id, nearest(id, written)))
    found: dict[str, Parameter] = {}
    for id, (_, named) in written.items():
        parameter = _parameter(desk, named, changes.get(id, []))
        if parameter is not None:
            found[id] = parameter
    return found, frozenset(written.keys() - found.keys())


def _parameter(desk: Desk, named: Named, changes: Sequence[Named]) -> Parameter | None:
    # A change that says what the parameter is replaces it; one that only has values is laid over it.
    for index, change in enumerate(changes):
        if change[1].get("title") is not None and change[1].get("unit") is not None:
            return _parameter(desk, change, changes[index + 1 :])
    key, node = named
    unit = node.get("unit")
    type = _type_of_unit(desk, unit)
    if type is None or not isinstance(unit, ScalarNode):
        return None
    dimensions = _dimensions(desk, node.get("by"))
    history = _history(desk, node, unit.text, type, dimensions)
    if not any(not where for where in history) and history:
        desk.report.append(files.values_not_for_all(key.span))
    reviewed_on = day_at(node.get("reviewed_on"))
    title = labels_at(node.get("title"))
    for _, changed in changes:
        reviewed_on = day_at(changed.get("reviewed_on")) or reviewed_on
        title = labels_at(changed.get("title")) if changed.get("title") is not None else title
        _lay_over(history, _history(desk, changed, unit.text, type, dimensions))
    values = tuple(
        dated.value
        for where in sorted(history)
        for dated in sorted(history[where], key=lambda each: _start(each.value))
    )
    if reviewed_on is None:
        return None
    return Parameter(key.text, title, unit.text, type, reviewed_on, values, dimensions, span=key.span)


def _start(value: ParameterValue) -> date:
    return value.period.start or date.min


def _type_of_unit(desk: Desk, unit: Node | None) -> Type | None:
    if not isinstance(unit, ScalarNode):
        return None
    if unit.text in NUMBER_UNITS:
        return Simple.NUMBER
    if unit.text == "date":
        return Simple.DATE
    if unit.text == "flag":
        return Simple.BOOLEAN
    if unit.text in desk.enumerations:
        return enumeration_type(desk.enumerations[unit.text])
    if _CURRENCY.fullmatch(unit.text):
        return Money(unit.text)
    near = nearest(unit.text, [*NUMBER_UNITS, "date", "flag", *desk.enumerations])
    desk.report.append(files.unknown_unit(unit.span, unit.text, near))
    return None


def _dimensions(desk: Desk, node: Node | None) -> tuple[str, ...]:
    if not isinstance(node, ListNode):
        return ()
    found: list[str] = []
    for item in node.items:
        if not isinstance(item, ScalarNode):
            continue
        if _dimension_type(desk, item.text) is None:
            desk.report.append(files.not_a_dimension(item.span, item.text))
        else:
            found.append(item.text)
    return tuple(found)


def _dimension_type(desk: Desk, path: str) -> Enumeration | None:
    entity, _, name = path.partition(".")
    shape = desk.shapes.get(entity)
    member = shape.members.get(name) if shape else None
    if member is not None and member.kind is MemberKind.GIVEN and isinstance(member.type, Enumeration):
        return member.type
    return None


def _history(
    desk: Desk, node: MappingNode, unit: str, type: Type, dimensions: Sequence[str]
) -> dict[Where, list[_Dated]]:
    """Return the values per ``where``, each until the next starts; holes and overlaps are reported."""
    groups: dict[Where, list[_Dated]] = {}
    items = node.get("values")
    for item in items.items if isinstance(items, ListNode) else ():
        if not isinstance(item, MappingNode):
            continue
        where = _where(desk, item, dimensions)
        value = _value(desk, item.get("value"), unit, type)
        citation = citation_at(desk, item.get("cite"))
        period = period_at(desk, item)
        confidence = confidence_at(item.get("confidence"))
        if where is None or value is None or citation is None or period.start is None:
            continue
        # A missing confidence was reported; the value still takes part in the checks of its neighbours.
        dated = ParameterValue(period, value, citation, confidence or Confidence.UNCERTAIN, dict(where))
        groups.setdefault(where, []).append(_Dated(dated, first_line_of(item)))
    return {where: _settled(desk, group) for where, group in groups.items()}


def _where(desk: Desk, item: MappingNode, dimensions: Sequence[str]) -> Where | None:
    node = item.get("where")
    if node is None:
        return ()
    entries = mapping(node)
    if set(entries) != set(dimensions):
        desk.report.append(files.where_and_by_differ(first_line_of(node), dimensions))
        return None
    found: list[tuple[str, str]] = []
    for path in dimensions:
        value = entries[path][1]
        enumeration = _dimension_type(desk, path)
        if enumeration is None or not isinstance(value, ScalarNode):
            return None
        word = value_of_enumeration(desk, value, desk.enumerations[enumeration.name])
        if word is None:
            return None
        found.append((path, word))
    return tuple(found)


def _value(desk: Desk, node: Node | None, unit: str, type: Type) -> Decimal | str | bool | date | None:
    if not isinstance(node, ScalarNode):
        return None
    value = value_of(node)
    if isinstance(type, Enumeration):
        return value_of_enumeration(desk, node, desk.enumerations[type.name])
    wanted: Bilingual
    if type is Simple.BOOLEAN:
        if isinstance(value, bool):
            return value
        wanted = Bilingual(zh="true 或 false", en="true or false")
    elif type is Simple.DATE:
        day = date_of(value.text) if isinstance(value, Text) else None
        if day is not None:
            return day
        wanted = Bilingual(zh="日期", en="a date")
    else:
        whole = unit in WHOLE_UNITS
        if isinstance(value, Decimal) and not (whole and value != value.to_integral_value()):
            return value
        wanted = Bilingual(zh="整数", en="a whole number") if whole else Bilingual(zh="数", en="a number")
    desk.report.append(files.not_a_value_of_unit(node.span, node.text, unit, wanted))
    return None


def _settled(desk: Desk, group: Iterable[_Dated]) -> list[_Dated]:
    """Return the values of one group in order, with the ends that the next start gives them."""
    ordered = sorted(group, key=lambda each: _start(each.value))
    settled: list[_Dated] = []
    for index, dated in enumerate(ordered):
        period = dated.value.period
        following = ordered[index + 1] if index + 1 < len(ordered) else None
        if following is not None:
            start = _start(following.value)
            if period.start == start or (period.end is not None and period.end > start):
                first = _start(dated.value).isoformat()
                desk.report.append(files.periods_overlap(following.span, first, start.isoformat()))
            elif period.end is not None and period.end < start:
                desk.report.append(
                    files.hole_between_periods(following.span, period.end.isoformat(), start.isoformat())
                )
            period = EffectivePeriod(period.start, start)
        settled.append(_Dated(replace(dated.value, period=period), dated.span))
    return settled


def _lay_over(history: dict[Where, list[_Dated]], change: Mapping[Where, Sequence[_Dated]]) -> None:
    """Lay the values of ``change`` over ``history``: on the days that they cover they hold, else what held before."""
    for where, values in change.items():
        below = history.get(where, [])
        for dated in values:
            below = [part for each in below for part in _outside(each, dated.value.period)]
        history[where] = [*below, *values]


def _outside(dated: _Dated, covered: EffectivePeriod) -> list[_Dated]:
    """Return what is left of a value outside the period ``covered``."""
    period = dated.value.period
    parts: list[EffectivePeriod] = []
    if covered.start is not None and _start(dated.value) < covered.start:
        ends = [end for end in (period.end, covered.start) if end is not None]
        parts.append(EffectivePeriod(period.start, min(ends)))
    if covered.end is not None and (period.end is None or covered.end < period.end):
        parts.append(EffectivePeriod(max(_start(dated.value), covered.end), period.end))
    return [_Dated(replace(dated.value, period=part), dated.span) for part in parts]
