"""Versions and ranges of versions, as far as packs write them: numbers, dots and comparisons."""

import re
from itertools import zip_longest
from typing import Final

_COMPARISON: Final = re.compile(r"\s*(>=|<=|==|!=|<|>)\s*(\d+(?:\.\d+){0,3})\s*", re.ASCII)
_VERSION: Final = re.compile(r"\d+(?:\.\d+){0,3}", re.ASCII)


def version_in(version: str, wanted: str) -> bool:
    """Return whether ``version`` is in the range ``wanted``, such as ``>=0.1,<1``. Missing numbers are zeros.

    Letters after the numbers (``0.2.0.dev1``) are left out of the comparison.

    >>> version_in("0.10.0", ">=0.1,<1"), version_in("1.0.0", "<1"), version_in("1", "==1.0.0")
    (True, False, True)
    """
    return all(_holds(version, *_parts(each)) for each in wanted.split(","))


def _parts(comparison: str) -> tuple[str, str]:
    match = _COMPARISON.fullmatch(comparison)
    if match is None:
        message = f"not a comparison of versions: {comparison!r}"
        raise ValueError(message)
    return match[1], match[2]


def _holds(version: str, operator: str, other: str) -> bool:
    order = _order(version, other)
    match operator:
        case ">=":
            return order >= 0
        case "<=":
            return order <= 0
        case ">":
            return order > 0
        case "<":
            return order < 0
        case "==":
            return order == 0
        case _:
            return order != 0


def _order(left: str, right: str) -> int:
    for a, b in zip_longest(_numbers(left), _numbers(right), fillvalue=0):
        if a != b:
            return 1 if a > b else -1
    return 0


def _numbers(version: str) -> tuple[int, ...]:
    match = _VERSION.match(version)
    return tuple(int(part) for part in match[0].split(".")) if match else ()
