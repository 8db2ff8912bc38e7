"""What is appended to a ledger, and the answer."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from postloan_rules.light import dataclass, field


class State(Enum):
    """How far a record has come."""

    DURABLE = "durable"
    """On the disk of the store."""
    INCLUDED = "included"
    """Under a signed checkpoint."""
    ANCHORED = "anchored"
    """Under a checkpoint that enough witnesses signed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What to append: ``payload`` under the idempotency key ``key``.

    ``subjects`` are the pseudonyms of whom it concerns. ``personal`` gives, for places in the payload (RFC 6901), the
    pseudonyms of those whom the value there says something about: such values are sealed. ``terms`` are what the record
    is found by: pairs of a name and a value, none of them personal.
    """

    payload: Mapping[str, Any]
    key: str
    kind: str = "decision"
    subjects: tuple[str, ...] = ()
    terms: tuple[tuple[str, str], ...] = ()
    personal: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to an append: the record stands at ``sequence``, its leaf has ``hash`` (hexadecimal)."""

    sequence: int
    hash: str
    state: State = State.DURABLE


@dataclass(frozen=True, slots=True)
class Prepared:
    """An entry that can be written down: ``body`` are the canonical bytes of its payload before anything is sealed."""

    entry: Entry
    body: bytes
