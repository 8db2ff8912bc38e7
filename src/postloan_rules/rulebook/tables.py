"""Decision tables as tables: the rules of one table side by side, each with its place."""

from collections.abc import Mapping, Sequence

from postloan_rules.feel import ast
from postloan_rules.feel.printer import print_expression
from postloan_rules.light import dataclass
from postloan_rules.packs.canonical import canonical_tree
from postloan_rules.packs.definition import CheckedExpression, ConditionGroup, ConditionLine, DecisionDefinition, Rule
from postloan_rules.rulebook.blocks import Block, Bullets, Cell, Grid, Heading, Paragraph, anchor_of
from postloan_rules.rulebook.names import Names
from postloan_rules.rulebook.rules import annotation_items, authority, outcome_of, text_of
from postloan_rules.rulebook.said import Said, joined, same, say, words
from postloan_rules.rulebook.sentences import Around, Speaker
from postloan_rules.rulebook.wording import both

_ANY = both("不限", "any")


@dataclass(frozen=True, slots=True)
class _Row:
    """A rule of a table: what it asks of each column, by the text of the column."""

    rule: Rule
    tests: Mapping[str, Said]


def table_id(rule: Rule) -> str | None:
    """Return the id of the table that made ``rule``; nothing for a rule that stands by itself.

    An id that an author writes has no bracket.
    """
    return rule.id.partition("[")[0] if rule.id.endswith("]") else None


def table_blocks(id: str, rules: Sequence[Rule], decision: DecisionDefinition, names: Names) -> tuple[Block, ...]:
    """Return the rules of the table ``id`` as a table."""
    columns: dict[str, Said] = {}
    rows = [_row(rule, columns, names, decision.entity) for rule in rules]
    first = rules[0]
    title = same(id) if first.title is None else say("{0} {1}", "{0} {1}", same(id), words(first.title))
    grid = _crossed(rows, columns, names, decision) or _listed(rows, columns, names, decision)
    blocks: list[Block] = [Heading(4, title, anchor_of(id)), grid]
    if first.reason is not None:
        blocks.append(Paragraph(say("理由：{0}", "Reason: {0}", text_of(first.reason, names, decision.entity))))
    told = annotation_items(first, decision, names)
    if told and all(annotation_items(rule, decision, names) == told for rule in rules):
        blocks.append(Bullets(told))
    blocks.append(Paragraph(authority(first.citation, first.confidence, first.period), quiet=True))
    return tuple(blocks)


def _row(rule: Rule, columns: dict[str, Said], names: Names, subject: str) -> _Row:
    parts = rule.when.parts if isinstance(rule.when, ConditionGroup) else (rule.when,)
    tests: dict[str, Said] = {}
    for part in parts:
        if isinstance(part, ConditionLine) and isinstance(part.expression.root, ast.In):
            key, column, test = _test(part.expression, part.expression.root, names, subject)
            columns.setdefault(key, column)
            tests[key] = test
    return _Row(rule, tests)


def _test(expression: CheckedExpression, node: ast.In, names: Names, subject: str) -> tuple[str, Said, Said]:
    speaker, around = Speaker(expression), Around(names, subject)
    tree = canonical_tree(expression)
    key = print_expression(tree.value) if isinstance(tree, ast.In) else ""
    return key, speaker.say(node.value, around), speaker.tests(node.tests, node.value, around)


def _listed(rows: Sequence[_Row], columns: Mapping[str, Said], names: Names, decision: DecisionDefinition) -> Grid:
    told = [each for each in decision.annotations if any(each.name in row.rule.annotations for row in rows)]
    heads = (*columns.values(), both("结果", "outcome"), *(words(each.title) for each in told))
    lines = []
    for row in rows:
        asked = [Cell(row.tests.get(key, _ANY)) for key in columns]
        said = dict(zip(decision.annotations_of(row.rule), annotation_items(row.rule, decision, names), strict=True))
        beside = [Cell(said[each.name].text if each.name in said else same("–")) for each in told]
        outcome = Cell(outcome_of(row.rule, names, decision.entity), anchor_of(row.rule.id))
        lines.append((*asked, outcome, *beside))
    return Grid(heads, tuple(lines))


def _crossed(
    rows: Sequence[_Row], columns: Mapping[str, Said], names: Names, decision: DecisionDefinition
) -> Grid | None:
    """Return the table with one column down and one across, if it was written so: its ids name the heads."""
    if len(columns) != 2 or any(row.rule.id.partition("[")[2][:-1].isdigit() for row in rows):
        return None
    down, across = columns
    placed: dict[tuple[Said, Said], Rule] = {}
    for row in rows:
        place = (row.tests.get(down, _ANY), row.tests.get(across, _ANY))
        if place in placed:
            return None
        placed[place] = row.rule
    lefts, tops = dict.fromkeys(left for left, _ in placed), dict.fromkeys(top for _, top in placed)
    corner = joined([columns[down], columns[across]], " ＼ ", " \\ ")
    lines = []
    for left in lefts:
        cells = [Cell(left)]
        for top in tops:
            rule = placed.get((left, top))
            outcome = same("–") if rule is None else outcome_of(rule, names, decision.entity)
            cells.append(Cell(outcome, None if rule is None else anchor_of(rule.id)))
        lines.append(tuple(cells))
    return Grid((corner, *tops), tuple(lines), row_heads=True)
