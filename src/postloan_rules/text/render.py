"""Diagnostics as people see them on a terminal, and as programs read them."""

from collections.abc import Sequence
from typing import Any, Final

from postloan_rules.text.bilingual import Bilingual, Language
from postloan_rules.text.diagnostic import Diagnostic, Severity
from postloan_rules.text.source import Span, position_of
from postloan_rules.text.width import cells, printable

_SEVERITY: Final = {
    Severity.ERROR: Bilingual(zh="错误", en="error"),
    Severity.WARNING: Bilingual(zh="警告", en="warning"),
}
_NOTE: Final = Bilingual(zh="说明", en="note")
_HELP: Final = Bilingual(zh="建议", en="help")


def render(diagnostic: Diagnostic, language: Language = "en") -> str:
    """Return ``diagnostic`` as lines of text, the last without a line end. Carets stand under the words it is about."""
    severity = _SEVERITY[diagnostic.severity].say(language)
    lines = [f"{severity}[{diagnostic.code}]: {printable(diagnostic.message.say(language))}"]
    gutter = " "
    if diagnostic.span is not None:
        number, *excerpt = _excerpt(diagnostic.span)
        gutter = " " * (max(len(number), 1) + 1)
        lines.append(f"{gutter[1:]}--> {_place(diagnostic.span)}")
        lines.extend(excerpt)
    lines.extend(f"{gutter}= {_NOTE.say(language)}: {printable(note.say(language))}" for note in diagnostic.notes)
    if diagnostic.help is not None:
        lines.append(f"{gutter}= {_HELP.say(language)}: {printable(diagnostic.help.say(language))}")
    return "\n".join(lines)


def _place(span: Span) -> str:
    name = printable(span.source.name)
    if not span.source.text:
        return name
    position = position_of(span.source, span.start)
    return f"{name}:{position.line}:{position.column}"


def _excerpt(span: Span) -> list[str]:
    """Return the number of the line, and the lines that show it with carets; none where there is no text to show."""
    source = span.source
    if not source.text:
        return [""]
    position = position_of(source, span.start)
    start = source.line_starts[position.line - 1]
    line = source.text[start:].split("\n", 1)[0]
    number = str(position.line)
    empty = f"{' ' * len(number)} |"
    before = cells(printable(line[: position.column - 1]))
    # A span that goes on in further lines is shown where it starts.
    marked = cells(printable(source.text[span.start : min(span.end, start + len(line))]))
    return [
        number,
        empty,
        f"{number} | {printable(line)}".rstrip(),
        f"{empty} {' ' * before}{'^' * max(marked, 1)}",
    ]


def summary(diagnostics: Sequence[Diagnostic]) -> Bilingual:
    """Return how many errors and warnings there are, in one line.

    >>> summary([]).en
    'no errors, no warnings'
    """
    errors = sum(each.severity is Severity.ERROR for each in diagnostics)
    warnings = len(diagnostics) - errors
    return Bilingual(
        zh=f"{errors} 个错误，{warnings} 个警告",
        en=f"{_count(errors, 'error')}, {_count(warnings, 'warning')}",
    )


def _count(number: int, noun: str) -> str:
    match number:
        case 0:
            return f"no {noun}s"
        case 1:
            return f"1 {noun}"
        case _:
            return f"{number} {noun}s"


def to_json(diagnostic: Diagnostic) -> dict[str, Any]:
    """Return ``diagnostic`` as plain data. Lines and columns count characters from 1."""
    span = diagnostic.span
    place: dict[str, Any] | None = None
    if span is not None:
        first, last = position_of(span.source, span.start), position_of(span.source, span.end)
        place = {
            "file": span.source.name,
            "line": first.line,
            "column": first.column,
            "end_line": last.line,
            "end_column": last.column,
        }
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": _both(diagnostic.message),
        "place": place,
        "notes": [_both(note) for note in diagnostic.notes],
        "help": None if diagnostic.help is None else _both(diagnostic.help),
    }


def _both(text: Bilingual) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
