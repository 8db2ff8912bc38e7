"""What the trail says about one event, and its bytes: the leaf of the tree."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from postloan_rules.audit.canonical import canonical_bytes
from postloan_rules.errors import AuditError
from postloan_rules.light import dataclass, field

SCHEMA: Final = "postloan-rules/audit/2"
START: Final = "0" * 64
"""What the first leaf names as the hash before it."""
KINDS: Final = ("decision", "batch", "override", "erasure", "checkpoint", "warning", "note")
_PAYLOAD: Final = b',"payload":'
_PREVIOUS: Final = b',"previous":'
_INSTANT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
_HASH: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One record of the trail.

    ``payload`` is what happened; values that say something about a person are not in it, but commitments to them.
    ``previous`` is the hash of the leaf before; ``subjects`` are pseudonyms; ``content`` tells, to who has the
    ledger's secret, whether two records say the same. ``recorded_at`` (UTC, ISO 8601) is no part of the payload.
    """

    ledger: str
    sequence: int
    kind: str
    key: str
    recorded_at: str
    previous: str
    subjects: tuple[str, ...]
    content: str
    payload: Mapping[str, Any] = field(repr=False)


def leaf_of(record: AuditRecord, payload: bytes | None = None) -> bytes:
    """Return the canonical bytes of ``record``; ``payload`` are those of its payload, where they are known already."""
    before = {
        "content": record.content,
        "key": record.key,
        "kind": record.kind,
        "ledger": record.ledger,
    }
    after = {
        "previous": record.previous,
        "recorded_at": record.recorded_at,
        "schema": SCHEMA,
        "sequence": record.sequence,
        "subjects": list(record.subjects),
    }
    inner = canonical_bytes(record.payload) if payload is None else payload
    # The names of `before` sort before `payload`, those of `after` behind it.
    return canonical_bytes(before)[:-1] + b',"payload":' + inner + b"," + canonical_bytes(after)[1:]


def record_of(leaf: bytes) -> AuditRecord:
    """Return the record that ``leaf`` holds.

    Raises:
        ValueError: if ``leaf`` is not what ``leaf_of`` writes.
    """
    content = _parsed(leaf)
    if not isinstance(content, dict) or content.pop("schema", None) != SCHEMA:
        raise ValueError("the bytes are no record of this schema")
    subjects = content.get("subjects")
    if not isinstance(subjects, list) or subjects != sorted({str(each) for each in subjects}):
        raise ValueError("the subjects are not sorted, each once")
    try:
        record = AuditRecord(**{**content, "subjects": tuple(subjects)})
    except TypeError:
        raise ValueError("the bytes are no audit record") from None
    try:
        canonical = _is_well_formed(content) and leaf_of(record) == leaf
    except AuditError:
        # Nested too deep, or a number that JSON cannot hold.
        canonical = False
    if not canonical:
        raise ValueError("the bytes are not in canonical form")
    return record


def payload_bytes(leaf: bytes) -> bytes:
    """Return the bytes of the payload in a leaf that ``leaf_of`` wrote."""
    # Quotes inside of texts are escaped, so that these marks stand nowhere but where members begin.
    return leaf[leaf.index(_PAYLOAD) + len(_PAYLOAD) : leaf.rindex(_PREVIOUS)]


def _parsed(leaf: bytes) -> Any:
    try:
        return json.loads(leaf, parse_float=_no_fraction, parse_constant=_no_fraction)
    except (UnicodeDecodeError, RecursionError):
        raise ValueError("the bytes are no text") from None


def _no_fraction(text: str) -> Any:
    raise ValueError(f"the record holds the number {text:.20}")


def _is_well_formed(content: Mapping[str, Any]) -> bool:
    """Return whether every member of a record read from JSON has its type."""
    texts = [content.get(name) for name in ("ledger", "key", "content", "recorded_at", "previous", "kind")]
    sequence = content.get("sequence")
    return (
        all(isinstance(each, str) and each for each in texts)
        and content["kind"] in KINDS
        and type(sequence) is int
        and sequence >= 0
        and _INSTANT.fullmatch(content["recorded_at"]) is not None
        and _HASH.fullmatch(content["previous"]) is not None
        and isinstance(content.get("payload"), dict)
    )
