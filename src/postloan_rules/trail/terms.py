"""What records are found by: read from the records themselves, so that an index that hides some is found out."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from postloan_rules.audit import finding
from postloan_rules.audit.finding import TrailFinding
from postloan_rules.audit.leaf import AuditRecord
from postloan_rules.audit.writing import SUBJECT
from postloan_rules.light import dataclass, field

Term = tuple[str, str]
CONFLICT: Final = "conflict"
"""Finds what was spooled under a key that stands for something else."""


def terms_of(decision: Mapping[str, Any]) -> tuple[Term, ...]:
    """Return what the record of a decision, given as plain values, is found by."""
    outcome = decision["outcome"]
    outcomes = outcome if isinstance(outcome, list) else [] if outcome is None else [outcome]
    return (
        ("decision", decision["decision"]),
        ("as_of", decision["as_of"]),
        ("status", decision["status"]),
        ("pack", decision["pack"]["digest"]),
        *(("outcome", each) for each in dict.fromkeys(outcomes)),
        *(("rule", each) for each in dict.fromkeys(decision["fired_deep"])),
    )


def terms_of_batch(payload: Mapping[str, Any]) -> tuple[Term, ...]:
    """Return what the record of a batch is found by."""
    manifest = payload["manifest"]
    return (
        ("root", payload["root"]),
        ("pack", manifest["pack"]["digest"]),
        *(("decision", each) for each in dict.fromkeys(manifest["decisions"])),
        *(() if manifest["as_of"] is None else (("as_of", manifest["as_of"]),)),
    )


def terms_of_override(payload: Mapping[str, Any]) -> tuple[Term, ...]:
    """Return what the record of an override is found by."""
    return (
        ("override", payload["decision"]),
        ("outcome", payload["chosen"]),
        ("reason_code", payload["reason_code"]),
    )


def terms_of_withdrawal(override: Mapping[str, Any]) -> tuple[Term, ...]:
    """Return what the record of the end of ``override`` is found by."""
    return (("override", override["decision"]),)


@dataclass(slots=True)
class TermCheck:
    """Holds the index of a ledger against its records, in order."""

    _overrides: dict[int, Mapping[str, Any]] = field(default_factory=dict)

    def read(self, record: AuditRecord, found: frozenset[Term]) -> Iterator[TrailFinding]:
        """Yield what is wrong with ``found``, by which the ledger finds the next record."""
        try:
            own = self._own(record)
        except (LookupError, TypeError, AttributeError):
            # The record is not of its form, which others say.
            return
        subjects = {(SUBJECT, each) for each in record.subjects}
        known = {each for each in found if each[0] not in (SUBJECT, CONFLICT)}
        if subjects != {each for each in found if each[0] == SUBJECT} or (own is not None and known != set(own)):
            yield finding.index_differs(record.sequence)

    def _own(self, record: AuditRecord) -> tuple[Term, ...] | None:
        """Return by what a record has to be found, but for its subjects; ``None`` where it does not tell."""
        payload = record.payload
        match record.kind:
            case "decision":
                return (("id", payload["id"]), *terms_of(payload["decision"]))
            case "batch":
                return terms_of_batch(payload)
            case "override" if "withdraws" in payload:
                return terms_of_withdrawal(self._overrides[payload["withdraws"]])
            case "override":
                self._overrides[record.sequence] = payload
                return terms_of_override(payload)
            case "erasure" | "checkpoint":
                return ()
            case _:
                return None
