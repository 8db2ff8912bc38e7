"""What pages of the rulebook are made of; no block knows how it is written down."""

from postloan_rules.light import dataclass, field
from postloan_rules.rulebook.said import Said


@dataclass(frozen=True, slots=True)
class Heading:
    """A title; ``level`` 1 is the page's own."""

    level: int
    text: Said
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: Said
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a list, and the list under it."""

    text: Said
    inner: tuple["Item", ...] = ()


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    text: Said
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with heads; a row may start with a head of its own."""

    heads: tuple[Said, ...]
    rows: tuple[tuple[Cell, ...], ...]
    row_heads: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """A text of a pack file, as its author wrote it."""

    text: str


@dataclass(frozen=True, slots=True)
class Details:
    """Blocks that are unfolded by whoever wants to read them."""

    summary: Said
    blocks: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks about one thing, with the place that others refer to. ``found_by`` is what a search looks through."""

    anchor: str
    title: Said
    blocks: tuple["Block", ...]
    level: int = 3
    found_by: Said | None = field(default=None)


Block = Heading | Paragraph | Bullets | Grid | Code | Details | Section


@dataclass(frozen=True, slots=True)
class Page:
    """One file of the rulebook; ``name`` is without its ending."""

    name: str
    title: Said
    blocks: tuple[Block, ...]


def anchor_of(name: str) -> str:
    """Return the place of ``name`` in a page: the name itself, without blanks.

    >>> anchor_of("SE-02[mortgage, 31..90]")
    'SE-02[mortgage,_31..90]'
    """
    return "_".join(name.split())
