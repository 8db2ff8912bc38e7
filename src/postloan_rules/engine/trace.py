"""Why a condition is true, false or unknown: its parts, each with the value read and the limit it was held against."""

from collections.abc import Callable, Mapping
from typing import Any as Value
from typing import Literal

from postloan_rules.engine.checkable import checkable
from postloan_rules.engine.day import PackDay
from postloan_rules.engine.interpret import Bindings, Interpreter, all_of, any_of
from postloan_rules.engine.missing import Seeker
from postloan_rules.engine.paths import Paths
from postloan_rules.engine.plan import given_by
from postloan_rules.engine.statement import Speaker
from postloan_rules.errors import InternalError
from postloan_rules.ir.lowered import ConditionText, GroupText, LineText, RuleText
from postloan_rules.ir.nodes import All, Any, Compare, FactOf, Field, Not, OneOf, OutcomeIn, Term
from postloan_rules.ir.record import Node
from postloan_rules.light import dataclass, field, replace
from postloan_rules.text.bilingual import Bilingual

_TRACED = (All, Any, Not, Compare, OneOf, OutcomeIn, Field, FactOf)
"""Formulas that a sentence, or several, can say."""

Connective = Literal["all", "any", "not"]


@dataclass(frozen=True, slots=True)
class Trace:
    """A condition and its state (``None``: unknown).

    A test (no ``connective``) has a ``statement`` with the values read and the paths that are ``missing`` to know it.
    Other conditions are made of ``parts``. ``text`` is how the author wrote it, where it is a line of its own.
    ``because`` traces the formula of a fact that was not given but derived.
    """

    state: bool | None
    statement: Bilingual | None
    text: str | None = None
    connective: Connective | None = None
    parts: tuple["Trace", ...] = ()
    missing: tuple[str, ...] = ()
    because: "Callable[[], Trace] | None" = field(default=None, compare=False)
    test: "Callable[[], Mapping[str, Value]] | None" = field(default=None, compare=False)
    """Gives the test with the values that it compared, as plain values."""


def state_of(trace: Trace) -> bool | None:
    """Return the state that the parts of ``trace`` give, by Kleene's tables; that of a test is its own."""
    match trace.connective:
        case None:
            return trace.state
        case "all":
            return all_of(state_of(part) for part in trace.parts)
        case "any":
            return any_of(state_of(part) for part in trace.parts)
        case "not":
            inner = state_of(trace.parts[0])
            return None if inner is None else not inner


class Tracer:
    """Traces conditions about the nodes of one record."""

    def __init__(self, day: PackDay, interpreter: Interpreter, paths: Paths, seeker: Seeker) -> None:
        self._day = day
        self._interpreter = interpreter
        self._seeker = seeker
        self._speaker: Callable[[Node], Speaker] = lambda about: Speaker(day, interpreter, paths, about)

    def of_rule(self, rule: RuleText, node: Node, state: bool | None) -> Trace | None:
        """Return why ``rule`` has ``state`` for ``node``; ``None`` for a rule without a condition.

        Raises:
            InternalError: if the condition, looked at part by part, does not have this state.
        """
        traces = []
        if rule.when is not None:
            traces.append(self.of_condition(rule.when, node))
        if rule.unless is not None:
            exception = self.of_condition(rule.unless, node)
            traces.append(Trace(_negated(exception.state), None, connective="not", parts=(exception,)))
        if not traces:
            return None
        trace = traces[0] if len(traces) == 1 else _group("all", tuple(traces))
        if trace.state is not state or state_of(trace) is not state:
            raise InternalError(f"explaining: rule {rule.rule} is {state}, its parts say {trace.state}")
        return trace

    def of_condition(self, condition: ConditionText, node: Node) -> Trace:
        """Return why ``condition`` has the state that it has for ``node``."""
        if isinstance(condition, GroupText):
            parts = tuple(self.of_condition(part, node) for part in condition.parts)
            return _group(condition.grouping, parts)
        return self._of_line(condition, node)

    def _of_line(self, line: LineText, node: Node) -> Trace:
        trace = self._of_term(line.term, {node.entity: node}, node)
        return replace(trace, text=line.text)

    def _of_term(self, term: Term, bindings: Bindings, about: Node) -> Trace:
        match term:
            case All(operands=operands) if operands:
                return _group("all", tuple(self._of_term(each, bindings, about) for each in operands))
            case Any(operands=operands) if operands:
                return _group("any", tuple(self._of_term(each, bindings, about) for each in operands))
            case Not(operand=operand):
                inner = self._of_term(operand, bindings, about)
                return Trace(_negated(inner.state), None, connective="not", parts=(inner,))
            case _:
                state = self._interpreter.value(term, bindings)
                missing = self._seeker.for_term(term, bindings) if state is None else ()
                statement = self._speaker(about).statement(term, state, bindings)
                return Trace(
                    state,
                    statement,
                    missing=missing,
                    because=self._because(term, bindings, about),
                    test=lambda: checkable(term, bindings, self._interpreter),
                )

    def _because(self, term: Term, bindings: Bindings, about: Node) -> Callable[[], Trace] | None:
        """Return what traces the formula of a fact that is true or false; ``None`` where there is nothing to trace."""
        if not isinstance(term, FactOf):
            return None
        fact, node = self._day.facts[term.entity, term.name], self._interpreter.value(term.source, bindings)
        formula, given = fact.formula, given_by(fact)
        if node is None or not isinstance(formula, _TRACED):
            return None
        variables = {fact.entity: node}
        if given is not None and self._interpreter.given(given, variables) is not None:
            return None
        return lambda: self._of_term(formula, variables, about)


def _group(connective: Literal["all", "any"], parts: tuple[Trace, ...]) -> Trace:
    states = (part.state for part in parts)
    return Trace(all_of(states) if connective == "all" else any_of(states), None, connective=connective, parts=parts)


def _negated(state: bool | None) -> bool | None:
    return None if state is None else not state
