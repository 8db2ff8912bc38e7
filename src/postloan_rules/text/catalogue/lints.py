"""PL9xx: remarks on packs that load."""

from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.diagnostic import Diagnostic, Severity
from postloan_rules.text.source import Span


def parameter_not_read(span: Span, id: str) -> Diagnostic:
    """PL900: a parameter that decides nothing."""
    return Diagnostic(
        "PL900",
        Bilingual(zh=f"没有规则用到参数`{id}`", en=f"no rule reads parameter `{id}`"),
        span,
        Severity.WARNING,
        notes=(Bilingual(zh="改动它不会改变任何决策", en="changing it changes no decision"),),
    )


def fact_not_read(span: Span, path: str) -> Diagnostic:
    """PL901: a given fact that decides nothing."""
    return Diagnostic(
        "PL901",
        Bilingual(zh=f"没有规则用到事实`{path}`", en=f"no rule reads fact `{path}`"),
        span,
        Severity.WARNING,
    )


def value_never_yielded(span: Span, value: str, enumeration: str) -> Diagnostic:
    """PL902: an outcome that cannot come out."""
    return Diagnostic(
        "PL902",
        Bilingual(zh=f"没有规则得出`{enumeration}`的`{value}`", en=f"no rule yields `{value}` of `{enumeration}`"),
        span,
        Severity.WARNING,
    )


def same_condition(span: Span, rule: str, first: str) -> Diagnostic:
    """PL903: two rules that always fire together."""
    return Diagnostic(
        "PL903",
        Bilingual(zh=f"规则`{rule}`的条件与`{first}`相同", en=f"rule `{rule}` has the same condition as `{first}`"),
        span,
        Severity.WARNING,
    )


def review_overdue(span: Span, parameter: str, reviewed_on: str, months: int, day: str) -> Diagnostic:
    """PL905: a parameter that nobody has looked at for long."""
    return Diagnostic(
        "PL905",
        Bilingual(
            zh=f"参数`{parameter}`上次复核于 {reviewed_on}，截至 {day} 已超过 {months} 个月",
            en=f"parameter `{parameter}` was reviewed on {reviewed_on}, more than {months} months before {day}",
        ),
        span,
        Severity.WARNING,
        help=Bilingual(
            zh="核对出处后更新 reviewed_on；期限是 pack.yaml 的 review_within",
            en="compare it with its source and set `reviewed_on`; `review_within` in pack.yaml is the limit",
        ),
    )


def unsure_without_note(span: Span) -> Diagnostic:
    """PL904: an uncertain text without a word on why."""
    return Diagnostic(
        "PL904",
        Bilingual(zh="标为不确定（U）却没有说明", en="this is marked uncertain (U) without saying why"),
        span,
        Severity.WARNING,
        help=Bilingual(zh="加一行 note", en="add a `note:` beside it"),
    )
