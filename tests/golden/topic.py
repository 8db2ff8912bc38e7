"""A topic of the cases: its keys, its answers and the decisions behind them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.golden.answers import Asked
from tests.golden.case import Case, NotUnderstoodError
from tests.golden.draft import Draft, nothing_is_the_case
from tests.golden.legend import KEYS, MEANINGFUL_NULLS, TOGETHER, leave_unknown

Setter = Callable[[Draft, str, Any], None]


@dataclass(frozen=True, slots=True)
class Topic:
    """What the runner needs to know of a topic.

    ``keys`` put single facts into a draft, besides those of the whole legend; ``together`` says what several keys mean
    together and runs after them. ``forget`` leaves open what a key of ``unknown:`` names. ``main`` names the decision
    that ``status`` and ``possible`` speak of, ``explained_by`` those whose rules may be triggered, and ``tasks`` the
    words by which cases call steps.
    """

    keys: Mapping[str, Setter]
    answers: Mapping[str, Callable[[Asked], Any]]
    main: Callable[[Case], str]
    explained_by: tuple[str, ...]
    forget: Callable[[Draft, str], None]
    together: tuple[Callable[[Draft, Case], None], ...] = ()
    tasks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def draft_of(self, case: Case) -> Draft:
        """Return the record that ``case`` describes.

        Raises:
            NotUnderstoodError: if a key or a value is not of the legend.
        """
        draft = nothing_is_the_case(case.as_of)
        keys = {**KEYS, **self.keys}
        for key in (*case.facts, *case.unknown):
            if key not in keys:
                raise NotUnderstoodError(f"key `{key}` is not understood for topic `{case.topic}`")
        for key, value in case.facts.items():
            if value is not None or (key in MEANINGFUL_NULLS and key not in self.keys):
                keys[key](draft, key, value)
        for rule in (*TOGETHER, *self.together):
            rule(draft, case)
        for key in case.unknown:
            if key in self.keys:
                self.forget(draft, key)
            else:
                leave_unknown(draft, key, case)
        return draft
