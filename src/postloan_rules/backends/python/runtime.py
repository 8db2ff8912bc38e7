"""What generated code calls: unknown values, bounds, ratios and masks of outcomes.

``None`` is unknown. A mask has one bit for each place of an enumeration, and after them the bit *not applicable*.
"""

from collections.abc import Container, Sequence
from datetime import date
from typing import Any

from postloan_rules.backends.protocol import UnexpectedValueError
from postloan_rules.backends.python.functions import plus_days, plus_months
from postloan_rules.ir.record import Node
from postloan_rules.ir.values import ARITHMETIC, EXACT, Bounds, Number, Outcomes, RatioValue

Truth = bool | None

add = ARITHMETIC.add
subtract = ARITHMETIC.subtract
multiply = ARITHMETIC.multiply
minus = ARITHMETIC.minus
_times = EXACT.multiply


class Words(dict[str, Any]):
    """What a word of an enumeration is inside, for one field; a word that the enumeration does not have is refused."""

    def __init__(self, entity: str, field: str, enumeration: str, words: dict[str, Any]) -> None:
        super().__init__(words)
        self.entity = entity
        self.field = field
        self.enumeration = enumeration

    def __missing__(self, word: str) -> Any:
        raise UnexpectedValueError(self.entity, self.field, str(word), self.enumeration)


# Truth


def negation(value: Truth) -> Truth:
    return None if value is None else not value


def all_of(*values: Truth) -> Truth:
    if False in values:
        return False
    return None if None in values else True


def any_of(*values: Truth) -> Truth:
    if True in values:
        return True
    return None if None in values else False


def one_of(value: Any, values: Sequence[Any]) -> Truth:
    """Return whether ``value`` is among ``values``, unknown where one of them all is unknown."""
    return None if value is None or None in values else value in values


def same_entity(left: Node | None, right: Node | None) -> Truth:
    if left is None or right is None:
        return None
    return left.entity == right.entity and left.id == right.id


# Bounds and ratios. A plain number is exact; a ratio is compared by multiplying with the other side's denominator.

Span = Number | Bounds | RatioValue


def _ends(value: Span) -> tuple[Number, Number, Number]:
    if isinstance(value, tuple):
        return value if len(value) == 3 else (value[0], value[1], 1)
    return (value, value, 1)


def _comparable(left: Span, right: Span) -> tuple[Number, Number, Number, Number]:
    left_low, left_high, left_under = _ends(left)
    right_low, right_high, right_under = _ends(right)
    if right_under != 1:
        left_low, left_high = _times(left_low, right_under), _times(left_high, right_under)
    if left_under != 1:
        right_low, right_high = _times(right_low, left_under), _times(right_high, left_under)
    return left_low, left_high, right_low, right_high


def less(left: Span | None, right: Span | None) -> Truth:
    """Return whether all, or none, of the values that ``left`` may have are below all of those of ``right``.

    >>> less((1, 3), 4), less((1, 3), 2), less((1, 1, 3), (2, 2, 6)), less((3, 4), 3)
    (True, None, False, False)
    """
    if left is None or right is None:
        return None
    # Most often a ratio or bounds are compared with a limit; the lines after say the same of all.
    if not isinstance(right, tuple):
        if not isinstance(left, tuple):
            return left < right
        limit = _times(right, left[2]) if len(left) == 3 and left[2] != 1 else right
        return True if left[1] < limit else False if left[0] >= limit else None
    left_low, left_high, right_low, right_high = _comparable(left, right)
    if left_high < right_low:
        return True
    return False if left_low >= right_high else None


def less_or_equal(left: Span | None, right: Span | None) -> Truth:
    return negation(less(right, left))


def greater(left: Span | None, right: Span | None) -> Truth:
    return less(right, left)


def greater_or_equal(left: Span | None, right: Span | None) -> Truth:
    return negation(less(left, right))


def equal(left: Span | None, right: Span | None) -> Truth:
    """Return whether both are the same number; false where no value that they may have is shared.

    >>> equal((1, 3), 4), equal((1, 3), 2), equal((1, 1, 3), (2, 2, 6))
    (False, None, True)
    """
    if left is None or right is None:
        return None
    left_low, left_high, right_low, right_high = _comparable(left, right)
    if left_high < right_low or right_high < left_low:
        return False
    return True if left_low == left_high == right_low == right_high else None


def not_equal(left: Span | None, right: Span | None) -> Truth:
    return negation(equal(left, right))


def is_exact(value: Bounds | RatioValue | None) -> bool:
    return value is not None and value[0] == value[1]


def bounds(value: Span) -> Bounds:
    """Return a number or bounds as bounds."""
    return (value[0], value[1]) if isinstance(value, tuple) else (value, value)


def exact(value: Bounds | None) -> Number | None:
    """Return the number that bounds leave, if they leave one."""
    return value[0] if value is not None and value[0] == value[1] else None


def as_ratio(value: Number | Bounds | None) -> RatioValue | None:
    return None if value is None else _ends(value)


def add_bounds(left: Span | None, right: Span | None) -> Bounds | None:
    if left is None or right is None:
        return None
    (left_low, left_high), (right_low, right_high) = bounds(left), bounds(right)
    return (add(left_low, right_low), add(left_high, right_high))


def subtract_bounds(left: Span | None, right: Span | None) -> Bounds | None:
    if left is None or right is None:
        return None
    (left_low, left_high), (right_low, right_high) = bounds(left), bounds(right)
    return (subtract(left_low, right_high), subtract(left_high, right_low))


def multiply_bounds(left: Span | None, right: Span | None) -> Bounds | None:
    if left is None or right is None:
        return None
    products = [multiply(one, other) for one in bounds(left) for other in bounds(right)]
    return (min(products), max(products))


def minus_bounds(value: Bounds | None) -> Bounds | None:
    return None if value is None else (minus(value[1]), minus(value[0]))


def ratio(numerator: Span | None, denominator: Span | None) -> RatioValue | None:
    """Return the quotient undivided; unknown where the denominator is zero or not exact.

    >>> ratio(1, 0), ratio(1, -2), ratio((1, 2), (4, 4))
    (None, (Decimal('-1'), Decimal('-1'), Decimal('2')), (1, 2, 4))
    """
    if numerator is None or denominator is None:
        return None
    low, high = bounds(numerator)
    under = exact(bounds(denominator))
    if under is None or under == 0:
        return None
    return (low, high, under) if under > 0 else (minus(high), minus(low), minus(under))


def quotient(value: RatioValue | None) -> Number | None:
    if value is None or value[0] != value[1]:
        return None
    return ARITHMETIC.divide(value[0], value[2])


# Dates and durations


def later_by_days(day: date | None, days: int | None) -> date | None:
    return None if day is None or days is None else plus_days(day, days)


def later_by_months(day: date | None, months: int | None) -> date | None:
    return None if day is None or months is None else plus_months(day, months)


def earlier_by_days(day: date | None, days: int | None) -> date | None:
    return None if day is None or days is None else plus_days(day, -days)


def earlier_by_months(day: date | None, months: int | None) -> date | None:
    return None if day is None or months is None else plus_months(day, -months)


# The value of the first branch that holds


def case(*parts: Any) -> Any:
    """Return the value of the first true condition; ``parts`` are conditions and values in turn, then the last value.

    >>> case(None, 1, True, 1, 2), case(None, 1, False, 5, 2), case(False, 1, None, 3, 3)
    (1, None, 3)
    """
    taken = _taken(parts)
    first = taken[0]
    return first if all(each == first for each in taken) else None


def case_of_spans(*parts: Any) -> Any:
    """As ``case``, of bounds or ratios: one that could be taken for certain stays as wide as it is."""
    taken = _taken(parts)
    first = taken[0]
    return first if len(taken) == 1 or all(equal(first, each) for each in taken) else None


def case_of_masks(*parts: Any) -> int:
    """As ``case``, of masks: the union of what could be taken."""
    mask = 0
    for each in _taken(parts):
        mask |= each
    return mask


def case_of_outcomes(*parts: Any) -> Any:
    """As ``case``, of lists of outcomes: known where the sure ones are all there are."""
    taken = _taken(parts)
    first = taken[0]
    same = len(taken) == 1 or all(each is not None and each == first and each[0] == each[1] for each in taken)
    return first if same else None


def case_of_entities(*parts: Any) -> Node | None:
    taken = _taken(parts)
    first: Node | None = taken[0]
    return first if len(taken) == 1 or all(same_entity(first, each) for each in taken) else None


def _taken(parts: Sequence[Any]) -> list[Any]:
    taken = []
    for place in range(0, len(parts) - 1, 2):
        condition = parts[place]
        if condition is not False:
            taken.append(parts[place + 1])
            if condition is True:
                return taken
    taken.append(parts[-1])
    return taken


# Masks of possible outcomes; ``size`` is the number of places, and the number of the bit *not applicable*.


def worse_of(left: int, right: int, size: int) -> int:
    """Return what the worse of one outcome of each mask can be; *not applicable* is better than all.

    >>> bin(worse_of(0b00101, 0b00010, 4)), bin(worse_of(0b10001, 0b10000, 4))
    ('0b110', '0b10001')
    """
    if (left | right) >> size:
        return _by_place(_worse(_by_badness(left, size), _by_badness(right, size)), size)
    return _worse(left, right)


def _worse(left: int, right: int) -> int:
    # -(m & -m) has all bits from the lowest of m on: the outcomes that are no better than the best of m.
    return (left & -(right & -right)) | (right & -(left & -left))


def _by_badness(mask: int, size: int) -> int:
    return (mask << 1 | mask >> size) & ((2 << size) - 1)


def _by_place(badness: int, size: int) -> int:
    return badness >> 1 | (badness & 1) << size


def shift_mask(mask: int, places: int, size: int) -> int:
    """Return the outcomes moved to the worse end by ``places``, stopping at the ends.

    >>> bin(shift_mask(0b10110, 1, 4)), bin(shift_mask(0b1011, -2, 4))
    ('0b11100', '0b11')
    """
    moved = mask & (1 << size)
    for place in range(size):
        if mask >> place & 1:
            moved |= 1 << min(max(place + places, 0), size - 1)
    return moved


def mask_of_place(place: int | None, size: int) -> int:
    return (1 << size) - 1 if place is None else 1 << place


def place_of_mask(mask: int, size: int) -> int | None:
    """Return the only outcome that is possible, if there is one."""
    return None if mask & (mask - 1) or mask >> size else mask.bit_length() - 1


def worst_of_mask(mask: int, size: int) -> int:
    """Return the mask of the worst possible outcome only.

    >>> bin(worst_of_mask(0b10110, 4)), bin(worst_of_mask(0b10000, 4))
    ('0b100', '0b10000')
    """
    outcomes = mask & ((1 << size) - 1)
    return 1 << (outcomes.bit_length() - 1) if outcomes else mask


def outcome_in(mask: int, accepted: int) -> Truth:
    if not mask & accepted:
        return False
    return None if mask & ~accepted else True


def count_outcomes(outcomes: Outcomes | None, wanted: Container[str]) -> Bounds | None:
    """Return how many of the outcomes are ``wanted``: the sure ones, and the possible ones.

    >>> count_outcomes((("red",), ("red", "orange")), {"red", "orange"})
    (1, 2)
    """
    if outcomes is None:
        return None
    sure, possible = outcomes
    return (sum(each in wanted for each in sure), sum(each in wanted for each in possible))
