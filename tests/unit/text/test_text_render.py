"""Diagnostics on a terminal: carets under words, also after wide characters, and nothing that steers the terminal."""

from hypothesis import given
from hypothesis import strategies as st

from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import files
from postloan_rules.text.diagnostic import Diagnostic, Severity
from postloan_rules.text.render import render, summary, to_json
from postloan_rules.text.source import Source, Span
from postloan_rules.text.width import cells, padded, printable


def unclosed(text: str, start: int, end: int) -> Diagnostic:
    return files.unclosed_brace(Span(Source("rules/demo/x.yaml", text), start, end))


def test_the_whole_text_in_english() -> None:
    text = "a: 1\n" * 9 + "reason: 逾期 {天}\n"

    assert render(unclosed(text, text.index("{"), text.index("}")), "en") == (
        "error[PL147]: this brace has no partner\n"
        "  --> rules/demo/x.yaml:10:12\n"
        "   |\n"
        "10 | reason: 逾期 {天}\n"
        "   |              ^^^\n"
        "   = help: to write a brace itself, write two: `{{` or `}}`"
    )


def test_the_whole_text_in_chinese() -> None:
    assert render(
        files.missing_key(Span(Source("p.yaml", ""), 0, 0), "id", Bilingual(zh="规则", en="a rule")), "zh"
    ) == ("错误[PL112]: 规则缺少`id`\n --> p.yaml")


@given(before=st.text(alphabet="ab 逾期é　", max_size=10), word=st.text(alphabet="x天", min_size=1, max_size=5))
def test_carets_stand_under_the_word_cell_by_cell(before: str, word: str) -> None:
    text = f"{before}{word} end"
    lines = render(unclosed(text, len(before), len(before) + len(word))).split("\n")

    caret = lines[4].removeprefix("  | ")

    assert len(caret) - len(caret.lstrip(" ")) == cells(before)
    assert caret.count("^") == cells(word)


def test_a_span_of_several_lines_is_shown_where_it_starts() -> None:
    assert render(unclosed("ab\ncd\n", 1, 5)).split("\n")[3:5] == ["1 | ab", "  |  ^"]


def test_a_place_behind_the_last_character_has_a_caret() -> None:
    assert render(unclosed("ab", 2, 2)).split("\n")[4] == "  |   ^"


def test_characters_that_steer_a_terminal_are_shown_as_numbers() -> None:
    told = render(files.unknown_unit(Span(Source("x\x1b.yaml", "unit: \u202ea"), 6, 8), "\x1b[31m", ()))

    assert "\x1b" not in told
    assert "\u202e" not in told
    assert "\\u001b[31m" in told


def test_both_languages_and_the_place_are_in_the_data() -> None:
    data = to_json(unclosed("一\n{二", 2, 3))

    assert data["message"] == {"zh": "花括号不成对", "en": "this brace has no partner"}
    assert data["place"] == {
        "file": "rules/demo/x.yaml", "line": 2, "column": 1, "end_line": 2, "end_column": 2,
    }  # fmt: skip


def test_the_summary_counts_errors_and_warnings() -> None:
    error = unclosed("{", 0, 1)
    warning = Diagnostic("PL000", Bilingual(zh="", en=""), None, Severity.WARNING)

    assert summary([error, warning, error]).en == "2 errors, 1 warning"
    assert summary([error, warning, error]).zh == "2 个错误，1 个警告"


@given(text=st.text(alphabet="ab逾 ", max_size=8), extra=st.integers(0, 5))
def test_padding_reaches_its_width(text: str, extra: int) -> None:
    assert cells(padded(text, cells(text) + extra)) == cells(text) + extra


@given(text=st.text())
def test_what_is_printable_has_no_control_characters(text: str) -> None:
    assert all(char.isprintable() or char not in "\x00\x1b\x7f\x9b\r\n" for char in printable(text))
