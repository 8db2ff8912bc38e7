"""What ``Apply`` may name: the functions on single values, each with one sentence of meaning.

An unknown argument gives unknown. An argument for which a function has no value gives unknown too.
"""

from collections.abc import Mapping

from postloan_rules.ir.types import Kind
from postloan_rules.light import dataclass


@dataclass(frozen=True, slots=True)
class Function:
    """``arguments`` are the kinds that each argument may have; where ``variadic``, two or more of the first.

    ``result`` is the kind of the value; ``None``: the kind of the first argument, which all share then.
    """

    arguments: tuple[frozenset[Kind], ...]
    result: Kind | None
    meaning: str
    variadic: bool = False


_NUMBER = frozenset({Kind.NUMBER})
_DATE = frozenset({Kind.DATE})
_STRING = frozenset({Kind.STRING})
_NUMBER_OR_DATE = _NUMBER | _DATE

FUNCTIONS: Mapping[str, Function] = {
    "min": Function((_NUMBER_OR_DATE,), None, "the smallest of two or more numbers or dates", variadic=True),
    "max": Function((_NUMBER_OR_DATE,), None, "the largest of two or more numbers or dates", variadic=True),
    "abs": Function((_NUMBER,), Kind.NUMBER, "the number without its sign"),
    "floor": Function((_NUMBER,), Kind.NUMBER, "the largest whole number that is not larger"),
    "ceiling": Function((_NUMBER,), Kind.NUMBER, "the smallest whole number that is not smaller"),
    "decimal": Function(
        (_NUMBER, _NUMBER),
        Kind.NUMBER,
        "the number rounded to so many places after the point, half even; unknown where that is no whole number "
        "or the result has more than 34 digits",
    ),
    "round half up": Function((_NUMBER, _NUMBER), Kind.NUMBER, "as `decimal`, but a half is rounded away from zero"),
    "modulo": Function(
        (_NUMBER, _NUMBER),
        Kind.NUMBER,
        "what is left of the first after the second was taken from it as often as possible, with the sign of the "
        "second; unknown where that is zero",
    ),
    "days between": Function((_DATE, _DATE), Kind.NUMBER, "the days from the first to the second date"),
    "months between": Function(
        (_DATE, _DATE),
        Kind.NUMBER,
        "the whole months completed from the first to the second date, towards zero: as many as `add months` can add "
        "without passing it",
    ),
    "add days": Function(
        (_DATE, _NUMBER),
        Kind.DATE,
        "the date so many days later; unknown for a part of a day or a year outside 1..9999",
    ),
    "add months": Function(
        (_DATE, _NUMBER),
        Kind.DATE,
        "the same day so many months later, or the last of that month where it has none such; unknown for a part of "
        "a month or a year outside 1..9999",
    ),
    "last day of month": Function((_DATE,), Kind.DATE, "the last day of the month of the date"),
    "year": Function((_DATE,), Kind.NUMBER, "the year of the date"),
    "month": Function((_DATE,), Kind.NUMBER, "the month of the date, 1 to 12"),
    "day": Function((_DATE,), Kind.NUMBER, "the day of the month of the date, 1 to 31"),
    "date": Function(
        (_NUMBER, _NUMBER, _NUMBER), Kind.DATE, "the date of year, month and day; unknown where there is none"
    ),
    "string length": Function((_STRING,), Kind.NUMBER, "the number of code points"),
    "contains": Function((_STRING, _STRING), Kind.BOOLEAN, "whether the second text is somewhere in the first"),
    "starts with": Function((_STRING, _STRING), Kind.BOOLEAN, "whether the first text starts with the second"),
    "ends with": Function((_STRING, _STRING), Kind.BOOLEAN, "whether the first text ends with the second"),
}
