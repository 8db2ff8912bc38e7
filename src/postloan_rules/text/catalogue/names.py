"""PL3xx: FEEL whose names or types do not fit."""

from collections.abc import Sequence

from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.diagnostic import Diagnostic
from postloan_rules.text.source import Span

_MOST_VALUES = 12


def _listed(names: Sequence[str]) -> tuple[str, str]:
    quoted = [f"`{each}`" for each in names]
    return "、".join(quoted), ", ".join(quoted[:-1]) + (" or " if len(quoted) > 1 else "") + quoted[-1]


def _did_you_mean(candidates: Sequence[str]) -> Bilingual | None:
    if not candidates:
        return None
    zh, en = _listed(candidates)
    return Bilingual(zh=f"是否想写 {zh}", en=f"did you mean {en}")


def _did_you_mean_or_values(suggestions: Sequence[str], values: Sequence[str]) -> Bilingual | None:
    if suggestions or not values or len(values) > _MOST_VALUES:
        return _did_you_mean(suggestions)
    zh, en = _listed(values)
    return Bilingual(zh=f"可用的值：{zh}", en=f"write {en}")


def unknown_name(span: Span, name: str, suggestions: Sequence[str], help: Bilingual | None = None) -> Diagnostic:
    """PL301: a name that stands for nothing here."""
    return Diagnostic(
        code="PL301",
        message=Bilingual(zh=f"未知的名称 `{name}`", en=f"there is nothing called `{name}`"),
        span=span,
        help=_did_you_mean(suggestions) or help,
    )


def not_comparable(span: Span, left: Bilingual, right: Bilingual, help: Bilingual | None = None) -> Diagnostic:
    """PL302: two sides that are never alike."""
    return Diagnostic(
        code="PL302",
        message=Bilingual(zh=f"{left.zh}与{right.zh}不能比较", en=f"cannot compare {_a(left.en)} with {_a(right.en)}"),
        span=span,
        help=help,
    )


def unknown_member(span: Span, entity: str, name: str, suggestions: Sequence[str]) -> Diagnostic:
    """PL303: an attribute that the entity does not have."""
    return Diagnostic(
        code="PL303",
        message=Bilingual(zh=f"`{entity}` 没有 `{name}`", en=f"`{entity}` has no `{name}`"),
        span=span,
        help=_did_you_mean(suggestions),
    )


def unknown_value(
    span: Span, enumeration: str, value: str, suggestions: Sequence[str], values: Sequence[str]
) -> Diagnostic:
    """PL304: a word that the enumeration does not have."""
    return Diagnostic(
        code="PL304",
        message=Bilingual(zh=f"`{value}` 不是 `{enumeration}` 的值", en=f"`{value}` is not a value of `{enumeration}`"),
        span=span,
        notes=(
            Bilingual(
                zh="这样的条件永远不会成立，这样的结果也不存在", en="no record ever has it, and no decision gives it"
            ),
        ),
        help=_did_you_mean_or_values(suggestions, values),
    )


def not_a_condition(span: Span, found: Bilingual) -> Diagnostic:
    """PL305: a condition that is not true or false."""
    return Diagnostic(
        code="PL305",
        message=Bilingual(
            zh=f"条件应为真或假，此处是{found.zh}", en=f"a condition is true or false, this is {_a(found.en)}"
        ),
        span=span,
        help=Bilingual(zh="与某个值比较", en="compare it with something"),
    )


def wrong_type(span: Span, expected: Bilingual, found: Bilingual) -> Diagnostic:
    """PL306: a value of another type than its place asks for."""
    return Diagnostic(
        code="PL306",
        message=Bilingual(
            zh=f"此处应为{expected.zh}，实为{found.zh}", en=f"expected {_a(expected.en)}, found {_a(found.en)}"
        ),
        span=span,
    )


def no_arithmetic(
    span: Span, operator: str, left: Bilingual, right: Bilingual, help: Bilingual | None = None
) -> Diagnostic:
    """PL307: a sum of things that do not add."""
    return Diagnostic(
        code="PL307",
        message=Bilingual(
            zh=f"{left.zh}与{right.zh}之间不能用 `{operator}`",
            en=f"there is no `{operator}` between {_a(left.en)} and {_a(right.en)}",
        ),
        span=span,
        help=help,
    )


def no_order(span: Span, type: Bilingual) -> Diagnostic:
    """PL308: more and less where there is no order."""
    return Diagnostic(
        code="PL308",
        message=Bilingual(zh=f"{type.zh}没有大小顺序", en=f"{_a(type.en)} has no order"),
        span=span,
        help=Bilingual(
            zh="用 `=`、`!=` 或 `in (…)` 比较；枚举要有顺序，须在包里声明 `ordered: true`",
            en="compare with `=`, `!=` or `in (…)`; an enumeration has an order where the pack says `ordered: true`",
        ),
    )


def null_refused(span: Span) -> Diagnostic:
    """PL309: packs have unknown values and no null."""
    return Diagnostic(
        code="PL309",
        message=Bilingual(zh="规则包中没有 `null`", en="packs have no `null`"),
        span=span,
        notes=(
            Bilingual(
                zh="没有提供的值是未知，未知与任何值比较仍是未知",
                en="a value that was not given is unknown, and so is every comparison with it",
            ),
        ),
        help=Bilingual(zh="用 `is known(…)` 询问一个值是否已知", en="ask with `is known(…)` whether a value is known"),
    )


def not_usable_in_packs(span: Span, construct: Bilingual, help: Bilingual | None = None) -> Diagnostic:
    """PL310: FEEL that the standard has and packs do not."""
    return Diagnostic(
        code="PL310",
        message=Bilingual(zh=f"规则包中不能使用{construct.zh}", en=f"packs cannot use {construct.en}"),
        span=span,
        help=help,
    )


def unknown_function(span: Span, name: str, suggestions: Sequence[str], help: Bilingual | None = None) -> Diagnostic:
    """PL311: a call of nothing."""
    return Diagnostic(
        code="PL311",
        message=Bilingual(zh=f"没有函数 `{name}`", en=f"there is no function `{name}`"),
        span=span,
        help=_did_you_mean(suggestions) or help,
    )


def wrong_argument_count(span: Span, function: str, found: int, forms: Sequence[str]) -> Diagnostic:
    """PL312: too many or too few arguments."""
    zh, en = _listed(forms)
    many = "argument" if found == 1 else "arguments"
    return Diagnostic(
        code="PL312",
        message=Bilingual(zh=f"`{function}` 不接受 {found} 个参数", en=f"`{function}` does not take {found} {many}"),
        span=span,
        help=Bilingual(zh=f"写作 {zh}", en=f"write {en}"),
    )


def wrong_argument(span: Span, function: str, expected: Bilingual, found: Bilingual) -> Diagnostic:
    """PL313: an argument of another type than the function takes."""
    return Diagnostic(
        code="PL313",
        message=Bilingual(
            zh=f"`{function}` 此处需要{expected.zh}，实为{found.zh}",
            en=f"`{function}` takes {_a(expected.en)} here, found {_a(found.en)}",
        ),
        span=span,
    )


def amount_with_bare_number(span: Span) -> Diagnostic:
    """PL314: an amount and a number that has no currency."""
    return Diagnostic(
        code="PL314",
        message=Bilingual(
            zh="金额与没有币种的数字不能比较或相加", en="an amount and a number without a currency do not go together"
        ),
        span=span,
        notes=(Bilingual(zh="只有 `0` 不需要币种", en="only `0` needs no currency"),),
        help=Bilingual(zh="写成以币种为单位的参数", en="make the number a parameter with a currency as its unit"),
    )


def currencies_differ(span: Span, left: str, right: str) -> Diagnostic:
    """PL315: amounts in two currencies."""
    return Diagnostic(
        code="PL315",
        message=Bilingual(
            zh=f"{left} 金额与 {right} 金额不能比较或相加",
            en=f"an amount in {left} and one in {right} do not go together",
        ),
        span=span,
        notes=(Bilingual(zh="没有人给出汇率", en="nobody gave a rate"),),
    )


def wrong_argument_name(span: Span, function: str, name: str, names: Sequence[str]) -> Diagnostic:
    """PL316: a named argument that the function does not have."""
    zh, en = _listed(names)
    return Diagnostic(
        code="PL316",
        message=Bilingual(zh=f"`{function}` 没有参数 `{name}`", en=f"`{function}` has no argument `{name}`"),
        span=span,
        help=Bilingual(zh=f"参数名为 {zh}", en=f"its arguments are {en}"),
    )


def no_members(span: Span, type: Bilingual, name: str) -> Diagnostic:
    """PL317: a dot behind something that has no parts."""
    return Diagnostic(
        code="PL317",
        message=Bilingual(zh=f"{type.zh}没有 `{name}`", en=f"{_a(type.en)} has no `{name}`"),
        span=span,
    )


def several_values(span: Span) -> Diagnostic:
    """PL318: many values where one is wanted."""
    return Diagnostic(
        code="PL318",
        message=Bilingual(zh="此处需要一个值，实为多个", en="there are several values where one is wanted"),
        span=span,
        help=Bilingual(
            zh="用 `count`、`sum`、`min`、`max`、`share`、`latest` 或 `some … satisfies` 归为一个",
            en="make one of them with `count`, `sum`, `min`, `max`, `share`, `latest` or `some … satisfies`",
        ),
    )


def not_a_relation(span: Span, found: Bilingual) -> Diagnostic:
    """PL319: a filter or quantifier over something that is no relation."""
    return Diagnostic(
        code="PL319",
        message=Bilingual(zh=f"此处应为关联，实为{found.zh}", en=f"expected a relation, found {_a(found.en)}"),
        span=span,
        help=Bilingual(
            zh="关联如 `loan.collaterals`；筛选写在取值之前：`loan.collaterals[…].value`",
            en="a relation is such as `loan.collaterals`; filter before reading values: `loan.collaterals[…].value`",
        ),
    )


def picked_by_place(span: Span) -> Diagnostic:
    """PL320: a member of a relation picked by a number."""
    return Diagnostic(
        code="PL320",
        message=Bilingual(zh="不能按序号取关联的成员", en="members of a relation are not picked by number"),
        span=span,
        help=Bilingual(zh="用 `latest(…)` 或 `earliest(…)`", en="use `latest(…)` or `earliest(…)`"),
    )


def bad_literal(span: Span, text: str) -> Diagnostic:
    """PL321: a date or duration that there is none of."""
    return Diagnostic(
        code="PL321",
        message=Bilingual(zh=f"`{text}` 不是日期或时长", en=f"`{text}` is no date and no duration"),
        span=span,
        help=Bilingual(
            zh='日期写作 `@"2026-03-31"`，时长写作 `@"P30D"` 或 `@"P1Y6M"`',
            en='a date is written `@"2026-03-31"`, a duration `@"P30D"` or `@"P1Y6M"`',
        ),
    )


def literal_required(span: Span, function: str, wanted: Bilingual) -> Diagnostic:
    """PL322: an argument that must be written out."""
    return Diagnostic(
        code="PL322",
        message=Bilingual(
            zh=f"`{function}` 的此参数必须直接写出{wanted.zh}", en=f"`{function}` takes {wanted.en} written out here"
        ),
        span=span,
    )


def reads_the_clock(span: Span, name: str) -> Diagnostic:
    """PL323: a function whose answer is another one tomorrow."""
    return Diagnostic(
        code="PL323",
        message=Bilingual(zh=f"规则包不能读取时钟 `{name}`", en=f"packs cannot read the clock with `{name}`"),
        span=span,
        help=Bilingual(zh="用 `as_of`，即决定所针对的日期", en="use `as_of`, the day that is decided for"),
    )


def empty_range(span: Span) -> Diagnostic:
    """PL324: a range that nothing is in."""
    return Diagnostic(
        code="PL324",
        message=Bilingual(zh="区间内没有任何值", en="nothing is in this range"),
        span=span,
        help=Bilingual(zh="先写小的一端", en="write the lower end first"),
    )


def not_one_loan(span: Span) -> Diagnostic:
    """PL325: days past due from two sources, or from a part of one."""
    return Diagnostic(
        code="PL325",
        message=Bilingual(
            zh="`days past due` 需要同一笔贷款的全部 `schedule` 和 `repayments`",
            en="`days past due` takes the whole `schedule` and `repayments` of one loan",
        ),
        span=span,
        help=Bilingual(
            zh="例如 `days past due(loan.schedule, loan.repayments, …)`",
            en="such as `days past due(loan.schedule, loan.repayments, …)`",
        ),
    )


def decision_of_many(span: Span, decision: str) -> Diagnostic:
    """PL326: a decision that gives a list, read where one value is wanted."""
    return Diagnostic(
        code="PL326",
        message=Bilingual(
            zh=f"决策 `{decision}` 给出多个结果，这里应为一个值",
            en=f"decision `{decision}` gives a list, and one value is wanted here",
        ),
        span=span,
        help=Bilingual(
            zh=f"用 `count({decision}[item = …])`、`some r in {decision} satisfies …` 或 `… in {decision}`",
            en=f"ask `count({decision}[item = …])`, `some r in {decision} satisfies …` or `… in {decision}`",
        ),
    )


def _a(words: str) -> str:
    """Return ``words`` with an article, unless they start with one or are plural.

    >>> _a("amount"), _a("date"), _a("values of `x`")
    ('an amount', 'a date', 'values of `x`')
    """
    if words.startswith(("values ", "several ", "text", "the ", "a ", "an ", "two ", "anything", "`")):
        return words
    return ("an " if words[0] in "aeiou" else "a ") + words
