"""Shapes that YAML may have, and how a tree is held against one.

A shape is data, so that the same definition checks files and makes the JSON Schema for editors.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import assert_never

from postloan_rules.light import dataclass, field
from postloan_rules.packs.embedded import Style
from postloan_rules.packs.yaml_nodes import ListNode, MappingNode, Node, ScalarNode
from postloan_rules.packs.yaml_scalars import Text, Unusable, date_of, value_of
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import files
from postloan_rules.text.diagnostic import Diagnostic
from postloan_rules.text.nearest import nearest
from postloan_rules.text.source import Span

_A_TEXT = Bilingual(zh="文本", en="a text")
_A_LIST = Bilingual(zh="列表", en="a list")
_A_MAPPING = Bilingual(zh="映射", en="a mapping")


@dataclass(frozen=True, slots=True)
class AnyText:
    """Any scalar that is a string, or reads as one; ``pattern`` must match all of it. It may not be blank."""

    wanted: Bilingual = _A_TEXT
    pattern: str | None = None


@dataclass(frozen=True, slots=True)
class Feel:
    """A FEEL expression: numbers and booleans are expressions too."""


@dataclass(frozen=True, slots=True)
class AnyBoolean:
    """``true`` or ``false``."""


@dataclass(frozen=True, slots=True)
class AnyDay:
    """A date such as ``2026-03-31``."""


@dataclass(frozen=True, slots=True)
class AnyScalar:
    """A text, number, boolean or date, to be read by somebody who knows which."""


@dataclass(frozen=True, slots=True)
class OneWord:
    """One of ``words``."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListOfShape:
    item: "Shape"
    what: Bilingual = _A_LIST
    minimum: int = 0


@dataclass(frozen=True, slots=True)
class MapOf:
    """A mapping whose keys are names of the author, each matching ``key``."""

    value: "Shape"
    what: Bilingual = _A_MAPPING
    key: AnyText = field(default_factory=AnyText)


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a record, and whether it has to be there; without a citation nothing loads (PL132)."""

    shape: "Shape"
    required: bool = False
    about: Bilingual | None = None
    is_citation: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping with the keys we know. Of each group in ``one_of``, at least one key is there."""

    what: Bilingual
    keys: Mapping[str, Key]
    one_of: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """A scalar, a list or a mapping, whichever is there and has a shape here."""

    what: Bilingual
    scalar: "Shape | None" = None
    list: "Shape | None" = None
    mapping: "Shape | None" = None


@dataclass(frozen=True, slots=True)
class Anything:
    """Whatever YAML can write: read by somebody who knows more."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The shape called ``name``, for shapes that contain themselves."""

    name: str
    shape: Callable[[], "Shape"] = field(compare=False, repr=False)


Shape = (
    AnyText
    | Feel
    | AnyBoolean
    | AnyDay
    | AnyScalar
    | OneWord
    | ListOfShape
    | MapOf
    | Record
    | Either
    | Anything
    | Reference
)


def kind_of(node: Node) -> Bilingual:
    """Return what ``node`` is, in words for people."""
    match node:
        case ListNode():
            return _A_LIST
        case MappingNode():
            return _A_MAPPING
        case ScalarNode():
            match value_of(node):
                case Text():
                    return _A_TEXT
                case bool():
                    return Bilingual(zh="真假值", en="true or false")
                case Decimal():
                    return Bilingual(zh="数", en="a number")
                case Unusable.NOTHING:
                    return Bilingual(zh="空值", en="nothing")
                case Unusable.STRANGE_NUMBER:
                    return Bilingual(zh="十进制以外的数", en="a number that is not decimal")
                case Unusable.TOO_MANY_DIGITS:
                    return Bilingual(zh="位数过多的数", en="a number with too many digits")


def conform(node: Node, shape: Shape, report: list[Diagnostic]) -> Node | None:
    """Return ``node`` without the parts that are not in shape, each of them reported; nothing where it is all wrong."""
    match shape:
        case Anything():
            return node
        case Reference():
            return conform(node, shape.shape(), report)
        case Either():
            return _either(node, shape, report)
        case ListOfShape():
            if not isinstance(node, ListNode):
                return _wrong(node, shape.what, report)
            if len(node.items) < shape.minimum:
                return _wrong(node, shape.what, report)
            items = (conform(item, shape.item, report) for item in node.items)
            return ListNode(tuple(item for item in items if item is not None), node.span)
        case MapOf():
            return _map(node, shape, report)
        case Record():
            return _record(node, shape, report)
        case AnyText() | Feel() | AnyBoolean() | AnyDay() | AnyScalar() | OneWord():
            return _scalar(node, shape, report)
    assert_never(shape)


def _wrong(node: Node, wanted: Bilingual, report: list[Diagnostic]) -> Node | None:
    report.append(files.wrong_shape(first_line_of(node), wanted, kind_of(node)))
    return None


def first_line_of(node: Node) -> Span:
    """Return a span of one line, for a caret under ten lines helps nobody."""
    span = node.span
    line_end = span.source.text.find("\n", span.start)
    return Span(span.source, span.start, min(span.end, line_end) if line_end > span.start else span.end)


def _either(node: Node, shape: Either, report: list[Diagnostic]) -> Node | None:
    match node:
        case ScalarNode():
            chosen = shape.scalar
        case ListNode():
            chosen = shape.list
        case MappingNode():
            chosen = shape.mapping
    if chosen is None:
        return _wrong(node, shape.what, report)
    return conform(node, chosen, report)


def _map(node: Node, shape: MapOf, report: list[Diagnostic]) -> Node | None:
    if not isinstance(node, MappingNode):
        return _wrong(node, shape.what, report)
    entries: list[tuple[ScalarNode, Node]] = []
    for key, value in node.entries:
        kept_key = _scalar(key, shape.key, report)
        kept = conform(value, shape.value, report)
        if kept_key is not None and kept is not None:
            entries.append((key, kept))
    return MappingNode(tuple(entries), node.span)


def _record(node: Node, shape: Record, report: list[Diagnostic]) -> Node | None:
    if not isinstance(node, MappingNode):
        return _wrong(node, shape.what, report)
    entries: list[tuple[ScalarNode, Node]] = []
    misspelt: set[str] = set()
    for key, value in node.entries:
        known = shape.keys.get(key.text)
        if known is None:
            near = nearest(key.text, shape.keys)
            misspelt.update(near)
            if isinstance(value, ScalarNode) and value.style is Style.PLAIN and not value.text:
                report.append(files.comma_ends_text(key.span, key.text))
                continue
            report.append(files.unknown_key(key.span, key.text, near, tuple(shape.keys)))
            continue
        kept = conform(value, known.shape, report)
        if kept is not None:
            entries.append((key, kept))
    present = {key.text for key, _ in node.entries}
    for name, key_shape in shape.keys.items():
        # One mistake, one message: a key that was misspelt is not missing as well.
        if key_shape.required and name not in present and name not in misspelt:
            if key_shape.is_citation:
                report.append(files.no_citation(first_line_of(node), shape.what))
            else:
                report.append(files.missing_key(first_line_of(node), name, shape.what))
    report.extend(
        files.missing_key(first_line_of(node), "` / `".join(group), shape.what)
        for group in shape.one_of
        if not present.intersection(group) and not misspelt.intersection(group)
    )
    return MappingNode(tuple(entries), node.span)


def _scalar(
    node: Node, shape: AnyText | Feel | AnyBoolean | AnyDay | AnyScalar | OneWord, report: list[Diagnostic]
) -> Node | None:
    if not isinstance(node, ScalarNode):
        return _wrong(node, wanted_by(shape), report)
    value = value_of(node)
    if isinstance(value, Unusable):
        return _wrong(node, wanted_by(shape), report)
    match shape:
        case AnyText():
            if isinstance(value, bool) or not node.text.strip():
                return _wrong(node, shape.wanted, report)
            if shape.pattern is not None and not re.fullmatch(shape.pattern, node.text):
                report.append(files.malformed(node.span, node.text, shape.wanted))
                return None
            return node
        case Feel():
            if not node.text.strip():
                return _wrong(node, wanted_by(shape), report)
            if node.excerpt is None:
                report.append(files.write_as_literal_block(node.span))
                return None
            return node
        case AnyBoolean():
            return node if isinstance(value, bool) else _wrong(node, wanted_by(shape), report)
        case AnyDay():
            if not isinstance(value, Text) or date_of(value.text) is None:
                report.append(files.malformed(node.span, node.text, wanted_by(shape)))
                return None
            return node
        case AnyScalar():
            return node
        case OneWord():
            if node.text not in shape.words or isinstance(value, bool):
                report.append(files.not_a_word_of(node.span, node.text, nearest(node.text, shape.words), shape.words))
                return None
            return node
    assert_never(shape)


def wanted_by(shape: AnyText | Feel | AnyBoolean | AnyDay | AnyScalar | OneWord) -> Bilingual:
    """Return what has to stand where ``shape`` is asked for, in words for people."""
    match shape:
        case AnyText():
            return shape.wanted
        case Feel():
            return Bilingual(zh="表达式", en="an expression")
        case AnyBoolean():
            return Bilingual(zh="true 或 false", en="true or false")
        case AnyDay():
            return Bilingual(zh="日期，如 2026-03-31", en="a date such as 2026-03-31")
        case AnyScalar():
            return Bilingual(zh="一个值", en="one value")
        case OneWord():
            words = ", ".join(shape.words)
            return Bilingual(zh=f"{words} 之一", en=f"one of {words}")
    assert_never(shape)
