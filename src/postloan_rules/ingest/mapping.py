"""What a mapping file says: which tables there are, and how their columns become the fields of records."""

from collections.abc import Mapping as MappingType
from decimal import Decimal
from enum import StrEnum

from postloan_rules.light import dataclass, field
from postloan_rules.text.source import Excerpt, Source, Span


class Format(StrEnum):
    """The kinds of files that can be read."""

    CSV = "csv"
    PARQUET = "parquet"
    JSON = "json"
    JSONL = "jsonl"


class ColumnType(StrEnum):
    """The types of columns in expressions."""

    NUMBER = "number"
    DATE = "date"
    STRING = "string"
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class Column:
    """What the mapping says about a column: its name in expressions, its name in the file, and how cells are read.

    ``type`` is ``None`` where the mapping does not say: then the file does, or it is text. ``form`` is a pattern such
    as ``MM/YYYY``. ``values`` translates words; a word that is not among them is a problem.
    """

    name: str
    source: str
    span: Span
    type: ColumnType | None = None
    form: str | None = None
    thousands: str | None = None
    true: tuple[str, ...] = ()
    false: tuple[str, ...] = ()
    nulls: tuple[str, ...] | None = None
    values: MappingType[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class JoinStep:
    """Brings ``columns`` from the one row of ``table`` whose ``theirs`` equals our ``ours``."""

    table: str
    theirs: str
    ours: str
    columns: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ColumnStep:
    """A new column ``name``: what ``value`` gives in each row."""

    name: str
    value: Excerpt
    span: Span


@dataclass(frozen=True, slots=True)
class RunningStep:
    """A new column ``name`` that goes on from row to row of one ``per``, in the order of the columns ``order``.

    The first row has ``start``; every later one the value before plus ``add``, never less than ``floor``.
    """

    name: str
    per: str
    order: tuple[str, ...]
    start: Excerpt
    add: Excerpt
    floor: Decimal | None
    span: Span


Step = JoinStep | ColumnStep | RunningStep


@dataclass(frozen=True, slots=True)
class FileTable:
    """A table that is a file. ``currency`` is the column that says in which currency the amounts of a row are."""

    name: str
    format: Format
    file: str
    span: Span
    encoding: str = "utf-8"
    delimiter: str = ","
    nulls: tuple[str, ...] = ("",)
    columns: MappingType[str, Column] = field(default_factory=dict)
    currency: str | None = None
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class UnfoldedTable:
    """A table made from another: each row of ``unfold`` gives one row for each of ``rows``, with new columns."""

    name: str
    unfold: str
    rows: tuple[MappingType[str, Excerpt], ...]
    row_spans: tuple[Span, ...]
    span: Span
    currency: str | None = None
    steps: tuple[Step, ...] = ()


TableSpec = FileTable | UnfoldedTable


@dataclass(frozen=True, slots=True)
class Key:
    """How rows belong together: their column ``theirs`` equals the column ``ours`` of the row they belong to."""

    theirs: str
    ours: str
    span: Span


@dataclass(frozen=True, slots=True)
class RecordSpec:
    """Which table gives a record for each row.

    ``as_of`` says of which day a row is; with ``many_days`` the table holds several days and only the rows of the day
    that is asked for are read. Rows for which ``where`` is false are left out.
    """

    of: str
    span: Span
    as_of: Excerpt | None = None
    where: Excerpt | None = None
    many_days: bool = False
    by_name: bool = False


@dataclass(frozen=True, slots=True)
class RelationSpec:
    """Where related entities come from. ``supplied`` tells whether the relation is complete: always, never, or
    as an expression over the row that they belong to says."""

    path: str
    table: str
    key: Key
    span: Span
    fields: MappingType[str, Excerpt] = field(default_factory=dict)
    by_name: bool = False
    supplied: bool | Excerpt = True


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping file without mistakes of form. Whether its columns exist is known when the files are opened."""

    name: str
    currency: str
    tables: MappingType[str, TableSpec]
    record: RecordSpec
    fields: MappingType[str, Excerpt]
    relations: MappingType[str, RelationSpec]
    source: Source = field(repr=False)
