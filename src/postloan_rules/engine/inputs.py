"""All that a decision read: values given in the record, parameters of the day, other decisions."""

from dataclasses import dataclass, field
from typing import Any, assert_never

from postloan_rules.engine.day import PackDay
from postloan_rules.engine.interpret import Bindings, Interpreter
from postloan_rules.engine.paths import Paths
from postloan_rules.engine.plan import Members, Plan, PlanPart, given_by
from postloan_rules.ir.nodes import Case, FactOf, Field, OutcomeOf, Resolved
from postloan_rules.ir.program import DecisionTerm, FactTerm
from postloan_rules.ir.record import Node


@dataclass(slots=True)
class Read:
    """What was read, in order, each once.

    ``inputs`` are given values by path as the record has them (a relation: the ids of its members); what was not given
    is not there. ``parameters`` are values of parameters on the day. ``decisions`` are decisions by name: all about the
    loan at hand and what it leads to, and those about related entities that were read directly. ``facts`` are the
    facts that were given although a formula leads to them, by path.
    """

    inputs: dict[str, Any] = field(default_factory=dict)
    parameters: dict[Resolved, None] = field(default_factory=dict)
    decisions: dict[str, tuple[DecisionTerm, Node]] = field(default_factory=dict)
    facts: dict[str, tuple[FactTerm, Node]] = field(default_factory=dict)
    seen: set[tuple[str, int]] = field(default_factory=set)
    """The facts and decisions that were looked into, so that none is looked into twice."""

    def add(self, other: "Read", *, decisions: bool) -> None:
        """Take over what ``other`` read."""
        self.inputs.update(other.inputs)
        self.parameters.update(other.parameters)
        self.facts.update(other.facts)
        self.seen.update(other.seen)
        if decisions:
            for name, read in other.decisions.items():
                self.decisions.setdefault(name, read)


class Reader:
    """Finds what decisions and facts about the nodes of one record read. What was found once is kept."""

    def __init__(self, day: PackDay, interpreter: Interpreter, paths: Paths) -> None:
        self._day = day
        self._interpreter = interpreter
        self._paths = paths
        self._kept: dict[tuple[str, int], Read] = {}

    def of_decision(self, decision: DecisionTerm, node: Node) -> Read:
        """Return what ``decision`` about ``node`` read, itself not included."""
        return self._of("decision " + decision.name, node, self._day.plan_of_decision(decision))

    def _of(self, name: str, node: Node, plan: Plan) -> Read:
        key = (name, id(node))
        read = self._kept.get(key)
        if read is None:
            read = Read()
            self._look(plan, {node.entity: node}, node, read)
            self._kept[key] = read
        return read

    def _look(self, plan: Plan, bindings: Bindings, member: Node, read: Read) -> None:
        for part in plan:
            self._look_at(part, bindings, member, read)

    def _look_at(self, part: PlanPart, bindings: Bindings, member: Node, read: Read) -> None:
        match part:
            case Resolved():
                read.parameters[part] = None
            case Case():
                self._parameter(part, bindings, read)
            case Field():
                node = self._interpreter.value(part.source, bindings)
                if node is not None:
                    self._field(part, node, read)
            case FactOf():
                node = self._interpreter.value(part.source, bindings)
                if node is not None:
                    self._fact(self._day.facts[part.entity, part.name], node, read)
            case OutcomeOf():
                node = self._interpreter.value(part.source, bindings)
                if node is not None:
                    self._decision(self._day.decisions[part.name], node, read)
            case Members(source=source, relation=relation, variable=variable, inner=inner):
                node = member if source is None else self._interpreter.value(source, bindings)
                members = None if node is None else self._paths.members(node, relation)
                if node is None or members is None:
                    return
                read.inputs[self._paths.relation(node, relation)] = [each.id for each in members]
                for each in members:
                    self._look(inner, {**bindings, variable: each}, each, read)
            case _:
                assert_never(part)

    def _field(self, term: Field, node: Node, read: Read) -> None:
        store = node.fields if term.store == "field" else node.fields[term.store]
        value = store.get(term.name)
        if value is not None:
            read.inputs[f"{self._paths.of(node)}.{term.name}"] = value

    def _parameter(self, choice: Case, bindings: Bindings, read: Read) -> None:
        for condition, value in choice.branches:
            state = self._interpreter.value(condition, bindings)
            if state is not False and isinstance(value, Resolved):
                read.parameters[value] = None
            if state is True:
                return
        if isinstance(choice.otherwise, Resolved):
            read.parameters[choice.otherwise] = None

    def _fact(self, fact: FactTerm, node: Node, read: Read) -> None:
        key = ("fact " + fact.name, id(node))
        if key in read.seen:
            return
        read.seen.add(key)
        given = given_by(fact)
        if given is not None:
            self._field(given, node, read)
            if self._interpreter.given(given, {fact.entity: node}) is not None:
                if fact.formula is not None:
                    read.facts[f"{self._paths.of(node)}.{fact.name}"] = (fact, node)
                return
        if fact.formula is not None:
            read.add(self._of("fact " + fact.name, node, self._day.plan_of_fact(fact)), decisions=True)

    def _decision(self, decision: DecisionTerm, node: Node, read: Read) -> None:
        name = name_of(decision, node, self._paths)
        if name in read.decisions:
            return
        root = self._paths.is_root(node)
        read.add(self.of_decision(decision, node), decisions=root)
        read.decisions[name] = (decision, node)


def name_of(decision: DecisionTerm, node: Node, paths: Paths) -> str:
    """Return how a decision that was read is called: by its name, for a related entity with the path to it."""
    return decision.name if paths.is_root(node) else f"{paths.of(node)}.{decision.name}"
