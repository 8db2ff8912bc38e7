"""Write the pages under docs/reference that are made from the code: `make docs`."""

import ast
import inspect
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from docs import event_kinds, rows_cn

import postloan_rules
from postloan_rules.model.fire import fire_page
from postloan_rules.model.json_schema import record_schema

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
CATALOGUE = ROOT / "src" / "postloan_rules" / "text" / "catalogue"
WRITTEN_BY = "<!-- made by docs/generate.py from the code; change the code instead -->\n"

HUNDREDS = {
    "PL1": "Files and their shape",
    "PL2": "Syntax of expressions",
    "PL3": "Names and types",
    "PL4": "Tables",
    "PL5": "Engines",
    "PL6": "Data and mappings",
    "PL7": "The trail",
    "PL9": "Advice",
}


def pages() -> dict[Path, str]:
    """Return every generated page with its text."""
    return {
        REFERENCE / "api.md": _api(),
        REFERENCE / "diagnostics.md": _diagnostics(),
        REFERENCE / "fire.md": WRITTEN_BY + fire_page(),
        REFERENCE / "record.schema.json": _json(record_schema()),
        REFERENCE / "decision.schema.json": _json(postloan_rules.schemas()["decision"]),
        **{
            REFERENCE / f"{name}.schema.json": _json(schema)
            for name, schema in postloan_rules.schemas().items()
            if name.startswith("trail.")
        },
        rows_cn.PAGE: rows_cn.page(),
        event_kinds.PAGE: event_kinds.page(),
    }


def _json(schema: object) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _api() -> str:
    parts = [
        WRITTEN_BY,
        "# Public names\n",
        "What `postloan_rules` promises. Everything else may change without notice.\n",
    ]
    for name in postloan_rules.__all__:
        thing = getattr(postloan_rules, name)
        parts.append(f"## `{name}`\n")
        parts.extend(_page_of(name, thing))
    return "\n".join(parts)


def _page_of(name: str, thing: object) -> Iterator[str]:
    if isinstance(thing, str):
        yield "The version of the library.\n"
        return
    is_error = inspect.isclass(thing) and issubclass(thing, Exception)
    if callable(thing) and not is_error and not _is_enumeration(thing):
        yield f"```\n{name}{_signature(thing)}\n```\n"
    yield _prose(inspect.getdoc(thing) or "")
    if not inspect.isclass(thing) or is_error:
        return
    if _is_enumeration(thing):
        yield "\n".join(f"* `{member.value}`" for member in thing) + "\n"  # type: ignore[attr-defined]  # an enumeration
    for member, value in vars(thing).items():
        function = value.__func__ if isinstance(value, classmethod | staticmethod) else value
        if member.startswith("_") or not (inspect.isfunction(function) or isinstance(function, property)):
            continue
        documented = inspect.getdoc(value)
        if not documented:
            continue
        signature = "" if isinstance(function, property) else _signature(function)
        yield f"### `{name}.{member}{signature}`\n"
        yield _prose(documented)


def _is_enumeration(thing: object) -> bool:
    return inspect.isclass(thing) and hasattr(thing, "__members__")


def _signature(thing: object) -> str:
    try:
        text = str(inspect.signature(thing))  # type: ignore[arg-type]  # asked only for what can be called
    except (TypeError, ValueError):
        return "(…)"
    text = re.sub(r"<function (\w+) at 0x[0-9a-f]+>", r"\1", text)
    text = (
        re.sub(r"\b(?:\w+\.)+(?=[A-Za-z])", "", text)
        .replace("(self, ", "(")
        .replace("(self)", "()")
        .replace("(cls, ", "(")
    )
    # A model of many fields: its fields stand in docs/reference/record.schema.json.
    return text if len(text) <= 400 else "(…)"


def _prose(docstring: str) -> str:
    """Return a docstring as Markdown: code between double backticks, examples and trees as blocks."""
    return docstring.replace("``", "`").replace("::\n", ":\n") + "\n"


def _diagnostics() -> str:
    parts = [
        WRITTEN_BY,
        "# Messages\n",
        "Everything that checking packs, mappings and rows may say. Names in braces stand for the author's text.\n",
        "A code never changes its meaning.\n",
    ]
    hundred = ""
    for code, function in sorted(_functions(), key=lambda each: each[0]):
        if code[:3] != hundred:
            hundred = code[:3]
            parts.append(f"# {HUNDREDS[hundred]}\n")
        parts.append(f"## {code}\n")
        parts.extend(_message(function))
    return "\n".join(parts)


def _functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in sorted(CATALOGUE.glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                codes = {
                    each.value
                    for each in ast.walk(node)
                    if isinstance(each, ast.Constant) and isinstance(each.value, str) and each.value.startswith("PL")
                }
                yield from ((code, node) for code in codes if len(code) == len("PL000"))


def _message(function: ast.FunctionDef) -> Iterator[str]:
    if documented := ast.get_docstring(function):
        yield _prose(documented)
    if any(isinstance(node, ast.Attribute) and node.attr == "WARNING" for node in ast.walk(function)):
        yield "A warning: the pack can be used.\n"
    # What is wrong stands before what follows from it and what to do.
    for label, text in sorted(_texts(function, ""), key=lambda each: ("", "note: ", "help: ").index(each[0])):
        yield f"* {label}{text.get('en', '')}\n  {text.get('zh', '')}\n"


def _texts(node: ast.AST, label: str) -> Iterator[tuple[str, dict[str | None, str]]]:
    """Yield the texts below ``node`` and whether each is a note, a help, or what is wrong."""
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Bilingual":
        yield label, {keyword.arg: _template(keyword.value) for keyword in node.keywords}
        return
    if isinstance(node, ast.keyword):
        label = {"notes": "note: ", "help": "help: "}.get(node.arg or "", label)
    for child in ast.iter_child_nodes(node):
        yield from _texts(child, label)


def _template(node: ast.expr) -> str:
    """Return a string, or an f-string with what it puts in written in braces."""
    match node:
        case ast.Constant(value=str(value)):
            return value
        case ast.JoinedStr(values=values):
            return "".join(_template(value) for value in values)
        case ast.FormattedValue(value=value):
            return "{" + ast.unparse(value) + "}"
        case ast.BinOp(left=left, right=right):
            return _template(left) + _template(right)
        case _:
            return "{" + ast.unparse(node) + "}"


def main() -> int:
    stale = [path for path, text in pages().items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is older than the code; run make docs")
        return 1 if stale else 0
    for path in stale:
        path.write_text(pages()[path], encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
