"""Watches over one history: what a signal depends on, and what it does not."""

import os
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postloan_rules import Engine
from postloan_rules.engine.watch_conditions import Occurrence, WatchConditions
from postloan_rules.engine.watching import Happened, WatchSignal, signals_of
from postloan_rules.light import replace
from postloan_rules.packs.watch import Absence, AllOf, AnyOf, Count, One, Pattern, Place, Watch, Window
from postloan_rules.packs.watch import Sequence as InOrder
from postloan_rules.packs.watch_parts import ones_in
from tests.unit.packs.watch_pack import WATCH, watch_folder
from tests.unit.packs.written_pack import load, sound

FIRST = date(2026, 1, 1)
DAYS = Window("watch.days", "days")
MONTHS = Window("watch.months", "months")
SUBJECT = frozenset({Place.SUBJECT})


@cache
def _engine() -> Engine:
    return Engine(sound(load(watch_folder(Path(mkdtemp()), watch=WATCH.replace("{event.on}", "见")))))


def _watch(pattern: Pattern, cool_down: Window | None = None) -> Watch:
    (written,) = _engine().pack.watches
    # Numbered anew, as a reader of packs would number them.
    return replace(written, pattern=pattern, reason=None, cool_down=cool_down)


def _one(kind: str, index: int = 0, *, flagged: bool = True) -> One:
    """Return an event of ``kind`` whose flag is true, or any of the kind."""
    (of,) = ones_in(_engine().pack.watches[0].pattern)
    return replace(of, kind=kind, index=index, where=of.where if flagged else None)


def _event(id: str, kind: str, day: int, *, flag: bool | None = True) -> Happened:
    values = {} if flag is None else {"flag": flag}
    return Happened(Occurrence(id, kind, FIRST + timedelta(days=day), values), SUBJECT)


def _signals(watch: Watch, history: Sequence[Happened], until: int = 400) -> tuple[WatchSignal, ...]:
    return signals_of(watch, WatchConditions(_engine()), history, FIRST + timedelta(days=until), lambda _: None)


def _told(watch: Watch, history: Sequence[Happened], until: int = 400) -> list[tuple[int, bool, str]]:
    found = _signals(watch, history, until)
    return [((each.on - FIRST).days, each.certain, " ".join(each.events)) for each in found]


# Examples of each pattern, by the sentences of ``packs.watch``


@pytest.mark.parametrize(("day", "told"), [(29, [(29, True, "a b")]), (30, [])])
def test_the_window_of_a_count_holds_the_days_after_its_last_day_less_its_length(
    day: int, told: list[tuple[int, bool, str]]
) -> None:
    watch = _watch(Count(_one("pledge"), "watch.times", DAYS))

    assert _told(watch, [_event("a", "pledge", 0), _event("b", "pledge", day)]) == told


@pytest.mark.parametrize(("day", "told"), [(30, [(30, True, "a b")]), (31, [])])
def test_both_ends_of_the_window_of_a_sequence_count(day: int, told: list[tuple[int, bool, str]]) -> None:
    watch = _watch(InOrder((_one("pledge"), _one("release", 1)), DAYS))

    assert _told(watch, [_event("a", "pledge", 0), _event("b", "release", day)]) == told


def test_months_clip_to_the_end_of_the_month() -> None:
    watch = _watch(Absence((_one("release", 0),), _one("pledge", 1), MONTHS))
    opened = Happened(Occurrence("a", "pledge", date(2026, 12, 31), {"flag": True}), SUBJECT)

    (signal,) = _signals(watch, [opened], 600)

    assert signal.on == date(2027, 3, 1)


def test_a_wait_ends_on_its_last_day_and_not_after() -> None:
    watch = _watch(Absence((_one("release", 0),), _one("pledge", 1), DAYS))
    opened = _event("a", "pledge", 0)

    assert _told(watch, [opened, _event("b", "release", 30)]) == []
    assert _told(watch, [opened, _event("b", "release", 31)]) == [(31, True, "a")]


def test_a_wait_is_over_only_when_its_last_day_has_passed() -> None:
    watch = _watch(Absence((_one("release", 0),), _one("pledge", 1), DAYS))

    assert _told(watch, [_event("a", "pledge", 0)], 30) == []
    assert _told(watch, [_event("a", "pledge", 0)], 31) == [(31, True, "a")]


def test_on_the_day_on_which_a_wait_begins_another_kind_of_event_ends_it_whatever_its_id() -> None:
    watch = _watch(Absence((_one("release", 0),), _one("pledge", 1), DAYS))

    assert _told(watch, [_event("a", "release", 5), _event("b", "pledge", 5)]) == []


def test_an_event_does_not_end_the_wait_that_it_opens_and_of_two_on_a_day_the_last_waits_on() -> None:
    watch = _watch(Absence((_one("pledge", 0),), _one("pledge", 1), DAYS))

    assert _told(watch, [_event("a", "pledge", 5), _event("b", "pledge", 5)]) == [(36, True, "b")]


def test_a_step_of_a_sequence_is_taken_where_it_completed_last() -> None:
    watch = _watch(InOrder((_one("pledge"), _one("release", 1)), DAYS))
    history = [_event("a", "pledge", 0), _event("b", "pledge", 3), _event("c", "release", 5)]

    assert _told(watch, history) == [(5, True, "b c")]


def test_steps_of_a_sequence_on_one_day_stand_in_the_order_of_their_ids() -> None:
    watch = _watch(InOrder((_one("pledge"), _one("release", 1)), DAYS))

    assert _told(watch, [_event("a", "pledge", 0), _event("b", "release", 0)]) == [(0, True, "a b")]
    assert _told(watch, [_event("b", "pledge", 0), _event("a", "release", 0)]) == []


def test_all_parts_may_come_in_any_order_and_one_event_may_be_several_of_them() -> None:
    watch = _watch(AllOf((_one("pledge"), _one("release", 1)), DAYS))
    same = _watch(AllOf((_one("pledge"), _one("pledge", 1, flagged=False)), DAYS))

    assert _told(watch, [_event("a", "release", 0), _event("b", "pledge", 30)]) == [(30, True, "a b")]
    assert _told(watch, [_event("a", "release", 0), _event("b", "pledge", 31)]) == []
    assert _told(same, [_event("a", "pledge", 0)]) == [(0, True, "a")]


def test_where_two_parts_complete_at_once_there_is_one_signal_and_the_first_counts() -> None:
    watch = _watch(AnyOf((Count(_one("pledge"), "watch.times", DAYS), _one("pledge", 1))))
    history = [_event("a", "pledge", 0), _event("b", "pledge", 1)]

    assert _told(watch, history) == [(0, True, "a"), (1, True, "a b")]


def test_a_watch_is_quiet_for_its_cool_down_from_the_day_of_a_signal() -> None:
    watch = _watch(_one("pledge"), cool_down=DAYS)
    history = [_event(f"e{day}", "pledge", day) for day in (0, 10, 29, 30, 59, 60)]

    assert [day for day, _, _ in _told(watch, history)] == [0, 30, 60]


def test_a_possible_signal_does_not_keep_a_certain_one_back() -> None:
    watch = _watch(_one("pledge"), cool_down=DAYS)
    history = [
        _event("a", "pledge", 0, flag=None),
        _event("b", "pledge", 1, flag=None),
        _event("c", "pledge", 2),
        _event("d", "pledge", 3, flag=None),
    ]

    assert _told(watch, history) == [(0, False, "a"), (2, True, "c")]


def test_a_possible_signal_says_what_is_missing() -> None:
    watch = _watch(Count(_one("pledge"), "watch.times", DAYS))

    (signal,) = _signals(watch, [_event("a", "pledge", 0, flag=None), _event("b", "pledge", 1)])

    assert (signal.certain, signal.missing) == (False, ("event[a].flag",))


def test_what_may_have_ended_a_wait_makes_its_signal_possible() -> None:
    watch = _watch(Absence((_one("release", 0),), _one("pledge", 1), DAYS))

    (signal,) = _signals(watch, [_event("a", "pledge", 0), _event("b", "release", 9, flag=None)])

    assert (signal.certain, signal.missing) == (False, ("event[b].flag",))


# Laws

LAW = settings(
    max_examples=int(os.environ.get("POSTLOAN_EXAMPLES", "60")),
    deadline=None,
    derandomize="POSTLOAN_EXAMPLES" not in os.environ,
    database=None,
)
_PARTS: st.SearchStrategy[Any] = st.deferred(
    lambda: st.one_of(
        st.tuples(st.just("one"), st.sampled_from(("pledge", "release"))),
        st.tuples(st.just("count"), st.sampled_from(("pledge", "release"))),
        st.tuples(st.just("absence"), st.sampled_from(("pledge", "release")), st.sampled_from(("pledge", "release"))),
        st.tuples(st.sampled_from(("sequence", "all", "any")), st.lists(_PARTS, min_size=2, max_size=3)),
    )
)


def _made(drawn: Any, numbers: list[int]) -> Pattern:
    match drawn:
        case ("one", str(kind)):
            return _one(kind, _next(numbers))
        case ("count", str(kind)):
            return Count(_one(kind, _next(numbers)), "watch.times", DAYS)
        case ("absence", str(absent), str(after)):
            return Absence((_one(absent, _next(numbers)),), _one(after, _next(numbers)), DAYS)
        case (how, list(parts)):
            made = tuple(_made(each, numbers) for each in parts)
            return InOrder(made, DAYS) if how == "sequence" else AllOf(made, DAYS) if how == "all" else AnyOf(made)
        case _:
            raise AssertionError(drawn)


def _next(numbers: list[int]) -> int:
    numbers.append(len(numbers))
    return numbers[-1]


PATTERNS = _PARTS.map(lambda drawn: _made(drawn, []))
HISTORIES = st.lists(
    st.tuples(st.sampled_from(("pledge", "release")), st.integers(0, 90), st.sampled_from((True, False, None))),
    max_size=8,
).map(lambda drawn: [_event(f"e{place}", kind, day, flag=flag) for place, (kind, day, flag) in enumerate(drawn)])
COOL_DOWNS = st.sampled_from((None, DAYS))


@LAW
@given(PATTERNS, HISTORIES, COOL_DOWNS, st.randoms(use_true_random=False))
def test_signals_do_not_depend_on_the_order_in_which_events_arrive(
    pattern: Pattern, history: list[Happened], cool_down: Window | None, random: Random
) -> None:
    watch = _watch(pattern, cool_down=cool_down)
    other = list(history)
    random.shuffle(other)

    assert _signals(watch, history) == _signals(watch, other)


@LAW
@given(PATTERNS, HISTORIES, COOL_DOWNS, st.integers(0, 130))
def test_signals_up_to_a_day_depend_on_nothing_that_comes_later(
    pattern: Pattern, history: list[Happened], cool_down: Window | None, day: int
) -> None:
    watch = _watch(pattern, cool_down=cool_down)
    last = FIRST + timedelta(days=day)

    assert _signals(watch, history, day) == tuple(each for each in _signals(watch, history) if each.on <= last)


@LAW
@given(PATTERNS, HISTORIES, st.integers(0, 255))
def test_what_becomes_known_confirms_certain_signals_and_makes_no_signal_that_was_not_possible(
    pattern: Pattern, history: list[Happened], answers: int
) -> None:
    watch = _watch(pattern)
    told = [
        each
        if each.event.values
        else _event(each.event.id, each.event.kind, (each.event.on - FIRST).days, flag=bool(answers >> place & 1))
        for place, each in enumerate(history)
    ]
    before, after = _signals(watch, history), _signals(watch, told)

    assert all(each.certain for each in after)
    assert {each.on for each in before if each.certain} <= {each.on for each in after} <= {each.on for each in before}
