"""Facts: what they are called and of which type, and then their formulas."""

from collections.abc import Mapping, Sequence

from postloan_rules.feel.scope import MemberKind
from postloan_rules.feel.types import Simple, Type
from postloan_rules.light import dataclass
from postloan_rules.model.fields import fields_of
from postloan_rules.packs.definition import FactDefinition
from postloan_rules.packs.desk import Desk, citation_at, confidence_at, labels_at, scalar_expression_at, text_at
from postloan_rules.packs.layer import place_of
from postloan_rules.packs.pack import EnumerationDefinition, ExtensionField
from postloan_rules.packs.pack_layer import Layer
from postloan_rules.packs.read_manifest import entity_and_name, is_relation, type_at
from postloan_rules.packs.vocabulary import AddedMember, field_type
from postloan_rules.packs.yaml_nodes import MappingNode, ScalarNode
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import files
from postloan_rules.text.diagnostic import Diagnostic


@dataclass(frozen=True, slots=True)
class FactHead:
    """A fact as far as it is known before any formula is read."""

    entity: str
    name: str
    type: Type
    key: ScalarNode
    node: MappingNode

    def member(self) -> AddedMember:
        """Return the fact as a member of its entity."""
        return AddedMember(self.entity, self.name, self.type, MemberKind.FACT, labels_at(self.node.get("title")))


def read_fact_heads(
    layers: Sequence[Layer],
    enumerations: Mapping[str, EnumerationDefinition],
    class_enumeration: str | None,
    extension_fields: Sequence[ExtensionField],
    report: list[Diagnostic],
) -> tuple[FactHead, ...]:
    """Return the facts of all layers; a fact of the name of a field of the model has the type of that field."""
    found: dict[str, FactHead] = {}
    extensions = {f"{each.entity}.{each.name}" for each in extension_fields}
    for layer in layers:
        for key, node in layer.facts:
            path = entity_and_name(key, report)
            type = type_at(node.get("type"), enumerations, report)
            if path is None:
                continue
            if key.text in found:
                what = Bilingual(zh="事实", en="the fact")
                report.append(files.defined_twice(key.span, what, key.text, place_of(found[key.text].key.span)))
                continue
            entity, name = path
            if key.text in extensions or is_relation(entity, name) or name in {"extension", "facts", "id"}:
                report.append(files.name_taken(key.span, key.text, Bilingual(zh="字段", en="a field")))
                continue
            field = fields_of(entity).get(name)
            in_model = field_type(field, enumerations, class_enumeration) if field is not None else None
            if type is None:
                # What is wrong was reported; whoever reads the fact shall not be told again.
                type = in_model or Simple.UNKNOWN
            if in_model is not None and in_model != type and not _is_ratio_of_number(type, in_model):
                span = key.span if (at := node.get("type")) is None else at.span
                report.append(
                    files.type_differs_from_model(span, key.text, _name_of(in_model), text_at(node.get("type")) or "")
                )
                continue
            found[key.text] = FactHead(entity, name, type, key, node)
    return tuple(found.values())


def _is_ratio_of_number(type: Type, in_model: Type) -> bool:
    return type is Simple.RATIO and in_model is Simple.NUMBER


def _name_of(type: Type) -> str:
    if isinstance(type, Simple):
        return type.value
    return getattr(type, "name", "money")


def read_facts(desk: Desk, heads: Sequence[FactHead]) -> tuple[FactDefinition, ...]:
    """Return the facts with their formulas."""
    found: list[FactDefinition] = []
    for head in heads:
        node = head.node
        citation = citation_at(desk, node.get("cite"))
        written = node.get("formula")
        formula = scalar_expression_at(desk, written, desk.scopes[head.entity], head.type)
        if citation is None or (written is not None and formula is None):
            continue
        found.append(
            FactDefinition(
                head.entity,
                head.name,
                labels_at(node.get("title")),
                head.type,
                text_at(node.get("unit")),
                formula,
                citation,
                confidence_at(node.get("confidence")),
                head.key.span,
                is_default=text_at(node.get("default")) == "true",
            )
        )
    return tuple(found)
