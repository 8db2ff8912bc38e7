"""Sums, products and quotients of terms, divided out as late as possible.

A quotient that is added to or multiplied with a number stays one quotient, so that ``100 * a / b > 10`` is as exact at
its limit as ``a / b > 0.1``.
"""

from decimal import Decimal
from typing import Literal

from postloan_rules.errors import InternalError
from postloan_rules.ir.converting import NUMERIC, number_or_bounds
from postloan_rules.ir.nodes import Arithmetic, Constant, Negate, Ratio, Term
from postloan_rules.ir.type_of import kind_of, type_of
from postloan_rules.ir.types import BOUNDS, DATE, DAYS, MONTHS, NUMBER, Kind
from postloan_rules.ir.walk import size_of

Operator = Literal["+", "-", "*"]

# Kept undivided, quotients grow with each denominator; larger ones are divided out first.
LARGEST_UNDIVIDED = 40


def arithmetic(operator: Operator, left: Term, right: Term) -> Term:
    """Return ``left operator right`` in the type that follows from the two.

    Raises:
        InternalError: if there is no such operation; the checker should have said so.
    """
    kinds = (kind_of(left), kind_of(right))
    if kinds[0] in NUMERIC and kinds[1] in NUMERIC:
        return _of_numbers(operator, left, right)
    if kinds == (Kind.DATE, Kind.DATE) and operator == "-":
        return Arithmetic("-", left, right, DAYS)
    if kinds in ((Kind.DATE, Kind.DAYS), (Kind.DATE, Kind.MONTHS)) and operator != "*":
        return Arithmetic(operator, left, right, DATE)
    if kinds in ((Kind.DAYS, Kind.DATE), (Kind.MONTHS, Kind.DATE)) and operator == "+":
        return Arithmetic("+", right, left, DATE)
    if kinds == (Kind.DAYS, Kind.DAYS) and operator != "*":
        return Arithmetic(operator, left, right, DAYS)
    if kinds == (Kind.MONTHS, Kind.MONTHS) and operator != "*":
        return Arithmetic(operator, left, right, MONTHS)
    raise InternalError(f"lowering: no {kinds[0].value} {operator} {kinds[1].value}")


def _of_numbers(operator: Operator, left: Term, right: Term) -> Term:
    if _is_small(left) and _is_small(right):
        if isinstance(left, Ratio) and not _is_ratio(right):
            return _on_numerator(operator, left, right, turned=False)
        if isinstance(right, Ratio) and not _is_ratio(left):
            return _on_numerator(operator, right, left, turned=True)
    return _plain(operator, number_or_bounds(left), number_or_bounds(right))


def _is_ratio(term: Term) -> bool:
    return kind_of(term) is Kind.RATIO


def _is_small(term: Term) -> bool:
    return size_of(term) <= LARGEST_UNDIVIDED


def _on_numerator(operator: Operator, ratio: Ratio, number: Term, *, turned: bool) -> Term:
    """Return ``ratio operator number`` (``turned``: number operator ratio) as one ratio."""
    if operator == "*":
        return Ratio(_plain("*", ratio.numerator, number), ratio.denominator)
    whole = _plain("*", number, ratio.denominator)
    left, right = (whole, ratio.numerator) if turned else (ratio.numerator, whole)
    return Ratio(_plain(operator, left, right), ratio.denominator)


def _plain(operator: Operator, left: Term, right: Term) -> Term:
    wide = Kind.BOUNDS in (kind_of(left), kind_of(right))
    return Arithmetic(operator, left, right, BOUNDS if wide else NUMBER)


def quotient(left: Term, right: Term) -> Term:
    """Return ``left`` over ``right``, undivided."""
    below = number_or_bounds(right)
    if isinstance(left, Ratio) and _is_small(left) and _is_small(below):
        return Ratio(left.numerator, _plain("*", left.denominator, below))
    return Ratio(number_or_bounds(left), below)


def negated(term: Term) -> Term:
    """Return zero minus ``term``."""
    kind = kind_of(term)
    if isinstance(term, Constant) and isinstance(term.value, int | Decimal):
        return Constant(-term.value, term.type)
    if isinstance(term, Ratio):
        return Ratio(negated(term.numerator), term.denominator)
    if kind is Kind.RATIO:
        return negated(number_or_bounds(term))
    if kind in (Kind.NUMBER, Kind.BOUNDS, Kind.MONTHS, Kind.DAYS):
        return Negate(term, type_of(term))
    raise InternalError(f"lowering: no minus for {kind.value}")
