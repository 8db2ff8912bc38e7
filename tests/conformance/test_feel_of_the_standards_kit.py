"""The parser reads the FEEL of the standard's own test kit, which lies outside this repository."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from postloan_rules.feel.parser import parse_expression, parse_unary_tests
from postloan_rules.text.source import Source, whole

KIT = Path(__file__).parents[3] / "shared" / "tck"

KINDS = ("literalExpression", "inputExpression", "inputEntry", "outputEntry")

# Functions of the standard whose names have blanks.
STANDARD_NAMES = frozenset(
    """
    date and time|years and months duration|string length|upper case|lower case|substring before|substring after
    |starts with|ends with|list contains|list replace|insert before|index of|distinct values|round up|round down
    |round half up|round half down|get value|get entries|context put|context merge|day of year|day of week
    |month of year|week of year|met by|overlaps before|overlaps after|finished by|started by|string join
    |time offset|start included|end included
    """.replace("\n", "").replace("    ", "").split("|")
)  # fmt: skip

# "All but ten" as a range: our trees have no word for it.
NOT_SAID = frozenset({"(!=10) = (!=10)"})


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    """Yield ``(kind of element around, FEEL)`` for every text of a model in FEEL."""
    for parent in ET.parse(path).iter():  # noqa: S314  the kit is a fixed set of files
        kind = parent.tag.rpartition("}")[2]
        for child in parent:
            if child.tag.endswith("}text") and kind in KINDS:
                yield kind, child.text or ""


def _names(path: Path) -> frozenset[str]:
    """Return the names of the models beside ``path``, which may import each other."""
    trees = [ET.parse(each) for each in path.parent.glob("*.dmn")]  # noqa: S314  a fixed set of files
    return frozenset(each.get("name", "") for tree in trees for each in tree.iter()) | STANDARD_NAMES


def _models() -> list[Path]:
    return sorted(KIT.rglob("*.dmn"))


def test_the_kit_is_here() -> None:
    if not _models():
        pytest.skip(f"the standard's test kit is absent: {KIT}")


@pytest.mark.parametrize("path", _models(), ids=lambda path: path.stem)
def test_every_text_of_a_model_is_read(path: Path) -> None:
    names = _names(path)
    unread = []
    for kind, text in _texts(path):
        parse = parse_unary_tests if kind == "inputEntry" else parse_expression
        result = parse(whole(Source(path.name, text)), names)
        if result.diagnostics and text not in NOT_SAID:
            unread.append((text, result.diagnostics[0].message.en))

    assert unread == []
