"""The table in docs/architecture.md is the architecture: imports are what it lists, no more and no less."""

import ast
import re

import pytest

from tests.architecture.code import DOCS, PACKAGE, dotted, imported, modules, package_of, tree_of

OPTIONAL = ("duckdb", "rich", "durable", "sqlglot", "psycopg", "cryptography", "z3")


def _rows() -> dict[str, set[str]]:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    table = text.split("| package | may import |")[1].split("\n\n")[0]
    rows = re.findall(r"^\| `(\w+)` \|(.*)\|$", table, re.MULTILINE)
    return {package: set(re.findall(r"`(\w+)`", needs)) for package, needs in rows}


MAY_IMPORT = _rows()


def _package_of_name(name: str) -> str:
    parts = name.split(".")
    second = parts[1]
    is_inside = (PACKAGE / second).is_dir() or (PACKAGE / f"{second}.py").is_file()
    return second if is_inside else "__init__"


def _imports_of(package: str) -> set[str]:
    own = [path for path in modules() if package_of(path) == package]
    names = {name for path in own for name in imported(path) if name.split(".")[0] == "postloan_rules"}
    return {_package_of_name(name) for name in names} - {package}


def test_every_package_has_a_row() -> None:
    assert {package_of(path) for path in modules()} == set(MAY_IMPORT)


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_package_imports_exactly_what_its_row_says(package: str) -> None:
    assert _imports_of(package) == MAY_IMPORT[package]


def test_rows_make_no_cycle() -> None:
    settled: set[str] = set()
    while ready := {package for package, needs in MAY_IMPORT.items() if needs <= settled} - settled:
        settled |= ready

    assert settled == set(MAY_IMPORT)


def test_modules_make_no_cycle() -> None:
    known = {dotted(path) for path in modules()}
    needs = {
        dotted(path): {
            target
            for name in imported(path)
            if (target := name if name in known else name.rpartition(".")[0]) in known and target != dotted(path)
        }
        for path in modules()
    }
    settled: set[str] = set()
    while ready := {module for module, wants in needs.items() if wants <= settled} - settled:
        settled |= ready

    assert sorted(known - settled) == []


@pytest.mark.parametrize("package", OPTIONAL)
def test_optional_package_is_imported_in_at_most_one_module(package: str) -> None:
    users = [dotted(path) for path in modules() if any(name.split(".")[0] == package for name in imported(path))]

    assert len(users) <= 1, users


def test_the_declarations_of_commands_stand_in_the_package_of_commands_only() -> None:
    users = [path for path in modules() if any(name.split(".")[0] == "typer" for name in imported(path))]

    assert {package_of(path) for path in users} == {"cli"}


@pytest.mark.parametrize("module", ["nodes", "types", "program", "record"])
def test_terms_import_nothing_but_each_other(module: str) -> None:
    names = [name for name in imported(PACKAGE / "ir" / f"{module}.py") if name.startswith("postloan_rules.")]

    assert [name for name in names if not name.startswith(("postloan_rules.ir.", "postloan_rules.light."))] == []


def test_imports_only_for_types_are_written_as_imports() -> None:
    blocks = [
        dotted(path)
        for path in modules()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Name) and node.id == "TYPE_CHECKING"
    ]

    assert blocks == []
