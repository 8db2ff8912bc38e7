"""``postloan watch``: signals about a stream of events."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from postloan_rules import RecordError, Rejected
from postloan_rules.cli.decide import Source, engine_for
from postloan_rules.cli.guard import FINDINGS, FINE
from postloan_rules.cli.portfolio import portfolio
from postloan_rules.cli.terminal import Terminal
from postloan_rules.events.monitor import Monitor, Notice, Receipt
from postloan_rules.events.reading import LONGEST_LINE, Fault, read_line
from postloan_rules.light import dataclass
from postloan_rules.text.bilingual import Bilingual

GROUP = 200
"""Lines that are made durable together where lines come from a file."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options of the command say."""

    events: str
    records: Path | None
    tables: Mapping[str, Path]
    state: Path | None
    rejects: Path | None
    until: date | None
    since: int | None


def watch(terminal: Terminal, asked: Asked, *, source: Source, as_json: bool) -> int:
    """Follow the events and print the signals. Returns the exit status.

    Raises:
        AuditError: if the state cannot be opened, or belongs to another pack.
        RecordError: if a record cannot be read.
    """
    engine, _ = engine_for(source)
    monitor = Monitor(engine, asked.state or ":memory:")
    with ExitStack() as stack:
        stack.callback(monitor.close)
        # Opened before anything is taken in, so that a mistyped name takes nothing in.
        lines: Iterable[str] = sys.stdin
        if asked.events != "-":
            lines = stack.enter_context(Path(asked.events).open(encoding="utf-8"))
        rejects = None
        if asked.rejects is not None:
            rejects = stack.enter_context(asked.rejects.open("w", encoding="utf-8"))
        run = _Run(terminal, monitor, rejects, as_json=as_json, group=1 if asked.events == "-" else GROUP)
        if asked.since is not None:
            run.repeat(asked.since)
        if asked.records is not None:
            run.records(asked.records, asked.tables)
        run.lines(lines)
        if asked.until is not None:
            run.show(monitor.advance(asked.until))
        return run.summary()


class _Run:
    def __init__(
        self, terminal: Terminal, monitor: Monitor, rejects: TextIO | None, *, as_json: bool, group: int
    ) -> None:
        self._terminal, self._monitor, self._rejects, self._as_json = terminal, monitor, rejects, as_json
        self._group = group
        self._counts = dict.fromkeys(("read", "accepted", "duplicate", "rejected"), 0)
        self._severity = {each.name: (each.signal, each.severity) for each in monitor.watches}

    def repeat(self, since: int) -> None:
        for each in self._monitor.said(since):
            self._print(each)

    def records(self, file: Path, tables: Mapping[str, Path]) -> None:
        found: list[Notice] = []
        for each in portfolio(file, tables):
            if isinstance(each, Rejected):
                raise RecordError(each.problems)
            found += self._monitor.put(each, commit=False)
        self._monitor.commit()
        self.show(found)

    def lines(self, lines: Iterable[str]) -> None:
        held: list[Notice] = []
        for number, line in enumerate(_bounded(lines), 1):
            if not line.strip():
                continue
            self._counts["read"] += 1
            read = read_line(line, self._monitor.kinds)
            if isinstance(read, tuple):
                self._reject(number, read)
                continue
            posted = self._monitor.post(read, commit=False)
            if posted.receipt is None:
                self._reject(number, posted.faults)
                continue
            self._counts[Receipt(posted.receipt).value] += 1
            held += posted.notices
            # What is said must be durable before it is said.
            if self._counts["read"] % self._group == 0:
                self._monitor.commit()
                self.show(held)
                held = []
        self._monitor.commit()
        self.show(held)

    def show(self, notices: Iterable[Notice]) -> None:
        for each in notices:
            self._print(each.to_dict())

    def summary(self) -> int:
        read, accepted, duplicate, rejected = self._counts.values()
        self._terminal.note(
            Bilingual(
                zh=f"读入 {read}：接受 {accepted}，重复 {duplicate}，拒绝 {rejected}",
                en=f"{read} read: {accepted} accepted, {duplicate} duplicate, {rejected} rejected",
            )
        )
        return FINDINGS if rejected else FINE

    def _reject(self, line: int, faults: Iterable[Fault]) -> None:
        self._counts["rejected"] += 1
        for each in faults:
            plain = {"line": line, "place": each.place, "reason": {"zh": each.message.zh, "en": each.message.en}}
            if self._rejects is not None:
                self._rejects.write(json.dumps(plain, ensure_ascii=False) + "\n")
            else:
                place = f" {each.place}" if each.place else ""
                self._terminal.complain(f"{line}{place}: {each.message.say(self._terminal.language)}")

    def _print(self, notice: Mapping[str, Any]) -> None:
        signal, severity = self._severity[notice["watch"]]
        if self._as_json:
            self._terminal.raw(json.dumps({**notice, "signal": signal, "severity": severity}, ensure_ascii=False))
            return
        ((kind, id),) = notice["subject"].items()
        withdrawn = notice["turn"] == "withdrawn"
        words = Bilingual(
            zh=("撤回" if withdrawn else "" if notice["certain"] else "可能"),
            en=("withdrawn" if withdrawn else "" if notice["certain"] else "possible"),
        ).say(self._terminal.language)
        reason = notice["reason"][self._terminal.language]
        head = " ".join(part for part in (notice["on"], f"{kind} {id}", signal, severity, words) if part)
        self._terminal.say(f"{head}: {reason}")


def _bounded(lines: Iterable[str]) -> Iterator[str]:
    """Yield ``lines``; of one that is too long only as much as shows that it is."""
    for line in lines:
        yield line[: LONGEST_LINE + 1]
