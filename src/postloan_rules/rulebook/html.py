"""Pages as HTML that needs no network: every text escaped, one file a page, a style and a search beside them."""

import json
from collections.abc import Sequence
from html import escape
from typing import Literal, assert_never
from urllib.parse import quote

from postloan_rules.rulebook.assets import SCRIPT, STYLE
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
from postloan_rules.rulebook.places import Links, Place, places_of
from postloan_rules.rulebook.said import Piece, Said
from postloan_rules.text.bilingual import Bilingual, Language

Languages = Literal["zh", "en", "both"]
_SEARCH = Bilingual(zh="查找规则、参数、事实", en="Find rules, parameters, facts")


def html_files(pages: Sequence[Page], languages: Languages) -> dict[str, str]:
    """Return the files of a rulebook by name."""
    places = places_of(pages)
    writer = _Writer(pages, places, languages)
    files = {f"{page.name}.html": writer.page(page) for page in pages}
    return {**files, "search.js": _search(places) + SCRIPT, "style.css": STYLE}


def _search(places: Sequence[Place]) -> str:
    """Return what a search looks through, as a list for the script."""
    entries = [
        [place.page, place.anchor, place.title.text("zh"), place.title.text("en"), _looked_through(place)]
        for place in places
    ]
    return f"const ENTRIES = {json.dumps(entries, separators=(',', ':'))};\n"


def _looked_through(place: Place) -> str:
    texts = dict.fromkeys((place.found_by.text("zh"), place.found_by.text("en")))
    return " ".join(texts).strip()


class _Writer:
    def __init__(self, pages: Sequence[Page], places: Sequence[Place], languages: Languages) -> None:
        self._links = Links(places, pages, "html")
        self._languages: tuple[Language, ...] = ("zh", "en") if languages == "both" else (languages,)
        self._home = pages[0]
        self._page = pages[0].name

    def page(self, page: Page) -> str:
        """Return one file."""
        self._page = page.name
        main = "\n".join(self._block(each) for each in page.blocks)
        title = " / ".join(dict.fromkeys(page.title.text(each) for each in self._languages))
        hint = " / ".join(_SEARCH.say(each) for each in self._languages)
        buttons = ""
        if len(self._languages) > 1:
            buttons = '<span id="languages"><button value="zh">中文</button> <button value="en">English</button></span>'
        return (
            f'<!DOCTYPE html>\n<html lang="{self._languages[0]}">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<title>{escape(title)}</title>\n<link rel="stylesheet" href="style.css">\n'
            '<script src="search.js" defer></script>\n</head>\n<body>\n<header>\n'
            f'<a href="{self._home.name}.html">{self._said(self._home.title)}</a>\n'
            f'<input type="search" id="search" placeholder="{escape(hint)}" aria-label="{escape(hint)}">\n{buttons}\n'
            '</header>\n<ol id="found" hidden></ol>\n<main>\n'
            f"<h1>{self._said(page.title)}</h1>\n{main}\n</main>\n</body>\n</html>\n"
        )

    def _block(self, block: Block) -> str:
        match block:
            case Heading(level, text, anchor):
                place = "" if anchor is None else f' id="{escape(anchor)}"'
                return f"<h{level}{place}>{self._said(text)}</h{level}>"
            case Paragraph(text, quiet):
                kind = ' class="quiet"' if quiet else ""
                return f"<p{kind}>{self._said(text)}</p>"
            case Bullets(items):
                return self._list(items)
            case Grid():
                return self._grid(block)
            case Code(text):
                return f"<pre><code>{escape(text)}</code></pre>"
            case Details(summary, blocks):
                inner = "\n".join(self._block(each) for each in blocks)
                return f"<details><summary>{self._said(summary)}</summary>\n{inner}\n</details>"
            case Section(anchor, title, blocks, level):
                inner = "\n".join(self._block(each) for each in blocks)
                link = f'<a class="place" href="#{quote(anchor)}">#</a>'
                head = f"<h{level}>{self._said(title)} {link}</h{level}>"
                return f'<section id="{escape(anchor)}">\n{head}\n{inner}\n</section>'
        assert_never(block)

    def _list(self, items: Sequence[Item]) -> str:
        lines = []
        for item in items:
            inner = f"\n{self._list(item.inner)}" if item.inner else ""
            lines.append(f"<li>{self._said(item.text)}{inner}</li>")
        return "<ul>\n" + "\n".join(lines) + "\n</ul>"

    def _grid(self, grid: Grid) -> str:
        heads = "".join(f'<th scope="col">{self._said(each)}</th>' for each in grid.heads)
        rows = "\n".join(
            "<tr>" + "".join(self._cell(cell, grid.row_heads and not place) for place, cell in enumerate(row)) + "</tr>"
            for row in grid.rows
        )
        return f'<div class="wide"><table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table></div>'

    def _cell(self, cell: Cell, is_head: bool) -> str:
        place = "" if cell.anchor is None else f' id="{escape(cell.anchor)}"'
        if is_head:
            return f'<th scope="row"{place}>{self._said(cell.text)}</th>'
        return f"<td{place}>{self._said(cell.text)}</td>"

    def _said(self, said: Said) -> str:
        if len(self._languages) == 1:
            return self._pieces(said.pieces(self._languages[0]))
        if said.zh == said.en:
            return self._pieces(said.zh)
        return " ".join(f'<span lang="{each}">{self._pieces(said.pieces(each))}</span>' for each in self._languages)

    def _pieces(self, pieces: Sequence[Piece]) -> str:
        return "".join(escape(each) if isinstance(each, str) else self._link(each.text, each.target) for each in pieces)

    def _link(self, text: str, target: str) -> str:
        found = self._links.to(target, self._page)
        if found is None:
            return escape(text)
        file, anchor = found
        place = f"#{quote(anchor)}" if anchor else ""
        return f'<a href="{escape(file + place)}">{escape(text)}</a>'
