"""What the loader says about broken packs, word by word."""

import ast
import re
from pathlib import Path

import pytest

from postloan_rules.text import catalogue
from postloan_rules.text.bilingual import Language
from tests.golden_texts.examples import BASE, EXAMPLES, EXPECTED, diagnostics_of, text_of

# What needs megabytes, a function of a program or a day is tested in tests/unit/packs.
ELSEWHERE = {"PL105", "PL106", "PL160", "PL161", "PL905"}
OURS = ("files", "tables", "lints")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.name)
def test_a_broken_pack_is_told_what_its_example_says(example: Path, language: Language) -> None:
    expected = (example / EXPECTED[language]).read_text(encoding="utf-8")

    assert text_of(diagnostics_of(example), language) == expected


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.name)
def test_an_example_shows_the_code_of_its_name(example: Path) -> None:
    named = re.match(r"PL\d{3}", example.name)

    assert named is None or named[0] in {each.code for each in diagnostics_of(example)}


def test_the_sound_pack_has_nothing_to_tell(tmp_path: Path) -> None:
    empty = tmp_path / "nothing-changed"
    empty.mkdir()

    assert BASE.is_dir()
    assert diagnostics_of(empty) == ()


def test_every_code_about_packs_has_an_example() -> None:
    folder = Path(catalogue.__path__[0])
    codes = {
        node.value
        for name in OURS
        for node in ast.walk(ast.parse((folder / f"{name}.py").read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"PL\d{3}", node.value)
    }

    assert codes - ELSEWHERE == {each.name[:5] for each in EXAMPLES if each.name.startswith("PL")}
