"""Parameters that nobody has compared with their source for longer than the pack allows."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from dateutil.relativedelta import relativedelta

from postloan_rules.packs.pack import CheckedPack
from postloan_rules.packs.yaml_nodes import ScalarNode
from postloan_rules.text.catalogue import lints
from postloan_rules.text.diagnostic import Diagnostic

REVIEW_WITHIN: Final = 12


def overdue(pack: CheckedPack, day: date) -> Iterable[Diagnostic]:
    """Yield a warning for every parameter whose review was due before ``day``: a limit that may be law no more."""
    months = review_within(pack)
    for id, parameter in pack.parameters.items():
        due = parameter.reviewed_on + relativedelta(months=months)
        if due < day and parameter.span is not None:
            reviewed = parameter.reviewed_on.isoformat()
            yield lints.review_overdue(parameter.span, id, reviewed, months, day.isoformat())


def review_within(pack: CheckedPack) -> int:
    """Return after how many months a parameter has to be looked at again: what the pack itself says, or 12."""
    for layer in reversed(pack.layers):
        node = layer.manifest.get("review_within")
        if not layer.is_overlay and isinstance(node, ScalarNode):
            return int(node.text)
    return REVIEW_WITHIN
