"""What generated code calls to look at many entities: aggregates, picks and days past due."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from postloan_rules.backends.protocol import BudgetExceededError
from postloan_rules.backends.python.runtime import Truth, add, subtract
from postloan_rules.ir.record import Node
from postloan_rules.ir.values import Bounds, Number

Budget = list[int]
"""The visits that are left, and how many there were at first."""


def visit(members: Sequence[Node], budget: Budget) -> Sequence[Node]:
    """Return ``members`` after taking the visits to them from ``budget``.

    Raises:
        BudgetExceededError: if no more are left.
    """
    budget[0] -= len(members)
    if budget[0] < 0:
        raise BudgetExceededError(budget[1])
    return members


# Each function gets the values of sure members and of members that are only possible.


def count(sure: list[Any], possible: list[Any]) -> Bounds:
    return (len(sure), len(sure) + len(possible))


def total(sure: list[Any], possible: list[Any]) -> Bounds | None:
    """Return what the sum can be: a possible member widens it to the side of its sign."""
    if None in sure or None in possible:
        return None
    low: Number = 0
    for each in sure:
        low = add(low, each)
    high = low
    for each in possible:
        if each < 0:
            low = add(low, each)
        else:
            high = add(high, each)
    return (low, high)


def smallest(sure: list[Any], possible: list[Any]) -> Bounds | None:
    if not sure or None in sure or None in possible:
        return None
    end = min(sure)
    return (min([end, *possible]), end)


def largest(sure: list[Any], possible: list[Any]) -> Bounds | None:
    if not sure or None in sure or None in possible:
        return None
    end = max(sure)
    return (end, max([end, *possible]))


def _exact_end(sure: list[Any], possible: list[Any], end: Callable[..., Any]) -> Any:
    if not sure or None in sure or None in possible:
        return None
    found = end(sure)
    return found if end([found, *possible]) == found else None


def first_value(sure: list[Any], possible: list[Any]) -> Any:
    """Return the smallest value (a date) where no possible member could be smaller."""
    return _exact_end(sure, possible, min)


def last_value(sure: list[Any], possible: list[Any]) -> Any:
    return _exact_end(sure, possible, max)


def some(sure: list[Truth], possible: list[Truth]) -> Truth:
    if True in sure:
        return True
    return None if None in sure or True in possible or None in possible else False


def every(sure: list[Truth], possible: list[Truth]) -> Truth:
    if False in sure:
        return False
    return None if None in sure or False in possible or None in possible else True


def _order_key(node: Node, order: Sequence[str]) -> tuple[Any, ...] | None:
    key = tuple(node.id if name == "id" else node.fields[name] for name in order)
    return None if None in key else key


def _picked(sure: list[Node], possible: list[Node], order: Sequence[str], end: Callable[..., Any]) -> Node | None:
    if possible or not sure:
        return None
    keys = [_order_key(node, order) for node in sure]
    if None in keys:
        return None
    return sure[keys.index(end(keys))]


def pick_first(sure: list[Node], possible: list[Node], order: Sequence[str]) -> Node | None:
    return _picked(sure, possible, order, min)


def pick_last(sure: list[Node], possible: list[Node], order: Sequence[str]) -> Node | None:
    return _picked(sure, possible, order, max)


def past_due(loan: Node | None, tolerance: Number | None, as_of: date, day_one: int, budget: Budget) -> int | None:
    """Return the days past due; ``day_one`` is 1 where the due day itself counts, else 0."""
    if loan is None or tolerance is None:
        return None
    schedule, repayments = loan.members("schedule"), loan.members("repayments")
    if schedule is None or repayments is None:
        return None
    due = _amounts(visit(schedule, budget), "due_on", as_of, day_one)
    paid = _amounts(visit(repayments, budget), "paid_on", as_of, 1)
    if due is None or paid is None:
        return None
    left: Number = 0
    for _, amount in paid:
        left = add(left, amount)
    left = max(left, 0)
    for day, amount in due:
        covered = min(left, amount)
        left = subtract(left, covered)
        if subtract(amount, covered) > tolerance:
            return (as_of - day).days + day_one
    return 0


def _amounts(nodes: Sequence[Node], day_field: str, as_of: date, inclusive: int) -> list[tuple[date, Number]] | None:
    """Return days and amounts up to the as-of day, oldest first; ``None`` where one that matters is unknown."""
    found = []
    for node in nodes:
        day = node.fields[day_field]
        if day is None:
            return None
        if day < as_of or (inclusive and day == as_of):
            amount = node.fields["amount"]
            if amount is None:
                return None
            found.append((day, amount.amount))
    return sorted(found, key=_day)


def _day(pair: tuple[date, Number]) -> date:
    return pair[0]
