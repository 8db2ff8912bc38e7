"""Numbers, days and words that a regulation or a policy sets, with their history."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from postloan_rules.feel.types import Type
from postloan_rules.light import dataclass, field
from postloan_rules.packs.citation import Citation, Confidence
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.source import Span


@dataclass(frozen=True, slots=True)
class EffectivePeriod:
    """Days from ``start`` up to but without ``end``; ``None`` is open."""

    start: date | None
    end: date | None

    def holds_on(self, day: date) -> bool:
        """Return whether ``day`` is in the period.

        >>> EffectivePeriod(date(2023, 7, 1), date(2026, 1, 1)).holds_on(date(2026, 1, 1))
        False
        """
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """One value in one period, for the records whose dimensions equal ``where`` (empty: all others)."""

    period: EffectivePeriod
    value: Decimal | str | bool | date
    citation: Citation
    confidence: Confidence
    where: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value with a history. ``dimensions`` are paths (``loan.product``) that a value may depend on.

    The loader reports periods that overlap or leave holes, so nothing here re-checks.
    """

    id: str
    title: Bilingual
    unit: str
    type: Type
    reviewed_on: date
    values: tuple[ParameterValue, ...]
    dimensions: tuple[str, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)
