"""YAML to placed nodes: the strict part of YAML 1.2 that packs use, the same with both parsers of PyYAML."""

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from postloan_rules.packs.embedded import Style
from postloan_rules.packs.yaml_nodes import ListNode, MappingNode, Node, ScalarNode
from postloan_rules.packs.yaml_text import MAXIMUM_DEPTH, read_yaml
from postloan_rules.text.source import Source, text_of

LOADERS = [
    pytest.param(yaml.SafeLoader, id="pure"),
    pytest.param(
        getattr(yaml, "CSafeLoader", None),
        id="c",
        marks=pytest.mark.skipif(not hasattr(yaml, "CSafeLoader"), reason="PyYAML was built without its C parser"),
    ),
]


def tree(text: str, loader: Any = yaml.SafeLoader) -> Node:
    node, problems = read_yaml(Source("x", text), loader=loader)

    assert problems == ()
    assert node is not None
    return node


def scalar(node: Node | None) -> ScalarNode:
    assert isinstance(node, ScalarNode)
    return node


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize(
    ("text", "code", "marked"),
    [
        ("a: 1\nb: 2\na: 3\n", "PL110", "a"),
        ("a: &x 1\nb: *x\n", "PL109", "&x "),
        ("a: !!python/object:os.system x\n", "PL109", "!!python/object:os.system x"),
        ("a: 1\n---\nb: 2\n", "PL109", "---"),
        ("? [a]\n: 1\n", "PL109", "[a]"),
        ("a: {<<: {b: 1}}\n", "PL109", "<<"),
        ("a: {b:1}\n", "PL109", "b:1"),
        ("a: b: c\n", "PL103", ":"),
        ("a: 'x\n", "PL103", "\n"),
        ("a: @x\n", "PL103", "@"),
        ("a: \u2028\n", "PL108", "\u2028"),
        ("a: \x1b[2J\n", "PL108", "\x1b"),
        ("a: \ufeff\n", "PL108", "\ufeff"),
        ("a: " + "[" * (MAXIMUM_DEPTH + 1), "PL117", "["),
    ],
)
def test_what_packs_cannot_use_is_refused_with_its_place(text: str, code: str, marked: str, loader: Any) -> None:
    _, problems = read_yaml(Source("x", text), loader=loader)

    assert [each.code for each in problems] == [code]
    assert problems[0].span is not None
    assert text_of(problems[0].span)[:1] == marked[:1]


@pytest.mark.parametrize("loader", LOADERS)
def test_an_alias_bomb_stops_at_its_first_anchor(loader: Any) -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    )

    root, problems = read_yaml(Source("x", bomb), loader=loader)

    assert root is None
    assert len(problems) == 1


@pytest.mark.parametrize("loader", LOADERS)
def test_an_empty_text_says_nothing_and_is_no_mistake(loader: Any) -> None:
    assert read_yaml(Source("x", "# only a comment\n"), loader=loader) == (None, ())


def test_places_count_characters_after_chinese_text() -> None:
    node = tree("标题: 逾期 天数\nb: 2\n")

    assert isinstance(node, MappingNode)
    assert text_of(scalar(node.get("标题")).span) == "逾期 天数"
    assert text_of(scalar(node.get("b")).span) == "2"


def test_a_duplicate_key_leaves_the_first_value() -> None:
    node, problems = read_yaml(Source("x", "a: 1\na: 2\n"))

    assert isinstance(node, MappingNode)
    assert scalar(node.get("a")).text == "1"
    assert len(problems) == 1


plain = st.text(alphabet="abc 逾期天数09", min_size=1, max_size=12).map(lambda each: "x" + each.strip())
trees = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(plain, inner, max_size=3), max_leaves=12
)


def plain_of(node: Node) -> Any:
    match node:
        case ScalarNode():
            return node.text
        case ListNode():
            return [plain_of(item) for item in node.items]
        case MappingNode():
            return {key.text: plain_of(value) for key, value in node.entries}


@pytest.mark.parametrize("loader", LOADERS)
@given(value=trees, flow=st.booleans())
def test_reading_gives_what_was_written(value: Any, flow: bool, loader: Any) -> None:
    text = yaml.safe_dump({"root": value}, allow_unicode=True, default_flow_style=flow)

    assert plain_of(tree(text, loader)) == {"root": value}


@pytest.mark.parametrize("loader", LOADERS)
@given(lines=st.lists(st.text(alphabet="ab >逾\"'{}:#|", max_size=8).map(str.rstrip), min_size=1, max_size=5))
def test_every_character_of_a_literal_block_stands_where_its_excerpt_says(lines: list[str], loader: Any) -> None:
    lines[0] = "x" + lines[0]
    text = "key:\n  text: |\n" + "".join(f"    {line}".rstrip() + "\n" for line in lines) + "  next: 1\n"
    root = tree(text, loader)
    assert isinstance(root, MappingNode)
    inner = root.get("key")
    assert isinstance(inner, MappingNode)

    excerpt = scalar(inner.get("text")).excerpt

    assert excerpt is not None
    assert excerpt.text.rstrip("\n") == "\n".join(lines).rstrip("\n")
    assert len(excerpt.offsets) == len(excerpt.text) + 1
    assert all(text[place] == char for place, char in zip(excerpt.offsets, excerpt.text, strict=False))


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a: x > 1", True),
        ("a: 'x > 1'", True),
        ('a: "x > 1"', True),
        ("a: |\n  x\n    > 1\n", True),
        ("a: |-\n\n  x\n", True),
        ("a: |2\n    x\n", True),
        ("a: 'it''s'", False),
        ('a: "x\\n1"', False),
        ('a: "\\u4e00"', False),
        ("a: x\n  > 1", False),
        ("a: >\n  x\n  > 1\n", False),
    ],
)
def test_only_text_that_yaml_did_not_change_keeps_its_place(text: str, kept: bool, loader: Any) -> None:
    root = tree(text, loader)

    assert isinstance(root, MappingNode)
    assert (scalar(root.get("a")).excerpt is not None) is kept


def test_styles_are_told_apart() -> None:
    root = tree("a: x\nb: 'x'\nc: |\n  x\nd: >\n  x\n")

    assert isinstance(root, MappingNode)
    assert [scalar(value).style for _, value in root.entries] == [
        Style.PLAIN, Style.QUOTED, Style.LITERAL, Style.FOLDED,
    ]  # fmt: skip
