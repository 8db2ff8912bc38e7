"""``postloan report``: a report of the pack on a portfolio, or on the tables of a mapping."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from postloan_rules import Engine, ReportResult, read_portfolio, report_page
from postloan_rules.cli.decide import Source, engine_for
from postloan_rules.cli.guard import FINE, WrongUseError
from postloan_rules.cli.terminal import Terminal
from postloan_rules.text.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class Data:
    """Where the loans come from: tables with a mapping, or the file of a portfolio."""

    mapping: Path | None
    portfolio: Path | None
    folder: Path | None
    tables: Mapping[str, Path]
    as_of: date | None


def report(terminal: Terminal, name: str | None, *, source: Source, data: Data, form: str, out: Path | None) -> int:
    """Print the report ``name``, or the names of all reports. Returns the exit status.

    ``form`` is ``text``, ``json`` or ``csv``; with ``out`` it goes to that file.

    Raises:
        WrongUseError: if it is not said what to report on.
    """
    engine, _ = engine_for(source)
    if name is None:
        heads = (Bilingual(zh="报表", en="report"), Bilingual(zh="标题", en="title"))
        terminal.table(heads, [(each.name, each.title.say(terminal.language)) for each in engine.pack.reports])
        return FINE
    found = _made(engine, name, data)
    if form == "json" and out is None:
        terminal.json(found.to_dict())
        return FINE
    text = _text(terminal, found, form)
    if out is None:
        terminal.raw(text.rstrip("\n"))
    else:
        # Spreadsheet programs take UTF-8 for something else unless the file starts with its mark.
        out.write_text(text, encoding="utf-8-sig" if form == "csv" else "utf-8")
    return FINE


def _made(engine: Engine, name: str, data: Data) -> ReportResult:
    if data.portfolio is not None:
        return engine.report(name, read_portfolio(data.portfolio.read_bytes()))
    if data.mapping is None or data.as_of is None:
        raise WrongUseError(
            Bilingual(
                zh="请用 --mapping 和 --as-of 指明数据表，或用 --portfolio 指明组合文件",
                en="say what to report on: --mapping with --as-of, or --portfolio",
            )
        )
    return engine.report_table(name, mapping=data.mapping, as_of=data.as_of, tables=data.tables, folder=data.folder)


def _text(terminal: Terminal, found: ReportResult, form: str) -> str:
    if form == "csv":
        lines = io.StringIO()
        csv.writer(lines, lineterminator="\n").writerows(found.to_rows())
        return lines.getvalue()
    return found.to_json() + "\n" if form == "json" else report_page(found, terminal.language)
