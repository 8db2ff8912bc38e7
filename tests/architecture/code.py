"""The code and the documents of this repository, as tests look at them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "postloan_rules"
DOCS = ROOT / "docs"


def modules() -> list[Path]:
    """Return every module of the library, sorted."""
    return sorted(PACKAGE.rglob("*.py"))


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def dotted(path: Path) -> str:
    """Return the import name of a module: ``postloan_rules.text.source``."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path) -> Iterator[str]:
    """Yield the full name of everything that a module imports, nested and type-only imports included.

    Of a module that has a stub these are the imports of both.
    """
    stub = path.with_suffix(".pyi")
    trees = [tree_of(path), *([tree_of(stub)] if stub.is_file() else [])]
    for node in (each for tree in trees for each in ast.walk(tree)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{dotted(path)} uses a relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def package_of(path: Path) -> str:
    """Return which row of the table of layers a module belongs to."""
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def markdown_files() -> list[Path]:
    """Return the documents for people, sorted."""
    top = [ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")]
    return [*(path for path in top if path.exists()), *sorted(DOCS.rglob("*.md"))]
