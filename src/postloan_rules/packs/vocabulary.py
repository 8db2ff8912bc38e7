"""The names that expressions of a pack may use: the model's, and what the pack adds to them."""

from collections.abc import Mapping, Sequence
from typing import assert_never

from postloan_rules.feel.scope import EntityShape, Member, MemberKind, Scope
from postloan_rules.feel.types import Entity, Enumeration, ListOf, Money, Simple, Type
from postloan_rules.light import dataclass
from postloan_rules.model.fields import FieldShape, Kind, enumeration_key, fields_of
from postloan_rules.model.labels import LABELS
from postloan_rules.model.relations import ENTITIES, RELATIONS
from postloan_rules.packs.pack import EnumerationDefinition, ExtensionField
from postloan_rules.packs.parameter import Parameter
from postloan_rules.text.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class AddedMember:
    """A fact or decision as a member of its entity. A ``label`` is another name for it in expressions."""

    entity: str
    name: str
    type: Type
    kind: MemberKind
    label: Bilingual | None = None
    collects: bool = False


def model_enumerations() -> Mapping[str, EnumerationDefinition]:
    """Return the closed lists of words of the model, none of them ordered."""
    found: dict[str, EnumerationDefinition] = {}
    for entity in ENTITIES:
        for field in fields_of(entity).values():
            if field.words is None:
                continue
            name = enumeration_key(field.words)
            values = tuple((word.value, _word_label(name, word.value)) for word in field.words)
            title = LABELS.get(f"{entity}.{field.name}") or Bilingual(zh=name, en=name)
            found.setdefault(name, EnumerationDefinition(name, title, values, ordered=False))
    return found


def _word_label(enumeration: str, word: str) -> Bilingual:
    return LABELS.get(f"{enumeration}.{word}") or Bilingual(zh=word, en=word)


def enumeration_type(definition: EnumerationDefinition) -> Enumeration:
    """Return the type of the values of ``definition``."""
    return Enumeration(definition.name, tuple(value for value, _ in definition.values), definition.ordered)


def entity_shapes(
    enumerations: Mapping[str, EnumerationDefinition],
    class_enumeration: str | None,
    extension_fields: Sequence[ExtensionField],
    added: Sequence[AddedMember],
) -> Mapping[str, EntityShape]:
    """Return what each entity has: fields, relations, and what the pack adds. Names were checked before."""
    shapes: dict[str, EntityShape] = {}
    for entity in ENTITIES:
        members = dict(_model_members(entity, enumerations, class_enumeration))
        labels = {name: LABELS[f"{entity}.{name}"] for name in members if f"{entity}.{name}" in LABELS}
        for field in extension_fields:
            if field.entity == entity:
                members[field.name] = Member(field.name, field.type, MemberKind.GIVEN)
                labels[field.name] = field.label
        for each in added:
            if each.entity == entity:
                members[each.name] = Member(each.name, each.type, each.kind, collects=each.collects)
                if each.label is not None:
                    labels.setdefault(each.name, each.label)
        shapes[entity] = EntityShape(entity, members, _by_label(labels, members))
    return shapes


def _by_label(labels: Mapping[str, Bilingual], taken: Mapping[str, object]) -> Mapping[str, str]:
    """Return names by label; a label that two names share, or that is a name itself, stands for neither."""
    found: dict[str, str] = {}
    shared: set[str] = set()
    for name, label in labels.items():
        for text in dict.fromkeys((label.zh, label.en)):
            if text == name or text in taken:
                continue
            if text in found:
                shared.add(text)
            found[text] = name
    return {text: name for text, name in found.items() if text not in shared}


def _model_members(
    entity: str, enumerations: Mapping[str, EnumerationDefinition], class_enumeration: str | None
) -> Mapping[str, Member]:
    members: dict[str, Member] = {}
    for field in fields_of(entity).values():
        kind = field_type(field, enumerations, class_enumeration)
        if kind is not None:
            members[field.name] = Member(field.name, kind, MemberKind.GIVEN)
    for relation in RELATIONS:
        if relation.source == entity:
            target = Entity(relation.target)
            members[relation.name] = (
                Member(relation.name, ListOf(target), MemberKind.MANY, relation.order)
                if relation.many
                else Member(relation.name, target, MemberKind.ONE, way_back=relation.way_back)
            )
    return members


def field_type(
    field: FieldShape, enumerations: Mapping[str, EnumerationDefinition], class_enumeration: str | None
) -> Type | None:
    """Return the type of a field of the model; nothing for fields that are relations, which have names of their own."""
    match field.kind:
        case Kind.TEXT:
            return Simple.STRING
        case Kind.CLASS:
            if class_enumeration is None or class_enumeration not in enumerations:
                return Simple.STRING
            return enumeration_type(enumerations[class_enumeration])
        case Kind.WORD:
            return None if field.words is None else enumeration_type(enumerations[enumeration_key(field.words)])
        case Kind.BOOLEAN:
            return Simple.BOOLEAN
        case Kind.DATE:
            return Simple.DATE
        case Kind.WHOLE | Kind.NUMBER:
            return Simple.NUMBER
        case Kind.MONEY:
            return Money()
        case Kind.ONE | Kind.MANY:
            return None
    assert_never(field.kind)


def reachable(entity: str) -> tuple[str, ...]:
    """Return ``entity`` and what its to-one relations lead to, nearest first.

    >>> reachable("daily_total")
    ('daily_total', 'borrower', 'group', 'institution', 'portfolio')
    """
    found = [entity]
    for each in found:
        found.extend(
            relation.target
            for relation in RELATIONS
            if relation.source == each and not relation.many and relation.target not in found
        )
    return tuple(found)


def scopes(
    shapes: Mapping[str, EntityShape],
    enumerations: Mapping[str, EnumerationDefinition],
    parameters: Mapping[str, Parameter],
    broken: frozenset[str] = frozenset(),
) -> Mapping[str, Scope]:
    """Return the scope of expressions about each entity. Of ``broken`` parameters only the id is known."""
    types: dict[str, Type] = dict.fromkeys(sorted(broken), Simple.UNKNOWN)
    types.update((id, parameter.type) for id, parameter in parameters.items())
    values = {name: value_labels(definition) for name, definition in enumerations.items()}
    return {entity: _scope(entity, shapes, types, values) for entity in shapes}


def _scope(
    entity: str,
    shapes: Mapping[str, EntityShape],
    parameters: Mapping[str, Type],
    values: Mapping[str, Mapping[str, str]],
) -> Scope:
    variables: dict[str, Type] = {name: Entity(name) for name in reachable(entity)}
    labels = {name: LABELS[name] for name in variables if name in LABELS}
    variables["as_of"] = Simple.DATE
    return Scope(variables, parameters, shapes, _by_label(labels, variables), values)


def value_labels(definition: EnumerationDefinition) -> Mapping[str, str]:
    """Return the values of an enumeration by their labels."""
    return _by_label(dict(definition.values), {value: None for value, _ in definition.values})


def spaced_names(shapes: Mapping[str, EntityShape], scopes_: Mapping[str, Scope]) -> frozenset[str]:
    """Return all labels that have blanks in them, which the lexer must know to see them as one name."""
    labels = {label for shape in shapes.values() for label in shape.labels}
    labels.update(label for scope in scopes_.values() for label in scope.labels)
    return frozenset(label for label in labels if " " in label)


def paths_with_whole_numbers() -> frozenset[str]:
    """Return the paths of fields of the model that hold whole numbers."""
    return frozenset(
        f"{entity}.{field.name}"
        for entity in ENTITIES
        for field in fields_of(entity).values()
        if field.kind is Kind.WHOLE
    )


def model_labels() -> Mapping[str, Bilingual]:
    """Return the labels of the model's entities and of their fields and relations, by path."""
    members = {f"{entity}.{name}" for entity in ENTITIES for name in fields_of(entity)}
    members.update(f"{relation.source}.{relation.name}" for relation in RELATIONS)
    return {path: label for path, label in LABELS.items() if path in ENTITIES or path in members}
