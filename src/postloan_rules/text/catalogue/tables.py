"""PL4xx: decision tables, their form, gaps and overlaps."""

from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.diagnostic import Diagnostic, Severity
from postloan_rules.text.source import Span


def not_a_row(span: Span) -> Diagnostic:
    return Diagnostic(
        "PL400",
        Bilingual(zh="表格的每行应以 | 开头并以 | 结尾", en="a row of a grid starts with `|` and ends with `|`"),
        span,
    )


def other_number_of_cells(span: Span, found: int, wanted: int) -> Diagnostic:
    return Diagnostic(
        "PL401",
        Bilingual(zh=f"这一行有{found}格，应为{wanted}格", en=f"this row has {found} cells, it should have {wanted}"),
        span,
    )


def empty_cell(span: Span) -> Diagnostic:
    return Diagnostic(
        "PL402",
        Bilingual(zh="这一格是空的", en="this cell is empty"),
        span,
        help=Bilingual(zh="不论取值写 -，没有结果也写 -", en="write `-` for any value, and `-` for no outcome"),
    )


def corner_not_empty(span: Span) -> Diagnostic:
    return Diagnostic(
        "PL403",
        Bilingual(zh="交叉表左上角应留空", en="the corner of a cross table is empty"),
        span,
        help=Bilingual(zh="第一行是 across 的各档", en="the first row has the heads of `across`"),
    )


def no_rows(span: Span) -> Diagnostic:
    return Diagnostic("PL404", Bilingual(zh="表格没有数据行", en="the grid has no rows"), span)


def cross_or_rows(span: Span) -> Diagnostic:
    return Diagnostic(
        "PL405",
        Bilingual(
            zh="交叉表写 across 和 down，行表写 columns",
            en="a cross table has `across` and `down`, a row table has `columns`",
        ),
        span,
    )


def gap_between_heads(span: Span, low: str, high: str) -> Diagnostic:
    values = Bilingual(zh=low, en=low) if low == high else Bilingual(zh=f"{low} 到 {high}", en=f"{low} to {high}")
    return Diagnostic(
        "PL410",
        Bilingual(zh=f"没有一档包含 {values.zh}", en=f"no head holds for {values.en}"),
        span,
        help=Bilingual(
            zh="补一档；有意留空时该档各格写 -", en="add a head; where the hole is meant, fill its cells with `-`"
        ),
    )


def heads_overlap(span: Span, value: str, other: str) -> Diagnostic:
    return Diagnostic(
        "PL411",
        Bilingual(zh=f"{value} 同时属于这一档和`{other}`", en=f"{value} belongs to this head and to `{other}`"),
        span,
    )


def value_outside_heads(span: Span, values: str) -> Diagnostic:
    return Diagnostic(
        "PL412",
        Bilingual(zh=f"各档都不包含 {values}", en=f"no head holds for {values}"),
        span,
        Severity.WARNING,
        notes=(Bilingual(zh="这种情形下表格不给结果", en="the table has no outcome there"),),
        help=Bilingual(
            zh="补一档；有意留空时该档各格写 -", en="add a head; where the hole is meant, fill its cells with `-`"
        ),
    )


def no_row_holds(span: Span, example: str) -> Diagnostic:
    return Diagnostic(
        "PL413",
        Bilingual(zh=f"没有一行适用于 {example}", en=f"no row holds for {example}"),
        span,
        Severity.WARNING,
        notes=(Bilingual(zh="这种情形下表格不给结果", en="the table has no outcome there"),),
    )


def rows_overlap(span: Span, first: str, example: str) -> Diagnostic:
    return Diagnostic(
        "PL414",
        Bilingual(zh=f"这一行与`{first}`都适用于 {example}", en=f"this row and `{first}` both hold for {example}"),
        span,
        notes=(Bilingual(zh="UNIQUE 要求只有一行适用", en="under `UNIQUE` only one row may hold"),),
    )
