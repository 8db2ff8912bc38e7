"""One raw cell to the value that expressions and fields see, or the remark that says why it has none."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from postloan_rules.ingest.mapping import Column, ColumnType
from postloan_rules.model.values import LONGEST_NUMBER, NUMBER_TEXT, exact, is_storable
from postloan_rules.text.catalogue import data
from postloan_rules.text.diagnostic import Diagnostic

TRUE_WORDS: Final = ("true", "1", "y", "yes", "是")
FALSE_WORDS: Final = ("false", "0", "n", "no", "否")
DEFAULT_NULLS: Final = ("",)
# Two-digit years from here on are of the last century.
_PIVOT: Final = 70
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TOKENS: Final = {
    "YYYY": r"(?P<year>[0-9]{4})",
    "YY": r"(?P<short>[0-9]{2})",
    "MON": r"(?P<name>[A-Za-z]{3})",
    "MM": r"(?P<month>[0-9]{2})",
    "M": r"(?P<month>[0-9]{1,2})",
    "DD": r"(?P<day>[0-9]{2})",
    "D": r"(?P<day>[0-9]{1,2})",
}

Reader = Callable[[Any], Any]


def cell_reader(column: Column | None, type: ColumnType | None, nulls: tuple[str, ...]) -> Reader:
    """Return the function that reads cells of a column: to a value, to ``None`` for nothing, or to a ``Diagnostic``.

    A text is taken without the blanks around it. A column without a type keeps what the file gives.
    """
    absent = frozenset((column.nulls if column else None) or nulls)
    translate = dict(column.values) if column else {}
    typed = _typed(column, type)

    def read(raw: Any) -> Any:
        if raw is None:
            return None
        if isinstance(raw, str):
            raw = raw.strip()
            if raw in absent:
                return None
            if translate:
                if raw not in translate:
                    return data.untranslated_word(tuple(translate))
                raw = translate[raw]
        return typed(raw)

    return read


def as_text(read: Reader) -> Reader:
    """Return ``read`` with its values as text."""

    def read_text(raw: Any) -> Any:
        value = read(raw)
        return value if value is None or isinstance(value, Diagnostic) else _string(value)

    return read_text


def key_text(value: Any) -> str | None:
    """Return what two cells have in common that say the same key, as text or as number.

    >>> key_text(Decimal("7.0")), key_text("7")
    ('7', '7')
    """
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, Decimal):
        text = format(value, "f")
        return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
    return value.isoformat() if isinstance(value, date) else str(value)


def _typed(column: Column | None, type: ColumnType | None) -> Reader:
    match type:
        case ColumnType.NUMBER:
            thousands = column.thousands if column else None
            return lambda raw: _number(raw, thousands)
        case ColumnType.DATE:
            form = (column.form if column else None) or "YYYY-MM-DD"
            pattern = date_pattern(form)
            return lambda raw: _date(raw, form, pattern)
        case ColumnType.BOOLEAN:
            true = (column.true if column else ()) or TRUE_WORDS
            false = (column.false if column else ()) or FALSE_WORDS
            return lambda raw: _boolean(raw, true, false)
        case ColumnType.STRING:
            return _string
        case None:
            return _untyped


def _number(raw: Any, thousands: str | None) -> Any:
    if isinstance(raw, str):
        text = raw.replace(thousands, "") if thousands else raw
        if len(text) > LONGEST_NUMBER or not NUMBER_TEXT.fullmatch(text):
            return data.unreadable_number()
        return Decimal(text)
    if isinstance(raw, float):
        return exact(raw)
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
        return data.unreadable_number()
    number = Decimal(raw)
    return number if number.is_finite() else data.not_finite()


def _date(raw: Any, form: str, pattern: re.Pattern[str]) -> Any:
    if isinstance(raw, datetime):
        return raw.date() if raw.time() == time() and raw.tzinfo is None else data.unreadable_date(form)
    if isinstance(raw, date):
        return raw
    match = pattern.fullmatch(raw) if isinstance(raw, str) else None
    if match is None:
        return data.unreadable_date(form)
    parts = match.groupdict()
    try:
        return date(_year(parts), _month(parts), int(parts.get("day") or 1))
    except ValueError:
        return data.unreadable_date(form)


def _year(parts: dict[str, Any]) -> int:
    if parts.get("short"):
        short = int(parts["short"])
        return short + (1900 if short >= _PIVOT else 2000)
    return int(parts["year"])


def _month(parts: dict[str, Any]) -> int:
    name = parts.get("name")
    if name:
        return _MONTHS.index(name.lower()) + 1
    return int(parts.get("month") or 1)


def date_pattern(form: str) -> re.Pattern[str]:
    """Return the pattern of texts in ``form``: YYYY YY MM M MON DD D and signs between them.

    >>> bool(date_pattern("MM/YYYY").fullmatch("12/2015"))
    True
    """
    parts = re.split(r"(YYYY|YY|MON|MM|M|DD|D)", form)
    return re.compile("".join(_TOKENS.get(part) or re.escape(part) for part in parts))


def is_date_form(form: str) -> bool:
    """Return whether ``form`` says a year, and nothing twice."""
    tokens = re.findall(r"YYYY|YY|MON|MM|M|DD|D", form)
    kinds = [{"YYYY": "Y", "YY": "Y", "MON": "M", "MM": "M", "M": "M", "DD": "D", "D": "D"}[each] for each in tokens]
    return "Y" in kinds and len(kinds) == len(set(kinds))


def _boolean(raw: Any, true: tuple[str, ...], false: tuple[str, ...]) -> Any:
    if isinstance(raw, bool):
        return raw
    text = raw if isinstance(raw, str) else key_text(raw) if isinstance(raw, int | Decimal) else None
    if text in true or (isinstance(text, str) and text.lower() in true):
        return True
    if text in false or (isinstance(text, str) and text.lower() in false):
        return False
    return data.unreadable_boolean(true, false)


def _string(raw: Any) -> Any:
    if isinstance(raw, str):
        return raw if is_storable(raw) else data.unreadable_text()
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, float):
        number = exact(raw)
        return number if isinstance(number, Diagnostic) else key_text(number)
    if isinstance(raw, int | Decimal | date):
        return key_text(raw)
    return data.wrong_kind("text")


def _untyped(raw: Any) -> Any:
    if isinstance(raw, float):
        return exact(raw)
    if isinstance(raw, str):
        return _string(raw)
    if isinstance(raw, bool | int | Decimal | date):
        return raw
    return data.wrong_kind("value")
