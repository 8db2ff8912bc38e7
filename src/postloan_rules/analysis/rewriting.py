"""Trees with one node exchanged, and trees whose nodes have new keys."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any, cast

from postloan_rules.feel import ast
from postloan_rules.feel.walk import Node
from postloan_rules.light import replace


def replaced(root: ast.Expression, key: int, after: Node) -> ast.Expression:
    """Return ``root`` with ``after`` in place of the node ``key``."""
    return cast(ast.Expression, _replaced(root, key, after))


def _replaced(part: Any, key: int, after: Node) -> Any:
    if isinstance(part, tuple):
        new = tuple(_replaced(each, key, after) for each in part)
        return part if all(one is other for one, other in zip(new, part, strict=True)) else new
    if not isinstance(part, ast.Placed):
        return part
    if part.key == key:
        return after
    changes = {name: _replaced(value, key, after) for name, value in _inner(part).items()}
    changes = {name: new for name, new in changes.items() if new is not getattr(part, name)}
    return replace(part, **changes) if changes else part


def rekeyed(root: ast.Expression, fresh: Callable[[], int]) -> ast.Expression:
    """Return ``root`` with a key out of ``fresh`` for every node: a part that stands twice in a tree needs that."""
    return cast(ast.Expression, _rekeyed(root, fresh))


def _rekeyed(part: Any, fresh: Callable[[], int]) -> Any:
    if isinstance(part, tuple):
        return tuple(_rekeyed(each, fresh) for each in part)
    if not isinstance(part, ast.Placed):
        return part
    changes = {name: _rekeyed(value, fresh) for name, value in _inner(part).items()}
    return replace(part, **changes, key=fresh())


def _inner(part: ast.Placed) -> dict[str, Any]:
    """Return the parts of a node that are nodes, or have some in them."""
    values = ((each.name, getattr(part, each.name)) for each in fields(part))
    return {name: value for name, value in values if isinstance(value, tuple | ast.Placed)}
