"""What the conditions of watches mean: those of decisions, with an event beside the record."""

from collections.abc import Mapping
from typing import Final

from postloan_rules.ir.from_added import AddedTerms
from postloan_rules.ir.lowered import LoweredPack
from postloan_rules.ir.nodes import Field, Term, Variable
from postloan_rules.ir.types import DATE, NUMBER
from postloan_rules.ir.walk import terms_in
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.packs.watch import EVENT, FIRST_ON, MATCHED

SIGNAL: Final = "signal of a watch"
"""The variable whose fields are what a reason may say of the signal; nobody can write this name."""
_OUTSIDE: Final = frozenset({EVENT, SIGNAL})
_NAMES: Final[Mapping[str, Term]] = {
    EVENT: Variable(EVENT, EVENT),
    FIRST_ON: Field(Variable(SIGNAL, SIGNAL), FIRST_ON, DATE),
    MATCHED: Field(Variable(SIGNAL, SIGNAL), MATCHED, NUMBER),
}


def watch_terms(pack: CheckedPack, lowered: LoweredPack) -> AddedTerms:
    """Return what lowers the conditions and reasons of the watches of ``pack``."""
    return AddedTerms(pack, lowered, _NAMES)


def reads_record(term: Term) -> bool:
    """Return whether ``term`` reads anything besides the event and the signal."""
    return any(isinstance(each, Variable) and each.name not in _OUTSIDE for each in terms_in(term))
