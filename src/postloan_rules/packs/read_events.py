"""What a pack declares about events in ``pack.yaml``: kinds of its own, and what its watches have in common."""

from collections.abc import Mapping, Sequence

from postloan_rules.feel.types import Enumeration, Simple
from postloan_rules.packs.desk import Desk, labels_at, text_at
from postloan_rules.packs.event_kind import EventField, EventKind
from postloan_rules.packs.event_kinds import known_kinds
from postloan_rules.packs.layer import mapping, place_of
from postloan_rules.packs.pack_layer import Layer
from postloan_rules.packs.parameter import Parameter
from postloan_rules.packs.read_manifest import Declarations, type_at, type_named
from postloan_rules.packs.watch import Watching
from postloan_rules.packs.yaml_nodes import MappingNode, Node, ScalarNode
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import files
from postloan_rules.text.nearest import nearest

OWN_WORDS = ("on", "event", "id", "at")
"""What cases say of an event besides its fields, so that no field has such a name."""
_KIND = Bilingual(zh="事件类型", en="the kind of events")


def read_event_kinds(desk: Desk, layers: Sequence[Layer], declared: Declarations) -> Mapping[str, EventKind]:
    """Return the kinds that every pack knows and those of all layers, by name; none may be defined twice."""
    found = dict(known_kinds(declared.enumerations, declared.class_enumeration))
    for layer in layers:
        for name, (key, node) in mapping(layer.manifest.get("events")).items():
            before = found.get(name)
            if before is None and isinstance(node, MappingNode):
                found[name] = _kind(desk, key, node)
            elif before is not None and before.span is None:
                what = Bilingual(zh="内置的事件类型", en="a kind that every pack knows")
                desk.report.append(files.name_taken(key.span, name, what))
            elif before is not None and before.span is not None:
                desk.report.append(files.defined_twice(key.span, _KIND, name, place_of(before.span)))
    return found


def _kind(desk: Desk, key: ScalarNode, node: MappingNode) -> EventKind:
    fields: list[EventField] = []
    for name, (written, told) in mapping(node.get("fields")).items():
        if name in OWN_WORDS:
            what = Bilingual(zh="事件自身的用词", en="a word for every event")
            desk.report.append(files.name_taken(written.span, name, what))
        elif isinstance(told, MappingNode):
            type = type_at(told.get("type"), desk.enumerations, desk.report) or Simple.UNKNOWN
            personal = text_at(told.get("personal")) == "true"
            fields.append(EventField(name, type, labels_at(told.get("label")), personal))
    return EventKind(key.text, text_at(node.get("of")) or "loan", labels_at(node.get("title")), tuple(fields), key.span)


def read_watching(desk: Desk, layers: Sequence[Layer], parameters: Mapping[str, Parameter]) -> Watching | None:
    """Return what all watches have in common, as the last layer that says it does."""
    found: Watching | None = None
    for layer in layers:
        node = layer.manifest.get("watching")
        if not isinstance(node, MappingNode):
            continue
        severity = _enumeration(desk, node.get("severity"), ordered=True)
        response, owner = (_enumeration(desk, node.get(name), ordered=False) for name in ("response", "owner"))
        lateness = parameter_at(desk, node.get("lateness"), parameters, ("days",))
        if severity is not None and lateness is not None:
            found = Watching(severity, response, owner, lateness.id)
    return found


def _enumeration(desk: Desk, node: Node | None, *, ordered: bool) -> str | None:
    if not isinstance(node, ScalarNode):
        return None
    type = type_named(node.text, desk.enumerations)
    if not isinstance(type, Enumeration):
        near = nearest(node.text, desk.enumerations)
        desk.report.append(files.no_such(node.span, Bilingual(zh="枚举", en="enumeration"), node.text, near))
        return None
    if ordered and not type.ordered:
        what = Bilingual(zh=f"级别的枚举`{type.name}`应为有序枚举", en=f"`{type.name}` has to be ordered")
        desk.report.append(files.does_not_fit_together(node.span, what))
    return type.name


def parameter_at(
    desk: Desk, node: Node | None, parameters: Mapping[str, Parameter], units: Sequence[str]
) -> Parameter | None:
    """Return the parameter that a scalar names, if it is measured in one of ``units`` and the same for all."""
    if not isinstance(node, ScalarNode):
        return None
    found = parameters.get(node.text)
    if found is None:
        near = nearest(node.text, parameters)
        desk.report.append(files.no_such(node.span, Bilingual(zh="参数", en="parameter"), node.text, near))
        return None
    if found.unit not in units:
        wanted = " / ".join(f"`{each}`" for each in units)
        what = Bilingual(
            zh=f"`{found.id}`的单位是`{found.unit}`，这里应为 {wanted}",
            en=f"`{found.id}` is measured in `{found.unit}`, and {wanted} is asked for",
        )
        desk.report.append(files.does_not_fit_together(node.span, what))
        return None
    if found.dimensions:
        what = Bilingual(
            zh=f"`{found.id}`随`{found.dimensions[0]}`而变，监测的期限和次数应对所有对象相同",
            en=f"`{found.id}` depends on `{found.dimensions[0]}`, but times and counts of watches are the same for all",
        )
        desk.report.append(files.does_not_fit_together(node.span, what))
        return None
    return found
