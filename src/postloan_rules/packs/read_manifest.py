"""What ``pack.yaml`` declares: sources, enumerations, fields, chapters."""

from collections.abc import Mapping, Sequence

from postloan_rules.feel.types import Money, Simple, Type
from postloan_rules.light import dataclass
from postloan_rules.model.fields import fields_of
from postloan_rules.model.relations import ENTITIES, RELATIONS
from postloan_rules.packs.citation import Instrument
from postloan_rules.packs.desk import day_at, labels_at, text_at
from postloan_rules.packs.layer import mapping, place_of
from postloan_rules.packs.pack import Chapter, EnumerationDefinition, ExtensionField
from postloan_rules.packs.pack_layer import Layer
from postloan_rules.packs.vocabulary import enumeration_type, model_enumerations
from postloan_rules.packs.yaml_nodes import MappingNode, Node, ScalarNode
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import files
from postloan_rules.text.diagnostic import Diagnostic
from postloan_rules.text.nearest import nearest
from postloan_rules.text.source import Span

SIMPLE_TYPES: Mapping[str, Type] = {
    "number": Simple.NUMBER,
    "ratio": Simple.RATIO,
    "money": Money(),
    "boolean": Simple.BOOLEAN,
    "string": Simple.STRING,
    "date": Simple.DATE,
}


@dataclass(frozen=True, slots=True)
class Declarations:
    """Everything that the layers declare in ``pack.yaml``."""

    instruments: Mapping[str, Instrument]
    enumerations: Mapping[str, EnumerationDefinition]
    class_enumeration: str | None
    extension_fields: tuple[ExtensionField, ...]
    chapters: tuple[Chapter, ...]


def read_declarations(layers: Sequence[Layer], report: list[Diagnostic]) -> Declarations:
    """Return what all layers declare together; nothing may be declared twice."""
    instruments = {
        key.text: _instrument(key.text, node)
        for key, node in _all(layers, "sources", Bilingual(zh="文件", en="the source"), report)
    }
    enumerations = dict(model_enumerations())
    for key, node in _all(layers, "enumerations", Bilingual(zh="枚举", en="the enumeration"), report):
        definition = _enumeration(key.text, node)
        if key.text in SIMPLE_TYPES or key.text in _units():
            report.append(files.name_taken(key.span, key.text, Bilingual(zh="类型或单位名", en="a type or a unit")))
        elif key.text in enumerations and not _same_words(enumerations[key.text], definition):
            report.append(
                files.name_taken(key.span, key.text, Bilingual(zh="模型的枚举", en="an enumeration of the model"))
            )
        else:
            enumerations[key.text] = definition
        _refuse_shared_labels(node, report)
    chapters = tuple(
        Chapter(key.text, labels_at(node))
        for key, node in _all(layers, "chapters", Bilingual(zh="章", en="the chapter"), report)
    )
    return Declarations(
        instruments,
        enumerations,
        _class_enumeration(layers, enumerations, report),
        _extension_fields(layers, enumerations, report),
        chapters,
    )


def _all(
    layers: Sequence[Layer], section: str, what: Bilingual, report: list[Diagnostic]
) -> list[tuple[ScalarNode, MappingNode]]:
    found: dict[str, tuple[ScalarNode, MappingNode]] = {}
    for layer in layers:
        for name, (key, node) in mapping(layer.manifest.get(section)).items():
            if name in found:
                report.append(files.defined_twice(key.span, what, name, place_of(found[name][0].span)))
            elif isinstance(node, MappingNode):
                found[name] = (key, node)
    return list(found.values())


def _instrument(short: str, node: MappingNode) -> Instrument:
    return Instrument(
        short,
        labels_at(node.get("title")),
        labels_at(node.get("issuer")),
        text_at(node.get("number")),
        day_at(node.get("issued_on")),
        day_at(node.get("effective_on")),
        day_at(node.get("repealed_on")),
        text_at(node.get("url")),
    )


def _enumeration(name: str, node: MappingNode) -> EnumerationDefinition:
    values = tuple((key.text, labels_at(value)) for key, value in mapping(node.get("values")).values())
    return EnumerationDefinition(name, labels_at(node.get("title")), values, text_at(node.get("ordered")) == "true")


def _same_words(one: EnumerationDefinition, other: EnumerationDefinition) -> bool:
    """Tell whether a pack only gives labels to an enumeration of the model."""
    return {value for value, _ in one.values} == {value for value, _ in other.values} and not other.ordered


def _refuse_shared_labels(node: MappingNode, report: list[Diagnostic]) -> None:
    owners: dict[str, str] = {}
    for value, (_, labels) in mapping(node.get("values")).items():
        for label in mapping(labels).values():
            if not isinstance(label[1], ScalarNode):
                continue
            owner = owners.setdefault(label[1].text, value)
            if owner != value:
                what = Bilingual(zh=f"`{owner}`的名称", en=f"the label of `{owner}`")
                report.append(files.name_taken(label[1].span, label[1].text, what))


def _units() -> frozenset[str]:
    return frozenset({"days", "months", "years", "count", "fraction", "date", "flag"})


def _class_enumeration(
    layers: Sequence[Layer], enumerations: Mapping[str, EnumerationDefinition], report: list[Diagnostic]
) -> str | None:
    """Return the enumeration of class fields: of the pack itself where it says so, else of what it imports."""
    chosen: str | None = None
    for layer in layers:
        node = layer.manifest.get("class_enumeration")
        if not isinstance(node, ScalarNode):
            continue
        if layer.is_overlay:
            report.append(files.not_for_overlays(node.span, "class_enumeration"))
        elif node.text not in enumerations:
            what = Bilingual(zh="枚举", en="enumeration")
            report.append(files.no_such(node.span, what, node.text, nearest(node.text, enumerations)))
        elif not enumerations[node.text].ordered:
            what = Bilingual(zh="分类枚举应为有序枚举", en="the enumeration of classes has to be ordered")
            report.append(files.does_not_fit_together(node.span, what))
        else:
            chosen = node.text
    return chosen


def type_named(name: str, enumerations: Mapping[str, EnumerationDefinition]) -> Type | None:
    """Return the type that a field, fact or decision calls ``name``."""
    if name in SIMPLE_TYPES:
        return SIMPLE_TYPES[name]
    return enumeration_type(enumerations[name]) if name in enumerations else None


def type_at(
    node: Node | None, enumerations: Mapping[str, EnumerationDefinition], report: list[Diagnostic]
) -> Type | None:
    """Return the type that a scalar names; another word is reported."""
    if not isinstance(node, ScalarNode):
        return None
    found = type_named(node.text, enumerations)
    if found is None:
        near = nearest(node.text, [*SIMPLE_TYPES, *enumerations])
        report.append(files.no_such(node.span, Bilingual(zh="类型", en="type"), node.text, near))
    return found


def entity_and_name(key: ScalarNode, report: list[Diagnostic]) -> tuple[str, str] | None:
    """Return the two halves of ``loan.days_past_due``; an entity that does not exist is reported."""
    entity, _, name = key.text.partition(".")
    if entity in ENTITIES:
        return entity, name
    span = Span(key.span.source, key.span.start, key.span.start + len(entity))
    report.append(files.no_such(span, Bilingual(zh="对象", en="entity"), entity, nearest(entity, ENTITIES)))
    return None


def is_relation(entity: str, name: str) -> bool:
    """Return whether ``entity`` has a relation ``name``, or keeps the members of one under it."""
    return any(each.source == entity and name in {each.name, each.field} for each in RELATIONS)


_ONLY_NUMBERS_COUNT = Bilingual(zh="只有数字才能逐日累计", en="only a number can count up")


def _extension_fields(
    layers: Sequence[Layer], enumerations: Mapping[str, EnumerationDefinition], report: list[Diagnostic]
) -> tuple[ExtensionField, ...]:
    found: list[ExtensionField] = []
    for key, node in _all(layers, "fields", Bilingual(zh="字段", en="the field"), report):
        path = entity_and_name(key, report)
        type = type_at(node.get("type"), enumerations, report)
        if path is None or type is None:
            continue
        entity, name = path
        if name in fields_of(entity) or is_relation(entity, name) or name in {"extension", "facts"}:
            what = Bilingual(zh="模型的字段", en="a field of the model")
            report.append(files.name_taken(key.span, key.text, what))
            continue
        personal, counts_up = (text_at(node.get(mark)) == "true" for mark in ("personal", "counts_up"))
        if counts_up and type is not Simple.NUMBER:
            report.append(files.does_not_fit_together(key.span, _ONLY_NUMBERS_COUNT))
            continue
        found.append(ExtensionField(entity, name, type, labels_at(node.get("label")), personal, counts_up))
    return tuple(found)
