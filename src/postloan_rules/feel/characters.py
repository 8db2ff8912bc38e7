"""Which characters stand in names, which are blank, and which are look-alikes of signs.

Ranges are those of the standard and not ``str.isalpha``, whose tables differ between versions of Python.
"""

import re
from bisect import bisect_right
from typing import Final

# DMN 1.5, rules 28 and 29, without Chinese punctuation and full-width signs: those are slips of an input method.
_NAME_START = (
    (0x41, 0x5A),
    (0x5F, 0x5F),
    (0x61, 0x7A),
    (0xAA, 0xAA),
    (0xB5, 0xB5),
    (0xBA, 0xBA),
    (0xC0, 0xD6),
    (0xD8, 0xF6),
    (0xF8, 0x2FF),
    (0x370, 0x37D),
    (0x37F, 0x167F),
    (0x1681, 0x180D),
    (0x180F, 0x1FFF),
    (0x200C, 0x200D),
    (0x2070, 0x218F),
    (0x2C00, 0x2FEF),
    (0x3005, 0x3007),
    (0x3012, 0x3013),
    (0x3020, 0xD7FF),
    (0xF900, 0xFDCF),
    (0xFDF0, 0xFEFE),
    (0xFF10, 0xFF19),
    (0xFF21, 0xFF3A),
    (0xFF41, 0xFF5A),
    (0xFF66, 0xFFFD),
    (0x10000, 0xEFFFF),
)
_STARTS = tuple(low for low, _ in _NAME_START)
# Most parts of names, all at once.
_PLAIN: Final = re.compile(r"\w*", re.ASCII)

_BLANK = frozenset("\t\n\v\f\r \x85\xa0\u1680\u180e\u2028\u2029\u202f\u205f\u3000\ufeff") | frozenset(
    chr(code) for code in range(0x2000, 0x200C)
)

_NO_BLANKS: Final = re.compile(f"[^{''.join(sorted(_BLANK))}]*")

VERTICAL = frozenset("\n\v\f\r")

LOOK_ALIKES = {
    "，": ",",
    "、": ",",
    "。": ".",
    "．": ".",
    "：": ":",
    "（": "(",
    "）": ")",
    "［": "[",
    "］": "]",
    "【": "[",
    "】": "]",
    "｛": "{",
    "｝": "}",
    "＜": "<",
    "＞": ">",
    "＝": "=",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "≦": "<=",
    "≧": ">=",
    "＋": "+",
    "－": "-",
    "−": "-",
    "–": "-",
    "—": "-",
    "＊": "*",
    "×": "*",
    "／": "/",
    "÷": "/",
    "“": '"',
    "”": '"',
    "「": '"',
    "」": '"',
    "＂": '"',
    "'": '"',
    "‘": '"',
    "’": '"',
    "…": "..",
    "？": "?",
    "＠": "@",
}
"""What an input method puts in the place of a sign, and the sign."""


def is_blank(char: str) -> bool:
    """Return whether ``char`` only separates."""
    return char in _BLANK


def is_name_start(char: str) -> bool:
    """Return whether a name may begin with ``char``.

    >>> is_name_start("逾"), is_name_start("（"), is_name_start("1")
    (True, False, False)
    """
    if char.isascii():
        return char.isalpha() or char == "_"
    code = ord(char)
    at = bisect_right(_STARTS, code) - 1
    return at >= 0 and code <= _NAME_START[at][1]


def is_name_part(char: str) -> bool:
    """Return whether a name may go on with ``char``."""
    return "0" <= char <= "9" or is_name_start(char) or char == "\xb7" or "\u0300" <= char <= "\u036f" or char in "‿⁀"


def end_of_name_parts(text: str, start: int) -> int:
    """Return where the characters that a name may go on with end in ``text``, from ``start`` on.

    >>> end_of_name_parts("逾期天数 > 90", 0)
    4
    """
    end = start
    while end < len(text) and is_name_part(text[end]):
        found = _PLAIN.match(text, end + 1)
        end = end + 1 if found is None else found.end()
    return end


def up_to_blank(text: str, start: int) -> str:
    """Return ``text`` from ``start`` up to the next blank."""
    found = _NO_BLANKS.match(text, start)
    return "" if found is None else found[0]


def is_digit(char: str) -> bool:
    """Return whether ``char`` is a digit of a number: only these ten."""
    return "0" <= char <= "9"
