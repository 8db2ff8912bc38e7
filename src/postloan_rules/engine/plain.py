"""Values as plain JSON: the same characters for the same value, whatever made it."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import rfc8785

from postloan_rules.ir.record import Node
from postloan_rules.model.money import Money


def digits(number: Decimal | int) -> str:
    """Return a number without exponent and without zeros that say nothing.

    >>> digits(Decimal("1E+3")), digits(Decimal("0.500")), digits(Decimal("-0"))
    ('1000', '0.5', '0')
    """
    plain_number = Decimal(number)
    if plain_number == 0:
        return "0"
    text = f"{plain_number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def plain(value: Any) -> Any:
    """Return ``value`` made of mappings, lists, strings, booleans and ``None``; numbers and dates become strings.

    >>> plain({"days": 90, "known": True, "share": (1, Decimal("1.50"))})
    {'days': '90', 'known': True, 'share': ['1', '1.5']}
    """
    if value is None or type(value) in (str, bool):
        return value
    match value:
        case str():
            # A word of an enumeration is a string with a class of its own; only its characters count.
            return str.__str__(value)
        case int() | Decimal():
            return digits(value)
        case date():
            return value.isoformat()
        case Money():
            return {"amount": digits(value.amount), "currency": value.currency}
        case Node():
            return value.id
        case Mapping():
            return {str(key): plain(part) for key, part in value.items()}
        case _:
            return [plain(part) for part in value]


def plain_text(value: Any) -> str:
    """Return a single value as text.

    >>> plain_text(True), plain_text(date(2026, 11, 23)), plain_text(90)
    ('true', '2026-11-23', '90')
    """
    simple = plain(value)
    if simple is None:
        return ""
    if isinstance(simple, bool):
        return "true" if simple else "false"
    return simple if isinstance(simple, str) else canonical_text(simple)


def canonical_text(value: Any) -> str:
    """Return plain ``value`` as canonical JSON (RFC 8785)."""
    return canonical_bytes(value).decode()


def canonical_bytes(value: Any) -> bytes:
    """Return plain ``value`` as the bytes of canonical JSON (RFC 8785)."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # Without numbers only the order of keys could differ, and only beyond the basic plane, where UTF-16 needs pairs.
    in_basic_plane = len(text.encode("utf-16-le")) == 2 * len(text)
    return text.encode() if in_basic_plane else bytes(rfc8785.dumps(value))
