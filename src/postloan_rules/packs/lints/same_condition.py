"""Two rules of one decision with the same condition: mostly one was copied and not finished.

In a list one condition may well give two outcomes.
"""

from collections.abc import Iterable

from postloan_rules.packs.canonical import canonical_text
from postloan_rules.packs.definition import HitPolicy
from postloan_rules.packs.digest import condition_content
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.text.catalogue import lints
from postloan_rules.text.diagnostic import Diagnostic

_LISTS = (HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER, HitPolicy.COLLECT)


def check(pack: CheckedPack) -> Iterable[Diagnostic]:
    """Yield a remark for every rule whose condition, exception and period are those of a rule before it, and in a list
    the outcome as well."""
    for decision in pack.decisions:
        seen: dict[str, str] = {}
        lists = decision.hit_policy in _LISTS
        for rule in decision.rules:
            outcome = canonical_text(rule.then) if lists else None
            said = repr((condition_content(rule.when), condition_content(rule.unless), rule.period, outcome))
            first = seen.setdefault(said, rule.id)
            if first != rule.id and rule.span is not None:
                yield lints.same_condition(rule.span, rule.id, first)
