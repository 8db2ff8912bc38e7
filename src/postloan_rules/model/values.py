"""A given value as a field of the model holds it, or the remark that says why it does not fit."""

import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, Final

from postloan_rules.model.entity import FIRST_YEAR, LAST_YEAR, is_plausible
from postloan_rules.model.fields import FieldShape, Kind, enumeration_key
from postloan_rules.model.labels import LABELS
from postloan_rules.text.catalogue import data
from postloan_rules.text.diagnostic import Diagnostic
from postloan_rules.text.nearest import nearest

# Python's Decimal takes `１` and `1_000` for numbers; people who write those rarely mean it.
NUMBER_TEXT: Final = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
DAY_TEXT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LONGEST_NUMBER: Final = 200
_FREE_DIGITS: Final = (34, 17)


def fitted(raw: object, shape: FieldShape, *, labels: bool = False) -> Any:
    """Return ``raw`` as ``shape`` holds it (an amount as a decimal), or a ``Diagnostic`` that says why not.

    Floats are not taken: see ``exact``. With ``labels`` a word may also be one of its zh or en labels.
    """
    match shape.kind:
        case Kind.TEXT | Kind.CLASS:
            return _text(raw, shape)
        case Kind.WORD:
            return _word(raw, shape, labels=labels)
        case Kind.BOOLEAN:
            return raw if isinstance(raw, bool) else data.wrong_kind("boolean")
        case Kind.DATE:
            return _day(raw)
        case Kind.WHOLE:
            return _whole(raw, shape)
        case Kind.NUMBER | Kind.MONEY:
            number = _number(raw, shape.kind.value)
            return number if isinstance(number, Diagnostic) else within(number, shape.digits)
        case Kind.ONE | Kind.MANY:
            return data.wrong_kind(shape.kind.value)


def exact(value: float) -> Decimal | Diagnostic:
    """Return a float as the decimal of its shortest text.

    >>> exact(0.1)
    Decimal('0.1')
    """
    return Decimal(repr(value)) if math.isfinite(value) else data.not_finite()


def free_value(raw: object) -> Any:
    """Return a value of ``extension`` or ``facts``, whose type only a pack knows, or a ``Diagnostic``."""
    if isinstance(raw, bool | str):
        return raw if isinstance(raw, bool) or is_storable(raw) else data.unreadable_text()
    if isinstance(raw, datetime):
        return data.wrong_kind("date")
    if isinstance(raw, date):
        return _day(raw)
    if isinstance(raw, int | Decimal):
        number = Decimal(raw)
        if not number.is_finite():
            return data.not_finite()
        fitting = within(number, _FREE_DIGITS)
        return raw if isinstance(fitting, Decimal) else fitting
    return data.wrong_kind("value")


def within(number: Decimal, digits: tuple[int, int]) -> Decimal | Diagnostic:
    """Return ``number`` if it has at most ``digits`` digits, those after the point counted without trailing zeros.

    >>> within(Decimal("1.50000"), (24, 4))
    Decimal('1.50000')
    """
    _, figures, exponent = number.as_tuple()
    if not isinstance(exponent, int):
        return data.not_finite()
    most, decimals = digits
    text = "".join(map(str, figures)).lstrip("0")
    kept = text.rstrip("0")
    exponent += len(text) - len(kept)
    if kept and (-exponent > decimals or len(kept) + exponent > most - decimals):
        return data.too_many_digits(most - decimals, decimals)
    return number


def is_storable(text: str) -> bool:
    """Return whether ``text`` can be written down: half a surrogate pair cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


@cache
def word_labels(words: type[StrEnum]) -> Mapping[str, str]:
    """Return labels in both languages to the word they stand for."""
    key = enumeration_key(words)
    labels = {word.value: LABELS[f"{key}.{word.value}"] for word in words}
    return {name: word for word, label in labels.items() for name in (label.zh, label.en)}


def _text(raw: object, shape: FieldShape) -> Any:
    if not isinstance(raw, str):
        return data.wrong_kind("text")
    if not is_storable(raw):
        return data.unreadable_text()
    if shape.longest and not 1 <= len(raw) <= shape.longest:
        return data.text_length(shape.longest)
    return raw


def _word(raw: object, shape: FieldShape, *, labels: bool) -> Any:
    if not isinstance(raw, str) or shape.words is None:
        return data.wrong_kind("word")
    word = _members(shape.words, labels).get(raw)
    if word is not None:
        return word
    known = tuple(each.value for each in shape.words)
    return data.unknown_word(enumeration_key(shape.words), known, nearest(raw, known))


@cache
def _members(words: type[StrEnum], labels: bool) -> Mapping[str, StrEnum]:
    """Return texts to the words that they are, with ``labels`` also what people call them."""
    members = {name: words(value) for name, value in word_labels(words).items()} if labels else {}
    return members | {each.value: each for each in words}


def _day(raw: object) -> date | Diagnostic:
    if isinstance(raw, str) and DAY_TEXT.fullmatch(raw):
        try:
            raw = date.fromisoformat(raw)
        except ValueError:
            return data.wrong_kind("date")
    if not isinstance(raw, date) or isinstance(raw, datetime):
        return data.wrong_kind("date")
    return raw if is_plausible(raw) else data.implausible_day(FIRST_YEAR, LAST_YEAR)


def _whole(raw: object, shape: FieldShape) -> int | Diagnostic:
    number = _number(raw, "whole number")
    if isinstance(number, Diagnostic):
        return number
    # Before anything is computed: `1e999999` as a whole number would fill the memory.
    if number.adjusted() > 30 or not 0 <= number <= shape.maximum:
        return data.out_of_range(0, shape.maximum)
    return int(number) if number == number.to_integral_value() else data.wrong_kind("whole number")


def _number(raw: object, expected: str) -> Decimal | Diagnostic:
    if isinstance(raw, str) and len(raw) <= LONGEST_NUMBER and NUMBER_TEXT.fullmatch(raw):
        return Decimal(raw)
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
        return data.wrong_kind(expected)
    number = Decimal(raw)
    return number if number.is_finite() else data.not_finite()
