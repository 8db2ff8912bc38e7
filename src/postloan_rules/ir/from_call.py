"""What calls of built-in functions mean, once their arguments have been lowered."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from math import ceil
from typing import Literal

from postloan_rules.errors import InternalError
from postloan_rules.ir.comparing import for_each_value
from postloan_rules.ir.converting import NUMERIC, Tables, mask_of, number_of
from postloan_rules.ir.from_member import Collection, Meaning
from postloan_rules.ir.from_outcomes import Outcomes, count
from postloan_rules.ir.functions import FUNCTIONS
from postloan_rules.ir.logic import opposite
from postloan_rules.ir.nodes import (
    PAST_DUE_CONVENTIONS,
    Aggregate,
    Apply,
    Case,
    Compare,
    Constant,
    IsKnown,
    ParameterValue,
    PastDue,
    Pick,
    Ratio,
    Shift,
    Term,
    Unknown,
    Variable,
    Worst,
)
from postloan_rules.ir.program import EnumerationTable
from postloan_rules.ir.type_of import kind_of, type_of
from postloan_rules.ir.types import BOOLEAN, BOUNDS, DATE, NUMBER, Kind, TermType

Arguments = tuple[Meaning, ...]


def call(function: str, arguments: Arguments, tables: Tables) -> Term:
    """Return what the built-in ``function`` of ``arguments`` means.

    Raises:
        InternalError: if the function does not take them; the checker should have said so.
    """
    if function in ("min", "max") and not isinstance(arguments[0], Collection):
        return applied(function, arguments)
    if function in MEANINGS:
        return MEANINGS[function](arguments, tables)
    if function in FUNCTIONS:
        return applied(function, arguments)
    raise InternalError(f"lowering: no meaning for `{function}`")


def applied(function: str, arguments: Arguments) -> Term:
    """Return the application of a function on single values."""
    values = tuple(_single(argument, function) for argument in arguments)
    exact = tuple(number_of(value) if kind_of(value) in NUMERIC else value for value in values)
    result = FUNCTIONS[function].result
    return Apply(function, exact, type_of(exact[0]) if result is None else TermType(result))


def collection_test(function: Literal["some", "every"], collection: Collection, condition: Term) -> Term:
    """Return whether ``condition`` holds of some or every member of ``collection``."""
    return Aggregate(function, collection.source, collection.steps, condition, BOOLEAN)


def _single(meaning: Meaning, function: str) -> Term:
    if isinstance(meaning, Collection | Outcomes):
        raise InternalError(f"lowering: `{function}` of many")
    return meaning


def _many(meaning: Meaning, function: str) -> Collection:
    if isinstance(meaning, Collection):
        return meaning
    raise InternalError(f"lowering: `{function}` of one")


def _count(arguments: Arguments, tables: Tables) -> Term:
    if isinstance(arguments[0], Outcomes):
        return count(arguments[0])
    many = _many(arguments[0], "count")
    return Aggregate("count", many.source, many.steps, None, BOUNDS)


def _sum(arguments: Arguments, tables: Tables) -> Term:
    return _sum_of(_many(arguments[0], "sum"))


def _sum_of(many: Collection) -> Term:
    return Aggregate("sum", many.source, many.steps, number_of(many.member), BOUNDS)


def _extreme(function: Literal["min", "max"]) -> Callable[[Arguments, Tables], Term]:
    def meaning(arguments: Arguments, tables: Tables) -> Term:
        many = _many(arguments[0], function)
        if kind_of(many.member) is Kind.DATE:
            return Aggregate(function, many.source, many.steps, many.member, DATE)
        return Aggregate(function, many.source, many.steps, number_of(many.member), BOUNDS)

    return meaning


def _mean(arguments: Arguments, tables: Tables) -> Term:
    return Ratio(_sum(arguments, tables), _count(arguments, tables))


def _share(arguments: Arguments, tables: Tables) -> Term:
    part, whole = (_many(argument, "share") for argument in arguments)
    return Ratio(_sum_of(part), _sum_of(whole))


def _picked(function: Literal["first", "last"]) -> Callable[[Arguments, Tables], Term]:
    def meaning(arguments: Arguments, tables: Tables) -> Term:
        many = _many(arguments[0], function)
        last = many.steps[-1]
        if many.member != Variable(last.variable, last.entity) or not many.order:
            raise InternalError(f"lowering: the {function} of what has no order")
        return Pick(function, many.source, many.steps, many.order, last.entity)

    return meaning


def _is_known(arguments: Arguments, tables: Tables) -> Term:
    argument = arguments[0]
    # A relation is known where it was supplied, and then its members can be counted.
    return IsKnown(_single(argument, "is known") if not isinstance(argument, Collection) else _count(arguments, tables))


def _not(arguments: Arguments, tables: Tables) -> Term:
    return opposite(_single(arguments[0], "not"))


def _worse_by(arguments: Arguments, tables: Tables) -> Term:
    graded, places = (_single(argument, "worse by") for argument in arguments)
    table = _enumeration((graded,), tables)
    if isinstance(places, Constant) and not isinstance(places.value, str | date):
        return Shift(graded, _within(ceil(places.value), table), type_of(graded))
    if isinstance(places, ParameterValue):
        return _shift_by_parameter(graded, places, table)
    raise InternalError("lowering: a class is made worse by a number that no day fixes")


def _within(places: int, table: EnumerationTable) -> int:
    farthest = len(table.values) - 1
    return max(-farthest, min(places, farthest))


def _shift_by_parameter(graded: Term, places: ParameterValue, table: EnumerationTable) -> Term:
    type = type_of(graded)
    farthest = len(table.values) - 1
    choices = tuple(
        (Compare("<=", places, Constant(Decimal(number), NUMBER)), Shift(graded, number, type))
        for number in range(-farthest, farthest)
    )
    return Case(choices, Shift(graded, farthest, type), type)


def _enumeration(terms: tuple[Term, ...], tables: Tables) -> EnumerationTable:
    for term in terms:
        name = type_of(term).name
        if name is not None:
            return tables[name]
    raise InternalError("lowering: values of no enumeration")


def _worst(arguments: Arguments, tables: Tables) -> Term:
    terms = tuple(_single(argument, "worst") for argument in arguments)
    table = _enumeration(terms, tables)
    return Worst(tuple(mask_of(term, table) for term in terms), TermType(Kind.MASK, table.name))


def _past_due(arguments: Arguments, tables: Tables) -> Term:
    schedule, repayments = (_many(argument, "days past due") for argument in arguments[:2])
    tolerance, convention = (_single(argument, "days past due") for argument in arguments[2:])
    source = _whole_relation(schedule, "schedule")
    if source != _whole_relation(repayments, "repayments"):
        raise InternalError("lowering: a schedule and repayments of different loans")

    def meaning(word: object) -> Term:
        if word in PAST_DUE_CONVENTIONS:
            return PastDue(source, number_of(tolerance), str(word))
        return Unknown(NUMBER)

    name = type_of(convention).name
    if isinstance(convention, ParameterValue) and name is not None:
        words = tables[name].values
        return for_each_value(convention, tables[name], lambda place: meaning(words[place]))
    if isinstance(convention, Constant):
        return meaning(_word(convention, tables))
    raise InternalError("lowering: a convention that no day fixes")


def _word(constant: Constant, tables: Tables) -> object:
    if isinstance(constant.value, int) and constant.type.name is not None:
        return tables[constant.type.name].values[constant.value]
    return constant.value


def _whole_relation(many: Collection, relation: str) -> Term:
    step = many.steps[0]
    if len(many.steps) == 1 and step.relation == relation and step.where is None and many.member == _member(many):
        return many.source
    raise InternalError(f"lowering: days past due of a part of the {relation}")


def _member(many: Collection) -> Term:
    return Variable(many.steps[-1].variable, many.steps[-1].entity)


MEANINGS: Mapping[str, Callable[[Arguments, Tables], Term]] = {
    "count": _count,
    "sum": _sum,
    "min": _extreme("min"),
    "max": _extreme("max"),
    "mean": _mean,
    "share": _share,
    "latest": _picked("last"),
    "earliest": _picked("first"),
    "is known": _is_known,
    "not": _not,
    "worse by": _worse_by,
    "worst": _worst,
    "days past due": _past_due,
}
