"""What generated code calls where every member of a relation asks about all others: worked out once for all of them."""

from collections.abc import Sequence
from typing import Any

from postloan_rules.backends.python import relations
from postloan_rules.backends.python.runtime import Truth
from postloan_rules.ir.values import DIGITS, EXACT, Bounds, Number

Kept = Sequence[tuple[str, Any]]
"""Members that pass, each as its id and its value."""


class Everyone:
    """The members of a relation that a walk keeps, and what there is to know of them together.

    What is asked of all but one is what was found of all, less that one; ``exact`` tells that no sum on the way there
    could have been rounded, or else it is worked out from the others.
    """

    __slots__ = ("counts", "exact", "high", "low", "possible", "sure", "unknown", "where")

    def __init__(self, sure: Kept, possible: Kept) -> None:
        self.sure = sure
        self.possible = possible
        self.where: dict[str, tuple[bool, Any]] = {id: (True, value) for id, value in sure}
        self.where.update((id, (False, value)) for id, value in possible)
        self.counts: dict[tuple[bool, Any], int] | None = None
        self.low: Number | None = None
        self.high: Number = 0
        self.unknown = 0
        self.exact = True

    def but(self, id: str | None) -> tuple[list[Any], list[Any]]:
        """Return the values of the sure and of the possible members but for one; all are only possible where it is not
        known which one that is."""
        if id is None:
            return [], [value for _, value in (*self.sure, *self.possible)]
        return [value for each, value in self.sure if each != id], [
            value for each, value in self.possible if each != id
        ]

    def add_up(self) -> None:
        """Work out the sum of all."""
        low: Number = 0
        high: Number = 0
        size: Number = 0
        exponent = 0
        for sure, value in self.where.values():
            if value is None:
                self.unknown += 1
                continue
            low, high = _with(low, high, sure, value)
            size = EXACT.add(size, EXACT.abs(value))
            if not isinstance(value, int):
                exponent = min(exponent, int(value.as_tuple().exponent))
        self.low, self.high = low, high
        self.exact = EXACT.compare(EXACT.scaleb(size, -exponent), 10**DIGITS) < 0

    def count_values(self) -> dict[tuple[bool, Any], int]:
        """Return how many sure and possible members have which value."""
        if self.counts is None:
            self.counts = {}
            for key in self.where.values():
                self.counts[key] = self.counts.get(key, 0) + 1
        return self.counts


def _with(low: Number, high: Number, sure: bool, value: Number) -> Bounds:
    if sure:
        return EXACT.add(low, value), EXACT.add(high, value)
    return (EXACT.add(low, value), high) if value < 0 else (low, EXACT.add(high, value))


def count_others(everyone: Everyone | None, id: str | None) -> Bounds | None:
    if everyone is None:
        return None
    sure, every = len(everyone.sure), len(everyone.where)
    if id is None:
        return (0, every)
    found = everyone.where.get(id)
    return (sure, every) if found is None else (sure - found[0], every - 1)


def total_others(everyone: Everyone | None, id: str | None) -> Bounds | None:
    if everyone is None:
        return None
    if everyone.low is None:
        everyone.add_up()
    if id is None or not everyone.exact or everyone.low is None:
        return relations.total(*everyone.but(id))
    found = everyone.where.get(id)
    if found is None:
        return None if everyone.unknown else (everyone.low, everyone.high)
    sure, value = found
    if everyone.unknown - (value is None):
        return None
    if value is None:
        return (everyone.low, everyone.high)
    low, high = _with(0, 0, sure, value)
    return EXACT.subtract(everyone.low, low), EXACT.subtract(everyone.high, high)


def some_other(everyone: Everyone | None, id: str | None) -> Truth:
    return None if everyone is None else _quantified(everyone, id, decisive=True)


def every_other(everyone: Everyone | None, id: str | None) -> Truth:
    return None if everyone is None else _quantified(everyone, id, decisive=False)


def _quantified(everyone: Everyone, id: str | None, *, decisive: bool) -> Truth:
    if id is None:
        return (relations.some if decisive else relations.every)(*everyone.but(id))
    counts, out = everyone.count_values(), everyone.where.get(id)

    def there(sure: bool, value: Truth) -> bool:
        return counts.get((sure, value), 0) > (out == (sure, value))

    if there(True, decisive):
        return decisive
    return None if there(True, None) or there(False, decisive) or there(False, None) else not decisive
