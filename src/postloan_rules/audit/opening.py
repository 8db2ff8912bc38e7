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

_MARK: Final = b'"sealed":{'

Open = Callable[[Envelope, Sequence[str]], bytes | None]


def has_sealed(leaf: bytes) -> bool:
    """Return whether anything can be sealed in a leaf in canonical form: where not, nobody needs to look for it."""
    return _MARK in leaf


def opened_payload(record: AuditRecord, envelopes: Mapping[str, Envelope], open: Open) -> tuple[Any, int]:
    """Return the payload of ``record`` with all that can be opened, and how many values were shredded.

    Raises:
        EnvelopeMissingError: if an envelope is missing.
        AuditError: if an envelope is another than the leaf commits to, or does not open.
    """
    shredded = 0

    def walk(value: Any, steps: tuple[str | int, ...]) -> Any:
        nonlocal shredded
        if type(value) is dict:
            commitment = sealed_in(value)
            if commitment is None:
                return {key: walk(each, (*steps, key)) for key, each in value.items()}
            content = _content(record, commitment, pointer_to(steps), value, envelopes, open)
            if content is None:
                shredded += 1
                return dict(SHREDDED)
            return json.loads(content)
        if type(value) is list:
            return [walk(each, (*steps, place)) for place, each in enumerate(value)]
        return value

    return walk(record.payload, ()), shredded


class EnvelopeMissingError(AuditError):
    """The envelope of the value at ``pointer`` is not there."""

    def __init__(self, sequence: int, pointer: str) -> None:
        self.pointer = pointer
        super().__init__(trail.envelope_missing(sequence, pointer))


def sealed_in(value: Any) -> str | None:
    """Return the commitment, where ``value`` is what stands for a sealed one."""
    inner = value.get("sealed") if type(value) is dict and len(value) == 1 else None
    if type(inner) is dict and set(inner) == {"commitment", "parties"} and isinstance(inner["commitment"], str):
        return str(inner["commitment"])
    return None


def _content(
    record: AuditRecord, commitment: str, pointer: str, value: Any, envelopes: Mapping[str, Envelope], open: Open
) -> bytes | None:
    envelope = envelopes.get(commitment)
    if envelope is None:
        raise EnvelopeMissingError(record.sequence, pointer)
    if list(envelope.parties) != value["sealed"]["parties"]:
        raise AuditError(trail.envelope_of_others(record.sequence, pointer))
    return open(envelope, (record.ledger, record.key, pointer))
