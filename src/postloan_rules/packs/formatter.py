"""The canonical layout of pack files: names for labels, aligned grids, no trailing blanks; comments stay."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from postloan_rules.feel import ast
from postloan_rules.feel.scope import EnumerationValueBinding, MemberBinding, VariableBinding
from postloan_rules.feel.walk import walk
from postloan_rules.light import dataclass
from postloan_rules.packs.definition import CheckedExpression
from postloan_rules.packs.dependencies import expressions_of_pack
from postloan_rules.packs.embedded import Style
from postloan_rules.packs.folder import read_folder
from postloan_rules.packs.grid import bars_of, is_rule
from postloan_rules.packs.loader import load_pack
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.packs.read_reports import expressions_of_reports
from postloan_rules.packs.watch_parts import expressions_of_watches
from postloan_rules.packs.yaml_nodes import ListNode, MappingNode, Node, ScalarNode
from postloan_rules.packs.yaml_text import read_yaml
from postloan_rules.text.diagnostic import Diagnostic
from postloan_rules.text.source import Source, Span, position_of, text_of
from postloan_rules.text.width import cells, padded


@dataclass(frozen=True, slots=True)
class _Edit:
    """Characters ``start`` up to ``end`` become ``text``."""

    start: int
    end: int
    text: str


def format_pack(folder: Path | str, *, library: Sequence[Path] = ()) -> dict[Path, str]:
    """Return the new text of every file of the pack whose text changes. What the pack says does not change.

    Labels become names outside of grids, and only in a pack without errors, for only there it is known what they stand
    for. A file that is no YAML stays as it is.
    """
    folder = Path(folder)
    ignored: list[Diagnostic] = []
    texts = read_folder(folder, folder.as_posix(), ignored)
    pack = load_pack(folder, library=library).pack
    edits = _names_for_labels(pack) if pack is not None else {}
    found: dict[Path, str] = {}
    for each in texts:
        text = _applied(each.source.text, _outside_grids(each.source, edits.get(each.source.name, ())))
        text = _laid_out(text)
        if text.encode("utf-8") != each.path.read_bytes():
            found[each.path] = text
    return found


def _outside_grids(source: Source, edits: Sequence[_Edit]) -> list[_Edit]:
    """Return the edits that are not in a grid: tables are read aloud in the language they were written in."""
    if not edits:
        return []
    root, _ = read_yaml(source)
    grids = [(grid.span.start, grid.span.end) for grid in _grids(root)] if root is not None else []
    return [edit for edit in edits if not any(start <= edit.start < end for start, end in grids)]


def _applied(text: str, edits: Sequence[_Edit]) -> str:
    for edit in sorted(set(edits), key=lambda each: each.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _names_for_labels(pack: CheckedPack) -> dict[str, list[_Edit]]:
    """Return, per source, the edits that write names where labels stand."""
    found: dict[str, list[_Edit]] = {}
    written = (
        *expressions_of_pack(pack),
        *expressions_of_reports(pack.reports),
        *expressions_of_watches(pack.watches),
    )
    for expression in written:
        for node in walk(expression.root):
            if isinstance(node, ast.Name | ast.Path | ast.StringLiteral):
                edit = _edit_of(node, expression)
                if edit is not None:
                    found.setdefault(node.span.source.name, []).append(edit)
    return found


def _edit_of(node: ast.Name | ast.Path | ast.StringLiteral, expression: CheckedExpression) -> _Edit | None:
    match expression.bindings.get(node.key), node:
        case MemberBinding(_, member), ast.Name(written) | ast.Path(_, written):
            return _last_word(node.span, written, member.name)
        case VariableBinding(name), ast.Name(written):
            return _last_word(node.span, written, name)
        case EnumerationValueBinding(_, value), ast.StringLiteral():
            return _word(node.span, value)
        case _:
            return None


def _last_word(span: Span, written: str, name: str) -> _Edit | None:
    if written == name or not text_of(span).endswith(written):
        return None
    return _Edit(span.end - len(written), span.end, name)


def _word(span: Span, value: str) -> _Edit | None:
    """Return the edit of a word with or without quotes; a span that holds several words (a head) is left alone."""
    text = text_of(span)
    quote = text[0] if text[:1] in {'"', "'"} and text[-1:] == text[:1] and len(text) > 1 else ""
    bare = text[1:-1] if quote else text
    if bare == value or "," in bare or "\n" in bare:
        return None
    return _Edit(span.start, span.end, f"{quote}{value}{quote}")


def _laid_out(text: str) -> str:
    source = Source("", text)
    root, problems = read_yaml(source)
    if root is None or problems:
        return text
    lines = text.split("\n")
    kept = set(_lines_of_text_blocks(source, root))
    lines = [line if number in kept else line.rstrip() for number, line in enumerate(lines, start=1)]
    for grid in _grids(root):
        first = position_of(source, grid.span.start).line
        last = position_of(source, grid.span.end).line
        lines[first:last] = _aligned(lines[first:last])
    return "\n".join(lines).rstrip("\n") + "\n"


def _scalars(node: Node) -> Iterator[ScalarNode]:
    match node:
        case ScalarNode():
            yield node
        case ListNode():
            for item in node.items:
                yield from _scalars(item)
        case MappingNode():
            for _, value in node.entries:
                yield from _scalars(value)


def _lines_of_text_blocks(source: Source, root: Node) -> Iterator[int]:
    """Yield the numbers of the lines inside texts of several lines, whose blanks belong to them."""
    for scalar in _scalars(root):
        first, last = position_of(source, scalar.span.start).line, position_of(source, scalar.span.end).line
        if scalar.style is Style.QUOTED and last > first:
            yield from range(first, last)
        elif scalar.style in (Style.LITERAL, Style.FOLDED):
            yield from range(first + 1, last + 1)


def _grids(node: Node) -> Iterator[ScalarNode]:
    """Yield the literal blocks called ``grid``."""
    match node:
        case MappingNode():
            for key, value in node.entries:
                if key.text == "grid" and isinstance(value, ScalarNode) and value.style is Style.LITERAL:
                    yield value
                else:
                    yield from _grids(value)
        case ListNode():
            for item in node.items:
                yield from _grids(item)
        case ScalarNode():
            return


def _aligned(lines: Sequence[str]) -> list[str]:
    """Return the lines of a grid with bars under bars. Lines that are no rows stay, without blanks at the end."""
    rows = [_cells_of(line) for line in lines]
    widths: list[int] = []
    for row in rows:
        for column, text in enumerate(row or ()):
            if column == len(widths):
                widths.append(2)
            if row is not None and not is_rule(row):
                widths[column] = max(widths[column], cells(text))
    indentation = next((line[: len(line) - len(line.lstrip())] for line in lines if line.strip()), "")
    return [
        line.rstrip() if row is None else indentation + _row_text(row, widths)
        for line, row in zip(lines, rows, strict=True)
    ]


def _cells_of(line: str) -> list[str] | None:
    stripped = line.strip()
    if len(stripped) < 2 or not stripped.startswith("|") or not stripped.endswith("|"):
        return None
    return [" ".join(stripped[left + 1 : right].split()) for left, right in pairwise(bars_of(stripped))]


def _row_text(row: Sequence[str], widths: Sequence[int]) -> str:
    dashes = is_rule(row)
    texts = ["-" * width if dashes else padded(text, width) for text, width in zip(row, widths, strict=False)]
    return "| " + " | ".join(texts) + " |"
