"""Names of several words, found in text by the longest match."""

from collections.abc import Iterable
from functools import lru_cache

from postloan_rules.feel.characters import is_blank, is_name_part, is_name_start, up_to_blank
from postloan_rules.light import dataclass


@dataclass(frozen=True, slots=True)
class NameIndex:
    """The names that the scanner alone would not read, longest first, each cut at its blanks.

    Those of several words are found by what stands before the first blank, the others by their first character.
    """

    of_several_words: dict[str, tuple[tuple[str, ...], ...]]
    of_one: dict[str, tuple[tuple[str, ...], ...]]

    def match(self, text: str, start: int) -> tuple[str, int] | None:
        """Return the longest name at ``start``, with single blanks, and where it ends in ``text``.

        >>> names_of(frozenset({"is known"})).match("is  known(x)", 0)
        ('is known', 9)
        """
        candidates = self.of_several_words.get(up_to_blank(text, start), ())
        others = self.of_one.get(text[start : start + 1], ())
        for words in sorted((*candidates, *others), key=_longest_first) if others else candidates:
            end = _end_of_match(text, start, words)
            if end is not None:
                return " ".join(words), end
        return None

    def with_name(self, name: str) -> "NameIndex":
        """Return an index that knows ``name`` as well, which the text itself has introduced."""
        if not name or _is_one_word(name):
            return self
        groups = (*self.of_several_words.values(), *self.of_one.values())
        return _indexed([*(" ".join(words) for group in groups for words in group), name])


@lru_cache(maxsize=64)
def names_of(names: frozenset[str]) -> NameIndex:
    """Return the index of those of ``names`` that the scanner alone would not read as one name."""
    return _indexed(names)


def _indexed(names: Iterable[str]) -> NameIndex:
    several: dict[str, list[tuple[str, ...]]] = {}
    one: dict[str, list[tuple[str, ...]]] = {}
    for name in set(names):
        words = tuple(name.split())
        if words and not _is_one_word(name) and is_name_start(next((c for c in name if not c.isdigit()), "0")):
            if len(words) > 1:
                several.setdefault(up_to_blank(words[0], 0), []).append(words)
            else:
                one.setdefault(name[0], []).append(words)
    return NameIndex(_sorted(several), _sorted(one))


def _sorted(groups: dict[str, list[tuple[str, ...]]]) -> dict[str, tuple[tuple[str, ...], ...]]:
    return {first: tuple(sorted(group, key=_longest_first)) for first, group in groups.items()}


def _longest_first(words: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    return -len(" ".join(words)), words


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
