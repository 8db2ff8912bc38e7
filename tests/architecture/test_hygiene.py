"""Habits of the code that no other tool watches."""

import ast
import importlib
import re
from pathlib import Path

import pytest

from tests.architecture.code import PACKAGE, ROOT, dotted, imported, modules, tree_of

CLOCK = re.compile(r"\b(datetime\.now|datetime\.utcnow|date\.today|time\.time|time\.time_ns|localtime)\b")
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "base"}


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_module_says_in_its_docstring_what_it_holds(path: Path) -> None:
    assert ast.get_docstring(tree_of(path))


def test_no_module_is_named_for_nothing() -> None:
    assert [dotted(path) for path in modules() if path.stem in FORBIDDEN_NAMES] == []


def test_only_the_trail_and_the_command_line_look_at_the_clock() -> None:
    readers = {
        path.relative_to(PACKAGE).parts[0] for path in modules() if CLOCK.search(path.read_text(encoding="utf-8"))
    }

    assert readers <= {"audit", "cli"}


def test_code_is_compiled_in_two_places_and_evaluated_nowhere() -> None:
    calls = {
        (node.func.id, path.relative_to(PACKAGE).parts[0])
        for path in modules()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"eval", "exec", "compile"}
    }

    # The Python backend compiles source that it wrote itself from a checked program; light classes get methods that
    # know nothing but the names of their fields.
    assert calls <= {("exec", "backends"), ("compile", "backends"), ("exec", "light")}


def test_nothing_random_decides() -> None:
    users = {
        path.relative_to(PACKAGE).parts[0]
        for path in modules()
        if any(n.split(".")[0] == "random" for n in imported(path))
    }

    assert users <= {"demo"}


def test_durable_rules_is_installed() -> None:
    """It correlates events over time; it must build and import on every Python that we support."""
    assert importlib.import_module("durable.engine").__name__ == "durable.engine"


def test_no_file_is_left_unfinished() -> None:
    words = re.compile(r"\b(TODO|FIXME|XXX)\b|NotImplementedError")
    found = [dotted(path) for path in modules() if words.search(path.read_text(encoding="utf-8"))]

    assert found == []


def test_pins_of_the_development_requirements_are_exact() -> None:
    lines = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8").split()

    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
