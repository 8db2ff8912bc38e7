"""The type of a term."""

from typing import assert_never

from postloan_rules.ir.nodes import (
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
from postloan_rules.ir.types import BOOLEAN, BOUNDS, DATE, NUMBER, RATIO, Kind, TermType


def type_of(term: Term) -> TermType:
    """Return the type that the values of ``term`` have, as its node says or as its meaning implies.

    >>> type_of(AsOf()).kind.value
    'date'
    """
    match term:
        case Constant() | Unknown() | ParameterValue() | Field() | FactOf() | OutcomeOf():
            return term.type
        case Arithmetic() | Negate() | Convert() | Case() | Shift() | Worst() | Aggregate() | Apply():
            return term.type
        case Resolved(term=operand) | InCurrency(operand=operand):
            return type_of(operand)
        case AsOf():
            return DATE
        case Variable(entity=entity) | Follow(entity=entity) | Pick(entity=entity):
            return TermType(Kind.ENTITY, entity)
        case Not() | All() | Any() | IsKnown() | Compare() | OneOf() | OutcomeIn():
            return BOOLEAN
        case CountOutcomes():
            return BOUNDS
        case Ratio():
            return RATIO
        case Quotient() | PastDue():
            return NUMBER
    assert_never(term)


def kind_of(term: Term) -> Kind:
    """Return the kind of the type of ``term``."""
    return type_of(term).kind
