"""Types as they are written: ``number``, ``list<string>``, ``context<a: number>``, ``function<number> -> number``."""

from postloan_rules.feel import ast
from postloan_rules.feel.cursor import Cursor, SyntaxProblem
from postloan_rules.feel.name_index import names_of
from postloan_rules.feel.tokens import TYPE_NAMES_OF_SEVERAL_WORDS, TokenKind
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import syntax

_TYPE_NAMES = names_of(frozenset(TYPE_NAMES_OF_SEVERAL_WORDS))
_ARROW = Bilingual(zh="`->` 和结果类型", en="`->` and the type of the result")


def type_name(cursor: Cursor) -> ast.TypeName:
    """Rule 66. A name may be qualified by dots, as those of models are."""
    with cursor.level():
        start = cursor.token.start
        name = _name(cursor)
        if name == "function" and cursor.token.text == "<>":
            cursor.advance()
            return ast.TypeName(name, result=_result(cursor), span=cursor.span(start), key=cursor.key())
        opener = cursor.take_sign("<")
        if opener is None:
            return ast.TypeName(name, span=cursor.span(start), key=cursor.key())
        labels: list[str] = []
        arguments: list[ast.TypeName] = []
        while True:
            if name == "context":
                labels.append(_label(cursor))
            arguments.append(type_name(cursor))
            if cursor.take_sign(",") is None:
                break
        cursor.close(opener, ">")
        result = _result(cursor) if name == "function" else None
        return ast.TypeName(name, tuple(arguments), tuple(labels), result, span=cursor.span(start), key=cursor.key())


def _name(cursor: Cursor) -> str:
    found = cursor.take_known(_TYPE_NAMES)
    if found is not None:
        return found
    if cursor.take_keyword("function"):
        return "function"
    if cursor.take_keyword("null"):
        return "null"
    name = cursor.take_name()
    if name is None:
        token = cursor.token
        if token.problem is not None or token.kind is TokenKind.END:
            raise cursor.complaint(Bilingual(zh="类型", en="a type"))
        found = cursor.excerpt.text[token.start : token.end]
        raise SyntaxProblem(syntax.not_a_type(cursor.excerpt.span(token.start, token.end), found))
    while cursor.take_sign("."):
        member = cursor.take_member()
        if member is None:
            raise cursor.complaint(Bilingual(zh="名称", en="a name"))
        name = f"{name}.{member}"
    return name


def _label(cursor: Cursor) -> str:
    label = cursor.take_words(until=(":",))
    if label is None:
        raise cursor.complaint(Bilingual(zh="名称和 `:`", en="a name and `:`"))
    cursor.expect_sign(":")
    return label


def _result(cursor: Cursor) -> ast.TypeName:
    if cursor.take_sign("->") is None:
        raise cursor.complaint(_ARROW)
    return type_name(cursor)
