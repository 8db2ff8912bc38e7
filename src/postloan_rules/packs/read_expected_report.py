"""What cases expect of a report: figures by group, or rows."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from postloan_rules.feel.types import Enumeration, Simple
from postloan_rules.packs.desk import Desk
from postloan_rules.packs.expected_report import OTHER, UNKNOWN, Figure
from postloan_rules.packs.layer import mapping
from postloan_rules.packs.read_reports import type_of
from postloan_rules.packs.report import GroupKey, ListReport, ReportDefinition, TableReport
from postloan_rules.packs.yaml_nodes import ListNode, MappingNode, Node, ScalarNode
from postloan_rules.packs.yaml_scalars import value_of
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import files
from postloan_rules.text.nearest import nearest

SEPARATOR = ", "
"""What stands between the values of several keys of one group."""
SUBJECT, CERTAIN, KIND = "subject", "certain", "kind"
"""What a row has beside its columns."""
_OF_TABLES = ("cells", "total")
_OF_LISTS = ("rows", "left_out", "not_known")


def read_expected_report(desk: Desk, node: Node | None, report: ReportDefinition) -> dict[str, object]:
    """Return what a case expects of ``report``: ``Figure`` by group and measure, or rows of plain values; what the
    report cannot have goes to the desk."""
    found: dict[str, object] = {}
    fitting = _OF_LISTS if isinstance(report, ListReport) else _OF_TABLES
    for name, (key, value) in mapping(node).items():
        match name, report:
            case "cells", TableReport():
                found[name] = dict(_cells(desk, value, report))
            case "total", TableReport():
                found[name] = _figures(desk, value, report)
            case "rows", ListReport():
                found[name] = tuple(_rows(desk, value, report))
            case "left_out" | "not_known", ListReport():
                found[name] = _whole(desk, value)
            case "absent", _:
                items = value.items if isinstance(value, ListNode) else ()
                found[name] = tuple(item.text for item in items if isinstance(item, ScalarNode))
            case _:
                names = ", ".join(f"`{each}`" for each in (*fitting, "absent"))
                what = Bilingual(zh=f"这张报表的预期只有 {names}", en=f"of this report cases expect {names}")
                desk.report.append(files.does_not_fit_together(key.span, what))
    return found


def _cells(desk: Desk, node: Node, report: TableReport) -> Iterator[tuple[str, Mapping[str, Figure]]]:
    for text, (key, value) in mapping(node).items():
        parts = text.split(SEPARATOR) if len(report.by) > 1 else [text]
        if len(parts) != len(report.by):
            names = SEPARATOR.join(each.name for each in report.by)
            what = Bilingual(
                zh=f"这张报表的分组写作 `{names}` 各一个值",
                en=f"a group of this report has a value for each of `{names}`",
            )
            desk.report.append(files.does_not_fit_together(key.span, what))
            continue
        for part, group in zip(parts, report.by, strict=True):
            values = _values_of(desk, group)
            if values and part not in values:
                what = Bilingual(zh="分组", en="group")
                desk.report.append(files.no_such(key.span, what, part, nearest(part, values)))
        yield text, _figures(desk, value, report)


def _values_of(desk: Desk, key: GroupKey) -> Sequence[str]:
    """Return the values that ``key`` can have; none where any text can be one."""
    if key.expression is None:
        return (*(band.name for band in key.bands), OTHER)
    type = type_of(key.expression)
    if isinstance(type, Enumeration):
        return (*(name for name, _ in desk.enumerations[type.name].values), "not_applicable", UNKNOWN)
    return ("true", "false", UNKNOWN) if type is Simple.BOOLEAN else ()


def _figures(desk: Desk, node: Node, report: TableReport) -> dict[str, Figure]:
    names = [each.name for each in report.measures]
    found = {}
    for name, (key, value) in mapping(node).items():
        if name in names:
            found[name] = _figure(desk, value)
        else:
            what = Bilingual(zh="指标", en="measure")
            desk.report.append(files.no_such(key.span, what, name, nearest(name, names)))
    return found


def _figure(desk: Desk, node: Node) -> Figure:
    if isinstance(node, ScalarNode):
        value = _number(desk, node)
        return Figure(value, value)
    if isinstance(node, ListNode):
        ends = [_number(desk, item) for item in node.items]
        if len(ends) > 2:
            what = Bilingual(zh="一个指标只有最低和最高两个数", en="a figure has a lowest and a highest value, no more")
            desk.report.append(files.does_not_fit_together(node.items[2].span, what))
        return Figure(ends[0], ends[1])
    parts = {name: value for name, (_, value) in mapping(node).items()}
    low = _number(desk, parts["low"]) if "low" in parts else None
    high = _number(desk, parts["high"]) if "high" in parts else low
    return Figure(low, high, _whole(desk, parts["without_value"]) if "without_value" in parts else 0)


def _number(desk: Desk, node: Node) -> Decimal | None:
    """Return a number; nothing for the word that stands for what is not known."""
    value = value_of(node) if isinstance(node, ScalarNode) else None
    if isinstance(value, Decimal):
        return value
    if not isinstance(node, ScalarNode) or node.text != UNKNOWN:
        text = node.text if isinstance(node, ScalarNode) else ""
        desk.report.append(files.malformed(node.span, text, Bilingual(zh="数", en="a number")))
    return None


def _whole(desk: Desk, node: Node) -> int:
    value = _number(desk, node)
    return 0 if value is None else int(value)


def _rows(desk: Desk, node: Node, report: ListReport) -> Iterator[dict[str, object]]:
    names = [*(each.name for each in report.columns), SUBJECT, CERTAIN, KIND]
    for item in node.items if isinstance(node, ListNode) else ():
        found: dict[str, object] = {}
        for name, (key, value) in mapping(item).items() if isinstance(item, MappingNode) else ():
            if name not in names:
                what = Bilingual(zh="列", en="column")
                desk.report.append(files.no_such(key.span, what, name, nearest(name, names)))
            elif isinstance(value, ScalarNode):
                read = value_of(value)
                found[name] = read if isinstance(read, Decimal | bool) else value.text
        yield found
