"""The watches of the pack cn are tried by cases: when they signal, when not, and what follows from missing data."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from postloan_rules import Engine, load
from postloan_rules.engine.watch_cases import differences_of_watch
from postloan_rules.engine.watch_conditions import WatchConditions
from postloan_rules.feel.scope import MemberBinding
from postloan_rules.ir.from_watch import watch_terms
from postloan_rules.light import replace
from postloan_rules.packs.dependencies import expressions_of_condition, parameters_read
from postloan_rules.packs.pack import Case
from postloan_rules.packs.watch import One, Watch
from postloan_rules.packs.watch_parts import expressions_of_watch, ones_in, parameters_named

PACK = Path(__file__).resolve().parents[2] / "rules" / "cn"


@cache
def _engine() -> Engine:
    return Engine(load(PACK))


@cache
def _cases() -> dict[str, list[Case]]:
    found: dict[str, list[Case]] = {}
    for case in _engine().pack.watch_cases:
        found.setdefault(case.watch or "", []).append(case)
    return found


WATCHES = tuple(path.stem for path in sorted((PACK / "watch").glob("*.yaml")))


def _watch(name: str) -> Watch:
    return next(each for each in _engine().pack.watches if each.name == name)


def _signals(case: Case) -> tuple[bool, ...]:
    expect = dict(case.expect)
    listed = expect["signals"]
    return tuple(each.certain for each in listed) if isinstance(listed, tuple) else ()


@pytest.mark.parametrize("name", WATCHES)
def test_a_watch_has_a_case_in_which_it_signals_and_one_in_which_it_does_not(name: str) -> None:
    expected = [_signals(case) for case in _cases()[name]]

    assert any(True in each for each in expected)
    if name not in ("guarantor_in_trouble",):
        # Any event of one of two kinds is a signal, so that only the quiet days after it keep this one silent.
        assert () in expected


def _reads_event(one: One) -> bool:
    expressions = expressions_of_condition(one.where)
    bindings = (each for expression in expressions for each in expression.bindings.values())
    return any(isinstance(each, MemberBinding) and each.entity == "event" for each in bindings)


@pytest.mark.parametrize("name", WATCHES)
def test_a_watch_that_reads_values_of_events_has_a_case_in_which_one_is_missing(name: str) -> None:
    if any(map(_reads_event, ones_in(_watch(name).pattern))):
        assert any(False in _signals(case) for case in _cases()[name])


class _Other(WatchConditions):
    """Evaluates with a parameter that is a little more, or less, where windows and counts read it."""

    def __init__(self, engine: Engine, parameter: str, by: int) -> None:
        super().__init__(engine)
        self._parameter = parameter
        self._by = by

    def number(self, parameter: str, day: date) -> int:
        return super().number(parameter, day) + (self._by if parameter == self._parameter else 0)


def _changes() -> Iterator[tuple[str, str, int]]:
    for watch in _engine().pack.watches:
        cool = {watch.cool_down.parameter} if watch.cool_down else set()
        for parameter in dict.fromkeys(parameters_named(watch)):
            if parameter not in cool:
                yield from ((watch.name, parameter, by) for by in (-1, 1))


def test_a_case_notices_a_window_or_a_count_that_is_one_more_or_one_less() -> None:
    engine = _engine()
    unnoticed = [
        change
        for change in _changes()
        if not any(differences_of_watch(engine, case, _Other(engine, *change[1:])) for case in _cases()[change[0]])
    ]

    assert unnoticed == []


class _OtherLimit(WatchConditions):
    """Evaluates conditions with a parameter that is a little more, or less."""

    def __init__(self, engine: Engine, parameter: str, by: Decimal) -> None:
        super().__init__(engine)
        old = engine.lowered.parameters[parameter]
        values = [replace(each, value=replace(each.value, value=_moved(each.value.value, by))) for each in old.values]
        parameters = {**engine.lowered.parameters, parameter: replace(old, values=tuple(values))}
        self._terms = watch_terms(engine.pack, replace(engine.lowered, parameters=parameters))


def _moved(value: object, by: Decimal) -> Decimal:
    return Decimal(str(value)) + by


def _limits() -> Iterator[tuple[str, str, Decimal]]:
    pack = _engine().pack
    for watch in pack.watches:
        for expression in expressions_of_watch(replace(watch, reason=None)):
            for _, id in parameters_read(expression):
                step = Decimal("0.0001") if pack.parameters[id].unit == "fraction" else Decimal(1)
                yield from ((watch.name, id, by) for by in (-step, step))


def test_a_case_notices_a_limit_in_a_condition_that_is_a_little_more_or_less() -> None:
    engine = _engine()
    limits = list(_limits())
    unnoticed = [
        change
        for change in limits
        if not any(differences_of_watch(engine, case, _OtherLimit(engine, *change[1:])) for case in _cases()[change[0]])
    ]

    assert limits
    assert unnoticed == []


def test_a_case_notices_quiet_days_that_are_one_more_or_one_less() -> None:
    engine = _engine()

    for by in (-1, 1):
        other = _Other(engine, "watch.quiet_days", by)
        assert any(differences_of_watch(engine, case, other) for cases in _cases().values() for case in cases)


def test_every_watch_belongs_to_a_row_and_a_chapter() -> None:
    for watch in _engine().pack.watches:
        assert watch.signal.partition("-")[0] in {"EW", "INS", "ACC"}
        assert watch.chapter is not None
        assert watch.confidence is not None
