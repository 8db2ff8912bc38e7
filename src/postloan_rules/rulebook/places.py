"""Where in the rulebook everything stands, and what a search finds."""

from collections.abc import Iterator, Mapping, Sequence

from postloan_rules.light import dataclass
from postloan_rules.rulebook.blocks import Block, Details, Grid, Heading, Page, Section, anchor_of
from postloan_rules.rulebook.said import Said, same


@dataclass(frozen=True, slots=True)
class Place:
    """One thing that can be found: the page and place, what it is called, and the words to look through."""

    page: str
    anchor: str
    title: Said
    found_by: Said


def places_of(pages: Sequence[Page]) -> tuple[Place, ...]:
    """Return every place of the rulebook in the order of its pages."""
    return tuple(place for page in pages for place in _places(page.name, page.blocks))


def _places(page: str, blocks: Sequence[Block]) -> Iterator[Place]:
    for block in blocks:
        match block:
            case Section(anchor, title, inner, _, found_by):
                yield Place(page, anchor, title, found_by or same(""))
                yield from _places(page, inner)
            case Heading(_, text, str(anchor)):
                yield Place(page, anchor, text, same(""))
            case Grid(rows=rows):
                for row in rows:
                    for cell in row:
                        if cell.anchor is not None:
                            yield Place(page, cell.anchor, same(cell.anchor), cell.text)
            case Details(blocks=inner):
                yield from _places(page, inner)
            case _:
                pass


class Links:
    """Where references lead, for files that end in ``ending``."""

    def __init__(self, places: Sequence[Place], pages: Sequence[Page], ending: str) -> None:
        self._pages: Mapping[str, str] = {each.anchor: each.page for each in places}
        self._files = {f"{each.name}/": f"{each.name}.{ending}" for each in pages}
        self._ending = ending

    def to(self, target: str, page: str) -> tuple[str, str] | None:
        """Return the file (empty: ``page`` itself) and the place that ``target`` leads to, if it is there."""
        if target in self._files:
            return self._files[target], ""
        anchor = anchor_of(target)
        found = self._pages.get(anchor)
        if found is None:
            return None
        return "" if found == page else f"{found}.{self._ending}", anchor
