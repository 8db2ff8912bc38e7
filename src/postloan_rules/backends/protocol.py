"""What every backend that decides single records offers."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final, Protocol

from postloan_rules.ir.program import Program
from postloan_rules.ir.record import Node
from postloan_rules.light import dataclass, field

MEMBER_VISITS: Final = 5_000_000
"""How many members of relations may be visited to decide one record."""


class Verdict:
    """What a decision says where its rules are in certain states; the same for every node of which that is so.

    ``mask`` has the possible outcomes (bit i: place i in the enumeration; the bit after the last: not applicable).
    For aggregates of COLLECT ``bounds`` is (low, high) or ``None``; for lists ``sure`` and ``possible`` are tuples of
    places in the enumeration. ``proved`` is the place of the outcome that is proved (certain or at least), or ``None``.
    ``fired`` are indices of rules, ``unknown`` too. ``conflict`` tells that rules contradict each other under UNIQUE
    or ANY. ``excluded`` tells that the decision certainly does not ask about the node. ``layout[i]`` says where among
    the values of an answer those stand that rule ``fired[i]`` read.
    """

    __slots__ = ("bounds", "conflict", "excluded", "fired", "layout", "mask", "possible", "proved", "sure", "unknown")

    def __init__(
        self,
        mask: int,
        proved: int | None,
        fired: tuple[int, ...],
        unknown: tuple[int, ...],
        *,
        bounds: tuple[Decimal | int, Decimal | int] | None = None,
        sure: tuple[int, ...] = (),
        possible: tuple[int, ...] = (),
        conflict: bool = False,
        excluded: bool = False,
    ) -> None:
        self.mask = mask
        self.proved = proved
        self.fired = fired
        self.unknown = unknown
        self.bounds = bounds
        self.sure = sure
        self.possible = possible
        self.conflict = conflict
        self.excluded = excluded
        self.layout: tuple[tuple[tuple[str, int], ...], ...] = ()


class Answer:
    """What a decision says about one node, as computed; the hot part of a decision. It never changes.

    It is a verdict, whose parts it repeats, and the ``values`` that the conditions of the rules read.
    """

    # Two fields and not eleven: one of these is made for every decision in which a rule fires.
    __slots__ = ("values", "verdict")

    def __init__(self, verdict: Verdict, values: tuple[Any, ...] = ()) -> None:
        self.verdict = verdict
        self.values = values

    @property
    def mask(self) -> int:
        return self.verdict.mask

    @property
    def proved(self) -> int | None:
        return self.verdict.proved

    @property
    def fired(self) -> tuple[int, ...]:
        return self.verdict.fired

    @property
    def unknown(self) -> tuple[int, ...]:
        return self.verdict.unknown

    @property
    def bounds(self) -> tuple[Decimal | int, Decimal | int] | None:
        return self.verdict.bounds

    @property
    def sure(self) -> tuple[int, ...]:
        return self.verdict.sure

    @property
    def possible(self) -> tuple[int, ...]:
        return self.verdict.possible

    @property
    def conflict(self) -> bool:
        return self.verdict.conflict

    @property
    def excluded(self) -> bool:
        return self.verdict.excluded

    @property
    def bindings(self) -> tuple[tuple[tuple[str, Any], ...], ...]:
        """The values that the condition of each fired rule read, as (path, value) pairs in the form of the IR: a rank
        is a place, a decision a mask."""
        layout, values = self.verdict.layout, self.values
        return tuple([tuple([(path, values[place]) for path, place in rule]) for rule in layout]) if layout else ()


@dataclass(frozen=True, slots=True)
class Context:
    """What an evaluation may read besides the nodes."""

    as_of: date
    currency: str
    python_conditions: Mapping[str, Callable[[Node, date], bool | None]] = field(default_factory=dict)
    """Functions of the embedding program by name, for rules that no other backend can run."""
    visits: int = MEMBER_VISITS
    """How many members of relations may be visited for one decision."""


class Compiled(Protocol):
    """A program of one day, ready to run. What is read by something else is kept in ``node.memo``."""

    def decide(self, name: str, node: Node, context: Context) -> Answer:
        """Return what decision ``name`` says about ``node``."""
        ...

    def decide_many(self, names: tuple[str, ...], node: Node, context: Context) -> tuple[Answer, ...]:
        """Return what each of the decisions ``names`` says about ``node``, in the order of ``names``."""
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
