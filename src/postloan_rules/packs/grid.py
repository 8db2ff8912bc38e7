"""A grid in a literal block to rows of cells, each with its place."""

from collections.abc import Sequence
from itertools import pairwise

from postloan_rules.light import dataclass
from postloan_rules.text.catalogue import tables
from postloan_rules.text.diagnostic import Diagnostic
from postloan_rules.text.source import Excerpt, Span


@dataclass(frozen=True, slots=True)
class Cell:
    """The text between two bars, without the blanks around it."""

    excerpt: Excerpt
    span: Span

    @property
    def text(self) -> str:
        """Return the words of the cell, single blanks between them."""
        return " ".join(self.excerpt.text.split())


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Cell, ...]
    span: Span


def rows_of(grid: Excerpt, report: list[Diagnostic]) -> tuple[Row, ...]:
    """Return the rows of ``grid``. Blank lines, lines that start with ``#`` and rules of dashes are left out."""
    rows: list[Row] = []
    start = 0
    for line in grid.text.split("\n"):
        row = _row(grid, start, line, report)
        if row is not None:
            rows.append(row)
        start += len(line) + 1
    width = len(rows[0].cells) if rows else 0
    report.extend(
        tables.other_number_of_cells(row.span, len(row.cells), width) for row in rows if len(row.cells) != width
    )
    return tuple(row for row in rows if len(row.cells) == width)


def _row(grid: Excerpt, start: int, line: str, report: list[Diagnostic]) -> Row | None:
    stripped = line.strip()
    if not stripped or stripped.startswith("#"):
        return None
    first = start + line.index(stripped[0])
    span = grid.span(first, first + len(stripped))
    if not stripped.startswith("|") or not stripped.endswith("|") or len(stripped) < 2:
        report.append(tables.not_a_row(span))
        return None
    bars = bars_of(stripped)
    cells = tuple(_cell(grid, first + bar + 1, first + after) for bar, after in pairwise(bars))
    if is_rule([cell.text for cell in cells]):
        return None
    return Row(cells, span)


def is_rule(cells: Sequence[str]) -> bool:
    """Return whether the cells of a row are only a line under the heads: at least two dashes each."""
    return all(len(cell) > 1 and not cell.strip("-:") for cell in cells)


def bars_of(line: str) -> list[int]:
    """Return where the bars are; a bar inside a string is none."""
    bars: list[int] = []
    quoted = False
    for index, char in enumerate(line):
        if char == '"':
            quoted = not quoted
        elif char == "|" and not quoted:
            bars.append(index)
    return bars


def _cell(grid: Excerpt, start: int, end: int) -> Cell:
    text = grid.text[start:end]
    left = start + len(text) - len(text.lstrip())
    right = start + len(text.rstrip()) if text.strip() else left
    if not text.strip():
        return Cell(Excerpt("", grid.source, (grid.offsets[start],)), grid.span(start, end))
    excerpt = Excerpt(grid.text[left:right], grid.source, grid.offsets[left : right + 1])
    return Cell(excerpt, grid.span(left, right))
