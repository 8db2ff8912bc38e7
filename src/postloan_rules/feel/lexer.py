"""Text to tokens, one at a time: the parser knows which names have blanks, the scanner does not."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from postloan_rules.feel.characters import (
    LOOK_ALIKES,
    end_of_name_parts,
    is_blank,
    is_digit,
    is_name_part,
    is_name_start,
)
from postloan_rules.feel.strings import read_string
from postloan_rules.feel.tokens import KEYWORDS, SIGNS, Token, TokenKind
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import syntax
from postloan_rules.text.diagnostic import Diagnostic
from postloan_rules.text.source import Excerpt

MAX_DIGITS = 34
MAX_EXPONENT = 6144

# Signs of other languages with what FEEL writes. `<>` and `!` would otherwise read as something else.
_FOREIGN: Final[Mapping[str, Bilingual]] = {
    "==": Bilingual(zh="相等写作 `=`", en="equality is written `=`"),
    "=>": Bilingual(zh="大于等于写作 `>=`", en="at least is written `>=`"),
    "=<": Bilingual(zh="小于等于写作 `<=`", en="at most is written `<=`"),
    "<>": Bilingual(zh="不等写作 `!=`", en="inequality is written `!=`"),
    "&&": Bilingual(zh="并且写作 `and`", en="write `and`"),
    "&": Bilingual(zh="并且写作 `and`", en="write `and`"),
    "||": Bilingual(zh="或者写作 `or`", en="write `or`"),
    "|": Bilingual(zh="或者写作 `or`", en="write `or`"),
    "!": Bilingual(zh="否定写作 `not(…)`", en="write `not(…)`"),
    "%": Bilingual(zh="百分之五写作 `0.05`", en="five per cent is written `0.05`"),
    "^": Bilingual(zh="乘方写作 `**`", en="powers are written `**`"),
    ";": Bilingual(zh="各项之间写 `,`", en="items are separated by `,`"),
}
_LONGEST_SIGN: Final = 2


def scan(excerpt: Excerpt, offset: int) -> Token:
    """Return the first token at or after ``offset``; at the end a token of kind ``END``."""
    text = excerpt.text
    start = _skip_blanks(text, offset)
    if start == len(text):
        return Token(TokenKind.END, "", start, start)
    if text.startswith("/*", start):
        return _problem(text, start, start + 2, syntax.comment_not_closed(excerpt.span(start, start + 2)))
    char = text[start]
    if is_digit(char) or (char == "." and is_digit(text[start + 1 : start + 2] or "x")):
        return _number(excerpt, start)
    if char == '"':
        return _string(excerpt, start, start, TokenKind.STRING)
    if char == "@":
        return _at_string(excerpt, start)
    if char == "?":
        return Token(TokenKind.NAME, "?", start, start + 1)
    if is_name_start(char):
        end = end_of_name_parts(text, start + 1)
        word = text[start:end]
        return Token(TokenKind.KEYWORD if word in KEYWORDS else TokenKind.NAME, word, start, end)
    return _sign(excerpt, start)


def _skip_blanks(text: str, at: int) -> int:
    """Return where the next token starts: after blanks and comments that are closed."""
    while at < len(text):
        if is_blank(text[at]):
            at += 1
        elif text.startswith("//", at):
            end = text.find("\n", at)
            at = len(text) if end < 0 else end
        elif text.startswith("/*", at):
            end = text.find("*/", at + 2)
            if end < 0:
                return at
            at = end + 2
        else:
            return at
    return at


def _end_of_digits(text: str, at: int) -> int:
    while at < len(text) and is_digit(text[at]):
        at += 1
    return at


def _number(excerpt: Excerpt, start: int) -> Token:
    """Read digits, a fraction and an exponent; the dots of ``1..30`` are not part of the number."""
    text = excerpt.text
    end = _end_of_digits(text, start)
    if text[end : end + 1] == "." and is_digit(text[end + 1 : end + 2] or "x"):
        end = _end_of_digits(text, end + 1)
    if text[end : end + 1] in ("e", "E"):
        digits = end + 2 if text[end + 1 : end + 2] in ("+", "-") else end + 1
        if is_digit(text[digits : digits + 1] or "x"):
            end = _end_of_digits(text, digits)
    if end < len(text) and is_name_part(text[end]):
        end = end_of_name_parts(text, end)
        return _problem(text, start, end, syntax.number_with_letters(excerpt.span(start, end), text[start:end]))
    if not _fits(text[start:end]):
        return _problem(text, start, end, syntax.number_too_long(excerpt.span(start, end), MAX_DIGITS, MAX_EXPONENT))
    return Token(TokenKind.NUMBER, text[start:end], start, end)


def _fits(written: str) -> bool:
    """Return whether decimals of 34 digits hold the number; exponents are looked at before they are computed."""
    mantissa, _, exponent = written.lower().partition("e")
    digits = mantissa.replace(".", "").lstrip("0")
    if len(mantissa) > 2 * MAX_DIGITS or len(digits.rstrip("0")) > MAX_DIGITS:
        return False
    if len(exponent.lstrip("+-0")) > len(str(MAX_EXPONENT)):
        return False
    return not digits or abs(Decimal(written).adjusted()) <= MAX_EXPONENT


def _string(excerpt: Excerpt, start: int, quote: int, kind: TokenKind) -> Token:
    read = read_string(excerpt.text, quote)
    if not read.closed:
        return _problem(excerpt.text, start, read.end, syntax.string_not_closed(excerpt.span(quote, quote + 1)))
    if read.bad_escape:
        first, last = read.bad_escape
        return _problem(
            excerpt.text, start, read.end, syntax.bad_escape(excerpt.span(first, last), excerpt.text[first:last])
        )
    return Token(kind, read.value, start, read.end)


def _at_string(excerpt: Excerpt, start: int) -> Token:
    quote = _skip_blanks(excerpt.text, start + 1)
    if excerpt.text[quote : quote + 1] != '"':
        return _problem(excerpt.text, start, start + 1, syntax.at_without_string(excerpt.span(start, start + 1)))
    return _string(excerpt, start, quote, TokenKind.AT_STRING)


def _sign(excerpt: Excerpt, start: int) -> Token:
    text = excerpt.text
    # A longer sign comes before what it starts with.
    for length in range(_LONGEST_SIGN, 0, -1):
        sign = text[start : start + length]
        end = start + len(sign)
        if sign in SIGNS:
            return Token(TokenKind.SIGN, sign, start, end)
        if sign in _FOREIGN:
            remark = syntax.foreign_operator(excerpt.span(start, end), sign, _FOREIGN[sign])
            return _problem(text, start, end, remark)
    remark = syntax.strange_character(excerpt.span(start, start + 1), text[start], LOOK_ALIKES.get(text[start]))
    return _problem(text, start, start + 1, remark)


def _problem(text: str, start: int, end: int, remark: Diagnostic) -> Token:
    return Token(TokenKind.PROBLEM, text[start:end], start, end, remark)
