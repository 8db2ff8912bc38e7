"""The schemas for editors agree with the loader."""

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from postloan_rules.packs.json_schema import file_schemas
from postloan_rules.packs.yaml_nodes import ListNode, MappingNode, Node, ScalarNode
from postloan_rules.packs.yaml_scalars import Text, value_of
from postloan_rules.packs.yaml_text import read_yaml
from postloan_rules.text.source import Source
from tests.unit.packs.written_pack import DEMO

ROOT = Path(__file__).parents[3]
FILES = sorted(DEMO.rglob("*.yaml")) + sorted((ROOT / "rules").rglob("*.yaml"))


def as_editors_see(node: Node) -> Any:
    match node:
        case ScalarNode():
            value = value_of(node)
            return value.text if isinstance(value, Text) else value if isinstance(value, bool) else float(node.text)
        case ListNode():
            return [as_editors_see(item) for item in node.items]
        case MappingNode():
            return {key.text: as_editors_see(value) for key, value in node.entries}


def content(text: str) -> Any:
    root, problems = read_yaml(Source("x", text))

    assert problems == ()
    assert root is not None
    return as_editors_see(root)


def validator(kind: str) -> Draft202012Validator:
    return Draft202012Validator(file_schemas()[kind])


@pytest.mark.parametrize("kind", ["pack", "parameters", "facts", "decisions", "cases", "reports", "watch", "survivors"])
def test_a_schema_is_one_of_its_dialect(kind: str) -> None:
    Draft202012Validator.check_schema(file_schemas()[kind])


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_that_load_fit_their_schema(path: Path) -> None:
    named = path.stem if path.name in ("pack.yaml", "survivors.yaml") else ""
    kind = named or next(each for each in path.parts[::-1] if each in file_schemas())

    errors = [each.message for each in validator(kind).iter_errors(content(path.read_text(encoding="utf-8")))]

    assert errors == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("pack", "pack: x\n"),
        ("parameters", "a.b: {unit: days}\n"),
        ("facts", "loan.x: {title: {zh: 甲, en: A}, type: number, cite: x, formula: [1]}\n"),
        ("decisions", "decision: X\n"),
        ("cases", "- {case: 甲, as_of: 2026-01-01, expect: {state: certain}}\n"),
    ],
)
def test_files_that_do_not_load_do_not_fit_it(kind: str, text: str) -> None:
    assert list(validator(kind).iter_errors(content(text)))


def test_conditions_nest_without_end() -> None:
    nested = "when: {all of: [a, {any of: [b, {all of: [c]}]}]}"
    head = "decision: x\nquestion: {zh: 甲, en: A}\nof: loan\noutcome: y\nchoose: worst\n"
    text = f"{head}rules: [{{id: R, then: a, cite: x, {nested}}}]"

    assert list(validator("decisions").iter_errors(content(text))) == []
