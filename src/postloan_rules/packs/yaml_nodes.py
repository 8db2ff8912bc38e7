"""YAML as we keep it: scalars, lists and mappings, each with its place."""

from postloan_rules.light import dataclass, field
from postloan_rules.packs.embedded import Style, excerpt_of
from postloan_rules.text.source import Excerpt, Span


@dataclass(frozen=True, slots=True)
class ScalarNode:
    text: str
    style: Style
    span: Span = field(repr=False, compare=False)

    @property
    def excerpt(self) -> Excerpt | None:
        """Where the characters of the text are in the file; ``None`` where YAML changed them."""
        return excerpt_of(self.span.source, self.text, self.style, self.span.start, self.span.end)


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
