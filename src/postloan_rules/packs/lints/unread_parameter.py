"""A parameter that nothing reads: a limit that people keep and that decides nothing."""

from collections.abc import Iterable

from postloan_rules.packs.dependencies import expressions_of_pack, parameters_read
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.packs.read_reports import expressions_of_reports
from postloan_rules.packs.watch_parts import expressions_of_watches, parameters_named
from postloan_rules.text.catalogue import lints
from postloan_rules.text.diagnostic import Diagnostic


def check(pack: CheckedPack) -> Iterable[Diagnostic]:
    """Yield a remark for every parameter that no fact, no decision, no report and no watch reads."""
    expressions = (
        *expressions_of_pack(pack),
        *expressions_of_reports(pack.reports),
        *expressions_of_watches(pack.watches),
    )
    read = {id for expression in expressions for _, id in parameters_read(expression)}
    read.update(id for watch in pack.watches for id in parameters_named(watch))
    if pack.watching is not None:
        read.add(pack.watching.lateness)
    for id, parameter in pack.parameters.items():
        if id not in read and parameter.span is not None:
            yield lints.parameter_not_read(parameter.span, id)
