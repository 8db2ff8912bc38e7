"""Places inside a payload (RFC 6901), and putting something else there."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any


def pointer_to(steps: Iterable[str | int]) -> str:
    """Return the pointer that takes ``steps``.

    >>> pointer_to(["inputs", "a/b", 0])
    '/inputs/a~1b/0'
    """
    return "".join("/" + str(each).replace("~", "~0").replace("/", "~1") for each in steps)


def steps_of(pointer: str) -> list[str]:
    """Return the steps of ``pointer``."""
    return [each.replace("~1", "/").replace("~0", "~") for each in pointer.split("/")[1:]]


def replaced(value: Any, pointers: Mapping[str, Any], put: Callable[[str, Any, Any], Any]) -> Any:
    """Return a copy of ``value`` where at each pointer stands what ``put`` gives.

    ``put`` gets the pointer, what was there, and what the mapping says. Only what leads to a pointer is copied.

    Raises:
        KeyError: if a pointer leads nowhere.
    """
    tree: dict[str, Any] = {}
    for pointer in pointers:
        at = tree
        for step in steps_of(pointer):
            at = at.setdefault(step, {})
        at[""] = pointer
    return _replaced(value, tree, pointers, put)


def _replaced(
    value: Any, tree: dict[str, Any], pointers: Mapping[str, Any], put: Callable[[str, Any, Any], Any]
) -> Any:
    if "" in tree and isinstance(tree[""], str):
        return put(tree[""], value, pointers[tree[""]])
    if isinstance(value, Mapping):
        copy = dict(value)
        for step, rest in tree.items():
            copy[step] = _replaced(copy[step], rest, pointers, put)
        return copy
    if isinstance(value, list | tuple):
        items = list(value)
        for step, rest in tree.items():
            if not step.isdigit() or int(step) >= len(items):
                raise KeyError(step)
            items[int(step)] = _replaced(items[int(step)], rest, pointers, put)
        return items
    raise KeyError(next(iter(tree)))
