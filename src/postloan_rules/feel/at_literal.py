"""Dates and durations by their text, as in ``@"2026-03-31"`` and ``date("2026-03-31")``."""

import re
from datetime import date

from postloan_rules.feel.types import Simple

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONTHS = re.compile(r"-?P(?=\d)(?:\d{1,5}Y)?(?:\d{1,6}M)?", re.ASCII)
_DAYS = re.compile(r"-?P\d{1,7}D", re.ASCII)


def is_date(text: str) -> bool:
    """Return whether ``text`` is a day that exists.

    >>> is_date("2024-02-29"), is_date("2026-02-29")
    (True, False)
    """
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def at_literal_type(text: str) -> Simple | None:
    """Return the type of ``@"text"``; nothing where packs know no such literal."""
    if _MONTHS.fullmatch(text):
        return Simple.MONTHS_DURATION
    if _DAYS.fullmatch(text):
        return Simple.DAYS_DURATION
    return Simple.DATE if is_date(text) else None
