"""String literals: what their escapes stand for, and how to write them."""

import sys

from postloan_rules.feel.characters import VERTICAL
from postloan_rules.light import dataclass

_SIMPLE = {'"': '"', "'": "'", "\\": "\\", "n": "\n", "r": "\r", "t": "\t"}
_HEX = {"u": 4, "U": 6}
_HEX_DIGITS = frozenset("0123456789abcdefABCDEF")


@dataclass(frozen=True, slots=True)
class StringEnd:
    """A string that was read up to ``end``; ``bad_escape`` is the place of an escape that stands for no character.

    ``closed`` is false where the line ended first.
    """

    value: str
    end: int
    closed: bool = True
    bad_escape: tuple[int, int] | None = None


def read_string(text: str, start: int) -> StringEnd:
    """Read the string literal whose opening quote is ``text[start]``."""
    parts: list[str] = []
    at = start + 1
    bad: tuple[int, int] | None = None
    while at < len(text) and text[at] not in VERTICAL:
        if text[at] == '"':
            return StringEnd(
                _join_surrogates("".join(parts)), at + 1, bad_escape=bad or _lone_surrogate(parts, start, at)
            )
        if text[at] != "\\":
            parts.append(text[at])
            at += 1
            continue
        meaning, end = _read_escape(text, at)
        if meaning is None:
            bad = bad or (at, end)
        else:
            parts.append(meaning)
        at = end
    return StringEnd("", at, closed=False)


def _read_escape(text: str, at: int) -> tuple[str | None, int]:
    """Return what the escape at ``at`` stands for and where it ends. A backslash that starts none stands for itself."""
    letter = text[at + 1 : at + 2]
    if letter in _SIMPLE:
        return _SIMPLE[letter], at + 2
    end = at + 2 + _HEX.get(letter, 0)
    digits = text[at + 2 : end]
    if letter not in _HEX or len(digits) < _HEX[letter] or not _HEX_DIGITS.issuperset(digits):
        return "\\", at + 1
    return (chr(int(digits, 16)), end) if int(digits, 16) <= sys.maxunicode else (None, end)


def _join_surrogates(value: str) -> str:
    """Return ``value`` with ``\\ud83d\\ude00`` pairs made one character."""
    if not any("\ud800" <= char <= "\udfff" for char in value):
        return value
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _lone_surrogate(parts: list[str], start: int, end: int) -> tuple[int, int] | None:
    """Return the whole string as the place of a half character that has no other half."""
    joined = "".join(parts)
    if not any("\ud800" <= char <= "\udfff" for char in joined):
        return None
    try:
        joined.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        return start, end + 1
    return None


def written_string(value: str) -> str:
    """Return the literal that stands for ``value``.

    >>> print(written_string('逾期\\n"90"'))
    "逾期\\n\\"90\\""
    """
    return '"' + "".join(_written(char) for char in value) + '"'


def _written(char: str) -> str:
    code = ord(char)
    if char in '"\\':
        return "\\" + char
    if char in "\n\r\t":
        return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}[char]
    if code < 0x20 or 0x7F <= code <= 0x9F or char in "\u2028\u2029\ufeff":
        return f"\\u{code:04x}"
    return char
