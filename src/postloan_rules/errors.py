"""What this library raises.

::

    PostloanRulesError
    ├── PackError                    the pack cannot be used; .diagnostics
    ├── RecordError                  a record cannot be decided; .problems
    ├── MappingError                 a mapping file or an input file cannot be used; .diagnostics
    ├── UnknownNameError             there is no decision, fact or pack of that name; .name, .candidates
    ├── ManySubjectsError            the decision is about each of several things; .name, .entity
    ├── ParameterNotInForceError     no value on that day; .parameter, .day
    ├── PackNotInForceError          the pack does not cover that day; .day
    ├── AuditError                   the trail refuses or cannot be used
    │   ├── TrailDamagedError        the trail is not what was written
    │   ├── IdempotencyConflictError the key was used for another decision; .key
    │   └── OverrideError            an override lacks something; .faults
    ├── MissingExtraError            an optional package is not installed; .package, .extra
    └── InternalError                our fault; please report
"""

from collections.abc import Sequence
from datetime import date

from postloan_rules.light import dataclass
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue.trail import key_taken
from postloan_rules.text.diagnostic import Diagnostic


class PostloanRulesError(Exception):
    """The root of all errors of this library."""


class PackError(PostloanRulesError):
    """The pack cannot be used. ``diagnostics`` are all problems of one run, sorted by place."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        first = self.diagnostics[0]
        more = f" (and {len(self.diagnostics) - 1} more)" if len(self.diagnostics) > 1 else ""
        super().__init__(f"{first.code}: {first.message.en}{more}")


class MappingError(PostloanRulesError):
    """A mapping file or an input file cannot be used at all."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("; ".join(f"{each.code}: {each.message.en}" for each in self.diagnostics))


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one record: ``path`` (``loan.balance`` or a column), the value as text, and why."""

    code: str
    path: str
    value: str
    message: Bilingual
    row: int | None = None


class RecordError(PostloanRulesError):
    """The record cannot be decided. ``problems`` are all of them at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{each.code} {each.path}: {each.message.en}" for each in self.problems))


class UnknownNameError(PostloanRulesError):
    """There is nothing called ``name``; ``candidates`` are near or all names that exist."""

    def __init__(self, kind: str, name: str, candidates: Sequence[str]) -> None:
        self.kind = kind
        self.name = name
        self.candidates = tuple(candidates)
        known = ", ".join(self.candidates) or "none"
        super().__init__(f"there is no {kind} called `{name}`; known: {known}")


class ManySubjectsError(PostloanRulesError):
    """The decision ``name`` is about each ``entity`` that a record holds, not about one that it leads to."""

    def __init__(self, name: str, entity: str) -> None:
        self.name = name
        self.entity = entity
        super().__init__(f"`{name}` is about each {entity}: ask with decide_each")


class ParameterNotInForceError(PostloanRulesError):
    """Nobody has written down a value of ``parameter`` for ``day``."""

    def __init__(self, parameter: str, day: date) -> None:
        self.parameter = parameter
        self.day = day
        super().__init__(f"parameter `{parameter}` has no value on {day.isoformat()}")


class PackNotInForceError(PostloanRulesError):
    """The pack does not say anything about ``day``."""

    def __init__(self, pack: str, day: date, *, start: date | None, end: date | None) -> None:
        self.pack = pack
        self.day = day
        self.start = start
        self.end = end
        covers = f"{start.isoformat() if start else '…'} to {end.isoformat() if end else '…'}"
        super().__init__(f"pack `{pack}` covers {covers}, not {day.isoformat()}")


class AuditError(PostloanRulesError):
    """The trail refuses a record or cannot be used. ``message`` says why."""

    def __init__(self, message: Bilingual) -> None:
        self.message = message
        super().__init__(message.en)


class TrailDamagedError(AuditError):
    """The trail is not what was written: a file, a record or its place in the tree was changed or lost."""


class IdempotencyConflictError(AuditError):
    """``key`` was used before for a decision with other content."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(key_taken(key))


class OverrideError(AuditError):
    """An override cannot be recorded. ``faults`` are all that it lacks."""

    def __init__(self, faults: Sequence[Bilingual]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            Bilingual(zh="；".join(each.zh for each in self.faults), en="; ".join(each.en for each in self.faults))
        )


class MissingExtraError(PostloanRulesError):
    """An optional package is not installed."""

    def __init__(self, package: str, extra: str) -> None:
        self.package = package
        self.extra = extra
        super().__init__(f"`{package}` is not installed; install it with: pip install 'postloan-rules[{extra}]'")


class InternalError(PostloanRulesError):
    """Our fault. The message names the stage and the pack digest; please report it."""
