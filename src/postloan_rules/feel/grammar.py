"""What an expression is made of: tokens to nodes, by the grammar of DMN 1.5 (10.3.1.2; rules are cited by number)."""

from collections.abc import Callable
from decimal import Decimal
from typing import cast

from postloan_rules.feel import ast
from postloan_rules.feel.cursor import VALUE, Cursor, SyntaxProblem
from postloan_rules.feel.open_forms import for_return, function_literal, if_then_else, quantified
from postloan_rules.feel.strength import KEYWORD_STRENGTHS, SIGN_STRENGTHS, Strength
from postloan_rules.feel.tokens import Token, TokenKind
from postloan_rules.feel.type_parser import type_name
from postloan_rules.feel.waiting import Waiting, joined
from postloan_rules.text.bilingual import Bilingual

_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_NAME = Bilingual(zh="名称", en="a name")
_MAX_GUESSES = 50


def expression(cursor: Cursor) -> ast.Expression:
    """Rule 1."""
    return _operators(cursor, Strength.OR)


def additive(cursor: Cursor) -> ast.Expression:
    """Rule 4a: an operand of a comparison; also the end of a range."""
    return _operators(cursor, Strength.SUM)


def _operators(cursor: Cursor, least: Strength) -> ast.Expression:
    """Rules 4, 19 to 23 and 49 to 51: operators of strength ``least`` or more, each from the left.

    A stack instead of one function per rule: brackets in brackets must not cost a dozen frames a level.
    """
    with cursor.level():
        waiting: list[Waiting] = []
        start, value = cursor.token.start, _signed(cursor)
        while True:
            sign, strength = _operator(cursor)
            if strength < least:
                strength = Strength.OPEN
            while waiting and waiting[-1].strength >= strength:
                start, value = waiting[-1].start, joined(cursor, waiting.pop(), value)
            if strength is Strength.OPEN:
                return value
            cursor.advance()
            if sign == "between":
                value = _between(cursor, value, start)
            elif sign == "in":
                tests = _tests_after_in(cursor)
                value = ast.In(value, tests, span=cursor.span(start), key=cursor.key())
            else:
                waiting.append(Waiting(start, value, sign, strength))
                start, value = cursor.token.start, _signed(cursor)


def _operator(cursor: Cursor) -> tuple[str, Strength]:
    """Return the operator that stands here; where none does, one of no strength."""
    token = cursor.token
    if token.kind is TokenKind.SIGN:
        return token.text, SIGN_STRENGTHS.get(token.text, Strength.OPEN)
    if cursor.is_keyword(*KEYWORD_STRENGTHS):
        return token.text, KEYWORD_STRENGTHS[token.text]
    return token.text, Strength.OPEN


def _between(cursor: Cursor, value: ast.Expression, start: int) -> ast.Expression:
    """Rule 51b."""
    low = additive(cursor)
    cursor.expect_keyword("and")
    high = additive(cursor)
    return ast.Between(value, low, high, span=cursor.span(start), key=cursor.key())


def _signed(cursor: Cursor) -> ast.Expression:
    """Rule 24."""
    start = cursor.token.start
    if cursor.take_sign("-") is None:
        return _typed(cursor)
    with cursor.level():
        operand = _signed(cursor)
    return ast.Negation(operand, span=cursor.span(start), key=cursor.key())


def _typed(cursor: Cursor) -> ast.Expression:
    """Rule 53: ``instance of`` binds tighter than arithmetic."""
    start = cursor.token.start
    value = _postfix(cursor)
    while cursor.take_keyword("instance"):
        if cursor.token.text != "of":
            raise cursor.complaint(Bilingual(zh="`of`", en="`of`"))
        cursor.advance()
        type = type_name(cursor)
        value = ast.InstanceOf(value, type, span=cursor.span(start), key=cursor.key())
    return value


def _postfix(cursor: Cursor) -> ast.Expression:
    """Rules 38, 45 and 52: calls, paths and filters, from the left."""
    start = cursor.token.start
    return _postfix_of(cursor, _primary(cursor), start)


def _postfix_of(cursor: Cursor, value: ast.Expression, start: int) -> ast.Expression:
    while True:
        if cursor.take_sign("."):
            name = cursor.take_member()
            if name is None:
                raise cursor.complaint(_NAME)
            value = ast.Path(value, name, span=cursor.span(start), key=cursor.key())
        elif cursor.is_sign("("):
            value = _call(cursor, value, start)
        elif cursor.is_sign("["):
            filtered = _filter(cursor, value, start)
            if filtered is None:
                return value
            value = filtered
        else:
            return value


def _filter(cursor: Cursor, source: ast.Expression, start: int) -> ast.Expression | None:
    """Rule 52. Behind a range's end ``[`` may close the range instead: then there is no filter."""
    mark = cursor.mark()
    opener = cursor.advance()
    if cursor.range_ends == 0:
        condition = expression(cursor)
        cursor.close(opener, "]", after_item=False)
        return ast.Filter(source, condition, span=cursor.span(start), key=cursor.key())
    cursor.guesses += 1
    try:
        if cursor.guesses <= _MAX_GUESSES:
            with cursor.inside_brackets():
                condition = expression(cursor)
                cursor.close(opener, "]", after_item=False)
            return ast.Filter(source, condition, span=cursor.span(start), key=cursor.key())
    except SyntaxProblem:
        pass
    cursor.back_to(mark)
    return None


def _call(cursor: Cursor, function: ast.Expression, start: int) -> ast.Expression:
    """Rules 38 to 42."""
    opener = cursor.advance()
    arguments: list[ast.Expression] = []
    named: list[ast.NamedArgument] = []
    with cursor.inside_brackets():
        while not cursor.is_sign(")") or arguments or named:
            at = cursor.token.start
            name = cursor.take_words(until=(":",)) if not arguments else None
            if name is not None:
                cursor.expect_sign(":")
                value = expression(cursor)
                named.append(ast.NamedArgument(name, value, span=cursor.span(at), key=cursor.key()))
            elif named:
                raise cursor.complaint(Bilingual(zh="参数名和 `:`", en="the name of an argument and `:`"))
            else:
                arguments.append(expression(cursor))
            if cursor.take_sign(",") is None:
                break
        cursor.close(opener, ")")
    return ast.Call(function, tuple(arguments), tuple(named), span=cursor.span(start), key=cursor.key())


def _primary(cursor: Cursor) -> ast.Expression:
    """Rules 2, 33 to 37: what stands by itself."""
    start = cursor.token.start
    name = cursor.take_name()
    if name is not None:
        return ast.Name(name, span=cursor.span(start), key=cursor.key())
    token = cursor.token
    match token.kind:
        case TokenKind.NUMBER:
            cursor.advance()
            return ast.NumberLiteral(Decimal(token.text), span=cursor.span(start), key=cursor.key())
        case TokenKind.STRING:
            cursor.advance()
            return ast.StringLiteral(token.text, span=cursor.span(start), key=cursor.key())
        case TokenKind.AT_STRING:
            cursor.advance()
            return ast.AtLiteral(token.text, span=cursor.span(start), key=cursor.key())
        case TokenKind.KEYWORD:
            return _keyword(cursor, token)
        case TokenKind.SIGN if token.text in ("(", "[", "]", "{"):
            return _bracketed(cursor, token)
        case _:
            raise cursor.complaint(VALUE)


def _keyword(cursor: Cursor, token: Token) -> ast.Expression:
    start = token.start
    match token.text:
        case "true" | "false":
            cursor.advance()
            return ast.BooleanLiteral(token.text == "true", span=cursor.span(start), key=cursor.key())
        case "null":
            cursor.advance()
            return ast.NullLiteral(span=cursor.span(start), key=cursor.key())
        case "if":
            return if_then_else(cursor, expression)
        case "for":
            return for_return(cursor, expression)
        case "some":
            return quantified(cursor, "some", expression)
        case "every":
            return quantified(cursor, "every", expression)
        case "function":
            return function_literal(cursor, expression)
        case _:
            raise cursor.complaint(VALUE)


def _bracketed(cursor: Cursor, opener: Token) -> ast.Expression:
    with cursor.inside_brackets():
        match opener.text:
            case "{":
                return _context(cursor)
            case "[":
                return _list_or_range(cursor)
            case "]":
                return _open_range(cursor)
            case _:
                return _parenthesised(cursor)


def _context(cursor: Cursor) -> ast.Expression:
    """Rules 56 to 58."""
    opener = cursor.advance()
    entries: list[ast.ContextEntry] = []
    while not cursor.is_sign("}") or entries:
        at = cursor.token.start
        if cursor.token.kind is TokenKind.STRING:
            name: str | None = cursor.advance().text
        else:
            name = cursor.take_key()
        if name is None:
            raise cursor.complaint(Bilingual(zh="名称和 `:`", en="a name and `:`"))
        cursor.expect_sign(":")
        value = expression(cursor)
        cursor.learn(name)
        entries.append(ast.ContextEntry(name, value, span=cursor.span(at), key=cursor.key()))
        if cursor.take_sign(",") is None:
            break
    cursor.close(opener, "}")
    return ast.ContextLiteral(tuple(entries), span=cursor.span(opener.start), key=cursor.key())


def _list_or_range(cursor: Cursor) -> ast.Expression:
    """Rules 8 and 56: ``[1, 2]`` or ``[1..2]``."""
    opener = cursor.advance()
    items: list[ast.Expression] = []
    while not cursor.is_sign("]") or items:
        items.append(_operator_range(cursor) or expression(cursor))
        if len(items) == 1 and cursor.is_sign(".."):
            return _range_from(cursor, opener, items[0])
        if cursor.take_sign(",") is None:
            break
    cursor.close(opener, "]")
    return ast.ListLiteral(tuple(items), span=cursor.span(opener.start), key=cursor.key())


def _open_range(cursor: Cursor) -> ast.Expression:
    """Rule 8 with an open start written ``]``."""
    opener = cursor.token
    mark = cursor.mark()
    cursor.advance()
    low = expression(cursor)
    if not cursor.is_sign(".."):
        cursor.back_to(mark)
        raise cursor.complaint(VALUE)
    return _range_from(cursor, opener, low)


def _range_from(cursor: Cursor, opener: Token, low: ast.Expression) -> ast.Expression:
    """Read ``..``, the upper end and the bracket that closes a range."""
    cursor.advance()
    with cursor.range_end():
        high = additive(cursor)
    closer = cursor.close(opener, "]", ")", "[", after_item=False)
    return ast.RangeLiteral(
        low, high, opener.text == "[", closer == "]", span=cursor.span(opener.start), key=cursor.key()
    )


def _parenthesised(cursor: Cursor) -> ast.Expression:
    """``(a)``, the range ``(a..b)`` or the range ``(> a)``."""
    opener = cursor.advance()
    value = _operator_range(cursor) or expression(cursor)
    if cursor.is_sign(".."):
        return _range_from(cursor, opener, value)
    cursor.close(opener, ")", after_item=False)
    return value


def _operator_range(cursor: Cursor) -> ast.Expression | None:
    """Rule 7 as a value: ``> 5`` is the range of all that is more than five."""
    start = cursor.token.start
    sign = cursor.take_sign("<", "<=", ">", ">=", "=")
    if sign is None:
        return None
    end = additive(cursor)
    low = end if sign.text in (">", ">=", "=") else None
    high = end if sign.text in ("<", "<=", "=") else None
    return ast.RangeLiteral(
        low,
        high,
        low is not None and sign.text != ">",
        high is not None and sign.text != "<",
        span=cursor.span(start),
        key=cursor.key(),
    )


def _tests_after_in(cursor: Cursor) -> tuple[ast.UnaryTest, ...]:
    """Rule 51c: one test, or several in parentheses."""
    opener = cursor.take_sign("(")
    if opener is None:
        return (_unary_test(cursor, additive),)
    with cursor.level(), cursor.inside_brackets():
        tests = _tests(cursor, expression)
        match tests:
            # What looked like a list of tests is a range with open ends, or the start of a path.
            case (ast.ExpressionTest(low),) if cursor.is_sign(".."):
                value = _range_from(cursor, opener, low)
            case (ast.ExpressionTest(inner),):
                cursor.close(opener, ")")
                value = inner
            case _:
                cursor.close(opener, ")")
                return tests
    value = _postfix_of(cursor, value, opener.start)
    return (ast.ExpressionTest(value, span=cursor.span(opener.start), key=cursor.key()),)


def cell_tests(cursor: Cursor) -> tuple[ast.UnaryTest, ...]:
    """Rule 11, for the cells of tables, where also ``1..30`` is a range; it includes both ends."""
    return _tests(cursor, _cell_value)


def _cell_value(cursor: Cursor) -> ast.Expression:
    start = cursor.token.start
    value = expression(cursor)
    if cursor.take_sign("..") is None:
        return value
    high = additive(cursor)
    return ast.RangeLiteral(value, high, True, True, span=cursor.span(start), key=cursor.key())


def _tests(cursor: Cursor, value: Callable[[Cursor], ast.Expression]) -> tuple[ast.UnaryTest, ...]:
    """Rule 11: tests with commas between."""
    tests = [_unary_test(cursor, value)]
    while cursor.take_sign(","):
        tests.append(_unary_test(cursor, value))
    return tuple(tests)


def _unary_test(cursor: Cursor, value: Callable[[Cursor], ast.Expression]) -> ast.UnaryTest:
    """Rules 7, 10 and 12; ``value`` reads what is neither a comparison nor ``-`` nor ``not(…)``."""
    start = cursor.token.start
    if cursor.is_sign(*_COMPARISONS):
        operator = cast(ast.ComparisonOperator, cursor.advance().text)
        operand = additive(cursor)
        return ast.ComparisonTest(operator, operand, span=cursor.span(start), key=cursor.key())
    special = _any_test(cursor) or _not_test(cursor, value)
    if special is not None:
        return special
    tested = value(cursor)
    return ast.ExpressionTest(tested, span=cursor.span(start), key=cursor.key())


def _any_test(cursor: Cursor) -> ast.UnaryTest | None:
    """``-`` by itself."""
    mark = cursor.mark()
    start = cursor.token.start
    if cursor.take_sign("-") is None:
        return None
    if cursor.is_sign(",", ")") or cursor.at_end():
        return ast.AnyTest(span=cursor.span(start), key=cursor.key())
    cursor.back_to(mark)
    return None


def _not_test(cursor: Cursor, value: Callable[[Cursor], ast.Expression]) -> ast.UnaryTest | None:
    """Rule 13b: ``not(…)``."""
    mark = cursor.mark()
    start = cursor.token.start
    if not (cursor.token.kind is TokenKind.NAME and cursor.token.text == "not"):
        return None
    cursor.advance()
    opener = cursor.take_sign("(")
    if opener is None:
        cursor.back_to(mark)
        return None
    with cursor.level(), cursor.inside_brackets():
        tests = _tests(cursor, _cell_value if value is _cell_value else expression)
        cursor.close(opener, ")")
    return ast.NotTest(tests, span=cursor.span(start), key=cursor.key())
