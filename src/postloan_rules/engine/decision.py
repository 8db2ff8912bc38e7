"""What a decision says: outcome, status, possible outcomes, and which rules made it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal, Protocol

from postloan_rules.backends.protocol import Answer
from postloan_rules.engine.subjects import subject_id
from postloan_rules.ir.program import DecisionTerm
from postloan_rules.ir.record import Node
from postloan_rules.light import dataclass, field
from postloan_rules.packs.citation import Citation, Confidence
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.text.bilingual import Bilingual, Language


class Status(StrEnum):
    """How sure an outcome is. See docs/semantics.md."""

    CERTAIN = "certain"
    AT_LEAST = "at_least"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


Told = str | Decimal | bool | date | Bilingual
"""A value of an annotation; a text comes in both languages."""


@dataclass(frozen=True, slots=True)
class RuleMatch:
    """A rule that fired: what it yields, on whose authority, why, and the values it read, by path.

    ``outcome`` is ``None`` where the rule takes it from another decision and more than one is possible.
    ``annotations`` is what the rule tells beside the outcome, by the name of the column; ``None`` where that is not
    known, and ``annotations_missing`` then gives the paths that were not given. A text is there all the same, with
    "unknown" in place of what is missing.
    """

    rule: str
    outcome: str | Decimal | None
    citation: Citation
    confidence: Confidence | None
    reason: Bilingual
    bindings: Mapping[str, Any] = field(default_factory=dict)
    annotations: Mapping[str, Told | None] = field(default_factory=dict)
    annotations_missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UnknownRule:
    """A rule of which it is not known whether it fires, and the paths that still decide."""

    rule: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """What evaluation noticed about the data or the pack while deciding (never a business warning)."""

    code: str
    path: str
    message: Bilingual


@dataclass(frozen=True, slots=True)
class ParameterUse:
    """A parameter that a decision read: its value on the day and the period that value comes from."""

    id: str
    value: str
    start: date | None
    end: date | None
    citation: Citation
    confidence: Confidence


NOT_APPLICABLE = "not_applicable"
"""How the possible outcome that the decision does not ask about the entity is named among the others."""

Outcome = str | Decimal | tuple[str, ...] | None


class Workings(Protocol):
    """What stands behind a decision and is worked out only when somebody asks."""

    @property
    def as_of(self) -> date: ...

    @property
    def pack(self) -> CheckedPack: ...

    def matches(self, decision: "Decision") -> tuple[RuleMatch, ...]: ...

    def unknown(self, decision: "Decision") -> tuple[UnknownRule, ...]: ...

    def not_fired(self, decision: "Decision") -> tuple[str, ...]: ...

    def fired_deep(self, decision: "Decision") -> tuple[str, ...]: ...

    def unknown_deep(self, decision: "Decision") -> tuple[UnknownRule, ...]: ...

    def rules_behind(self, decision: "Decision") -> tuple[tuple[str, ...], tuple[str, ...]]: ...

    def missing(self, decision: "Decision") -> tuple[str, ...]: ...

    def reads(self, decision: "Decision") -> Mapping[str, "Decision"]: ...

    def remarks(self, decision: "Decision") -> tuple[Remark, ...]: ...

    def parameters(self, decision: "Decision") -> tuple[ParameterUse, ...]: ...

    def identifier(self, decision: "Decision") -> str: ...

    def explain(self, decision: "Decision", language: Language, rule: str | None) -> str: ...

    def dictionary(self, decision: "Decision") -> dict[str, Any]: ...

    def text(self, decision: "Decision") -> str: ...


class Decision:
    """The answer to one question about one entity on one day. It never changes.

    ``outcome`` (a value of the enumeration, a ``Decimal``, or a tuple of values where the decision collects; ``None``
    where nothing is proved) and ``status`` belong together: show neither without the other. ``possible`` are all
    outcomes that the missing data leave open, best to worst; for numbers the lowest and the highest. ``assumed`` is
    ``prudent`` where the pack asks for the worst possible outcome and that was taken. Everything else is worked out
    on demand from the same record.
    """

    __slots__ = (
        "_absent",
        "_answer",
        "_assumed",
        "_definition",
        "_node",
        "_outcome",
        "_possible",
        "_status",
        "_workings",
    )

    def __init__(
        self,
        outcome: Outcome,
        status: Status,
        possible: tuple[str, ...],
        assumed: Literal["prudent"] | None,
        *,
        answer: Answer,
        definition: DecisionTerm,
        node: Node | None,
        workings: Workings,
        absent: str | None = None,
    ) -> None:
        self._outcome = outcome
        self._status = status
        self._possible = possible
        self._assumed = assumed
        self._answer = answer
        self._definition = definition
        self._node = node
        self._workings = workings
        self._absent = absent

    @property
    def outcome(self) -> Outcome:
        """What is proved: a value of the enumeration, a number, or a tuple of values; ``None`` where nothing is."""
        return self._outcome

    @property
    def status(self) -> Status:
        """How sure the outcome is."""
        return self._status

    @property
    def possible(self) -> tuple[str, ...]:
        """All outcomes that the missing data leave open, best to worst; for numbers the lowest and the highest."""
        return self._possible

    @property
    def assumed(self) -> Literal["prudent"] | None:
        """``prudent`` where the pack asks for the worst possible outcome and that was taken."""
        return self._assumed

    @property
    def name(self) -> str:
        """The name of the decision, as in ``decisions/*.yaml``."""
        return self._definition.name

    @property
    def entity(self) -> str:
        """What kind of thing was decided about: ``loan``, ``borrower``…"""
        return self._definition.entity

    @property
    def subject(self) -> str:
        """The id of the entity that was decided about; empty where the record does not give one.

        A detail, such as a warning, has one only together with what holds it: ``L1/W3``.
        """
        return "" if self._node is None else subject_id(self._node)

    @property
    def as_of(self) -> date:
        """The day for which the decision holds."""
        return self._workings.as_of

    @property
    def pack(self) -> CheckedPack:
        """The pack that was asked, overlays and Python rules included."""
        return self._workings.pack

    @property
    def fired(self) -> tuple[str, ...]:
        """The ids of the rules of this decision that fired, in the order of the decision."""
        return tuple(self._definition.rules[index].id for index in self._answer.fired)

    @property
    def matches(self) -> tuple[RuleMatch, ...]:
        """The rules that fired, with outcome, citation, reason and the values they read."""
        return self._workings.matches(self)

    @property
    def unknown(self) -> tuple[UnknownRule, ...]:
        """The rules of this decision of which it is not known whether they fire, and what is missing to know."""
        return self._workings.unknown(self)

    @property
    def not_fired(self) -> tuple[str, ...]:
        """The ids of the rules of this decision that certainly do not fire."""
        return self._workings.not_fired(self)

    @property
    def fired_deep(self) -> tuple[str, ...]:
        """The rules that fired here and in all decisions read about the loan and what it leads to, in pack order."""
        return self._workings.fired_deep(self)

    @property
    def unknown_deep(self) -> tuple[UnknownRule, ...]:
        """The unknown rules here and in all decisions read about the same loan and what it leads to, in pack order."""
        return self._workings.unknown_deep(self)

    @property
    def missing(self) -> tuple[str, ...]:
        """The paths that were not given and could still change the outcome or make it certain."""
        return self._workings.missing(self)

    @property
    def reads(self) -> Mapping[str, "Decision"]:
        """The decisions that this one read, by name; about related entities by path (``borrower.loans[L2].x``)."""
        return self._workings.reads(self)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What was noticed about the data or the pack: given and derived values that differ, contradicting rules."""
        return self._workings.remarks(self)

    @property
    def parameters(self) -> tuple[ParameterUse, ...]:
        """The parameters that were read, with the value of the day, its period and its source."""
        return self._workings.parameters(self)

    @property
    def id(self) -> str:
        """The id of the decision: the same for the same pack, subject, day and inputs, on every machine."""
        return self._workings.identifier(self)

    def explain(self, language: Language = "zh", *, rule: str | None = None) -> str:
        """Return the decision in sentences; with ``rule`` why that rule fired, or why not.

        Raises:
            UnknownNameError: if neither this decision nor one that it read has the rule.
        """
        return self._workings.explain(self, language, rule)

    def to_dict(self) -> dict[str, Any]:
        """Return all of the decision as plain values: see ``docs/reference/decision.schema.json``."""
        return self._workings.dictionary(self)

    def to_json(self) -> str:
        """Return ``to_dict`` as canonical JSON (RFC 8785): the same characters on every machine."""
        return self._workings.text(self)

    def __repr__(self) -> str:
        return f"<Decision {self.name} of {self.entity} {self.subject!r}: {self.outcome!r} ({self.status.value})>"


def definition_of(decision: Decision) -> DecisionTerm:
    """Return the definition that ``decision`` answers."""
    return decision._definition


def answer_of(decision: Decision) -> Answer:
    """Return the computed answer that ``decision`` puts in words."""
    return decision._answer


def rules_behind(decision: Decision) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the ids in ``fired_deep`` and those in ``unknown_deep``, without looking for what is missing."""
    return decision._workings.rules_behind(decision)


def absent_of(decision: Decision) -> str:
    """Return the path that was not supplied, so that there is no entity to decide about."""
    return decision._absent or decision.entity


def node_of(decision: Decision) -> Node | None:
    """Return the entity that was decided about, if the record gives it."""
    return decision._node
