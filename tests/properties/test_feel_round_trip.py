"""What is printed reads back as what was printed, and no text whatever upsets the parser."""

from hypothesis import given, settings
from hypothesis import strategies as st

from postloan_rules.feel import ast
from postloan_rules.feel.parser import parse_expression, parse_unary_tests
from postloan_rules.feel.printer import print_expression, print_unary_tests
from postloan_rules.feel.walk import walk
from postloan_rules.text.source import Excerpt, Source, whole
from tests.support.feel_trees import NAMES, cells, expressions

WORDS = "if then else for return some every satisfies in and or between instance of function null true not".split()  # noqa: SIM905
PIECES = st.sampled_from(
    [
        *"()[]{}.,:+-*/<>=?@\"'#",
        *WORDS,
        *(
            "..",
            "**",
            "!=",
            "/*",
            "*/",
            "//",
            "\n",
            " ",
            "1",
            "90天",
            "1e9",
            "逾期天数",
            "days past due",
            '"a"',
            "（",
            "\\u12",
        ),
    ]
)
SOUP = st.lists(PIECES, max_size=30).map(" ".join) | st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=30)


def excerpt(text: str) -> Excerpt:
    return whole(Source("test", text))


@given(expressions)
@settings(max_examples=400, deadline=None)
def test_a_printed_expression_parses_to_itself(tree: ast.Expression) -> None:
    text = print_expression(tree)

    result = parse_expression(excerpt(text), NAMES)

    assert (result.diagnostics, result.tree) == ((), tree), text


@given(cells)
@settings(max_examples=200, deadline=None)
def test_a_printed_cell_parses_to_itself(tests: ast.UnaryTests) -> None:
    text = print_unary_tests(tests)

    result = parse_unary_tests(excerpt(text), NAMES)

    assert (result.diagnostics, result.tree) == ((), tests), text


@given(expressions)
@settings(max_examples=100, deadline=None)
def test_printing_what_was_read_changes_nothing(tree: ast.Expression) -> None:
    text = print_expression(tree)

    again = parse_expression(excerpt(text), NAMES).tree

    assert again is not None
    assert print_expression(again) == text


@given(SOUP)
@settings(max_examples=400, deadline=None)
def test_any_text_gives_a_tree_or_one_diagnostic_with_a_place_in_it(text: str) -> None:
    for parse in (parse_expression, parse_unary_tests):
        result = parse(excerpt(text), NAMES)

        assert (result.tree is None) == (len(result.diagnostics) == 1)
        for diagnostic in result.diagnostics:
            assert diagnostic.span is not None
            assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(text)


@given(SOUP)
@settings(max_examples=200, deadline=None)
def test_every_node_lies_within_its_parent_and_has_its_own_key(text: str) -> None:
    tree = parse_expression(excerpt(text), NAMES).tree
    if tree is None:
        return

    nodes = list(walk(tree))

    assert len({node.key for node in nodes}) == len({id(node) for node in nodes})
    assert all(tree.span.start <= node.span.start <= node.span.end <= tree.span.end for node in nodes)
