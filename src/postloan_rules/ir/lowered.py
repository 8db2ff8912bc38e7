"""A pack in the IR before a day is chosen: all periods of parameters and rules, and the texts to show."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from postloan_rules.ir.nodes import Constant, Term
from postloan_rules.ir.program import DecisionTerm, EnumerationTable, FactTerm
from postloan_rules.ir.types import TermType
from postloan_rules.light import dataclass
from postloan_rules.light.late import Late


@dataclass(frozen=True, slots=True)
class Days:
    """Days from ``start`` up to but without ``end``; ``None`` is open."""

    start: date | None
    end: date | None

    def hold_on(self, day: date) -> bool:
        """Return whether ``day`` is one of them.

        >>> Days(date(2023, 7, 1), date(2026, 1, 1)).hold_on(date(2026, 1, 1))
        False
        """
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value of a parameter on some days, for entities whose dimensions equal ``where``.

    ``where`` has pairs of path and value; without any, the value is for all others."""

    days: Days
    value: Constant
    where: tuple[tuple[str, Constant], ...] = ()


@dataclass(frozen=True, slots=True)
class Dimension:
    """What a parameter may depend on: ``term`` reads ``path`` from a variable called like its first word, ``root``."""

    path: str
    root: str
    term: Term


@dataclass(frozen=True, slots=True)
class DatedParameter:
    """A parameter with its whole history."""

    id: str
    type: TermType
    values: tuple[DatedValue, ...]
    dimensions: tuple[Dimension, ...] = ()


@dataclass(frozen=True, slots=True)
class LineText:
    """A FEEL text as its author wrote it, and what it means."""

    text: str
    term: Term


@dataclass(frozen=True, slots=True)
class GroupText:
    """Conditions under ``all of:`` or ``any of:``."""

    grouping: Literal["all", "any"]
    parts: tuple["ConditionText", ...]


ConditionText = LineText | GroupText


@dataclass(frozen=True, slots=True)
class ReasonTexts:
    """The reason of a rule, cut into literal text and expressions."""

    zh: tuple[str | LineText, ...]
    en: tuple[str | LineText, ...]


@dataclass(frozen=True, slots=True)
class AnnotationText:
    """What a rule tells in the column ``name``: a value of ``type``, or a text in both languages (``None``)."""

    name: str
    type: TermType | None
    value: LineText | ReasonTexts


@dataclass(frozen=True, slots=True)
class RuleText:
    """How a rule reads. The condition is ``when`` (``None``: always) and not ``unless`` (``None``: never).

    A condition that a Python function gives has no ``when``; where its body could be read, ``when`` is one line
    with the function's name.
    """

    rule: str
    when: ConditionText | None
    unless: ConditionText | None
    reason: ReasonTexts | None
    annotations: tuple[AnnotationText, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionText:
    """How a decision reads; ``rules`` by rule id, in the order of the decision."""

    entity: str
    decision: str
    applies: ConditionText | None
    rules: Mapping[str, RuleText]


@dataclass(frozen=True, slots=True)
class LoweredPack(Late):
    """All that a pack means. ``definitions`` hold the rules of all days, sorted so that each stands after all it reads.

    ``rule_days`` is keyed by entity, decision and rule id, ``texts`` by entity and decision. ``walks`` gives, per
    entity, the variables that lead elsewhere (``borrower`` in a decision of a loan) written out.
    """

    pack_id: str
    days: Days
    enumerations: Mapping[str, EnumerationTable]
    definitions: tuple[FactTerm | DecisionTerm, ...]
    rule_days: Mapping[tuple[str, str, str], Days]
    parameters: Mapping[str, DatedParameter]
    walks: Mapping[str, Mapping[str, Term]]
    texts: Mapping[tuple[str, str], DecisionText]
