"""One record under one pack on one day, with the tools to work out what stands behind its decisions."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

from postloan_rules.backends.protocol import Answer, Context
from postloan_rules.engine.behind import Behind
from postloan_rules.engine.day import PackDay
from postloan_rules.engine.decision import Decision, answer_of, definition_of, node_of
from postloan_rules.engine.inputs import Read, Reader
from postloan_rules.engine.interpret import Interpreter
from postloan_rules.engine.link import Graph
from postloan_rules.engine.missing import Seeker
from postloan_rules.engine.paths import Paths
from postloan_rules.engine.plain import plain
from postloan_rules.engine.trace import Trace, Tracer
from postloan_rules.engine.words import Words
from postloan_rules.ir.lowered import DecisionText
from postloan_rules.ir.record import Node


class Bench:
    """Tools are made when first used: a decision that nobody asks about costs nothing but its outcome."""

    def __init__(self, day: PackDay, graph: Graph, context: Context, pseudonym_key: bytes | None) -> None:
        self.day = day
        self.graph = graph
        self.context = context
        self.pseudonym_key = pseudonym_key
        self._traces: dict[tuple[str, str, Node], Trace | None] = {}

    @property
    def as_of(self) -> date:
        """The day for which the record holds."""
        return self.context.as_of

    def answer(self, name: str, node: Node) -> Answer:
        """Return what decision ``name`` says about ``node``."""
        return self.day.compiled.decide(name, node, self.context)

    @cached_property
    def paths(self) -> Paths:
        """What the nodes of the record are called."""
        return Paths(self.graph.roots)

    @cached_property
    def interpreter(self) -> Interpreter:
        """Evaluates terms for the record."""
        return Interpreter(
            as_of=self.context.as_of,
            currency=self.context.currency,
            enumerations=self.day.program.enumerations,
            decide=self.answer,
            fact=lambda entity, name, node: self.day.compiled.fact(entity, name, node, self.context),
            prudent=self.day.prudent.__contains__,
            definition=self.day.decisions.__getitem__,
            paths=self.paths,
        )

    @cached_property
    def seeker(self) -> Seeker:
        """Finds what is missing."""
        return Seeker(self.day, self.interpreter, self.paths, self.answer)

    @cached_property
    def behind(self) -> Behind:
        """Finds the decisions that stand behind one."""
        return Behind(self.day, self.interpreter, self.graph.roots)

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self.day, self.interpreter, self.paths)

    @cached_property
    def _tracer(self) -> Tracer:
        return Tracer(self.day, self.interpreter, self.paths, self.seeker)

    @cached_property
    def words(self) -> Words:
        """Says values in the words of the pack."""
        return Words(self.day)

    def read(self, decision: Decision) -> Read:
        """Return all that ``decision`` read."""
        node = node_of(decision)
        return Read() if node is None else self._reader.of_decision(definition_of(decision), node)

    def inputs(self, decision: Decision) -> Mapping[str, Any]:
        """Return the values that ``decision`` read, as plain values by path."""
        read = self.read(decision)
        if read.plain is None:
            read.plain = {path: plain(value) for path, value in read.inputs.items()}
        return read.plain

    def text_of(self, decision: Decision) -> DecisionText:
        """Return how ``decision`` reads on the day."""
        return self.day.text_of(definition_of(decision))

    def state(self, decision: Decision, rule: str) -> bool | None:
        """Return whether ``rule`` of ``decision`` fired; ``None`` where it is unknown."""
        rules = definition_of(decision).rules
        index = next(place for place, each in enumerate(rules) if each.id == rule)
        answer = answer_of(decision)
        return True if index in answer.fired else None if index in answer.unknown else False

    def trace(self, decision: Decision, rule: str) -> Trace | None:
        """Return why ``rule`` fired, did not, or is unknown; ``None`` for a rule without a condition in FEEL."""
        node = node_of(decision)
        term = next(each for each in definition_of(decision).rules if each.id == rule)
        if node is None or term.python is not None:
            return None
        key = (decision.name, rule, node)
        if key not in self._traces:
            text = self.text_of(decision).rules[rule]
            self._traces[key] = self._tracer.of_rule(text, node, self.state(decision, rule))
        return self._traces[key]

    def trace_applies(self, decision: Decision) -> Trace | None:
        """Return why the decision asks about its entity or not; ``None`` where it asks about all."""
        node, applies = node_of(decision), self.text_of(decision).applies
        return None if node is None or applies is None else self._tracer.of_condition(applies, node)

    def is_about_root(self, decision: Decision) -> bool:
        """Return whether ``decision`` is about the loan at hand or what it leads to."""
        node = node_of(decision)
        return node is None or self.paths.is_root(node)
