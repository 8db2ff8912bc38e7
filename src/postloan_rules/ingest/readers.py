"""Files to rows of raw cells: CSV and JSON; Parquet is in ``parquet``."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from postloan_rules.ingest.mapping import ColumnType, FileTable, Format
from postloan_rules.ingest.parquet import read_parquet
from postloan_rules.light import dataclass, replace
from postloan_rules.model.issue import Issue
from postloan_rules.model.json_text import parse_json
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import data
from postloan_rules.text.diagnostic import Diagnostic

_DELIMITERS: Final = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class RawRow:
    """The cells of a row in the order of the columns; fewer where something is wrong. ``number`` is the line where the
    row starts in a text file (the header is line 1) and counts rows from 1 elsewhere."""

    number: int
    cells: Sequence[Any]
    remark: Diagnostic | None = None


@dataclass(frozen=True, slots=True)
class RawTable:
    """A file that was opened: its columns, and a function that reads its rows from the start.

    ``types`` are the types of columns that the file itself knows; ``floats`` are those that hold binary fractions.
    """

    columns: tuple[str, ...]
    rows: Callable[[], Iterator[RawRow]]
    types: Mapping[str, ColumnType]
    floats: frozenset[str] = frozenset()
    is_text: bool = False


def open_table(spec: FileTable, path: Path) -> RawTable | Diagnostic:
    """Return the table that is in the file at ``path``, or why it cannot be read.

    Raises:
        MissingExtraError: for Parquet without DuckDB.
    """
    shown = path.name
    if not path.exists() and not _is_pattern(spec, path):
        return data.no_such_file(spec.span, path.as_posix())
    if path.is_dir():
        return data.unreadable_file(spec.span, shown, Bilingual(zh="这是文件夹", en="it is a folder"))
    try:
        match spec.format:
            case Format.CSV:
                return _open_csv(spec, path)
            case Format.JSON | Format.JSONL:
                return _open_json(spec, path)
            case Format.PARQUET:
                found = read_parquet(path)
                if isinstance(found, Bilingual):
                    return data.unreadable_file(spec.span, shown, found)
                return RawTable(
                    found.columns,
                    lambda: (RawRow(number, cells) for number, cells in enumerate(found.rows(), start=1)),
                    found.types,
                    found.floats,
                )
    except OSError:
        return data.unreadable_file(spec.span, shown, Bilingual(zh="没有读取权限", en="it may not be read"))


def _is_pattern(spec: FileTable, path: Path) -> bool:
    return spec.format is Format.PARQUET and "*" in path.as_posix()


def _open_csv(spec: FileTable, path: Path) -> RawTable | Diagnostic:
    encoding = "utf-8-sig" if spec.encoding.lower().replace("_", "-") in ("utf-8", "utf8") else spec.encoding
    with path.open(encoding=encoding, errors="surrogateescape", newline="") as file:
        reader = csv.reader(file, delimiter=spec.delimiter, strict=True)
        try:
            header = next(reader, [])
        except csv.Error:
            return data.unreadable_file(spec.span, path.name, Bilingual(zh="表头不是 CSV", en="its header is not CSV"))
    wrong = _wrong_header(spec, path.name, header)
    if wrong is not None:
        return wrong
    columns = tuple(each.strip() for each in header)

    def rows() -> Iterator[RawRow]:
        with path.open(encoding=encoding, errors="surrogateescape", newline="") as file:
            yield from _csv_rows(file, spec.delimiter, len(columns))

    return RawTable(columns, rows, {}, is_text=True)


def _wrong_header(spec: FileTable, name: str, header: list[str]) -> Diagnostic | None:
    if not any(each.strip() for each in header):
        return data.unreadable_file(spec.span, name, Bilingual(zh="没有表头", en="it has no header"))
    if any("\udc80" <= char <= "\udcff" for each in header for char in each):
        why = Bilingual(zh=f"表头不是 {spec.encoding} 编码", en=f"its header is not {spec.encoding} text")
        return data.unreadable_file(spec.span, name, why)
    if len(header) == 1:
        likely = [each for each in _DELIMITERS if each != spec.delimiter and each in header[0]]
        if likely:
            return data.wrong_delimiter(spec.span, name, spec.delimiter, max(likely, key=header[0].count))
    seen: set[str] = set()
    for each in header:
        column = each.strip()
        if column in seen:
            return data.repeated_column(spec.span, column, name)
        seen.add(column)
    return None


def _csv_rows(file: io.TextIOBase, delimiter: str, columns: int) -> Iterator[RawRow]:
    reader = csv.reader(file, delimiter=delimiter, strict=True)
    next(reader, None)
    while True:
        start = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield RawRow(start, (), data.unreadable_row(_why(error, start, reader.line_num)))
            if reader.line_num < start:
                return
            continue
        if cells is None:
            return
        if cells:
            remark = data.ragged_row(len(cells), columns) if len(cells) != columns else None
            yield RawRow(start, cells, remark)


def _why(error: csv.Error, start: int, end: int) -> Bilingual:
    text = str(error)
    if "end of data" in text or "field limit" in text:
        return Bilingual(
            zh=f"引号没有结束，第 {start} 至 {end} 行都没有读入",
            en=f"a quote is not closed, and lines {start} to {end} could not be read",
        )
    if "NUL" in text:
        return Bilingual(zh="含有空字符", en="it has a null character")
    return Bilingual(zh="引号的用法不对", en="a quote stands where none may")


def _open_json(spec: FileTable, path: Path) -> RawTable | Diagnostic:
    content = path.read_bytes()
    if spec.encoding.lower() not in ("utf-8", "utf8"):
        try:
            content = content.decode(spec.encoding).encode()
        except UnicodeDecodeError:
            why = Bilingual(zh=f"不是 {spec.encoding} 编码", en=f"it is not {spec.encoding} text")
            return data.unreadable_file(spec.span, path.name, why)
    objects: list[tuple[int, Any, Diagnostic | None]] = []
    if spec.format is Format.JSONL:
        for number, line in enumerate(content.split(b"\n"), start=1):
            if line.strip():
                value, issues = parse_json(line)
                objects.append((number, value, _placed(issues)))
    else:
        value, issues = parse_json(content)
        if not isinstance(value, list):
            why = issues[0].remark.message if issues else Bilingual(zh="不是列表", en="it is not a list")
            return data.unreadable_file(spec.span, path.name, why)
        wrong: dict[int, list[Issue]] = {}
        for each in issues:
            place, _, inside = each.path.removeprefix("[").partition("]")
            wrong.setdefault(int(place), []).append(replace(each, path=inside.removeprefix(".")))
        objects = [(place + 1, each, _placed(wrong.get(place, ()))) for place, each in enumerate(value)]
    columns = tuple(dict.fromkeys(key for _, each, _ in objects if isinstance(each, dict) for key in each))
    rows = [_json_row(number, each, remark, columns) for number, each, remark in objects]
    return RawTable(columns, lambda: iter(rows), _json_types(columns, rows))


def _placed(issues: Sequence[Issue]) -> Diagnostic | None:
    """Return the first of ``issues`` about a row, with its place in the row."""
    if not issues:
        return None
    path, remark = issues[0].path, issues[0].remark
    said = remark.message
    return replace(remark, message=Bilingual(zh=f"`{path}` {said.zh}", en=f"`{path}` {said.en}")) if path else remark


def _json_row(number: int, value: Any, remark: Diagnostic | None, columns: tuple[str, ...]) -> RawRow:
    if isinstance(value, dict):
        return RawRow(number, [value.get(column) for column in columns], remark)
    return RawRow(number, (), remark or data.wrong_kind("entity"))


def _json_types(columns: tuple[str, ...], rows: list[RawRow]) -> dict[str, ColumnType]:
    """Return the types of the columns whose values all have one."""
    types: dict[str, ColumnType] = {}
    for place, column in enumerate(columns):
        found = {_json_type(row.cells[place]) for row in rows if row.cells and row.cells[place] is not None}
        if len(found) == 1:
            only = found.pop()
            if only is not None:
                types[column] = only
    return types


def _json_type(value: Any) -> ColumnType | None:
    if isinstance(value, bool):
        return ColumnType.BOOLEAN
    if isinstance(value, str):
        return ColumnType.STRING
    return None if isinstance(value, list | dict) else ColumnType.NUMBER
