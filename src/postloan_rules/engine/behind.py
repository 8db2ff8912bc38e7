"""Which decisions stand behind a decision: found by way of facts and relations, without looking at values."""

from collections.abc import Iterator, Mapping

from postloan_rules.engine.day import PackDay
from postloan_rules.engine.interpret import Bindings, Interpreter
from postloan_rules.engine.plan import Members, Plan, PlanPart, Probes, given_by
from postloan_rules.ir.nodes import FactOf, Field, Follow, OutcomeOf, Term, Variable
from postloan_rules.ir.program import DecisionTerm, FactTerm
from postloan_rules.ir.record import Node
from postloan_rules.ir.type_of import type_of
from postloan_rules.light import dataclass
from postloan_rules.light import field as made_by

_ByNode = dict[int, dict[str, tuple[DecisionTerm, Node]]]
"""Decisions by the identity of the node that they are about, and by name."""


@dataclass(slots=True)
class _Asked:
    """The decisions that something asks for: its ``own``, and those of whole relations, which many share."""

    own: _ByNode = made_by(default_factory=dict)
    shared: dict[int, _ByNode] = made_by(default_factory=dict)

    def take(self, other: "_Asked") -> None:
        for node, named in other.own.items():
            self.own.setdefault(node, {}).update(named)
        self.shared.update(other.shared)

    def about(self, node: Node) -> Iterator[tuple[DecisionTerm, Node]]:
        for each in (self.own, *self.shared.values()):
            if id(node) in each:
                yield from each[id(node)].values()


class Behind:
    """Finds the decisions about the loan at hand and what it leads to that stand behind a decision.

    They are those that ``inputs`` lists among all that was read. What a fact, a decision or a relation of a node asks
    for does not depend on which loan is at hand: it is kept with the node, for the other loans of the family.
    """

    def __init__(self, day: PackDay, interpreter: Interpreter, roots: Mapping[str, Node]) -> None:
        self._day = day
        self._interpreter = interpreter
        self._roots = roots

    def of(self, decision: DecisionTerm, node: Node) -> tuple[tuple[DecisionTerm, Node], ...]:
        """Return the decisions behind ``decision`` about ``node``, itself not included.

        Where no member of a relation is on the way, they are the same for all records that give the same facts.
        """
        if self._roots.get(node.entity) is not node:
            return self._found(decision, node)
        probes = self._probes(decision)
        if not probes.settled or any(
            root.members(name) for entity, name in probes.relations if (root := self._roots.get(entity))
        ):
            return self._found(decision, node)
        given = tuple(_has(self._roots.get(entity), field) for entity, field in probes.facts)
        key = (decision.name, given, tuple(self._roots))
        behind = self._day.behind.get(key)
        if behind is None:
            behind = tuple((each, about.entity) for each, about in self._found(decision, node))
            self._day.behind[key] = behind
        return tuple((each, self._roots[entity]) for each, entity in behind)

    def _probes(self, decision: DecisionTerm) -> Probes:
        """Return on what it depends which decisions stand behind ``decision``."""
        probes = self._day.probes.get(decision.name)
        if probes is None:
            facts: dict[tuple[str, Field], None] = {}
            relations: dict[tuple[str, str], None] = {}
            seen: set[int] = set()
            settled = True
            waiting: list[DecisionTerm | FactTerm] = [decision]
            while waiting:
                definition = waiting.pop()
                if id(definition) in seen:
                    continue
                seen.add(id(definition))
                for part in self._plan_of(definition):
                    source = getattr(part, "source", None)
                    settled = settled and source is not None and _variable_of(source) is not None
                    match part:
                        case OutcomeOf(name=name):
                            waiting.append(self._day.decisions[name])
                        case FactOf(entity=entity, name=name):
                            fact = self._day.facts[entity, name]
                            field = given_by(fact)
                            if field is not None:
                                facts[entity, field] = None
                            waiting.append(fact)
                        case Members(source=source, relation=relation) if source is not None:
                            relations[str(type_of(source).name), relation] = None
                        case _:
                            pass
            probes = self._day.probes[decision.name] = Probes(tuple(facts), tuple(relations), settled)
        return probes

    def _found(self, decision: DecisionTerm, node: Node) -> tuple[tuple[DecisionTerm, Node], ...]:
        found = {decision.name: (decision, node)}
        waiting = [(decision, node)]
        while waiting:
            asked = self._asked_by(*waiting.pop())
            for root in self._roots.values():
                for pair in asked.about(root):
                    if pair[0].name not in found:
                        found[pair[0].name] = pair
                        waiting.append(pair)
        del found[decision.name]
        return tuple(found.values())

    def _asked_by(self, definition: DecisionTerm | FactTerm, node: Node) -> _Asked:
        key = ("asked by", isinstance(definition, FactTerm), definition.name)
        asked: _Asked | None = node.memo.get(key)
        if asked is None:
            asked = node.memo[key] = _Asked()
            self._walk(self._plan_of(definition), {definition.entity: node}, node, asked)
        return asked

    def _walk(self, plan: Plan, bindings: Bindings, member: Node, asked: _Asked) -> None:
        for part in plan:
            match part:
                case OutcomeOf(source=source, name=name):
                    node = self._node(source, bindings)
                    if node is not None:
                        asked.own.setdefault(id(node), {})[name] = (self._day.decisions[name], node)
                case FactOf(source=source):
                    node = self._node(source, bindings)
                    fact = self._day.facts[part.entity, part.name]
                    if node is not None and not self._is_given(fact, node):
                        asked.take(self._asked_by(fact, node))
                case Members(source=source):
                    node = member if source is None else self._node(source, bindings)
                    if node is not None:
                        asked.shared.update(self._asked_of_members(part, node, bindings).shared)
                case _:
                    pass

    def _asked_of_members(self, part: Members, node: Node, bindings: Bindings) -> _Asked:
        key = ("asked of members", id(part))
        asked: _Asked | None = node.memo.get(key)
        if asked is None:
            asked = _Asked()
            for each in node.members(part.relation) or ():
                self._walk(part.inner, {**bindings, part.variable: each}, each, asked)
            asked.shared[id(asked.own)] = asked.own
            if _is_closed(part, frozenset()):
                node.memo[key] = asked
        return asked

    def _is_given(self, fact: FactTerm, node: Node) -> bool:
        given = given_by(fact)
        return given is not None and self._interpreter.given(given, {fact.entity: node}) is not None

    def _node(self, source: Term, bindings: Bindings) -> Node | None:
        if isinstance(source, Variable):
            return bindings[source.name]
        node: Node | None = self._interpreter.value(source, bindings)
        return node

    def _plan_of(self, definition: DecisionTerm | FactTerm) -> Plan:
        """Return what ``definition`` reads, cut down to the parts that can lead to decisions."""
        key = (definition.entity, isinstance(definition, FactTerm), definition.name)
        plan = self._day.leading.get(key)
        if plan is None:
            of_day = self._day
            whole = (
                of_day.plan_of_fact(definition)
                if isinstance(definition, FactTerm)
                else of_day.plan_of_decision(definition)
            )
            plan = of_day.leading.setdefault(key, tuple(self._parts_that_lead(whole)))
        return plan

    def _parts_that_lead(self, plan: Plan) -> Iterator[PlanPart]:
        for part in plan:
            match part:
                case OutcomeOf():
                    yield part
                case FactOf(entity=entity, name=name):
                    if self._plan_of(self._day.facts[entity, name]):
                        yield part
                case Members(source=source, relation=relation, variable=variable, inner=inner):
                    leading = tuple(self._parts_that_lead(inner))
                    if leading:
                        yield Members(source, relation, variable, leading)
                case _:
                    pass


def _has(node: Node | None, field: Field) -> bool:
    if node is None:
        return False
    store = node.fields if field.store == "field" else node.fields[field.store]
    return store.get(field.name) is not None


def _is_closed(part: Members, known: frozenset[str]) -> bool:
    """Return whether what is read of the members starts at a member and not at what stands around the walk."""
    inside = known | {part.variable}
    for each in part.inner:
        if isinstance(each, Members):
            if (each.source is not None and _variable_of(each.source) not in inside) or not _is_closed(each, inside):
                return False
        elif isinstance(each, (OutcomeOf, FactOf)) and _variable_of(each.source) not in inside:
            return False
    return True


def _variable_of(source: Term) -> str | None:
    while isinstance(source, Follow):
        source = source.source
    return source.name if isinstance(source, Variable) else None
