"""A fact that no decision and no other fact reads."""

from collections.abc import Iterable

from postloan_rules.packs.dependencies import dependencies
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.text.catalogue import lints
from postloan_rules.text.diagnostic import Diagnostic


def check(pack: CheckedPack) -> Iterable[Diagnostic]:
    """Yield a remark for every fact that is only ever asked for by people. Facts that are a result are fine as that."""
    graph = dependencies(pack.facts, pack.decisions, pack.parameters)
    read = {path for paths in graph.values() for path in paths}
    for fact in pack.facts:
        path = f"{fact.entity}.{fact.name}"
        if path not in read and fact.formula is None and fact.span is not None:
            yield lints.fact_not_read(fact.span, path)
