"""Values of facts, fields and decisions in the form that the world outside sees."""

from decimal import Decimal
from typing import Any

from postloan_rules.engine.decision import NOT_APPLICABLE
from postloan_rules.ir.program import EnumerationTable
from postloan_rules.ir.types import Kind, TermType
from postloan_rules.ir.values import ARITHMETIC


def outward(value: Any, type: TermType, table: EnumerationTable | None) -> Any:
    """Return a fact's value: a ``Decimal``, bool, str or date; ``None`` where unknown; ``(low, high)`` for bounds.

    Outcomes of a decision are a word, or a tuple of words where several are possible. A quotient is divided out to 34
    digits; a place in an enumeration becomes its word.
    """
    if value is None:
        return None
    match type.kind:
        case Kind.NUMBER:
            return Decimal(value)
        case Kind.BOUNDS:
            return _ends(Decimal(value[0]), Decimal(value[1]))
        case Kind.RATIO:
            return _ends(ARITHMETIC.divide(value[0], value[2]), ARITHMETIC.divide(value[1], value[2]))
        case Kind.RANK if table is not None:
            return table.values[value]
        case Kind.MASK if table is not None:
            words = (*table.values, NOT_APPLICABLE)
            possible = tuple(word for place, word in enumerate(words) if value >> place & 1)
            return possible[0] if len(possible) == 1 else possible
        case Kind.STRING:
            return str.__str__(value)
        case _:
            return value


def _ends(low: Decimal, high: Decimal) -> Decimal | tuple[Decimal, Decimal]:
    return low if low == high else (low, high)
