"""All that a decision read: values given in the record, parameters of the day, other decisions."""

from collections.abc import Mapping
from typing import Any, assert_never

from postloan_rules.engine.day import PackDay
from postloan_rules.engine.interpret import Bindings, Interpreter
from postloan_rules.engine.paths import Paths
from postloan_rules.engine.plan import Members, Plan, PlanPart, given_by
from postloan_rules.ir.nodes import Case, FactOf, Field, OutcomeOf, Resolved, Term, Variable
from postloan_rules.ir.program import DecisionTerm, FactTerm
from postloan_rules.ir.record import Node
from postloan_rules.light import dataclass, field


@dataclass(slots=True)
class Read:
    """What was read, each once, in no order.

    ``inputs`` are given values by path as the record has them (a relation: the ids of its members); what was not given
    is not there. ``parameters`` are values of parameters on the day, by the identity of the term. ``decisions`` are
    decisions by name: all about the loan at hand and what it leads to, and those about related entities that were read
    directly. ``facts`` are the facts that were given although a formula leads to them, by path.
    """

    inputs: dict[str, Any] = field(default_factory=dict)
    parameters: dict[int, Resolved] = field(default_factory=dict)
    decisions: dict[str, tuple[DecisionTerm, Node]] = field(default_factory=dict)
    facts: dict[str, tuple[FactTerm, Node]] = field(default_factory=dict)
    plain: Mapping[str, Any] | None = None
    """The inputs as plain values, once somebody asked for them."""
    cells: dict[str, tuple[Node, str, str]] = field(default_factory=dict)
    """Where each given value was read: the node, its store (``field``, ``extension``, ``facts``), and the name."""
    relations: dict[str, tuple[Node, str]] = field(default_factory=dict)
    """Of which node each relation among ``inputs`` is, and its name."""


class Reader:
    """Finds what decisions and facts about the nodes of one record read. What was found once is kept."""

    def __init__(self, day: PackDay, interpreter: Interpreter, paths: Paths) -> None:
        self._day = day
        self._interpreter = interpreter
        self._paths = paths
        self._kept: dict[tuple[str, int], Read] = {}

    def of_decision(self, decision: DecisionTerm, node: Node) -> Read:
        """Return what ``decision`` about ``node`` read, itself not included."""
        key = (decision.name, id(node))
        read = self._kept.get(key)
        if read is None:
            read = _Walk(self._day, self._interpreter, self._paths).of(decision, node)
            self._kept[key] = read
        return read


class _Walk:
    """One walk over all that a decision reads, directly and through facts and other decisions.

    What a decision about a related entity reads is an input too, but the decisions behind it are not listed: so it
    matters whether something is reached through one (not ``listing``) or without, and nothing is looked into twice
    in the same way.
    """

    def __init__(self, day: PackDay, interpreter: Interpreter, paths: Paths) -> None:
        self._day = day
        self._interpreter = interpreter
        self._paths = paths
        self._read = Read()
        self._listing = True
        self._listed: set[tuple[int, int]] = set()
        self._unlisted: set[tuple[int, int]] = set()

    def of(self, decision: DecisionTerm, node: Node) -> Read:
        self._is_new(decision, node)
        self._look(self._day.plan_of_decision(decision), {node.entity: node}, node)
        return self._read

    def _is_new(self, definition: DecisionTerm | FactTerm, node: Node) -> bool:
        """Return whether ``definition`` about ``node`` was not looked into before, and note that it is now."""
        key = (id(definition), id(node))
        if key in self._listed:
            return False
        seen = self._listed if self._listing else self._unlisted
        if key in seen:
            return False
        seen.add(key)
        return True

    def _look(self, plan: Plan, bindings: Bindings, member: Node) -> None:
        for part in plan:
            self._look_at(part, bindings, member)

    def _look_at(self, part: PlanPart, bindings: Bindings, member: Node) -> None:
        match part:
            case Field(source=source):
                node = self._node(source, bindings)
                if node is not None:
                    self._field(part, node)
            case FactOf(source=source):
                node = self._node(source, bindings)
                if node is not None:
                    self._fact(self._day.facts[part.entity, part.name], node)
            case OutcomeOf(source=source):
                node = self._node(source, bindings)
                if node is not None:
                    self._decision(self._day.decisions[part.name], node)
            case Resolved():
                self._read.parameters[id(part)] = part
            case Case():
                self._parameter(part, bindings)
            case Members(source=source, relation=relation, variable=variable, inner=inner):
                node = member if source is None else self._node(source, bindings)
                members = None if node is None else self._paths.members(node, relation)
                if node is None or members is None:
                    return
                path = self._paths.relation(node, relation)
                self._read.inputs[path] = [each.id for each in members]
                self._read.relations[path] = (node, relation)
                for each in members:
                    self._look(inner, {**bindings, variable: each}, each)
            case _:
                assert_never(part)

    def _node(self, source: Term, bindings: Bindings) -> Node | None:
        if isinstance(source, Variable):
            return bindings[source.name]
        node: Node | None = self._interpreter.value(source, bindings)
        return node

    def _field(self, term: Field, node: Node) -> None:
        store = node.fields if term.store == "field" else node.fields[term.store]
        value = store.get(term.name)
        if value is not None:
            path = f"{self._paths.of(node)}.{term.name}"
            self._read.inputs[path] = value
            self._read.cells[path] = (node, term.store, term.name)

    def _parameter(self, choice: Case, bindings: Bindings) -> None:
        for condition, value in choice.branches:
            state = self._interpreter.value(condition, bindings)
            if state is not False and isinstance(value, Resolved):
                self._read.parameters[id(value)] = value
            if state is True:
                return
        if isinstance(choice.otherwise, Resolved):
            self._read.parameters[id(choice.otherwise)] = choice.otherwise

    def _fact(self, fact: FactTerm, node: Node) -> None:
        if not self._is_new(fact, node):
            return
        given = given_by(fact)
        if given is not None:
            self._field(given, node)
            if self._interpreter.given(given, {fact.entity: node}) is not None:
                if fact.formula is not None:
                    self._read.facts[f"{self._paths.of(node)}.{fact.name}"] = (fact, node)
                return
        if fact.formula is not None:
            self._look(self._day.plan_of_fact(fact), {fact.entity: node}, node)

    def _decision(self, decision: DecisionTerm, node: Node) -> None:
        if not self._is_new(decision, node):
            return
        listing = self._listing
        if listing:
            self._read.decisions[name_of(decision, node, self._paths)] = (decision, node)
            self._listing = self._paths.is_root(node)
        self._look(self._day.plan_of_decision(decision), {decision.entity: node}, node)
        self._listing = listing


def name_of(decision: DecisionTerm, node: Node, paths: Paths) -> str:
    """Return how a decision that was read is called: by its name, for a related entity with the path to it."""
    return decision.name if paths.is_root(node) else f"{paths.of(node)}.{decision.name}"
