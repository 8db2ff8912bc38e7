"""Reports as pages of text, aligned also where characters are two cells wide."""

from collections.abc import Sequence
from decimal import Decimal

from postloan_rules.engine.plain import digits
from postloan_rules.engine.report import Cell, ListResult, Origin, ReportResult, TableResult, Value
from postloan_rules.text.bilingual import Bilingual, Language
from postloan_rules.text.width import cells, padded, printable

_TOTAL = Bilingual(zh="合计", en="total")
_PERCENT_DIGITS = Decimal("0.01")
Rows = Sequence[Sequence[str]]


def report_page(report: ReportResult, language: Language = "zh") -> str:
    """Return ``report`` as text in ``language``: its head, its table, and what is not certain about it."""
    head = f"{report.title.say(language)}  {report.origin.as_of.isoformat()}  {report.origin.currency}"
    if isinstance(report, ListResult):
        parts = [_list(report, language)]
    elif len(report.keys) == 2:
        parts = [_matrix(report, place, language) for place in range(len(report.measures))]
    else:
        parts = [_groups(report, language)]
    notes = "\n".join(_notes(report, language))
    return "\n\n".join(part for part in (head, *parts, notes) if part) + "\n"


def _groups(report: TableResult, language: Language) -> str:
    heads = [each.title.say(language) for each in (*report.keys, *report.measures)]
    rows = [
        [*(label.say(language) for label in group.labels), *map(_figure, group.cells, report.ways)]
        for group in report.groups
    ]
    blank = [""] * max(len(report.keys) - 1, 0)
    label = [_TOTAL.say(language)] if report.keys else []
    rows.append([*label, *blank, *map(_figure, report.total, report.ways)])
    return _aligned(heads, rows, len(report.keys))


def _matrix(report: TableResult, place: int, language: Language) -> str:
    """Return one measure with the first key down and the second across."""
    down = _labels(report, 0)
    across = _labels(report, 1)
    found = {group.key: _figure(group.cells[place], report.ways[place]) for group in report.groups}
    heads = [report.measures[place].title.say(language), *(label.say(language) for label in across.values())]
    rows = [[label.say(language), *(found.get((key, other), "") for other in across)] for key, label in down.items()]
    corner = f"{report.keys[0].title.say(language)} \\ {report.keys[1].title.say(language)}"
    total = f"{_TOTAL.say(language)} {_figure(report.total[place], report.ways[place])}"
    return f"{corner}  ({total})\n{_aligned(heads, rows, 1)}"


def _labels(report: TableResult, place: int) -> dict[Value, Bilingual]:
    """Return the values of a key with their labels, in the order in which single groups would stand."""
    found = {group.key[place]: group.labels[place] for group in report.groups}
    order = report.orders[place]
    return {value: found[value] for value in order if value in found}


def _list(report: ListResult, language: Language) -> str:
    heads = ["", "", *(each.title.say(language) for each in report.columns)]
    rows = [
        [
            each.kind.say(language) + ("" if each.certain else "?"),
            each.subject,
            *(text.say(language) for text in each.texts),
        ]
        for each in report.lines
    ]
    return _aligned(heads, rows, len(heads))


def _figure(cell: Cell, way: str) -> str:
    if cell.low is None or cell.high is None:
        return "–"
    ends = (cell.low, cell.high)
    low, high = (f"{(end * 100).quantize(_PERCENT_DIGITS)}%" if way == "share" else _grouped(end) for end in ends)
    text = low if cell.low == cell.high else f"{low}…{high}"
    return f"{text}*" if cell.without_value else text


def _grouped(number: Decimal) -> str:
    """Return a number with its thousands set apart.

    >>> _grouped(Decimal("-1234567.5"))
    '-1,234,567.5'
    """
    whole, point, fraction = digits(number).partition(".")
    return f"{int(whole):,}{point}{fraction}" if whole not in ("", "-0") else digits(number)


def _aligned(heads: Sequence[str], rows: Rows, words: int) -> str:
    """Return a table whose first ``words`` columns stand to the left and all others to the right."""
    lines = [[printable(text) for text in line] for line in (heads, *rows)]
    widths = [max(cells(line[place]) for line in lines) for place in range(len(heads))]
    return "\n".join(
        "  ".join(
            padded(text, width) if place < words else " " * (width - cells(text)) + text
            for place, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _notes(report: ReportResult, language: Language) -> list[str]:
    origin = report.origin
    notes: list[Bilingual] = []
    if isinstance(report, TableResult):
        figures = [cell for group in report.groups for cell in group.cells]
        if any(cell.low != cell.high for cell in (*figures, *report.total)):
            notes.append(
                Bilingual(
                    zh="“…”两侧为确定数与可能数：缺少数据的对象可能落在几处",
                    en="`…` stands between what is certain and what is possible: what lacks data may belong to several",
                )
            )
        missing = max((cell.without_value for cell in report.total), default=0)
        if missing:
            notes.append(Bilingual(zh=f"* 有{missing}个对象没有给出数值", en=f"* {missing} have no value"))
    else:
        if any(not each.certain for each in report.lines):
            notes.append(Bilingual(zh="? 缺少数据，不能确定是否应列入", en="? it is not certain that it belongs here"))
        notes += [
            Bilingual(zh=f"{kind.zh}：有{count}个不能确定是否应列入", en=f"{kind.en}: not known of {count}")
            for kind, count in report.not_known
        ]
        if report.left_out:
            notes.append(Bilingual(zh=f"另有{report.left_out}行未列出", en=f"{report.left_out} more are left out"))
    notes += _absences(origin)
    return [each.say(language) for each in notes]


def _absences(origin: Origin) -> list[Bilingual]:
    notes = [
        Bilingual(zh=f"未提供 {path}（{count}处）", en=f"{path} was not supplied ({count})")
        for path, count in sorted(origin.absent.items())
    ]
    if origin.rejected:
        notes.append(
            Bilingual(
                zh=f"有{origin.rejected}行被拒收，未计入", en=f"{origin.rejected} rows were rejected and left out"
            )
        )
    return notes
