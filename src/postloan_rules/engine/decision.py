"""What a decision says: outcome, status, possible outcomes, and which rules made it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from postloan_rules.packs.citation import Citation, Confidence
from postloan_rules.text.bilingual import Bilingual


class Status(StrEnum):
    """How sure an outcome is. See docs/semantics.md."""

    CERTAIN = "certain"
    AT_LEAST = "at_least"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class RuleMatch:
    """A rule that fired: what it yields, on whose authority, why, and the values it read, by path."""

    rule: str
    outcome: str | Decimal
    citation: Citation
    confidence: Confidence | None
    reason: Bilingual
    bindings: Mapping[str, Any] = field(default_factory=dict)


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
