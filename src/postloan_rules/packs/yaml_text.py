"""YAML text to placed nodes, in the strict part of YAML 1.2 that packs use.

Events come from PyYAML's C parser where it is there; the nodes are ours, because every text must keep its place,
duplicate keys must not pass, and nothing that YAML can construct is wanted.
"""

import re
from collections.abc import Callable
from typing import Any, Final

import yaml

from postloan_rules.packs.embedded import Style
from postloan_rules.packs.yaml_nodes import ListNode, MappingNode, Node, ScalarNode
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import files
from postloan_rules.text.diagnostic import Diagnostic
from postloan_rules.text.source import Source, Span, position_of

LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAXIMUM_DEPTH: Final = 40
# The C parser says '' for plain, the pure one None.
_STYLES: Final = {
    None: Style.PLAIN,
    "": Style.PLAIN,
    "'": Style.QUOTED,
    '"': Style.QUOTED,
    "|": Style.LITERAL,
    ">": Style.FOLDED,
}
# PyYAML takes these for line breaks as YAML 1.1 did, people do not see them, and editors count lines without them.
_STRANGE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]")


def read_yaml(source: Source, *, loader: Any = LOADER) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """Return the tree of ``source`` and what is wrong with it; there is no tree where it is not YAML at all.

    An empty file gives no tree and no diagnostic.
    """
    strange = _STRANGE.search(source.text)
    if strange is not None:
        return None, (files.unusable_character(Span(source, strange.start(), strange.end()), ord(strange[0])),)
    reader = _Reader(source)
    try:
        root = reader.document(loader(source.text).get_event)
    except _Refused as refused:
        return None, (*reader.diagnostics, refused.diagnostic)
    except yaml.MarkedYAMLError as error:
        return None, (*reader.diagnostics, _syntax_error(source, error))
    except yaml.reader.ReaderError as error:
        position = min(int(error.position), max(len(source.text) - 1, 0))
        return None, (files.unusable_character(Span(source, position, position + 1), _code_of(error)),)
    return root, tuple(reader.diagnostics)


class _Refused(Exception):  # noqa: N818 - control flow inside this module
    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic


class _Reader:
    """Builds nodes from events, one call per node."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.diagnostics: list[Diagnostic] = []

    def document(self, next_event: Callable[[], Any]) -> Node | None:
        self.next_event = next_event
        root: Node | None = None
        documents = 0
        while not isinstance(event := self.next_event(), yaml.StreamEndEvent):
            match event:
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        raise _Refused(
                            files.unusable_yaml(
                                self.span(event),
                                Bilingual(zh="第二个文档", en="a second document"),
                                Bilingual(zh="请另建一个文件", en="write it into another file"),
                            )
                        )
                case yaml.StreamStartEvent() | yaml.DocumentEndEvent():
                    pass
                case _:
                    root = self.node(event, 0)
        # An empty document has an empty plain scalar as its root.
        if isinstance(root, ScalarNode) and root.style is Style.PLAIN and not root.text:
            return None
        return root

    def span(self, event: Any) -> Span:
        end = max(event.end_mark.index, event.start_mark.index)
        return Span(self.source, event.start_mark.index, end)

    def node(self, event: Any, depth: int) -> Node:
        if depth > MAXIMUM_DEPTH:
            raise _Refused(files.too_deep(self.span(event), MAXIMUM_DEPTH))
        if event.anchor is not None or event.__class__ is yaml.AliasEvent:
            raise _Refused(
                files.unusable_yaml(
                    self.span(event),
                    Bilingual(zh="锚点和引用（& 和 *）", en="anchors and aliases (`&` and `*`)"),
                    Bilingual(
                        zh="请把内容写全；* 开头的文本加引号",
                        en="write the content out; quote a text that starts with `*` or `&`",
                    ),
                )
            )
        if event.tag is not None:
            raise _Refused(
                files.unusable_yaml(
                    self.span(event),
                    Bilingual(zh="标签（!）", en="tags (`!`)"),
                    Bilingual(zh="! 开头的文本加引号", en="quote a text that starts with `!`"),
                )
            )
        kind = event.__class__
        if kind is yaml.ScalarEvent:
            return self.scalar(event)
        return self.list(event, depth) if kind is yaml.SequenceStartEvent else self.mapping(event, depth)

    def scalar(self, event: Any) -> ScalarNode:
        style = _STYLES[event.style]
        if style is Style.LITERAL or style is Style.FOLDED:
            return ScalarNode(event.value, style, self.around(event, event))
        return ScalarNode(event.value, style, self.span(event))

    def list(self, start: Any, depth: int) -> ListNode:
        items: list[Node] = []
        while (event := self.next_event()).__class__ is not yaml.SequenceEndEvent:
            items.append(self.node(event, depth + 1))
        return ListNode(tuple(items), self.around(start, event))

    def mapping(self, start: Any, depth: int) -> MappingNode:
        entries: list[tuple[ScalarNode, Node]] = []
        first: dict[str, ScalarNode] = {}
        while (event := self.next_event()).__class__ is not yaml.MappingEndEvent:
            key = self.node(event, depth + 1)
            if not isinstance(key, ScalarNode):
                raise _Refused(
                    files.unusable_yaml(
                        key.span,
                        Bilingual(zh="列表或映射作键", en="lists and mappings as keys"),
                        Bilingual(zh="文本里有 { [ 时请加引号", en="quote a text that contains `{` or `[`"),
                    )
                )
            value = self.node(self.next_event(), depth + 1)
            if key.text == "<<" and key.style is Style.PLAIN:
                raise _Refused(
                    files.unusable_yaml(
                        key.span,
                        Bilingual(zh="合并键（<<）", en="merge keys (`<<`)"),
                        Bilingual(zh="请把内容写全", en="write the content out"),
                    )
                )
            if ":" in key.text and self.glued(key, value):
                raise _Refused(
                    files.unusable_yaml(
                        key.span,
                        Bilingual(zh="紧跟冒号的值", en="a value right after a colon"),
                        Bilingual(zh="冒号后加空格", en="write a blank after the colon"),
                    )
                )
            known = first.setdefault(key.text, key)
            if known is not key:
                line = position_of(self.source, known.span.start).line
                self.diagnostics.append(files.duplicate_key(key.span, key.text, line))
                continue
            entries.append((key, value))
        return MappingNode(tuple(entries), self.around(start, event))

    @staticmethod
    def glued(key: ScalarNode, value: Node) -> bool:
        """Tell ``{b:1}``, which is one key with a colon in it, without a value and never meant."""
        empty = isinstance(value, ScalarNode) and value.style is Style.PLAIN and not value.text
        return empty and key.style is Style.PLAIN

    def around(self, start: Any, end: Any) -> Span:
        """Return the span of a collection or block, without the blanks and line ends that it takes with it."""
        first, last = start.start_mark.index, max(end.end_mark.index, start.start_mark.index)
        while last > first + 1 and self.source.text[last - 1] in " \n":
            last -= 1
        return Span(self.source, first, last)


def _code_of(error: Any) -> int:
    character = error.character
    return character if isinstance(character, int) else ord(character[0])


# What the two parsers say, in words that both use, and what we make of it.
_COMPLAINTS: Final[tuple[tuple[tuple[str, ...], Bilingual, Bilingual | None], ...]] = (
    (
        ("cannot start any token", "'\\t'", "found a tab", "tab character"),
        Bilingual(zh="这个字符不能打头", en="a text cannot start with this character"),
        Bilingual(
            zh="缩进用空格；@ ` % 等打头的文本加引号",
            en="indent with blanks; quote a text that starts with such a character",
        ),
    ),
    (
        ("unknown escape", "hexdecimal", "hexadecimal", "escape sequence"),
        Bilingual(zh="反斜杠后的写法不对", en="this escape does not exist"),
        Bilingual(zh="用单引号时反斜杠就是它自己", en="inside single quotes a backslash is itself"),
    ),
    (
        ("mapping values are not allowed",),
        Bilingual(zh="这里不能有冒号", en="a colon cannot stand here"),
        Bilingual(
            zh="含“: ”的文本加引号，或写成 | 文本块",
            en="quote a text that contains `: `, or write it as a literal block",
        ),
    ),
    (
        ("quoted scalar",),
        Bilingual(zh="引号没有结束", en="a quote is not closed"),
        None,
    ),
    (
        ("expected ':'", "expected <block end>", "did not find expected key", "did not find expected '-'"),
        Bilingual(zh="内容或缩进与上文不符", en="this does not continue what stands above it"),
        Bilingual(
            zh="对齐缩进；引号后还有文字的表达式写成 | 文本块",
            en="align the indentation; write an expression that goes on after a quote as a literal block",
        ),
    ),
    (
        ("expected ',' or",),
        Bilingual(zh="这里应为逗号或结束的括号", en="a comma or the closing bracket should stand here"),
        None,
    ),
)


def _syntax_error(source: Source, error: Any) -> Diagnostic:
    mark = error.problem_mark or error.context_mark
    index = min(mark.index, len(source.text)) if mark is not None else 0
    # At the end of the text there is nothing to point at; the last line with text is where people look.
    while index > 0 and (index == len(source.text) or source.text[index] == "\n") and source.text[index - 1] == "\n":
        index -= 1
    span = Span(source, index, min(index + 1, len(source.text)))
    said = f"{error.context or ''} {error.problem or ''}"
    for words, why, help in _COMPLAINTS:
        if any(word in said for word in words):
            return files.not_yaml(span, why, help)
    return files.not_yaml(span, Bilingual(zh="无法理解这里", en="this cannot be understood"), None)
