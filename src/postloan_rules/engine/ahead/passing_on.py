"""Rules that only pass on what another decision says: they explain no change, the other decision's rules do."""

from collections.abc import Iterable

from postloan_rules.ir.nodes import OutcomeOf
from postloan_rules.ir.program import DecisionTerm
from postloan_rules.ir.reading import Definition
from postloan_rules.ir.walk import terms_in


def passing_on(definitions: Iterable[Definition]) -> frozenset[str]:
    """Return the ids of the rules whose outcome is read from a decision."""
    return frozenset(
        rule.id
        for each in definitions
        if isinstance(each, DecisionTerm)
        for rule in each.rules
        if any(isinstance(term, OutcomeOf) for term in terms_in(rule.outcome))
    )


def explaining(rules: tuple[str, ...], linking: frozenset[str]) -> tuple[str, ...]:
    """Return ``rules`` without those that only pass on; all of them where there is no other."""
    return tuple(rule for rule in rules if rule not in linking) or rules
