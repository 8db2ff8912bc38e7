"""What a watch signals about one subject, worked out from its whole history at once: plain, and slow on long histories.

The meaning is that of ``packs.watch``. Cases of packs run on it; who follows a stream of events keeps what it has seen.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import assert_never

from postloan_rules.engine.watch_conditions import Occurrence, Verdict, WatchConditions
from postloan_rules.light import dataclass
from postloan_rules.model.portfolio import PortfolioRecord
from postloan_rules.packs.watch import Absence, AllOf, AnyOf, Count, One, Pattern, Place, Watch, Window
from postloan_rules.packs.watch import Sequence as InOrder
from postloan_rules.text.bilingual import Bilingual

Moment = tuple[date, int, date, str]
"""Where something completes: the day; 0 for its beginning or 1 for an event; the day and the id of the event."""
RecordOn = Callable[[date], PortfolioRecord | None]


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of the history, and at which places the subject finds it."""

    event: Occurrence
    places: frozenset[Place]


@dataclass(frozen=True, slots=True)
class WatchSignal:
    """A signal on the day ``on``: what matched, in the order of the history, and what is missing to be certain."""

    watch: str
    on: date
    certain: bool
    events: tuple[str, ...]
    missing: tuple[str, ...]
    reason: Bilingual


@dataclass(frozen=True, slots=True)
class _Completion:
    moment: Moment
    events: tuple[Occurrence, ...]
    missing: tuple[str, ...]

    @property
    def on(self) -> date:
        return self.moment[0]


def signals_of(
    watch: Watch, conditions: WatchConditions, history: Iterable[Happened], until: date, record_on: RecordOn
) -> tuple[WatchSignal, ...]:
    """Return what ``watch`` signals about one subject up to the day ``until``, that day included.

    ``history`` are the events as they stand after corrections, in any order, each once; ``record_on`` gives the record
    that is current on a day.

    Raises:
        PackNotInForceError, ParameterNotInForceError, RecordError: if a condition cannot be evaluated.
    """
    return tuple(_Evaluation(watch, conditions, history, until, record_on).signals())


class _Evaluation:
    def __init__(
        self, watch: Watch, conditions: WatchConditions, history: Iterable[Happened], until: date, record_on: RecordOn
    ) -> None:
        self._watch = watch
        self._conditions = conditions
        past = (each for each in history if each.event.on <= until)
        self._history = sorted(past, key=lambda each: _moment(each.event))
        self._until = until
        self._record_on = record_on
        self._verdicts: dict[tuple[int, str], Verdict] = {}

    def signals(self) -> Iterable[WatchSignal]:
        certain = {each.moment: each for each in self._completions(self._watch.pattern, certain=True)}
        given: date | None = None
        certainly_given: date | None = None
        for possible in self._completions(self._watch.pattern, certain=False):
            on, sure = possible.on, certain.get(possible.moment)
            applies = self._conditions.applies(self._watch, on, self._record_on(on))
            is_certain = sure is not None and applies.state is True
            if applies.state is False or self._rests(certainly_given if is_certain else given, on):
                continue
            given = on
            if is_certain:
                certainly_given = on
            found = possible if sure is None else sure
            missing = () if is_certain else tuple(dict.fromkeys((*found.missing, *applies.missing)))
            yield WatchSignal(
                self._watch.name,
                on,
                is_certain,
                tuple(each.id for each in found.events),
                missing,
                self._reason(found),
            )

    def _rests(self, given: date | None, on: date) -> bool:
        """Return whether the watch is silent on the day ``on`` after a signal on the day ``given``."""
        window = self._watch.cool_down
        return given is not None and window is not None and self._conditions.last_day(window, given) > on

    def _reason(self, found: _Completion) -> Bilingual:
        events = found.events
        return self._conditions.reason(
            self._watch,
            found.on,
            self._record_on(found.on),
            event=events[-1],
            first_on=events[0].on,
            matched=len(events),
        )

    def _completions(self, pattern: Pattern, *, certain: bool) -> list[_Completion]:
        match pattern:
            case One():
                return list(self._ones(pattern, certain=certain))
            case Count():
                return list(self._counts(pattern, certain=certain))
            case Absence():
                return sorted(self._absences(pattern, certain=certain), key=lambda each: each.moment)
            case InOrder(steps=parts, within=within):
                return list(self._sequences([self._completions(each, certain=certain) for each in parts], within))
            case AllOf(parts=parts, within=within):
                return list(self._together([self._completions(each, certain=certain) for each in parts], within))
            case AnyOf(parts=parts):
                found: dict[Moment, _Completion] = {}
                for part in parts:
                    for each in self._completions(part, certain=certain):
                        found.setdefault(each.moment, each)
                return [found[moment] for moment in sorted(found)]
        assert_never(pattern)

    def _ones(self, one: One, *, certain: bool) -> Iterable[_Completion]:
        for each in self._history:
            verdict = self._verdict(one, each)
            if verdict.state or (verdict.state is None and not certain):
                yield _Completion(_moment(each.event), (each.event,), verdict.missing)

    def _verdict(self, one: One, happened: Happened) -> Verdict:
        event = happened.event
        if event.kind != one.kind or one.place not in happened.places:
            return Verdict(False)
        key = (one.index, event.id)
        if key not in self._verdicts:
            self._verdicts[key] = self._conditions.where(self._watch, one, event, self._record_on(event.on))
        return self._verdicts[key]

    def _counts(self, count: Count, *, certain: bool) -> Iterable[_Completion]:
        ones = self._completions(count.of, certain=certain)
        for place, last in enumerate(ones):
            first_day = self._conditions.first_day(count.within, last.on)
            inside = [each for each in ones[: place + 1] if each.on >= first_day]
            if len(inside) >= self._conditions.number(count.at_least, last.on):
                yield _merged(last.moment, inside)

    def _absences(self, absence: Absence, *, certain: bool) -> Iterable[_Completion]:
        for opened in self._completions(absence.after, certain=certain):
            last_day = self._conditions.last_day(absence.within, opened.on)
            if last_day >= self._until:
                continue
            ends = [
                verdict
                for each in self._history
                if _is_in_wait(absence, opened, each.event, last_day)
                for verdict in (self._verdict(one, each) for one in absence.of)
                if verdict.state is not False
            ]
            if any(each.state or certain for each in ends):
                continue
            missing = (*opened.missing, *(path for each in ends for path in each.missing))
            event = opened.events[-1]
            moment = (last_day + timedelta(days=1), 0, event.on, event.id)
            yield _Completion(moment, opened.events, tuple(dict.fromkeys(missing)))

    def _sequences(self, steps: Sequence[list[_Completion]], within: Window) -> Iterable[_Completion]:
        for last in steps[-1]:
            chain = [last]
            for step in reversed(steps[:-1]):
                before = [each for each in step if each.moment < chain[-1].moment]
                if not before:
                    break
                chain.append(before[-1])
            if len(chain) == len(steps) and self._conditions.in_time(within, chain[-1].on, last.on):
                yield _merged(last.moment, chain)

    def _together(self, parts: Sequence[list[_Completion]], within: Window) -> Iterable[_Completion]:
        for moment in sorted({each.moment for part in parts for each in part}):
            reached = [[each for each in part if each.moment <= moment] for part in parts]
            if all(reached):
                latest = [each[-1] for each in reached]
                if all(self._conditions.in_time(within, each.on, moment[0]) for each in latest):
                    yield _merged(moment, latest)


def _moment(event: Occurrence) -> Moment:
    return (event.on, 1, event.on, event.id)


def _is_in_wait(absence: Absence, opened: _Completion, event: Occurrence, last_day: date) -> bool:
    """Return whether ``event`` is one that can end the wait that ``opened`` opened."""
    if not opened.on <= event.on <= last_day:
        return False
    return event.kind != absence.after.kind or _moment(event) > opened.moment


def _merged(moment: Moment, parts: Iterable[_Completion]) -> _Completion:
    """Return what completes at ``moment``, made of ``parts``: each event once, in the order of the history."""
    parts = tuple(parts)
    events = {each.id: each for part in parts for each in part.events}
    ordered = sorted(events.values(), key=_moment)
    missing = dict.fromkeys(path for part in parts for path in part.missing)
    return _Completion(moment, tuple(ordered), tuple(missing))
