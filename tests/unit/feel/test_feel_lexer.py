"""Text to tokens."""

import pytest

from postloan_rules.feel.lexer import MAX_DIGITS, scan
from postloan_rules.feel.tokens import TokenKind
from postloan_rules.text.source import Source, whole
from tests.unit.feel.bench import marked


def tokens(text: str) -> list[tuple[TokenKind, str]]:
    excerpt = whole(Source("test", text))
    found: list[tuple[TokenKind, str]] = []
    token = scan(excerpt, 0)
    while token.kind is not TokenKind.END:
        found.append((token.kind, token.text))
        token = scan(excerpt, token.end)
    return found


def words(text: str) -> list[str]:
    return [text for _, text in tokens(text)]


def problem(text: str) -> tuple[str, str]:
    token = scan(whole(Source("test", text)), 0)
    assert token.problem is not None
    return token.problem.code, marked(token.problem)


def test_dots_of_a_range_are_no_part_of_the_numbers() -> None:
    assert words("1..30") == ["1", "..", "30"]
    assert words("1.5..2.5") == ["1.5", "..", "2.5"]


def test_a_number_may_start_with_its_point_and_end_with_an_exponent() -> None:
    assert tokens(".5 1e3 2.5E-7") == [(TokenKind.NUMBER, text) for text in (".5", "1e3", "2.5E-7")]


def test_the_longest_sign_is_read() -> None:
    assert words("a<=b**c!=d->e") == ["a", "<=", "b", "**", "c", "!=", "d", "->", "e"]


def test_chinese_words_are_names_and_ideographic_blanks_separate() -> None:
    assert words("贷款\u3000.逾期天数") == ["贷款", ".", "逾期天数"]


def test_comments_separate_like_blanks() -> None:
    assert words("a // rest of the line\n/* between */ b") == ["a", "b"]


def test_keywords_are_whole_words() -> None:
    assert tokens("in inside") == [(TokenKind.KEYWORD, "in"), (TokenKind.NAME, "inside")]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r'"\n\r\t\"\\"', '\n\r\t"\\'),
        (r'"\u4e2d"', "中"),
        (r'"\U01F600"', "😀"),
        (r'"\ud83d\ude00"', "😀"),
        ('"中文"', "中文"),
        ('""', ""),
    ],
)
def test_strings_stand_for_what_their_escapes_mean(written: str, meant: str) -> None:
    assert tokens(written) == [(TokenKind.STRING, meant)]


@pytest.mark.parametrize("text", [r"\s+", r"C:\x", r"\u12", r"\uzzzz"])
def test_a_backslash_that_starts_no_escape_stands_for_itself(text: str) -> None:
    assert tokens(f'"{text}"') == [(TokenKind.STRING, text)]


def test_an_escape_beyond_the_last_character_is_marked() -> None:
    assert problem(r'"逾期\U110000"') == ("PL205", r"\U110000")


def test_half_a_surrogate_pair_is_no_character() -> None:
    assert problem(r'"\ud83d"')[0] == "PL205"


def test_a_string_ends_on_its_line() -> None:
    assert problem('"one\ntwo"') == ("PL204", '"')


def test_numbers_have_as_many_digits_as_decimals_hold() -> None:
    assert words("9" * MAX_DIGITS) == ["9" * MAX_DIGITS]
    assert problem("9" * (MAX_DIGITS + 1))[0] == "PL207"


def test_zeros_around_the_digits_do_not_count() -> None:
    assert words("0001." + "0" * 20) == ["0001." + "0" * 20]


@pytest.mark.parametrize("number", ["1e6145", "1e-6145", "1e99999999999999999999", "0." + "0" * 100 + "1"])
def test_exponents_are_bounded_before_anything_is_computed(number: str) -> None:
    assert problem(number)[0] == "PL207"


def test_a_unit_behind_a_number_is_marked_with_it() -> None:
    assert problem("90天 > 1") == ("PL215", "90天")


@pytest.mark.parametrize(("slip", "sign"), [("，", ","), ("（", "("), ("“", '"'), ("≥", ">="), ("：", ":"), ("'", '"')])
def test_a_look_alike_is_told_with_the_sign_it_stands_for(slip: str, sign: str) -> None:
    token = scan(whole(Source("test", slip)), 0)

    assert token.problem is not None
    assert token.problem.code == "PL206"
    assert token.problem.help is not None
    assert f"`{sign}`" in token.problem.help.en


@pytest.mark.parametrize("sign", ["==", "<>", "&&", "||", "!", "%", ";", "=>"])
def test_operators_of_other_languages_are_told_with_ours(sign: str) -> None:
    assert problem(f"{sign} a") == ("PL211", sign)


def test_not_equal_is_ours() -> None:
    assert words("!=") == ["!="]


def test_an_open_comment_and_a_lone_at_sign_are_marked() -> None:
    assert problem("/* a") == ("PL214", "/*")
    assert problem("@2026") == ("PL212", "@")


def test_an_invisible_character_is_shown_by_its_number() -> None:
    token = scan(whole(Source("test", "\x00")), 0)

    assert token.problem is not None
    assert "U+0000" in token.problem.message.en
