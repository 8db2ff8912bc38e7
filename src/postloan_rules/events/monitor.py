"""A monitor follows a stream of events and says which signals arise, and which no longer hold."""

import heapq
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from enum import Enum
from pathlib import Path
from typing import Any, assert_never

from postloan_rules.engine.engine import Engine
from postloan_rules.engine.watch_conditions import WatchConditions
from postloan_rules.engine.watching import WatchSignal, signals_of
from postloan_rules.errors import InternalError, PackNotInForceError, ParameterNotInForceError
from postloan_rules.events.history import Histories
from postloan_rules.events.posting import Event, Named, Posting, plain_posting
from postloan_rules.events.reading import Fault, read_posting
from postloan_rules.events.store import EventStore
from postloan_rules.light import dataclass
from postloan_rules.model.portfolio import PortfolioRecord
from postloan_rules.packs.event_kind import EventKind
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.packs.watch import Absence, AllOf, AnyOf, Count, One, Pattern, Watch
from postloan_rules.packs.watch import Sequence as InOrder
from postloan_rules.packs.watch_parts import ones_in
from postloan_rules.text.bilingual import Bilingual


class Receipt(Enum):
    """What became of a posting that was not refused."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"


class Turn(Enum):
    """Whether a signal arises, or one that was raised does not hold any more."""

    RAISED = "raised"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Notice:
    """What a monitor says: a signal about ``subject`` arises or is withdrawn. ``number`` counts up from 1."""

    number: int
    turn: Turn
    subject: Named
    signal: WatchSignal

    def to_dict(self) -> dict[str, Any]:
        """Return the notice as JSON has it."""
        return {"number": self.number} | _plain(self.turn, self.subject, self.signal)


@dataclass(frozen=True, slots=True)
class Posted:
    """The answer to a posting: a receipt, or why it was refused; and what is to be said because of it."""

    receipt: Receipt | None
    faults: tuple[Fault, ...] = ()
    notices: tuple[Notice, ...] = ()


class Monitor:
    """Follows events by the watches of one pack. What stands at the end depends on what arrived, not on its order.

    Time has come to the latest day on which something arrived, or that ``advance`` named. No clock is read.
    """

    def __init__(self, pack: CheckedPack | Engine, store: Path | str = ":memory:") -> None:
        """Follow events by ``pack``; everything is kept in the SQLite file ``store`` and taken up again from there.

        Raises:
            AuditError: if the store cannot be opened or belongs to another pack.
        """
        self._engine = pack if isinstance(pack, Engine) else Engine(pack)
        self._pack = self._engine.pack
        self._conditions = WatchConditions(self._engine)
        self._waits = [(w, each) for w in self._pack.watches for each in _absences(w.pattern)]
        self._store = EventStore(store, str(self._pack.digest))
        self._take_up()

    @property
    def today(self) -> date | None:
        """The day that time has come to; none before anything arrived."""
        return self._today

    @property
    def kinds(self) -> Mapping[str, EventKind]:
        """The kinds of events that the pack knows."""
        return self._pack.event_kinds

    @property
    def watches(self) -> tuple[Watch, ...]:
        """What the pack watches."""
        return self._pack.watches

    def post(self, posting: Posting, *, commit: bool = True) -> Posted:
        """Take in an event, correction or retraction and return what is to be said.

        Without ``commit`` it is durable only after ``commit()``; nothing that is said before that should be acted on.

        Raises:
            PackNotInForceError, ParameterNotInForceError, RecordError: if conditions cannot be evaluated on a day.
        """
        plain = plain_posting(posting)
        body = json.dumps(plain, ensure_ascii=False, sort_keys=True)
        known = self._bodies.get(posting.id)
        if known is not None:
            if known == body:
                return Posted(Receipt.DUPLICATE)
            message = Bilingual(zh="同一编号曾有不同内容", en="this id came before with other contents")
            return Posted(None, (Fault("id", message),))
        if isinstance(posting, Event):
            checked = read_posting(plain, self._pack.event_kinds)
            if isinstance(checked, tuple):
                return Posted(None, checked)
            refused = self._refused(posting)
            if refused is not None:
                return Posted(None, (refused,))
        with self._whole():
            self._store.add(("posting", posting.id, body))
            self._bodies[posting.id] = body
            return Posted(Receipt.ACCEPTED, (), self._say(self._take(posting), commit=commit))

    def put(self, record: PortfolioRecord, *, commit: bool = True) -> tuple[Notice, ...]:
        """Take in the record of a loan, current from its ``as_of`` on; the last of a day counts. Raises as ``post``."""
        if self._histories.has(record):
            return ()
        with self._whole():
            self._store.add(("record", str(self._records), record.model_dump_json()))
            return self._say(self._keep(record), commit=commit)

    def advance(self, day: date, *, commit: bool = True) -> tuple[Notice, ...]:
        """Let time come to ``day``: what was waited for until then did not happen. Raises as ``post``."""
        if self._today is not None and day <= self._today:
            return ()
        with self._whole():
            self._store.add(("day", day.isoformat(), ""))
            return self._say(self._move(day), commit=commit)

    def commit(self) -> None:
        """Make durable what was posted without ``commit``."""
        self._store.commit()

    def standing(self, watched: Named) -> tuple[WatchSignal, ...]:
        """Return the signals that stand about a loan or borrower, in the order of their days."""
        found = self._standing.get(watched, {}).values()
        return tuple(sorted(found, key=lambda each: (each.on, each.watch, each.events)))

    def said(self, after: int = 0) -> list[dict[str, Any]]:
        """Return what was said since the notice with the number ``after``, for who may have missed some of it."""
        return [{"number": number, **json.loads(body)} for number, body in self._store.said(after)]

    def close(self) -> None:
        """Close the store."""
        self._store.close()

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """Take something in whole or not at all: an event whose signals could not be worked out may come again."""
        self._store.mark()
        try:
            yield
        except BaseException:
            self._store.back()
            self._take_up()
            raise

    def _take_up(self) -> None:
        """Take up what the store holds. What was said before is not said again."""
        self._histories = Histories()
        self._bodies: dict[str, str] = {}
        self._today: date | None = None
        self._wakes: list[tuple[date, Named]] = []
        self._standing: dict[Named, dict[str, WatchSignal]] = {}
        self._records = 0
        for sort, id, body in self._store.log():
            if sort == "posting":
                posting = read_posting(json.loads(body), self._pack.event_kinds)
                if isinstance(posting, tuple):
                    raise InternalError(f"events: the store holds an event that cannot be read: {id}")
                self._bodies[id] = body
                self._take(posting)
            elif sort == "record":
                self._keep(PortfolioRecord.model_validate_json(body))
            else:
                self._move(date.fromisoformat(id))
        for _, text in self._store.said():
            plain = json.loads(text)
            ((kind, id),) = plain["subject"].items()
            stands = self._standing.setdefault((kind, id), {})
            signal = _signal(plain)
            if plain["turn"] == Turn.RAISED.value:
                stands[_key(signal)] = signal
            else:
                stands.pop(_key(signal), None)

    def _take(self, posting: Posting) -> set[Named]:
        """Add a posting and return the subjects to look at again."""
        touched = self._histories.add(posting)
        if isinstance(posting, Event):
            for each in touched:
                self._wake_for(each, posting.kind, posting.on)
        return touched | self._move(posting.arrived)

    def _keep(self, record: PortfolioRecord) -> set[Named]:
        """Keep a record and return the subjects to look at again."""
        self._records += 1
        touched = self._histories.put(record)
        for watched in touched:
            # The record may join the subject with events that came before it.
            for each in self._histories.of(watched):
                self._wake_for(watched, each.event.kind, each.event.on)
        return touched

    def _wake_for(self, watched: Named, kind: str, on: date) -> None:
        """Look at ``watched`` again on the days on which waits that an event opens come to their end."""
        for watch, absence in self._waits:
            if absence.after.kind == kind and watch.entity == watched[0]:
                wake = self._conditions.last_day(absence.within, on) + timedelta(days=1)
                heapq.heappush(self._wakes, (wake, watched))

    def _move(self, day: date) -> set[Named]:
        if self._today is None or day > self._today:
            self._today = day
        found: set[Named] = set()
        while self._wakes and self._wakes[0][0] <= self._today:
            found.add(heapq.heappop(self._wakes)[1])
        return found

    def _refused(self, event: Event) -> Fault | None:
        """Return why ``event`` cannot be taken: the law of its day is not known, or it arrived too late."""
        watching = self._pack.watching
        try:
            self._engine.day_of(event.on)
            days = 0 if watching is None else self._conditions.number(watching.lateness, event.on)
        except (PackNotInForceError, ParameterNotInForceError):
            message = Bilingual(zh="规则包在该日未生效", en="the pack is not in force on that day")
            return Fault("on", message)
        # A mistake may be found at any time, so corrections are never too late.
        if watching is None or event.corrects is not None or event.arrived <= event.on + timedelta(days=days):
            return None
        return Fault("arrived", Bilingual(zh="到达过晚", en="it arrived later than the pack allows"))

    def _say(self, touched: Iterable[Named], *, commit: bool) -> tuple[Notice, ...]:
        changes: list[tuple[Turn, Named, WatchSignal]] = []
        for watched in sorted(touched):
            now, before = self._signals(watched), self._standing.get(watched, {})
            changes += [(Turn.WITHDRAWN, watched, each) for key, each in before.items() if key not in now]
            changes += [(Turn.RAISED, watched, each) for key, each in now.items() if key not in before]
            if now or before:
                self._standing[watched] = now
        bodies = [json.dumps(_plain(*each), ensure_ascii=False) for each in changes]
        numbers = self._store.say(bodies) if bodies else []
        if commit:
            self._store.commit()
        return tuple(Notice(number, *each) for number, each in zip(numbers, changes, strict=True))

    def _signals(self, watched: Named) -> dict[str, WatchSignal]:
        if self._today is None:
            return {}
        history = list(self._histories.of(watched))
        kinds = {each.event.kind for each in history}
        found = [
            signal
            for watch in self._pack.watches
            if watch.entity == watched[0] and kinds & _kinds(watch)
            for signal in signals_of(
                watch, self._conditions, history, self._today, lambda day: self._histories.record_on(watched, day)
            )
        ]
        return {_key(each): each for each in found}


def _kinds(watch: Watch) -> frozenset[str]:
    return frozenset(each.kind for each in ones_in(watch.pattern))


def _absences(pattern: Pattern) -> Iterable[Absence]:
    match pattern:
        case One() | Count():
            return
        case Absence():
            yield pattern
        case InOrder(steps=parts) | AllOf(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from _absences(part)
        case _:
            assert_never(pattern)


def _plain(turn: Turn, subject: Named, signal: WatchSignal) -> dict[str, Any]:
    return {
        "turn": turn.value,
        "subject": {subject[0]: subject[1]},
        "watch": signal.watch,
        "on": signal.on.isoformat(),
        "certain": signal.certain,
        "events": list(signal.events),
        "missing": list(signal.missing),
        "reason": {"zh": signal.reason.zh, "en": signal.reason.en},
    }


def _signal(plain: dict[str, Any]) -> WatchSignal:
    return WatchSignal(
        plain["watch"],
        date.fromisoformat(plain["on"]),
        plain["certain"],
        tuple(plain["events"]),
        tuple(plain["missing"]),
        Bilingual(zh=plain["reason"]["zh"], en=plain["reason"]["en"]),
    )


def _key(signal: WatchSignal) -> str:
    """Return what tells a signal about a subject from the others: all of it but the words of its reason."""
    return json.dumps([signal.watch, signal.on.isoformat(), signal.certain, signal.events, signal.missing])
