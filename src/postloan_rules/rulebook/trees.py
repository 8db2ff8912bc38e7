"""What sentences need to know of trees: chains of ``and`` and ``or``, arguments in order, durations."""

from decimal import Decimal

from postloan_rules.errors import InternalError
from postloan_rules.feel import ast
from postloan_rules.feel.library import BUILTINS
from postloan_rules.text.bilingual import Bilingual


def operands(node: ast.Expression) -> list[ast.Expression]:
    """Return what a chain of ``and`` or of ``or`` joins, in order."""
    kind = type(node)
    if not isinstance(node, ast.Conjunction | ast.Disjunction):
        return [node]
    found: list[ast.Expression] = []
    waiting: list[ast.Expression] = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, ast.Conjunction | ast.Disjunction) and type(current) is kind:
            waiting.extend((current.right, current.left))
        else:
            found.append(current)
    return found


def in_order(node: ast.Call, function: str) -> tuple[ast.Expression, ...]:
    """Return the arguments of a call of ``function`` in the order of its signature.

    Raises:
        InternalError: if no form of the function has these names; the checker should have said so.
    """
    if not node.named:
        return node.arguments
    given = {argument.name: argument.value for argument in node.named}
    for signature in BUILTINS:
        names = tuple(each.name for each in signature.parameters)
        if signature.name == function and set(given) == set(names):
            return tuple(given[name] for name in names)
    raise InternalError(f"rulebook: no `{function}` with these names")


def duration(text: str) -> Bilingual:
    """Return what a date or a duration in ISO form says.

    >>> duration("P30D").zh, duration("P1Y2M").en, duration("2026-03-31").en
    ('30天', '1 year 2 months', '2026-03-31')
    """
    if not text.lstrip("-").startswith("P"):
        return Bilingual(zh=text, en=text)
    sign = Bilingual(zh="负", en="minus ") if text.startswith("-") else Bilingual(zh="", en="")
    zh, en, digits = "", [], ""
    for char in text.lstrip("-")[1:]:
        if char.isdigit():
            digits += char
            continue
        unit = {"Y": ("年", "year"), "M": ("个月", "month"), "D": ("天", "day")}[char]
        zh += f"{digits}{unit[0]}"
        en.append(f"{digits} {unit[1]}{'' if Decimal(digits) == 1 else 's'}")
        digits = ""
    return Bilingual(zh=f"{sign.zh}{zh}", en=f"{sign.en}{' '.join(en)}")
