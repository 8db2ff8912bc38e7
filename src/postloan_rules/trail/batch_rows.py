"""The bytes of each row of a part: lines of text as they are, rows of Parquet as canonical JSON."""

import math
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import rfc8785

from postloan_rules.audit.canonical import canonical_bytes
from postloan_rules.errors import AuditError
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import proofs

_NO_FORM: Final = object()


def rows_of(path: Path, name: str) -> Iterator[bytes]:
    """Yield the bytes of each row of the part at ``path``, which a batch calls ``name``.

    Raises:
        AuditError: if it cannot be read, or holds a value that has no text of its own.
        MissingExtraError: if it is a Parquet file and DuckDB is not installed.
    """
    match path.suffix:
        case ".parquet":
            yield from _parquet_rows(path, name)
        case ".csv":
            lines = _lines(path, name)
            next(lines, None)
            yield from lines
        case _:
            yield from _lines(path, name)


def _lines(path: Path, name: str) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            for line in file:
                yield line.removesuffix(b"\n").removesuffix(b"\r")
    except OSError as error:
        why = str(error.strerror)
        raise AuditError(proofs.part_unreadable(name, Bilingual(zh=why, en=why))) from error


def _parquet_rows(path: Path, name: str) -> Iterator[bytes]:
    # Only batches in Parquet need what reads it.
    from postloan_rules.ingest.parquet import read_parquet

    table = read_parquet(path)
    if isinstance(table, Bilingual):
        raise AuditError(proofs.part_unreadable(name, table))
    for row in table.rows():
        said: dict[str, Any] = {}
        for column, value in zip(table.columns, row, strict=True):
            said[column] = plain = plain_value(value)
            if plain is _NO_FORM:
                raise AuditError(proofs.value_without_form(name, column))
        try:
            yield canonical_bytes(said)
        except AuditError as error:
            raise AuditError(proofs.part_unreadable(name, error.message)) from error


def plain_value(value: Any) -> Any:
    """Return a cell of a Parquet file as it stands in canonical JSON; what has no form there gives ``_NO_FORM``."""
    plain = _PLAIN.get(type(value))
    return _NO_FORM if plain is None else plain(value)


def _itself(value: Any) -> Any:
    return value


def _float(value: float) -> Any:
    return rfc8785.dumps(value).decode() if math.isfinite(value) else _NO_FORM


def _instant(value: datetime) -> str:
    here = value if value.tzinfo is None else value.astimezone(UTC).replace(tzinfo=None)
    return here.isoformat(timespec="microseconds")


def _list(value: list[Any] | tuple[Any, ...]) -> Any:
    found = [plain_value(each) for each in value]
    return _NO_FORM if any(each is _NO_FORM for each in found) else found


def _struct(value: Mapping[Any, Any]) -> Any:
    found = {name: plain_value(each) for name, each in value.items()}
    wrong = any(each is _NO_FORM or not isinstance(name, str) for name, each in found.items())
    return _NO_FORM if wrong else found


_PLAIN: Final[Mapping[type, Callable[[Any], Any]]] = {
    type(None): _itself,
    str: _itself,
    bool: _itself,
    int: str,
    Decimal: lambda value: f"{value:f}",
    float: _float,
    date: date.isoformat,
    datetime: _instant,
    list: _list,
    tuple: _list,
    dict: _struct,
}
