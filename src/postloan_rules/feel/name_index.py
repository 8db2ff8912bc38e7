"""Names of several words, found in text by the longest match."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from postloan_rules.feel.characters import is_blank, is_name_part, is_name_start


@dataclass(frozen=True, slots=True)
class NameIndex:
    """The names that are no single word, by their first character, longest first; each cut at its blanks."""

    by_first: dict[str, tuple[tuple[str, ...], ...]]

    def match(self, text: str, start: int) -> tuple[str, int] | None:
        """Return the longest name at ``start``, with single blanks, and where it ends in ``text``.

        >>> names_of(frozenset({"is known"})).match("is  known(x)", 0)
        ('is known', 9)
        """
        for words in self.by_first.get(text[start : start + 1], ()):
            if text.startswith(words[0], start):
                end = _end_of_match(text, start, words)
                if end is not None:
                    return " ".join(words), end
        return None

    def with_name(self, name: str) -> "NameIndex":
        """Return an index that knows ``name`` as well, which the text itself has introduced."""
        if not name or _is_one_word(name):
            return self
        return _indexed([*(" ".join(words) for group in self.by_first.values() for words in group), name])


@lru_cache(maxsize=64)
def names_of(names: frozenset[str]) -> NameIndex:
    """Return the index of those of ``names`` that the scanner alone would not read as one name."""
    return _indexed(names)


def _indexed(names: Iterable[str]) -> NameIndex:
    groups: dict[str, list[tuple[str, ...]]] = {}
    for name in set(names):
        words = tuple(name.split())
        if words and not _is_one_word(name) and is_name_start(next((c for c in name if not c.isdigit()), "0")):
            groups.setdefault(name[0], []).append(words)
    return NameIndex(
        {
            first: tuple(sorted(group, key=lambda words: (-len(" ".join(words)), words)))
            for first, group in groups.items()
        }
    )


def _is_one_word(name: str) -> bool:
    return is_name_start(name[0]) and all(is_name_part(char) for char in name)


def _end_of_match(text: str, start: int, words: tuple[str, ...]) -> int | None:
    at = start
    for place, word in enumerate(words):
        if place:
            blank = at
            while at < len(text) and is_blank(text[at]):
                at += 1
            if at == blank:
                return None
        if not text.startswith(word, at):
            return None
        at += len(word)
    goes_on = at < len(text) and is_name_part(text[at]) and is_name_part(words[-1][-1])
    return None if goes_on else at
