"""What rules and parameters that start or end later would change about a decision."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Protocol

from postloan_rules.engine.ahead.event import LawChange, Notice
from postloan_rules.engine.bench import Bench
from postloan_rules.engine.decision import Decision
from postloan_rules.errors import PackNotInForceError, ParameterNotInForceError
from postloan_rules.ir.lowered import DatedValue, LoweredPack
from postloan_rules.ir.program import DecisionTerm
from postloan_rules.ir.reading import Definition, key_of, needed_for, parameters_read
from postloan_rules.ir.specialise import change_dates
from postloan_rules.model.portfolio import PortfolioRecord


class Foreseer(Protocol):
    """What the engine offers to whoever asks another day's law."""

    @property
    def lowered(self) -> LoweredPack: ...

    def bench_for(self, record: PortfolioRecord, *, law_of: date | None = None) -> Bench: ...

    def decide_on(self, name: str, bench: Bench) -> Decision: ...


def find_notices(engine: Foreseer, name: str, record: PortfolioRecord, horizon: int) -> tuple[Notice, ...]:
    """Return what changes in the law of decision ``name`` within ``horizon`` days after the record's day, in order."""
    lowered = engine.lowered
    last = record.as_of + timedelta(days=horizon)
    coming = [day for day in change_dates(lowered) if record.as_of < day <= last]
    if not coming:
        return ()
    needed = _needed(lowered, name)
    before = engine.decide_on(name, engine.bench_for(record))
    found: list[Notice] = []
    for day in coming:
        changes = tuple(_changes(lowered, needed, day))
        ends = lowered.days.end == day
        if not changes and not ends:
            continue
        try:
            after = engine.decide_on(name, engine.bench_for(record, law_of=day))
        except (PackNotInForceError, ParameterNotInForceError):
            # What comes after a gap in the law is another question.
            return (*found, Notice(day, changes, before, None))
        found.append(Notice(day, changes, before, after))
        before = after
    return tuple(found)


def _needed(lowered: LoweredPack, name: str) -> tuple[Definition, ...]:
    keys = [key_of(each) for each in lowered.definitions if isinstance(each, DecisionTerm) and each.name == name]
    return needed_for(keys, lowered.definitions)


def _changes(lowered: LoweredPack, needed: tuple[Definition, ...], day: date) -> Iterator[LawChange]:
    for definition in needed:
        for rule in definition.rules if isinstance(definition, DecisionTerm) else ():
            days = lowered.rule_days[(*key_of(definition), rule.id)]
            if days.start == day:
                yield LawChange("rule", rule.id, "starts")
            if days.end == day:
                yield LawChange("rule", rule.id, "ends")
    for id in dict.fromkeys(id for definition in needed for id in parameters_read(definition)):
        values = lowered.parameters[id].values
        before = _in_force(values, day - timedelta(days=1))
        after = _in_force(values, day)
        if before != after:
            yield LawChange("parameter", id, "starts" if not before else "changes" if after else "ends")


def _in_force(values: tuple[DatedValue, ...], day: date) -> list[tuple[Any, ...]]:
    return sorted((str(each.where), str(each.value.value)) for each in values if each.days.hold_on(day))
