"""Expressions with every label replaced by the name it stands for."""

from dataclasses import fields, replace
from functools import cache
from operator import is_
from typing import Any

from postloan_rules.feel import ast
from postloan_rules.feel.printer import print_expression
from postloan_rules.feel.scope import (
    EnumerationValueBinding,
    FunctionBinding,
    MemberBinding,
    ParameterBinding,
    VariableBinding,
)
from postloan_rules.packs.definition import CheckedExpression


def canonical_text(expression: CheckedExpression) -> str:
    """Return the expression in canonical FEEL: the same for two that only differ in labels, blanks and comments."""
    return print_expression(canonical_tree(expression))


def canonical_tree(expression: CheckedExpression) -> ast.Expression:
    """Return the tree of ``expression`` with names in place of labels."""
    tree: ast.Expression = _named(expression.root, expression)
    return tree


def _named(node: Any, expression: CheckedExpression) -> Any:
    """Return any node with its names settled; what is no node stays as it is."""
    if isinstance(node, tuple):
        named = tuple([_named(each, expression) for each in node])
        return node if all(map(is_, named, node)) else named
    if not isinstance(node, ast.Placed):
        return node
    binding = expression.bindings.get(node.key)
    if isinstance(binding, ParameterBinding):
        return _path(binding.id, node)
    parts: dict[str, Any] = {}
    kind: Any = type(node)
    for name in _parts(kind):
        part = getattr(node, name)
        named = _named(part, expression)
        if named is not part:
            parts[name] = named
    if parts:
        node = replace(node, **parts)
    if binding is None:
        return node
    match binding, node:
        case (VariableBinding(name), ast.Name()) if node.name != name:
            return replace(node, name=name)
        case (MemberBinding(_, member), ast.Name() | ast.Path()) if node.name != member.name:
            return replace(node, name=member.name)
        case (EnumerationValueBinding(_, value), ast.StringLiteral()) if node.value != value:
            return replace(node, value=value)
        case (FunctionBinding(function), ast.Call()):
            return replace(node, function=ast.Name(function, span=node.span, key=node.function.key))
        case (FunctionBinding(function), ast.Name()):
            return replace(node, name=function)
        case _:
            return node


@cache
def _parts(kind: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind) if each.name not in ("span", "key"))


def _path(id: str, at: ast.Placed) -> ast.Expression:
    first, *rest = id.split(".")
    tree: ast.Expression = ast.Name(first, span=at.span, key=at.key)
    for name in rest:
        tree = ast.Path(tree, name, span=at.span, key=at.key)
    return tree
