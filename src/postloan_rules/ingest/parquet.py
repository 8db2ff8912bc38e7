"""Parquet files through DuckDB: the one place that imports it."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from postloan_rules.errors import MissingExtraError
from postloan_rules.ingest.mapping import ColumnType
from postloan_rules.light import dataclass
from postloan_rules.text.bilingual import Bilingual

_AT_A_TIME: Final = 2048
_WHOLE: Final = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
_NUMBERS: Final = (*_WHOLE, *(f"U{each}" for each in _WHOLE), "DECIMAL", "FLOAT", "DOUBLE")


@dataclass(frozen=True, slots=True)
class ParquetFile:
    """Columns of a file with the types that it declares, and a function that reads its rows from the start."""

    columns: tuple[str, ...]
    types: Mapping[str, ColumnType]
    floats: frozenset[str]
    rows: Callable[[], Iterator[tuple[Any, ...]]]


def read_parquet(path: Path) -> ParquetFile | Bilingual:
    """Return the Parquet file at ``path`` (or the files that the pattern ``path`` matches), or why it cannot be read.

    Raises:
        MissingExtraError: if DuckDB is not installed.
    """
    try:
        import duckdb  # noqa: PLC0415  an optional package
    except ImportError:
        raise MissingExtraError("duckdb", "sql") from None
    name = path.as_posix()
    try:
        with duckdb.connect() as connection:
            described = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [name]).fetchall()
    except duckdb.Error:
        return Bilingual(zh="不是 Parquet 文件", en="it is not a Parquet file")
    declared = {str(column): str(type) for column, type, *_ in described}

    def rows() -> Iterator[tuple[Any, ...]]:
        with duckdb.connect() as connection:
            found = connection.execute("SELECT * FROM read_parquet(?)", [name])
            while batch := found.fetchmany(_AT_A_TIME):
                yield from batch

    types = {column: _type(text) for column, text in declared.items()}
    return ParquetFile(
        tuple(declared),
        {column: type for column, type in types.items() if type is not None},
        frozenset(column for column, text in declared.items() if text in ("FLOAT", "DOUBLE")),
        rows,
    )


def _type(declared: str) -> ColumnType | None:
    name = declared.partition("(")[0]
    if name in _NUMBERS:
        return ColumnType.NUMBER
    if name in ("DATE", "TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMP_MS", "TIMESTAMP_S"):
        return ColumnType.DATE
    return {"VARCHAR": ColumnType.STRING, "BOOLEAN": ColumnType.BOOLEAN}.get(name)
