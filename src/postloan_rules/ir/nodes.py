"""The terms of the IR, each with one sentence of meaning: the specification of every backend.

``x`` unknown means: the value of term ``x`` is not known. Unless a sentence says otherwise, a term with an
unknown operand is unknown. Nothing here ever raises on data.
"""

from datetime import date
from decimal import Decimal
from typing import Literal

from postloan_rules.ir.types import TermType
from postloan_rules.light import dataclass

Scalar = bool | Decimal | str | date | int


@dataclass(frozen=True, slots=True)
class Constant:
    """``value``, which is never unknown. A ``RANK`` and a ``MONTHS`` or ``DAYS`` duration are ints,
    a ``MASK`` an int of bits."""

    value: Scalar
    type: TermType


@dataclass(frozen=True, slots=True)
class Unknown:
    """Unknown, of type ``type``: what is left where a value can never be known (a ``MASK`` is never this)."""

    type: TermType


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """The value of parameter ``id`` in force on the as-of day. Replaced by a ``Case`` of ``Constant`` terms or one
    ``Resolved`` when a program is specialised to a day; no backend meets it."""

    id: str
    type: TermType


@dataclass(frozen=True, slots=True)
class Resolved:
    """``term``, remembering that it is the value of parameter ``id`` in the period that started on ``start``."""

    id: str
    start: date
    term: "Term"


@dataclass(frozen=True, slots=True)
class InCurrency:
    """The amount ``operand`` where the record's currency is ``currency``, else unknown: nobody gave a rate."""

    operand: "Term"
    currency: str


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day for which we decide (a ``DATE``)."""


@dataclass(frozen=True, slots=True)
class Variable:
    """The entity bound to ``name``: the subject, or the member an aggregate is looking at."""

    name: str
    entity: str


@dataclass(frozen=True, slots=True)
class Follow:
    """The one entity that ``relation`` leads to from ``source``; no entity where not supplied, and then every
    reading from it is unknown."""

    source: "Term"
    relation: str
    entity: str


@dataclass(frozen=True, slots=True)
class Field:
    """The value given in the record for ``name`` of entity ``source``, unknown where it was not given.
    ``money`` tells that the record holds an amount with a currency, of which the amount is read."""

    source: "Term"
    name: str
    type: TermType
    money: bool = False
    store: Literal["field", "extension", "facts"] = "field"
    """Where the entity keeps it: as a field of the model, in ``extension`` (fields that a pack added) or in
    ``facts`` (given values of facts that the model has no field for)."""


@dataclass(frozen=True, slots=True)
class FactOf:
    """The fact ``name`` of entity ``source``: as given in the record, else by its formula."""

    source: "Term"
    entity: str
    name: str
    type: TermType


@dataclass(frozen=True, slots=True)
class OutcomeOf:
    """What the decision ``name`` about entity ``source`` says: a ``MASK`` of its possible outcomes
    (all of them where there is no entity), a ``BOUNDS`` for an aggregate, a ``LIST`` for one that collects."""

    source: "Term"
    entity: str
    name: str
    type: TermType


@dataclass(frozen=True, slots=True)
class Not:
    """True for false, false for true, unknown for unknown."""

    operand: "Term"


@dataclass(frozen=True, slots=True)
class All:
    """False if one operand is false; else unknown if one is unknown; else true. Of nothing: true."""

    operands: tuple["Term", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """True if one operand is true; else unknown if one is unknown; else false. Of nothing: false."""

    operands: tuple["Term", ...]


@dataclass(frozen=True, slots=True)
class IsKnown:
    """True where the operand is known, else false; never unknown. Bounds and ratios are known where exact,
    a mask where it has exactly one bit, an entity where there is one."""

    operand: "Term"


ComparisonOperator = Literal["=", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Compare:
    """Whether ``left operator right``. Both sides have one type, or are numbers and bounds mixed, or ratios and
    numbers mixed. With bounds or ratios: true where true for all values they may have, false where true for none,
    else unknown. A ratio is compared by multiplication, never divided. Booleans and entities take no ``<``.
    Strings compare by code point."""

    operator: ComparisonOperator
    left: "Term"
    right: "Term"


@dataclass(frozen=True, slots=True)
class OneOf:
    """Whether the operand (number, string, rank, date) equals one of ``values``."""

    operand: "Term"
    values: tuple["Term", ...]


@dataclass(frozen=True, slots=True)
class OutcomeIn:
    """Whether the outcome is among the bits ``accepted``: true where every possible outcome is, false where none is,
    else unknown. *Not applicable* is never accepted; so with no outcome possible but that, false."""

    operand: "Term"
    accepted: int


@dataclass(frozen=True, slots=True)
class CountOutcomes:
    """How many of the outcomes of a ``LIST`` are among the places ``accepted``, as ``BOUNDS``: those that are sure, and
    those that are possible. Where the decision does not ask about the entity there are none. An engine that keeps the
    states of rules sums over them: one for a rule that fires and certainly gives such an outcome, else nothing."""

    operand: "Term"
    accepted: int


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Sum, difference or product, to 34 digits, half even. On bounds the smallest and largest value it can have.
    ``NUMBER`` with ``NUMBER``, ``BOUNDS`` with either (then ``BOUNDS``), ``MONTHS`` or ``DAYS`` with the same,
    ``DATE`` + or - ``DAYS`` or ``MONTHS`` (a day past the month's end becomes its last),
    ``DATE`` - ``DATE`` (``DAYS``)."""

    operator: Literal["+", "-", "*"]
    left: "Term"
    right: "Term"
    type: TermType


@dataclass(frozen=True, slots=True)
class Negate:
    """Zero minus the operand (number, bounds, months, days)."""

    operand: "Term"
    type: TermType


@dataclass(frozen=True, slots=True)
class Ratio:
    """Numerator over denominator as a ``RATIO``; unknown where the denominator is zero or not exact.
    Both are numbers or bounds; a negative denominator turns both signs."""

    numerator: "Term"
    denominator: "Term"


@dataclass(frozen=True, slots=True)
class Quotient:
    """A ratio divided out to 34 digits, half even; unknown where it is not exact."""

    operand: "Term"


@dataclass(frozen=True, slots=True)
class Convert:
    """The same value in a wider or narrower type: number to bounds, number to ratio, bounds to number (unknown where
    not exact), rank or mask to mask (an unknown rank: all outcomes), mask to rank (unknown unless one bit)."""

    operand: "Term"
    type: TermType


@dataclass(frozen=True, slots=True)
class Case:
    """The value of the first branch whose condition is true. A condition that is unknown makes the whole unknown,
    unless every branch that could still be taken has the same known value. Masks: the union of what could be taken."""

    branches: tuple[tuple["Term", "Term"], ...]
    otherwise: "Term"
    type: TermType


@dataclass(frozen=True, slots=True)
class Shift:
    """A mask or rank moved ``places`` towards the worse end (a negative number: the better), stopping at the ends;
    *not applicable* stays."""

    operand: "Term"
    places: int
    type: TermType


@dataclass(frozen=True, slots=True)
class Worst:
    """Of masks: what the worst of one outcome from each can be; *not applicable* counts as the best, and the whole is
    *not applicable* where all are."""

    operands: tuple["Term", ...]
    type: TermType


@dataclass(frozen=True, slots=True)
class Step:
    """One relation of a walk: from the entity before to each of ``relation``, called ``variable`` there, kept
    where ``where`` is not false (``None``: always). A relation not supplied makes what is computed unknown."""

    relation: str
    entity: str
    variable: str
    where: "Term | None" = None


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One value over the entities reached from ``source`` by ``steps``.

    A member whose conditions are all true is *sure*, one with an unknown and no false condition *possible*.
    ``count`` (``BOUNDS``): sure, and sure + possible. ``sum`` (``BOUNDS``) of ``value``: sure ones, widened by each
    possible one; unknown where a sure or possible member's value is; of none 0. ``min``, ``max`` (``BOUNDS``, or
    ``DATE``, exact then): unknown where no sure member is there or a value is not known. ``some``, ``every``
    (``BOOLEAN``) of ``value`` by Kleene's tables, a possible member as (possible and value), (not possible or value).
    """

    function: Literal["count", "sum", "min", "max", "some", "every"]
    source: "Term"
    steps: tuple[Step, ...]
    value: "Term | None"
    type: TermType


@dataclass(frozen=True, slots=True)
class Pick:
    """The member that comes ``last`` or ``first`` in the order of the fields ``order`` among those kept; no entity
    where there is none, where a member is only possible, or where a field of the order is unknown."""

    function: Literal["last", "first"]
    source: "Term"
    steps: tuple[Step, ...]
    order: tuple[str, ...]
    entity: str


@dataclass(frozen=True, slots=True)
class PastDue:
    """Days past due on the as-of day under ``convention``, one of ``PAST_DUE_CONVENTIONS``.

    ``due_date_is_day_0``: as-of day minus oldest unpaid due day, of the instalments due before the as-of day.
    ``due_date_is_day_1``: one day more, of the instalments due on or before the as-of day.

    These entities of ``source.schedule``, by ``due_on``, are paid, oldest first, by the sum of ``source.repayments``
    with ``paid_on`` on or before the as-of day; ``amount`` is the field of both. An instalment is unpaid while more
    than ``tolerance`` of it is. 0 where none is; unknown where a relation is not supplied or a field is unknown."""

    source: "Term"
    tolerance: "Term"
    convention: str


PAST_DUE_CONVENTIONS = ("due_date_is_day_0", "due_date_is_day_1")


@dataclass(frozen=True, slots=True)
class Apply:
    """The function ``function`` of ``ir.functions`` on ``arguments``."""

    function: str
    arguments: tuple["Term", ...]
    type: TermType


Term = (
    Constant
    | Unknown
    | ParameterValue
    | Resolved
    | InCurrency
    | AsOf
    | Variable
    | Follow
    | Field
    | FactOf
    | OutcomeOf
    | Not
    | All
    | Any
    | IsKnown
    | Compare
    | OneOf
    | OutcomeIn
    | CountOutcomes
    | Arithmetic
    | Negate
    | Ratio
    | Quotient
    | Convert
    | Case
    | Shift
    | Worst
    | Aggregate
    | Pick
    | PastDue
    | Apply
)
