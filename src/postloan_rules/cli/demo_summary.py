"""What came out of a portfolio, counted: classes, reasons, and loans worth a closer look."""

import csv
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from postloan_rules.light import dataclass, field
from postloan_rules.text.bilingual import Bilingual

SURE_TO_UNSURE = ("certain", "at_least", "unknown")


@dataclass(frozen=True, slots=True)
class Line:
    """One decision as the demo counts it."""

    subject: str
    outcome: str | None
    status: str
    fired: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(slots=True)
class Summary:
    """Balances by outcome and status; how often each rule fired."""

    balances: dict[tuple[str | None, str], Decimal] = field(default_factory=dict)
    fired: Counter[str] = field(default_factory=Counter)
    lines: list[Line] = field(default_factory=list)


def summarise(decisions: Path, loans: Path) -> Summary:
    """Count the decisions of a JSON-lines file; balances are read from the file of loans.

    Raises:
        OSError: if a file cannot be read.
    """
    with loans.open(encoding="utf-8", newline="") as file:
        balances = {row["id"]: row["balance"] for row in csv.DictReader(file)}
    summary = Summary()
    for line in _lines(decisions):
        key = (line.outcome, line.status)
        summary.lines.append(line)
        summary.balances[key] = summary.balances.get(key, Decimal(0)) + Decimal(balances[line.subject] or 0)
        summary.fired.update(dict.fromkeys(line.fired, 1))
    return summary


def worth_explaining(summary: Summary, order: Sequence[str]) -> list[Line]:
    """Return at most three lines, one of each status: the worst class that most rules speak for, and where data is
    missing the worst class that least data is missing for. ``order`` are the classes from best to worst."""
    rank = {name: place for place, name in enumerate(order)}

    def interest(line: Line) -> tuple[int, int, int]:
        return rank.get(line.outcome or "", -1), -len(line.missing), len(line.fired)

    # The first of equals, so that the same portfolio shows the same loans.
    by_status = [[line for line in summary.lines if line.status == status] for status in SURE_TO_UNSURE]
    return [max(lines, key=interest) for lines in by_status if lines]


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """A problem that rows were rejected for: in how many rows, and the first of them."""

    times: int
    table: str
    row: str
    column: str
    value: str
    message: Bilingual


def problems_in(rejects: Path) -> list[ProblemKind]:
    """Return the kinds of problems in a file of rejects, most frequent first.

    Raises:
        OSError: if the file cannot be read.
    """
    kinds: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            kinds.setdefault((row["code"], row["table"], row["column"]), []).append(row)
    found = [
        ProblemKind(
            len(rows),
            rows[0]["table"],
            rows[0]["row"],
            rows[0]["column"],
            rows[0]["value"],
            Bilingual(zh=rows[0]["zh"], en=rows[0]["en"]),
        )
        for rows in kinds.values()
    ]
    return sorted(found, key=lambda kind: -kind.times)


def _lines(decisions: Path) -> Iterator[Line]:
    with decisions.open(encoding="utf-8") as file:
        for text in file:
            yield _line(json.loads(text))


def _line(decision: dict[str, Any]) -> Line:
    return Line(
        subject=decision["subject"],
        outcome=decision["outcome"],
        status=decision["status"],
        fired=tuple(decision["fired_deep"]),
        missing=tuple(decision["missing"]),
    )
