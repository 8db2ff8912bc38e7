"""How many cells of a terminal a text takes: Chinese characters take two."""

import unicodedata


def cells(text: str) -> int:
    """Return the number of screen cells of ``text``.

    >>> cells("逾期 90")
    7
    """
    return sum(_cells_of(char) for char in text)


def _cells_of(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def padded(text: str, width: int) -> str:
    """Return ``text`` with as many blanks behind it as make it ``width`` cells wide."""
    return text + " " * (width - cells(text))


def printable(text: str) -> str:
    """Return ``text`` with characters that would steer a terminal written as their numbers, and tabs as blanks.

    >>> printable("a" + chr(27) + "[2J")
    'a\\\\u001b[2J'
    """
    return "".join(_printable(char) for char in text)


def _printable(char: str) -> str:
    if char == "\t":
        return " "
    return f"\\u{ord(char):04x}" if unicodedata.category(char) in {"Cc", "Cf"} else char
