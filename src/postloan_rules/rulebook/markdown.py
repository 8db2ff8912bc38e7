"""Pages as Markdown, for repositories and wikis."""

import re
from collections.abc import Iterator, Sequence
from html import escape as escape_html
from typing import assert_never
from urllib.parse import quote

from postloan_rules.rulebook.blocks import (
    Block,
    Bullets,
    Cell,
    Code,
    Details,
    Grid,
    Heading,
    Item,
    Page,
    Paragraph,
    Section,
)
from postloan_rules.rulebook.html import Languages
from postloan_rules.rulebook.places import Links, places_of
from postloan_rules.rulebook.said import Piece, Said
from postloan_rules.text.bilingual import Language

_SPECIAL = re.compile(r"[\\`*_\[\]<>|#~&]")
_AT_START = re.compile(r"^(\s*)([-+=]|\d+[.)])")


def markdown_files(pages: Sequence[Page], languages: Languages) -> dict[str, str]:
    """Return the files of a rulebook by name."""
    writer = _Writer(pages, languages)
    return {f"{page.name}.md": writer.page(page) for page in pages}


def escaped(text: str) -> str:
    """Return ``text`` with everything that Markdown or HTML would read as its own made plain.

    >>> escaped("<b>a*b</b>"), escaped("1. x")
    ('&lt;b&gt;a\\\\*b&lt;/b&gt;', '1\\\\. x')
    """
    plain = " ".join(text.split("\n"))
    plain = _SPECIAL.sub(lambda found: escape_html(found[0]) if found[0] in "<>&" else f"\\{found[0]}", plain)
    return _AT_START.sub(lambda found: f"{found[1]}{found[2][:-1]}\\{found[2][-1]}", plain)


class _Writer:
    def __init__(self, pages: Sequence[Page], languages: Languages) -> None:
        self._links = Links(places_of(pages), pages, "md")
        self._languages: tuple[Language, ...] = ("zh", "en") if languages == "both" else (languages,)
        self._page = pages[0].name

    def page(self, page: Page) -> str:
        """Return one file."""
        self._page = page.name
        parts = [f"# {self._said(page.title)}", *self._blocks(page.blocks)]
        return "\n\n".join(parts) + "\n"

    def _blocks(self, blocks: Sequence[Block]) -> Iterator[str]:
        for block in blocks:
            yield from self._block(block)

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case Heading(level, text, anchor):
                yield f"{'#' * level} {_place(anchor)}{self._said(text)}"
            case Paragraph(text):
                yield self._said(text)
            case Bullets(items):
                yield "\n".join(self._lines(items, 0))
            case Grid():
                yield "\n".join(self._grid(block))
            case Code(text):
                fence = "`" * max(3, 1 + max((len(each) for each in re.findall("`+", text)), default=0))
                yield f"{fence}\n{text}\n{fence}"
            case Details(summary, blocks):
                yield f"**{self._said(summary)}**"
                yield from self._blocks(blocks)
            case Section(anchor, title, blocks, level):
                yield f"{'#' * level} {_place(anchor)}{self._said(title)}"
                yield from self._blocks(blocks)
            case _:
                assert_never(block)

    def _lines(self, items: Sequence[Item], depth: int) -> Iterator[str]:
        for item in items:
            yield f"{'  ' * depth}* {self._said(item.text)}"
            yield from self._lines(item.inner, depth + 1)

    def _grid(self, grid: Grid) -> Iterator[str]:
        yield f"| {' | '.join(self._said(each) for each in grid.heads)} |"
        yield f"|{' --- |' * len(grid.heads)}"
        for row in grid.rows:
            yield f"| {' | '.join(self._cell(cell) for cell in row)} |"

    def _cell(self, cell: Cell) -> str:
        return f"{_place(cell.anchor)}{self._said(cell.text)}"

    def _said(self, said: Said) -> str:
        texts = dict.fromkeys(self._pieces(said.pieces(each)) for each in self._languages)
        return " / ".join(texts)

    def _pieces(self, pieces: Sequence[Piece]) -> str:
        return "".join(
            escaped(each) if isinstance(each, str) else self._link(each.text, each.target) for each in pieces
        )

    def _link(self, text: str, target: str) -> str:
        found = self._links.to(target, self._page)
        if found is None:
            return escaped(text)
        file, anchor = found
        place = f"#{quote(anchor)}" if anchor else ""
        return f"[{escaped(text)}]({file}{place})"


def _place(anchor: str | None) -> str:
    return "" if anchor is None else f'<a id="{escape_html(anchor)}"></a>'
