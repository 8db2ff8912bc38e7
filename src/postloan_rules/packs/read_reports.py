"""Reports: read when somebody asks for them, for no decision knows of them."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from postloan_rules.errors import PackError
from postloan_rules.feel.types import Enumeration, ListOf, Money, Simple, Type
from postloan_rules.light import replace
from postloan_rules.model.relations import ENTITIES
from postloan_rules.packs.definition import CheckedExpression, ConditionGroup, ConditionLine
from postloan_rules.packs.desk import Desk, condition_at, labels_at, scalar_expression_at, text_at
from postloan_rules.packs.layer import mapping, place_of, reports_of
from postloan_rules.packs.pack import Chapter
from postloan_rules.packs.pack_layer import Layer
from postloan_rules.packs.report import (
    Band,
    Column,
    GroupKey,
    ListReport,
    Measure,
    ReportDefinition,
    Rows,
    TableReport,
)
from postloan_rules.packs.yaml_nodes import ListNode, MappingNode, Node, ScalarNode
from postloan_rules.packs.yaml_scalars import value_of
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import files
from postloan_rules.text.diagnostic import Severity, in_order
from postloan_rules.text.nearest import nearest
from postloan_rules.text.source import Span

_WHAT = Bilingual(zh="报表", en="the report")
DESCENDING = "desc"


class ReportReader:
    """Reads the reports of a pack, without other errors, when somebody first asks for them: most programs never do."""

    def __init__(self, desk: Desk, layers: Sequence[Layer], chapters: Sequence[Chapter]) -> None:
        self._desk = desk
        self._layers = tuple(layers)
        self._chapters = tuple(chapters)
        self._found: tuple[ReportDefinition, ...] | None = None

    def __call__(self) -> tuple[ReportDefinition, ...]:
        """Return the reports.

        Raises:
            PackError: if there are errors in them.
        """
        if self._found is None:
            desk = replace(self._desk, report=[])
            found = read_reports(desk, self._layers, self._chapters)
            if any(each.severity is Severity.ERROR for each in desk.report):
                raise PackError(in_order(desk.report))
            self._found = found
        return self._found


def read_reports(desk: Desk, layers: Sequence[Layer], chapters: Sequence[Chapter]) -> tuple[ReportDefinition, ...]:
    """Return the reports of all layers, in their order; what is wrong goes to the desk."""
    found: dict[str, ReportDefinition] = {}
    for layer in layers:
        for node in reports_of(layer, desk.report):
            made = _report(desk, node, chapters)
            if made is None or made.span is None:
                continue
            first = found.get(made.name)
            if first is not None and first.span is not None:
                desk.report.append(files.defined_twice(made.span, _WHAT, made.name, place_of(first.span)))
                continue
            found[made.name] = made
    return tuple(found.values())


def _report(desk: Desk, node: MappingNode, chapters: Sequence[Chapter]) -> ReportDefinition | None:
    key, chapter = node.get("report"), node.get("chapter")
    if isinstance(chapter, ScalarNode) and chapter.text not in {each.id for each in chapters}:
        near = nearest(chapter.text, (each.id for each in chapters))
        desk.report.append(files.no_such(chapter.span, Bilingual(zh="章", en="chapter"), chapter.text, near))
    if not isinstance(key, ScalarNode):
        return None
    wrong = [name for name in ("where", "by", "measures") if node.get("from") is not None and node.get(name)]
    wrong += [name for name in ("columns", "sort", "limit") if node.get("rows") is not None and node.get(name)]
    if wrong:
        at = node.key(wrong[0]) or key
        what = Bilingual(
            zh="汇总表用 rows、where、by、measures，清单用 from、columns、sort、limit",
            en="tables have `rows`, `where`, `by` and `measures`, lists `from`, `columns`, `sort` and `limit`",
        )
        desk.report.append(files.does_not_fit_together(at.span, what))
        return None
    title = labels_at(node.get("title"))
    if node.get("from") is not None:
        return _list(desk, node, key, title)
    return _table(desk, node, key, title)


def _entity(desk: Desk, node: Node | None) -> str | None:
    if not isinstance(node, ScalarNode):
        return None
    if node.text not in ENTITIES:
        what = Bilingual(zh="对象", en="entity")
        desk.report.append(files.no_such(node.span, what, node.text, nearest(node.text, ENTITIES)))
        return None
    return node.text


def _table(desk: Desk, node: MappingNode, key: ScalarNode, title: Bilingual) -> TableReport | None:
    entity = _entity(desk, node.get("rows"))
    if entity is None:
        return None
    return TableReport(
        key.text,
        title,
        text_at(node.get("chapter")),
        entity,
        condition_at(desk, node.get("where"), desk.scopes[entity]),
        tuple(_keys(desk, node.get("by"), entity)),
        tuple(_measures(desk, node.get("measures"), entity)),
        key.span,
    )


def _items(node: Node | None) -> Iterator[MappingNode]:
    for item in node.items if isinstance(node, ListNode) else ():
        if isinstance(item, MappingNode):
            yield item


def _keys(desk: Desk, node: Node | None, entity: str) -> Iterator[GroupKey]:
    scope = desk.scopes[entity]
    for item in _items(node):
        expression = scalar_expression_at(desk, item.get("expression"), scope, None)
        bands = [
            Band(text_at(each.get("name")) or "", labels_at(each.get("title")), when)
            for each in _items(item.get("bands"))
            if (when := condition_at(desk, each.get("when"), scope)) is not None
        ]
        if expression is not None and not _groups(type_of(expression)):
            what = Bilingual(
                zh="分组的依据应为枚举、真假或文本；数和日期要用 bands 分段",
                en="rows are grouped by enumerations, texts or truth; numbers and dates need `bands`",
            )
            desk.report.append(files.does_not_fit_together(expression.root.span, what))
        if expression is not None or bands:
            yield GroupKey(text_at(item.get("name")) or "", labels_at(item.get("title")), expression, tuple(bands))


def _measures(desk: Desk, node: Node | None, entity: str) -> Iterator[Measure]:
    for item in _items(node):
        name, title = text_at(item.get("name")) or "", labels_at(item.get("title"))
        if item.get("count") is not None:
            yield Measure(name, title, "count", None)
            continue
        how, written = ("sum", item.get("sum")) if item.get("sum") is not None else ("share", item.get("share"))
        expression = scalar_expression_at(desk, written, desk.scopes[entity], None)
        if expression is None:
            continue
        if not _adds_up(type_of(expression)):
            what = Bilingual(zh="只能对数或金额求和", en="only numbers and amounts add up")
            desk.report.append(files.does_not_fit_together(expression.root.span, what))
        yield Measure(name, title, "sum" if how == "sum" else "share", expression)


def type_of(expression: CheckedExpression) -> Type:
    """Return the type of what ``expression`` gives."""
    return expression.types[expression.root.key]


def _groups(type: Type) -> bool:
    return isinstance(type, Enumeration) or type in (Simple.BOOLEAN, Simple.STRING, Simple.UNKNOWN)


def _adds_up(type: Type) -> bool:
    return isinstance(type, Money) or type in (Simple.NUMBER, Simple.RATIO, Simple.UNKNOWN)


def _list(desk: Desk, node: MappingNode, key: ScalarNode, title: Bilingual) -> ListReport:
    columns = [
        Column(text_at(each.get("name")) or "", labels_at(each.get("title"))) for each in _items(node.get("columns"))
    ]
    names = [each.name for each in columns]
    rows = [made for each in _items(node.get("from")) if (made := _rows(desk, each, names)) is not None]
    return ListReport(
        key.text,
        title,
        text_at(node.get("chapter")),
        tuple(columns),
        tuple(rows),
        tuple(_sort(desk, node.get("sort"), names)),
        _limit(desk, node.get("limit")),
        key.span,
    )


def _rows(desk: Desk, node: MappingNode, names: Sequence[str]) -> Rows | None:
    entity = _entity(desk, node.get("rows"))
    if entity is None:
        return None
    scope = desk.scopes[entity]
    shown: dict[str, CheckedExpression | None] = {}
    for name, (key, written) in mapping(node.get("show")).items():
        if name not in names:
            _no_column(desk, key.span, name, names)
            continue
        expression = scalar_expression_at(desk, written, scope, None)
        if expression is not None and isinstance(type_of(expression), ListOf):
            what = Bilingual(zh="一格只能放一个值", en="a cell holds one value")
            desk.report.append(files.does_not_fit_together(expression.root.span, what))
        shown[name] = expression
    when = condition_at(desk, node.get("when"), scope)
    return Rows(entity, labels_at(node.get("title")), when, tuple(shown.get(name) for name in names))


def _no_column(desk: Desk, span: Span, name: str, names: Sequence[str]) -> None:
    desk.report.append(files.no_such(span, Bilingual(zh="列", en="column"), name, nearest(name, names)))


def _sort(desk: Desk, node: Node | None, names: Sequence[str]) -> Iterator[tuple[int, bool]]:
    for item in node.items if isinstance(node, ListNode) else ():
        if isinstance(item, ScalarNode):
            name, _, order = item.text.partition(" ")
            if name in names:
                yield names.index(name), order == DESCENDING
            else:
                _no_column(desk, item.span, name, names)


def _limit(desk: Desk, node: Node | None) -> int | None:
    if not isinstance(node, ScalarNode):
        return None
    value = value_of(node)
    if isinstance(value, Decimal) and value == int(value) and value > 0:
        return int(value)
    desk.report.append(files.malformed(node.span, node.text, Bilingual(zh="大于零的整数", en="a whole number above 0")))
    return None


def expressions_of_reports(reports: Sequence[ReportDefinition]) -> Iterator[CheckedExpression]:
    """Yield every expression of the reports."""
    for report in reports:
        if isinstance(report, ListReport):
            for rows in report.rows:
                yield from (each for each in rows.show if each is not None)
                yield from _lines(rows.when)
            continue
        yield from _lines(report.where)
        written = (*(each.expression for each in report.by), *(each.expression for each in report.measures))
        yield from (each for each in written if each is not None)
        for key in report.by:
            for band in key.bands:
                yield from _lines(band.when)


def _lines(condition: ConditionLine | ConditionGroup | None) -> Iterator[CheckedExpression]:
    if isinstance(condition, ConditionLine):
        yield condition.expression
    for part in condition.parts if isinstance(condition, ConditionGroup) else ():
        yield from _lines(part)
