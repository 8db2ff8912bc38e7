"""What a pack declares beside the model: the names that records may give, with their types."""

from postloan_rules.engine.given import Declared
from postloan_rules.ir.from_member import type_in_ir
from postloan_rules.ir.lowered import LoweredPack
from postloan_rules.ir.nodes import Convert, Field, Term
from postloan_rules.ir.program import EnumerationTable, FactTerm
from postloan_rules.ir.reading import terms_of
from postloan_rules.ir.types import Kind, TermType
from postloan_rules.ir.walk import terms_in
from postloan_rules.packs.pack import CheckedPack


def declared_by(pack: CheckedPack, lowered: LoweredPack) -> Declared:
    """Return what records may give: extension fields and facts, and the fields that the pack reads as its own words."""
    extension: dict[str, dict[str, TermType]] = {}
    facts: dict[str, dict[str, TermType]] = {}
    for field in pack.extension_fields:
        extension.setdefault(field.entity, {})[field.name] = type_in_ir(field.type)
    for definition in lowered.definitions:
        if not isinstance(definition, FactTerm):
            continue
        # A ratio or bounds are given as a number, which the term then widens.
        given = definition.field.operand if isinstance(definition.field, Convert) else definition.field
        if isinstance(given, Field) and given.store == "facts":
            facts.setdefault(definition.entity, {})[definition.name] = given.type
    return Declared(extension, facts, lowered.enumerations, _fields_with_words(lowered))


def _fields_with_words(lowered: LoweredPack) -> dict[str, dict[str, EnumerationTable]]:
    """Return the fields that some definition reads as a place in an ordered enumeration."""
    fields: dict[str, dict[str, EnumerationTable]] = {}
    for definition in lowered.definitions:
        for term in terms_of(definition):
            for each in terms_in(term):
                if isinstance(each, Field) and each.store == "field" and each.type.kind is Kind.RANK:
                    entity = _entity_of(each.source)
                    if entity is not None:
                        fields.setdefault(entity, {})[each.name] = lowered.enumerations[str(each.type.name)]
    return fields


def _entity_of(source: Term) -> str | None:
    entity = getattr(source, "entity", None)
    return entity if isinstance(entity, str) else None
