"""Text inside YAML: which characters of the file the characters of a scalar are.

Where YAML changes the text (folding, escapes, joined lines) there is no answer, and a caret in a wrong place
would be worse than a request to write the text as a literal block.
"""

from enum import Enum

from postloan_rules.text.source import Excerpt, Source


class Style(Enum):
    """How a scalar is written."""

    PLAIN = "plain"
    QUOTED = "quoted"
    LITERAL = "literal"
    FOLDED = "folded"


def excerpt_of(source: Source, value: str, style: Style, start: int, end: int) -> Excerpt | None:
    """Return where the characters of ``value``, a scalar that stands at ``start`` up to ``end``, are in ``source``."""
    match style:
        case Style.PLAIN:
            return _contiguous(source, value, start)
        case Style.QUOTED:
            return _contiguous(source, value, start + 1)
        case Style.LITERAL:
            return _block(source, value, start, end)
        case Style.FOLDED:
            return None


def _contiguous(source: Source, value: str, start: int) -> Excerpt | None:
    if "\n" in value or source.text[start : start + len(value)] != value:
        return None
    # A quote that was doubled or an escape that gives the same length would shift what follows.
    return Excerpt(value, source, tuple(range(start, start + len(value) + 1)))


def _block(source: Source, value: str, start: int, end: int) -> Excerpt | None:
    """Return the excerpt of a literal block; YAML marks point at its ``|``, so the lines are found in the raw text."""
    line_start = source.text.find("\n", start) + 1
    if line_start == 0:
        return Excerpt("", source, (end,)) if not value else None
    lines = value.split("\n")
    indentation: int | None = None
    offsets: list[int] = []
    for number, line in enumerate(lines):
        line_end = source.text.find("\n", line_start)
        if line_end == -1:
            line_end = len(source.text)
        raw = source.text[line_start:line_end]
        last = number == len(lines) - 1
        if line:
            if indentation is None:
                indentation = len(raw) - len(line)
            if raw[indentation:] != line or raw[:indentation].strip(" "):
                return None
            offsets.extend(range(line_start + indentation, line_end))
        if not last:
            offsets.append(min(line_end, len(source.text)))
            line_start = min(line_end + 1, len(source.text))
    offsets.append(offsets[-1] + 1 if offsets and value[-1] != "\n" else min(line_start, len(source.text)))
    return Excerpt(value, source, tuple(offsets))
