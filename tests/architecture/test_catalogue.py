"""Every message has its own code, says the same in two languages, and has a page."""

import ast
import re
from collections import Counter

from tests.architecture.code import DOCS, PACKAGE, modules, tree_of

CATALOGUE = PACKAGE / "text" / "catalogue"
CODE = re.compile(r"PL\d{3}")


def _codes() -> list[str]:
    """The codes that functions of the catalogue give to what they return, one for each function."""
    return [
        code
        for path in sorted(CATALOGUE.glob("*.py"))
        for function in tree_of(path).body
        if isinstance(function, ast.FunctionDef)
        for code in sorted(_codes_in(function))
    ]


def _codes_in(function: ast.FunctionDef) -> set[str]:
    words = {node.value for node in ast.walk(function) if isinstance(node, ast.Constant)}
    return {word for word in words if isinstance(word, str) and CODE.fullmatch(word)}


def test_there_are_messages() -> None:
    assert _codes()


def test_no_code_stands_for_two_messages() -> None:
    assert [code for code, times in Counter(_codes()).items() if times > 1] == []


def test_every_message_is_said_in_both_languages() -> None:
    lacking = [
        f"{path.name}:{node.lineno}"
        for path in sorted(CATALOGUE.glob("*.py"))
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Bilingual"
        and {keyword.arg for keyword in node.keywords} != {"zh", "en"}
    ]  # fmt: skip

    assert lacking == []


def test_every_code_has_an_anchor_and_every_anchor_a_code() -> None:
    page = (DOCS / "reference" / "diagnostics.md").read_text(encoding="utf-8")

    assert re.findall(r"^## (PL\d{3})$", page, re.MULTILINE) == sorted(set(_codes()))


def test_diagnostics_are_made_in_the_catalogue_only() -> None:
    makers = {
        path.relative_to(PACKAGE).as_posix()
        for path in modules()
        if CATALOGUE not in path.parents
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Diagnostic"
    }

    assert makers == set()
