"""What a report says: groups of rows with what is certain of them and what is possible, or a list of rows."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from postloan_rules.engine.plain import canonical_text, digits, plain_text
from postloan_rules.light import dataclass, field
from postloan_rules.text.bilingual import Bilingual

Value = str | bool | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure between ``low`` and ``high``: rows that only may belong to the group make the difference.

    ``without_value`` is how many of the rows have no value to add up; the figure leaves them out.
    """

    low: Decimal | None
    high: Decimal | None
    without_value: int = 0

    @property
    def is_certain(self) -> bool:
        """Whether there is one figure."""
        return self.low is not None and self.low == self.high and not self.without_value


@dataclass(frozen=True, slots=True)
class Group:
    """A group of rows: a value for each key (``None``: not known), how it is called, and a cell for each measure."""

    key: tuple[Value, ...]
    labels: tuple[Bilingual, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """A key, a measure or a column: its name and title."""

    name: str
    title: Bilingual


@dataclass(frozen=True, slots=True)
class Origin:
    """What a report was made from.

    ``subjects`` is how many entities were looked at. ``absent`` counts, by path, what was not supplied, so that nobody
    knows how many rows are missing; ``rejected`` counts rows of tables that are no records.
    """

    as_of: date
    currency: str
    pack: str
    version: str
    digest: str
    subjects: int = 0
    absent: Mapping[str, int] = field(default_factory=dict)
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class TableResult:
    """A table of figures. ``total`` has a cell for each measure over all rows."""

    name: str
    title: Bilingual
    keys: tuple[Head, ...]
    measures: tuple[Head, ...]
    ways: tuple[Literal["count", "sum", "share"], ...]
    groups: tuple[Group, ...]
    total: tuple[Cell, ...]
    orders: tuple[tuple[Value, ...], ...]
    """Per key, its values in their order."""
    origin: Origin

    def to_json(self) -> str:
        """Return ``to_dict`` as canonical JSON."""
        return canonical_text(self.to_dict())

    def cell(self, *key: Value, measure: str) -> Cell | None:
        """Return the cell of the group with ``key``, ``None`` where there is no such group."""
        place = [each.name for each in self.measures].index(measure)
        return next((each.cells[place] for each in self.groups if each.key == key), None)

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as plain values."""
        names = [each.name for each in self.measures]
        return {
            **_head(self.name, self.title, self.origin),
            "keys": [_named(each) for each in self.keys],
            "measures": [_named(each) for each in self.measures],
            "groups": [
                {
                    "key": [_plain(each) for each in group.key],
                    "labels": [_both(each) for each in group.labels],
                    "cells": dict(zip(names, map(_cell, group.cells), strict=True)),
                }
                for group in self.groups
            ],
            "total": dict(zip(names, map(_cell, self.total), strict=True)),
        }

    def to_rows(self) -> list[list[str]]:
        """Return the table as rows of text, for spreadsheets: of each figure the lowest and the highest."""
        heads = [each.name for each in self.keys]
        for each in self.measures:
            heads += [f"{each.name}_low", f"{each.name}_high"]
        rows = [heads]
        for group in self.groups:
            rows.append([plain_text(each) if each is not None else "" for each in group.key])
            for cell in group.cells:
                rows[-1] += [_number(cell.low), _number(cell.high)]
        return rows


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a list: what kind of row it is, its subject, a value per column and how it is said.

    Not ``certain`` where it is not known whether the row belongs into the list.
    """

    kind: Bilingual
    subject: str
    values: tuple[Value, ...]
    texts: tuple[Bilingual, ...]
    certain: bool


@dataclass(frozen=True, slots=True)
class ListResult:
    """A list of rows. ``left_out`` is how many rows came after the last that is shown.

    ``not_known`` counts, by kind, rows of which neither is known whether they belong here nor where they would stand.
    """

    name: str
    title: Bilingual
    columns: tuple[Head, ...]
    lines: tuple[Line, ...]
    left_out: int
    not_known: tuple[tuple[Bilingual, int], ...]
    origin: Origin

    def to_json(self) -> str:
        """Return ``to_dict`` as canonical JSON."""
        return canonical_text(self.to_dict())

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as plain values."""
        names = [each.name for each in self.columns]
        return {
            **_head(self.name, self.title, self.origin),
            "columns": [_named(each) for each in self.columns],
            "rows": [
                {
                    "kind": _both(each.kind),
                    "subject": each.subject,
                    "certain": each.certain,
                    "values": dict(zip(names, map(_plain, each.values), strict=True)),
                }
                for each in self.lines
            ],
            "left_out": self.left_out,
            "not_known": [{"kind": _both(kind), "count": count} for kind, count in self.not_known],
        }

    def to_rows(self) -> list[list[str]]:
        """Return the list as rows of text, for spreadsheets."""
        heads = ["kind", "subject", "certain", *(each.name for each in self.columns)]
        return [
            heads,
            *(
                [each.kind.zh, each.subject, plain_text(each.certain)]
                + ["" if value is None else plain_text(value) for value in each.values]
                for each in self.lines
            ),
        ]


ReportResult = TableResult | ListResult


def _head(name: str, title: Bilingual, origin: Origin) -> dict[str, Any]:
    return {
        "report": name,
        "title": _both(title),
        "as_of": origin.as_of.isoformat(),
        "currency": origin.currency,
        "pack": {"id": origin.pack, "version": origin.version, "digest": origin.digest},
        "subjects": origin.subjects,
        "absent": dict(sorted(origin.absent.items())),
        "rejected": origin.rejected,
    }


def _named(head: Head) -> dict[str, Any]:
    return {"name": head.name, "title": _both(head.title)}


def _both(text: Bilingual) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _cell(cell: Cell) -> dict[str, Any]:
    said: dict[str, Any] = {"low": _number(cell.low) or None, "high": _number(cell.high) or None}
    if cell.without_value:
        said["without_value"] = cell.without_value
    return said


def _number(number: Decimal | None) -> str:
    return "" if number is None else digits(number)


def _plain(value: Value) -> str | bool | None:
    return value if value is None or isinstance(value, bool) else plain_text(value)
