"""Where text comes from: sources, spans in them, and excerpts that keep their place."""

from bisect import bisect_right
from itertools import accumulate

from postloan_rules.light import dataclass, field
from postloan_rules.light.late import Late


@dataclass(frozen=True, slots=True)
class Source:
    """A text file as read: ``name`` is how people call it (a path with ``/``), ``text`` its characters."""

    name: str
    text: str = field(repr=False)
    line_starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        lengths = (len(line) + 1 for line in self.text.split("\n")[:-1])
        object.__setattr__(self, "line_starts", tuple(accumulate(lengths, initial=0)))


@dataclass(frozen=True, slots=True)
class Position:
    """A place people can find: ``line`` and ``column`` count characters from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Span(Late):
    """Characters ``start`` up to but without ``end`` of a source."""

    source: Source
    start: int
    end: int


def position_of(source: Source, offset: int) -> Position:
    """Return line and column of the character at ``offset`` (0-based, at most the length).

    >>> position_of(Source("x", "一\\n二三"), 3)
    Position(line=2, column=2)
    """
    line = bisect_right(source.line_starts, offset)
    return Position(line, offset - source.line_starts[line - 1] + 1)


def text_of(span: Span) -> str:
    """Return the characters of ``span``."""
    return span.source.text[span.start : span.end]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A text inside a source, such as a FEEL expression inside YAML.

    ``offsets[i]`` is the place of character ``i`` in the source; it has one entry more
    than ``text`` has characters, so that the end of the text has a place too.
    """

    text: str
    source: Source = field(repr=False)
    offsets: tuple[int, ...] = field(repr=False)

    def span(self, start: int, end: int) -> Span:
        """Return where characters ``start`` up to ``end`` of the excerpt stand in the source.

        An empty range points at one character, so that a caret can be drawn.
        """
        first = self.offsets[start]
        last = self.offsets[end - 1] + 1 if end > start else first
        return Span(self.source, first, max(last, first))


def whole(source: Source) -> Excerpt:
    """Return the excerpt that is all of ``source``."""
    return Excerpt(source.text, source, tuple(range(len(source.text) + 1)))
