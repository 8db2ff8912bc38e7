"""Cases of watches, run: the signals that the events of a case give."""

from datetime import date
from typing import Any

from postloan_rules.engine.case_records import record_of_case
from postloan_rules.engine.difference import NOTHING, compare, difference, shown
from postloan_rules.engine.engine import Engine
from postloan_rules.engine.watch_conditions import Occurrence, WatchConditions
from postloan_rules.engine.watching import Happened, WatchSignal, signals_of
from postloan_rules.model.portfolio import PortfolioRecord
from postloan_rules.packs.pack import Case
from postloan_rules.packs.watch import ExpectedSignal, GivenEvent
from postloan_rules.text.bilingual import Bilingual


def signals_of_case(engine: Engine, case: Case, conditions: WatchConditions | None = None) -> tuple[WatchSignal, ...]:
    """Return the signals that the events of ``case`` give, whose record is current on all days.

    ``conditions`` are those of the pack, where somebody has them already.

    Raises:
        RecordError: if it describes no record.
        PackNotInForceError, ParameterNotInForceError: if something happens outside of the law.
    """
    watch = next(each for each in engine.pack.watches if each.name == case.watch)
    record = record_of_case(engine, case)

    def record_on(day: date) -> PortfolioRecord:
        return record

    history = map(_happened, case.events)
    return signals_of(watch, conditions or WatchConditions(engine), history, case.as_of, record_on)


def _happened(event: GivenEvent) -> Happened:
    return Happened(Occurrence(event.id, event.kind, event.on, event.values), frozenset({event.place}))


def differences_of_watch(engine: Engine, case: Case, conditions: WatchConditions | None = None) -> list[Bilingual]:
    """Return in what the signals are not those that ``case`` expects, all of them in their order.

    Raises:
        RecordError, PackNotInForceError, ParameterNotInForceError: as ``signals_of_case``.
    """
    got = signals_of_case(engine, case, conditions)
    expect: Any = case.expect
    wanted: tuple[ExpectedSignal, ...] = expect["signals"]
    found: list[Bilingual] = []
    compare(found, "signals", _days(wanted), _days(got))
    if found:
        return found
    for place, (expected, signal) in enumerate(zip(wanted, got, strict=True), 1):
        _hold(found, f"signals[{place}]", expected, signal)
    return found


def _hold(found: list[Bilingual], what: str, expected: ExpectedSignal, signal: WatchSignal) -> None:
    compare(found, f"{what}.certain", expected.certain, signal.certain)
    if expected.events is not None:
        compare(found, f"{what}.events", expected.events, signal.events)
    absent = [each for each in expected.missing or () if each not in signal.missing]
    if absent:
        found.append(difference(f"{what}.missing", shown(absent), shown(signal.missing)))
    for language, text in expected.reason.items():
        compare(found, f"{what}.reason.{language}", text, signal.reason.say("zh" if language == "zh" else "en"))


def _days(signals: tuple[ExpectedSignal, ...] | tuple[WatchSignal, ...]) -> str:
    return ", ".join(each.on.isoformat() for each in signals) or NOTHING
