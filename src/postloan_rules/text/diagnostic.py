"""What we say about rule text: a code, a place, what is wrong and what to do."""

from dataclasses import dataclass
from enum import StrEnum

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
