"""Deciding about one record, and answering what decisions are asked later."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from postloan_rules.backends.protocol import Answer, BudgetExceededError, UnexpectedValueError, Verdict
from postloan_rules.engine import details
from postloan_rules.engine.bench import Bench
from postloan_rules.engine.decision import (
    Decision,
    ParameterUse,
    Remark,
    RuleMatch,
    UnknownRule,
    absent_of,
    definition_of,
    node_of,
)
from postloan_rules.engine.explanation import explain, explain_rule
from postloan_rules.engine.identity import identifier_of
from postloan_rules.engine.plain import canonical_text
from postloan_rules.engine.serialise import dictionary_of
from postloan_rules.errors import InternalError, UnknownNameError
from postloan_rules.ir.outcomes import any_outcome
from postloan_rules.ir.program import DecisionTerm
from postloan_rules.ir.record import Node
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.text.bilingual import Language
from postloan_rules.text.nearest import nearest

_SUBJECT: Final = "loan"
_WORTH_WHILE: Final = 2
"""From how many decisions on it pays to make them together."""


class Evaluation:
    """Makes the decisions about one record, and stands behind them."""

    __slots__ = ("_ahead", "_bench", "_matches", "_reads", "_unknown")

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._ahead: dict[str, Answer] = {}
        # What is said of a decision is said again by every decision that read it.
        self._matches: dict[tuple[str, Node], tuple[RuleMatch, ...]] = {}
        self._unknown: dict[tuple[str, Node], tuple[UnknownRule, ...]] = {}
        self._reads: dict[tuple[str, Node | None], Mapping[str, Decision]] = {}

    def decide(self, definition: DecisionTerm) -> Decision:
        """Return what ``definition`` says about the entity that the record's loan leads to.

        Where the record does not give that entity, every outcome is possible.
        """
        node = self._bench.graph.roots.get(definition.entity)
        known = self._ahead.get(definition.name)
        if known is not None:
            return self._decision(definition, node, known)
        return self.decide_absent(definition) if node is None else self.decide_about(definition, node)

    def decide_absent(self, definition: DecisionTerm, absent: str | None = None) -> Decision:
        """Return what ``definition`` says where there is nothing to decide about, for ``absent`` was not supplied."""
        size = len(self._bench.day.values_of(definition))
        rules = tuple(range(len(definition.rules)))
        anything = Verdict(any_outcome(definition, size), None, (), rules, possible=tuple(range(size)))
        return self._decision(definition, None, Answer(anything), absent)

    def decide_ahead(self, names: Sequence[str]) -> None:
        """Find the answers to ``names`` about the loan at hand at once, so that what they read is read once.

        What goes wrong shows when each of them is asked for.
        """
        node, day = self._bench.graph.roots.get(_SUBJECT), self._bench.day
        # Of a node about which something is known already, each decision may be.
        if node is None or node.memo or len(names) < _WORTH_WHILE:
            return
        own = day.decisions_about(_SUBJECT, tuple(names))
        if len(own) < _WORTH_WHILE:
            return
        try:
            answers = day.compiled.decide_many(own, node, self._bench.context)
        except (BudgetExceededError, UnexpectedValueError):
            return
        self._ahead = dict(zip(own, answers, strict=True))

    def decide_about(self, definition: DecisionTerm, node: Node) -> Decision:
        """Return what ``definition`` says about ``node``."""
        return self._decision(definition, node, self._bench.answer(definition.name, node))

    def _decision(
        self, definition: DecisionTerm, node: Node | None, answer: Answer, absent: str | None = None
    ) -> Decision:
        outcome, status, possible, assumed = self._bench.day.read(definition, answer)
        return Decision(
            outcome,
            status,
            possible,
            assumed,
            answer=answer,
            definition=definition,
            node=node,
            workings=self,
            absent=absent,
        )

    @property
    def as_of(self) -> date:
        return self._bench.as_of

    @property
    def pack(self) -> CheckedPack:
        return self._bench.day.pack

    def matches(self, decision: Decision) -> tuple[RuleMatch, ...]:
        node = node_of(decision)
        if node is None:
            return details.matches_of(self._bench, decision)
        key = (decision.name, node)
        if key not in self._matches:
            self._matches[key] = details.matches_of(self._bench, decision)
        return self._matches[key]

    def unknown(self, decision: Decision) -> tuple[UnknownRule, ...]:
        node = node_of(decision)
        if node is None:
            return details.unknown_in(self._bench, decision)
        key = (decision.name, node)
        if key not in self._unknown:
            self._unknown[key] = details.unknown_in(self._bench, decision)
        return self._unknown[key]

    def not_fired(self, decision: Decision) -> tuple[str, ...]:
        return details.not_fired_in(decision)

    def fired_deep(self, decision: Decision) -> tuple[str, ...]:
        return details.rules_behind(self._bench, decision)[0]

    def unknown_deep(self, decision: Decision) -> tuple[UnknownRule, ...]:
        return tuple(rule for each in details.deep(self._bench, decision) for rule in each.unknown)

    def rules_behind(self, decision: Decision) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return details.rules_behind(self._bench, decision)

    def missing(self, decision: Decision) -> tuple[str, ...]:
        return details.missing_in(self._bench, decision)

    def reads(self, decision: Decision) -> Mapping[str, Decision]:
        key = (decision.name, node_of(decision))
        if key not in self._reads:
            self._reads[key] = self._decisions_read_by(decision)
        return self._reads[key]

    def _decisions_read_by(self, decision: Decision) -> Mapping[str, Decision]:
        order = self._bench.day.order
        read = self._bench.read(decision).decisions.items()
        in_order = sorted(read, key=lambda item: (order[item[1][0].name], item[0]))
        return MappingProxyType({name: self.decide_about(definition, node) for name, (definition, node) in in_order})

    def remarks(self, decision: Decision) -> tuple[Remark, ...]:
        return details.remarks_on(self._bench, decision)

    def parameters(self, decision: Decision) -> tuple[ParameterUse, ...]:
        return details.parameters_of(self._bench, decision)

    def identifier(self, decision: Decision) -> str:
        return identifier_of(
            pack_digest=self._bench.day.pack.digest,
            entity=decision.entity,
            subject=decision.subject or self._name_of_nothing(absent_of(decision)),
            as_of=decision.as_of,
            name=decision.name,
            currency=self._bench.context.currency,
            inputs=self._bench.inputs(decision),
            key=self._bench.pseudonym_key,
        )

    def _name_of_nothing(self, absent: str) -> str:
        """Return what stands for the subject where there is none: of two relations not supplied each has its own."""
        first = next(iter(self._bench.graph.roots.values()))
        return f"{first.id}/{absent}" if "." in absent else ""

    def explain(self, decision: Decision, language: Language, rule: str | None) -> str:
        if rule is None:
            return explain(self._bench, decision, language)
        about_roots = details.deep(self._bench, decision)
        for each in (decision, *about_roots, *self.reads(decision).values()):
            if any(term.id == rule for term in definition_of(each).rules):
                return explain_rule(self._bench, each, rule, language)
        known = [term.id for each in about_roots for term in definition_of(each).rules]
        raise UnknownNameError("rule behind this decision", rule, nearest(rule, known) or known)

    def dictionary(self, decision: Decision) -> dict[str, Any]:
        return dictionary_of(self._bench, decision)

    def text(self, decision: Decision) -> str:
        return canonical_text(self.dictionary(decision))


def bench_of(decision: Decision) -> Bench:
    """Return the bench that ``decision`` was made on."""
    workings = decision._workings
    if not isinstance(workings, Evaluation):
        raise InternalError(f"{decision.name} was not made by an engine")
    return workings._bench
