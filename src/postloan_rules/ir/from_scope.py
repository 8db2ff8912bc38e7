"""What a pack's vocabulary means: enumerations as tables, variables as walks over to-one relations."""

from collections.abc import Iterable, Mapping

from postloan_rules.errors import InternalError
from postloan_rules.feel import types as feel
from postloan_rules.feel.scope import EntityShape, MemberKind
from postloan_rules.ir.nodes import Follow, Term, Variable
from postloan_rules.ir.program import EnumerationTable
from postloan_rules.packs.pack import CheckedPack


def enumeration_tables(pack: CheckedPack) -> Mapping[str, EnumerationTable]:
    """Return all enumerations that names of ``pack`` may have, those of the model included, by name."""
    tables = {
        each.name: EnumerationTable(each.name, tuple(value for value, _ in each.values), each.ordered)
        for each in pack.enumerations.values()
    }
    for type in _types_in(pack):
        if isinstance(type, feel.Enumeration):
            tables.setdefault(type.name, EnumerationTable(type.name, type.values, type.ordered))
    return dict(sorted(tables.items()))


def _types_in(pack: CheckedPack) -> Iterable[feel.Type]:
    for shape in pack.entities.values():
        yield from (member.type for member in shape.members.values())
    yield from (parameter.type for parameter in pack.parameters.values())
    yield from (fact.type for fact in pack.facts)
    yield from (decision.outcome for decision in pack.decisions)


def walks_from(entity: str, pack: CheckedPack) -> Mapping[str, Term]:
    """Return the entities that expressions about ``entity`` may name, each with the shortest way to it."""
    wanted = {name for name, type in pack.scopes[entity].variables.items() if isinstance(type, feel.Entity)}
    ways = _ways_from(entity, pack.entities)
    missing = sorted(wanted - set(ways))
    if missing:
        raise InternalError(f"lowering: no way from {entity} to {missing[0]}")
    return {name: way for name, way in ways.items() if name in wanted}


def _ways_from(entity: str, entities: Mapping[str, EntityShape]) -> Mapping[str, Term]:
    ways: dict[str, Term] = {entity: Variable(entity, entity)}
    nearest_first = [entity]
    for here in nearest_first:
        shape = entities.get(here)
        for member in shape.members.values() if shape else ():
            if member.kind is not MemberKind.ONE or not isinstance(member.type, feel.Entity):
                continue
            target = member.type.name
            if target not in ways:
                ways[target] = Follow(ways[here], member.name, target)
                nearest_first.append(target)
    return ways
