"""The day on which a decision changes, if nothing is paid and nothing else happens."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Protocol

from postloan_rules.engine.ahead.event import NextEvent, answer_of_decision
from postloan_rules.engine.ahead.forecast import Forecast
from postloan_rules.engine.ahead.movers import Movers
from postloan_rules.engine.ahead.passing_on import explaining, passing_on
from postloan_rules.engine.bench import Bench
from postloan_rules.engine.decision import Decision
from postloan_rules.engine.link import Graph
from postloan_rules.errors import PackNotInForceError, ParameterNotInForceError
from postloan_rules.ir.lowered import LoweredPack
from postloan_rules.ir.record import Node
from postloan_rules.ir.specialise import period_around
from postloan_rules.model.fields import counters
from postloan_rules.model.later import Counter, later
from postloan_rules.model.portfolio import PortfolioRecord
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.text.bilingual import Bilingual


class Foreseer(Protocol):
    """What the engine offers to whoever looks ahead."""

    @property
    def pack(self) -> CheckedPack: ...

    @property
    def lowered(self) -> LoweredPack: ...

    def bench_for(self, record: PortfolioRecord) -> Bench: ...

    def decide(self, name: str, record: PortfolioRecord) -> Decision: ...

    def decide_on(self, name: str, bench: Bench) -> Decision: ...


def find_next_event(
    engine: Foreseer, name: str, record: PortfolioRecord, horizon: int, movers: dict[date, Movers]
) -> NextEvent | None:
    """Return when decision ``name`` changes within ``horizon`` days; ``None`` where it stays as it is.

    ``movers`` keeps, by the start of each period, what was found out about the engine's pack.
    """
    before = engine.decide(name, record)
    said = answer_of_decision(before)
    bench = engine.bench_for(record)
    derived = _derived(bench)
    added = frozenset((each.entity, each.name) for each in engine.pack.extension_fields if each.counts_up)
    if derived:
        bench = engine.bench_for(later(record, record.as_of, derived, added))
    end = record.as_of + timedelta(days=horizon + 1)
    while True:
        day = _candidate(engine, name, bench, movers, end, added)
        if day >= end:
            return None
        try:
            bench = engine.bench_for(later(record, day, derived, added))
            after = engine.decide_on(name, bench)
        except (PackNotInForceError, ParameterNotInForceError) as error:
            return NextEvent(day, before, None, (), before.fired_deep, _end_of_law(error))
        if answer_of_decision(after) != said:
            return _event(day, before, after, passing_on(engine.lowered.definitions))


def _candidate(
    engine: Foreseer, name: str, bench: Bench, movers: dict[date, Movers], end: date, added: frozenset[tuple[str, str]]
) -> date:
    """Return the first day after the bench's on which the decision may say something else."""
    program = bench.day.program
    found = movers.get(program.start)
    if found is None:
        found = movers[program.start] = Movers(program, added)
    definition = bench.day.decisions[name]
    until = Forecast(bench, found, end).until(definition, bench.graph.roots.get(definition.entity))
    change = period_around(engine.lowered, bench.as_of)[1]
    return until if change is None else min(until, change)


def _derived(bench: Bench) -> frozenset[Counter]:
    """Return the counters that a formula of the pack gives as well, from what the record holds.

    A number that somebody counted up to today knows no instalment of tomorrow; a schedule does. Where both agree today,
    the schedule goes on.
    """
    found: set[Counter] = set()
    facts = [(entity, name, bench.day.facts.get((entity, name))) for entity, name in counters()]
    with_formula = [(entity, name, fact.formula) for entity, name, fact in facts if fact and fact.formula]
    if not with_formula:
        return frozenset()
    for node in _nodes(bench.graph):
        for entity, name, formula in with_formula:
            if node.entity == entity and node.source is not None:
                given = node.fields.get(name)
                if given is not None and bench.interpreter.value(formula, {entity: node}) == given:
                    found.add((id(node.source), name))
    return frozenset(found)


def _nodes(graph: Graph) -> Iterator[Node]:
    """Yield the loan at hand and the other claims on its borrower."""
    subject = graph.subject
    yield subject
    borrower = graph.roots.get("borrower")
    for node in (borrower.members("loans") or ()) if borrower is not None else ():
        if node is not subject:
            yield node


def _end_of_law(error: PackNotInForceError | ParameterNotInForceError) -> Bilingual:
    match error:
        case PackNotInForceError():
            return Bilingual(zh=f"规则包 `{error.pack}` 到此为止", en=f"the pack `{error.pack}` ends")
        case ParameterNotInForceError():
            return Bilingual(
                zh=f"参数 `{error.parameter}` 此后没有值", en=f"parameter `{error.parameter}` has no value"
            )


def _event(day: date, before: Decision, after: Decision, linking: frozenset[str]) -> NextEvent:
    earlier, now = set(before.fired_deep), set(after.fired_deep)
    starting = explaining(tuple(rule for rule in after.fired_deep if rule not in earlier), linking)
    ending = explaining(tuple(rule for rule in before.fired_deep if rule not in now), linking)
    return NextEvent(day, before, after, starting, ending, _because(before, after, starting, ending))


def _because(before: Decision, after: Decision, starting: tuple[str, ...], ending: tuple[str, ...]) -> Bilingual:
    zh: list[str] = []
    en: list[str] = []
    told = {match.rule: match for each in (after, *after.reads.values()) for match in each.matches}
    for rule in starting:
        match = told.get(rule)
        if match is not None:
            zh.append(f"{rule} 触发：{match.reason.zh}")
            en.append(f"{rule} fires: {match.reason.en}")
    if ending:
        zh.append(f"{'、'.join(ending)} 不再触发")
        en.append(f"{', '.join(ending)} no longer fires" if len(ending) == 1 else f"{', '.join(ending)} no longer fire")
    for use, value in _changed_parameters(before, after):
        zh.append(f"参数 `{use}` 变为 {value}")
        en.append(f"parameter `{use}` becomes {value}")
    if not zh:
        zh.append("可能触发的规则有变")
        en.append("other rules may fire")
    return Bilingual(zh="；".join(zh), en="; ".join(en))


def _changed_parameters(before: Decision, after: Decision) -> Iterator[tuple[str, str]]:
    values = {(use.id, use.value) for use in before.parameters}
    known = {use.id for use in before.parameters}
    for use in after.parameters:
        if use.id in known and (use.id, use.value) not in values:
            yield use.id, use.value
