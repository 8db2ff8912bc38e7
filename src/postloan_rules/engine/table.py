"""Deciding a whole table: read = decided + rejected, always."""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import IO, Any, Literal, Protocol

from postloan_rules.engine.decision import Decision, Outcome, rules_behind
from postloan_rules.engine.link import FamilyLinker, Graph
from postloan_rules.engine.plain import canonical_bytes, digits, plain_text
from postloan_rules.errors import (
    InternalError,
    PackNotInForceError,
    ParameterNotInForceError,
    Problem,
    RecordError,
)
from postloan_rules.ingest.rejected import Rejected
from postloan_rules.light import dataclass, field
from postloan_rules.model.portfolio import PortfolioRecord
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.text.catalogue import data, evaluation
from postloan_rules.text.diagnostic import Diagnostic

Detail = Literal["full", "brief"]
Progress = Callable[[int, int | None], None]

_BATCH = 500
_COLUMNS = ("entity", "subject", "as_of", "decision", "outcome", "status", "possible", "assumed", "fired", "unknown")
_COLUMNS_ON_DEMAND = ("missing", "id")
_REJECT_COLUMNS = ("table", "row", "column", "value", "code", "zh", "en")


class Decider(Protocol):
    """What the engine offers to whoever decides many records."""

    @property
    def pack(self) -> CheckedPack: ...

    def names(self, name: str | Sequence[str]) -> tuple[str, ...]: ...

    def ready_on(self, day: date) -> None: ...

    def family_linker(self) -> FamilyLinker: ...

    def decide_linked(self, names: Sequence[str], graph: Graph) -> dict[str, Decision]: ...

    def decide_each_linked(self, names: Sequence[str], graph: Graph) -> Iterator[Decision]: ...


class Trail(Protocol):
    """What keeps decisions: all of a batch are on the disk when it returns."""

    def entry(self, decision: Decision) -> Any: ...

    def append_entries(self, entries: Sequence[Any]) -> Any: ...


@dataclass(slots=True)
class Run:
    """What came of a table. ``read`` is always ``decided`` and ``rejected`` together, counted in rows.

    ``counts`` has, per decision, outcome and status, how many there are, and ``counts_by_day`` the same for each as-of
    day. ``table`` and ``decisions`` are the files with one decision a line (CSV, and all of each decision as JSON,
    which a brief run does not write), ``rejects`` has one line a problem, and ``rejected_rows`` each rejected row as
    JSON.
    """

    read: int = 0
    decided: int = 0
    rejected: int = 0
    remarks: tuple[Diagnostic, ...] = ()
    """Warnings about the files, such as a column that nothing reads and that is called almost like a field."""
    left_out: int = 0
    """Rows that the mapping does not want, counted in none of the others."""
    counts: Counter[tuple[str, str | None, str]] = field(default_factory=Counter)
    counts_by_day: dict[date, Counter[tuple[str, str | None, str]]] = field(default_factory=dict)
    table: Path = Path()
    decisions: Path | None = None
    rejects: Path = Path()
    rejected_rows: Path = Path()


def decide_table(
    engine: Decider,
    name: str | Sequence[str],
    *,
    mapping: Path | str,
    out: Path | str,
    tables: Mapping[str, Path | str] | None = None,
    folder: Path | str | None = None,
    as_of: date | None = None,
    detail: Detail = "full",
    progress: Progress | None = None,
    trail: Trail | None = None,
) -> Run:
    """Decide ``name`` (a decision, several, a chapter, or all) about every record that the tables of ``mapping`` hold.

    Files are written to the folder ``out``, line by line, so that what was decided before an interruption is there.
    A record that cannot be decided is a reject like a row that cannot be read, and stops nothing. ``progress`` is told
    the number of rows done, and how many there are as far as that is known. ``detail="brief"`` is for large tables: a
    line of CSV per decision, without what is missing and without ids, and nothing else about it.

    Raises:
        ValueError: if a brief run is to keep a trail, which holds whole decisions.
        UnknownNameError: if there is no such decision or chapter.
        MappingError: if the mapping or a file cannot be used.
        PackNotInForceError: if the pack does not cover ``as_of``.
        OSError: if ``out`` cannot be written.
    """
    if detail == "brief" and trail is not None:
        raise ValueError("a trail keeps whole decisions: decide with detail='full'")
    names = engine.names(name)
    if as_of is not None:
        engine.ready_on(as_of)
    # Most programs decide single records, and shall not wait for what reads files.
    from postloan_rules.ingest.ingest import ingest

    records = ingest(mapping, folder=folder, tables=tables, as_of=as_of)
    target = Path(out)
    target.mkdir(parents=True, exist_ok=True)
    run = Run(
        table=target / "decisions.csv",
        decisions=target / "decisions.jsonl" if detail == "full" else None,
        rejects=target / "rejects.csv",
        rejected_rows=target / "rejects.jsonl",
    )
    if run.decisions is None:
        # What an earlier run said in full does not stand beside what this one says.
        (target / "decisions.jsonl").unlink(missing_ok=True)
    run.remarks = records.remarks
    counts = records.counts
    with ExitStack() as stack:
        writer = _Writer(engine, run, stack, trail)
        for done, _ in enumerate(_each(engine, names, records, writer, records.table), 1):
            if progress is not None:
                progress(done, counts.expected)
    run.left_out = counts.left_out
    if not counts.read and not counts.left_out:
        run.remarks = (*run.remarks, data.empty_file(records.table))
    if run.read != run.decided + run.rejected or run.read != counts.read:
        raise InternalError(f"table: read {counts.read}, decided {run.decided}, rejected {run.rejected}")
    return run


def _each(
    engine: Decider,
    names: tuple[str, ...],
    records: Iterable[PortfolioRecord | Rejected],
    writer: "_Writer",
    table: str = "",
) -> Iterator[PortfolioRecord | Rejected]:
    linker = engine.family_linker()
    for item in records:
        if isinstance(item, Rejected):
            writer.reject(item)
        else:
            try:
                decisions = list(engine.decide_each_linked(names, linker.link(item)))
            except (RecordError, PackNotInForceError, ParameterNotInForceError) as error:
                writer.reject(_undecidable(item, error, table))
            else:
                writer.decided(decisions)
        yield item


def _undecidable(
    record: PortfolioRecord, error: RecordError | PackNotInForceError | ParameterNotInForceError, table: str
) -> Rejected:
    day = record.as_of.isoformat()
    match error:
        case RecordError():
            problems = error.problems
        case PackNotInForceError():
            said = evaluation.pack_not_in_force(error.pack, day)
            problems = (Problem(said.code, "as_of", day, said.message),)
        case ParameterNotInForceError():
            said = evaluation.parameter_not_in_force(error.parameter, day)
            problems = (Problem(said.code, "as_of", day, said.message),)
    # Where the record comes from, as ingestion notes it: ``loans.csv: 20``.
    row = record.provenance.get("loan", "").rpartition(": ")[2]
    return Rejected(table, int(row or 0), problems, {"loan.id": record.loan.id, "as_of": day})


class _Writer:
    """Writes decisions and rejects as they come, and hands decisions to the trail in batches."""

    def __init__(self, engine: Decider, run: Run, stack: ExitStack, trail: Trail | None) -> None:
        self._engine = engine
        self._run = run
        self._trail = trail
        self._waiting: list[Any] = []
        # As bytes, whatever the system's way to end lines.
        self._decisions = None if run.decisions is None else stack.enter_context(run.decisions.open("wb"))
        self._rejected_rows = self._open(run.rejected_rows, stack)
        self._table = csv.writer(self._open(run.table, stack, spreadsheet=True), lineterminator="\n")
        self._rejects = csv.writer(self._open(run.rejects, stack, spreadsheet=True), lineterminator="\n")
        self._table.writerow(_COLUMNS if self._decisions is None else (*_COLUMNS, *_COLUMNS_ON_DEMAND))
        self._rejects.writerow(_REJECT_COLUMNS)
        # Also when somebody interrupts: what stands in the files stands in the trail.
        stack.callback(self.flush)

    @staticmethod
    def _open(path: Path, stack: ExitStack, *, spreadsheet: bool = False) -> IO[str]:
        # Spreadsheet programs take UTF-8 for something else unless the file starts with its mark.
        encoding = "utf-8-sig" if spreadsheet else "utf-8"
        return stack.enter_context(path.open("w", encoding=encoding, newline=""))

    def decided(self, decisions: Sequence[Decision]) -> None:
        # All is worked out before anything is written, so that a record is written whole or not at all.
        if self._decisions is None:
            rows = [_cells(decision) for decision in decisions]
        else:
            payloads = [decision.to_dict() for decision in decisions]
            lines = [canonical_bytes(payload) + b"\n" for payload in payloads]
            entries = [] if self._trail is None else [self._trail.entry(each) for each in decisions]
            rows = [
                [*_cells(decision), ";".join(payload["missing"]), payload["id"]]
                for decision, payload in zip(decisions, payloads, strict=True)
            ]
            self._decisions.writelines(lines)
            self._waiting += entries
        self._table.writerows(rows)
        for decision in decisions:
            counted = (decision.name, _counted(decision.outcome), decision.status.value)
            self._run.counts[counted] += 1
            self._run.counts_by_day.setdefault(decision.as_of, Counter())[counted] += 1
        self._run.read += 1
        self._run.decided += 1
        if len(self._waiting) >= _BATCH:
            self.flush()

    def reject(self, rejected: Rejected) -> None:
        for problem in rejected.problems:
            self._rejects.writerow(
                (
                    rejected.table,
                    problem.row or rejected.row or "",
                    problem.path,
                    problem.value,
                    problem.code,
                    problem.message.zh,
                    problem.message.en,
                )
            )
        self._rejected_rows.write(json.dumps(_reject_content(rejected), ensure_ascii=False, sort_keys=True) + "\n")
        self._run.read += 1
        self._run.rejected += 1

    def flush(self) -> None:
        if self._trail is not None and self._waiting:
            waiting, self._waiting = self._waiting, []
            self._trail.append_entries(waiting)


def _counted(outcome: Outcome) -> str | None:
    if outcome is None or isinstance(outcome, str):
        return outcome
    return ";".join(outcome) if isinstance(outcome, tuple) else digits(outcome)


def _cells(decision: Decision) -> list[str]:
    fired, unknown = rules_behind(decision)
    return [
        decision.entity,
        decision.subject,
        decision.as_of.isoformat(),
        decision.name,
        _counted(decision.outcome) or "",
        decision.status.value,
        ";".join(decision.possible),
        decision.assumed or "",
        ";".join(fired),
        ";".join(unknown),
    ]


def _reject_content(rejected: Rejected) -> dict[str, Any]:
    return {
        "table": rejected.table,
        "row": rejected.row,
        "raw": {name: plain_text(value) for name, value in rejected.raw.items()},
        "problems": [
            {
                "code": each.code,
                "column": each.path,
                "value": each.value,
                "zh": each.message.zh,
                "en": each.message.en,
            }
            for each in rejected.problems
        ],
    }
