"""What a decision says in each combination of states that its rules take, worked out when one first occurs."""

from collections.abc import Callable, Sequence
from typing import Any

from postloan_rules.backends.protocol import Verdict
from postloan_rules.backends.python.combine import Fired, Spec

MOST_KEPT = 4096
"""How many verdicts one decision keeps; a combination of states beyond is worked out each time."""

Layout = tuple[tuple[tuple[str, int], ...], ...]
"""Per rule, where among the values of an answer those stand that it read, by path."""


class Verdicts(dict[int, Verdict]):
    """Verdicts by the states of the rules: a bit for each rule that fired, and above them one for each unknown rule.

    ``applies`` tells that the decision certainly asks about the entity. Safe to share between threads: what two of
    them work out at once is the same.
    """

    def __init__(
        self,
        combine: Callable[[Spec, Fired], Verdict],
        spec: Spec,
        outcomes: Sequence[Any],
        layout: Layout,
        *,
        applies: bool,
    ) -> None:
        super().__init__()
        self._combine = combine
        self._spec = spec
        self._outcomes = outcomes
        self._layout = layout
        self._applies = applies
        self._computed: dict[tuple[Any, ...], Verdict] = {}

    def __missing__(self, states: int) -> Verdict:
        count = len(self._outcomes)
        verdict = self._made(states & ((1 << count) - 1), states >> count, self._outcomes)
        if len(self) < MOST_KEPT:
            self[states] = verdict
        return verdict

    def with_outcomes(self, fired: int, unknown: int, outcomes: Sequence[Any]) -> Verdict:
        """Return the verdict where rules have ``outcomes`` that were computed."""
        if not self._spec.size:
            # Equal numbers may be written in several ways (1.0 and 1.00), and it must not matter who came first.
            return self._made(fired, unknown, outcomes)
        key = (fired, unknown, *outcomes)
        verdict = self._computed.get(key)
        if verdict is None:
            verdict = self._made(fired, unknown, outcomes)
            if len(self._computed) < MOST_KEPT:
                self._computed[key] = verdict
        return verdict

    def _made(self, fired: int, unknown: int, outcomes: Sequence[Any]) -> Verdict:
        rules = Fired(_places(fired), _places(unknown), outcomes, self._applies)
        verdict = self._combine(self._spec, rules)
        verdict.layout = tuple([self._layout[place] for place in rules.fired])
        return verdict


def _places(bits: int) -> list[int]:
    """Return which bits are set, the lowest first.

    >>> _places(0b10110)
    [1, 2, 4]
    """
    places = []
    while bits:
        lowest = bits & -bits
        places.append(lowest.bit_length() - 1)
        bits ^= lowest
    return places
