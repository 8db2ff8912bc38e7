"""An outcome that no rule of a decision can give."""

from collections.abc import Iterable

from postloan_rules.feel import ast
from postloan_rules.feel.types import Enumeration
from postloan_rules.packs.definition import DecisionDefinition
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.text.catalogue import lints
from postloan_rules.text.diagnostic import Diagnostic


def check(pack: CheckedPack) -> Iterable[Diagnostic]:
    """Yield a remark for every value of an enumeration that none of the decisions with that outcome yields."""
    by_outcome: dict[str, list[DecisionDefinition]] = {}
    for decision in pack.decisions:
        if isinstance(decision.outcome, Enumeration):
            by_outcome.setdefault(decision.outcome.name, []).append(decision)
    for name, decisions in by_outcome.items():
        yielded = _yielded(decisions)
        span = decisions[0].span
        if yielded is None or span is None:
            continue
        for value, _ in pack.enumerations[name].values:
            if value not in yielded:
                yield lints.value_never_yielded(span, value, name)


def _yielded(decisions: Iterable[DecisionDefinition]) -> frozenset[str] | None:
    """Return the values that rules yield, or nothing where a rule computes its outcome."""
    found: set[str] = set()
    for decision in decisions:
        if decision.otherwise is not None:
            found.add(decision.otherwise)
        for rule in decision.rules:
            if not isinstance(rule.then.root, ast.StringLiteral):
                return None
            found.add(rule.then.root.value)
    return frozenset(found)
