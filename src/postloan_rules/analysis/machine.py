"""A pack on the days of one period with one definition changed: what depends on it is interpreted, all else runs as
compiled.

Compiling takes longer than most cases take to decide, so that a change that is tried once is not compiled.
"""

from collections.abc import Mapping
from typing import Any

from postloan_rules.backends.protocol import Answer, Compiled, Context
from postloan_rules.backends.python.combine import COMBINE, Fired, Spec, not_applicable, spec_of
from postloan_rules.backends.python.definitions import memo_key
from postloan_rules.engine.day import PackDay
from postloan_rules.engine.interpret import Interpreter
from postloan_rules.engine.paths import Paths
from postloan_rules.ir.outcomes import constant_outcome
from postloan_rules.ir.program import DecisionTerm, EnumerationTable, FactTerm
from postloan_rules.ir.reading import Definition, Key, definitions_read, key_of
from postloan_rules.ir.record import Node
from postloan_rules.light import dataclass


@dataclass(frozen=True, slots=True)
class _Ready:
    """A decision with what is known of it before any record."""

    decision: DecisionTerm
    spec: Spec
    outcomes: tuple[Any, ...]
    nothing: Answer


def ready(decision: DecisionTerm, enumerations: Mapping[str, EnumerationTable]) -> _Ready:
    """Return ``decision`` with what does not depend on records."""
    outcomes = tuple(constant_outcome(rule.outcome, decision) for rule in decision.rules)
    otherwise = constant_outcome(decision.otherwise, decision)
    spec = spec_of(decision, enumerations, otherwise, outcomes)
    return _Ready(decision, spec, outcomes, Answer(not_applicable(spec)))


def interpreted(made: _Ready, node: Node, interpreter: Interpreter, context: Context) -> Answer:
    """Return what the decision says about ``node``."""
    decision, bindings = made.decision, {made.decision.entity: node}
    applies = True if decision.applies is None else interpreter.value(decision.applies, bindings)
    if applies is False:
        return made.nothing
    fired: list[int] = []
    unknown: list[int] = []
    outcomes = list(made.outcomes)
    for index, rule in enumerate(decision.rules):
        if rule.python is not None:
            state = context.python_conditions[rule.python](node, context.as_of)
        else:
            state = interpreter.value(rule.condition, bindings)
        if state is False:
            continue
        (fired if state is True else unknown).append(index)
        if outcomes[index] is None:
            outcomes[index] = interpreter.value(rule.outcome, bindings)
    return Answer(COMBINE[decision.combine](made.spec, Fired(fired, unknown, outcomes, applies is True)))


class Machine:
    """A program in which the definitions ``changed``, and none else, are interpreted: see ``Compiled``."""

    def __init__(self, compiled: Compiled, day: PackDay, changed: Mapping[Key, Definition]) -> None:
        self._compiled = compiled
        self._day = day
        self._changed = changed
        self._ready: dict[Key, _Ready] = {}
        self._last: tuple[Context, Interpreter] | None = None

    def decide(self, name: str, node: Node, context: Context) -> Answer:
        """Return what decision ``name`` says about ``node``; kept in ``node.memo``."""
        key = (node.entity, name)
        definition = self._changed.get(key)
        if not isinstance(definition, DecisionTerm):
            return self._compiled.decide(name, node, context)
        place = memo_key(name, fact=False)
        answer: Answer | None = node.memo.get(place)
        if answer is None:
            made = self._ready.get(key)
            if made is None:
                made = self._ready[key] = ready(definition, self._day.program.enumerations)
            answer = node.memo[place] = interpreted(made, node, self._interpreter(context), context)
        return answer

    def decide_many(self, names: tuple[str, ...], node: Node, context: Context) -> tuple[Answer, ...]:
        """Return what each of the decisions ``names`` says about ``node``."""
        return tuple(self.decide(name, node, context) for name in names)

    def fact(self, entity: str, name: str, node: Node, context: Context) -> Any:
        """Return fact ``name`` of ``node``: as given, else by its formula; kept in ``node.memo``."""
        definition = self._changed.get((entity, name))
        if not isinstance(definition, FactTerm):
            return self._compiled.fact(entity, name, node, context)
        place = memo_key(name, fact=True)
        if place in node.memo:
            return node.memo[place]
        interpreter, bindings = self._interpreter(context), {entity: node}
        value = None if definition.field is None else interpreter.value(definition.field, bindings)
        if value is None and definition.formula is not None:
            value = interpreter.value(definition.formula, bindings)
        node.memo[place] = value
        return value

    def _interpreter(self, context: Context) -> Interpreter:
        if self._last is None or self._last[0] is not context:
            self._last = context, self._made_for(context)
        return self._last[1]

    def _made_for(self, context: Context) -> Interpreter:
        return Interpreter(
            as_of=context.as_of,
            currency=context.currency,
            enumerations=self._day.program.enumerations,
            decide=lambda name, node: self.decide(name, node, context),
            fact=lambda entity, name, node: self.fact(entity, name, node, context),
            prudent=self._day.prudent.__contains__,
            definition=self._decision,
            paths=Paths({}),
        )

    def _decision(self, name: str) -> DecisionTerm:
        known = self._day.decisions[name]
        changed = self._changed.get(key_of(known))
        return changed if isinstance(changed, DecisionTerm) else known


def changed_day(day: PackDay, changed: Definition, readers: frozenset[Key]) -> PackDay:
    """Return ``day`` with the definition ``changed`` in place of the one of its name; ``readers`` are all definitions
    that read it, by however many steps."""
    key = key_of(changed)
    redone = {
        key_of(each): changed if key_of(each) == key else each
        for each in day.program.definitions
        if key_of(each) in readers or key_of(each) == key
    }
    decisions = {name: redone.get(key_of(each), each) for name, each in day.decisions.items()}
    facts = {name: redone.get(name, each) for name, each in day.facts.items()}
    return PackDay(
        pack=day.pack,
        lowered=day.lowered,
        declared=day.declared,
        day=day.day,
        program=day.program,
        compiled=Machine(day.compiled, day, redone),
        decisions={name: each for name, each in decisions.items() if isinstance(each, DecisionTerm)},
        facts={name: each for name, each in facts.items() if isinstance(each, FactTerm)},
        order=day.order,
        authored=day.authored,
        rules=day.rules,
        missing=day.missing,
        prudent=day.prudent,
        words=day.words,
    )


def readers_of(definitions: tuple[Definition, ...]) -> Mapping[Key, frozenset[Key]]:
    """Return, for each of the sorted ``definitions``, all that read it, by however many steps."""
    found: dict[Key, set[Key]] = {key_of(each): set() for each in definitions}
    for definition in reversed(definitions):
        key = key_of(definition)
        for read in definitions_read(definition):
            if read in found:
                found[read] |= {key, *found[key]}
    return {key: frozenset(readers) for key, readers in found.items()}
