"""What we say about rule text: a code, a place, what is wrong and what to do."""

from collections.abc import Iterable
from enum import StrEnum

from postloan_rules.light import dataclass
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.source import Span


class Severity(StrEnum):
    """``ERROR`` stops the pack from loading; ``WARNING`` does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A remark on rule text. Made only by functions of ``text.catalogue``.

    ``message`` is one clause without a full stop; ``notes`` say what follows from it,
    ``help`` says what to do.
    """

    code: str
    message: Bilingual
    span: Span | None
    severity: Severity = Severity.ERROR
    notes: tuple[Bilingual, ...] = ()
    help: Bilingual | None = None


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return each of ``diagnostics`` once, sorted by place."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=_place))


def _place(diagnostic: Diagnostic) -> tuple[str, int, str]:
    span = diagnostic.span
    return (span.source.name, span.start, diagnostic.code) if span is not None else ("", 0, diagnostic.code)
