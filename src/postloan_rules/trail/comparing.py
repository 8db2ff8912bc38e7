"""Recorded decisions under another pack: which change, and from which rule to which."""

from collections.abc import Mapping, Sequence
from typing import Any

from postloan_rules.engine.engine import Engine
from postloan_rules.errors import PostloanRulesError
from postloan_rules.light import dataclass, field
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.trail.log import AuditLog
from postloan_rules.trail.replaying import Replayer, said_by


@dataclass(frozen=True, slots=True)
class Change:
    """A decision that comes out differently: outcome and status before and after, rules that no longer or now fire."""

    sequence: int
    decision: str
    before: str
    after: str
    gone: tuple[str, ...]
    come: tuple[str, ...]


@dataclass(slots=True)
class Replay:
    """What making decisions again gave: how many were made, which change, which could not be made and why."""

    made: int = 0
    shredded: int = 0
    changes: list[Change] = field(default_factory=list)
    failures: list[tuple[int, Bilingual]] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """Return all of it as plain values."""
        return {
            "made": self.made,
            "shredded": self.shredded,
            "changes": [
                {
                    "sequence": each.sequence,
                    "decision": each.decision,
                    "before": each.before,
                    "after": each.after,
                    "no_longer_fired": list(each.gone),
                    "now_fired": list(each.come),
                }
                for each in self.changes
            ],
            "failures": [{"sequence": sequence, "why": why.en} for sequence, why in self.failures],
        }


def replay_with(log: AuditLog, engine: Engine | None, *, sequences: Sequence[int]) -> Replay:
    """Make the decisions at ``sequences`` again, under ``engine``, or under the pack that each was made with.

    Raises:
        AuditError: if a record is damaged.
    """
    result = Replay()
    replayer = Replayer()
    for sequence in sequences:
        found = log.ledger.show(sequence)
        payload, shredded = log.ledger.opened(found)
        if shredded:
            result.shredded += 1
            continue
        recorded = payload["decision"]
        try:
            archive = str(payload["pack_archive"])
            text = log.pack_text(archive)
            maker = engine or replayer.engine_for(archive, text or "")
            made = replayer.again(payload, maker)
        except PostloanRulesError as error:
            result.failures.append((sequence, said_by(error)))
            continue
        result.made += 1
        change = _change(sequence, recorded, made)
        if change is not None:
            result.changes.append(change)
    return result


def _change(sequence: int, recorded: Mapping[str, Any], made: Mapping[str, Any]) -> Change | None:
    before, after = _said(recorded), _said(made)
    old, new = recorded["fired_deep"], made["fired_deep"]
    if before == after and old == new:
        return None
    return Change(
        sequence,
        recorded["decision"],
        before,
        after,
        tuple(each for each in old if each not in new),
        tuple(each for each in new if each not in old),
    )


def _said(decision: Mapping[str, Any]) -> str:
    outcome = decision["outcome"]
    text = ", ".join(outcome) if isinstance(outcome, list) else "–" if outcome is None else str(outcome)
    return f"{text} ({decision['status']})"
