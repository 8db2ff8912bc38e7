"""Days past due from instalments and payments, as ``PastDue`` of the IR says."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from postloan_rules.ir.record import Node
from postloan_rules.ir.values import ARITHMETIC, Number


def days_past_due(
    schedule: Sequence[Node] | None,
    repayments: Sequence[Node] | None,
    tolerance: Number | None,
    convention: str,
    day: date,
) -> int | None:
    """Return the days since the oldest unpaid instalment fell due; ``None`` where something it takes is unknown."""
    if schedule is None or repayments is None or tolerance is None:
        return None
    instalments = [(_field(node, "due_on"), _amount(node), node.id) for node in schedule]
    payments = [(_field(node, "paid_on"), _amount(node)) for node in repayments]
    if any(each[0] is None or each[1] is None for each in (*instalments, *payments)):
        return None
    counted_from = 1 if convention == "due_date_is_day_1" else 0
    paid: Number = 0
    for paid_on, amount in payments:
        if paid_on <= day:
            paid = ARITHMETIC.add(paid, amount)
    owed: Number = 0
    for due_on, amount, _ in sorted(instalments, key=lambda each: (each[0], each[2])):
        days: int = (day - due_on).days + counted_from
        if days <= 0:
            break
        owed = ARITHMETIC.add(owed, amount)
        # What stays open of this instalment, after all before it took their part.
        if min(ARITHMETIC.subtract(owed, paid), amount) > tolerance:
            return days
    return 0


def _field(node: Node, name: str) -> Any:
    return node.fields.get(name)


def _amount(node: Node) -> Any:
    money = _field(node, "amount")
    return None if money is None else money.amount
