"""The order in which facts and decisions can be computed."""

from collections.abc import Iterator, Mapping

from postloan_rules.errors import InternalError
from postloan_rules.feel import types as feel
from postloan_rules.feel.scope import MemberBinding, MemberKind, ParameterBinding
from postloan_rules.packs.definition import (
    CheckedExpression,
    Condition,
    ConditionLine,
    DecisionDefinition,
    FactDefinition,
    PythonCondition,
)
from postloan_rules.packs.pack import CheckedPack

Key = tuple[str, str]
"""The entity and the name of a fact or decision."""


def in_order(pack: CheckedPack) -> tuple[Key, ...]:
    """Return all facts and decisions so that each stands after all that it reads; else in the order of the pack.

    Raises:
        InternalError: if they read each other in a circle; the loader should have said so.
    """
    reads = {(fact.entity, fact.name): _sorted(_read_by_fact(fact, pack)) for fact in pack.facts}
    reads.update({(each.entity, each.name): _sorted(_read_by_decision(each, pack)) for each in pack.decisions})
    order: list[Key] = []
    states: dict[Key, bool] = {}
    for key in reads:
        _visit(key, reads, states, order)
    return tuple(order)


def _sorted(keys: Iterator[Key]) -> tuple[Key, ...]:
    return tuple(sorted(set(keys)))


def _visit(first: Key, reads: Mapping[Key, tuple[Key, ...]], is_done: dict[Key, bool], order: list[Key]) -> None:
    """Add ``first`` to ``order`` after all that it reads, without recursion: chains of facts may be long."""
    waiting = [first]
    while waiting:
        key = waiting[-1]
        if is_done.get(key):
            waiting.pop()
            continue
        if key not in is_done:
            is_done[key] = False
            for each in reversed(reads[key]):
                if is_done.get(each) is False:
                    raise InternalError(f"lowering: {key[0]}.{key[1]} and {each[0]}.{each[1]} read each other")
                if each not in is_done:
                    waiting.append(each)
        else:
            is_done[key] = True
            order.append(waiting.pop())


def _read_by_fact(fact: FactDefinition, pack: CheckedPack) -> Iterator[Key]:
    if fact.formula is not None:
        yield from _read_by(fact.formula, pack)


def _read_by_decision(decision: DecisionDefinition, pack: CheckedPack) -> Iterator[Key]:
    yield from _read_by_condition(decision.applies, pack)
    for rule in decision.rules:
        yield from _read_by_condition(rule.when, pack)
        yield from _read_by_condition(rule.unless, pack)
        yield from _read_by(rule.then, pack)


def _read_by_condition(condition: Condition | PythonCondition | None, pack: CheckedPack) -> Iterator[Key]:
    if condition is None:
        return
    if isinstance(condition, PythonCondition):
        if condition.expression is not None:
            yield from _read_by(condition.expression, pack)
    elif isinstance(condition, ConditionLine):
        yield from _read_by(condition.expression, pack)
    else:
        for part in condition.parts:
            yield from _read_by_condition(part, pack)


def _read_by(checked: CheckedExpression, pack: CheckedPack) -> Iterator[Key]:
    for binding in checked.bindings.values():
        if isinstance(binding, MemberBinding) and binding.member.kind in (MemberKind.FACT, MemberKind.DECISION):
            yield binding.entity, binding.member.name
        elif isinstance(binding, ParameterBinding):
            for path in pack.parameters[binding.id].dimensions:
                yield from read_by_path(path, pack)


def read_by_path(path: str, pack: CheckedPack) -> Iterator[Key]:
    """Yield the fact or decision at the end of ``path``, such as ``loan.product``, if there is one."""
    root, *names = path.split(".")
    entity = root
    for name in names:
        member = pack.entities[entity].members[name]
        if member.kind in (MemberKind.FACT, MemberKind.DECISION):
            yield entity, name
        elif isinstance(member.type, feel.Entity):
            entity = member.type.name
