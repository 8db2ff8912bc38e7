"""Two rules of one decision with the same condition: mostly one was copied and not finished."""

from collections.abc import Iterable

from postloan_rules.packs.digest import condition_content
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.text.catalogue import lints
from postloan_rules.text.diagnostic import Diagnostic


def check(pack: CheckedPack) -> Iterable[Diagnostic]:
    """Yield a remark for every rule whose condition, exception and period are those of a rule before it."""
    for decision in pack.decisions:
        seen: dict[str, str] = {}
        for rule in decision.rules:
            said = repr((condition_content(rule.when), condition_content(rule.unless), rule.period))
            first = seen.setdefault(said, rule.id)
            if first != rule.id and rule.span is not None:
                yield lints.same_condition(rule.span, rule.id, first)
