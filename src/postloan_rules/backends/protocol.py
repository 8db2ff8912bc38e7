"""What every backend that decides single records offers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from postloan_rules.ir.program import Program
from postloan_rules.ir.record import Node


class Answer:
    """What a decision says about one node, as computed; the hot part of a decision.

    ``mask`` has the possible outcomes (bit i: place i in the enumeration; the bit after the last: not applicable).
    For aggregates of COLLECT ``bounds`` is (low, high) or ``None``; for lists ``sure`` and ``possible`` are tuples of
    places in the enumeration. ``proved`` is the place of the outcome that is proved (certain or at least), or ``None``.
    ``fired`` are indices of rules, ``unknown`` too; ``bindings[i]`` are the values read by the condition of rule
    ``fired[i]`` as a tuple of (path, value) pairs, in the form of the IR: a rank is a place, a decision a mask.
    ``conflict`` tells that rules contradict each other under UNIQUE or ANY.
    """

    __slots__ = ("bindings", "bounds", "conflict", "fired", "mask", "possible", "proved", "sure", "unknown")

    def __init__(
        self,
        mask: int,
        proved: int | None,
        fired: tuple[int, ...],
        unknown: tuple[int, ...],
        bindings: tuple[tuple[tuple[str, Any], ...], ...] = (),
        *,
        bounds: tuple[Decimal | int, Decimal | int] | None = None,
        sure: tuple[int, ...] = (),
        possible: tuple[int, ...] = (),
        conflict: bool = False,
    ) -> None:
        self.mask = mask
        self.proved = proved
        self.fired = fired
        self.unknown = unknown
        self.bindings = bindings
        self.bounds = bounds
        self.sure = sure
        self.possible = possible
        self.conflict = conflict


@dataclass(frozen=True, slots=True)
class Context:
    """What an evaluation may read besides the nodes."""

    as_of: date
    currency: str
    python_conditions: Mapping[str, Callable[[Node, date], bool | None]] = field(default_factory=dict)
    """Functions of the embedding program by name, for rules that no other backend can run."""


class Compiled(Protocol):
    """A program of one day, ready to run. Both functions keep what they compute in ``node.memo``."""

    def decide(self, name: str, node: Node, context: Context) -> Answer:
        """Return what decision ``name`` says about ``node``."""
        ...

    def fact(self, entity: str, name: str, node: Node, context: Context) -> Any:
        """Return fact ``name`` of ``node`` in the form that its IR type prescribes."""
        ...


class Backend(Protocol):
    """Something that turns a program of one day (no ``ParameterValue`` left) into something that runs."""

    name: str

    def compile(self, program: Program) -> Compiled:
        """Return ``program`` ready to run."""
        ...


class BudgetExceededError(Exception):
    """Deciding one record would visit more members of relations than is allowed."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(f"more than {limit} members of relations visited")


class UnexpectedValueError(Exception):
    """A record holds a word that its enumeration does not have; the engine turns it into a ``RecordError``."""

    def __init__(self, entity: str, field: str, value: str, enumeration: str) -> None:
        self.entity = entity
        self.field = field
        self.value = value
        self.enumeration = enumeration
        super().__init__(f"{entity}.{field}: {value!r} is not in {enumeration}")
