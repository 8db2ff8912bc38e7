"""Comparisons and arithmetic: what may stand on both sides, and what comes out."""

from postloan_rules.feel import ast
from postloan_rules.feel.environment import Environment
from postloan_rules.feel.fitting import NUMBERS, fit, is_zero, joined
from postloan_rules.feel.type_text import type_text
from postloan_rules.feel.types import Enumeration, ListOf, Money, RangeOf, Simple, Type
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import names
from postloan_rules.text.diagnostic import Diagnostic
from postloan_rules.text.source import Span

LARGEST_POWER = 16

_DURATIONS = (Simple.DAYS_DURATION, Simple.MONTHS_DURATION)
_ORDERED = (*NUMBERS, *_DURATIONS, Simple.DATE, Simple.STRING)

Side = tuple[ast.Expression, Type]


def check_comparison(span: Span, operator: str, left: Side, right: Side, environment: Environment) -> None:
    """Complain unless ``left operator right`` can be true for some values and false for others."""
    refuse = environment.findings.refuse
    (left_node, left_type), (right_node, right_type) = left, right
    if Simple.UNKNOWN in (left_type, right_type):
        return
    for node, type in (left, right):
        if isinstance(type, ListOf):
            refuse(names.several_values(node.span))
            return
    if isinstance(left_type, Enumeration) and _is_word(right):
        right_type = fit(right_node, right_type, left_type, environment)
    elif isinstance(right_type, Enumeration) and _is_word(left):
        left_type = fit(left_node, left_type, right_type, environment)
    if Simple.UNKNOWN in (left_type, right_type):
        return
    problem = _mismatch(span, (left_node, left_type), (right_node, right_type))
    if problem is not None:
        refuse(problem)
    elif operator not in ("=", "!=") and not _has_order(left_type):
        refuse(names.no_order(span, type_text(left_type)))


def _is_word(side: Side) -> bool:
    """Return whether ``side`` is text as written, which may be a value of an enumeration."""
    return side[1] is Simple.STRING and isinstance(side[0], ast.StringLiteral | ast.If)


def _has_order(type: Type) -> bool:
    return type in _ORDERED or isinstance(type, Money) or (isinstance(type, Enumeration) and type.ordered)


def _mismatch(span: Span, left: Side, right: Side) -> Diagnostic | None:
    (left_node, left_type), (right_node, right_type) = left, right
    match left_type, right_type:
        case (Money(), Money()):
            if joined(left_type, right_type) is None:
                return names.currencies_differ(span, left_type.currency or "", right_type.currency or "")
            return None
        case (Money(), Simple.NUMBER | Simple.RATIO):
            return None if is_zero(right_node) else names.amount_with_bare_number(right_node.span)
        case (Simple.NUMBER | Simple.RATIO, Money()):
            return None if is_zero(left_node) else names.amount_with_bare_number(left_node.span)
        case (Enumeration(), Enumeration()) if left_type.name == right_type.name:
            return None
        case _ if left_type in NUMBERS and right_type in NUMBERS:
            return None
        case _ if left_type == right_type and not isinstance(left_type, RangeOf):
            return None
        case _:
            return names.not_comparable(span, type_text(left_type), type_text(right_type), _way_out(left, right))


def _way_out(left: Side, right: Side) -> Bilingual | None:
    """Say how the two sides may have been meant."""
    types = {left[1], right[1]}
    texts = [node.value for node, _ in (left, right) if isinstance(node, ast.StringLiteral)]
    if Simple.DATE in types and texts:
        return Bilingual(zh=f'日期写作 `@"{texts[0]}"`', en=f'a date is written `@"{texts[0]}"`')
    if types & set(NUMBERS) and texts:
        return Bilingual(zh="数字不加引号", en="numbers stand without quotes")
    if Simple.BOOLEAN in types and texts and texts[0] in ("true", "false"):
        return Bilingual(zh=f"写作 `{texts[0]}`，不加引号", en=f"write `{texts[0]}` without quotes")
    if types & set(_DURATIONS) and types & set(NUMBERS):
        return Bilingual(zh="用 `days between(…)` 计算天数", en="count days with `days between(…)`")
    if isinstance(left[0], ast.Comparison) and left[1] is Simple.BOOLEAN:
        return Bilingual(zh="连续比较写作 `a < b and b < c`", en="write `a < b and b < c` to compare three values")
    return None


def arithmetic_type(node: ast.Arithmetic, left: Type, right: Type, environment: Environment) -> Type:
    """Return the type of a sum, product, quotient or power, or complain."""
    if Simple.UNKNOWN in (left, right):
        return Simple.UNKNOWN
    for operand, type in ((node.left, left), (node.right, right)):
        if isinstance(type, ListOf):
            return environment.findings.refuse(names.several_values(operand.span))
    amounts = isinstance(left, Money) or isinstance(right, Money)
    found = _with_amounts(node, left, right) if amounts else _plain(node, left, right)
    if isinstance(found, Diagnostic):
        return environment.findings.refuse(found)
    return found


def _with_amounts(node: ast.Arithmetic, left: Type, right: Type) -> Type | Diagnostic:
    match left, node.operator, right:
        case (Money(), "+" | "-", Money()):
            return joined(left, right) or _differ(node, left, right)
        case (Money(), "/", Money()):
            return Simple.RATIO if joined(left, right) else _differ(node, left, right)
        case (Money(), "+" | "-", Simple.NUMBER | Simple.RATIO):
            return left if is_zero(node.right) else names.amount_with_bare_number(node.right.span)
        case (Simple.NUMBER | Simple.RATIO, "+" | "-", Money()):
            return right if is_zero(node.left) else names.amount_with_bare_number(node.left.span)
        case (Money(), "*" | "/", Simple.NUMBER | Simple.RATIO):
            return left
        case (Simple.NUMBER | Simple.RATIO, "*", Money()):
            return right
        case _:
            return names.no_arithmetic(node.span, node.operator, type_text(left), type_text(right))


def _differ(node: ast.Arithmetic, left: Money, right: Money) -> Diagnostic:
    return names.currencies_differ(node.span, left.currency or "", right.currency or "")


def _plain(node: ast.Arithmetic, left: Type, right: Type) -> Type | Diagnostic:
    if left in NUMBERS and right in NUMBERS:
        if node.operator == "**" and not _is_small_whole(node.right):
            return names.literal_required(
                node.right.span,
                "**",
                Bilingual(zh=f"不超过 {LARGEST_POWER} 的整数", en=f"a whole number up to {LARGEST_POWER}"),
            )
        return Simple.RATIO if node.operator == "/" else Simple.NUMBER
    match left, node.operator, right:
        case (Simple.DATE, "-", Simple.DATE):
            return Simple.DAYS_DURATION
        case (Simple.DATE, "+" | "-", Simple.DAYS_DURATION | Simple.MONTHS_DURATION):
            return Simple.DATE
        case (Simple.DAYS_DURATION | Simple.MONTHS_DURATION, "+", Simple.DATE):
            return Simple.DATE
        case (Simple.DAYS_DURATION | Simple.MONTHS_DURATION, "+" | "-", _) if left == right:
            return left
        case _:
            help = _way_to_add(left, right)
            return names.no_arithmetic(node.span, node.operator, type_text(left), type_text(right), help)


def _is_small_whole(node: ast.Expression) -> bool:
    return isinstance(node, ast.NumberLiteral) and node.value in range(LARGEST_POWER + 1)


def _way_to_add(left: Type, right: Type) -> Bilingual | None:
    types = {left, right}
    if Simple.DATE in types and types & set(NUMBERS):
        return Bilingual(
            zh='用 `add days(…)`、`add months(…)` 或时长 `@"P30D"`',
            en='use `add days(…)`, `add months(…)` or a duration `@"P30D"`',
        )
    if types == {Simple.STRING}:
        return Bilingual(zh="规则包不拼接字符串", en="packs do not join strings")
    return None


def negation_type(node: ast.Negation, type: Type, environment: Environment) -> Type:
    """Return the type of a value with its sign turned, or complain."""
    if type is Simple.UNKNOWN or type in NUMBERS or type in _DURATIONS or isinstance(type, Money):
        return type
    if isinstance(type, ListOf):
        return environment.findings.refuse(names.several_values(node.operand.span))
    expected = Bilingual(zh="数字", en="number")
    return environment.findings.refuse(names.wrong_type(node.operand.span, expected, type_text(type)))
