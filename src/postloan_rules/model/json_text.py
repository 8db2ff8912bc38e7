"""JSON as text to plain values: numbers exact, no key twice, nothing that JSON does not have."""

import json
from decimal import Decimal
from typing import Any, Final

from postloan_rules.light import dataclass
from postloan_rules.model.issue import Issue, shown
from postloan_rules.text.catalogue import data
from postloan_rules.text.diagnostic import Diagnostic

_LONGEST_NUMBER: Final = 200


def parse_json(given: str | bytes) -> tuple[Any, tuple[Issue, ...]]:
    """Return what the JSON text says, decimals for numbers with a fraction or an exponent, and all that is wrong.

    What is refused (``NaN``, a number of a thousand digits, the second value of a key) is left out, and its place is
    among the issues. Text that is no JSON is ``None``.
    """
    if isinstance(given, bytes):
        try:
            given = given.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            return None, (Issue("", "", data.not_utf8(error.start)),)
    reading = _Reading()
    try:
        value = reading.decoder.decode(given)
        if not reading.refused:
            return value, ()
        issues: list[Issue] = []
        return _without_refused(value, "", issues), tuple(issues)
    except json.JSONDecodeError as error:
        return None, (Issue("", shown(_line(given, error.lineno)), data.not_json(error.lineno, error.colno)),)
    except RecursionError:
        return None, (Issue("", "", data.nested_too_deep()),)


@dataclass(frozen=True, slots=True)
class _Refused:
    """Stands for a value that JSON may not have, until its place is known."""

    text: str
    remark: Diagnostic


class _Repeated(dict[str, Any]):
    """An object that gives keys more than once: ``again`` are the further values."""

    again: list[tuple[str, _Refused]]


class _Reading:
    """Reads one text, and notes whether something in it was refused."""

    def __init__(self) -> None:
        self.refused = False
        self.decoder = json.JSONDecoder(
            object_pairs_hook=self._object, parse_float=self._decimal, parse_int=self._whole, parse_constant=self._none
        )

    def _refuse(self, text: object, remark: Diagnostic) -> _Refused:
        self.refused = True
        return _Refused(shown(text), remark)

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        repeated, again = _Repeated(), []
        for key, value in pairs:
            if key in repeated:
                again.append((key, self._refuse(_readable(value), data.repeated_key(key))))
            else:
                repeated[key] = value
        repeated.again = again
        return repeated

    def _none(self, text: str) -> _Refused:
        return self._refuse(text, data.not_finite())

    def _whole(self, text: str) -> Any:
        return int(text) if _is_bounded(text) else self._refuse(text, data.too_many_digits(20, 4))

    def _decimal(self, text: str) -> Any:
        return Decimal(text) if _is_bounded(text) else self._refuse(text, data.too_many_digits(20, 4))


def _is_bounded(text: str) -> bool:
    # Numbers of a million digits take minutes to read, and neither they nor `1e99999` fit anywhere.
    exponent = text.lower().partition("e")[2]
    return len(text) <= _LONGEST_NUMBER and len(exponent.lstrip("+-0")) <= 3


def _readable(value: object) -> object:
    return value.text if isinstance(value, _Refused) else value


def _without_refused(value: Any, path: str, issues: list[Issue]) -> Any:
    """Return ``value`` without what was refused in it, which goes to ``issues`` with its path."""
    if isinstance(value, _Refused):
        issues.append(Issue(path, value.text, value.remark))
        return None
    if isinstance(value, list):
        return [_without_refused(each, f"{path}[{place}]", issues) for place, each in enumerate(value)]
    if not isinstance(value, dict):
        return value
    prefix = f"{path}." if path else ""
    if isinstance(value, _Repeated):
        issues.extend(Issue(f"{prefix}{key}", each.text, each.remark) for key, each in value.again)
    return {key: _without_refused(each, f"{prefix}{key}", issues) for key, each in value.items()}


def _line(text: str, number: int) -> str:
    lines = text.split("\n")
    return lines[number - 1] if number <= len(lines) else ""
