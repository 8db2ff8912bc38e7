"""Putting sealed values back where they were."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from postloan_rules.audit.leaf import AuditRecord
from postloan_rules.audit.pointer import pointer_to
from postloan_rules.audit.vault import Envelope
from postloan_rules.errors import AuditError
from postloan_rules.text.catalogue import trail

SHREDDED: Final = {"shredded": True}
"""What stands where nobody can open the value any more."""

Open = Callable[[Envelope, Sequence[str]], bytes | None]


def opened_payload(record: AuditRecord, envelopes: Mapping[str, Envelope], open: Open) -> tuple[Any, int]:
    """Return the payload of ``record`` with all that can be opened, and how many values were shredded.

    Raises:
        AuditError: if an envelope is missing, is another than the leaf commits to, or does not open.
    """
    shredded = 0

    def walk(value: Any, steps: tuple[str | int, ...]) -> Any:
        nonlocal shredded
        commitment = sealed_in(value)
        if commitment is not None:
            content = _content(record, commitment, pointer_to(steps), value, envelopes, open)
            if content is None:
                shredded += 1
                return dict(SHREDDED)
            return json.loads(content)
        if isinstance(value, Mapping):
            return {key: walk(each, (*steps, key)) for key, each in value.items()}
        if isinstance(value, list):
            return [walk(each, (*steps, place)) for place, each in enumerate(value)]
        return value

    return walk(record.payload, ()), shredded


def sealed_in(value: Any) -> str | None:
    """Return the commitment, where ``value`` is what stands for a sealed one."""
    if isinstance(value, Mapping) and set(value) == {"sealed"} and isinstance(value["sealed"], Mapping):
        inner = value["sealed"]
        if set(inner) == {"commitment", "parties"} and isinstance(inner["commitment"], str):
            return inner["commitment"]
    return None


def _content(
    record: AuditRecord, commitment: str, pointer: str, value: Any, envelopes: Mapping[str, Envelope], open: Open
) -> bytes | None:
    envelope = envelopes.get(commitment)
    if envelope is None:
        raise AuditError(trail.envelope_missing(record.sequence, pointer))
    if list(envelope.parties) != value["sealed"]["parties"]:
        raise AuditError(trail.envelope_of_others(record.sequence, pointer))
    return open(envelope, (record.ledger, record.key, pointer))
