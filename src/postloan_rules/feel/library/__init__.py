"""The built-in functions that packs may use: signatures only; what they mean is said in the IR."""

from postloan_rules.feel.library.classes import CLASSES
from postloan_rules.feel.library.dates import DATES
from postloan_rules.feel.library.numbers import NUMBERS
from postloan_rules.feel.library.relations import RELATIONS
from postloan_rules.feel.library.signature import Accepts, Gives, Parameter, Signature
from postloan_rules.feel.library.texts import TEXTS

__all__ = ["BUILTINS", "BUILTIN_NAMES", "Accepts", "Gives", "Parameter", "Signature", "signatures_of"]

BUILTINS: tuple[Signature, ...] = (*CLASSES, *NUMBERS, *RELATIONS, *DATES, *TEXTS)

BUILTIN_NAMES = frozenset(signature.name for signature in BUILTINS if " " in signature.name)
"""The names of several words, which the parser must know."""


def signatures_of(name: str) -> tuple[Signature, ...]:
    """Return the forms of the function ``name``; none if there is no such function.

    >>> [signature.form for signature in signatures_of("date")]
    ['date(from)', 'date(year, month, day)']
    """
    return tuple(signature for signature in BUILTINS if signature.name == name)
