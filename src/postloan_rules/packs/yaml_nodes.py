"""YAML as we keep it: scalars, lists and mappings, each with its place."""

from dataclasses import dataclass, field
from enum import Enum

from postloan_rules.text.source import Excerpt, Span


class Style(Enum):
    """How a scalar is written."""

    PLAIN = "plain"
    QUOTED = "quoted"
    LITERAL = "literal"
    FOLDED = "folded"


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A text. ``excerpt`` maps its characters to the file; ``None`` where YAML changed them."""

    text: str
    style: Style
    span: Span = field(repr=False, compare=False)
    excerpt: Excerpt | None = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class ListNode:
    items: tuple["Node", ...]
    span: Span = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class MappingNode:
    """Keys in the order of the file; no key stands twice."""

    entries: tuple[tuple[ScalarNode, "Node"], ...]
    span: Span = field(repr=False, compare=False)

    def get(self, key: str) -> "Node | None":
        """Return the value of ``key``, if it is there."""
        for each, value in self.entries:
            if each.text == key:
                return value
        return None

    def key(self, key: str) -> ScalarNode | None:
        """Return the place where ``key`` is written, if it is there."""
        for each, _ in self.entries:
            if each.text == key:
                return each
        return None


Node = ScalarNode | ListNode | MappingNode
