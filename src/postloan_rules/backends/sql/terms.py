"""Terms to SQL: one case for each node, as the sentences in ``ir/nodes.py`` say."""

from decimal import Decimal
from typing import assert_never

from postloan_rules.backends.sql import calendar, forms, masks, numbers
from postloan_rules.backends.sql.digits import DAYS, LARGEST, Digits
from postloan_rules.backends.sql.forms import Sql
from postloan_rules.backends.sql.functions import FUNCTIONS, moved_days, moved_months
from postloan_rules.backends.sql.layout import column_name
from postloan_rules.backends.sql.refusal import RefusedError
from postloan_rules.backends.sql.relations import aggregate, past_due, pick
from postloan_rules.backends.sql.rows import Rows, Value
from postloan_rules.ir import nodes
from postloan_rules.ir.nodes import Term
from postloan_rules.ir.outcomes import any_outcome
from postloan_rules.ir.program import DecisionTerm
from postloan_rules.ir.type_of import kind_of, type_of
from postloan_rules.ir.types import Kind, TermType

SQL_TYPES = {
    Kind.BOOLEAN: "BOOLEAN",
    Kind.STRING: "VARCHAR",
    Kind.RANK: "BIGINT",
    Kind.DATE: "DATE",
    Kind.MONTHS: "BIGINT",
    Kind.DAYS: "BIGINT",
    Kind.NUMBER: "BIGINT",
    Kind.BOUNDS: "BIGINT",
    Kind.RATIO: "BIGINT",
}
PARTS = {Kind.BOUNDS: 2, Kind.RATIO: 3}
NUMERIC = frozenset({Kind.NUMBER, Kind.BOUNDS, Kind.RATIO})


def value_of(rows: Rows, term: Term) -> Value:
    """Return what ``term`` is in each of ``rows``.

    Raises:
        RefusedError: if SQL cannot say it.
    """
    index = rows.world.index
    if rows.outer is not None and not isinstance(term, nodes.Constant):
        free = index.free(term)
        if free and not free & rows.variables.keys():
            return rows.from_outside(value_of(rows.outer, term))
    number = index.number(term)
    if number not in rows.values:
        rows.values[number] = _value_of(rows, term)
    return rows.values[number]


def _value_of(rows: Rows, term: Term) -> Value:
    match term:
        case nodes.Constant():
            return _constant(rows, term)
        case nodes.Unknown(type=type):
            return unknown(type.kind, 0 if type.kind is not Kind.LIST else rows.world.size(type.name))
        case nodes.ParameterValue():
            raise RefusedError("a parameter that was not settled")
        case nodes.Resolved(term=inner):
            return value_of(rows, inner)
        case nodes.InCurrency(operand=operand, currency=currency):
            return value_of(rows, operand) if currency == rows.world.currency else unknown(Kind.NUMBER)
        case nodes.AsOf():
            return Value(Kind.DATE, (rows.world.as_of,), atomic=True)
        case nodes.Variable(name=name):
            return rows.key_of(name)
        case nodes.Follow(source=source, relation=relation):
            return _column_of(rows, source, None, f"o_{relation}", Kind.ENTITY)
        case nodes.Field():
            return _field(rows, term)
        case nodes.FactOf() | nodes.OutcomeOf():
            return _stored(rows, term)
        case _:
            return _truth(rows, term)


_Computed = (
    nodes.Arithmetic
    | nodes.Negate
    | nodes.Ratio
    | nodes.Quotient
    | nodes.Convert
    | nodes.Case
    | nodes.Shift
    | nodes.Worst
    | nodes.Apply
)
_Walks = nodes.Aggregate | nodes.Pick | nodes.PastDue
_Truths = (
    nodes.Not
    | nodes.All
    | nodes.Any
    | nodes.IsKnown
    | nodes.Compare
    | nodes.OneOf
    | nodes.OutcomeIn
    | nodes.CountOutcomes
)


def _truth(rows: Rows, term: _Truths | _Walks | _Computed) -> Value:
    match term:
        case nodes.Not(operand=operand):
            value = value_of(rows, operand)
            return Value(Kind.BOOLEAN, (forms.negation(value.sql),), value.level)
        case nodes.All(operands=operands):
            values = [value_of(rows, each) for each in operands]
            return Value(Kind.BOOLEAN, (forms.both(*(each.sql for each in values)),), _level(values))
        case nodes.Any(operands=operands):
            values = [value_of(rows, each) for each in operands]
            return Value(Kind.BOOLEAN, (forms.either(*(each.sql for each in values)),), _level(values))
        case nodes.IsKnown(operand=operand):
            value = rows.let(value_of(rows, operand))
            return Value(Kind.BOOLEAN, (_is_known(value),), value.level)
        case nodes.Compare(operator=operator, left=left, right=right):
            return _compare(rows, operator, left, right)
        case nodes.OneOf(operand=operand, values=values):
            return _one_of(rows, operand, values)
        case nodes.OutcomeIn(operand=operand, accepted=accepted):
            value = rows.let(value_of(rows, operand))
            size = rows.world.size(type_of(operand).name)
            return Value(Kind.BOOLEAN, (masks.contained(value.sql, accepted, size),), value.level)
        case nodes.CountOutcomes(operand=operand, accepted=accepted):
            return _count_outcomes(value_of(rows, operand), accepted)
        case _:
            return _computed(rows, term)


def _computed(rows: Rows, term: _Walks | _Computed) -> Value:
    match term:
        case nodes.Aggregate():
            return aggregate(rows, term, value_of)
        case nodes.Pick():
            return pick(rows, term, value_of)
        case nodes.PastDue():
            return past_due(rows, term, value_of)
        case nodes.Arithmetic(operator=operator, left=left, right=right):
            return _arithmetic(rows, operator, left, right)
        case nodes.Negate(operand=operand):
            return numbers.negate(rows, value_of(rows, operand))
        case nodes.Ratio(numerator=numerator, denominator=denominator):
            return numbers.ratio(rows, value_of(rows, numerator), value_of(rows, denominator))
        case nodes.Quotient():
            raise RefusedError(
                "a quotient used as a number without being rounded: `round half up(a / b, 8)` can be said"
            )
        case nodes.Convert(operand=operand, type=type):
            return converted(rows, value_of(rows, operand), type)
        case nodes.Case():
            return _case(rows, term)
        case nodes.Shift(operand=operand, places=places, type=type):
            return _shift(rows, value_of(rows, operand), places, type)
        case nodes.Worst(operands=operands, type=type):
            size = rows.world.size(type.name)
            result = value_of(rows, operands[0])
            for operand in operands[1:]:
                one, other = rows.let(result), rows.let(value_of(rows, operand))
                result = Value(Kind.MASK, (masks.worse_of(one.sql, other.sql, size),), _level((one, other)))
            return result
        case nodes.Apply(function=function, arguments=arguments):
            return _apply(rows, function, arguments)
    assert_never(term)


def _level(values: "list[Value] | tuple[Value, ...]") -> int:
    return max((each.level for each in values), default=0)


def unknown(kind: Kind, places: int = 0) -> Value:
    """Return an unknown value; a list of outcomes of so many places."""
    parts = tuple(forms.null(SQL_TYPES.get(kind, "BIGINT")) for _ in range(2 * places or PARTS.get(kind, 1)))
    return Value(kind, parts, 0, Digits(1, 0) if kind in NUMERIC else None, atomic=True)


def _constant(rows: Rows, term: nodes.Constant) -> Value:
    value, kind = term.value, term.type.kind
    match kind:
        case Kind.BOOLEAN:
            return Value(kind, (forms.truth(bool(value)),), atomic=True)
        case Kind.NUMBER if isinstance(value, Decimal | int):
            return numbers.constant(value)
        case Kind.STRING:
            return Value(kind, (forms.text(str(value)),), atomic=True)
        case Kind.DATE:
            return Value(kind, (forms.literal(str(value), "DATE"),), atomic=True)
        case Kind.RANK | Kind.MONTHS | Kind.DAYS | Kind.MASK if isinstance(value, int):
            return Value(kind, (forms.whole(value),), atomic=True)
        case _:
            raise RefusedError(f"a constant of kind {kind.value}")


def _column_of(
    rows: Rows, source: Term, table: str | None, column: str, kind: Kind, digits: Digits | None = None
) -> Value:
    """Return a column of the thing that ``source`` is."""
    entity = str(type_of(source).name)
    table = table or f"e_{entity}"
    if isinstance(source, nodes.Variable):
        return Value(kind, (rows.of_variable(source.name, table, column),), 1, digits, atomic=True)
    sql, level = rows.of_key(value_of(rows, source), table, column)
    return Value(kind, (sql,), level, digits, atomic=True)


def _field(rows: Rows, term: nodes.Field) -> Value:
    name, kind = column_name(term), term.type.kind
    known = rows.world.layout.of(str(type_of(term.source).name)).columns[name]
    value = _column_of(rows, term.source, None, name, kind, known.digits)
    if kind is Kind.RANK:
        words = rows.world.enumerations[str(term.type.name)].values
        places = forms.case(
            [(forms.compare("=", value.sql, forms.text(word)), forms.whole(place)) for place, word in enumerate(words)]
        )
        return Value(kind, (places,), value.level)
    return value


def _stored(rows: Rows, term: nodes.FactOf | nodes.OutcomeOf) -> Value:
    here = rows.computed.get((term.entity, term.name))
    if here is not None and isinstance(term.source, nodes.Variable) and term.source.name in rows.variables:
        return _seen(rows, term, here)
    kept = rows.world.stored.get((term.entity, term.name))
    if kept is None:
        raise RefusedError(f"{term.entity}.{term.name} is not said in SQL")
    found = [_column_of(rows, term.source, kept.table, each, term.type.kind) for each in kept.columns]
    value = Value(term.type.kind, tuple(each.sql for each in found), _level(found), kept.digits, atomic=True)
    return _seen(rows, term, value)


def _seen(rows: Rows, term: nodes.FactOf | nodes.OutcomeOf, value: Value) -> Value:
    """Return what others see: of a prudent decision the worst, of what is not there anything."""
    if isinstance(term, nodes.FactOf) or term.type.kind is not Kind.MASK:
        return value
    decision = rows.world.definitions[term.entity, term.name]
    if not isinstance(decision, DecisionTerm):
        raise RefusedError(f"{term.name} is no decision")
    size = rows.world.size(term.type.name)
    sql = masks.worst_bit(value.sql, size) if decision.prudent else value.sql
    if not isinstance(term.source, nodes.Variable):
        sql = forms.call("coalesce", sql, forms.whole(any_outcome(decision, size)))
    return Value(Kind.MASK, (sql,), value.level)


def _is_known(value: Value) -> Sql:
    match value.kind:
        case Kind.MASK:
            return masks.only_one(value.sql)
        case Kind.BOUNDS | Kind.RATIO:
            known = [forms.negation(forms.is_null(each)) for each in value.parts]
            return forms.is_true(forms.both(*known, forms.compare("=", value.parts[0], value.parts[1])))
        case Kind.LIST:
            half = len(value.parts) // 2
            same = [
                forms.compare("=", one, other)
                for one, other in zip(value.parts[:half], value.parts[half:], strict=True)
            ]
            return forms.is_true(forms.both(*same))
        case _:
            return forms.negation(forms.is_null(value.sql))


def _compare(rows: Rows, operator: nodes.ComparisonOperator, left: Term, right: Term) -> Value:
    kinds = {kind_of(left), kind_of(right)}
    if kinds <= NUMERIC:
        return _compare_numbers(rows, operator, left, right)
    if Kind.MASK in kinds or Kind.LIST in kinds:
        raise RefusedError("outcomes that are compared as they are")
    one, other = value_of(rows, left), value_of(rows, right)
    sides = [one.sql, other.sql]
    if Kind.STRING in kinds and operator not in ("=", "!="):
        sides = [forms.collated(each, rows.world.dialect) for each in sides]
    return Value(Kind.BOOLEAN, (forms.compare(operator, *sides),), _level((one, other)))


def _compare_numbers(rows: Rows, operator: nodes.ComparisonOperator, left: Term, right: Term) -> Value:
    """Compare numbers; a quotient held against a number is not divided out."""
    values = []
    for side, facing in ((left, right), (right, left)):
        bare = _bare(side)
        if isinstance(bare, nodes.Quotient) and not isinstance(_bare(facing), nodes.Quotient):
            ratio = rows.let(value_of(rows, bare.operand))
            digits = numbers.known_digits(ratio)
            numbers.must_be_clear(digits, numbers.known_digits(value_of(rows, facing)).after)
            # What is not exact is no number.
            exact = forms.compare("=", ratio.parts[0], ratio.parts[1])
            parts = tuple(forms.case([(exact, part)]) for part in ratio.parts)
            values.append(Value(Kind.RATIO, parts, ratio.level, digits))
        else:
            values.append(value_of(rows, side))
    return numbers.compare(rows, operator, *values)


def _bare(term: Term) -> Term:
    while isinstance(term, nodes.Resolved):
        term = term.term
    return term


def _one_of(rows: Rows, operand: Term, values: tuple[Term, ...]) -> Value:
    states = [_compare(rows, "=", operand, each) for each in values]
    own = rows.let(value_of(rows, operand))
    if not states:
        return Value(
            Kind.BOOLEAN, (forms.case([(forms.negation(forms.is_null(own.sql)), forms.truth(False))]),), own.level
        )
    # One value that is unknown leaves all unknown.
    known = forms.both(*(forms.negation(forms.is_null(each.sql)) for each in states))
    one = forms.either(*(each.sql for each in states))
    return Value(Kind.BOOLEAN, (forms.case([(known, one)]),), _level(states))


def _count_outcomes(value: Value, accepted: int) -> Value:
    half = len(value.parts) // 2
    ends = []
    for parts in (value.parts[:half], value.parts[half:]):
        wanted = [part for place, part in enumerate(parts) if accepted >> place & 1]
        total: Sql = forms.case([(forms.negation(forms.is_null(parts[0])), forms.whole(0))])
        for each in wanted:
            total = forms.compute("+", total, each)
        ends.append(total)
    return Value(Kind.BOUNDS, tuple(ends), value.level, Digits(4, 0))


def _arithmetic(rows: Rows, operator: str, left: Term, right: Term) -> Value:
    kinds = (kind_of(left), kind_of(right))
    one, other = value_of(rows, left), value_of(rows, right)
    if Kind.DATE in kinds:
        return _calendar(rows, operator, one, other)
    if kinds[0] in NUMERIC or kinds[1] in NUMERIC:
        return numbers.arithmetic(rows, operator, one, other)
    return Value(kinds[0], (forms.compute(operator, one.sql, other.sql),), _level((one, other)))


def _calendar(rows: Rows, operator: str, left: Value, right: Value) -> Value:
    if left.kind is right.kind:
        days = calendar.days_between(right.sql, left.sql, rows.world.dialect)
        return Value(Kind.DAYS, (days,), _level((left, right)), DAYS)
    if left.kind is not Kind.DATE:
        left, right = right, left
    count = numbers.negate(rows, right) if operator == "-" else right
    return moved_months(rows, left, count) if right.kind is Kind.MONTHS else moved_days(rows, left, count)


def converted(rows: Rows, value: Value, target: TermType) -> Value:
    match target.kind:
        case Kind.BOUNDS:
            if value.kind is Kind.BOUNDS:
                return value
            value = rows.let(value)
            return Value(Kind.BOUNDS, (value.sql, value.sql), value.level, value.digits, atomic=True)
        case Kind.RATIO:
            if value.kind is Kind.RATIO:
                return value
            value = rows.let(value)
            low, high, _ = numbers.ends(value)
            one = forms.case(
                [
                    (
                        forms.negation(forms.is_null(low)),
                        numbers.wide(forms.whole(1), Digits(1, 0), numbers.known_digits(value)),
                    )
                ]
            )
            return Value(Kind.RATIO, (low, high, one), value.level, value.digits)
        case Kind.NUMBER:
            if value.kind is Kind.NUMBER:
                return value
            value = rows.let(value)
            exact = forms.compare("=", value.parts[0], value.parts[1])
            return Value(Kind.NUMBER, (forms.case([(exact, value.parts[0])]),), value.level, value.digits)
        case Kind.MASK:
            if value.kind is Kind.MASK:
                return value
            value = rows.let(value)
            return Value(Kind.MASK, (masks.mask_of_rank(value.sql, rows.world.size(target.name)),), value.level)
        case Kind.RANK:
            if value.kind is Kind.RANK:
                return value
            value = rows.let(value)
            return Value(Kind.RANK, (masks.place_of(value.sql, rows.world.size(target.name)),), value.level)
        case _:
            raise RefusedError(f"a conversion to {target.kind.value}")


def _shift(rows: Rows, value: Value, places: int, type: TermType) -> Value:
    size = rows.world.size(type.name)
    value = rows.let(value)
    if type.kind is Kind.MASK:
        return Value(Kind.MASK, (masks.shifted(value.sql, places, size),), value.level)
    moved = [
        (forms.compare("=", value.sql, forms.whole(place)), forms.whole(min(max(place + places, 0), size - 1)))
        for place in range(size)
    ]
    return Value(Kind.RANK, (forms.case(moved),), value.level)


def _case(rows: Rows, term: nodes.Case) -> Value:
    kind = term.type.kind
    if kind is Kind.LIST:
        raise RefusedError("a choice between lists of outcomes")
    result = value_of(rows, term.otherwise)
    for condition, branch in reversed(term.branches):
        settled = is_never_unknown(condition)
        result = _chosen(rows, kind, value_of(rows, condition), value_of(rows, branch), result, settled=settled)
    return result


def is_never_unknown(condition: Term) -> bool:
    """Return whether it is seen from ``condition`` itself that it is true or false."""
    match _bare(condition):
        case nodes.IsKnown() | nodes.Constant():
            return True
        case nodes.Not(operand=operand):
            return is_never_unknown(operand)
        case nodes.All(operands=operands) | nodes.Any(operands=operands):
            return all(is_never_unknown(each) for each in operands)
        case _:
            return False


def _chosen(rows: Rows, kind: Kind, state: Value, value: Value, rest: Value, *, settled: bool) -> Value:
    """Return ``value`` where ``state`` is true, ``rest`` where it is false, else what both leave."""
    state, value, rest = rows.let(state), rows.let(value), rows.let(rest)
    level = _level((state, value, rest))
    digits = None
    ours, others = value.parts, rest.parts
    if kind in NUMERIC:
        digits = numbers.common((value, rest))
        ours = tuple(numbers.wide(each, numbers.known_digits(value), digits) for each in ours)
        others = tuple(numbers.wide(each, numbers.known_digits(rest), digits) for each in others)
    if settled:
        parts = tuple(forms.case([(state.sql, mine)], other) for mine, other in zip(ours, others, strict=True))
        return Value(kind, parts, level, digits)
    if kind is Kind.MASK:
        left: tuple[Sql | None, ...] = (forms.compute("|", ours[0], others[0]),)
    else:
        same = _same(kind, value, rest) if kind is Kind.RATIO else _same(kind, _with(value, ours), _with(rest, others))
        left = tuple(forms.case([(same, each)]) for each in ours)
    parts = tuple(
        forms.case([(state.sql, mine), (forms.negation(state.sql), other)], both)
        for mine, other, both in zip(ours, others, left, strict=True)
    )
    return Value(kind, parts, level, digits)


def _with(value: Value, parts: tuple[Sql, ...]) -> Value:
    return Value(value.kind, parts, value.level, value.digits)


def _same(kind: Kind, value: Value, rest: Value) -> Sql:
    if kind not in (Kind.BOUNDS, Kind.RATIO):
        return forms.compare("=", value.sql, rest.sql)
    low, high = value.parts[:2]
    other_low, other_high = rest.parts[:2]
    if kind is Kind.RATIO:
        mine, theirs = numbers.known_digits(value), numbers.known_digits(rest)
        crossed, digits = numbers.times(low, mine, rest.parts[2], theirs, LARGEST - 1)
        other, _ = numbers.times(other_low, theirs, value.parts[2], mine, LARGEST - 1)
        equal = forms.compare("=", crossed, numbers.wide(other, digits, digits))
    else:
        equal = forms.compare("=", low, other_low)
    return forms.both(forms.compare("=", low, high), forms.compare("=", other_low, other_high), equal)


def _apply(rows: Rows, function: str, arguments: tuple[Term, ...]) -> Value:
    bare = _bare(arguments[0])
    if isinstance(bare, nodes.Quotient) and function in ("decimal", "round half up", "floor", "ceiling"):
        places: int | None = 0
        if len(arguments) > 1:
            places = forms.constant_of(value_of(rows, arguments[1]).sql)
        if places is None:
            raise RefusedError("a number of places that is no constant")
        how = {"decimal": "half even", "round half up": "half up"}.get(function, function)
        return numbers.rounded(rows, value_of(rows, bare.operand), places, how)
    return FUNCTIONS[function](rows, [value_of(rows, each) for each in arguments])
