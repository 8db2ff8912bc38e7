"""What parsing gives: a tree, or the reason why there is none."""

from typing import Generic, TypeVar

from postloan_rules.light import dataclass
from postloan_rules.text.diagnostic import Diagnostic

Tree = TypeVar("Tree")


@dataclass(frozen=True, slots=True)
class Parsed(Generic[Tree]):
    """``tree`` is ``None`` exactly where ``diagnostics`` are not empty.

    ``next_key`` is a number above every key of the tree: pass it as ``first_key`` when a second text is parsed whose
    nodes are to stand in one tree with these.
    """

    tree: Tree | None
    diagnostics: tuple[Diagnostic, ...]
    next_key: int
