"""What is written down about one decision: the audit record, its bytes and its place in the chain."""

import json
from collections.abc import Mapping
from typing import Any

from postloan_rules.audit.canonical import canonical_bytes, digest_of
from postloan_rules.light import dataclass, field

SCHEMA_VERSION = 1
START_OF_CHAIN = "sha256:" + "0" * 64
"""What the first record names as the digest before it."""


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One line of the trail.

    ``payload`` is what was written down, ``payload_digest`` the digest of its canonical bytes; ``previous`` is the
    digest of the record before, so that none can be changed, left out or moved without a trace. ``recorded_at`` says
    when it was written (UTC, ISO 8601) and is no part of the payload.
    """

    sequence: int
    kind: str
    key: str
    recorded_at: str
    payload: Mapping[str, Any] = field(repr=False)
    payload_digest: str
    previous: str
    schema_version: int = SCHEMA_VERSION

    @property
    def digest(self) -> str:
        """The digest of the record, which the next record names."""
        return digest_of(body_of(self))


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to an append: the record stands at ``sequence`` with ``digest``; ``id`` is the decision's, if any."""

    sequence: int
    digest: str
    id: str


def body_of(record: AuditRecord, payload: bytes | None = None) -> bytes:
    """Return the canonical bytes of ``record``, which its digest is taken of.

    ``payload`` are the canonical bytes of its payload, where they are known already.
    """
    content = {
        "schema_version": record.schema_version,
        "sequence": record.sequence,
        "kind": record.kind,
        "key": record.key,
        "recorded_at": record.recorded_at,
        "payload_digest": record.payload_digest,
        "previous": record.previous,
    }
    # The payload comes after `kind` and before `payload_digest`: its bytes are put there as they are.
    before = canonical_bytes({name: value for name, value in content.items() if name < "payload"})
    after = canonical_bytes({name: value for name, value in content.items() if name > "payload"})
    inner = canonical_bytes(record.payload) if payload is None else payload
    return before[:-1] + b',"payload":' + inner + b"," + after[1:]


def record_of(body: bytes) -> AuditRecord:
    """Return the record that ``body`` holds.

    Raises:
        ValueError: if ``body`` is not what ``body_of`` writes.
    """
    content = json.loads(body)
    if not isinstance(content, dict) or not isinstance(content.get("payload"), dict):
        raise ValueError("the bytes are not an audit record")
    try:
        record = AuditRecord(**content)
    except TypeError as error:
        raise ValueError("the bytes are not an audit record") from error
    if body_of(record) != body:
        raise ValueError("the bytes are not in canonical form")
    return record
