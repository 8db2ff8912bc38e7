"""Making recorded decisions again: under the same pack, to prove them; under another, to see what would change."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from postloan_rules.audit import finding
from postloan_rules.audit.canonical import canonical_bytes, digest_of
from postloan_rules.audit.finding import TrailFinding, Weight
from postloan_rules.audit.leaf import AuditRecord
from postloan_rules.engine.engine import Engine
from postloan_rules.engine.evidence import RECORDS, dictionary_of_evidence
from postloan_rules.errors import AuditError, PostloanRulesError
from postloan_rules.light import dataclass
from postloan_rules.model.reading import read_portfolio, read_record
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import proofs, trail
from postloan_rules.trail.archive import pack_in
from postloan_rules.trail.override_check import OverrideCheck
from postloan_rules.trail.rechecking import wrong_states

_NOT_COMPARED: Final = ("engine",)
"""What may differ between two makings: the version of the library."""


class Replayer:
    """Makes decisions again; packs are loaded once each."""

    def __init__(self) -> None:
        self._engines: dict[str, Engine | AuditError] = {}
        self._overrides = OverrideCheck()

    def again(self, payload: Mapping[str, Any], engine: Engine) -> Mapping[str, Any]:
        """Return the decision in ``payload`` as ``engine`` makes it from the recorded input.

        Raises:
            PostloanRulesError: if it cannot be made.
        """
        given = payload["record"]
        record, issues = read_portfolio(given) if RECORDS in given else read_record(given)
        if record is None:
            raise AuditError(proofs.record_in_replay(issues[0].path, issues[0].remark.message))
        said = payload["decision"]
        subject = said["subject"]
        found = [each for each in engine.decide_each([said["decision"]], record) if each.subject == subject]
        if not found:
            raise AuditError(proofs.subject_missing(subject))
        # Where nothing was supplied to decide about there may be several decisions, each about what is missing.
        made = [dictionary_of_evidence(each) for each in found]
        return next((each for each in made if each["missing"] == said["missing"]), made[0])

    def engine_for(self, archive: str, text: str) -> Engine:
        """Return the engine of the pack in an archive.

        Raises:
            AuditError: if it cannot be loaded.
        """
        known = self._engines.get(archive)
        if known is None:
            try:
                known = Engine(pack_in(text))
            except AuditError as error:
                known = error
            self._engines[archive] = known
        if isinstance(known, AuditError):
            raise AuditError(known.message)
        return known

    def check(
        self, record: AuditRecord, payload: Any, shredded: int, pack_text: Callable[[str], str | None]
    ) -> Sequence[TrailFinding]:
        """Return what is wrong with a record: an override, or a decision with its pack and what it gives again."""
        overrides = tuple(self._overrides.read(record, payload))
        return (
            overrides
            if record.kind != "decision"
            else (*overrides, *self._decision(record, payload, shredded, pack_text))
        )

    def _decision(
        self, record: AuditRecord, payload: Any, shredded: int, pack_text: Callable[[str], str | None]
    ) -> Sequence[TrailFinding]:
        try:
            archive, said = str(payload["pack_archive"]), payload["decision"]
            recorded_digest = said["pack"]["digest"]
        except (KeyError, TypeError):
            return (finding.leaf_malformed(record.sequence, "it is no record of a decision"),)
        # What an archive holds is looked at once: most records of a trail name the same.
        text = "" if archive in self._engines else pack_text(archive)
        if text is None:
            return (finding.pack_missing(record.sequence, archive),)
        if archive not in self._engines and digest_of(text.encode()) != archive:
            return (finding.pack_changed(archive),)
        untrue = tuple(wrong_state(record.sequence, place) for place in wrong_states(said))
        if untrue or shredded:
            return untrue
        try:
            engine = self.engine_for(archive, text)
            if engine.pack.digest != recorded_digest:
                return (other_pack(record.sequence, engine.pack.digest, recorded_digest),)
            made = self.again(payload, engine)
        except PostloanRulesError as error:
            return (not_made_again(record.sequence, said_by(error)),)
        return tuple(difference(record.sequence, each) for each in differences(said, made))


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two makings of a decision differ: a place in it, and both values."""

    place: str
    recorded: Any
    made: Any


def differences(recorded: Mapping[str, Any], made: Mapping[str, Any]) -> list[Difference]:
    """Return where two decisions, as plain values, differ; at most the first place below each member."""
    one, other = ({name: each for name, each in said.items() if name not in _NOT_COMPARED} for said in (recorded, made))
    if _written(one) == _written(other):
        return []
    names = dict.fromkeys((*recorded, *made))
    found: list[Difference] = []
    for name in names:
        if name in _NOT_COMPARED:
            continue
        first = _first_difference(recorded.get(name), made.get(name), name)
        if first is not None:
            found.append(first)
    return found


def _first_difference(recorded: Any, made: Any, place: str) -> Difference | None:
    if isinstance(recorded, Mapping) and isinstance(made, Mapping):
        for name in dict.fromkeys((*recorded, *made)):
            inner = _first_difference(recorded.get(name), made.get(name), f"{place}.{name}")
            if inner is not None:
                return inner
        return None if set(recorded) == set(made) else Difference(place, sorted(recorded), sorted(made))
    if isinstance(recorded, list) and isinstance(made, list) and len(recorded) == len(made):
        for number, (one, other) in enumerate(zip(recorded, made, strict=True)):
            inner = _first_difference(one, other, f"{place}[{number}]")
            if inner is not None:
                return inner
        return None
    # Compared as they are written: `true` is not 1.
    return None if _written(recorded) == _written(made) else Difference(place, recorded, made)


def _written(value: Any) -> str:
    # One text for one value is enough to compare; which one does not matter.
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def difference(sequence: int, each: Difference) -> TrailFinding:
    """The decision made again is another one."""
    recorded, made = _shown(each.recorded), _shown(each.made)
    return TrailFinding(
        "decision_differs",
        sequence,
        Bilingual(
            zh=f"重算结果不同：`{each.place}` 记录为 {recorded}，重算为 {made}",
            en=f"made again it differs: `{each.place}` is recorded as {recorded} and comes out as {made}",
        ),
    )


def wrong_state(sequence: int, place: str) -> TrailFinding:
    """A recorded condition has another state than its own values give."""
    return TrailFinding(
        "wrong_state",
        sequence,
        Bilingual(
            zh=f"`{place}` 的条件状态与其记录的数值不符",
            en=f"the condition at `{place}` has another state than its recorded values give",
        ),
    )


def other_pack(sequence: int, found: str, recorded: str) -> TrailFinding:
    """The archive holds another pack than the decision names."""
    return TrailFinding(
        "other_pack",
        sequence,
        Bilingual(
            zh=f"规则包为 `{found}`，记录为 `{recorded}`", en=f"the pack is `{found}`, the record says `{recorded}`"
        ),
    )


def not_made_again(sequence: int, why: Bilingual) -> TrailFinding:
    """The decision could not be made again, for a reason that is no contradiction by itself."""
    return TrailFinding(
        "not_made_again",
        sequence,
        Bilingual(zh=f"无法重算：{why.zh}", en=f"the decision cannot be made again: {why.en}"),
        Weight.FAULT,
    )


def said_by(error: PostloanRulesError) -> Bilingual:
    """Return what an error says, in both languages where it has them."""
    return error.message if isinstance(error, AuditError) else trail.plainly(error)


def _shown(value: Any) -> str:
    text = canonical_bytes(value).decode()
    return text if len(text) <= 200 else text[:197] + "…"
