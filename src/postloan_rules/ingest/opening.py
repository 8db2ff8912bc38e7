"""The tables of a mapping, opened: headers read, columns typed, steps compiled."""

from collections.abc import Mapping as MappingType
from pathlib import Path
from typing import assert_never

from postloan_rules.backends.protocol import Context
from postloan_rules.ingest.cells import as_text, cell_reader, is_date_form
from postloan_rules.ingest.expressions import Columns, Expression, compile_over
from postloan_rules.ingest.mapping import (
    ColumnStep,
    ColumnType,
    FileTable,
    JoinStep,
    Mapping,
    RunningStep,
    Step,
    TableSpec,
    UnfoldedTable,
)
from postloan_rules.ingest.readers import RawTable, open_table
from postloan_rules.ingest.tables import ColumnInfo, Running, Table, adding, joining, running, unfolding
from postloan_rules.light import dataclass, field
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import data
from postloan_rules.text.diagnostic import Diagnostic
from postloan_rules.text.nearest import nearest
from postloan_rules.text.source import Excerpt, Span


@dataclass(slots=True)
class Opening:
    """One opening of all tables of a mapping; what is wrong is in ``report``."""

    mapping: Mapping
    paths: MappingType[str, Path]
    context: Context
    report: list[Diagnostic] = field(default_factory=list)
    tables: dict[str, Table] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)

    def table(self, name: str) -> Table | None:
        """Return the table ``name``, opened when first asked for; ``None``, reported once, where it cannot be."""
        if name in self.failed:
            return None
        if name not in self.tables:
            found = self._open(self.mapping.tables[name])
            if found is None:
                self.failed.add(name)
                return None
            self.tables[name] = found
            for step in self.mapping.tables[name].steps:
                self._step(found, step)
            self._use_currency(found, self.mapping.tables[name])
        return self.tables.get(name)

    def use(self, table: Table, column: str, span: Span | None) -> ColumnInfo | None:
        """Return the column ``column`` of ``table`` and have it read; ``None``, reported, where it is not there."""
        info = table.columns.get(column)
        if info is None:
            every = tuple(table.columns)
            self.report.append(data.unknown_column(span, column, table.label, nearest(column, every), every))
            return None
        mark_used(table, (column,))
        return info

    def compile(
        self, table: Table, excerpt: Excerpt, *, expected: ColumnType | None = None, knows_day: bool = False
    ) -> Expression | None:
        """Return the expression ``excerpt`` over ``table`` and have its columns read; ``None``, reported, if wrong."""
        found, diagnostics = compile_over(excerpt, columns_of(table), expected=expected, knows_day=knows_day)
        self.report.extend(diagnostics)
        if found is not None:
            mark_used(table, found.reads)
            for name in found.reads:
                settle(table.columns[name])
        return found

    def _open(self, spec: TableSpec) -> Table | None:
        match spec:
            case FileTable():
                return self._open_file(spec)
            case UnfoldedTable():
                return self._unfold(spec)
            case _:
                assert_never(spec)

    def _open_file(self, spec: FileTable) -> Table | None:
        path = self.paths[spec.name]
        raw = open_table(spec, path)
        if isinstance(raw, Diagnostic):
            self.report.append(raw)
            return None
        columns = self._columns(spec, raw, path.name)
        return None if columns is None else Table(spec.name, path.name, columns, raw)

    def _columns(self, spec: FileTable, raw: RawTable, label: str) -> dict[str, ColumnInfo] | None:
        before = len(self.report)
        places = {column: place for place, column in enumerate(raw.columns)}
        columns: dict[str, ColumnInfo] = {}
        for column in spec.columns.values():
            if column.source not in places:
                near = nearest(column.source, raw.columns)
                self.report.append(data.unknown_column(column.span, column.source, label, near, raw.columns))
                continue
            if column.form is not None and not is_date_form(column.form):
                form = Bilingual(zh="含 YYYY、MM、DD 等的日期格式", en="a form of dates with YYYY, MM, DD…")
                self.report.append(data.wrong_setting(column.span, form))
                continue
            type = column.type or (ColumnType.DATE if column.form else None) or raw.types.get(column.source)
            read = cell_reader(column, type, spec.nulls)
            is_float = column.source in raw.floats
            columns[column.name] = ColumnInfo(column.name, column.source, type, read, places[column.source], is_float)
        renamed = {each.source for each in spec.columns.values()}
        for name, place in places.items():
            if name not in renamed and name not in columns:
                type = raw.types.get(name)
                read = cell_reader(None, type, spec.nulls)
                columns[name] = ColumnInfo(name, name, type, read, place, name in raw.floats)
        return columns if len(self.report) == before else None

    def _unfold(self, spec: UnfoldedTable) -> Table | None:
        base = self.table(spec.unfold)
        if base is None:
            return None
        table = Table(spec.name, base.label, dict(base.columns), base)
        rows: list[dict[str, Expression]] = []
        for row in spec.rows:
            columns: dict[str, Expression] = {}
            for name, excerpt in row.items():
                if name in base.columns:
                    self.report.append(data.repeated_name(excerpt.span(0, len(excerpt.text)), name))
                    continue
                first = rows[0].get(name) if rows else None
                found = self.compile(base, excerpt, expected=first.type if first else None)
                if found is None:
                    return None
                columns[name] = found
            rows.append(columns)
        table.columns |= {name: ColumnInfo(name, name, each.type) for name, each in rows[0].items()}
        table.makers.append(unfolding(tuple(rows), self.context))
        return table

    def _step(self, table: Table, step: Step) -> None:
        match step:
            case ColumnStep():
                found = self.compile(table, step.value)
                if found is not None and self._is_new(table, step.name, step.span):
                    table.columns[step.name] = ColumnInfo(step.name, step.name, found.type)
                    table.makers.append(adding(step.name, found, self.context))
            case RunningStep():
                self._running(table, step)
            case JoinStep():
                self._join(table, step)
            case _:
                assert_never(step)

    def _running(self, table: Table, step: RunningStep) -> None:
        start = self.compile(table, step.start, expected=ColumnType.NUMBER)
        add = self.compile(table, step.add, expected=ColumnType.NUMBER)
        columns = [self.use(table, name, step.span) for name in (step.per, *step.order)]
        if start is None or add is None or None in columns or not self._is_new(table, step.name, step.span):
            return
        made = Running(step.name, step.per, step.order, start, add, step.floor)
        table.columns[step.name] = ColumnInfo(step.name, step.name, ColumnType.NUMBER)
        table.makers.append(running(made, self.context))

    def _join(self, table: Table, step: JoinStep) -> None:
        other = self.table(step.table)
        if other is None:
            return
        ours = self.use(table, step.ours, step.span)
        theirs = self.use(other, step.theirs, step.span)
        brought = [self.use(other, name, step.span) for name in step.columns]
        if ours is None or theirs is None:
            return
        for each in brought:
            if each is None or not self._is_new(table, each.name, step.span):
                return
            label = each.label or other.label
            info = ColumnInfo(each.name, each.source, each.type, is_float=each.is_float, label=label)
            table.columns[each.name] = info
        table.makers.append(joining(other, step.theirs, step.ours, step.columns))

    def _is_new(self, table: Table, name: str, span: Span) -> bool:
        if name in table.columns:
            self.report.append(data.repeated_name(span, name))
            return False
        return True

    def _use_currency(self, table: Table, spec: TableSpec) -> None:
        if spec.currency is not None and self.use(table, spec.currency, spec.span) is not None:
            table.currency = spec.currency


def columns_of(table: Table) -> Columns:
    """Return the columns of ``table`` as expressions see them; one without a type is text."""
    types = {name: info.type or ColumnType.STRING for name, info in table.columns.items()}
    return Columns(types, table.label)


def settle(column: ColumnInfo) -> None:
    """Have a column without a type read as text, which is what expressions take it for."""
    if column.type is None:
        column.type = ColumnType.STRING
        if column.read is not None:
            column.read = as_text(column.read)


def mark_used(table: Table, columns: tuple[str, ...] | frozenset[str]) -> None:
    """Have ``columns`` of ``table`` read, also where they come from another table."""
    table.used.update(columns)
    if isinstance(table.base, Table):
        mark_used(table.base, frozenset(name for name in columns if name in table.base.columns))
