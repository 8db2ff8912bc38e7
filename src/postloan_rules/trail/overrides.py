"""A human says something else than the engine: what such an override needs, and when it holds."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Final

from postloan_rules.engine.decision import Decision, Status, definition_of
from postloan_rules.engine.evidence import day_of
from postloan_rules.errors import OverrideError
from postloan_rules.light import dataclass
from postloan_rules.text.bilingual import Bilingual

DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}")


class Direction(StrEnum):
    """Where an override leads from what the engine said."""

    WORSE = "worse"
    SAME = "same"
    BETTER = "better"


@dataclass(frozen=True, slots=True)
class OverridePolicy:
    """What a bank asks of overrides. To the better side it asks for more than to the worse."""

    reason_codes: tuple[str, ...] = (
        "new_information",
        "data_error",
        "expert_judgement",
        "collateral_realised",
        "legal_event",
        "supervisor_request",
    )
    evidence_worse: int = 1
    """How many pieces of evidence a change for the worse needs."""
    evidence_better: int = 2
    longest_worse: int = 366
    """For how many days a change for the worse may hold."""
    longest_better: int = 92
    second_person_for_worse: bool = False

    def needs(self, direction: Direction) -> "Needs":
        """Return what a change in this direction needs."""
        if direction is Direction.BETTER:
            return Needs(self.evidence_better, self.longest_better, second_person=True)
        return Needs(self.evidence_worse, self.longest_worse, self.second_person_for_worse)


@dataclass(frozen=True, slots=True)
class Needs:
    """What a change in one direction needs: pieces of evidence, days that it may hold at most, a second person."""

    evidence: int
    longest_days: int
    second_person: bool


@dataclass(frozen=True, slots=True)
class Override:
    """What somebody chose in place of the engine's outcome, from ``starts_on`` until the day before ``expires_on``.

    ``evidence`` are digests (``sha256:…``) of documents. ``decided_by`` and ``second_person`` are ids of people, of
    whom the trail keeps pseudonyms. ``authority`` is the office or committee.
    """

    chosen: str
    reason_code: str
    reason: str
    evidence: tuple[str, ...]
    authority: str
    decided_by: str
    starts_on: date
    expires_on: date
    second_person: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """An override as the trail has it."""

    sequence: int
    decision: str
    subject: str
    engine_outcome: str | None
    chosen: str
    direction: Direction
    starts_on: date
    expires_on: date
    withdrawn: bool = False

    def is_in_force(self, day: date) -> bool:
        """Return whether it holds on ``day``, as far as its own dates say."""
        return not self.withdrawn and self.starts_on <= day < self.expires_on


def direction_of(decision: Decision, chosen: str) -> Direction:
    """Return where ``chosen`` leads from what ``decision`` says; if that is uncertain, from the worst that is possible.

    Raises:
        OverrideError: if ``chosen`` is no outcome of the decision, or it has no order.
    """
    values = _values_of(decision)
    if chosen not in values:
        raise OverrideError(
            [
                Bilingual(
                    zh=f"`{chosen}` 不是该决策的结果：{'、'.join(values)}",
                    en=f"`{chosen}` is no outcome of the decision: {', '.join(values)}",
                )
            ]
        )
    return place_to(values, engine_outcome(decision), chosen)


def place_to(values: Sequence[str], outcome: str | None, chosen: str) -> Direction:
    """Return where ``chosen`` leads from ``outcome`` among ``values``, the best first.

    Raises:
        ValueError: if one of them is not among ``values``.
    """
    if outcome is None:
        return Direction.BETTER
    place = values.index(chosen) - values.index(outcome)
    return Direction.SAME if place == 0 else Direction.WORSE if place > 0 else Direction.BETTER


def engine_outcome(decision: Decision) -> str | None:
    """Return what an override is measured against: the outcome, or the worst that is possible."""
    values = _values_of(decision)
    possible = [each for each in decision.possible if each in values]
    if decision.status is not Status.CERTAIN and possible:
        return max(possible, key=values.index)
    return decision.outcome if isinstance(decision.outcome, str) else None


def check_override(decision: Decision, override: Override, policy: OverridePolicy) -> Direction:
    """Return the direction of ``override``.

    Raises:
        OverrideError: with everything that it lacks.
    """
    direction = direction_of(decision, override.chosen)
    needs = policy.needs(direction)
    days = (override.expires_on - override.starts_on).days
    faults = [
        (
            override.reason_code not in policy.reason_codes,
            Bilingual(
                zh=f"理由代码 `{override.reason_code}` 不在名单中：{'、'.join(policy.reason_codes)}",
                en=f"the reason code `{override.reason_code}` is not one of: {', '.join(policy.reason_codes)}",
            ),
        ),
        (not override.reason.strip(), Bilingual(zh="没有写明理由", en="no reason is written")),
        (not override.authority.strip(), Bilingual(zh="没有写明审批权限", en="no authority is named")),
        (not override.decided_by.strip(), Bilingual(zh="没有写明决定人", en="nobody is named who decided")),
        (
            len(set(override.evidence)) < needs.evidence,
            Bilingual(
                zh=f"至少需要{needs.evidence}份证据", en=f"at least {needs.evidence} pieces of evidence are needed"
            ),
        ),
        (
            any(not DIGEST.fullmatch(each) for each in override.evidence),
            Bilingual(zh="证据须为 `sha256:` 摘要", en="evidence is given as digests, `sha256:` and 64 digits"),
        ),
        (days <= 0, Bilingual(zh="到期日须晚于起始日", en="it must expire after it starts")),
        (
            days > needs.longest_days,
            Bilingual(
                zh=f"有效期{days}天，最长{needs.longest_days}天",
                en=f"it would hold for {days} days, at most {needs.longest_days} are allowed",
            ),
        ),
        (
            needs.second_person and not (override.second_person or "").strip(),
            Bilingual(zh="需要第二人批准", en="a second person must approve"),
        ),
        (
            override.second_person is not None and _is_same(override.second_person, override.decided_by),
            Bilingual(zh="第二人须为他人", en="the second person must be somebody else"),
        ),
        (
            override.starts_on < decision.as_of,
            Bilingual(zh="起始日早于所改决策之日", en="it starts before the day of the decision that it changes"),
        ),
    ]
    found = [said for wrong, said in faults if wrong]
    if found:
        raise OverrideError(found)
    return direction


def payload_of(
    decision: Decision,
    override: Override,
    direction: Direction,
    *,
    needs: Needs,
    names: Mapping[str, str],
    id: str,
) -> dict[str, Any]:
    """Return what is recorded; ``names`` are the pseudonyms of those concerned, ``id`` is that of the decision."""
    return {
        "subject": names["subject"],
        "decision": decision.name,
        "values": list(_values_of(decision)),
        "outcome": engine_outcome(decision),
        "status": decision.status.value,
        "chosen": override.chosen,
        "direction": direction.value,
        "needs": {
            "evidence": needs.evidence,
            "longest_days": needs.longest_days,
            "second_person": needs.second_person,
        },
        "reason_code": override.reason_code,
        "reason": override.reason,
        "evidence": sorted(set(override.evidence)),
        "authority": override.authority,
        "approved_by": [names[each] for each in ("decided_by", "second_person") if each in names],
        "starts_on": override.starts_on.isoformat(),
        "expires_on": override.expires_on.isoformat(),
        "decision_id": id,
        "as_of": decision.as_of.isoformat(),
    }


def recorded_in(sequence: int, payload: Mapping[str, Any], *, withdrawn: bool) -> Recorded:
    """Return the override that a payload records."""
    return Recorded(
        sequence,
        payload["decision"],
        payload["subject"],
        payload["outcome"],
        payload["chosen"],
        Direction(payload["direction"]),
        date.fromisoformat(payload["starts_on"]),
        date.fromisoformat(payload["expires_on"]),
        withdrawn,
    )


def in_force(overrides: Sequence[Recorded], decision: Decision) -> Recorded | None:
    """Return the override that holds for ``decision``: the last one that is in force on its day.

    It falls back as soon as the engine says something worse than what it was made against or, to the worse side, than
    what was chosen.
    """
    values = _values_of(decision)
    now = engine_outcome(decision)
    for each in sorted(overrides, key=lambda each: each.sequence, reverse=True):
        if not each.is_in_force(decision.as_of):
            continue
        limit = each.engine_outcome if each.direction is Direction.BETTER else each.chosen
        judged = limit is not None and now is not None and limit in values
        if judged and values.index(str(now)) > values.index(str(limit)):
            # The engine says something worse than anybody has judged, or is harsher than the human was.
            return None
        return each
    return None


def _is_same(one: str, other: str) -> bool:
    """Return whether two ids can be those of one person, written otherwise."""
    first, second = (unicodedata.normalize("NFKC", each).strip().casefold() for each in (one, other))
    return first == second


def _values_of(decision: Decision) -> tuple[str, ...]:
    definition = definition_of(decision)
    table = day_of(decision).program.enumerations.get(str(definition.type.name))
    return table.values if table is not None and table.ordered else ()
