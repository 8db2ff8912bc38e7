"""What the world may import: few names, sorted, each one documented."""

import re

import postloan_rules
from tests.architecture.code import DOCS


def test_exported_names_are_sorted() -> None:
    assert list(postloan_rules.__all__) == sorted(postloan_rules.__all__)


def test_there_are_few_enough_names_to_remember() -> None:
    # The exceptions stand in one tree and are not counted.
    names = [name for name in postloan_rules.__all__ if not name.endswith("Error")]

    assert len(names) <= 40


def test_every_exported_name_exists_and_has_a_docstring() -> None:
    silent = [
        name for name in postloan_rules.__all__ if not (name == "__version__" or getattr(postloan_rules, name).__doc__)
    ]

    assert silent == []


def test_every_exported_name_is_documented_and_no_other() -> None:
    text = (DOCS / "reference" / "api.md").read_text(encoding="utf-8")

    assert re.findall(r"^## `(\w+)`$", text, re.MULTILINE) == list(postloan_rules.__all__)
