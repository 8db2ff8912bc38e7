"""What a whole checked pack means: facts and decisions in the order in which they can be computed."""

from collections.abc import Mapping

from postloan_rules.feel import types as feel
from postloan_rules.feel.scope import EntityShape
from postloan_rules.ir.from_definition import lower_decision, lower_fact, outcome_type, with_reasons
from postloan_rules.ir.from_member import Environment, Names
from postloan_rules.ir.from_order import in_order
from postloan_rules.ir.from_parameter import dated_parameter
from postloan_rules.ir.from_scope import enumeration_tables, walks_from
from postloan_rules.ir.lowered import Days, DecisionText, LoweredPack
from postloan_rules.ir.program import DecisionTerm, FactTerm
from postloan_rules.ir.types import TermType
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.packs.parameter import EffectivePeriod
from postloan_rules.packs.vocabulary import entity_shapes, model_enumerations


def lower_pack(pack: CheckedPack) -> LoweredPack:
    """Return what ``pack`` means on all days.

    Total over checked packs: an ``InternalError`` raised here is a bug in this library.
    """
    walks = {entity: walks_from(entity, pack) for entity in pack.scopes}
    fact_types: dict[tuple[str, str], TermType] = {}
    names = Names(
        tables=enumeration_tables(pack),
        extension=frozenset((field.entity, field.name) for field in pack.extension_fields),
        facts=fact_types,
        decisions={(each.entity, each.name): outcome_type(each) for each in pack.decisions},
    )
    model = entity_shapes(model_enumerations(), None, (), ())
    facts = {(fact.entity, fact.name): fact for fact in pack.facts}
    decisions = {(each.entity, each.name): each for each in pack.decisions}
    definitions: list[FactTerm | DecisionTerm] = []
    texts: dict[tuple[str, str], DecisionText] = {}
    for key in in_order(pack):
        environment = Environment(names, walks[key[0]])
        if key in facts:
            fact = lower_fact(facts[key], environment, _field_type(key, model))
            fact_types[key] = fact.type
            definitions.append(fact)
        else:
            decision = lower_decision(decisions[key], environment)
            texts[key] = decision.text
            definitions.append(decision.term)
    return LoweredPack(
        pack_id=pack.id,
        days=_days(pack.period),
        enumerations=names.tables,
        definitions=tuple(definitions),
        rule_days={
            (each.entity, each.name, rule.id): _days(rule.period) for each in pack.decisions for rule in each.rules
        },
        parameters={id: dated_parameter(each, pack, names) for id, each in pack.parameters.items()},
        walks=walks,
        texts={
            key: with_reasons(text, decisions[key], Environment(names, walks[key[0]])) for key, text in texts.items()
        },
    )


def _field_type(key: tuple[str, str], model: Mapping[str, EntityShape]) -> feel.Type | None:
    entity, name = key
    member = model[entity].members.get(name) if entity in model else None
    return None if member is None else member.type


def _days(period: EffectivePeriod) -> Days:
    return Days(period.start, period.end)
