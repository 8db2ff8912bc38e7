"""The place of the parser in a text: the token at hand, the names it may read, and how it complains."""

from collections.abc import Iterator
from contextlib import contextmanager

from postloan_rules.feel.lexer import scan
from postloan_rules.feel.library import BUILTIN_NAMES
from postloan_rules.feel.name_index import NameIndex
from postloan_rules.feel.tokens import KEYWORDS, Token, TokenKind
from postloan_rules.light import dataclass
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import syntax
from postloan_rules.text.diagnostic import Diagnostic
from postloan_rules.text.nearest import nearest
from postloan_rules.text.source import Excerpt, Span

MAX_NESTING = 60
_LONGEST_PHRASE = 80
# Each costs time at every word behind it; a text with more of them only wants to keep us busy.
_MOST_INTRODUCED = 100
_WORDS = (TokenKind.NAME, TokenKind.KEYWORD)
_NAMES_WITH_OPERATORS = frozenset(name for name in BUILTIN_NAMES if not KEYWORDS.isdisjoint(name.split()))
_SIGNS_IN_NAMES = (".", "/", "-", "+", "*")

VALUE = Bilingual(zh="值", en="a value")
OPERATOR_OR_END = Bilingual(zh="运算符或表达式结尾", en="an operator or the end")


class SyntaxProblem(Exception):  # noqa: N818  it never leaves the parser, which returns the diagnostic
    """The text is no expression; carries the diagnostic up to the entry of the parser."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic


@dataclass(frozen=True, slots=True)
class Mark:
    """A place to come back to."""

    token: Token
    previous: Token
    next_key: int


class Cursor:
    """Walks over one excerpt, one token at a time."""

    def __init__(self, excerpt: Excerpt, names: NameIndex, known: frozenset[str], first_key: int) -> None:
        self.excerpt = excerpt
        self.names = names
        self.known = known
        self.next_key = first_key
        self.token = scan(excerpt, 0)
        self.previous = Token(TokenKind.END, "", 0, 0)
        self.guesses = 0
        self.range_ends = 0
        self._level = 0
        self._introduced = 0

    def span(self, start: int) -> Span:
        """Return from ``start`` to the end of the token before the one at hand."""
        return self.excerpt.span(start, max(self.previous.end, start))

    def key(self) -> int:
        """Return a key that no other node has."""
        self.next_key += 1
        return self.next_key - 1

    def mark(self) -> Mark:
        """Return where we are."""
        return Mark(self.token, self.previous, self.next_key)

    def back_to(self, mark: Mark) -> None:
        """Go back to a place where we were."""
        self.token, self.previous, self.next_key = mark.token, mark.previous, mark.next_key

    def advance(self) -> Token:
        """Return the token at hand and take up the next one."""
        taken = self.token
        self.previous, self.token = taken, scan(self.excerpt, taken.end)
        return taken

    def at_end(self) -> bool:
        """Return whether nothing is left."""
        return self.token.kind is TokenKind.END

    def is_sign(self, *signs: str) -> bool:
        """Return whether the token at hand is one of ``signs``."""
        return self.token.kind is TokenKind.SIGN and self.token.text in signs

    def is_keyword(self, *words: str) -> bool:
        """Return whether the token at hand is one of ``words`` and no longer name starts here."""
        return self.token.kind is TokenKind.KEYWORD and self.token.text in words and self._long_name() is None

    def take_sign(self, *signs: str) -> Token | None:
        """Take up one of ``signs``, if it stands here."""
        return self.advance() if self.is_sign(*signs) else None

    def take_keyword(self, *words: str) -> Token | None:
        """Take up one of ``words``, if it stands here."""
        return self.advance() if self.is_keyword(*words) else None

    def take_name(self) -> str | None:
        """Take up a name that stands here: the longest known one, else one word that is no keyword."""
        found = self._long_name()
        if found is not None:
            return self._advance_over(*found)
        return self.advance().text if self.token.kind is TokenKind.NAME else None

    def take_known(self, names: NameIndex) -> str | None:
        """Take up one of ``names``, if it stands here."""
        found = names.match(self.excerpt.text, self.token.start)
        return self._advance_over(*found) if found is not None else None

    def take_member(self) -> str | None:
        """Take up the name after a dot, where keywords are names too."""
        if self._long_name() is None and self.token.kind is TokenKind.KEYWORD:
            return self.advance().text
        return self.take_name()

    def take_words(self, *, until: tuple[str, ...]) -> str | None:
        """Take up words in a row, known together or not, up to one of ``until`` (left standing), which must follow."""
        mark = self.mark()
        words: list[str] = []
        while self._may_go_on(words) and self.token.text not in until:
            found = self._long_name()
            words.append(self._advance_over(*found) if found else self.advance().text)
        if words and self.token.text in until and self.token.kind in (TokenKind.SIGN, TokenKind.KEYWORD):
            return " ".join(words)
        self.back_to(mark)
        return None

    def take_key(self) -> str | None:
        """Take up words and the signs that names may hold, up to a colon: ``foo+bar`` in ``{foo+bar: 1}``."""
        mark = self.mark()
        start = end = self.token.start
        while self._may_go_on(end > start) or self.is_sign(*_SIGNS_IN_NAMES):
            end = self.advance().end
        if end > start and self.is_sign(":"):
            return " ".join(self.excerpt.text[start:end].split())
        self.back_to(mark)
        return None

    def _may_go_on(self, begun: object) -> bool:
        """Return whether the token at hand may stand in a new name: a word, or a number behind one."""
        return self.token.kind in _WORDS or (bool(begun) and self.token.kind is TokenKind.NUMBER)

    def learn(self, name: str) -> None:
        """Know ``name``, which the text itself has introduced, from here on; the first hundred of several words."""
        if self._introduced == _MOST_INTRODUCED:
            return
        known = self.names.with_name(name)
        if known is not self.names:
            self.names = known
            self._introduced += 1

    def _long_name(self) -> tuple[str, int] | None:
        found = self.names.match(self.excerpt.text, self.token.start)
        # In `limit.days between 1 and 30` the name ends before the operator; only a call goes on behind it.
        if found is not None and found[0] in _NAMES_WITH_OPERATORS:
            is_member = self.previous.text == "." and self.previous.kind is TokenKind.SIGN
            return None if is_member or scan(self.excerpt, found[1]).text != "(" else found
        return found

    def _advance_over(self, name: str, end: int) -> str:
        start = self.token.start
        self.previous, self.token = Token(TokenKind.NAME, name, start, end), scan(self.excerpt, end)
        return name

    def expect_keyword(self, word: str) -> None:
        """Take up ``word`` or complain."""
        if self.take_keyword(word) is None:
            raise self.complaint(Bilingual(zh=f"`{word}`", en=f"`{word}`"))

    def expect_sign(self, sign: str) -> None:
        """Take up ``sign`` or complain."""
        if self.take_sign(sign) is None:
            raise self.complaint(Bilingual(zh=f"`{sign}`", en=f"`{sign}`"))

    def close(self, opener: Token, *closers: str, after_item: bool = True) -> str:
        """Take up one of ``closers``, or complain about ``opener`` or what stands here instead."""
        taken = self.take_sign(*closers)
        if taken is not None:
            return taken.text
        if self.token.kind is TokenKind.END:
            raise SyntaxProblem(
                syntax.never_closed(self.excerpt.span(opener.start, opener.end), opener.text, closers[0])
            )
        wanted = f"`,` 或 `{closers[0]}`", f"`,` or `{closers[0]}`"
        bare = f"`{closers[0]}`", f"`{closers[0]}`"
        zh, en = wanted if after_item else bare
        raise self.complaint(Bilingual(zh=zh, en=en), after_value=True)

    def complaint(self, expected: Bilingual, *, after_value: bool = False) -> SyntaxProblem:
        """Return the complaint that ``expected`` does not stand here."""
        token = self.token
        if token.problem is not None:
            return SyntaxProblem(token.problem)
        if token.kind is TokenKind.END:
            return SyntaxProblem(syntax.unexpected_end(self._end_span(), expected))
        if after_value and self.previous.kind is TokenKind.NAME and token.kind in _WORDS:
            return self._phrase_complaint()
        span = self.excerpt.span(token.start, token.end)
        return SyntaxProblem(syntax.unexpected_token(span, self.excerpt.text[token.start : token.end], expected))

    def _end_span(self) -> Span:
        """Return the last written token: a caret behind the end of a line would point at nothing."""
        at = self.previous
        return self.excerpt.span(at.start, at.end) if at.end > at.start else self.excerpt.span(0, 0)

    def _phrase_complaint(self) -> SyntaxProblem:
        start, end = self.previous.start, self.token.end
        while self.token.kind in _WORDS and self.token.end - start <= _LONGEST_PHRASE:
            end = self.advance().end
        phrase = " ".join(self.excerpt.text[start:end].split())
        several = [each for each in self.known if " " in each]
        return SyntaxProblem(syntax.no_such_phrase(self.excerpt.span(start, end), phrase, nearest(phrase, several)))

    @contextmanager
    def level(self) -> Iterator[None]:
        """Go one level deeper, as far as levels go."""
        self._level += 1
        if self._level > MAX_NESTING:
            raise SyntaxProblem(syntax.too_deep(self.excerpt.span(self.token.start, self.token.end), MAX_NESTING))
        try:
            yield
        finally:
            self._level -= 1

    @contextmanager
    def range_end(self) -> Iterator[None]:
        """Read the upper end of a range, behind which ``[`` may close the range."""
        self.range_ends += 1
        try:
            yield
        finally:
            self.range_ends -= 1

    @contextmanager
    def inside_brackets(self) -> Iterator[None]:
        """Read something with an end of its own, where ``[`` opens."""
        outside, self.range_ends = self.range_ends, 0
        try:
            yield
        finally:
            self.range_ends = outside
