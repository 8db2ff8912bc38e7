"""``postloan decide --mapping``: every row of tables decided or rejected."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from postloan_rules import Run
from postloan_rules.cli.decide import Source, engine_for
from postloan_rules.cli.guard import FINDINGS, FINE
from postloan_rules.cli.labels import Labels, label_of_status
from postloan_rules.cli.terminal import Terminal
from postloan_rules.light import dataclass
from postloan_rules.text.bilingual import Bilingual, Language
from postloan_rules.text.render import render, to_json


@dataclass(frozen=True, slots=True)
class Tables:
    """What to decide: a mapping, where some of its tables are, the day (``None``: each row's own), where to write and
    whether only the lines of the table."""

    mapping: Path
    files: Mapping[str, Path]
    as_of: date | None
    out: Path
    brief: bool = False


def decide_tables(terminal: Terminal, tables: Tables, *, source: Source, names: Sequence[str], as_json: bool) -> int:
    """Decide the rows and print how many have which outcome. Returns the exit status.

    Raises:
        OSError: if the mapping file cannot be read.
        MappingError: if the mapping or a table cannot be used.
    """
    # A name that leads nowhere is the mistake of who typed it, not of who wrote the mapping.
    with tables.mapping.open("rb"):
        pass
    engine, labels = engine_for(source)
    with terminal.progress(Bilingual(zh="逐行判定", en="deciding"), None) as meter:
        try:
            run = engine.decide_table(
                names,
                mapping=tables.mapping,
                tables=tables.files,
                as_of=tables.as_of,
                out=tables.out,
                detail="brief" if tables.brief else "full",
                progress=meter,
            )
        except KeyboardInterrupt:
            terminal.note(_so_far(meter.done, tables.out))
            raise
    for remark in run.remarks:
        terminal.note(render(remark, terminal.language))
    if as_json:
        terminal.json(as_plain(run))
    else:
        show_counts(terminal, run, labels)
        show_days(terminal, run, labels)
        show_files(terminal, run)
    return FINDINGS if run.rejected else FINE


def show_counts(terminal: Terminal, run: Run, labels: Labels) -> None:
    """Print how many rows have which outcome and status, and that none was lost."""
    heads = (
        Bilingual(zh="决策", en="decision"),
        Bilingual(zh="结果", en="outcome"),
        Bilingual(zh="状态", en="status"),
        Bilingual(zh="笔数", en="rows"),
    )
    rows = [
        (
            name,
            "–" if outcome is None else labels.value(name, outcome, terminal.language),
            label_of_status(status, terminal.language),
            f"{times:,}",
        )
        for (name, outcome, status), times in sorted(run.counts.items(), key=labels.place_of_count)
    ]
    terminal.table(heads, rows, numbers=(3,))
    terminal.say(sentence_of(run), "dim")


def show_days(terminal: Terminal, run: Run, labels: Labels) -> None:
    """Print, where rows are of several days, how many of each day have which outcome and status."""
    if len(run.counts_by_day) < 2:
        return
    ordered = [count for count, _ in sorted(run.counts.items(), key=labels.place_of_count)]
    for decision in dict.fromkeys(name for name, _, _ in ordered):
        columns = [each for each in ordered if each[0] == decision]
        terminal.title(Bilingual(zh=f"{decision}：逐日", en=f"{decision}, day by day"))
        heads = [Bilingual(zh="决策日", en="as-of day"), *(_head(labels, each) for each in columns)]
        rows = [
            (
                day.isoformat(),
                *(f"{run.counts_by_day[day][each]:,}" if run.counts_by_day[day][each] else "" for each in columns),
            )
            for day in sorted(run.counts_by_day)
        ]
        terminal.table(heads, rows, numbers=range(1, len(heads)))


def _head(labels: Labels, count: tuple[str, str | None, str]) -> Bilingual:
    decision, outcome, status = count

    def say(language: Language) -> str:
        word = "" if outcome is None else labels.value(decision, outcome, language)
        return f"{word}\n{label_of_status(status, language)}".strip()

    return Bilingual(zh=say("zh"), en=say("en"))


def _so_far(done: int, out: Path) -> Bilingual:
    where = out.as_posix()
    return Bilingual(
        zh=f"在第 {done} 行之后中断；此前判定和拒收的行保存在 {where}",
        en=f"stopped after {done} rows; what was decided and rejected by then is in {where}",
    )


def sentence_of(run: Run) -> Bilingual:
    """Return that what was read was decided or rejected."""
    left_out = run.left_out
    return Bilingual(
        zh=f"读入 {run.read} 行 = 已判定 {run.decided} + 拒收 {run.rejected}"
        + (f"（另有 {left_out} 行不在范围内）" if left_out else ""),
        en=f"read {run.read} = decided {run.decided} + rejected {run.rejected}"
        + (f" (and {left_out} rows left out)" if left_out else ""),
    )


def show_files(terminal: Terminal, run: Run) -> None:
    """Print what was written where."""
    for path in (run.table, run.decisions, run.rejects, run.rejected_rows):
        if path is not None:
            terminal.say(path.as_posix())


def as_plain(run: Run) -> dict[str, Any]:
    """Return the run as plain values."""
    days = sorted(run.counts_by_day)
    return {
        "read": run.read,
        "decided": run.decided,
        "rejected": run.rejected,
        "left_out": run.left_out,
        "remarks": [to_json(each) for each in run.remarks],
        "counts": _plain_counts(run.counts),
        "days": [{"as_of": day.isoformat(), "counts": _plain_counts(run.counts_by_day[day])} for day in days],
        "files": {
            **({} if run.decisions is None else {"decisions": run.decisions.as_posix()}),
            "table": run.table.as_posix(),
            "rejects": run.rejects.as_posix(),
            "rejected_rows": run.rejected_rows.as_posix(),
        },
    }


def _plain_counts(counts: Mapping[tuple[str, str | None, str], int]) -> list[dict[str, Any]]:
    return [
        {"decision": name, "outcome": outcome, "status": status, "rows": times}
        for (name, outcome, status), times in sorted(counts.items(), key=lambda each: str(each[0]))
    ]
