"""Annotations: what rules tell beside their outcome, in columns that their decision names."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from postloan_rules.feel import ast
from postloan_rules.feel.checked import Checked
from postloan_rules.feel.scope import Scope
from postloan_rules.feel.types import Enumeration, Money, Simple, Type
from postloan_rules.light import dataclass, replace
from postloan_rules.packs.definition import AnnotationColumn, AnnotationValue, CheckedExpression
from postloan_rules.packs.desk import (
    Desk,
    labels_at,
    reason_at,
    scalar_expression_at,
    value_expression,
    value_of_enumeration,
)
from postloan_rules.packs.layer import mapping, place_of
from postloan_rules.packs.read_manifest import SIMPLE_TYPES, type_named
from postloan_rules.packs.shape import first_line_of, kind_of
from postloan_rules.packs.yaml_nodes import MappingNode, Node, ScalarNode
from postloan_rules.packs.yaml_scalars import Text, date_of, value_of
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import files
from postloan_rules.text.nearest import nearest

OUTCOME: Final = "outcome"
"""What expressions of annotations call the outcome of their rule."""
TEXT: Final = "text"
_STRING: Final = "string"
_BOTH: Final = Bilingual(zh="批注文本", en="the text of an annotation")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a decision, and the names that their expressions may use."""

    by_name: Mapping[str, AnnotationColumn]
    scope: Scope


def scope_of_annotations(scope: Scope, outcome: Type) -> Scope:
    """Return ``scope`` with the outcome of the rule."""
    return replace(scope, variables={**scope.variables, OUTCOME: outcome})


def read_columns(desk: Desk, nodes: Sequence[MappingNode], scope: Scope, outcome: Type) -> Columns:
    """Return the columns that a decision and what extends it declare, each name once."""
    inner = scope_of_annotations(scope, outcome)
    found: dict[str, AnnotationColumn] = {}
    for node in nodes:
        for name, (key, value) in mapping(node.get("annotations")).items():
            if not isinstance(value, MappingNode):
                continue
            if name in found:
                what, first = Bilingual(zh="批注列", en="the annotation"), found[name].span
                report = files.defined_twice(key.span, what, name, "" if first is None else place_of(first))
                desk.report.append(report)
                continue
            type = _type(desk, value.get("type"))
            column = AnnotationColumn(name, labels_at(value.get("title")), type, None, key.span)
            default = value.get("default")
            if default is not None:
                column = replace(column, default=_value(desk, column, default, inner))
            found[name] = column
    return Columns(found, inner)


def _type(desk: Desk, node: Node | None) -> Type | None:
    """Return the type that a column holds; ``None`` for a text, and one that fits everything for a wrong word."""
    if not isinstance(node, ScalarNode) or node.text == TEXT:
        return None
    found = None if node.text == _STRING else type_named(node.text, desk.enumerations)
    if found is None:
        known = [TEXT, *(each for each in SIMPLE_TYPES if each != _STRING), *desk.enumerations]
        near = (TEXT,) if node.text == _STRING else nearest(node.text, known)
        desk.report.append(files.no_such(node.span, Bilingual(zh="类型", en="type"), node.text, near))
        return Simple.UNKNOWN
    return found


def read_annotations(desk: Desk, node: Node | None, columns: Columns) -> Mapping[str, AnnotationValue]:
    """Return what a rule or table says in the columns; names that are no columns are reported."""
    found: dict[str, AnnotationValue] = {}
    for name, (key, value) in mapping(node).items():
        column = column_at(desk, key, columns)
        said = None if column is None else _value(desk, column, value, columns.scope)
        if said is not None:
            found[name] = said
    return found


def column_at(desk: Desk, key: ScalarNode, columns: Columns) -> AnnotationColumn | None:
    """Return the column that ``key`` names; another word is reported."""
    column = columns.by_name.get(key.text)
    if column is None:
        what = Bilingual(zh="批注列", en="annotation")
        desk.report.append(files.no_such(key.span, what, key.text, nearest(key.text, columns.by_name)))
    return column


def _value(desk: Desk, column: AnnotationColumn, node: Node, scope: Scope) -> AnnotationValue | None:
    if column.type is Simple.UNKNOWN:
        return None
    if column.type is None:
        return _text(desk, node, scope)
    if isinstance(node, MappingNode):
        expression = node.get("expression")
        if expression is not None and len(node.entries) == 1:
            return scalar_expression_at(desk, expression, scope, column.type)
    elif isinstance(node, ScalarNode):
        return value_at(desk, node, column.type)
    wanted = Bilingual(zh="一个值，或 {expression: …}", en="a value, or `{expression: …}`")
    desk.report.append(files.wrong_shape(first_line_of(node), wanted, kind_of(node)))
    return None


def _text(desk: Desk, node: Node, scope: Scope) -> AnnotationValue | None:
    if isinstance(node, MappingNode) and node.get("expression") is None:
        for language in ("zh", "en"):
            if node.get(language) is None:
                desk.report.append(files.missing_key(first_line_of(node), language, _BOTH))
        return reason_at(desk, node, scope)
    wanted = Bilingual(zh="中英文文本 {zh: …, en: …}", en="a text in both languages, `{zh: …, en: …}`")
    desk.report.append(files.wrong_shape(first_line_of(node), wanted, kind_of(node)))
    return None


def value_at(desk: Desk, node: ScalarNode, type: Type) -> CheckedExpression | None:
    """Return the value of ``type`` that a scalar writes, as an expression; another one is reported."""
    if isinstance(type, Enumeration):
        word = value_of_enumeration(desk, node, desk.enumerations[type.name])
        return None if word is None else value_expression(word, type, node.span)
    value = value_of(node)
    match value:
        case bool() if type is Simple.BOOLEAN:
            return Checked(ast.BooleanLiteral(value, span=node.span, key=0), {0: type}, {})
        case Decimal() if isinstance(type, Money) or type in (Simple.NUMBER, Simple.RATIO):
            return _number(value, node)
        case Text() if type is Simple.DATE and isinstance(day := date_of(value.text), date):
            return Checked(ast.AtLiteral(day.isoformat(), span=node.span, key=0), {0: type}, {})
        case _:
            desk.report.append(files.malformed(node.span, node.text, _wanted(type)))
            return None


def _number(value: Decimal, node: ScalarNode) -> CheckedExpression:
    literal: ast.Expression = ast.NumberLiteral(abs(value), span=node.span, key=0)
    types: dict[int, Type] = {0: Simple.NUMBER}
    if value < 0:
        literal = ast.Negation(literal, span=node.span, key=1)
        types[1] = Simple.NUMBER
    return Checked(literal, types, {})


def _wanted(type: Type) -> Bilingual:
    if type is Simple.BOOLEAN:
        return Bilingual(zh="true 或 false", en="`true` or `false`")
    if type is Simple.DATE:
        return Bilingual(zh="日期，如 2026-03-31", en="a date such as 2026-03-31")
    return Bilingual(zh="数", en="a number")
