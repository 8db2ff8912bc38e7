"""Decision tables to rules: each cell of a cross table and each row of a row table is one."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from postloan_rules.feel import ast
from postloan_rules.feel.checked import Checked
from postloan_rules.feel.checker import check_unary_tests
from postloan_rules.feel.parser import parse_expression, parse_unary_tests
from postloan_rules.feel.scope import MemberBinding, Scope
from postloan_rules.feel.types import Enumeration, Simple, Type
from postloan_rules.light import dataclass, replace
from postloan_rules.packs.citation import Citation, Confidence
from postloan_rules.packs.definition import (
    AnnotationColumn,
    AnnotationValue,
    CheckedExpression,
    Condition,
    ConditionGroup,
    ConditionLine,
    Grouping,
    HitPolicy,
    Reason,
    Rule,
)
from postloan_rules.packs.desk import (
    Desk,
    checked_tree,
    citation_at,
    confidence_at,
    optional_labels_at,
    period_at,
    reason_at,
    text_at,
    value_expression,
)
from postloan_rules.packs.grid import Cell, Row, rows_of
from postloan_rules.packs.parameter import EffectivePeriod
from postloan_rules.packs.read_annotations import Columns, read_annotations
from postloan_rules.packs.shape import first_line_of
from postloan_rules.packs.table_annotations import annotations_in, told_by_row
from postloan_rules.packs.table_gaps import Axis, Sample, combinations, holds, samples_of, shown
from postloan_rules.packs.vocabulary import value_labels
from postloan_rules.packs.yaml_nodes import ListNode, MappingNode, Node, ScalarNode
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import files, tables
from postloan_rules.text.nearest import nearest
from postloan_rules.text.source import Span


@dataclass(frozen=True, slots=True)
class _Column:
    """What the heads of one row or column of the grid test."""

    text: str
    tree: ast.Expression
    type: Type
    whole: bool
    next_key: int


@dataclass(frozen=True, slots=True)
class _Head:
    """A cell with tests; ``tests`` is ``-`` where nothing is tested."""

    cell: Cell
    tests: ast.UnaryTests
    next_key: int
    text: str
    """What rule ids call it: the same whether values were written by name or by label."""


@dataclass(frozen=True, slots=True)
class _Common:
    """What all rules of one table share."""

    id: str
    outcome: Type
    citation: Citation
    confidence: Confidence | None
    reason: Reason | None
    period: EffectivePeriod
    title: Bilingual | None
    annotations: Mapping[str, AnnotationValue]
    columns: tuple[AnnotationColumn, ...]
    """What the last cells of each row tell."""


def read_table(
    desk: Desk,
    node: MappingNode,
    scope: Scope,
    outcome: Type,
    policy: HitPolicy,
    whole: frozenset[str],
    columns_told: Columns,
) -> tuple[Rule, ...]:
    """Return the rules of a table. ``whole`` are the paths of whole numbers: nothing lies between 30 and 31 of them."""
    grid = node.get("grid")
    citation = citation_at(desk, node.get("cite"))
    if not isinstance(grid, ScalarNode):
        return ()
    if grid.excerpt is None:
        desk.report.append(files.write_as_literal_block(grid.span))
        return ()
    before = len(desk.report)
    rows = rows_of(grid.excerpt, desk.report)
    whole_grid = len(desk.report) == before
    id = text_at(node.get("id"))
    reason = reason_at(desk, node.get("reason"), scope)
    title = optional_labels_at(node.get("title"))
    period = period_at(desk, node)
    if citation is None or id is None:
        return ()
    annotations = read_annotations(desk, node.get("annotate"), columns_told)
    across, down, columns = node.get("across"), node.get("down"), node.get("columns")
    told = node.get("annotation_columns")
    if told is not None and columns is None:
        what = Bilingual(
            zh="`annotation_columns`只用于按行的表",
            en="`annotation_columns` only goes with the `columns` of a row table",
        )
        desk.report.append(files.does_not_fit_together(first_line_of(told), what))
    confidence = confidence_at(node.get("confidence"))
    beside = told_by_row(desk, told, columns_told)
    common = _Common(id, outcome, citation, confidence, reason, period, title, annotations, beside)
    if (columns is None) == (across is None) or (across is None) != (down is None):
        desk.report.append(tables.cross_or_rows(first_line_of(node)))
        return ()
    if not rows:
        desk.report.append(tables.no_rows(first_line_of(grid)))
        return ()
    if isinstance(columns, ListNode):
        return _row_table(desk, common, rows, columns, scope, policy, whole)
    return _cross_table(desk, common, rows, (down, across), scope, whole, whole_grid=whole_grid)


def _column(desk: Desk, node: Node | None, scope: Scope, whole: frozenset[str]) -> _Column | None:
    if not isinstance(node, ScalarNode) or node.excerpt is None:
        return None
    parsed = parse_expression(node.excerpt, desk.names)
    if parsed.tree is None:
        desk.report.extend(parsed.diagnostics)
        return None
    checked = checked_tree(desk, parsed.tree, scope, None)
    if checked is None:
        return None
    binding = checked.bindings.get(checked.root.key)
    path = f"{binding.entity}.{binding.member.name}" if isinstance(binding, MemberBinding) else ""
    return _Column(node.text.strip(), parsed.tree, checked.types[checked.root.key], path in whole, parsed.next_key)


def _head(desk: Desk, cell: Cell, column: _Column, scope: Scope) -> _Head | None:
    """Return the tests of a head; bare words of an enumeration are its values."""
    if not cell.text:
        desk.report.append(tables.empty_cell(cell.span))
        return None
    words = _words(desk, cell, column)
    if words is not None:
        return words
    parsed = parse_unary_tests(cell.excerpt, desk.names, first_key=column.next_key)
    if parsed.tree is None:
        desk.report.extend(parsed.diagnostics)
        return None
    tests = parsed.tree
    if isinstance(column.type, Enumeration):
        tests = replace(tests, tests=tuple(_quoted(test, scope) for test in tests.tests))
    result = check_unary_tests(tests, column.type, scope)
    if result.diagnostics:
        desk.report.extend(result.diagnostics)
        return None
    return _Head(cell, tests, parsed.next_key, cell.text)


def _words(desk: Desk, cell: Cell, column: _Column) -> _Head | None:
    """Return the tests of a head that only lists values or labels of its enumeration, which may hold any character."""
    if not isinstance(column.type, Enumeration):
        return None
    labels = value_labels(desk.enumerations[column.type.name])
    key = column.next_key
    tests: list[ast.UnaryTest] = []
    values: list[str] = []
    place = 0
    for part in cell.excerpt.text.split(","):
        word = part.strip().strip('"')
        value = word if word in column.type.values else labels.get(word)
        if value is None:
            return None
        values.append(value)
        span = cell.excerpt.span(place + part.index(word), place + part.index(word) + len(word))
        literal = ast.StringLiteral(value, span=span, key=key)
        tests.append(ast.ExpressionTest(literal, span=span, key=key + 1))
        key += 2
        place += len(part) + 1
    return _Head(cell, ast.UnaryTests(tuple(tests), span=cell.span, key=key), key + 1, ", ".join(values))


def _quoted(test: ast.UnaryTest, scope: Scope) -> ast.UnaryTest:
    match test:
        case ast.ExpressionTest(ast.Name(name)) if name not in scope.variables and name not in scope.labels:
            literal = ast.StringLiteral(name, span=test.expression.span, key=test.expression.key)
            return replace(test, expression=literal)
        case ast.ComparisonTest(_, ast.Name(name)) if name not in scope.variables and name not in scope.labels:
            return replace(test, operand=ast.StringLiteral(name, span=test.operand.span, key=test.operand.key))
        case ast.NotTest(tests):
            return replace(test, tests=tuple(_quoted(each, scope) for each in tests))
        case _:
            return test


def _line(desk: Desk, column: _Column, head: _Head, scope: Scope) -> ConditionLine | None:
    """Return ``column in (tests)`` as a condition, or nothing for a head that tests nothing."""
    if all(isinstance(test, ast.AnyTest) for test in head.tests.tests):
        return None
    tree = ast.In(column.tree, head.tests.tests, span=head.cell.span, key=head.next_key)
    checked = checked_tree(desk, tree, scope, Simple.BOOLEAN)
    if checked is None:
        return None
    return ConditionLine(f"{column.text} in ({head.text})", checked, head.cell.span)


def _conditions(desk: Desk, columns: Sequence[_Column], heads: Sequence[_Head], scope: Scope) -> Condition | None:
    lines = (_line(desk, column, head, scope) for column, head in zip(columns, heads, strict=True))
    kept: tuple[Condition, ...] = tuple(line for line in lines if line is not None)
    if not kept:
        return None
    return kept[0] if len(kept) == 1 else ConditionGroup(Grouping.ALL, kept)


def _outcome(desk: Desk, cell: Cell, outcome: Type) -> CheckedExpression | None:
    if not cell.text:
        desk.report.append(tables.empty_cell(cell.span))
        return None
    if outcome is Simple.UNKNOWN:
        return None
    word = cell.text.strip('"')
    if isinstance(outcome, Enumeration):
        labels = value_labels(desk.enumerations[outcome.name])
        value = word if word in outcome.values else labels.get(word)
        if value is None:
            near = nearest(word, [*outcome.values, *labels])
            desk.report.append(files.not_an_outcome(cell.span, word, outcome.name, near))
            return None
        return value_expression(value, outcome, cell.span)
    parsed = parse_expression(cell.excerpt, frozenset())
    if isinstance(parsed.tree, ast.NumberLiteral):
        return Checked(parsed.tree, {parsed.tree.key: Simple.NUMBER}, {})
    wanted = Bilingual(zh="数", en="a number")
    desk.report.append(files.malformed(cell.span, cell.text, wanted))
    return None


def _rule(
    common: _Common,
    id: str,
    when: Condition | None,
    then: CheckedExpression,
    span: Span,
    annotations: Mapping[str, AnnotationValue] | None = None,
) -> Rule:
    return Rule(
        id,
        when,
        None,
        then,
        common.citation,
        common.confidence,
        common.reason,
        common.period,
        common.title,
        span,
        {**common.annotations, **(annotations or {})},
    )


def _cross_table(
    desk: Desk,
    common: _Common,
    rows: Sequence[Row],
    nodes: tuple[Node | None, Node | None],
    scope: Scope,
    whole: frozenset[str],
    *,
    whole_grid: bool,
) -> tuple[Rule, ...]:
    down, across = (_column(desk, node, scope, whole) for node in nodes)
    top = rows[0].cells
    if top[0].text:
        desk.report.append(tables.corner_not_empty(top[0].span))
    if len(rows) == 1:
        desk.report.append(tables.no_rows(rows[0].span))
    if down is None or across is None:
        return ()
    over = [_head(desk, cell, across, scope) for cell in top[1:]]
    beside = [_head(desk, row.cells[0], down, scope) for row in rows[1:]]
    if whole_grid:
        # What rows that could not be read would hold for is not known.
        _check_axis(desk, across, over)
        _check_axis(desk, down, beside)
    return tuple(_cells(desk, common, rows[1:], (down, beside), (across, over), scope))


def _cells(
    desk: Desk,
    common: _Common,
    rows: Sequence[Row],
    beside: tuple[_Column, Sequence[_Head | None]],
    over: tuple[_Column, Sequence[_Head | None]],
    scope: Scope,
) -> Iterator[Rule]:
    for row, left in zip(rows, beside[1], strict=True):
        for cell, top in zip(row.cells[1:], over[1], strict=True):
            then = None if cell.text == "-" else _outcome(desk, cell, common.outcome)
            if then is None or left is None or top is None:
                continue
            when = _conditions(desk, (beside[0], over[0]), (left, top), scope)
            yield _rule(common, f"{common.id}[{left.text}, {top.text}]", when, then, cell.span)


def _check_axis(desk: Desk, column: _Column, heads: Sequence[_Head | None]) -> None:
    """Report values that no head or two heads hold for."""
    known = [head for head in heads if head is not None]
    if len(known) != len(heads) or not known:
        return
    axis = Axis(column.type, column.whole, tuple(head.tests for head in known))
    samples = samples_of(axis)
    if samples is None:
        return
    overlapping: set[tuple[int, int]] = set()
    inner: list[list[Decimal]] = []
    outer: list[Sample] = []
    missed_before = False
    for index, sample in enumerate(samples):
        holding = [place for place, head in enumerate(known) if holds(head.tests, sample, column.type)]
        if len(holding) > 1 and (holding[0], holding[1]) not in overlapping:
            overlapping.add((holding[0], holding[1]))
            first, second = known[holding[0]], known[holding[1]]
            desk.report.append(tables.heads_overlap(second.cell.span, shown(sample), first.cell.text))
        if not holding and isinstance(sample, Decimal) and 0 < index < len(samples) - 1:
            # Samples that follow each other are one gap.
            if not missed_before:
                inner.append([])
            inner[-1].append(sample)
        elif not holding:
            outer.append(sample)
        missed_before = not holding
    for gap in inner:
        after = next((head for head in known if _starts_above(head, gap[-1])), known[-1])
        desk.report.append(tables.gap_between_heads(after.cell.span, shown(gap[0]), shown(gap[-1])))
    if outer:
        values = ", ".join(shown(sample) for sample in outer)
        desk.report.append(tables.value_outside_heads(known[-1].cell.span, values))


def _starts_above(head: _Head, sample: Sample) -> bool:
    """Tell whether the first number that a head mentions is above ``sample``: the gap is before it."""
    for test in head.tests.tests:
        match test:
            case ast.ExpressionTest(ast.RangeLiteral(ast.NumberLiteral(low))):
                return isinstance(sample, Decimal) and low > sample
            case ast.ExpressionTest(ast.NumberLiteral(value)) | ast.ComparisonTest(
                ">" | ">=", ast.NumberLiteral(value)
            ):
                return isinstance(sample, Decimal) and value >= sample
            case _:
                pass
    return False


def _row_table(
    desk: Desk,
    common: _Common,
    rows: Sequence[Row],
    nodes: ListNode,
    scope: Scope,
    policy: HitPolicy,
    whole: frozenset[str],
) -> tuple[Rule, ...]:
    columns = [_column(desk, node, scope, whole) for node in nodes.items]
    width = len(columns) + 1 + len(common.columns)
    found: list[Rule] = []
    complete: list[tuple[Row, list[_Head]]] = []
    kept = [column for column in columns if column is not None]
    for number, row in enumerate(rows, start=1):
        if len(row.cells) != width:
            desk.report.append(tables.other_number_of_cells(row.span, len(row.cells), width))
            continue
        then = _outcome(desk, row.cells[len(columns)], common.outcome)
        annotations = annotations_in(desk, common.columns, row.cells[len(columns) + 1 :])
        if len(kept) != len(columns):
            continue
        heads = [_head(desk, cell, column, scope) for cell, column in zip(row.cells, kept, strict=False)]
        known = [head for head in heads if head is not None]
        if len(known) != len(heads):
            continue
        complete.append((row, known))
        when = _conditions(desk, kept, known, scope)
        if then is not None:
            found.append(_rule(common, f"{common.id}[{number}]", when, then, row.span, annotations))
    if len(complete) == len(rows):
        _check_rows(desk, common.id, kept, complete, policy)
    return tuple(found)


def _check_rows(
    desk: Desk, id: str, columns: Sequence[_Column], rows: Sequence[tuple[Row, list[_Head]]], policy: HitPolicy
) -> None:
    """Report a combination of values that no row holds for, and rows that hold together where only one may."""
    axes = [
        Axis(column.type, column.whole, tuple(heads[place].tests for _, heads in rows))
        for place, column in enumerate(columns)
    ]
    tried = combinations(axes)
    if tried is None:
        return
    missed = False
    overlapping: set[tuple[int, int]] = set()
    for combination in tried:
        holding = [
            number
            for number, (_, heads) in enumerate(rows)
            if all(
                holds(head.tests, sample, column.type)
                for head, sample, column in zip(heads, combination, columns, strict=True)
            )
        ]
        example = ", ".join(
            f"{column.text} = {shown(sample)}" for column, sample in zip(columns, combination, strict=True)
        )
        if not holding and not missed:
            missed = True
            desk.report.append(tables.no_row_holds(rows[-1][0].span, example))
        if policy is HitPolicy.UNIQUE and len(holding) > 1 and (holding[0], holding[1]) not in overlapping:
            overlapping.add((holding[0], holding[1]))
            desk.report.append(tables.rows_overlap(rows[holding[1]][0].span, f"{id}[{holding[0] + 1}]", example))
