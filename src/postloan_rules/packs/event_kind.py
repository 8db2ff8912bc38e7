"""Kinds of events: what can happen to a subject, and what an event of the kind tells."""

from postloan_rules.feel.types import Type
from postloan_rules.light import dataclass, field
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.source import Span

SUBJECTS = ("loan", "borrower", "guarantor", "collateral")
"""What events are about. A guarantor is known by the ``guarantor_id`` of guarantees; the others are entities."""


@dataclass(frozen=True, slots=True)
class EventField:
    """A value that an event may tell, ``event.name`` in conditions; where an event does not tell it, it is unknown."""

    name: str
    type: Type
    label: Bilingual
    personal: bool = False


@dataclass(frozen=True, slots=True)
class EventKind:
    """A kind of events about a ``subject`` (one of ``SUBJECTS``).

    Besides its ``fields`` every event has ``on``, the day on which it happened, which conditions read as ``event.on``.
    """

    name: str
    subject: str
    title: Bilingual
    fields: tuple[EventField, ...]
    span: Span | None = field(default=None, compare=False, repr=False)
