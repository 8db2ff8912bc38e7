"""Tokens to trees: what binds how, and what is said of text that is no expression."""

import pytest

from postloan_rules.feel import ast
from postloan_rules.feel.cursor import MAX_NESTING
from postloan_rules.feel.parser import MAX_DEPTH, MAX_LENGTH, parse_expression, parse_unary_tests
from postloan_rules.feel.walk import walk
from postloan_rules.text.source import Excerpt, Source, text_of, whole
from tests.unit.feel.bench import NAMES, cell, marked, parsed, refusal


@pytest.mark.parametrize(
    ("text", "brackets"),
    [
        ("a or b and c", "a or (b and c)"),
        ("a and b = c", "a and (b = c)"),
        ("a = b + c", "a = (b + c)"),
        ("a + b * c", "a + (b * c)"),
        ("a - b - c", "(a - b) - c"),
        ("a / b / c", "(a / b) / c"),
        ("a * b ** c", "a * (b ** c)"),
        ("a ** b ** c", "(a ** b) ** c"),
        ("-a ** b", "(-a) ** b"),
        ("a ** -b", "a ** (-b)"),
        ("-a.b", "-(a.b)"),
        ("-a[1]", "-(a[1])"),
        ("a < b = c", "(a < b) = c"),
        ("a between b and c and d", "(a between b and c) and d"),
        ("a between b + 1 and c * 2", "a between (b + 1) and (c * 2)"),
        ("a in [1..2] and b", "(a in [1..2]) and b"),
        ("a in > 5 and b", "(a in (> 5)) and b"),
        ("a + b instance of number", "a + (b instance of number)"),
        ("if a then b else c + d", "if a then b else (c + d)"),
        ("some x in a satisfies b or c", "some x in a satisfies (b or c)"),
        ("for x in a return b + c", "for x in a return (b + c)"),
        ("a[b].c(d).e", "(((a[b]).c)(d)).e"),
    ],
)
def test_operators_bind_as_the_standard_says(text: str, brackets: str) -> None:
    assert parsed(text) == parsed(brackets)


def test_minus_binds_tighter_than_a_power() -> None:
    assert isinstance(parsed("-2 ** 2"), ast.Arithmetic)


def test_names_of_several_words_are_read_by_the_longest_match() -> None:
    names = frozenset({"days past", "days past due"})

    assert parsed("days  past\n due", names) == ast.Name("days past due", span=parsed("a").span, key=0)
    assert isinstance(parsed("days past - due", names), ast.Arithmetic)


def test_an_operator_is_no_part_of_the_name_before_it_though_a_function_is_called_so() -> None:
    assert parsed("limit.days between 1 and 30") == parsed("(limit.days) between 1 and 30")
    assert parsed("limit.days between (1) and 30") == parsed("limit.days between 1 and 30")
    assert parsed("days between 1 and 30") == parsed("(days) between 1 and 30")
    assert isinstance(parsed("days between(a, b)"), ast.Call)


def test_a_known_name_ends_at_the_end_of_a_word() -> None:
    assert refusal("is knownx", frozenset({"is known"})).code == "PL210"


def test_a_known_name_may_hold_keywords_and_signs() -> None:
    names = frozenset({"date and time", "抵押（房产）", "left-over"})

    assert parsed("date and time", names) == ast.Name("date and time", span=parsed("a").span, key=0)
    assert parsed("抵押（房产）", names) == ast.Name("抵押（房产）", span=parsed("a").span, key=0)
    assert parsed("left-over", names) == ast.Name("left-over", span=parsed("a").span, key=0)


def test_without_a_known_name_minus_subtracts() -> None:
    assert isinstance(parsed("left-over"), ast.Arithmetic)


def test_labels_follow_a_dot() -> None:
    assert parsed("loan.days past due > 90") == parsed("loan. days past due>90")
    assert isinstance(parsed("loan.days past due"), ast.Path)


def test_keywords_are_names_behind_a_dot() -> None:
    node = parsed("a.in")

    assert isinstance(node, ast.Path)
    assert node.name == "in"


@pytest.mark.parametrize(
    ("text", "low_closed", "high_closed"),
    [
        ("[1..2]", True, True),
        ("(1..2]", False, True),
        ("]1..2]", False, True),
        ("[1..2)", True, False),
        ("[1..2[", True, False),
    ],
)
def test_ranges_are_open_where_their_bracket_turns_away(text: str, low_closed: bool, high_closed: bool) -> None:
    node = parsed(text)

    assert isinstance(node, ast.RangeLiteral)
    assert (node.low_closed, node.high_closed) == (low_closed, high_closed)


def test_a_filter_may_stand_at_the_end_of_a_range() -> None:
    node = parsed("[1..a[1]]")

    assert isinstance(node, ast.RangeLiteral)
    assert isinstance(node.high, ast.Filter)


def test_many_ranges_that_close_with_an_opening_bracket_are_read_in_time() -> None:
    text = "[1..a" + "[[1..a" * 20 + "[" * 20

    assert len(parse_expression(whole(Source("test", text)), NAMES).diagnostics) <= 1


def test_a_sign_in_brackets_is_a_range_without_an_end() -> None:
    node = parsed("(>= 5)")

    assert isinstance(node, ast.RangeLiteral)
    assert (node.low_closed, node.high) == (True, None)


def test_tests_after_in_are_comparisons_ranges_and_values() -> None:
    node = parsed("a in (< 5, [7..9], 12, not(1), -)")

    assert isinstance(node, ast.In)
    kinds = [type(test) for test in node.tests]
    assert kinds == [ast.ComparisonTest, ast.ExpressionTest, ast.ExpressionTest, ast.NotTest, ast.AnyTest]


def test_brackets_after_in_may_be_the_start_of_a_range_or_a_path() -> None:
    assert parsed("a in (1..5]") == parsed("a in ((1..5])")
    assert parsed("a in (b).c") == parsed("a in b.c")


def test_arguments_may_be_named_by_unknown_words() -> None:
    node = parsed("f(start position: 1, match: 2)")

    assert isinstance(node, ast.Call)
    assert [each.name for each in node.named] == ["start position", "match"]


def test_names_that_a_text_introduces_are_known_behind_it() -> None:
    assert isinstance(parsed("for big loan in a return big loan + 1"), ast.For)
    assert isinstance(parsed("{big loan: 1, b: big loan}.big loan"), ast.Path)
    assert isinstance(parsed("{foo+bar: 1}.foo+bar"), ast.Path)
    assert isinstance(parsed("function(big loan: number) big loan + 1"), ast.FunctionLiteral)


@pytest.mark.parametrize(
    "text",
    [
        "a instance of list<number>",
        "a instance of context<x: number, big y: list<string>>",
        "a instance of function<number, string> -> days and time duration",
        "a instance of function<> -> number",
        "a instance of tns.type",
        "function(a) external {java: 1}",
        'some x in a, y in x.b satisfies x.c > y and every z in 1..3 satisfies z = @"P1D"',
        "{}",
        "[]",
        "[[1], [2..3], [> 4]]",
        'null = "a" or true != false',
    ],
)
def test_the_whole_grammar_is_read(text: str) -> None:
    assert parsed(text) is not None


def test_keys_are_unique_within_a_text_and_start_where_asked() -> None:
    result = parse_expression(whole(Source("test", "a in (1, f(b)[c > 2].d)")), NAMES, first_key=100)

    assert result.tree is not None
    keys = [node.key for node in walk(result.tree)]
    assert len(set(keys)) == len(keys)
    assert min(keys) == 100
    assert max(keys) < result.next_key


@pytest.mark.parametrize(
    ("text", "node", "place"),
    [
        ("逾期 + 天数 * 2", ast.Arithmetic, "逾期 + 天数 * 2"),
        ("(a + b).c", ast.Path, "(a + b).c"),
        ("x and 正常 = 1", ast.Comparison, "正常 = 1"),
    ],
)
def test_a_node_stands_where_its_text_does(text: str, node: type, place: str) -> None:
    found = next(each for each in walk(parsed(text)) if isinstance(each, node))

    assert text_of(found.span) == place


def test_places_survive_embedding_whose_offsets_jump() -> None:
    source = Source("rules.yaml", "when: |\n    逾期 = 1\n      and 余额 == 2\n")
    first, second = source.text.index("逾期"), source.text.index("  and")
    offsets = (*range(first, first + 7), *range(second, second + 13))
    excerpt = Excerpt("逾期 = 1\n  and 余额 == 2"[: len(offsets) - 1], source, offsets)

    (diagnostic,) = parse_expression(excerpt, NAMES).diagnostics

    assert diagnostic.span is not None
    assert diagnostic.span.source is source
    assert text_of(diagnostic.span) == "=="
    assert diagnostic.span.start == source.text.index("==")


@pytest.mark.parametrize(
    ("text", "code", "mark"),
    [
        ("", "PL213", ""),
        ("  // nothing", "PL213", "  // nothing"),
        ("a +", "PL202", "+"),
        ("a + )", "PL201", ")"),
        ("a )", "PL201", ")"),
        ("f(1", "PL203", "("),
        ("[1, 2", "PL203", "["),
        ("(a = [1)", "PL201", ")"),
        ("a b c", "PL210", "a b c"),
        ("if a then b", "PL202", "b"),
        ("if a else b", "PL201", "else"),
        ("some in a", "PL201", "in"),
        ("a instance of 5", "PL217", "5"),
        ("a instance number", "PL201", "number"),
        ("逾期 > 九十 天", "PL210", "九十 天"),
        ("f(a: 1, 2)", "PL201", "2"),
        ("a.5", "PL201", ".5"),
        ("then", "PL201", "then"),
        ("]5", "PL201", "]"),
        ("[1..2..3]", "PL201", ".."),
        ("x = “a”", "PL206", "“"),
    ],
)
def test_the_first_mistake_is_told_once_and_where_it_stands(text: str, code: str, mark: str) -> None:
    diagnostic = refusal(text)

    assert (diagnostic.code, marked(diagnostic)) == (code, mark)


def test_a_misspelt_name_of_several_words_is_told_with_the_nearest() -> None:
    diagnostic = refusal("loan.days past dew > 90", frozenset({"days past due"}))

    assert diagnostic.help is not None
    assert "`days past due`" in diagnostic.help.en


@pytest.mark.parametrize(
    ("deepest", "deeper"),
    [
        ("(" * (MAX_NESTING - 1) + "1" + ")" * (MAX_NESTING - 1), "(" * MAX_NESTING + "1" + ")" * MAX_NESTING),
        ("-" * (MAX_NESTING - 1) + "1", "-" * MAX_NESTING + "1"),
        ("+".join(["1"] * MAX_DEPTH), "+".join(["1"] * (MAX_DEPTH + 1))),
        ("a" + ".b" * (MAX_DEPTH - 1), "a" + ".b" * MAX_DEPTH),
    ],
)
def test_depth_is_bounded(deepest: str, deeper: str) -> None:
    assert parsed(deepest) is not None
    assert refusal(deeper).code == "PL208"


@pytest.mark.parametrize(
    "opener", ["(", "[", "{a:", "f(", "a[", "-", "if ", "for x in ", "]", "x in (", "not(", "[1..a["]
)
def test_no_text_is_too_deep_for_the_parser(opener: str) -> None:
    for parse in (parse_expression, parse_unary_tests):
        result = parse(whole(Source("test", opener * 5000)), NAMES)
        assert [each.code[:3] for each in result.diagnostics] == ["PL2"]


def test_names_that_a_text_introduces_are_bounded() -> None:
    entries = ", ".join(f"big loan {number}: 1" for number in range(3000))

    assert parsed("{" + entries + "}.big loan 1") is not None
    assert refusal("{" + entries + "}.big loan 2999").code == "PL210"


def test_length_is_bounded() -> None:
    assert parsed("1" + " " * (MAX_LENGTH - 1)) is not None
    assert refusal("1" + " " * MAX_LENGTH).code == "PL209"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("-", [ast.AnyTest]),
        ("> 90", [ast.ComparisonTest]),
        ("1..30", [ast.ExpressionTest]),
        ("not(1..30, 正常)", [ast.NotTest]),
        ('"retail", "sme"', [ast.ExpressionTest, ast.ExpressionTest]),
        ("? > 5 and ? < 9", [ast.ExpressionTest]),
        ("-5", [ast.ExpressionTest]),
    ],
)
def test_cells_hold_tests(text: str, kinds: list[type]) -> None:
    assert [type(test) for test in cell(text).tests] == kinds


def test_a_range_without_brackets_includes_both_ends() -> None:
    assert cell("1..30") == cell("[1..30]")
    assert cell("not(1..30)") == cell("not([1..30])")


def test_a_subtraction_in_a_cell_was_meant_as_a_range() -> None:
    (diagnostic,) = parse_unary_tests(whole(Source("test", "31-90")), NAMES).diagnostics

    assert diagnostic.code == "PL216"
    assert diagnostic.help is not None
    assert "`31..90`" in diagnostic.help.en
