"""Tables with typed columns: files, tables unfolded from others, and columns that steps add."""

from collections.abc import Callable, Iterator, Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from decimal import Context as Digits
from fractions import Fraction
from typing import Any, Final

from postloan_rules.backends.protocol import Context
from postloan_rules.errors import Problem
from postloan_rules.ingest.cells import Reader, key_text
from postloan_rules.ingest.expressions import Expression
from postloan_rules.ingest.mapping import ColumnType
from postloan_rules.ingest.readers import RawTable
from postloan_rules.light import dataclass, field
from postloan_rules.model.issue import plain, shown
from postloan_rules.text.catalogue import data
from postloan_rules.text.diagnostic import Diagnostic

_DIGITS: Final = Digits(prec=34, rounding=ROUND_HALF_EVEN)


class Row:
    """A row of a table: its number in the file, the values of the columns that are used, and what is wrong with it."""

    __slots__ = ("cells", "number", "problems", "table", "values")

    def __init__(self, table: str, number: int, values: dict[str, Any], problems: list[Problem], cells: Any) -> None:
        self.table = table
        self.number = number
        self.values = values
        self.problems = problems
        self.cells = cells

    def remark(self, column: str, value: object, remark: Diagnostic) -> Problem:
        """Return the problem that ``column`` of this row has."""
        path = f"{self.table}.{column}" if column else self.table
        return Problem(remark.code, path, shown(value), remark.message, self.number)


@dataclass(slots=True)
class ColumnInfo:
    """A column of a table: ``source`` is its name in the file, ``place`` where it stands there.

    A column that a step makes has no place and is not read.
    """

    name: str
    source: str
    type: ColumnType | None
    read: Reader | None = None
    place: int | None = None
    is_float: bool = False
    label: str = ""
    """The file that it comes from, where that is not the file of its table."""


Maker = Callable[[Iterator[Row]], Iterator[Row]]


@dataclass(slots=True)
class Table:
    """A table as the mapping sees it. ``used`` are the columns that anything reads; only these are read.

    ``makers`` are the steps, in order. Rows are made anew at each iteration, unless ``keep`` was called.
    """

    name: str
    label: str
    columns: dict[str, ColumnInfo]
    base: "RawTable | Table"
    makers: list[Maker] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    currency: str | None = None
    kept: list[Row] | None = None

    def rows(self) -> Iterator[Row]:
        """Yield the rows in the order of the file, or of the step that sorted them."""
        if self.kept is not None:
            return iter(self.kept)
        made = _file_rows(self, self.base) if isinstance(self.base, RawTable) else _copies(self, self.base)
        for maker in self.makers:
            made = maker(made)
        return made

    def keep(self) -> list[Row]:
        """Return all rows, and have them at hand from now on."""
        if self.kept is None:
            self.kept = list(self.rows())
        return self.kept

    def raw(self, row: Row) -> Mapping[str, str]:
        """Return the cells of ``row`` as text by the names in the file, for people who mend it."""
        base = self.base
        while isinstance(base, Table):
            base = base.base
        return {name: plain(cell) for name, cell in zip(base.columns, row.cells, strict=False)}


def _file_rows(table: Table, base: RawTable) -> Iterator[Row]:
    readers = [
        (info.name, info.source, info.place, info.read)
        for info in table.columns.values()
        if info.name in table.used and info.place is not None and info.read is not None
    ]
    for raw in base.rows():
        row = Row(table.name, raw.number, {}, [], raw.cells)
        if raw.remark is not None:
            row.problems.append(row.remark("", "", raw.remark))
        width = len(raw.cells)
        for name, source, place, read in readers:
            cell = raw.cells[place] if place < width else None
            value = read(cell)
            if isinstance(value, Diagnostic):
                row.problems.append(row.remark(source, cell, value))
                value = None
            row.values[name] = value
        yield row


def _copies(table: Table, base: Table) -> Iterator[Row]:
    for row in base.rows():
        yield Row(table.name, row.number, dict(row.values), list(row.problems), row.cells)


def unfolding(rows: tuple[Mapping[str, Expression], ...], context: Context) -> Maker:
    """Return the step that makes each row several ones, with the columns of ``rows``."""

    def make(before: Iterator[Row]) -> Iterator[Row]:
        for row in before:
            for columns in rows:
                added = {name: each.value(row.values, context) for name, each in columns.items()}
                yield Row(row.table, row.number, row.values | added, list(row.problems), row.cells)

    return make


def adding(name: str, expression: Expression, context: Context) -> Maker:
    """Return the step that adds the column ``name``."""

    def make(before: Iterator[Row]) -> Iterator[Row]:
        for row in before:
            row.values[name] = expression.value(row.values, context)
            yield row

    return make


def joining(other: Table, theirs: str, ours: str, columns: tuple[str, ...]) -> Maker:
    """Return the step that brings ``columns`` of the row of ``other`` with the same key; two such are a problem."""

    def make(before: Iterator[Row]) -> Iterator[Row]:
        partners: dict[str, Row] = {}
        repeated: dict[str, int] = {}
        for each in other.keep():
            key = key_text(each.values.get(theirs))
            if key is None:
                continue
            if key in partners:
                repeated[key] = partners[key].number
            partners.setdefault(key, each)
        for row in before:
            _join(row, partners, repeated, other, ours, columns)
            yield row

    return make


def _join(
    row: Row,
    partners: Mapping[str, Row],
    repeated: Mapping[str, int],
    other: Table,
    ours: str,
    columns: tuple[str, ...],
) -> None:
    row.values |= dict.fromkeys(columns)
    key = key_text(row.values.get(ours))
    if key is None:
        return
    partner = partners.get(key)
    if partner is None:
        row.problems.append(row.remark(ours, key, data.partner_missing(other.name)))
    elif key in repeated:
        row.problems.append(row.remark(ours, key, data.key_repeated(other.name, repeated[key])))
    elif partner.problems:
        row.problems.extend(partner.problems)
    else:
        row.values |= {name: partner.values.get(name) for name in columns}


@dataclass(frozen=True, slots=True)
class Running:
    """A column that goes on from row to row: see ``mapping.RunningStep``."""

    name: str
    per: str
    order: tuple[str, ...]
    start: Expression
    add: Expression
    floor: Decimal | None


def running(step: Running, context: Context) -> Maker:
    """Return the step that adds a running column. Rows keep their order; the sums are exact."""

    def make(before: Iterator[Row]) -> Iterator[Row]:
        rows = list(before)
        groups: dict[str, list[Row]] = {}
        for row in rows:
            row.values[step.name] = None
            key = key_text(row.values.get(step.per))
            if key is None:
                row.problems.append(row.remark(step.per, "", data.key_missing()))
            elif any(row.values.get(name) is None for name in step.order):
                row.problems.append(row.remark(step.order[0], "", data.key_missing()))
            else:
                groups.setdefault(key, []).append(row)
        for group in groups.values():
            group.sort(key=lambda row: tuple(row.values[name] for name in step.order))
            _run(group, step, context)
        return iter(rows)

    return make


def _run(group: list[Row], step: Running, context: Context) -> None:
    """Fill the running column of one key. Once it is unknown it stays so: nobody knows where it stands."""
    balance = _fraction(step.start.value(group[0].values, context))
    previous: Row | None = None
    for row in group:
        if previous is not None:
            if _same_place(previous, row, step.order):
                row.problems.append(row.remark(step.order[0], "", data.key_repeated(row.table, previous.number)))
            added = _fraction(step.add.value(row.values, context))
            balance = None if balance is None or added is None else balance + added
        if balance is not None and step.floor is not None:
            balance = max(balance, Fraction(step.floor))
        row.values[step.name] = None if balance is None else _decimal(balance)
        previous = row


def _same_place(left: Row, right: Row, order: tuple[str, ...]) -> bool:
    return all(left.values[name] == right.values[name] for name in order)


def _fraction(value: Any) -> Fraction | None:
    return None if value is None else Fraction(value)


def _decimal(value: Fraction) -> Decimal:
    return _DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator))
