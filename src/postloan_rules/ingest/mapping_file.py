"""A mapping file, from YAML to what it says, or to what is wrong with it."""

import codecs
from collections.abc import Mapping as MappingType
from decimal import Decimal
from pathlib import Path
from typing import Final

from postloan_rules.ingest.mapping import (
    Column,
    ColumnStep,
    ColumnType,
    FileTable,
    Format,
    JoinStep,
    Key,
    Mapping,
    RecordSpec,
    RelationSpec,
    RunningStep,
    Step,
    TableSpec,
    UnfoldedTable,
)
from postloan_rules.ingest.mapping_shape import MAPPING
from postloan_rules.light import dataclass
from postloan_rules.packs.shape import conform
from postloan_rules.packs.yaml_nodes import ListNode, MappingNode, Node, ScalarNode
from postloan_rules.packs.yaml_scalars import value_of
from postloan_rules.packs.yaml_text import read_yaml
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import data
from postloan_rules.text.diagnostic import Diagnostic
from postloan_rules.text.nearest import nearest
from postloan_rules.text.source import Excerpt, Source, Span

LARGEST_FILE: Final = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class LoadedMapping:
    """A mapping, or the reasons why there is none."""

    mapping: Mapping | None
    diagnostics: tuple[Diagnostic, ...]


def load_mapping(path: Path) -> LoadedMapping:
    """Return what the mapping file at ``path`` says. Never raises for what is in the file or whether it is there."""
    name = path.as_posix()
    try:
        if path.stat().st_size > LARGEST_FILE:
            return _none(data.unreadable_file(None, name, Bilingual(zh="超过 2 MiB", en="it is larger than 2 MiB")))
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return _none(data.no_such_file(None, name))
    except IsADirectoryError:
        return _none(data.unreadable_file(None, name, Bilingual(zh="这是文件夹", en="it is a folder")))
    except OSError:
        return _none(data.unreadable_file(None, name, Bilingual(zh="没有读取权限", en="it may not be read")))
    except UnicodeDecodeError:
        return _none(data.unreadable_file(None, name, Bilingual(zh="不是 UTF-8 文本", en="it is not UTF-8 text")))
    return parse_mapping(Source(name, text.replace("\r\n", "\n")))


def parse_mapping(source: Source) -> LoadedMapping:
    """Return what the text of a mapping file says."""
    root, found = read_yaml(source)
    report = list(found)
    if root is None:
        return LoadedMapping(None, tuple(report) or (data.setting_missing(None, "mapping"),))
    shaped = conform(root, MAPPING, report)
    if report or not isinstance(shaped, MappingNode):
        return LoadedMapping(None, tuple(report))
    mapping = _mapping(shaped, source, report)
    return LoadedMapping(None if report else mapping, tuple(report))


def _none(diagnostic: Diagnostic) -> LoadedMapping:
    return LoadedMapping(None, (diagnostic,))


def _mapping(root: MappingNode, source: Source, report: list[Diagnostic]) -> Mapping:
    tables = {key.text: _table(key.text, node, key.span, report) for key, node in _entries(root, "tables")}
    record = _record(root, report)
    relations = {
        key.text: _relation(key.text, node, key.span, report)
        for key, node in _entries(root, "relations")
        if isinstance(node, MappingNode)
    }
    mapping = Mapping(
        name=_text(root, "mapping"),
        currency=_text(root, "currency"),
        tables=tables,
        record=record,
        fields=_expressions(root, "fields"),
        relations=relations,
        source=source,
    )
    _check_tables(mapping, report)
    return mapping


def _table(name: str, node: Node, span: Span, report: list[Diagnostic]) -> TableSpec:
    assert isinstance(node, MappingNode)  # noqa: S101 - the shape was checked
    steps = tuple(_step(each, report) for each in _items(node, "steps"))
    if node.key("unfold") is not None:
        _allow(node, ("unfold", "rows", "currency", "steps"), report)
        if node.get("rows") is None:
            report.append(data.setting_missing(span, "rows"))
        nodes = [each for each in _items(node, "rows") if isinstance(each, MappingNode)]
        rows = tuple({key.text: _excerpt(value) for key, value in each.entries} for each in nodes)
        _check_rows(nodes, report)
        spans = tuple(each.span for each in nodes)
        return UnfoldedTable(name, _text(node, "unfold"), rows, spans, span, _optional(node, "currency"), steps)
    _allow(node, ("read", "file", "encoding", "delimiter", "nulls", "columns", "currency", "steps"), report)
    encoding = _optional(node, "encoding") or "utf-8"
    try:
        codecs.lookup(encoding)
    except LookupError:
        report.append(data.wrong_setting(_span(node, "encoding"), Bilingual(zh="已知的编码", en="a known encoding")))
    return FileTable(
        name=name,
        format=Format(_text(node, "read")),
        file=_optional(node, "file") or f"{name}.{_text(node, 'read')}",
        span=span,
        encoding=encoding,
        delimiter=_character(node, "delimiter", report) or ",",
        nulls=_texts(node, "nulls") or ("",),
        columns={key.text: _column(key, value, report) for key, value in _entries(node, "columns")},
        currency=_optional(node, "currency"),
        steps=steps,
    )


def _column(key: ScalarNode, node: Node, report: list[Diagnostic]) -> Column:
    assert isinstance(node, MappingNode)  # noqa: S101 - the shape was checked
    kind = _optional(node, "type")
    values = {each.text: value.text for each, value in _entries(node, "values") if isinstance(value, ScalarNode)}
    return Column(
        name=key.text,
        source=_optional(node, "source") or key.text,
        span=key.span,
        type=ColumnType(kind) if kind else None,
        form=_optional(node, "format"),
        thousands=_character(node, "thousands", report),
        true=_texts(node, "true") or (),
        false=_texts(node, "false") or (),
        nulls=_texts(node, "nulls"),
        values=values,
    )


def _step(node: Node, report: list[Diagnostic]) -> Step:
    assert isinstance(node, MappingNode)  # noqa: S101 - the shape was checked
    if node.key("join") is not None:
        _need(node, ("join", "key", "columns"), report)
        key = _key(node, report)
        columns = tuple(each.text for each in _items(node, "columns") if isinstance(each, ScalarNode))
        return JoinStep(_text(node, "join"), key.theirs, key.ours, columns, node.span)
    if node.key("running") is not None:
        _need(node, ("running", "per", "order", "start", "add"), report, optional=("floor",))
        order = tuple(each.text for each in _items(node, "order") if isinstance(each, ScalarNode))
        floor = _number(node, "floor", report)
        start, add = _expression(node, "start"), _expression(node, "add")
        return RunningStep(_text(node, "running"), _text(node, "per"), order, start, add, floor, node.span)
    _need(node, ("column", "value"), report)
    return ColumnStep(_text(node, "column"), _expression(node, "value"), node.span)


def _record(root: MappingNode, report: list[Diagnostic]) -> RecordSpec:
    node = root.get("record")
    assert isinstance(node, MappingNode)  # noqa: S101 - the shape was checked
    many = _optional(node, "days") == "many"
    as_of = _expression(node, "as_of") if node.get("as_of") else None
    if many and as_of is None:
        report.append(data.setting_missing(_span(node, "days"), "as_of"))
    return RecordSpec(
        of=_text(node, "of"),
        span=_span(node, "of"),
        as_of=as_of,
        where=_expression(node, "where") if node.get("where") else None,
        many_days=many,
        by_name=_flag(node, "by_name"),
    )


def _relation(path: str, node: MappingNode, span: Span, report: list[Diagnostic]) -> RelationSpec:
    supplied: bool | Excerpt = True
    given = node.get("supplied")
    if isinstance(given, ScalarNode):
        value = value_of(given)
        supplied = value if isinstance(value, bool) else _excerpt(given)
    return RelationSpec(
        path=path,
        table=_text(node, "from"),
        key=_key(node, report),
        span=span,
        fields=_expressions(node, "fields"),
        by_name=_flag(node, "by_name"),
        supplied=supplied,
    )


def _key(node: MappingNode, report: list[Diagnostic]) -> Key:
    value = node.get("key")
    if isinstance(value, MappingNode):
        pairs = [(key.text, each.text) for key, each in value.entries if isinstance(each, ScalarNode)]
        if len(pairs) == 1:
            return Key(*pairs[0], value.span)
        pair = Bilingual(zh="一对列名（对方的列: 我方的列）", en="one pair, their column: our column")
        report.append(data.wrong_setting(value.span, pair))
        return Key("", "", value.span)
    text = value.text if isinstance(value, ScalarNode) else ""
    return Key(text, text, node.span if value is None else value.span)


def _check_tables(mapping: Mapping, report: list[Diagnostic]) -> None:
    """Report tables that are named and not declared, and tables made from each other in a circle."""
    used = [(mapping.record.of, mapping.record.span)]
    used += [(each.table, each.span) for each in mapping.relations.values()]
    for table in mapping.tables.values():
        used += [(name, table.span) for name in sources_of(table)]
    names = tuple(mapping.tables)
    for name, span in used:
        if name not in mapping.tables:
            report.append(data.unknown_table(span, name, nearest(name, names), names))
    if report:
        return
    for table in mapping.tables.values():
        circle = _circle(mapping.tables, (table.name,))
        if circle is not None:
            report.append(data.circular_tables(table.span, circle))
            return


def sources_of(table: TableSpec) -> tuple[str, ...]:
    """Return the names of the tables that ``table`` is made from."""
    joined = tuple(each.table for each in table.steps if isinstance(each, JoinStep))
    return (table.unfold, *joined) if isinstance(table, UnfoldedTable) else joined


def _circle(tables: MappingType[str, TableSpec], path: tuple[str, ...]) -> tuple[str, ...] | None:
    for name in sources_of(tables[path[-1]]):
        if name == path[0]:
            return (*path, name)
        if name not in path:
            found = _circle(tables, (*path, name))
            if found is not None:
                return found
    return None


def _check_rows(rows: list[MappingNode], report: list[Diagnostic]) -> None:
    every = {key.text: None for row in rows for key, _ in row.entries}
    for row in rows:
        given = {key.text for key, _ in row.entries}
        missing = tuple(name for name in every if name not in given)
        if missing:
            report.append(data.unequal_unfolding(row.span, missing))


def _allow(node: MappingNode, keys: tuple[str, ...], report: list[Diagnostic]) -> None:
    for key, _ in node.entries:
        if key.text not in keys:
            report.append(data.unknown_setting(key.span, key.text, nearest(key.text, keys), keys))


def _need(
    node: MappingNode, keys: tuple[str, ...], report: list[Diagnostic], *, optional: tuple[str, ...] = ()
) -> None:
    _allow(node, (*keys, *optional), report)
    report.extend(data.setting_missing(node.span, key) for key in keys if node.get(key) is None)


def _entries(node: MappingNode, key: str) -> tuple[tuple[ScalarNode, Node], ...]:
    value = node.get(key)
    return value.entries if isinstance(value, MappingNode) else ()


def _items(node: MappingNode, key: str) -> tuple[Node, ...]:
    value = node.get(key)
    return value.items if isinstance(value, ListNode) else ()


def _text(node: MappingNode, key: str) -> str:
    return _optional(node, key) or ""


def _optional(node: MappingNode, key: str) -> str | None:
    value = node.get(key)
    return value.text if isinstance(value, ScalarNode) else None


def _texts(node: MappingNode, key: str) -> tuple[str, ...] | None:
    value = node.get(key)
    if not isinstance(value, ListNode):
        return None
    return tuple(each.text for each in value.items if isinstance(each, ScalarNode))


def _flag(node: MappingNode, key: str) -> bool:
    value = node.get(key)
    return isinstance(value, ScalarNode) and value_of(value) is True


def _number(node: MappingNode, key: str, report: list[Diagnostic]) -> Decimal | None:
    value = node.get(key)
    if not isinstance(value, ScalarNode):
        return None
    number = value_of(value)
    if isinstance(number, Decimal):
        return number
    report.append(data.wrong_setting(value.span, Bilingual(zh="数", en="a number")))
    return None


def _character(node: MappingNode, key: str, report: list[Diagnostic]) -> str | None:
    text = _optional(node, key)
    if text is None:
        return None
    text = {"\\t": "\t", "tab": "\t"}.get(text, text)
    if len(text) != 1:
        report.append(data.wrong_setting(_span(node, key), Bilingual(zh="一个字符", en="one character")))
        return None
    return text


def _span(node: MappingNode, key: str) -> Span:
    value = node.get(key)
    return node.span if value is None else value.span


def _expression(node: MappingNode, key: str) -> Excerpt:
    value = node.get(key)
    return _excerpt(value) if value is not None else Excerpt("", node.span.source, (node.span.start,))


def _expressions(node: MappingNode, key: str) -> dict[str, Excerpt]:
    return {name.text: _excerpt(value) for name, value in _entries(node, key)}


def _excerpt(node: Node) -> Excerpt:
    # The shape lets only scalars through whose characters have places.
    assert isinstance(node, ScalarNode)  # noqa: S101
    assert node.excerpt is not None  # noqa: S101
    return node.excerpt
