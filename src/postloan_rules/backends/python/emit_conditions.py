"""Constants, comparisons and truth to Python expressions."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import assert_never

from postloan_rules.backends.python.emitting import Emitting, size_of_enumeration
from postloan_rules.backends.python.source import Text, call, guarded, known
from postloan_rules.backends.python.term_index import TermIndex
from postloan_rules.ir import nodes
from postloan_rules.ir.nodes import Term
from postloan_rules.ir.type_of import kind_of, type_of
from postloan_rules.ir.types import Kind
from postloan_rules.ir.walk import terms_in

PLAIN = frozenset({Kind.NUMBER, Kind.STRING, Kind.RANK, Kind.DATE, Kind.MONTHS, Kind.DAYS, Kind.BOOLEAN})
SPANS = frozenset({Kind.BOUNDS, Kind.RATIO})

OPERATORS: Mapping[str, str] = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
SPAN_COMPARISONS: Mapping[str, str] = {
    "=": "equal",
    "!=": "not_equal",
    "<": "less",
    "<=": "less_or_equal",
    ">": "greater",
    ">=": "greater_or_equal",
}


def constant(emitter: Emitting, term: nodes.Constant) -> Text:
    kind, value = term.type.kind, term.value
    if isinstance(value, Decimal) and value == value.to_integral_value() and abs(value) < 10**15:
        value = int(value)
    if isinstance(value, (Decimal, date)):
        return Text(emitter.names.constant(value), kind)
    several = kind is Kind.MASK and isinstance(value, int) and value & (value - 1) != 0
    source = repr(value)
    return Text(source if not source.startswith("-") else f"({source})", kind, unknown=several)


def truth(emitter: Emitting, term: nodes.Not | nodes.All | nodes.Any | nodes.IsKnown) -> Text:
    match term:
        case nodes.Not(operand):
            inner = emitter.value(operand)
            if inner.unknown:
                return call("negation", Kind.BOOLEAN, inner, unknown=True)
            return Text(f"(not {inner.source})", Kind.BOOLEAN, depth=inner.depth + 1)
        case nodes.All(operands):
            parts = [emitter.value(each) for each in operands]
            if any(part.unknown for part in parts):
                return call("all_of", Kind.BOOLEAN, *parts, unknown=True)
            return joined(emitter, " and ", "True", parts)
        case nodes.Any(operands):
            parts = [emitter.value(each) for each in operands]
            if any(part.unknown for part in parts):
                return call("any_of", Kind.BOOLEAN, *parts, unknown=True)
            return joined(emitter, " or ", "False", parts)
        case nodes.IsKnown(operand):
            return Text(known(emitter.atom(operand)), Kind.BOOLEAN, depth=2)
    assert_never(term)


def compared(emitter: Emitting, term: nodes.Compare | nodes.OneOf | nodes.OutcomeIn) -> Text:
    match term:
        case nodes.Compare():
            return _comparison(emitter, term)
        case nodes.OneOf():
            return _one_of(emitter, term)
        case nodes.OutcomeIn(operand, accepted):
            return _outcome_in(emitter, term, emitter.atom(operand), accepted)
    assert_never(term)


def _comparison(emitter: Emitting, term: nodes.Compare) -> Text:
    kinds = {kind_of(term.left), kind_of(term.right)}
    left, right = emitter.atom(term.left), emitter.atom(term.right)
    if kinds & SPANS:
        return call(SPAN_COMPARISONS[term.operator], Kind.BOOLEAN, left, right)
    if Kind.ENTITY in kinds:
        same = call("same_entity", Kind.BOOLEAN, left, right)
        return same if term.operator == "=" else call("negation", Kind.BOOLEAN, same)
    return guarded(f"{left.source} {OPERATORS[term.operator]} {right.source}", Kind.BOOLEAN, left, right)


def membership(emitter: Emitting, operand: Text, term: nodes.OneOf) -> str:
    values = [constant(emitter, each).source for each in constants_of(term.values) or ()]
    return f"{operand.source} in ({', '.join(values)}{',' if len(values) == 1 else ''})"


def _one_of(emitter: Emitting, term: nodes.OneOf) -> Text:
    operand = emitter.atom(term.operand)
    if constants_of(term.values) is not None:
        return guarded(membership(emitter, operand, term), Kind.BOOLEAN, operand)
    values = [emitter.value(each) for each in term.values]
    unknown = operand.unknown or any(each.unknown for each in values)
    inside = "".join(f"{each.source}, " for each in values)
    depth = max(each.depth for each in (operand, *values)) + 2
    return Text(f"one_of({operand.source}, ({inside}))", Kind.BOOLEAN, unknown, depth)


def _outcome_in(emitter: Emitting, term: nodes.OutcomeIn, mask: Text, accepted: int) -> Text:
    if not mask.unknown:
        return outcome_test(emitter, mask, term.operand, accepted, hopeful=False)
    places = (1 << size_of_enumeration(emitter, type_of(term.operand))) - 1
    return Text(f"outcome_in({mask.source}, {accepted & places})", Kind.BOOLEAN, True, mask.depth + 1)


def outcome_test(emitter: Emitting, mask: Text, operand: Term, accepted: int, *, hopeful: bool) -> Text:
    places = (1 << size_of_enumeration(emitter, type_of(operand))) - 1
    if hopeful or not mask.unknown:
        return Text(f"(({mask.source} & {accepted & places}) != 0)", Kind.BOOLEAN, mask.unknown, mask.depth + 2)
    refused = ((places << 1) | 1) & ~(accepted & places)
    return Text(f"(({mask.source} & {refused}) == 0)", Kind.BOOLEAN, True, mask.depth + 2)


def joined(emitter: Emitting, word: str, nothing: str, parts: list[Text]) -> Text:
    # What changes nothing is left out: `True` among conditions that must all hold.
    parts = [part for part in parts if part.source != nothing]
    if not parts:
        return Text(nothing, Kind.BOOLEAN)
    if len(parts) == 1:
        return parts[0]
    parts = [emitter.short(part) for part in parts]
    source = f"({word.join(part.source for part in parts)})"
    return Text(source, Kind.BOOLEAN, any(part.unknown for part in parts), max(part.depth for part in parts) + 1)


def compares_plainly(term: nodes.Compare) -> bool:
    return kind_of(term.left) in PLAIN and kind_of(term.right) in PLAIN


def constants_of(values: tuple[Term, ...]) -> tuple[nodes.Constant, ...] | None:
    """Return ``values`` as constants if all are."""
    found = []
    for value in values:
        while isinstance(value, nodes.Resolved):
            value = value.term
        if not isinstance(value, nodes.Constant):
            return None
        found.append(value)
    return tuple(found)


def constant_number(term: Term) -> Decimal | None:
    """Return the number that ``term`` always is, if it is one."""
    while isinstance(term, nodes.Resolved):
        term = term.term
    return term.value if isinstance(term, nodes.Constant) and isinstance(term.value, Decimal) else None


def likely_decimals(terms: Iterable[Term], index: TermIndex) -> frozenset[int]:
    """Return the numbers of what is an amount of money or compared with a number that is not whole."""
    found: set[int] = set()
    for term in terms:
        for each in terms_in(term):
            if isinstance(each, nodes.Field) and each.money:
                found.add(index.number(each))
            if isinstance(each, nodes.Compare):
                for side, other in ((each.left, each.right), (each.right, each.left)):
                    limit = constant_number(side)
                    if limit is not None and limit != limit.to_integral_value():
                        found.add(index.number(other))
    return frozenset(found)
