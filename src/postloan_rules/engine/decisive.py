"""Which rules an outcome comes from: those at the deep end of the chain of rules that hand it on."""

from collections.abc import Iterator

from postloan_rules.engine.bench import Bench
from postloan_rules.engine.decision import Decision, answer_of, definition_of, node_of
from postloan_rules.engine.interpret import places_in
from postloan_rules.engine.plan import plan_of
from postloan_rules.ir.nodes import OutcomeOf
from postloan_rules.ir.program import Combine, RuleTerm
from postloan_rules.ir.types import Kind
from postloan_rules.light import dataclass


@dataclass(frozen=True, slots=True)
class Root:
    """A rule that an outcome comes from, and the decision that it belongs to.

    ``through`` are the rules that hand the outcome on, from the one that reads ``decision`` to one of the decision
    that was asked about.
    """

    decision: Decision
    rule: str
    through: tuple[str, ...] = ()


def roots_of(bench: Bench, decision: Decision) -> tuple[Root, ...]:
    """Return the rules that the outcome of ``decision`` comes from; none where it is the one for all other cases.

    A rule that takes its outcome from another decision with the same outcome is followed there. A rule that gives
    something else than what it read is a reason of its own.
    """
    found: dict[tuple[str, str, str], Root] = {}
    for root in _roots(bench, decision, ()):
        found.setdefault((root.decision.name, root.decision.subject, root.rule), root)
    return tuple(found.values())


def hands_on(rule: RuleTerm) -> bool:
    """Return whether ``rule`` takes its outcome from other decisions of the same kind."""
    return any(isinstance(part, OutcomeOf) for part in plan_of((rule.outcome,)))


def _roots(bench: Bench, decision: Decision, through: tuple[str, ...]) -> Iterator[Root]:
    for rule in _carriers(bench, decision):
        inner = [
            root for source in _sources(bench, decision, rule) for root in _roots(bench, source, (rule.id, *through))
        ]
        yield from inner or (Root(decision, rule.id, through),)


def _carriers(bench: Bench, decision: Decision) -> Iterator[RuleTerm]:
    """Yield the fired rules that prove the outcome of ``decision``."""
    node, definition = node_of(decision), definition_of(decision)
    if node is None or decision.outcome is None:
        return
    if definition.type.kind is not Kind.MASK:
        # All rules that fired are counted, or add up.
        yield from (definition.rules[index] for index in answer_of(decision).fired)
        return
    wanted = decision.outcome if isinstance(decision.outcome, tuple) else (decision.outcome,)
    values = bench.day.values_of(definition)
    for index in answer_of(decision).fired:
        rule = definition.rules[index]
        mask = int(bench.interpreter.value(rule.outcome, {node.entity: node}) or 0)
        best = next(iter(places_in(mask)), len(values))
        if best < len(values) and values[best] in wanted:
            yield rule
            if definition.combine is Combine.FIRST:
                return


def _sources(bench: Bench, decision: Decision, rule: RuleTerm) -> Iterator[Decision]:
    """Yield the decisions with the outcome of ``decision`` from which ``rule`` takes its own."""
    node = node_of(decision)
    for part in plan_of((rule.outcome,)):
        if node is None or not isinstance(part, OutcomeOf) or part.type.name != definition_of(decision).type.name:
            continue
        source = bench.interpreter.value(part.source, {node.entity: node})
        for read in decision.reads.values():
            if read.name == part.name and node_of(read) is source and read.outcome == decision.outcome:
                yield read
