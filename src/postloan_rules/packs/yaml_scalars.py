"""What plain scalars mean: the core schema of YAML 1.2, read from text.

``yes``, ``on`` and dates are strings; a number keeps all its digits.
"""

import re
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final

from postloan_rules.light import dataclass
from postloan_rules.packs.embedded import Style
from postloan_rules.packs.yaml_nodes import ScalarNode

_NUMBER: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", re.ASCII)
_STRANGE_NUMBER: Final = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)", re.ASCII)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MAXIMUM_DIGITS: Final = 34


class Unusable(Enum):
    """Plain scalars that YAML has a meaning for and packs have not."""

    NOTHING = "nothing"
    STRANGE_NUMBER = "not a decimal number"
    TOO_MANY_DIGITS = "too many digits"


@dataclass(frozen=True, slots=True)
class Text:
    """A string; a class of its own so that no one takes it for a number."""

    text: str


Value = Text | bool | Decimal | Unusable


def value_of(node: ScalarNode) -> Value:
    """Return what ``node`` means; everything quoted and every block is text."""
    text = node.text
    if node.style is not Style.PLAIN:
        return Text(text)
    if text in {"true", "True", "TRUE"}:
        return True
    if text in {"false", "False", "FALSE"}:
        return False
    if text in {"", "~", "null", "Null", "NULL"}:
        return Unusable.NOTHING
    if _STRANGE_NUMBER.fullmatch(text):
        return Unusable.STRANGE_NUMBER
    if _NUMBER.fullmatch(text):
        return _number(text)
    return Text(text)


def _number(text: str) -> Decimal | Unusable:
    mantissa, _, exponent = text.lower().partition("e")
    if len(text) > 2 * _MAXIMUM_DIGITS or (exponent and abs(int(exponent)) > _MAXIMUM_DIGITS):
        return Unusable.TOO_MANY_DIGITS
    if len(mantissa.lstrip("+-0.").replace(".", "").rstrip()) > _MAXIMUM_DIGITS:
        return Unusable.TOO_MANY_DIGITS
    return Decimal(text)


def date_of(text: str) -> date | None:
    """Return the day that ``text`` writes as ``2026-03-31``, or nothing.

    >>> date_of("2026-02-29") is None
    True
    """
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
