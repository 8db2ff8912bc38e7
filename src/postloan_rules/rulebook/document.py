"""The rulebook of a pack as files."""

from typing import Literal
from urllib.parse import quote

from postloan_rules.errors import UnknownNameError
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.rulebook.blocks import anchor_of
from postloan_rules.rulebook.book import Book, page_of
from postloan_rules.rulebook.html import Languages, html_files
from postloan_rules.rulebook.markdown import markdown_files
from postloan_rules.text.nearest import nearest

Format = Literal["html", "markdown"]


def document(pack: CheckedPack, languages: Languages = "both", format: Format = "html") -> dict[str, str]:
    """Return the texts of the files of a rulebook by name; ``index`` is where to start.

    Raises:
        PackError: if there are errors in the cases of the pack.
    """
    pages = Book(pack).pages()
    return html_files(pages, languages) if format == "html" else markdown_files(pages, languages)


def address_of(pack: CheckedPack, rule: str) -> str:
    """Return file and place of a rule in the rulebook in HTML: ``chapter-classification.html#CLS-030``.

    Raises:
        UnknownNameError: if the pack has no such rule.
    """
    chapters = {each.id: decision.chapter for decision in pack.decisions for each in decision.rules}
    if rule not in chapters:
        raise UnknownNameError("rule", rule, nearest(rule, chapters))
    return f"{page_of(pack, chapters[rule])}.html#{quote(anchor_of(rule))}"
