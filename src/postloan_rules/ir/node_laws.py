"""Which types the parts of each node have, as the sentences in ``nodes`` say."""

from collections.abc import Mapping
from typing import assert_never

from postloan_rules.ir.functions import FUNCTIONS
from postloan_rules.ir.nodes import (
    PAST_DUE_CONVENTIONS,
    Aggregate,
    All,
    Any,
    Apply,
    Arithmetic,
    AsOf,
    Case,
    Compare,
    Constant,
    Convert,
    CountOutcomes,
    FactOf,
    Field,
    Follow,
    InCurrency,
    IsKnown,
    Negate,
    Not,
    OneOf,
    OutcomeIn,
    OutcomeOf,
    ParameterValue,
    PastDue,
    Pick,
    Quotient,
    Ratio,
    Resolved,
    Shift,
    Term,
    Unknown,
    Variable,
    Worst,
)
from postloan_rules.ir.program import EnumerationTable
from postloan_rules.ir.type_of import kind_of, type_of
from postloan_rules.ir.types import Kind, TermType
from postloan_rules.light import dataclass

MIXED = frozenset(
    {
        frozenset({Kind.NUMBER, Kind.BOUNDS}),
        frozenset({Kind.NUMBER, Kind.RATIO}),
    }
)
"""Kinds that may be compared with each other."""

UNORDERED = (Kind.BOOLEAN, Kind.ENTITY)
NUMBERS = (Kind.NUMBER, Kind.BOUNDS)
GIVEN = (Kind.BOOLEAN, Kind.NUMBER, Kind.STRING, Kind.RANK, Kind.DATE)
LISTABLE = (Kind.NUMBER, Kind.STRING, Kind.RANK, Kind.DATE)

CONVERSIONS = frozenset(
    {
        (Kind.NUMBER, Kind.BOUNDS),
        (Kind.NUMBER, Kind.RATIO),
        (Kind.BOUNDS, Kind.NUMBER),
        (Kind.RANK, Kind.MASK),
        (Kind.MASK, Kind.MASK),
        (Kind.MASK, Kind.RANK),
    }
)

SUMS = frozenset(
    {
        ("+", Kind.DATE, Kind.DAYS, Kind.DATE),
        ("-", Kind.DATE, Kind.DAYS, Kind.DATE),
        ("+", Kind.DATE, Kind.MONTHS, Kind.DATE),
        ("-", Kind.DATE, Kind.MONTHS, Kind.DATE),
        ("-", Kind.DATE, Kind.DATE, Kind.DAYS),
        ("+", Kind.DAYS, Kind.DAYS, Kind.DAYS),
        ("-", Kind.DAYS, Kind.DAYS, Kind.DAYS),
        ("+", Kind.MONTHS, Kind.MONTHS, Kind.MONTHS),
        ("-", Kind.MONTHS, Kind.MONTHS, Kind.MONTHS),
    }
)
"""Operator, left, right, result; numbers and bounds have a rule of their own."""


@dataclass(frozen=True, slots=True)
class Laws:
    """The laws of single nodes, given the enumerations there are."""

    tables: Mapping[str, EnumerationTable]

    def problem(self, term: Term) -> str | None:  # noqa: C901  one case per node
        """Return what is wrong with the types of the parts of ``term``, if something is."""
        match term:
            case Constant() | Unknown() | AsOf() | Variable() | FactOf() | OutcomeOf() | Resolved():
                return None
            case ParameterValue():
                return "a parameter without a day"
            case Follow(source=source):
                return None if kind_of(source) is Kind.ENTITY else "followed from no entity"
            case Field():
                return _problem_of_field(term)
            case InCurrency(operand=operand):
                return None if kind_of(operand) in NUMBERS else "a currency of no amount"
            case Not(operand=operand):
                return _not_all_boolean((operand,))
            case All(operands=operands) | Any(operands=operands):
                return _not_all_boolean(operands)
            case IsKnown():
                return None
            case Compare():
                return _problem_of_comparison(term)
            case OneOf(operand=operand, values=values):
                fits = kind_of(operand) in LISTABLE and all(kind_of(value) is kind_of(operand) for value in values)
                return None if fits else "a list of other values"
            case OutcomeIn(operand=operand, accepted=accepted):
                return self._problem_of_test(type_of(operand), Kind.MASK, accepted)
            case CountOutcomes(operand=operand, accepted=accepted):
                return self._problem_of_test(type_of(operand), Kind.LIST, accepted)
            case Arithmetic():
                return _problem_of_arithmetic(term)
            case Negate(operand=operand, type=type):
                fits = type_of(operand) == type and type.kind in (*NUMBERS, Kind.MONTHS, Kind.DAYS)
                return None if fits else "no number to negate"
            case Ratio(numerator=numerator, denominator=denominator):
                fits = kind_of(numerator) in NUMBERS and kind_of(denominator) in NUMBERS
                return None if fits else "a ratio of no numbers"
            case Quotient(operand=operand):
                return None if kind_of(operand) is Kind.RATIO else "a quotient of no ratio"
            case Convert(operand=operand, type=type):
                return _problem_of_conversion(type_of(operand), type)
            case Case():
                return _problem_of_case(term)
            case Shift(operand=operand, type=type):
                fits = type_of(operand) == type and type.kind in (Kind.MASK, Kind.RANK)
                return None if fits else "nothing to shift"
            case Worst(operands=operands, type=type):
                fits = type.kind is Kind.MASK and all(type_of(operand) == type for operand in operands)
                return None if fits and operands else "the worst of other things"
            case Aggregate():
                return _problem_of_aggregate(term)
            case Pick():
                return _problem_of_pick(term)
            case PastDue():
                return _problem_of_past_due(term)
            case Apply():
                return _problem_of_application(term)
        assert_never(term)

    def _problem_of_test(self, type: TermType, wanted: Kind, accepted: int) -> str | None:
        if type.kind is not wanted or type.name is None or type.name not in self.tables:
            return "a test of no outcome"
        return None if 0 <= accepted < 1 << len(self.tables[type.name].values) else "places outside the enumeration"


def _not_all_boolean(operands: tuple[Term, ...]) -> str | None:
    return None if all(kind_of(operand) is Kind.BOOLEAN for operand in operands) else "joins what is no condition"


def _problem_of_field(field: Field) -> str | None:
    if kind_of(field.source) is not Kind.ENTITY:
        return "read from no entity"
    if field.type.kind not in GIVEN:
        return "a type that no record holds"
    if field.money and (field.type.kind is not Kind.NUMBER or field.store != "field"):
        return "money where no record holds any"
    return None


def _problem_of_comparison(compare: Compare) -> str | None:
    left, right = type_of(compare.left), type_of(compare.right)
    if left.kind is right.kind:
        if left.kind in (Kind.MASK, Kind.LIST):
            return "outcomes compared as values"
        if left.name != right.name and left.kind is Kind.RANK:
            return "values of two enumerations compared"
        ordered = compare.operator not in ("=", "!=")
        return "compared without an order" if ordered and left.kind in UNORDERED else None
    return None if frozenset({left.kind, right.kind}) in MIXED else "two kinds compared"


def _problem_of_arithmetic(term: Arithmetic) -> str | None:
    left, right = kind_of(term.left), kind_of(term.right)
    if left in NUMBERS and right in NUMBERS:
        expected = Kind.BOUNDS if Kind.BOUNDS in (left, right) else Kind.NUMBER
        return None if term.type.kind is expected else "a sum of another type"
    return None if (term.operator, left, right, term.type.kind) in SUMS else "no such sum"


def _problem_of_conversion(have: TermType, wanted: TermType) -> str | None:
    if (have.kind, wanted.kind) not in CONVERSIONS:
        return "no such conversion"
    return None if have.name == wanted.name else "a conversion between enumerations"


def _problem_of_case(case: Case) -> str | None:
    if any(kind_of(condition) is not Kind.BOOLEAN for condition, _ in case.branches):
        return "a choice by no condition"
    values = (*(value for _, value in case.branches), case.otherwise)
    return None if all(same_type(type_of(value), case.type) for value in values) else "a choice between types"


def same_type(left: TermType, right: TermType) -> bool:
    """Return whether values of the one type are values of the other."""
    # A word of an unordered enumeration is a text like any other.
    return left == right or (left.kind is Kind.STRING and right.kind is Kind.STRING)


def _problem_of_aggregate(term: Aggregate) -> str | None:
    problem = _problem_of_steps(term)
    if problem is not None:
        return problem
    value = None if term.value is None else kind_of(term.value)
    match term.function:
        case "count":
            fits = value is None and term.type.kind is Kind.BOUNDS
        case "sum":
            fits = value is Kind.NUMBER and term.type.kind is Kind.BOUNDS
        case "min" | "max":
            fits = (value, term.type.kind) in ((Kind.NUMBER, Kind.BOUNDS), (Kind.DATE, Kind.DATE))
        case "some" | "every":
            fits = value is Kind.BOOLEAN and term.type.kind is Kind.BOOLEAN
    return None if fits else "an aggregate of another type"


def _problem_of_steps(term: Aggregate | Pick) -> str | None:
    if kind_of(term.source) is not Kind.ENTITY:
        return "a walk from no entity"
    return None if term.steps else "a walk without a step"


def _problem_of_pick(term: Pick) -> str | None:
    problem = _problem_of_steps(term)
    if problem is not None:
        return problem
    if not term.order:
        return "a pick without an order"
    return None if term.steps[-1].entity == term.entity else "a pick of another entity"


def _problem_of_past_due(term: PastDue) -> str | None:
    if kind_of(term.source) is not Kind.ENTITY or kind_of(term.tolerance) is not Kind.NUMBER:
        return "days past due of something else"
    return None if term.convention in PAST_DUE_CONVENTIONS else "no such convention"


def _problem_of_application(term: Apply) -> str | None:
    function = FUNCTIONS.get(term.function)
    if function is None:
        return "no such function"
    kinds = tuple(kind_of(argument) for argument in term.arguments)
    if function.variadic:
        fits = len(kinds) >= 2 and len(set(kinds)) == 1 and kinds[0] in function.arguments[0]
    else:
        fits = len(kinds) == len(function.arguments) and all(
            kind in allowed for kind, allowed in zip(kinds, function.arguments, strict=True)
        )
    if not fits:
        return "other arguments than the function takes"
    result = kinds[0] if function.result is None else function.result
    return None if term.type.kind is result else "another result than the function gives"
