"""PL2xx: text that is no FEEL."""

from collections.abc import Sequence

from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.diagnostic import Diagnostic
from postloan_rules.text.source import Span


def _did_you_mean(candidates: Sequence[str]) -> Bilingual | None:
    if not candidates:
        return None
    names_zh = "、".join(f"`{each}`" for each in candidates)
    names_en = " or ".join(f"`{each}`" for each in candidates)
    return Bilingual(zh=f"是否想写 {names_zh}", en=f"did you mean {names_en}")


def unexpected_token(span: Span, found: str, expected: Bilingual, help: Bilingual | None = None) -> Diagnostic:
    """PL201: something else must stand here."""
    return Diagnostic(
        code="PL201",
        message=Bilingual(zh=f"此处应为{expected.zh}，实为 `{found}`", en=f"expected {expected.en}, found `{found}`"),
        span=span,
        help=help,
    )


def unexpected_end(span: Span, expected: Bilingual) -> Diagnostic:
    """PL202: the text stops too early."""
    return Diagnostic(
        code="PL202",
        message=Bilingual(
            zh=f"表达式到此结束，后面还应有{expected.zh}", en=f"the expression ends where {expected.en} should follow"
        ),
        span=span,
    )


def never_closed(span: Span, opener: str, closer: str) -> Diagnostic:
    """PL203: a bracket without its partner."""
    return Diagnostic(
        code="PL203",
        message=Bilingual(zh=f"`{opener}` 没有对应的 `{closer}`", en=f"`{opener}` is never closed"),
        span=span,
        help=Bilingual(zh=f"在应结束处补写 `{closer}`", en=f"write `{closer}` where it should end"),
    )


def string_not_closed(span: Span) -> Diagnostic:
    """PL204: a string without its closing quote."""
    return Diagnostic(
        code="PL204",
        message=Bilingual(zh="字符串没有结束引号", en="the string has no closing quote"),
        span=span,
        help=Bilingual(
            zh='在同一行以 `"` 结束；换行写作 `\\n`',
            en='close it with `"` on the same line; a line break is written `\\n`',
        ),
    )


def bad_escape(span: Span, escape: str) -> Diagnostic:
    """PL205: an escape for half a character, or for one beyond the last."""
    return Diagnostic(
        code="PL205",
        message=Bilingual(zh=f"`{escape}` 不代表任何字符", en=f"`{escape}` stands for no character"),
        span=span,
        help=Bilingual(
            zh="直接写出字符，或用 `\\u4e2d`、`\\U01f600` 这样的完整编码",
            en="write the character itself, or its whole number as in `\\u4e2d` or `\\U01f600`",
        ),
    )


def strange_character(span: Span, character: str, instead: str | None) -> Diagnostic:
    """PL206: a character that FEEL does not know; ``instead`` is what was probably meant."""
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    return Diagnostic(
        code="PL206",
        message=Bilingual(zh=f"表达式中不能有字符 `{shown}`", en=f"`{shown}` cannot stand in an expression"),
        span=span,
        help=Bilingual(zh=f"改用半角 `{instead}`", en=f"write `{instead}`") if instead else None,
    )


def number_too_long(span: Span, digits: int, largest_exponent: int) -> Diagnostic:
    """PL207: a number that decimals do not hold."""
    return Diagnostic(
        code="PL207",
        message=Bilingual(
            zh=f"数字超出 {digits} 位有效数字或指数超出 {largest_exponent}",
            en=f"a number has at most {digits} significant digits and exponents up to {largest_exponent}",
        ),
        span=span,
    )


def too_deep(span: Span, limit: int) -> Diagnostic:
    """PL208: too many levels of nesting."""
    return Diagnostic(
        code="PL208",
        message=Bilingual(zh=f"表达式嵌套超过 {limit} 层", en=f"the expression has more than {limit} levels"),
        span=span,
        help=Bilingual(
            zh="把一部分写成事实，或分行列在 `all of:` / `any of:` 之下，多个取值可写 `in (…)`",
            en="make a part of it a fact, list lines under `all of:` or `any of:`, or write several values as `in (…)`",
        ),
    )


def too_long(span: Span, limit: int) -> Diagnostic:
    """PL209: more text than an expression may have."""
    return Diagnostic(
        code="PL209",
        message=Bilingual(zh=f"表达式超过 {limit} 个字符", en=f"the expression has more than {limit} characters"),
        span=span,
    )


def no_such_phrase(span: Span, phrase: str, suggestions: Sequence[str]) -> Diagnostic:
    """PL210: words in a row that together are no name."""
    return Diagnostic(
        code="PL210",
        message=Bilingual(zh=f"`{phrase}` 不是一个名称", en=f"`{phrase}` is not a name"),
        span=span,
        notes=(
            Bilingual(
                zh="两个词之间要有运算符，除非它们合起来是已知的名称",
                en="between two words stands an operator, unless together they are a known name",
            ),
        ),
        help=_did_you_mean(suggestions),
    )


def foreign_operator(span: Span, sign: str, help: Bilingual) -> Diagnostic:
    """PL211: an operator of another language."""
    return Diagnostic(
        code="PL211",
        message=Bilingual(zh=f"没有运算符 `{sign}`", en=f"there is no operator `{sign}`"),
        span=span,
        help=help,
    )


def at_without_string(span: Span) -> Diagnostic:
    """PL212: an at sign that starts no literal."""
    return Diagnostic(
        code="PL212",
        message=Bilingual(zh="`@` 之后应为带引号的日期或时长", en="after `@` stands a date or duration in quotes"),
        span=span,
        help=Bilingual(zh='例如 `@"2026-03-31"`、`@"P1Y"`', en='such as `@"2026-03-31"` or `@"P1Y"`'),
    )


def nothing_written(span: Span) -> Diagnostic:
    """PL213: no expression at all."""
    return Diagnostic(
        code="PL213",
        message=Bilingual(zh="此处没有表达式", en="there is no expression here"),
        span=span,
    )


def comment_not_closed(span: Span) -> Diagnostic:
    """PL214: a comment that goes on to the end."""
    return Diagnostic(
        code="PL214",
        message=Bilingual(zh="注释 `/*` 没有以 `*/` 结束", en="the comment `/*` is not closed by `*/`"),
        span=span,
    )


def number_with_letters(span: Span, text: str) -> Diagnostic:
    """PL215: a unit or a letter glued to a number."""
    return Diagnostic(
        code="PL215",
        message=Bilingual(zh=f"`{text}` 不是数字", en=f"`{text}` is not a number"),
        span=span,
        help=Bilingual(
            zh="单位不写在数字后；它属于所比较的名称或参数",
            en="units are not written after numbers; they belong to the name or parameter that is compared",
        ),
    )


def subtraction_in_cell(span: Span, low: str, high: str) -> Diagnostic:
    """PL216: a cell that subtracts two numbers, which nobody means."""
    return Diagnostic(
        code="PL216",
        message=Bilingual(zh=f"`{low}-{high}` 是减法，不是区间", en=f"`{low}-{high}` is a subtraction and not a range"),
        span=span,
        help=Bilingual(zh=f"区间写作 `{low}..{high}`", en=f"write the range `{low}..{high}`"),
    )


def not_a_type(span: Span, found: str) -> Diagnostic:
    """PL217: after `instance of` or in a signature stands a type."""
    return Diagnostic(
        code="PL217",
        message=Bilingual(zh=f"此处应为类型，实为 `{found}`", en=f"expected a type, found `{found}`"),
        span=span,
        help=Bilingual(
            zh="例如 `number`、`string`、`date`、`list<number>`",
            en="such as `number`, `string`, `date` or `list<number>`",
        ),
    )
