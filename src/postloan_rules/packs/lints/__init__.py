"""Remarks on packs that load: one lint per module, listed in ``LINTS``."""

from collections.abc import Callable, Iterable

from postloan_rules.packs.lints import (
    same_condition,
    unread_fact,
    unread_parameter,
    unsure_without_note,
    value_never_yielded,
)
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.text.diagnostic import Diagnostic

Lint = Callable[[CheckedPack], Iterable[Diagnostic]]

LINTS: tuple[Lint, ...] = (
    unread_parameter.check,
    unread_fact.check,
    value_never_yielded.check,
    same_condition.check,
    unsure_without_note.check,
)


def lint(pack: CheckedPack) -> tuple[Diagnostic, ...]:
    """Return the remarks of all lints, in their order. None of them stops a pack from being used."""
    return tuple(remark for check in LINTS for remark in check(pack))
