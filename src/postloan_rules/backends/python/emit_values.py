"""Arithmetic, conversions, cases and functions to Python expressions."""

from collections.abc import Mapping
from typing import assert_never

from postloan_rules.backends.python.emitting import Emitting, size_of_enumeration
from postloan_rules.backends.python.functions import IMPLEMENTATIONS, PARTIAL
from postloan_rules.backends.python.source import Text, call, guarded
from postloan_rules.errors import InternalError
from postloan_rules.ir import nodes
from postloan_rules.ir.nodes import Term
from postloan_rules.ir.type_of import type_of
from postloan_rules.ir.types import Kind, TermType

ARITHMETIC_NAMES: Mapping[str, str] = {"+": "add", "-": "subtract", "*": "multiply"}
CASE_NAMES: Mapping[Kind, str] = {
    Kind.BOUNDS: "case_of_spans",
    Kind.RATIO: "case_of_spans",
    Kind.MASK: "case_of_masks",
    Kind.LIST: "case_of_outcomes",
    Kind.ENTITY: "case_of_entities",
}


def calculated(
    emitter: Emitting, term: nodes.Arithmetic | nodes.Negate | nodes.Ratio | nodes.Quotient | nodes.Apply
) -> Text:
    match term:
        case nodes.Arithmetic():
            return _arithmetic(emitter, term)
        case nodes.Negate(operand):
            return _negated(emitter.atom(operand))
        case nodes.Ratio(numerator, denominator):
            return call("ratio", Kind.RATIO, emitter.value(numerator), emitter.value(denominator), unknown=True)
        case nodes.Quotient(operand):
            return call("quotient", Kind.NUMBER, emitter.value(operand))
        case nodes.Apply():
            return _applied(emitter, term)
    assert_never(term)


def counted_outcomes(emitter: Emitting, term: nodes.CountOutcomes) -> Text:
    table = emitter.definitions.enumerations[type_of(term.operand).name or ""]
    wanted = frozenset(word for place, word in enumerate(table.values) if term.accepted >> place & 1)
    outcomes = emitter.atom(term.operand)
    made = f"count_outcomes({outcomes.source}, {emitter.names.constant(wanted)})"
    return Text(made, Kind.BOUNDS, unknown=True, depth=outcomes.depth + 1)


def _arithmetic(emitter: Emitting, term: nodes.Arithmetic) -> Text:
    left, right = emitter.atom(term.left), emitter.atom(term.right)
    kinds, operator = (left.kind, right.kind), term.operator
    if Kind.BOUNDS in kinds:
        text = call(f"{ARITHMETIC_NAMES[operator]}_bounds", Kind.BOUNDS, left, right)
    elif kinds == (Kind.NUMBER, Kind.NUMBER):
        made = f"{ARITHMETIC_NAMES[operator]}({left.source}, {right.source})"
        text = guarded(made, Kind.NUMBER, left, right)
    elif kinds == (Kind.DATE, Kind.DATE):
        text = guarded(f"({left.source} - {right.source}).days", Kind.DAYS, left, right)
    elif left.kind is Kind.DATE or right.kind is Kind.DATE:
        day, span = (left, right) if left.kind is Kind.DATE else (right, left)
        name = f"{'earlier' if operator == '-' else 'later'}_by_{span.kind.value}"
        text = call(name, Kind.DATE, day, span, unknown=True)
    else:
        text = guarded(f"{left.source} {operator} {right.source}", left.kind, left, right)
    return converted(emitter, text, TermType(text.kind), term.type)


def _negated(operand: Text) -> Text:
    if operand.kind is Kind.BOUNDS:
        return call("minus_bounds", Kind.BOUNDS, operand)
    if operand.kind is Kind.NUMBER:
        return guarded(f"minus({operand.source})", Kind.NUMBER, operand)
    return guarded(f"-{operand.source}", operand.kind, operand)


def _applied(emitter: Emitting, term: nodes.Apply) -> Text:
    if term.function not in IMPLEMENTATIONS:
        raise InternalError(f"python backend: no function {term.function!r}")
    arguments = [emitter.atom(each) for each in term.arguments]
    made = f"{function_name(term.function)}({', '.join(each.source for each in arguments)})"
    text = guarded(made, term.type.kind, *arguments)
    return Text(text.source, text.kind, text.unknown or term.function in PARTIAL, text.depth)


def converted(emitter: Emitting, text: Text, have: TermType, wanted: TermType) -> Text:
    """Return ``text`` of type ``have`` as ``wanted``.

    Raises:
        InternalError: if the node ``Convert`` does not know this way.
    """
    if have.kind is wanted.kind:
        return text
    match have.kind, wanted.kind:
        case Kind.NUMBER, Kind.BOUNDS:
            text = emitter.named(text)
            return guarded(f"({text.source}, {text.source})", Kind.BOUNDS, text)
        case ((Kind.NUMBER | Kind.BOUNDS), Kind.RATIO):
            return call("as_ratio", Kind.RATIO, text)
        case Kind.BOUNDS, Kind.NUMBER:
            return call("exact", Kind.NUMBER, text)
        case Kind.RATIO, Kind.NUMBER:
            return call("quotient", Kind.NUMBER, text)
        case Kind.RANK, Kind.MASK:
            places = size_of_enumeration(emitter, wanted)
            if text.unknown:
                return Text(f"mask_of_place({text.source}, {places})", Kind.MASK, True, text.depth + 1)
            return Text(f"(1 << {text.source})", Kind.MASK, depth=text.depth + 1)
        case Kind.MASK, Kind.RANK:
            source = f"place_of_mask({text.source}, {size_of_enumeration(emitter, have)})"
            # One bit may be *not applicable*, which is no place.
            return Text(source, Kind.RANK, True, text.depth + 1)
        case _:
            raise InternalError(f"python backend: no way from {have.kind.value} to {wanted.kind.value}")


def case(emitter: Emitting, term: nodes.Case) -> Text:
    conditions = [emitter.value(condition) for condition, _ in term.branches]
    values = [emitter.value(value) for _, value in term.branches]
    last = emitter.value(term.otherwise)
    unknown = any(each.unknown for each in (*conditions, *values, last))
    depth = max(each.depth for each in (*conditions, *values, last)) + 1
    pairs = list(zip(conditions, values, strict=True))
    if not any(each.unknown for each in conditions):
        chain = "".join(f"{value.source} if {condition.source} else " for condition, value in pairs)
        return Text(f"({chain}{last.source})", term.type.kind, unknown, depth)
    inside = "".join(f"{condition.source}, {value.source}, " for condition, value in pairs)
    return Text(f"{CASE_NAMES.get(term.type.kind, 'case')}({inside}{last.source})", term.type.kind, unknown, depth)


def moved(emitter: Emitting, term: nodes.Shift | nodes.Worst) -> Text:
    if isinstance(term, nodes.Worst):
        return _worst(emitter, term.operands, size_of_enumeration(emitter, term.type))
    operand, size = emitter.atom(term.operand), size_of_enumeration(emitter, term.type)
    if operand.kind is Kind.MASK:
        source = f"shift_mask({operand.source}, {term.places}, {size})"
        return Text(source, Kind.MASK, operand.unknown, operand.depth + 1)
    return guarded(f"min(max({operand.source} + {term.places}, 0), {size - 1})", Kind.RANK, operand)


def _worst(emitter: Emitting, operands: tuple[Term, ...], size: int) -> Text:
    result = Text(str(1 << size), Kind.MASK)
    for place, operand in enumerate(operands):
        text = emitter.value(operand)
        if place:
            source = f"worse_of({result.source}, {text.source}, {size})"
            depth = max(result.depth, text.depth) + 1
            text = Text(source, Kind.MASK, result.unknown or text.unknown, depth)
        result = emitter.short(text)
    return result


def function_name(function: str) -> str:
    """Return what generated code calls a function of ``ir.functions``.

    >>> function_name("days between")
    'fn_days_between'
    """
    return "fn_" + function.replace(" ", "_")
