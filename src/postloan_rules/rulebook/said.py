"""Text in both languages, cut into words and references to other places of the rulebook."""

import re
from collections.abc import Iterable, Sequence

from postloan_rules.light import dataclass, replace
from postloan_rules.text.bilingual import Bilingual, Language


@dataclass(frozen=True, slots=True)
class Reference:
    """Words that lead to the place called ``target``: the id of a rule or parameter, or the path of a fact."""

    text: str
    target: str


Piece = str | Reference
_HOLE = re.compile(r"\{(\d)\}")


@dataclass(frozen=True, slots=True)
class Said:
    """The same in both languages. ``loose`` words are put in brackets where they are a part of something else."""

    zh: tuple[Piece, ...]
    en: tuple[Piece, ...]
    loose: bool = False

    def pieces(self, language: Language) -> tuple[Piece, ...]:
        """Return the text in ``language``."""
        return self.zh if language == "zh" else self.en

    def text(self, language: Language) -> str:
        """Return the text in ``language`` without references."""
        return "".join(each if isinstance(each, str) else each.text for each in self.pieces(language))


def words(text: Bilingual) -> Said:
    """Return ``text`` as it is."""
    return Said((text.zh,), (text.en,))


def same(text: str) -> Said:
    """Return ``text`` in both languages."""
    return Said((text,), (text,))


def reference(text: Bilingual, target: str) -> Said:
    """Return ``text`` as words that lead to ``target``."""
    return Said((Reference(text.zh, target),), (Reference(text.en, target),))


def say(zh: str, en: str, *parts: Said, loose: bool = False) -> Said:
    """Return a sentence of ours with ``parts`` in place of ``{0}``, ``{1}``….

    >>> say("{0}超过{1}", "{0} is more than {1}", same("a"), same("b")).text("en")
    'a is more than b'
    """
    return Said(_filled(zh, [each.zh for each in parts]), _filled(en, [each.en for each in parts]), loose)


def _filled(template: str, parts: Sequence[tuple[Piece, ...]]) -> tuple[Piece, ...]:
    found: list[Piece] = []
    for place, text in enumerate(_HOLE.split(template)):
        if place % 2:
            found.extend(parts[int(text)])
        elif text:
            found.append(text)
    return tuple(found)


def joined(parts: Iterable[Said], zh: str, en: str, *, loose: bool = False) -> Said:
    """Return ``parts`` one after the other with these separators."""
    given = list(parts)
    return Said(_joined([each.zh for each in given], zh), _joined([each.en for each in given], en), loose)


def _joined(parts: Sequence[tuple[Piece, ...]], separator: str) -> tuple[Piece, ...]:
    found: list[Piece] = []
    for place, part in enumerate(parts):
        if place:
            found.append(separator)
        found.extend(part)
    return tuple(found)


def alternatives(parts: Sequence[Said]) -> Said:
    """Return ``parts`` as alternatives: ``次级、可疑或损失``."""
    return _with_last(parts, "{0}或{1}", "{0} or {1}")


def together(parts: Sequence[Said]) -> Said:
    """Return ``parts`` side by side: ``次级、可疑与损失``."""
    return _with_last(parts, "{0}与{1}", "{0} and {1}")


def _with_last(parts: Sequence[Said], zh: str, en: str) -> Said:
    if len(parts) < 2:
        return joined(parts, "", "")
    return say(zh, en, joined(parts[:-1], "、", ", "), parts[-1])


def bracketed(part: Said) -> Said:
    """Return ``part`` in brackets where it is loose."""
    if not part.loose:
        return part
    return replace(say("（{0}）", "({0})", part), loose=False)
