"""The types of FEEL expressions in packs.

``Unknown`` is the type of a node that already failed; it fits everything, so that one
mistake gives one message. It has nothing to do with unknown *values*, which every type has.
"""

from enum import Enum

from postloan_rules.light import dataclass


class Simple(Enum):
    """Types without parts, by the names people read."""

    NUMBER = "number"
    RATIO = "ratio"
    """A quotient kept as numerator and denominator; a number wherever one is asked for."""
    BOOLEAN = "boolean"
    STRING = "string"
    DATE = "date"
    TIME = "time"
    DATE_TIME = "date and time"
    DAYS_DURATION = "days and time duration"
    MONTHS_DURATION = "years and months duration"
    NULL = "null"
    ANY = "any"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount; ``currency`` is ``None`` where it is the record's own."""

    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A string out of ``values``; when ``ordered``, ``values`` run from best to worst and ``<`` compares places."""

    name: str
    values: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Entity:
    """A loan, a borrower, a collateral…: its members are in the scope."""

    name: str


@dataclass(frozen=True, slots=True)
class ListOf:
    item: "Type"


@dataclass(frozen=True, slots=True)
class OutcomesOf:
    """All outcomes of a decision that gives a list: they can be counted, filtered and searched, and nothing else."""

    item: Enumeration
    decision: str


@dataclass(frozen=True, slots=True)
class RangeOf:
    item: "Type"


@dataclass(frozen=True, slots=True)
class ContextOf:
    fields: tuple[tuple[str, "Type"], ...]


@dataclass(frozen=True, slots=True)
class FunctionOf:
    parameters: tuple["Type", ...]
    result: "Type"


Type = Simple | Money | Enumeration | Entity | ListOf | OutcomesOf | RangeOf | ContextOf | FunctionOf
