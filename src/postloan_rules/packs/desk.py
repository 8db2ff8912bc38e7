"""What every reader of definitions needs at hand: the vocabulary, the sources, and the list of remarks."""

from collections.abc import Mapping
from datetime import date

from postloan_rules.feel import ast
from postloan_rules.feel.checked import Checked
from postloan_rules.feel.checker import check_expression
from postloan_rules.feel.library import BUILTIN_NAMES
from postloan_rules.feel.parser import parse_expression
from postloan_rules.feel.scope import EntityShape, EnumerationValueBinding, Scope
from postloan_rules.feel.types import Enumeration, Simple, Type
from postloan_rules.light import dataclass, field
from postloan_rules.packs.citation import Citation, Confidence, Instrument
from postloan_rules.packs.definition import (
    CheckedExpression,
    Condition,
    ConditionGroup,
    ConditionLine,
    Grouping,
    Reason,
    ReasonText,
)
from postloan_rules.packs.pack import EnumerationDefinition
from postloan_rules.packs.parameter import EffectivePeriod
from postloan_rules.packs.vocabulary import value_labels
from postloan_rules.packs.yaml_nodes import ListNode, MappingNode, Node, ScalarNode
from postloan_rules.packs.yaml_scalars import date_of
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import files
from postloan_rules.text.diagnostic import Diagnostic
from postloan_rules.text.nearest import nearest
from postloan_rules.text.source import Excerpt, Span


@dataclass(slots=True)
class Desk:
    """Names in force while the definitions of one pack are read. Every problem goes to ``report``."""

    instruments: Mapping[str, Instrument]
    enumerations: Mapping[str, EnumerationDefinition]
    shapes: Mapping[str, EntityShape]
    report: list[Diagnostic] = field(default_factory=list)
    scopes: Mapping[str, Scope] = field(default_factory=dict)
    """The scope of each entity, known once the parameters were read."""
    names: frozenset[str] = BUILTIN_NAMES
    """All names with blanks in them."""


def text_at(node: Node | None) -> str | None:
    """Return the text of a scalar."""
    return node.text if isinstance(node, ScalarNode) else None


def day_at(node: Node | None) -> date | None:
    """Return the day that a scalar writes."""
    return date_of(node.text) if isinstance(node, ScalarNode) else None


def labels_at(node: Node | None) -> Bilingual:
    """Return the zh and en texts of a mapping; where one is missing that was reported, and the other stands in."""
    if not isinstance(node, MappingNode):
        return Bilingual(zh="", en="")
    zh, en = text_at(node.get("zh")), text_at(node.get("en"))
    return Bilingual(zh=zh or en or "", en=en or zh or "")


def optional_labels_at(node: Node | None) -> Bilingual | None:
    """Return the zh and en texts of a mapping, if it is there."""
    return None if node is None else labels_at(node)


def confidence_at(node: Node | None) -> Confidence | None:
    """Return the confidence code that a scalar writes."""
    return Confidence(node.text) if isinstance(node, ScalarNode) else None


def citation_at(desk: Desk, node: Node | None) -> Citation | None:
    """Return the citation ``source#place``, or nothing where it is missing or no source of the pack."""
    return citation_in(desk, node.text, node.span) if isinstance(node, ScalarNode) else None


def citation_in(desk: Desk, text: str, span: Span | None) -> Citation | None:
    """Return the citation that ``text`` writes, or nothing where it is none or names no source of the pack."""
    short, separator, place = text.partition("#")
    if not separator or not short.strip() or not place.strip():
        desk.report.append(files.not_a_citation(span, text))
        return None
    if short not in desk.instruments:
        desk.report.append(files.unknown_source(span, short, nearest(short, desk.instruments)))
        return None
    return Citation(short, place)


def period_at(desk: Desk, node: MappingNode) -> EffectivePeriod:
    """Return the period from ``start`` to ``end`` of a definition; one without a day is reported."""
    start, end = day_at(node.get("start")), day_at(node.get("end"))
    at = node.get("end")
    if start is not None and end is not None and end <= start and at is not None:
        desk.report.append(files.empty_period(at.span, start.isoformat(), end.isoformat()))
        return EffectivePeriod(start, None)
    return EffectivePeriod(start, end)


def expression_at(desk: Desk, excerpt: Excerpt, scope: Scope, expected: Type | None) -> CheckedExpression | None:
    """Return the checked expression of ``excerpt``, or nothing where it is wrong; then that was reported."""
    parsed = parse_expression(excerpt, desk.names)
    if parsed.tree is None:
        desk.report.extend(parsed.diagnostics)
        return None
    return checked_tree(desk, parsed.tree, scope, expected)


def checked_tree(desk: Desk, tree: ast.Expression, scope: Scope, expected: Type | None) -> CheckedExpression | None:
    """Return ``tree`` with its types, or nothing where they do not fit; then that was reported."""
    result = check_expression(tree, scope, expected)
    desk.report.extend(result.diagnostics)
    return None if result.diagnostics else result.checked


def scalar_expression_at(
    desk: Desk, node: Node | None, scope: Scope, expected: Type | None
) -> CheckedExpression | None:
    """Return the checked expression that a scalar holds."""
    if not isinstance(node, ScalarNode) or node.excerpt is None:
        return None
    return expression_at(desk, node.excerpt, scope, expected)


def condition_at(desk: Desk, node: Node | None, scope: Scope) -> Condition | None:
    """Return the condition that a line or a group of lines says; lines that are wrong are reported and left out."""
    match node:
        case ScalarNode():
            checked = scalar_expression_at(desk, node, scope, Simple.BOOLEAN)
            if checked is None:
                return None
            return ConditionLine(node.text.strip(), checked, node.span)
        case MappingNode():
            groups = [
                ConditionGroup(Grouping(key.text), _parts(desk, value, scope))
                for key, value in node.entries
                if isinstance(value, ListNode)
            ]
            return groups[0] if len(groups) == 1 else ConditionGroup(Grouping.ALL, tuple(groups))
        case _:
            return None


def _parts(desk: Desk, node: ListNode, scope: Scope) -> tuple[Condition, ...]:
    parts = (condition_at(desk, item, scope) for item in node.items)
    return tuple(part for part in parts if part is not None)


def value_of_enumeration(desk: Desk, node: ScalarNode, definition: EnumerationDefinition) -> str | None:
    """Return the value that a scalar names, by itself or by a label of it; another word is reported."""
    word = node.text.strip()
    values = {value for value, _ in definition.values}
    labels = value_labels(definition)
    if word in values:
        return word
    if word in labels:
        return labels[word]
    desk.report.append(files.not_an_outcome(node.span, word, definition.name, nearest(word, [*values, *labels])))
    return None


def value_expression(value: str, enumeration: Enumeration, span: Span) -> CheckedExpression:
    """Return the expression that is just ``value``."""
    return Checked(
        ast.StringLiteral(value, span=span, key=0),
        {0: enumeration},
        {0: EnumerationValueBinding(enumeration.name, value)},
    )


def reason_at(desk: Desk, node: Node | None, scope: Scope) -> Reason | None:
    """Return the reason in both languages, its ``{…}`` parts read as expressions."""
    if not isinstance(node, MappingNode):
        return None
    zh, en = node.get("zh"), node.get("en")
    if not isinstance(zh, ScalarNode) or not isinstance(en, ScalarNode):
        return None
    return Reason(_reason_text(desk, zh, scope), _reason_text(desk, en, scope))


def _reason_text(desk: Desk, node: ScalarNode, scope: Scope) -> ReasonText:
    if "{" not in node.text and "}" not in node.text:
        return ReasonText((node.text.strip(),))
    if node.excerpt is None:
        desk.report.append(files.write_as_literal_block(node.span))
        return ReasonText(())
    return reason_text(desk, node.excerpt, scope)


def _next_brace(text: str, start: int) -> int:
    places = [place for place in (text.find("{", start), text.find("}", start)) if place >= 0]
    return min(places, default=len(text))


def reason_text(desk: Desk, excerpt: Excerpt, scope: Scope) -> ReasonText:
    """Return a text cut at its ``{…}``, which are expressions; ``{{`` and ``}}`` are braces themselves."""
    text = excerpt.text.rstrip("\n")
    parts: list[str | ConditionLine] = []
    literal = ""
    place = 0
    while place < len(text):
        char = text[place]
        if char in "{}" and text[place : place + 2] == char * 2:
            literal += char
            place += 2
        elif char not in "{}":
            end = _next_brace(text, place)
            literal += text[place:end]
            place = end
        elif char == "}" or (end := text.find("}", place)) == -1:
            desk.report.append(files.unclosed_brace(excerpt.span(place, place + 1)))
            break
        else:
            if literal:
                parts.append(literal)
                literal = ""
            inner = Excerpt(text[place + 1 : end], excerpt.source, excerpt.offsets[place + 1 : end + 1])
            checked = expression_at(desk, inner, scope, None)
            if checked is not None:
                parts.append(ConditionLine(inner.text.strip(), checked, excerpt.span(place + 1, end)))
            place = end + 1
    if literal:
        parts.append(literal)
    return ReasonText(tuple(parts))
