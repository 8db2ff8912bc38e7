"""Terms as text for people: near to FEEL, with the values of parameters and their names."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
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
    Step,
    Term,
    Unknown,
    Variable,
    Worst,
)
from postloan_rules.ir.program import DecisionTerm, EnumerationTable, FactTerm, Program
from postloan_rules.ir.type_of import type_of
from postloan_rules.ir.types import Kind, TermType

Tables = Mapping[str, EnumerationTable]

COMPOUND = (All, Any, Compare, OneOf, OutcomeIn, Arithmetic, Ratio, Case)


def print_term(term: Term, tables: Tables | None = None) -> str:
    """Return ``term`` as one line. With ``tables``, values of enumerations are printed as their words.

    >>> print_term(Compare(">", Field(Variable("loan", "loan"), "balance", TermType(Kind.NUMBER)), AsOf()))
    'loan.balance > as_of'
    """
    return _text(term, tables or {})


def _text(term: Term, tables: Tables) -> str:  # noqa: C901  one case per node
    match term:
        case Constant():
            return _constant(term, tables)
        case Unknown():
            return "unknown"
        case ParameterValue(id=id):
            return f"«{id}»"
        case Resolved(id=id, term=value):
            return f"{_part(value, tables)} «{id}»"
        case InCurrency(operand=operand, currency=currency):
            return f"{_part(operand, tables)} {currency}"
        case AsOf():
            return "as_of"
        case Variable(name=name):
            return name
        case Follow(source=source, relation=name):
            return f"{_part(source, tables)}.{name}"
        case Field(source=source, name=name) | FactOf(source=source, name=name) | OutcomeOf(source=source, name=name):
            return f"{_part(source, tables)}.{name}"
        case Not(operand=operand):
            return f"not({_text(operand, tables)})"
        case All(operands=operands):
            return " and ".join(_part(each, tables) for each in operands) if operands else "true"
        case Any(operands=operands):
            return " or ".join(_part(each, tables) for each in operands) if operands else "false"
        case IsKnown(operand=operand):
            return f"is known({_text(operand, tables)})"
        case Compare(operator=operator, left=left, right=right):
            return f"{_part(left, tables)} {operator} {_part(right, tables)}"
        case OneOf(operand=operand, values=values):
            return f"{_part(operand, tables)} in ({', '.join(_text(value, tables) for value in values)})"
        case OutcomeIn(operand=operand, accepted=accepted):
            return f"{_part(operand, tables)} in {_outcomes(accepted, type_of(operand), tables)}"
        case CountOutcomes(operand=operand, accepted=accepted):
            return f"count({_text(operand, tables)} in {_outcomes(accepted, type_of(operand), tables)})"
        case Arithmetic(operator=operator, left=left, right=right):
            return f"{_part(left, tables)} {operator} {_part(right, tables)}"
        case Negate(operand=operand):
            return f"-{_part(operand, tables)}"
        case Ratio(numerator=numerator, denominator=denominator):
            return f"{_part(numerator, tables)} / {_part(denominator, tables)}"
        case Quotient(operand=operand):
            return f"quotient({_text(operand, tables)})"
        case Convert(operand=operand, type=type):
            return f"{type.kind.value}({_text(operand, tables)})"
        case Case(branches=branches, otherwise=otherwise):
            choices = (f"if {_text(test, tables)} then {_part(value, tables)} else " for test, value in branches)
            return f"{''.join(choices)}{_part(otherwise, tables)}"
        case Shift(operand=operand, places=places):
            return f"worse by({_text(operand, tables)}, {places})"
        case Worst(operands=operands):
            return f"worst({', '.join(_text(each, tables) for each in operands)})"
        case Aggregate(function=function, source=source, steps=steps, value=value):
            tail = "" if value is None else f": {_text(value, tables)}"
            return f"{function}({_walk(source, steps, tables)}{tail})"
        case Pick(function=function, source=source, steps=steps, order=order):
            return f"{function}({_walk(source, steps, tables)} by {', '.join(order)})"
        case PastDue(source=source, tolerance=tolerance, convention=convention):
            return f"days past due({_text(source, tables)}, {_text(tolerance, tables)}, {convention})"
        case Apply(function=function, arguments=arguments):
            return f"{function}({', '.join(_text(each, tables) for each in arguments)})"
    assert_never(term)


def _part(term: Term, tables: Tables) -> str:
    text = _text(term, tables)
    return f"({text})" if isinstance(term, COMPOUND) else text


def _walk(source: Term, steps: tuple[Step, ...], tables: Tables) -> str:
    texts = [_part(source, tables)]
    for step in steps:
        condition = "" if step.where is None else f"[{_text(step.where, tables)}]"
        texts.append(f"{step.relation} as {step.variable}{condition}")
    return " . ".join(texts)


def _constant(constant: Constant, tables: Tables) -> str:
    value, type = constant.value, constant.type
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, date):
        return value.isoformat()
    if type.kind is Kind.MASK:
        return _outcomes(int(value), type, tables)
    if type.kind is Kind.RANK and type.name is not None and type.name in tables:
        return f'"{tables[type.name].values[int(value)]}"'
    if type.kind in (Kind.MONTHS, Kind.DAYS):
        return f"{value} {type.kind.value}"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _outcomes(mask: int, type: TermType, tables: Tables) -> str:
    table = tables.get(type.name) if type.name is not None else None
    if table is None:
        return f"{{{', '.join(str(place) for place in range(mask.bit_length()) if mask >> place & 1)}}}"
    words = (*table.values, "not applicable")
    return f"{{{', '.join(word for place, word in enumerate(words) if mask >> place & 1)}}}"


def print_program(program: Program) -> str:
    """Return all of ``program``, a definition a paragraph, rules in their order."""
    head = f"pack {program.pack_id}, {program.start} to {program.end or '…'}"
    return "\n\n".join((head, *(_definition(each, program.enumerations) for each in program.definitions))) + "\n"


def _definition(definition: FactTerm | DecisionTerm, tables: Tables) -> str:
    name = f"{definition.entity}.{definition.name}: {_type(definition.type)}"
    if isinstance(definition, FactTerm):
        lines = [f"fact {name}"]
        if definition.field is not None:
            lines.append(f"  given {print_term(definition.field, tables)}")
        if definition.formula is not None:
            lines.append(f"  else {print_term(definition.formula, tables)}")
        return "\n".join(lines)
    lines = [f"decision {name}, {definition.combine.value}{', prudent' if definition.prudent else ''}"]
    if definition.applies is not None:
        lines.append(f"  applies {print_term(definition.applies, tables)}")
    for rule in definition.rules:
        condition = f"python {rule.python}" if rule.python else print_term(rule.condition, tables)
        lines.append(f"  {rule.id}: {condition} => {print_term(rule.outcome, tables)}")
    if definition.otherwise is not None:
        lines.append(f"  otherwise {print_term(definition.otherwise, tables)}")
    return "\n".join(lines)


def _type(type: TermType) -> str:
    return type.kind.value if type.name is None else f"{type.kind.value} of {type.name}"
