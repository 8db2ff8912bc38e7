"""What definitions read: parameters, facts and decisions, directly and through each other."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from postloan_rules.ir.nodes import FactOf, OutcomeOf, ParameterValue, Resolved, Term
from postloan_rules.ir.program import DecisionTerm, FactTerm
from postloan_rules.ir.walk import terms_in

Definition = FactTerm | DecisionTerm
Key = tuple[str, str]
"""The entity and the name of a fact or decision."""


def key_of(definition: Definition) -> Key:
    """Return how other definitions name ``definition``."""
    return definition.entity, definition.name


def terms_of(definition: Definition) -> Iterator[Term]:
    """Yield the terms that ``definition`` consists of."""
    if isinstance(definition, FactTerm):
        candidates: tuple[Term | None, ...] = (definition.field, definition.formula)
    else:
        rules = (term for rule in definition.rules for term in (rule.condition, rule.outcome))
        candidates = (definition.applies, *rules, definition.otherwise)
    yield from (term for term in candidates if term is not None)


def definitions_read(definition: Definition) -> tuple[Key, ...]:
    """Return the facts and decisions that ``definition`` reads itself, in the order of its terms."""
    found: dict[Key, None] = {}
    for term in terms_of(definition):
        for each in terms_in(term):
            if isinstance(each, FactOf | OutcomeOf):
                found[(each.entity, each.name)] = None
    return tuple(found)


def parameters_read(definition: Definition) -> tuple[str, ...]:
    """Return the parameters that ``definition`` reads itself, in the order of its terms."""
    found: dict[str, None] = {}
    for term in terms_of(definition):
        for each in terms_in(term):
            if isinstance(each, ParameterValue | Resolved):
                found[each.id] = None
    return tuple(found)


def needed_for(wanted: Iterable[Key], definitions: Sequence[Definition]) -> tuple[Definition, ...]:
    """Return ``wanted`` and all that they read, in the order of ``definitions``."""
    by_key: Mapping[Key, Definition] = {key_of(each): each for each in definitions}
    found: set[Key] = set()
    waiting = list(wanted)
    while waiting:
        key = waiting.pop()
        if key not in found and key in by_key:
            found.add(key)
            waiting.extend(definitions_read(by_key[key]))
    return tuple(each for each in definitions if key_of(each) in found)
