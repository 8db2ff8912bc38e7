"""What names mean: variables, parameters, and the members of entities, to terms and collections."""

from collections.abc import Mapping
from typing import assert_never

from postloan_rules.errors import InternalError
from postloan_rules.feel import types as feel
from postloan_rules.feel.scope import Member, MemberBinding, MemberKind, ParameterBinding, VariableBinding
from postloan_rules.ir.converting import Tables
from postloan_rules.ir.from_outcomes import Outcomes, outcomes
from postloan_rules.ir.logic import all_of
from postloan_rules.ir.nodes import (
    AsOf,
    FactOf,
    Field,
    Follow,
    InCurrency,
    OutcomeOf,
    ParameterValue,
    Step,
    Term,
    Variable,
)
from postloan_rules.ir.type_of import type_of
from postloan_rules.ir.types import BOOLEAN, DATE, DAYS, MONTHS, NUMBER, STRING, Kind, TermType
from postloan_rules.light import dataclass, field, replace

AS_OF = "as_of"
ITEM = "item"


@dataclass(frozen=True, slots=True)
class Collection:
    """The entities reached from ``source`` by ``steps``, each giving ``member``: itself, or a value of it.

    ``order`` are the fields that put the entities of the last step into a total order.
    """

    source: Term
    steps: tuple[Step, ...]
    member: Term
    order: tuple[str, ...]


Meaning = Term | Collection | Outcomes


@dataclass(frozen=True, slots=True)
class Names:
    """What a pack's names stand for, the same for all its expressions.

    ``extension`` lists the attributes that the pack added; ``facts`` and ``decisions`` give the types of those that
    can be read already. All are keyed by entity and name.
    """

    tables: Tables
    extension: frozenset[tuple[str, str]] = frozenset()
    facts: Mapping[tuple[str, str], TermType] = field(default_factory=dict)
    decisions: Mapping[tuple[str, str], TermType] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Environment:
    """What names mean where an expression stands.

    ``variables`` maps names to terms; ``items`` are the members that filters around look at, the innermost last;
    ``depth`` counts the members bound around, so that no two of them share a name.
    """

    names: Names
    variables: Mapping[str, Meaning]
    items: tuple[Term, ...] = ()
    depth: int = 0

    def binding(self, name: str, meaning: Meaning, deeper: int = 0) -> "Environment":
        """Return the same with ``name`` for ``meaning``."""
        return replace(self, variables={**self.variables, name: meaning}, depth=self.depth + deeper)


def inside_filter(environment: Environment, collection: Collection) -> Environment:
    """Return what names mean in a condition on ``collection``."""
    inner = environment.binding(ITEM, collection.member, len(collection.steps))
    return replace(inner, items=(*environment.items, collection.member))


def filtered(collection: Collection, condition: Term) -> Collection:
    """Return what is left of ``collection`` where ``condition`` is not false."""
    last = collection.steps[-1]
    where = condition if last.where is None else all_of((last.where, condition))
    return replace(collection, steps=(*collection.steps[:-1], replace(last, where=where)))


def variable(binding: VariableBinding, environment: Environment) -> Meaning:
    """Return what the variable stands for."""
    if binding.name in environment.variables:
        return environment.variables[binding.name]
    if binding.name == AS_OF:
        return AsOf()
    raise InternalError(f"lowering: no variable {binding.name}")


def parameter(binding: ParameterBinding) -> Term:
    """Return the value of the parameter on the day."""
    value = ParameterValue(binding.id, type_in_ir(binding.type))
    if isinstance(binding.type, feel.Money) and binding.type.currency is not None:
        return InCurrency(value, binding.type.currency)
    return value


def implicit_item(binding: MemberBinding, environment: Environment) -> Term:
    """Return the member of a filter around of which a bare name tells something."""
    for item in reversed(environment.items):
        if type_of(item) == TermType(Kind.ENTITY, binding.entity):
            return item
    raise InternalError(f"lowering: no {binding.entity} around {binding.member.name}")


def member_of(source: Meaning, binding: MemberBinding, environment: Environment) -> Meaning:
    """Return what ``binding`` reads from ``source``; from a collection it is read from each member."""
    member = binding.member
    if member.kind is MemberKind.MANY:
        return _relation(source, member, environment)
    if isinstance(source, Outcomes):
        raise InternalError(f"lowering: {member.name} of outcomes")
    if isinstance(source, Collection):
        return replace(source, member=_single(source.member, binding, environment.names))
    read = _single(source, binding, environment.names)
    type = type_of(read)
    return outcomes(read, environment.names.tables[type.name or ""]) if type.kind is Kind.LIST else read


def _relation(source: Meaning, member: Member, environment: Environment) -> Collection:
    target = member.type
    if not isinstance(target, feel.ListOf) or not isinstance(target.item, feel.Entity):
        raise InternalError(f"lowering: {member.name} leads to {target}")
    steps = source.steps if isinstance(source, Collection) else ()
    if isinstance(source, Collection) and not _is_last_step(source):
        raise InternalError(f"lowering: a walk to {member.name} over a to-one relation")
    name = f"{target.item.name}_{environment.depth + len(steps) + 1}"
    step = Step(member.name, target.item.name, name)
    if isinstance(source, Outcomes):
        raise InternalError(f"lowering: {member.name} of outcomes")
    start = source.source if isinstance(source, Collection) else source
    return Collection(start, (*steps, step), Variable(name, target.item.name), member.order)


def _is_last_step(collection: Collection) -> bool:
    member = collection.member
    return isinstance(member, Variable) and member.name == collection.steps[-1].variable


def _single(source: Term, binding: MemberBinding, names: Names) -> Term:
    member, entity = binding.member, binding.entity
    match member.kind:
        case MemberKind.ONE:
            if not isinstance(member.type, feel.Entity):
                raise InternalError(f"lowering: {member.name} leads to {member.type}")
            return Follow(source, member.name, member.type.name)
        case MemberKind.GIVEN:
            return given_field(source, entity, member.name, member.type, names)
        case MemberKind.FACT:
            return FactOf(source, entity, member.name, names.facts[(entity, member.name)])
        case MemberKind.DECISION:
            return OutcomeOf(source, entity, member.name, names.decisions[(entity, member.name)])
        case MemberKind.MANY:
            raise InternalError(f"lowering: {member.name} leads to many")
    assert_never(member.kind)


def given_field(source: Term, entity: str, name: str, type: feel.Type, names: Names) -> Field:
    """Return the reading of an attribute of the model or of one that the pack added."""
    if (entity, name) in names.extension:
        return Field(source, name, type_in_ir(type), store="extension")
    return Field(source, name, type_in_ir(type), money=isinstance(type, feel.Money))


SIMPLE: Mapping[feel.Type, TermType] = {
    feel.Simple.NUMBER: NUMBER,
    # A ratio that somebody gives is one number; only quotients that we make stay undivided.
    feel.Simple.RATIO: NUMBER,
    feel.Simple.BOOLEAN: BOOLEAN,
    feel.Simple.STRING: STRING,
    feel.Simple.DATE: DATE,
    feel.Simple.DAYS_DURATION: DAYS,
    feel.Simple.MONTHS_DURATION: MONTHS,
}


def type_in_ir(type: feel.Type) -> TermType:
    """Return the type of given values of the FEEL type ``type``."""
    if isinstance(type, feel.Money):
        return NUMBER
    if isinstance(type, feel.Enumeration):
        return TermType(Kind.RANK if type.ordered else Kind.STRING, type.name)
    if type in SIMPLE:
        return SIMPLE[type]
    raise InternalError(f"lowering: no values of type {type}")
