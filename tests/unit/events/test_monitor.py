"""What a monitor says depends on what arrived: not on the order, on repetition, or on how often it was restarted."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postloan_rules import AuditError, Engine, load
from postloan_rules.engine.watch_conditions import Occurrence, WatchConditions
from postloan_rules.engine.watching import Happened, WatchSignal, signals_of
from postloan_rules.events.monitor import Monitor, Receipt, Turn
from postloan_rules.events.posting import Event, Posting, Retraction
from postloan_rules.events.reading import read_line
from postloan_rules.packs.watch import Place
from tests.unit.packs.watch_pack import WATCH, watch_folder

FIRST = date(2026, 1, 1)
WAIT = WATCH.replace("count: {event: pledge, where: event.flag}", "absence: [{event: release}]").replace(
    "at_least: watch.times", "after: {event: pledge, where: event.flag}"
)


@cache
def _folder(*, wait: bool = False) -> Path:
    return watch_folder(Path(mkdtemp()), watch=(WAIT if wait else WATCH).replace("{event.on}", "见"))


@cache
def _engine(*, wait: bool = False) -> Engine:
    return Engine(load(_folder(wait=wait)))


def _event(id: str, day: int, *, kind: str = "pledge", flag: bool | None = True, **more: Any) -> Event:
    on = FIRST + timedelta(days=day)
    values = {} if flag is None else {"flag": flag}
    return Event(
        **({"id": id, "kind": kind, "subject": ("borrower", "B"), "on": on, "arrived": on, "values": values} | more)
    )


def _standing(monitor: Monitor) -> tuple[WatchSignal, ...]:
    return monitor.standing(("borrower", "B"))


def test_a_signal_is_raised_at_the_event_that_completes_it_and_tells_why() -> None:
    monitor = Monitor(_engine())
    assert monitor.post(_event("e1", 0)).notices == ()
    (notice,) = monitor.post(_event("e2", 29)).notices
    assert (notice.turn, notice.subject, notice.signal.events) == (Turn.RAISED, ("borrower", "B"), ("e1", "e2"))
    assert notice.signal.reason.en == "2 since 2026-01-01"


@pytest.mark.parametrize("commit", [True, False])
def test_an_event_whose_signals_cannot_be_worked_out_may_come_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, commit: bool
) -> None:
    monitor = Monitor(_engine(), tmp_path / "state.db")
    monitor.post(_event("e1", 0), commit=commit)

    def fail(*_: Any) -> Any:
        raise OSError("no more memory")

    with monkeypatch.context() as patch:
        patch.setattr("postloan_rules.events.monitor.signals_of", fail)
        with pytest.raises(OSError, match="no more"):
            monitor.post(_event("e2", 1), commit=commit)
    again = monitor.post(_event("e2", 1))
    assert again.receipt is Receipt.ACCEPTED
    assert [each.signal.events for each in again.notices] == [("e1", "e2")]
    monitor.close()
    assert [each.events for each in _standing(Monitor(_engine(), tmp_path / "state.db"))] == [("e1", "e2")]


def test_the_same_event_twice_counts_once_and_with_other_contents_is_refused() -> None:
    monitor = Monitor(_engine())
    monitor.post(_event("e1", 0))
    assert monitor.post(_event("e1", 0)).receipt is Receipt.DUPLICATE
    refused = monitor.post(_event("e1", 1))
    assert refused.receipt is None
    assert [each.place for each in refused.faults] == ["id"]
    assert _standing(monitor) == ()


@pytest.mark.parametrize(("days", "taken"), [(10, True), (11, False)])
def test_an_event_may_be_as_late_as_the_pack_says_and_not_later(days: int, taken: bool) -> None:
    posted = Monitor(_engine()).post(_event("e1", 0, arrived=FIRST + timedelta(days=days)))
    assert (posted.receipt is Receipt.ACCEPTED) is taken


def test_a_retraction_withdraws_what_the_event_caused() -> None:
    monitor = Monitor(_engine())
    monitor.post(_event("e1", 0))
    monitor.post(_event("e2", 1))
    (notice,) = monitor.post(Retraction(id="r", retracts="e1", arrived=FIRST + timedelta(days=90))).notices
    assert notice.turn is Turn.WITHDRAWN
    assert _standing(monitor) == ()


def test_a_correction_takes_the_place_of_the_event() -> None:
    monitor = Monitor(_engine())
    monitor.post(_event("e1", 0, flag=False))
    monitor.post(_event("e2", 1))
    (notice,) = monitor.post(_event("c", 0, corrects="e1", arrived=FIRST + timedelta(days=90))).notices
    assert (notice.turn, notice.signal.events) == (Turn.RAISED, ("e1", "e2"))


def test_a_missing_value_makes_a_possible_signal_that_says_what_is_missing() -> None:
    monitor = Monitor(_engine())
    monitor.post(_event("e1", 0, flag=None))
    (notice,) = monitor.post(_event("e2", 1)).notices
    assert (notice.signal.certain, notice.signal.missing) == (False, ("event[e1].flag",))


def test_a_deadline_passes_when_time_comes_to_the_day_after_and_not_before() -> None:
    monitor = Monitor(_engine(wait=True))
    monitor.post(_event("e1", 0))
    assert monitor.advance(FIRST + timedelta(days=30)) == ()
    (notice,) = monitor.advance(FIRST + timedelta(days=31))
    assert notice.signal.on == FIRST + timedelta(days=31)
    # What happened in time and is heard of later takes the signal back.
    late = _event("e2", 30, kind="release", arrived=FIRST + timedelta(days=32))
    assert [each.turn for each in monitor.post(late).notices] == [Turn.WITHDRAWN]


_EVENTS = st.lists(
    st.tuples(st.integers(0, 60), st.sampled_from(["pledge", "release"]), st.sampled_from([True, False, None])),
    max_size=7,
)


@settings(max_examples=60, deadline=None)
@given(_EVENTS, st.randoms(use_true_random=False), st.booleans(), st.sets(st.integers(0, 6)))
def test_what_stands_is_what_the_history_gives_in_whatever_order_it_arrives(
    drawn: Sequence[tuple[int, str, bool | None]], random: Any, wait: bool, retracted: set[int]
) -> None:
    engine = _engine(wait=wait)
    events = [_event(f"e{place}", day, kind=kind, flag=flag) for place, (day, kind, flag) in enumerate(drawn)]
    last = FIRST + timedelta(days=120)
    gone = {f"e{each}" for each in retracted}
    postings: list[Posting] = [
        *events,
        *events,
        *(Retraction(id=f"r{each}", retracts=each, arrived=last) for each in gone),
    ]
    random.shuffle(postings)
    monitor = Monitor(engine)
    for each in postings:
        monitor.post(each)
    monitor.advance(last)
    history = [
        Happened(Occurrence(each.id, each.kind, each.on, each.values), frozenset({Place.SUBJECT}))
        for each in events
        if each.id not in gone
    ]
    (watch,) = engine.pack.watches
    wanted = signals_of(watch, WatchConditions(engine), history, last, lambda _: None)
    assert _standing(monitor) == tuple(sorted(wanted, key=lambda each: (each.on, each.watch, each.events)))
    raised = 0
    for said in monitor.said():
        raised += 1 if said["turn"] == "raised" else -1
    assert raised == len(wanted)


def test_a_monitor_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    store = tmp_path / "state.db"
    first = Monitor(_engine(), store)
    first.post(_event("e1", 0))
    first.post(_event("e2", 1))
    first.close()
    second = Monitor(_engine(), store)
    assert len(_standing(second)) == 1
    assert second.post(_event("e2", 1)).receipt is Receipt.DUPLICATE
    (notice,) = second.post(_event("e3", 2)).notices
    assert notice.number == 2
    second.close()


def test_a_store_belongs_to_one_pack(tmp_path: Path) -> None:
    Monitor(_engine(), tmp_path / "state.db").close()
    with pytest.raises(AuditError):
        Monitor(_engine(wait=True), tmp_path / "state.db")


_CHILD = """
import sys
from pathlib import Path
from postloan_rules import Engine, load
from postloan_rules.events.monitor import Monitor
from postloan_rules.events.reading import read_line
monitor = Monitor(Engine(load(Path(sys.argv[1]))), sys.argv[2])
print("ready", flush=True)
for line in sys.stdin:
    monitor.post(read_line(line, monitor.kinds))
    print("durable", flush=True)
"""


@pytest.mark.parametrize("after", [1, 7, 20])
def test_after_a_kill_nothing_acknowledged_is_lost_and_nothing_is_said_twice(tmp_path: Path, after: int) -> None:
    lines = [
        json.dumps(
            {"id": f"e{n:02}", "event": "pledge", "borrower": "B", "on": str(FIRST + timedelta(n)), "flag": True}
        )
        for n in range(40)
    ]
    store = tmp_path / "state.db"
    arguments = [sys.executable, "-c", _CHILD, str(_folder()), str(store)]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        child.stdin.write("\n".join(lines) + "\n")
        child.stdin.flush()
        for _ in range(after):
            assert child.stdout.readline() == "durable\n"
        os.kill(child.pid, signal.SIGKILL)
        acknowledged = after + child.stdout.read().count("durable\n")
    monitor = Monitor(_engine(), store)
    receipts = [monitor.post(_posting(line)).receipt for line in lines]
    assert receipts[:acknowledged] == [Receipt.DUPLICATE] * acknowledged
    said = monitor.said()
    undisturbed = Monitor(_engine())
    for line in lines:
        undisturbed.post(_posting(line))
    assert said == undisturbed.said()
    assert [each["number"] for each in said] == list(range(1, len(said) + 1))
    monitor.close()


def _posting(line: str) -> Posting:
    read = read_line(line, _engine().pack.event_kinds)
    assert not isinstance(read, tuple)
    return read
