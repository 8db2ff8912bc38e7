"""Whether recorded overrides keep to their rules, and whether decisions show overrides that were recorded."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from postloan_rules.audit.finding import TrailFinding
from postloan_rules.audit.leaf import AuditRecord
from postloan_rules.light import dataclass, field
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.trail.overrides import DIGEST, Direction, place_to

_SHOWN: Final = ("chosen", "direction", "expires_on")
_WITHDRAWAL: Final = {"withdraws", "subject", "by", "reason_code"}


@dataclass(slots=True)
class OverrideCheck:
    """Reads the records of a trail in order; where some are left out, what hangs on them is not looked at."""

    _read: int = 0
    _known: dict[int, Mapping[str, Any]] = field(default_factory=dict)

    def read(self, record: AuditRecord, payload: Any) -> Sequence[TrailFinding]:
        """Return what is wrong with the next record as an override, or with the override that it shows."""
        whole = self._read == record.sequence
        self._read += 1
        try:
            if record.kind == "override":
                return [_untrue(record.sequence, each) for each in self._faults(record.sequence, payload, whole=whole)]
            if record.kind == "decision" and "overridden" in payload and whole and not self._is_shown(payload):
                return [_other_override(record.sequence)]
        except (KeyError, TypeError, ValueError, AttributeError):
            return [_untrue(record.sequence, Bilingual(zh="不成其形式", en="it does not have its form"))]
        return ()

    def _faults(self, sequence: int, payload: Mapping[str, Any], *, whole: bool) -> Iterator[Bilingual]:
        if "withdraws" in payload:
            ended = payload["withdraws"]
            if set(payload) != _WITHDRAWAL:
                yield Bilingual(zh="撤销不成其形式", en="a withdrawal does not have its form")
            if whole and (ended not in self._known or self._known[ended]["subject"] != payload["subject"]):
                yield Bilingual(zh=f"第{ended}条不是所称的人工调整", en=f"record {ended} is not the override it ends")
            return
        self._known[sequence] = payload
        yield from faults_of(payload)

    def _is_shown(self, payload: Mapping[str, Any]) -> bool:
        # It may have been withdrawn since somebody looked, so that a withdrawal is no contradiction.
        shown, decision = payload["overridden"], payload["decision"]
        made = self._known.get(shown["sequence"])
        return (
            made is not None
            and all(shown[name] == made[name] for name in _SHOWN)
            and made["decision"] == decision["decision"]
            and made["starts_on"] <= decision["as_of"] < made["expires_on"]
            and any(made["subject"] == each["pseudonym"] for each in payload["parties"].values())
        )


def faults_of(payload: Mapping[str, Any]) -> Iterator[Bilingual]:
    """Yield what the record of an override lacks of what its own ``needs`` say.

    Raises:
        KeyError, TypeError, ValueError: if it does not have the form of one.
    """
    needs, values, evidence = payload["needs"], payload["values"], payload["evidence"]
    starts, expires, as_of = (date.fromisoformat(payload[name]) for name in ("starts_on", "expires_on", "as_of"))
    days = (expires - starts).days
    approved = payload["approved_by"]
    direction = place_to(values, payload["outcome"], payload["chosen"])
    if direction is not Direction(payload["direction"]):
        yield Bilingual(zh="方向与结果不符", en="its direction is not that from outcome to choice")
    if len(set(evidence)) < needs["evidence"] or any(not DIGEST.fullmatch(each) for each in evidence):
        yield Bilingual(zh="证据不足或不是摘要", en="it has too little evidence, or no digests")
    if not 0 < days <= needs["longest_days"]:
        yield Bilingual(zh="有效期不在允许范围内", en="it holds for a time that is not allowed")
    if starts < as_of:
        yield Bilingual(zh="起始日早于所改决策之日", en="it starts before the day of the decision that it changes")
    people = 2 if needs["second_person"] or direction is Direction.BETTER else 1
    if not people <= len(approved) == len(set(approved)):
        yield Bilingual(zh="批准人数不足", en="too few people approved it")
    if not payload["reason_code"] or not payload["authority"]:
        yield Bilingual(zh="没有理由代码或审批权限", en="it has no reason code or no authority")


def _untrue(sequence: int, why: Bilingual) -> TrailFinding:
    return TrailFinding(
        "override_untrue",
        sequence,
        Bilingual(zh=f"人工调整不合规则：{why.zh}", en=f"it breaks the rules of overrides: {why.en}"),
    )


def _other_override(sequence: int) -> TrailFinding:
    return TrailFinding(
        "other_override",
        sequence,
        Bilingual(zh="记录所示的人工调整并未如此记录", en="the override that the record shows was not recorded so"),
    )
