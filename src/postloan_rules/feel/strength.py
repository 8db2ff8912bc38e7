"""How tightly operators bind, for the parser and the printer alike."""

from collections.abc import Mapping
from enum import IntEnum


class Strength(IntEnum):
    """How tightly a node holds together; a weaker one needs brackets where a stronger one is read.

    ``OPEN`` are nodes that go on as far as they can.
    """

    OPEN = 0
    OR = 1
    AND = 2
    COMPARISON = 3
    SUM = 4
    PRODUCT = 5
    POWER = 6
    SIGN = 7
    POSTFIX = 8
    PRIMARY = 9


KEYWORD_STRENGTHS: Mapping[str, Strength] = {
    "or": Strength.OR,
    "and": Strength.AND,
    "between": Strength.COMPARISON,
    "in": Strength.COMPARISON,
}

SIGN_STRENGTHS: Mapping[str, Strength] = {
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">="), Strength.COMPARISON),
    "+": Strength.SUM,
    "-": Strength.SUM,
    "*": Strength.PRODUCT,
    "/": Strength.PRODUCT,
    # From the left too, as the standard has it, and looser than a sign: `-2 ** 2` is 4.
    "**": Strength.POWER,
}
