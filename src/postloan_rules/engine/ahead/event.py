"""What changes next about a record, and when."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from postloan_rules.engine.decision import Decision
from postloan_rules.text.bilingual import Bilingual

HORIZON_DAYS = 1096
"""Three years, with the leap day that may be among them."""
LARGEST_HORIZON = 36_525


@dataclass(frozen=True, slots=True)
class NextEvent:
    """The first day on which a decision says something else, though nothing happened but that days passed.

    ``before`` is the decision of the record's day, ``after`` that of the day ``on``: its outcome, status or possible
    outcomes are others. ``after`` is ``None`` where the pack, or a parameter that is needed, ends on that day.
    ``because`` says it in words, ``starting`` and ``ending`` are the rules that fire from then on, and no longer.
    """

    on: date
    before: Decision
    after: Decision | None
    starting: tuple[str, ...]
    ending: tuple[str, ...]
    because: Bilingual

    def to_dict(self) -> dict[str, Any]:
        """Return the event as plain values."""
        return {
            "on": self.on.isoformat(),
            "subject": self.before.subject,
            "decision": self.before.name,
            "before": _said(self.before),
            "after": None if self.after is None else _said(self.after),
            "starting": list(self.starting),
            "ending": list(self.ending),
            "because": {"zh": self.because.zh, "en": self.because.en},
        }


def _said(decision: Decision) -> dict[str, Any]:
    full = decision.to_dict()
    return {name: full[name] for name in ("outcome", "status", "possible")}


How = Literal["starts", "ends", "changes"]


@dataclass(frozen=True, slots=True)
class LawChange:
    """A rule that starts or ends, or a parameter with another value from some day on."""

    kind: Literal["rule", "parameter"]
    id: str
    how: How

    def say(self) -> Bilingual:
        """Return the change in words."""
        zh = {"starts": "开始生效", "ends": "失效", "changes": "取新值"}[self.how]
        en = {"starts": "comes into force", "ends": "ends", "changes": "has a new value"}[self.how]
        names = {"rule": Bilingual(zh="规则", en="rule"), "parameter": Bilingual(zh="参数", en="parameter")}
        return Bilingual(zh=f"{names[self.kind].zh} `{self.id}` {zh}", en=f"{names[self.kind].en} `{self.id}` {en}")


@dataclass(frozen=True, slots=True)
class Notice:
    """The law that a decision follows changes on the day ``on``.

    ``before`` is what the same record, as of its own day, gives under the law up to then, and ``after`` what it gives
    under the law from that day; ``None`` where the pack, or a parameter that is needed, ends.
    """

    on: date
    changes: tuple[LawChange, ...]
    before: Decision
    after: Decision | None

    @property
    def matters(self) -> bool:
        """Whether outcome, status or possible outcomes would be others."""
        return self.after is None or answer_of_decision(self.before) != answer_of_decision(self.after)

    def to_dict(self) -> dict[str, Any]:
        """Return the notice as plain values."""
        return {
            "on": self.on.isoformat(),
            "decision": self.before.name,
            "changes": [{"kind": each.kind, "id": each.id, "how": each.how} for each in self.changes],
            "matters": self.matters,
            "before": _said(self.before),
            "after": None if self.after is None else _said(self.after),
        }


def answer_of_decision(decision: Decision) -> tuple[Any, ...]:
    """Return outcome, status and possible outcomes: what makes one decision another."""
    return decision.outcome, decision.status, decision.possible
