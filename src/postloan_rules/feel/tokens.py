"""Kinds of tokens, and the words and signs of FEEL."""

from enum import Enum

from postloan_rules.light import dataclass
from postloan_rules.text.diagnostic import Diagnostic


class TokenKind(Enum):
    """What a token is; ``PROBLEM`` is text that is no token, with the diagnostic that says why."""

    NUMBER = "number"
    STRING = "string"
    AT_STRING = "at-literal"
    NAME = "name"
    KEYWORD = "keyword"
    SIGN = "sign"
    END = "end"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Token:
    """Characters ``start`` up to ``end`` of an excerpt.

    ``text`` is the characters, for strings and at-literals what they stand for.
    """

    kind: TokenKind
    text: str
    start: int
    end: int
    problem: Diagnostic | None = None


KEYWORDS = frozenset(
    {
        "if",
        "then",
        "else",
        "for",
        "return",
        "some",
        "every",
        "satisfies",
        "in",
        "and",
        "or",
        "between",
        "instance",
        "true",
        "false",
        "null",
        "function",
    }
)

SIGNS = frozenset({"**", "..", "->", "<=", ">=", "!=", *"+-*/<>=()[]{},:."})

TYPE_NAMES_OF_SEVERAL_WORDS = (
    "days and time duration",
    "years and months duration",
    "date and time",
)
