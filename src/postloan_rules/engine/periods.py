"""A pack on any day: the program of each period, made when a day of it is first asked for."""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date

from postloan_rules.backends.protocol import Backend
from postloan_rules.engine.day import PackDay
from postloan_rules.engine.given import Declared
from postloan_rules.errors import PackNotInForceError, ParameterNotInForceError
from postloan_rules.ir.lowered import LoweredPack
from postloan_rules.ir.program import DecisionTerm, FactTerm
from postloan_rules.ir.specialise import change_dates, missing_parameters, specialise
from postloan_rules.light.late import LateMapping
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.text.bilingual import Bilingual


class Periods:
    """Safe to share between threads: two that ask for the same period at once make the same, and one is kept."""

    def __init__(self, pack: CheckedPack, lowered: LoweredPack, backend: Backend, declared: Declared) -> None:
        self._pack = pack
        self._lowered = lowered
        self._backend = backend
        self._declared = declared
        self._changes = change_dates(lowered)
        self._made: dict[int, PackDay] = {}
        # Only words need what the authors wrote: who decides alone never asks for it.
        self._authored = LateMapping(lambda: {each.name: each for each in pack.decisions})
        self._rules = LateMapping(lambda: {rule.id: rule for each in pack.decisions for rule in each.rules})
        self._words: LateMapping[str, Mapping[str, Bilingual]] = LateMapping(
            lambda: {name: dict(each.values) for name, each in pack.enumerations.items()}
        )

    def on(self, day: date) -> PackDay:
        """Return the pack on ``day``.

        Raises:
            PackNotInForceError: if the pack does not cover ``day``.
        """
        place = bisect_right(self._changes, day)
        found = self._made.get(place)
        if found is None:
            period = self._pack.period
            if not period.holds_on(day):
                raise PackNotInForceError(self._pack.id, day, start=period.start, end=period.end)
            found = self._made.setdefault(place, self._make(day))
        return found

    def _make(self, day: date) -> PackDay:
        # A decision that nobody can make on the day does not stand in the way of the others.
        missing = missing_parameters(self._lowered, day)
        able = [each.name for each in self._decisions() if each.name not in missing]
        program = specialise(self._lowered, day, able if missing else None)
        decisions = {each.name: each for each in program.definitions if isinstance(each, DecisionTerm)}
        return PackDay(
            pack=self._pack,
            lowered=self._lowered,
            declared=self._declared,
            day=day,
            program=program,
            compiled=self._backend.compile(program),
            decisions=decisions,
            facts={(each.entity, each.name): each for each in program.definitions if isinstance(each, FactTerm)},
            order={name: place for place, name in enumerate(decisions)},
            authored=self._authored,
            rules=self._rules,
            missing=missing,
            prudent=frozenset(name for name, each in decisions.items() if each.prudent),
            words=self._words,
        )

    def _decisions(self) -> list[DecisionTerm]:
        return [each for each in self._lowered.definitions if isinstance(each, DecisionTerm)]


def decision_on(day: PackDay, name: str, asked: date) -> DecisionTerm:
    """Return the decision ``name``, which the pack has.

    Raises:
        ParameterNotInForceError: if it needs a parameter that has no value on the day ``asked`` for.
    """
    if name in day.missing:
        raise ParameterNotInForceError(day.missing[name][0], asked)
    return day.decisions[name]
