"""A whole pack in the IR: entities, facts and decisions in the order in which they can be computed."""

from collections.abc import Mapping
from datetime import date
from enum import Enum

from postloan_rules.ir.nodes import Term
from postloan_rules.ir.types import TermType
from postloan_rules.light import dataclass


class Combine(Enum):
    """How the rules that fire make one outcome; the seven hit policies of the standard come down to these."""

    WORST = "worst"
    """The worst outcome in the order of the enumeration (PRIORITY, ``choose: worst``)."""
    FIRST = "first"
    """The outcome of the first rule that fires (FIRST)."""
    SINGLE = "single"
    """The outcome of the only rule that fires; two are a conflict (UNIQUE)."""
    AGREE = "agree"
    """The outcome that all rules that fire share; two outcomes are a conflict (ANY)."""
    LIST = "list"
    """All outcomes in the order of the rules (RULE_ORDER, COLLECT)."""
    LIST_BY_OUTCOME = "list by outcome"
    """All outcomes, the worst first, then in the order of the rules (OUTPUT_ORDER)."""
    SUM = "sum"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class EnumerationTable:
    """The values of an enumeration; ``ordered`` ones run from best to worst."""

    name: str
    values: tuple[str, ...]
    ordered: bool


@dataclass(frozen=True, slots=True)
class RuleTerm:
    """A rule that is in force: ``condition`` is ``BOOLEAN``, ``outcome`` has the type that the decision needs:
    a ``MASK`` for one outcome of an enumeration, a ``NUMBER`` for the aggregates.

    ``python`` names a Python function of the embedding program that gives the condition instead; it is then
    ``Unknown`` here and no other backend can run the rule.
    """

    id: str
    condition: Term
    outcome: Term
    python: str | None = None


@dataclass(frozen=True, slots=True)
class FactTerm:
    """A named value of an entity. ``given`` tells that the record may hold it, and then that wins.

    ``field`` is the reading of the given value (a ``Field`` of a variable called like the entity), ``formula`` the
    other way to it; at least one is there. ``type`` may be wider than the formula's (bounds, ratio).
    """

    entity: str
    name: str
    type: TermType
    field: Term | None
    formula: Term | None
    is_default: bool = False
    """The formula is a default, so that a given value may differ from it without contradiction."""


@dataclass(frozen=True, slots=True)
class DecisionTerm:
    """A question about an entity. ``applies`` is ``BOOLEAN`` (``None``: always); ``otherwise`` is the outcome when no
    rule fires (``None``: none), a ``MASK`` constant or a ``NUMBER`` constant. ``prudent`` takes the worst
    possible outcome.
    """

    entity: str
    name: str
    type: TermType
    combine: Combine
    applies: Term | None
    rules: tuple[RuleTerm, ...]
    otherwise: Term | None
    prudent: bool = False


@dataclass(frozen=True, slots=True)
class Program:
    """What a pack means on the days from ``start`` up to but without ``end`` (``None``: no end).

    ``definitions`` are sorted so that each stands after all that it reads. ``variables`` gives, per entity, the short
    names that its terms may use (``borrower`` in a decision of a loan) with the walk that leads there; in terms they
    are already written out as ``Follow``.
    """

    pack_id: str
    start: date
    end: date | None
    enumerations: Mapping[str, EnumerationTable]
    definitions: tuple[FactTerm | DecisionTerm, ...]
