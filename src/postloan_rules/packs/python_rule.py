"""Rules written in Python by the program that embeds the engine; never a part of a pack folder.

A rule is a function that takes model objects, its parameters named after entities (``loan``, ``borrower``), and says
``True``, ``False``, or ``None`` where it does not know. If its body is one expression that FEEL can say as well, it is
read as FEEL and never called: then unknown values, classes and amounts mean in it what they mean in a pack, on
every backend. Any other body runs in Python only, and a portable pack refuses it. There, a missing attribute is
``None``; a function that stumbles over it (``None > 90``) has not decided, and the rule is unknown.
"""

import inspect
from collections.abc import Callable
from datetime import date
from typing import Any

from postloan_rules.light import dataclass, field
from postloan_rules.packs.citation import Confidence
from postloan_rules.packs.parameter import EffectivePeriod
from postloan_rules.text.bilingual import Bilingual

Predicate = Callable[..., bool | None]


@dataclass(frozen=True, slots=True)
class PythonRule:
    """A rule of decision ``decision`` whose condition is ``function``. Calling it calls the function."""

    decision: str
    id: str
    then: str
    cite: str
    function: Predicate
    reason: Bilingual | None = None
    title: Bilingual | None = None
    confidence: Confidence | None = None
    period: EffectivePeriod = field(default_factory=lambda: EffectivePeriod(None, None))

    def __call__(self, *arguments: Any, **named: Any) -> bool | None:
        """Return what the function says."""
        return self.function(*arguments, **named)

    @property
    def name(self) -> str:
        """The name of the function, as ``PythonCondition.name`` has it."""
        return f"{self.function.__module__}.{self.function.__qualname__}"

    @property
    def parameters(self) -> tuple[str, ...]:
        """The entities that the function asks for, by name."""
        return tuple(inspect.signature(self.function).parameters)


def rule(
    *,
    decision: str,
    id: str,
    then: str,
    cite: str,
    reason: Bilingual | None = None,
    title: Bilingual | None = None,
    confidence: Confidence | str | None = None,
    start: date | None = None,
    end: date | None = None,
) -> Callable[[Predicate], PythonRule]:
    """Make a function a rule of ``decision`` that yields ``then`` on the authority of ``cite``.

    It says nothing about packs yet: ``attach_python_rules`` checks it against one.
    """

    def made(function: Predicate) -> PythonRule:
        code = None if confidence is None else Confidence(confidence)
        return PythonRule(decision, id, then, cite, function, reason, title, code, EffectivePeriod(start, end))

    return made
