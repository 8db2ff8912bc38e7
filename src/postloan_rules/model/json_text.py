"""JSON as text to plain values: numbers exact, no key twice, nothing that JSON does not have."""

import json
from decimal import Decimal
from typing import Any, Final

from postloan_rules.model.issue import Issue, shown
from postloan_rules.text.catalogue import data

_LONGEST_NUMBER: Final = 200


def parse_json(given: str | bytes) -> tuple[Any, tuple[Issue, ...]]:
    """Return what the JSON text says, decimals for numbers with a fraction or an exponent, or why it is none."""
    if isinstance(given, bytes):
        try:
            given = given.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            return None, (Issue("", "", data.not_utf8(error.start)),)
    try:
        return _DECODER.decode(given), ()
    except _RefusedError as refused:
        return None, (refused.issue,)
    except json.JSONDecodeError as error:
        return None, (Issue("", shown(_line(given, error.lineno)), data.not_json(error.lineno, error.colno)),)
    except RecursionError:
        return None, (Issue("", "", data.nested_too_deep()),)


class _RefusedError(Exception):
    def __init__(self, issue: Issue) -> None:
        self.issue = issue
        super().__init__(issue.remark.message.en)


def _line(text: str, number: int) -> str:
    lines = text.split("\n")
    return lines[number - 1] if number <= len(lines) else ""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _RefusedError(Issue(key, shown(value), data.repeated_key(key)))
        found[key] = value
    return found


def _bounded(text: str) -> str:
    # Numbers of a million digits take minutes to read, and neither they nor `1e99999` fit anywhere.
    exponent = text.lower().partition("e")[2]
    if len(text) > _LONGEST_NUMBER or len(exponent.lstrip("+-0")) > 3:
        raise _RefusedError(Issue("", shown(text), data.too_many_digits(20, 4)))
    return text


def _whole(text: str) -> int:
    return int(_bounded(text))


def _decimal(text: str) -> Decimal:
    return Decimal(_bounded(text))


def _constant(text: str) -> Any:
    raise _RefusedError(Issue("", text, data.not_finite()))


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_decimal, parse_int=_whole, parse_constant=_constant
)
