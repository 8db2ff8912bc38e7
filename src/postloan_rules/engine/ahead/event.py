"""What changes next about a record, and when."""

from dataclasses import dataclass
from datetime import date
from typing import Any

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
