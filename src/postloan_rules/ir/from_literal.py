"""What ``@"…"`` and ``date("…")`` mean: dates and durations by their text."""

import re
from datetime import date

from postloan_rules.errors import InternalError
from postloan_rules.ir.nodes import Constant
from postloan_rules.ir.types import DATE, DAYS, MONTHS

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONTHS = re.compile(r"(-?)P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?", re.ASCII)
_DAYS = re.compile(r"(-?)P(\d+)D", re.ASCII)


def date_from_text(text: str) -> Constant:
    """Return the date that ``text`` writes as ``2026-03-31``."""
    if _DATE.fullmatch(text):
        try:
            return Constant(date.fromisoformat(text), DATE)
        except ValueError as problem:
            raise InternalError(f"lowering: no such day: {text}") from problem
    raise InternalError(f"lowering: not a date: {text}")


def at_literal(text: str) -> Constant:
    """Return the date or duration that ``text`` writes.

    >>> at_literal("P1Y2M").value
    14
    """
    days = _DAYS.fullmatch(text)
    if days:
        return Constant(_signed(days[1], int(days[2])), DAYS)
    months = _MONTHS.fullmatch(text)
    if months:
        return Constant(_signed(months[1], 12 * int(months[2] or 0) + int(months[3] or 0)), MONTHS)
    return date_from_text(text)


def _signed(sign: str, number: int) -> int:
    return -number if sign else number
