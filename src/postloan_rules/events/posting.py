"""What arrives in a stream: events, corrections of events, and retractions."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict

from postloan_rules.errors import InternalError

Named = tuple[str, str]
"""A kind of subject and an id: ``("loan", "L-1")``."""


class Event(BaseModel):
    """Something that happened to ``subject`` on the day ``on`` and was heard of on the day ``arrived``.

    ``related`` are further subjects, and groups, that it names. With ``corrects`` it takes the place of the event of
    that id, whose id it then has in signals. ``values`` holds what the kind tells; what is not there is unknown.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    id: str
    kind: str
    subject: Named
    on: date
    arrived: date
    related: tuple[Named, ...] = ()
    corrects: str | None = None
    values: Mapping[str, Any] = {}


class Retraction(BaseModel):
    """Says that the event ``retracts`` never happened; it counts whatever else arrives about that event."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    retracts: str
    arrived: date


Posting = Event | Retraction


def plain_posting(posting: Posting) -> dict[str, Any]:
    """Return ``posting`` as JSON has it, in the form that ``reading.read_posting`` reads."""
    match posting:
        case Retraction():
            return {"id": posting.id, "retracts": posting.retracts, "arrived": posting.arrived.isoformat()}
        case Event():
            plain: dict[str, Any] = {
                "id": posting.id,
                "event": posting.kind,
                posting.subject[0]: posting.subject[1],
                "on": posting.on.isoformat(),
                "arrived": posting.arrived.isoformat(),
            }
            if posting.related:
                plain["related"] = [{kind: id} for kind, id in posting.related]
            if posting.corrects is not None:
                plain["corrects"] = posting.corrects
            return plain | {name: _plain(posting.values[name]) for name in sorted(posting.values)}
    raise InternalError(f"no posting: {posting!r}")


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else value
