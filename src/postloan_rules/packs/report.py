"""Authored reports: tables of figures about many entities, and lists of them."""

from typing import Literal

from postloan_rules.light import dataclass, field
from postloan_rules.packs.definition import CheckedExpression, Condition
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.source import Span


@dataclass(frozen=True, slots=True)
class Band:
    """A class of rows that the author draws up: those for which ``when`` holds and none before it does."""

    name: str
    title: Bilingual
    when: Condition


@dataclass(frozen=True, slots=True)
class GroupKey:
    """What rows are grouped by: the values of ``expression``, or ``bands``."""

    name: str
    title: Bilingual
    expression: CheckedExpression | None
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """What is told of each group: how many rows, the sum of ``expression`` over them, or its share of the whole sum."""

    name: str
    title: Bilingual
    how: Literal["count", "sum", "share"]
    expression: CheckedExpression | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list."""

    name: str
    title: Bilingual


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a list: each entity of kind ``entity`` for which ``when`` holds; ``show`` has a value for each column."""

    entity: str
    title: Bilingual
    when: Condition | None
    show: tuple[CheckedExpression | None, ...]


@dataclass(frozen=True, slots=True)
class TableReport:
    """A table of figures: the entities of kind ``entity`` for which ``where`` holds, in groups, measured."""

    name: str
    title: Bilingual
    chapter: str | None
    entity: str
    where: Condition | None
    by: tuple[GroupKey, ...]
    measures: tuple[Measure, ...]
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ListReport:
    """A list of entities of some kinds, sorted by columns (``True``: the largest first), the first ``limit`` of it."""

    name: str
    title: Bilingual
    chapter: str | None
    columns: tuple[Column, ...]
    rows: tuple[Rows, ...]
    sort: tuple[tuple[int, bool], ...]
    limit: int | None
    span: Span | None = field(default=None, compare=False, repr=False)


ReportDefinition = TableReport | ListReport
