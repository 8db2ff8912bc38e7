"""The seven hit policies of the standard, and what COLLECT does with outcomes, as ways to combine rules."""

from collections.abc import Mapping

from postloan_rules.ir.program import Combine
from postloan_rules.ir.types import BOUNDS, Kind, TermType

COMBINE: Mapping[tuple[str, str | None], Combine] = {
    ("UNIQUE", None): Combine.SINGLE,
    ("ANY", None): Combine.AGREE,
    ("PRIORITY", None): Combine.WORST,
    ("FIRST", None): Combine.FIRST,
    ("OUTPUT_ORDER", None): Combine.LIST_BY_OUTCOME,
    ("RULE_ORDER", None): Combine.LIST,
    ("COLLECT", None): Combine.LIST,
    ("COLLECT", "SUM"): Combine.SUM,
    ("COLLECT", "MIN"): Combine.MINIMUM,
    ("COLLECT", "MAX"): Combine.MAXIMUM,
    ("COLLECT", "COUNT"): Combine.COUNT,
}
"""By the names of the hit policy and of the aggregator."""

ONE_OUTCOME = frozenset({Combine.WORST, Combine.FIRST, Combine.SINGLE, Combine.AGREE})
LISTS = frozenset({Combine.LIST, Combine.LIST_BY_OUTCOME})
NUMBERS = frozenset({Combine.SUM, Combine.MINIMUM, Combine.MAXIMUM, Combine.COUNT})


def combine(hit_policy: str, aggregator: str | None) -> Combine:
    """Return how the rules that fire make one outcome.

    >>> combine("PRIORITY", None)
    <Combine.WORST: 'worst'>
    """
    return COMBINE[(hit_policy, aggregator)]


def type_of_decision(how: Combine, enumeration: str | None) -> TermType:
    """Return the type in which others read the outcome of a decision that combines rules in this way."""
    if how in NUMBERS:
        return BOUNDS
    return TermType(Kind.LIST if how in LISTS else Kind.MASK, enumeration)
