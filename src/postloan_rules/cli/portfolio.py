"""Many records for a command: the tables of a mapping file, or a file of JSON."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from postloan_rules import PortfolioRecord, RecordError, Rejected, read_record, read_records
from postloan_rules.cli.guard import WrongUseError
from postloan_rules.text.bilingual import Bilingual

_MAPPINGS = (".yaml", ".yml")


def portfolio(
    file: Path, tables: Mapping[str, Path], *, as_of: date | None = None
) -> Iterator[PortfolioRecord | Rejected]:
    """Return the records of ``file`` one after the other: a mapping file, a JSON record or list, or JSON lines.

    Raises:
        WrongUseError: if it is none of these.
        MappingError: if the mapping or one of its tables cannot be used.
        OSError, UnicodeDecodeError: if it cannot be read.
    """
    # A name that leads nowhere is the mistake of who typed it, not of who wrote the mapping.
    with file.open("rb"):
        pass
    if file.suffix in _MAPPINGS:
        return read_records(file, tables=tables, as_of=as_of)
    if file.suffix == ".jsonl":
        return _lines(file)
    return _list(file)


def _lines(file: Path) -> Iterator[PortfolioRecord | Rejected]:
    with file.open(encoding="utf-8") as lines:
        for row, line in enumerate(lines, 1):
            if line.strip():
                yield _record(file, row, line)


def _list(file: Path) -> Iterator[PortfolioRecord | Rejected]:
    try:
        # Numbers keep the digits that they are written with.
        content = json.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    except json.JSONDecodeError as error:
        raise WrongUseError(
            Bilingual(
                zh=f"`{file}` 不是 JSON，也不是映射文件：第 {error.lineno} 行",
                en=f"`{file}` is neither JSON nor a mapping file: line {error.lineno}",
            )
        ) from None
    for row, each in enumerate(content if isinstance(content, list) else [content], 1):
        yield _record(file, row, each)


def _record(file: Path, row: int, given: Any) -> PortfolioRecord | Rejected:
    if not isinstance(given, str | Mapping):
        given = json.dumps(given, default=str)
    try:
        return read_record(given)
    except RecordError as error:
        return Rejected(file.name, row, tuple(error.problems), {})
