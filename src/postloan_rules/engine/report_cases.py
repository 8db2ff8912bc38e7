"""Cases of reports, run: the figures and rows that a small portfolio gives."""

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

from postloan_rules.engine.difference import NOTHING, compare, difference, shown
from postloan_rules.engine.engine import Engine
from postloan_rules.engine.plain import plain_text
from postloan_rules.engine.portfolio_cases import portfolio_of
from postloan_rules.engine.report import Cell, Line, ListResult, TableResult, Value
from postloan_rules.packs.expected_report import UNKNOWN, Figure
from postloan_rules.packs.pack import Case
from postloan_rules.text.bilingual import Bilingual


def differences_of_report(engine: Engine, case: Case) -> list[Bilingual]:
    """Return in what the report on the portfolio of ``case`` is not what the case expects.

    Raises:
        RecordError: if the case describes no portfolio.
    """
    report = engine.report(case.report or "", portfolio_of(engine, case))
    found: list[Bilingual] = []
    expect: Mapping[str, Any] = case.expect
    if isinstance(report, TableResult):
        _hold_table(found, report, expect)
    else:
        _hold_list(found, report, expect)
    got = sorted(report.origin.absent)
    found.extend(difference("absent", path, shown(got)) for path in expect.get("absent", ()) if path not in got)
    return found


def _hold_table(found: list[Bilingual], report: TableResult, expect: Mapping[str, Any]) -> None:
    measures = [each.name for each in report.measures]
    groups = {", ".join(_text(each) for each in group.key): group.cells for group in report.groups}
    wanted = expect.get("cells", {})
    for name, figures in wanted.items():
        _hold_cells(found, f"cells[{name}]", figures, groups.get(name), measures)
    if "cells" in expect:
        # What a case does not list is not there: a row in a wrong group would otherwise be seen in one place only.
        more = [name for name in groups if name not in wanted]
        if more:
            found.append(difference("cells", NOTHING, "; ".join(more)))
    if "total" in expect:
        _hold_cells(found, "total", expect["total"], report.total, measures)


def _hold_cells(
    found: list[Bilingual],
    what: str,
    wanted: Mapping[str, Figure],
    cells: tuple[Cell, ...] | None,
    measures: list[str],
) -> None:
    if cells is None:
        found.append(difference(what, "; ".join(f"{name} {_figure(each)}" for name, each in wanted.items()), NOTHING))
        return
    for name, figure in wanted.items():
        cell = cells[measures.index(name)]
        got = Figure(cell.low, cell.high, cell.without_value)
        if got != figure:
            found.append(difference(f"{what}.{name}", _figure(figure), _figure(got)))


def _figure(figure: Figure) -> str:
    low, high = shown(figure.low), shown(figure.high)
    text = low if low == high else f"[{low}, {high}]"
    return f"{text} without_value {figure.without_value}" if figure.without_value else text


def _hold_list(found: list[Bilingual], report: ListResult, expect: Mapping[str, Any]) -> None:
    columns = [each.name for each in report.columns]
    wanted = expect.get("rows")
    for place, (row, line) in enumerate(zip_longest(wanted or (), report.lines if wanted is not None else ()), 1):
        what = f"rows[{place}]"
        if row is None or line is None:
            found.append(difference(what, NOTHING if row is None else _row(row), _line(line)))
            continue
        # A row is certain unless the case says otherwise.
        compare(found, f"{what}.certain", row.get("certain", True), line.certain)
        for name, value in row.items():
            if name != "certain":
                got = _of_line(name, line, columns)
                if plain_text(value) not in got:
                    found.append(difference(f"{what}.{name}", _text(value), got[0]))
    compare(found, "left_out", expect.get("left_out", 0), report.left_out)
    compare(found, "not_known", expect.get("not_known", 0), sum(count for _, count in report.not_known))


def _of_line(name: str, line: Line, columns: list[str]) -> tuple[str, ...]:
    """Return how a case may write what ``line`` has under ``name``."""
    if name in columns:
        return (_text(line.values[columns.index(name)]),)
    return (line.kind.zh, line.kind.en) if name == "kind" else (line.subject,)


def _row(row: Mapping[str, object]) -> str:
    return "; ".join(f"{name} {shown(value)}" for name, value in row.items())


def _line(line: Line | None) -> str:
    return NOTHING if line is None else "; ".join((line.kind.zh, line.subject, *map(_text, line.values)))


def _text(value: Value | object) -> str:
    return UNKNOWN if value is None else plain_text(value)
