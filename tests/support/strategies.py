"""Hypothesis strategies for terms of every kind, small programs, and records in which anything may be unknown.

The small world: a loan with collaterals, a schedule and repayments, and its borrower, who has loans; a collateral has
valuations. Every entity has the same fields, so that one strategy serves all.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from hypothesis import strategies as st

from postloan_rules.backends.protocol import Context
from postloan_rules.ir import nodes
from postloan_rules.ir.functions import FUNCTIONS
from postloan_rules.ir.nodes import Term
from postloan_rules.ir.program import Combine, DecisionTerm, EnumerationTable, FactTerm, Program, RuleTerm
from postloan_rules.ir.record import Node
from postloan_rules.ir.types import BOOLEAN, BOUNDS, DATE, DAYS, MONTHS, NUMBER, RATIO, STRING, Kind, TermType

CLASSES = EnumerationTable("risk_class", ("normal", "watched", "doubtful", "lost"), ordered=True)
COLOURS = EnumerationTable("colour", ("red", "green"), ordered=False)
ENUMERATIONS: Mapping[str, EnumerationTable] = {"risk_class": CLASSES, "colour": COLOURS}
RANK = TermType(Kind.RANK, "risk_class")
MASK = TermType(Kind.MASK, "risk_class")
LIST = TermType(Kind.LIST, "risk_class")
COLOUR = TermType(Kind.STRING, "colour")
SIZE = len(CLASSES.values)
AS_OF = date(2026, 11, 23)

ONE: Mapping[str, tuple[tuple[str, str], ...]] = {"loan": (("borrower", "borrower"),)}
MANY: Mapping[str, tuple[tuple[str, str], ...]] = {
    "loan": (("collaterals", "collateral"),),
    "collateral": (("valuations", "valuation"),),
    "borrower": (("loans", "loan"),),
}
NUMBER_FIELDS = ("amount_due", "ratio", "days")
FIELDS: Mapping[str, tuple[str, ...]] = {
    "number": NUMBER_FIELDS,
    "boolean": ("flag", "other_flag"),
    "string": ("word", "colour"),
    "rank": ("class", "previous_class"),
    "date": ("start", "end"),
}

NUMBERS: st.SearchStrategy[Any] = st.one_of(
    st.integers(-3, 4),
    st.sampled_from([Decimal("0.5"), Decimal("-1.25"), Decimal("0.1"), Decimal("3.00"), Decimal("1E+2")]),
    st.sampled_from([Decimal("99999999999999999999.9999"), Decimal("0.00000001"), 90, 91]),
)
DECIMALS: st.SearchStrategy[Any] = NUMBERS.map(lambda number: Decimal(str(number)))
DATES = st.one_of(
    st.dates(date(2023, 12, 25), date(2024, 3, 5)),
    st.sampled_from([date(1, 1, 1), date(9999, 12, 31), AS_OF, date(2024, 1, 31), date(2024, 2, 29)]),
)
WORDS = st.sampled_from(["", "a", "ab", "房", "房贷"])
VALUES: Mapping[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(NUMBER_FIELDS, NUMBERS),
    **dict.fromkeys(FIELDS["boolean"], st.booleans()),
    "word": WORDS,
    "colour": st.sampled_from(COLOURS.values),
    **dict.fromkeys(FIELDS["rank"], st.sampled_from(CLASSES.values)),
    **dict.fromkeys(FIELDS["date"], DATES),
    "balance": NUMBERS.map(lambda amount: SimpleNamespace(amount=amount)),
}
OPERATORS = ("=", "!=", "<", "<=", ">", ">=")


# Terms


@dataclass(frozen=True)
class Surroundings:
    """What a term may read: variables by name with their entities, and definitions before it.

    ``looks`` allows ``is known``, whose answer changes when a value becomes known.
    """

    variables: Mapping[str, str]
    facts: tuple[FactTerm, ...] = ()
    decisions: tuple[DecisionTerm, ...] = ()
    looks: bool = True

    def with_variable(self, name: str, entity: str) -> "Surroundings":
        return replace(self, variables={**self.variables, name: entity})


Drawn = Callable[[st.SearchStrategy[Any]], Any]


@st.composite
def terms(draw: Drawn, kind: TermType, around: Surroundings, depth: int = 3) -> Term:
    """A term of type ``kind``."""
    makers = LEAVES[kind.kind] if depth <= 0 else LEAVES[kind.kind] + BRANCHES[kind.kind] * 2
    make = draw(st.sampled_from(makers))
    made: Term = make(draw, around, kind, depth - 1)
    return made


def _term(draw: Drawn, around: Surroundings, kind: TermType, depth: int) -> Term:
    made: Term = draw(terms(kind, around, depth))
    return made


def _constant(draw: Drawn, around: Surroundings, kind: TermType, depth: int) -> Term:
    values: dict[Kind, st.SearchStrategy[Any]] = {
        Kind.BOOLEAN: st.booleans(),
        Kind.NUMBER: DECIMALS,
        Kind.STRING: WORDS if kind.name is None else st.sampled_from(COLOURS.values),
        Kind.RANK: st.integers(0, SIZE - 1),
        Kind.DATE: DATES,
        Kind.MONTHS: st.integers(-14, 14),
        Kind.DAYS: st.integers(-40, 40),
        Kind.MASK: st.integers(0, SIZE - 1).map(lambda place: 1 << place),
    }
    constant = nodes.Constant(draw(values[kind.kind]), kind)
    return nodes.Resolved("some.parameter", date(2020, 1, 1), constant) if draw(st.booleans()) else constant


def _converted_constant(draw: Drawn, around: Surroundings, kind: TermType, depth: int) -> Term:
    return nodes.Convert(_constant(draw, around, NUMBER, depth), kind)


def _unknown(draw: Drawn, around: Surroundings, kind: TermType, depth: int) -> Term:
    return nodes.Unknown(kind)


def _entity(draw: Drawn, around: Surroundings, depth: int, wanted: str | None = None) -> tuple[Term, str] | None:
    """An entity with its name, by a variable, a relation, or a pick among many."""
    found: list[tuple[Term, str]] = []
    for name, entity in around.variables.items():
        variable = nodes.Variable(name, entity)
        found.append((variable, entity))
        found.extend((nodes.Follow(variable, relation, target), target) for relation, target in ONE.get(entity, ()))
    if depth > 0:
        picks = [_pick(draw, around, source, depth) for source in list(found) if MANY.get(source[1])]
        found.extend(picks[:1])
    fitting = [each for each in found if wanted is None or each[1] == wanted]
    return draw(st.sampled_from(fitting)) if fitting else None


def _pick(draw: Drawn, around: Surroundings, source: tuple[Term, str], depth: int) -> tuple[Term, str]:
    steps, _, entity = _steps(draw, around, source, depth - 1, 1)
    order = draw(st.sampled_from([("id",), ("start", "id"), ("days", "id")]))
    return nodes.Pick(draw(st.sampled_from(["last", "first"])), source[0], steps, order, entity), entity


def _steps(
    draw: Drawn, around: Surroundings, source: tuple[Term, str], depth: int, longest: int
) -> tuple[tuple[nodes.Step, ...], Surroundings, str]:
    steps: list[nodes.Step] = []
    entity = source[1]
    for _ in range(draw(st.integers(1, longest))):
        if entity not in MANY:
            break
        relation, entity = draw(st.sampled_from(MANY[entity]))
        name = f"item{len(around.variables)}"
        around = around.with_variable(name, entity)
        where = _term(draw, around, BOOLEAN, min(depth, 1)) if draw(st.booleans()) else None
        steps.append(nodes.Step(relation, entity, name, where))
    return tuple(steps), around, entity


def _field(draw: Drawn, around: Surroundings, kind: TermType, depth: int) -> Term:
    source = _entity(draw, around, depth)
    assert source is not None
    if kind.kind is Kind.NUMBER and draw(st.integers(0, 3)) == 0:
        return nodes.Field(source[0], "balance", kind, money=True)
    name = draw(st.sampled_from(FIELDS[kind.kind.value]))
    if kind.kind is Kind.STRING:
        name = "word" if kind.name is None else "colour"
    store = draw(st.sampled_from(["field", "field", "extension", "facts"]))
    return nodes.Field(source[0], name, kind, store=store)


def _converted_field(draw: Drawn, around: Surroundings, kind: TermType, depth: int) -> Term:
    inner = RANK if kind.kind is Kind.MASK else NUMBER
    return nodes.Convert(_field(draw, around, inner, depth), kind)


def _fact(draw: Drawn, around: Surroundings, kind: TermType, depth: int) -> Term:
    fitting = [fact for fact in around.facts if fact.type == kind]
    fact = draw(st.sampled_from(fitting)) if fitting else None
    source = None if fact is None else _entity(draw, around, depth, fact.entity)
    if fact is None or source is None:
        return (
            _unknown(draw, around, kind, depth) if kind.kind is not Kind.MASK else _constant(draw, around, kind, depth)
        )
    return nodes.FactOf(source[0], fact.entity, fact.name, kind)


def _outcome(draw: Drawn, around: Surroundings, kind: TermType, depth: int) -> Term:
    fitting = [each for each in around.decisions if each.type == kind]
    decision = draw(st.sampled_from(fitting)) if fitting else None
    source = None if decision is None else _entity(draw, around, depth, decision.entity)
    if decision is None or source is None:
        return (
            _unknown(draw, around, kind, depth) if kind.kind is not Kind.MASK else _constant(draw, around, kind, depth)
        )
    return nodes.OutcomeOf(source[0], decision.entity, decision.name, kind)


def _not(draw: Drawn, around: Surroundings, kind: TermType, depth: int) -> Term:
    return nodes.Not(_term(draw, around, BOOLEAN, depth))


def _several(draw: Drawn, around: Surroundings, kind: TermType, depth: int, least: int = 0) -> tuple[Term, ...]:
    return tuple(_term(draw, around, kind, depth) for _ in range(draw(st.integers(least, 3))))


def _all(draw: Drawn, around: Surroundings, kind: TermType, depth: int) -> Term:
    return nodes.All(_several(draw, around, BOOLEAN, depth))


def _any(draw: Drawn, around: Surroundings, kind: TermType, depth: int) -> Term:
    return nodes.Any(_several(draw, around, BOOLEAN, depth))


def _is_known(draw: Drawn, around: Surroundings, kind: TermType, depth: int) -> Term:
    if not around.looks:
        return _all(draw, around, kind, depth)
    if draw(st.integers(0, 4)) == 0:
        source = _entity(draw, around, depth)
        assert source is not None
        return nodes.IsKnown(source[0])
    inner = draw(st.sampled_from([BOOLEAN, NUMBER, BOUNDS, RATIO, STRING, RANK, DATE, MASK, LIST]))
    return nodes.IsKnown(_term(draw, around, inner, depth))


def _compare(draw: Drawn, around: Surroundings, kind: TermType, depth: int) -> Term:
    left, right = draw(
        st.sampled_from(
            [(each, each) for each in (NUMBER, STRING, RANK, DATE, MONTHS, DAYS, BOUNDS, RATIO, COLOUR, BOOLEAN)]
            + [(NUMBER, BOUNDS), (BOUNDS, NUMBER), (RATIO, NUMBER), (NUMBER, RATIO)]
        )
    )
    operator = draw(st.sampled_from(OPERATORS[:2] if left is BOOLEAN else OPERATORS))
    return nodes.Compare(operator, _term(draw, around, left, depth), _term(draw, around, right, depth))


def _compare_entities(draw: Drawn, around: Surroundings, kind: TermType, depth: int) -> Term:
    left, right = _entity(draw, around, depth), _entity(draw, around, depth)
    assert left is not None
    assert right is not None
    return nodes.Compare(draw(st.sampled_from(OPERATORS[:2])), left[0], right[0])


def _one_of(draw: Drawn, around: Surroundings, kind: TermType, depth: int) -> Term:
    inner = draw(st.sampled_from([NUMBER, STRING, COLOUR, RANK, DATE]))
    maker = _constant if draw(st.booleans()) else _term
    values = tuple(maker(draw, around, inner, depth - 1) for _ in range(draw(st.integers(1, 3))))
    return nodes.OneOf(_term(draw, around, inner, depth), values)


def _outcome_in(draw: Drawn, around: Surroundings, kind: TermType, depth: int) -> Term:
    return nodes.OutcomeIn(_term(draw, around, MASK, depth), draw(st.integers(0, (1 << SIZE) - 1)))


def _count_outcomes(draw: Drawn, around: Surroundings, kind: TermType, depth: int) -> Term:
    return nodes.CountOutcomes(_term(draw, around, LIST, depth), draw(st.integers(0, (1 << SIZE) - 1)))


def _arithmetic(draw: Drawn, around: Surroundings, kind: TermType, depth: int) -> Term:
    if kind.kind in (Kind.NUMBER, Kind.BOUNDS):
        operator = draw(st.sampled_from(["+", "-", "*"]))
        inner = (
            [(NUMBER, NUMBER)] if kind.kind is Kind.NUMBER else [(BOUNDS, BOUNDS), (BOUNDS, NUMBER), (NUMBER, BOUNDS)]
        )
    else:
        operator = draw(st.sampled_from(["+", "-"]))
        inner = [(kind, kind)]
        if kind.kind is Kind.DATE:
            inner = [(DATE, DAYS), (DATE, MONTHS)]
        elif kind.kind is Kind.DAYS and operator == "-":
            inner = [(DAYS, DAYS), (DATE, DATE)]
    left, right = draw(st.sampled_from(inner))
    return nodes.Arithmetic(operator, _term(draw, around, left, depth), _term(draw, around, right, depth), kind)


def _negate(draw: Drawn, around: Surroundings, kind: TermType, depth: int) -> Term:
    return nodes.Negate(_term(draw, around, kind, depth), kind)


def _ratio(draw: Drawn, around: Surroundings, kind: TermType, depth: int) -> Term:
    sides = [draw(st.sampled_from([NUMBER, BOUNDS])) for _ in range(2)]
    return nodes.Ratio(_term(draw, around, sides[0], depth), _term(draw, around, sides[1], depth))


def _quotient(draw: Drawn, around: Surroundings, kind: TermType, depth: int) -> Term:
    return nodes.Quotient(_term(draw, around, RATIO, depth))


def _convert(draw: Drawn, around: Surroundings, kind: TermType, depth: int) -> Term:
    ways = {
        Kind.BOUNDS: [NUMBER],
        Kind.RATIO: [NUMBER],
        Kind.NUMBER: [BOUNDS],
        Kind.MASK: [RANK, MASK],
        Kind.RANK: [MASK],
    }
    return nodes.Convert(_term(draw, around, draw(st.sampled_from(ways[kind.kind])), depth), kind)


def _case(draw: Drawn, around: Surroundings, kind: TermType, depth: int) -> Term:
    branches = tuple(
        (_term(draw, around, BOOLEAN, min(depth, 1)), _term(draw, around, kind, depth))
        for _ in range(draw(st.integers(1, 2)))
    )
    return nodes.Case(branches, _term(draw, around, kind, depth), kind)


def _in_currency(draw: Drawn, around: Surroundings, kind: TermType, depth: int) -> Term:
    return nodes.InCurrency(_term(draw, around, NUMBER, depth), draw(st.sampled_from(["CNY", "USD"])))


def _shift(draw: Drawn, around: Surroundings, kind: TermType, depth: int) -> Term:
    return nodes.Shift(_term(draw, around, kind, depth), draw(st.integers(-2, 2)), kind)


def _worst(draw: Drawn, around: Surroundings, kind: TermType, depth: int) -> Term:
    return nodes.Worst(_several(draw, around, MASK, depth, 1), kind)


def _as_of(draw: Drawn, around: Surroundings, kind: TermType, depth: int) -> Term:
    return nodes.AsOf()


def _aggregate(draw: Drawn, around: Surroundings, kind: TermType, depth: int) -> Term:
    functions = {
        Kind.BOOLEAN: ["some", "every"],
        Kind.DATE: ["min", "max"],
        Kind.BOUNDS: ["count", "sum", "min", "max"],
    }
    function = draw(st.sampled_from(functions[kind.kind]))
    source = _entity(draw, around, 0)
    assert source is not None
    if source[1] not in MANY:
        return _constant(draw, around, kind, 0) if kind.kind is not Kind.BOUNDS else _unknown(draw, around, kind, 0)
    steps, inside, _ = _steps(draw, around, source, depth, 2)
    value = None
    if function != "count":
        inner = NUMBER if kind.kind is Kind.BOUNDS else kind
        value = _term(draw, inside, inner, min(depth, 1))
    return nodes.Aggregate(function, source[0], steps, value, kind)


def _past_due(draw: Drawn, around: Surroundings, kind: TermType, depth: int) -> Term:
    source = _entity(draw, around, depth, "loan")
    if source is None:
        return _unknown(draw, around, kind, depth)
    convention = draw(st.sampled_from(nodes.PAST_DUE_CONVENTIONS))
    return nodes.PastDue(source[0], _term(draw, around, NUMBER, min(depth, 0)), convention)


def _apply(draw: Drawn, around: Surroundings, kind: TermType, depth: int) -> Term:
    fitting = [
        name
        for name, function in FUNCTIONS.items()
        if function.result is kind.kind or (function.result is None and kind.kind in function.arguments[0])
    ]
    name = draw(st.sampled_from(fitting))
    function = FUNCTIONS[name]
    if function.variadic:
        return nodes.Apply(name, _several(draw, around, kind, depth, 2), kind)
    types = {Kind.NUMBER: NUMBER, Kind.DATE: DATE, Kind.STRING: STRING}
    arguments = [_term(draw, around, types[next(iter(kinds))], depth) for kinds in function.arguments]
    return nodes.Apply(name, tuple(arguments), kind)


Maker = Callable[[Drawn, Surroundings, TermType, int], Term]
LEAVES: dict[Kind, list[Maker]] = {
    Kind.BOOLEAN: [_field, _field, _fact, _constant, _unknown],
    Kind.NUMBER: [_field, _field, _fact, _constant, _unknown],
    Kind.BOUNDS: [_converted_field, _fact, _outcome, _converted_constant, _unknown],
    Kind.RATIO: [_converted_field, _fact, _converted_constant, _unknown],
    Kind.STRING: [_field, _field, _constant, _unknown],
    Kind.RANK: [_field, _field, _constant, _unknown],
    Kind.DATE: [_field, _field, _constant, _unknown, _as_of],
    Kind.MONTHS: [_constant, _unknown],
    Kind.DAYS: [_constant, _unknown],
    Kind.MASK: [_converted_field, _outcome, _outcome, _constant],
    Kind.LIST: [_outcome],
}
BRANCHES: dict[Kind, list[Maker]] = {
    Kind.BOOLEAN: [
        _not,
        _all,
        _any,
        _is_known,
        _compare,
        _compare,
        _compare,
        _compare_entities,
        _one_of,
        _outcome_in,
        _aggregate,
        _case,
        _apply,
    ],
    Kind.NUMBER: [_arithmetic, _negate, _quotient, _convert, _case, _in_currency, _past_due, _apply],
    Kind.BOUNDS: [_arithmetic, _negate, _convert, _case, _aggregate, _aggregate, _aggregate, _count_outcomes],
    Kind.RATIO: [_ratio, _ratio, _convert, _case],
    Kind.STRING: [_case],
    Kind.RANK: [_shift, _convert, _case],
    Kind.DATE: [_arithmetic, _apply, _case, _aggregate],
    Kind.MONTHS: [_arithmetic, _negate, _case],
    Kind.DAYS: [_arithmetic, _negate, _case],
    Kind.MASK: [_convert, _case, _shift, _worst],
    Kind.LIST: [_outcome, _case],
}


# Programs

PLACES = (BOOLEAN, NUMBER, BOUNDS, RATIO)
ONE_OUTCOME = (Combine.WORST, Combine.WORST, Combine.FIRST, Combine.SINGLE, Combine.AGREE)
LISTS = (Combine.LIST, Combine.LIST_BY_OUTCOME)
AGGREGATES = (Combine.SUM, Combine.MINIMUM, Combine.MAXIMUM, Combine.COUNT)


@st.composite
def programs(draw: Drawn, *, looks: bool = True, prudent: bool = True, given_facts: bool = True) -> Program:
    """A program of a few facts and decisions about the entities of the small world, each reading those before it."""
    around = Surroundings({}, looks=looks)
    for index in range(draw(st.integers(1, 4))):
        entity = draw(st.sampled_from(["loan", "loan", "collateral", "borrower"]))
        inside = replace(around, variables={entity: entity})
        if draw(st.integers(0, 2)) == 0:
            fact = _fact_term(draw, inside, entity, f"fact{index}", given_facts)
            around = replace(around, facts=(*around.facts, fact))
        else:
            decision = _decision_term(draw, inside, entity, f"decision{index}", prudent)
            around = replace(around, decisions=(*around.decisions, decision))
    return Program("small", date(2020, 1, 1), None, ENUMERATIONS, _in_order(around))


def _in_order(around: Surroundings) -> tuple[FactTerm | DecisionTerm, ...]:
    definitions: list[FactTerm | DecisionTerm] = [*around.facts, *around.decisions]
    return tuple(sorted(definitions, key=lambda each: int(each.name.removeprefix("fact").removeprefix("decision"))))


def _fact_term(draw: Drawn, around: Surroundings, entity: str, name: str, given: bool) -> FactTerm:
    kind = draw(st.sampled_from(PLACES))
    subject = nodes.Variable(entity, entity)
    field: Term | None = None
    if given and draw(st.booleans()):
        base = BOOLEAN if kind is BOOLEAN else NUMBER
        field = nodes.Field(subject, "flag" if kind is BOOLEAN else "ratio", base, store="facts")
        field = nodes.Convert(field, kind) if kind in (BOUNDS, RATIO) else field
    formula = _term(draw, around, kind, 2) if field is None or draw(st.booleans()) else None
    return FactTerm(entity, name, kind, field, formula)


def _decision_term(draw: Drawn, around: Surroundings, entity: str, name: str, prudent: bool) -> DecisionTerm:
    combine = draw(st.sampled_from(ONE_OUTCOME + LISTS + AGGREGATES))
    applies = _term(draw, around, BOOLEAN, 1) if draw(st.integers(0, 3)) == 0 else None
    outcome = NUMBER if combine in AGGREGATES else MASK
    rules = tuple(
        RuleTerm(
            f"R{place}",
            _term(draw, around, BOOLEAN, 2),
            _constant(draw, around, outcome, 0) if draw(st.integers(0, 2)) else _term(draw, around, outcome, 1),
        )
        for place in range(draw(st.integers(0, 4)))
    )
    otherwise: Term | None = None
    if draw(st.booleans()):
        otherwise = nodes.Constant(draw(DECIMALS) if outcome is NUMBER else 1, outcome)
    kind = BOUNDS if combine in AGGREGATES else LIST if combine in LISTS else MASK
    is_prudent = prudent and kind is MASK and draw(st.integers(0, 4)) == 0
    return DecisionTerm(entity, name, kind, combine, applies, rules, otherwise, is_prudent)


# Records


@dataclass(frozen=True)
class Known:
    """How much is known: of ten fields or relations, about so many."""

    tenths: int


def _fields(draw: Drawn, known: Known) -> dict[str, Any]:
    def some_fields() -> dict[str, Any]:
        return {name: draw(values) if _is_given(draw, known) else None for name, values in VALUES.items()}

    return {**some_fields(), "extension": some_fields(), "facts": some_fields()}


def _is_given(draw: Drawn, known: Known) -> bool:
    return known.tenths == 10 or bool(draw(st.integers(1, 10)) <= known.tenths)


def _members(draw: Drawn, known: Known, make: Callable[[int], Node], most: int) -> list[Node] | None:
    return [make(place) for place in range(draw(st.integers(0, most)))] if _is_given(draw, known) else None


def _payment(draw: Drawn, known: Known, entity: str, day: str, place: int) -> Node:
    amounts = st.integers(0, 3).map(lambda amount: SimpleNamespace(amount=Decimal(amount)))
    days = st.dates(date(2026, 11, 19), date(2026, 11, 25))
    fields = {
        name: draw(values) if _is_given(draw, known) else None for name, values in ((day, days), ("amount", amounts))
    }
    return Node(entity, f"{entity}{place}", fields)


def _loan(draw: Drawn, known: Known, place: int) -> Node:
    def collateral(index: int) -> Node:
        valuations = _members(draw, known, lambda each: Node("valuation", f"V{each}", _fields(draw, known)), 2)
        return Node("collateral", f"C{index}", _fields(draw, known), many={"valuations": valuations})

    return Node(
        "loan",
        f"L{place}",
        _fields(draw, known),
        many={
            "collaterals": _members(draw, known, collateral, 2),
            "schedule": _members(draw, known, lambda each: _payment(draw, known, "instalment", "due_on", each), 2),
            "repayments": _members(draw, known, lambda each: _payment(draw, known, "repayment", "paid_on", each), 2),
        },
    )


@st.composite
def loans(draw: Drawn, tenths: int | None = None) -> Node:
    """A loan with all that hangs on it; of ten values, ``tenths`` are known."""
    known = Known(draw(st.sampled_from([0, 5, 8, 9, 10])) if tenths is None else tenths)
    loan = _loan(draw, known, 0)
    if _is_given(draw, known):
        borrower = Node("borrower", "B", _fields(draw, known))
        others = _members(draw, known, lambda place: _loan(draw, known, place + 1), 1)
        borrower.many["loans"] = None if others is None else [loan, *others]
        for each in [loan, *(others or ())]:
            each.one["borrower"] = borrower
    return loan


def fresh(loan: Node) -> Node:
    """The same record with nothing remembered."""
    return _copied(loan, {}, lambda value, _: value)


def completed(draw: Drawn, loan: Node) -> Node:
    """The same record with some or all of what was unknown filled in, but for given values of facts."""
    everything = draw(st.booleans())

    def fill(value: Any, values: st.SearchStrategy[Any]) -> Any:
        return draw(values) if value is None and (everything or draw(st.booleans())) else value

    copy = _copied(loan, {}, fill)
    known = Known(10)
    if copy.one.get("borrower") is None:
        borrower = Node("borrower", "B", _fields(draw, known), many={"loans": [copy]})
        copy.one["borrower"] = borrower
    return copy


PAYMENT_VALUES: Mapping[str, st.SearchStrategy[Any]] = {
    "due_on": st.dates(date(2026, 11, 19), date(2026, 11, 25)),
    "paid_on": st.dates(date(2026, 11, 19), date(2026, 11, 25)),
    "amount": st.integers(0, 3).map(lambda amount: SimpleNamespace(amount=Decimal(amount))),
}


def _copied(node: Node, seen: dict[int, Node], fill: Callable[[Any, st.SearchStrategy[Any]], Any]) -> Node:
    if id(node) in seen:
        return seen[id(node)]
    copy = seen[id(node)] = Node(node.entity, node.id, {})
    values = {**VALUES, **PAYMENT_VALUES}
    fields: dict[str, Any] = {}
    for name, value in node.fields.items():
        if name == "extension":
            fields[name] = {inner: fill(each, values[inner]) for inner, each in value.items()}
        elif name == "facts":
            fields[name] = dict(value)
        else:
            fields[name] = fill(value, values[name])
    copy.fields = fields
    for relation, target in node.one.items():
        copy.one[relation] = None if target is None else _copied(target, seen, fill)
    for relation, members in node.many.items():
        assert not callable(members)
        kept = None if members is None else [_copied(member, seen, fill) for member in members]
        copy.many[relation] = fill(kept, st.just([])) if kept is None else kept
    return copy


CONTEXT = Context(AS_OF, "CNY")
