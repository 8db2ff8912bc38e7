"""Annotations in tables: the cells that stand behind the outcome of a row."""

from collections.abc import Mapping, Sequence

from postloan_rules.feel.types import Simple
from postloan_rules.packs.definition import AnnotationColumn, AnnotationValue
from postloan_rules.packs.desk import Desk
from postloan_rules.packs.embedded import Style
from postloan_rules.packs.grid import Cell
from postloan_rules.packs.read_annotations import Columns, column_at, value_at
from postloan_rules.packs.yaml_nodes import ListNode, Node, ScalarNode
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import files, tables


def told_by_row(desk: Desk, node: Node | None, columns: Columns) -> tuple[AnnotationColumn, ...]:
    """Return the columns whose values stand behind the outcome in each row."""
    keys = [item for item in node.items if isinstance(item, ScalarNode)] if isinstance(node, ListNode) else []
    found = [(key, column_at(desk, key, columns)) for key in keys]
    for key, column in found:
        if column is not None and column.type is None:
            what = Bilingual(
                zh=f"`{key.text}`是中英文文本，不能写在表格里",
                en=f"`{key.text}` has two languages and no cell for them",
            )
            desk.report.append(files.does_not_fit_together(key.span, what))
    # What a wrong name holds is not read, but its cells are there.
    nameless = AnnotationColumn("", Bilingual(zh="", en=""), Simple.UNKNOWN, None)
    return tuple(nameless if column is None else column for _, column in found)


def annotations_in(
    desk: Desk, columns: Sequence[AnnotationColumn], cells: Sequence[Cell]
) -> Mapping[str, AnnotationValue]:
    """Return what the last cells of a row tell; ``-`` tells nothing."""
    found: dict[str, AnnotationValue] = {}
    for column, cell in zip(columns, cells, strict=False):
        if not cell.text:
            desk.report.append(tables.empty_cell(cell.span))
        elif cell.text != "-" and column.type is not Simple.UNKNOWN:
            value = _annotation(desk, column, cell)
            if value is not None:
                found[column.name] = value
    return found


def _annotation(desk: Desk, column: AnnotationColumn, cell: Cell) -> AnnotationValue | None:
    if column.type is None:
        return None
    return value_at(desk, ScalarNode(cell.text.strip('"'), Style.PLAIN, cell.span), column.type)
