"""A second, slow and obvious reading of docs/semantics.md and of the sentences in ir/nodes.py.

Nothing here is shared with a backend. Where the meaning is "all that can be", it is tried: every unknown rule fired
and not fired, every possible member in and out, every possible outcome taken.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction
from itertools import pairwise, product
from math import floor
from typing import Any, assert_never

from dateutil.relativedelta import relativedelta

from postloan_rules.backends.protocol import Context
from postloan_rules.ir import nodes
from postloan_rules.ir.nodes import Term
from postloan_rules.ir.program import Combine, DecisionTerm, FactTerm, Program
from postloan_rules.ir.record import Node
from postloan_rules.ir.type_of import kind_of, type_of
from postloan_rules.ir.types import Kind

Variables = Mapping[str, Node]
NOT_APPLICABLE = -1
"""The outcome of a decision that does not ask, better than every place."""


@dataclass(frozen=True)
class Verdict:
    """What ``protocol.Answer`` says, without bindings."""

    mask: int
    proved: int | None
    fired: tuple[int, ...]
    unknown: tuple[int, ...]
    bounds: tuple[Any, Any] | None = None
    sure: tuple[int, ...] = ()
    possible: tuple[int, ...] = ()
    conflict: bool = False
    excluded: bool = False


class Naive:
    """Evaluates the definitions of ``program`` without remembering anything."""

    def __init__(self, program: Program, context: Context) -> None:
        self.enumerations = program.enumerations
        self.context = context
        self.facts = {(each.entity, each.name): each for each in program.definitions if isinstance(each, FactTerm)}
        self.decisions = {
            (each.entity, each.name): each for each in program.definitions if isinstance(each, DecisionTerm)
        }

    # Definitions

    def fact(self, entity: str, name: str, node: Node) -> Any:
        fact = self.facts[entity, name]
        for term in (fact.field, fact.formula):
            if term is not None:
                value = self.value(term, {entity: node})
                if value is not None:
                    return value
        return None

    def decide(self, entity: str, name: str, node: Node) -> Verdict:
        decision = self.decisions[entity, name]
        variables = {entity: node}
        size = len(self.enumerations[decision.type.name].values) if decision.type.name else 0
        applies = True if decision.applies is None else self.value(decision.applies, variables)
        if applies is False:
            return Verdict(1 << size, None, (), (), excluded=True)
        states = [self.value(rule.condition, variables) for rule in decision.rules]
        outcomes = [
            self.value(rule.outcome, variables) if state is not False else None
            for rule, state in zip(decision.rules, states, strict=True)
        ]
        otherwise = None if decision.otherwise is None else self.value(decision.otherwise, variables)
        rules = _Rules(decision.combine, size, states, outcomes, otherwise)
        verdict = _combined(rules)
        return verdict if applies else _maybe_not_applicable(verdict, size)

    # Terms

    def value(self, term: Term, variables: Variables) -> Any:  # noqa: C901 - one branch for each node, on purpose
        match term:
            case nodes.Constant(value=value):
                return value
            case nodes.Unknown():
                return None
            case nodes.ParameterValue():
                raise AssertionError("no program of a day has a parameter left")
            case nodes.Resolved(term=inner):
                return self.value(inner, variables)
            case nodes.InCurrency(operand, currency):
                return self.value(operand, variables) if self.context.currency == currency else None
            case nodes.AsOf():
                return self.context.as_of
            case nodes.Variable(name=name):
                return variables[name]
            case nodes.Follow(source=source, relation=relation):
                node = self.value(source, variables)
                return None if node is None else node.one.get(relation)
            case nodes.Field():
                return self.field(term, self.value(term.source, variables))
            case nodes.FactOf(source=source, entity=entity, name=name):
                node = self.value(source, variables)
                return None if node is None else self.fact(entity, name, node)
            case nodes.OutcomeOf():
                return self.outcome(term, self.value(term.source, variables))
            case nodes.Not(operand):
                return _not(self.value(operand, variables))
            case nodes.All(operands):
                return _all([self.value(each, variables) for each in operands])
            case nodes.Any(operands):
                return _not(_all([_not(self.value(each, variables)) for each in operands]))
            case nodes.IsKnown(operand):
                return _is_known(self.value(operand, variables), kind_of(operand))
            case nodes.Compare():
                return self.compare(term, variables)
            case nodes.OneOf(operand, values):
                return _one_of(self.value(operand, variables), [self.value(each, variables) for each in values])
            case nodes.OutcomeIn(operand, accepted):
                size = self.size(operand)
                places = _places(self.value(operand, variables), size)
                return _agreed([place != NOT_APPLICABLE and bool(accepted >> place & 1) for place in places])
            case nodes.CountOutcomes(operand, accepted):
                outcomes = self.value(operand, variables)
                words = self.enumerations[type_of(operand).name or ""].values
                wanted = [word for place, word in enumerate(words) if accepted >> place & 1]
                return None if outcomes is None else tuple(sum(map(each.count, wanted)) for each in outcomes)
            case nodes.Arithmetic():
                return self.arithmetic(term, variables)
            case nodes.Negate(operand, type_):
                value = self.value(operand, variables)
                if value is None:
                    return None
                if type_.kind is Kind.BOUNDS:
                    return (_negative(value[1]), _negative(value[0]))
                return _negative(value) if type_.kind is Kind.NUMBER else -value
            case nodes.Ratio(numerator, denominator):
                return _ratio(self.value(numerator, variables), self.value(denominator, variables))
            case nodes.Quotient(operand):
                return _quotient(self.value(operand, variables))
            case nodes.Convert():
                return self.convert(term, self.value(term.operand, variables))
            case nodes.Case():
                return self.case(term, variables)
            case nodes.Shift(operand, places, type_):
                return self.shift(self.value(operand, variables), places, type_.kind, self.size(term))
            case nodes.Worst(operands):
                size = self.size(term)
                choices = product(*(_places(self.value(each, variables), size) for each in operands))
                return _mask((max(choice) for choice in choices), size)
            case nodes.Aggregate():
                return self.aggregate(term, variables)
            case nodes.Pick():
                return self.pick(term, variables)
            case nodes.PastDue():
                loan = self.value(term.source, variables)
                tolerance = self.value(term.tolerance, variables)
                return self.past_due(loan, tolerance, nodes.PAST_DUE_CONVENTIONS.index(term.convention))
            case nodes.Apply(function, arguments):
                given = [self.value(each, variables) for each in arguments]
                return None if None in given else apply(function, given)
        assert_never(term)

    def size(self, term: Term) -> int:
        return len(self.enumerations[type_of(term).name or ""].values)

    def field(self, term: nodes.Field, node: Node | None) -> Any:
        if node is None:
            return None
        value = node.fields[term.name] if term.store == "field" else node.fields[term.store].get(term.name)
        if value is None:
            return None
        if term.money:
            return value.amount
        return self.enumerations[term.type.name or ""].values.index(value) if term.type.kind is Kind.RANK else value

    def outcome(self, term: nodes.OutcomeOf, node: Node | None) -> Any:
        decision = self.decisions[term.entity, term.name]
        if term.type.kind is Kind.MASK:
            size = self.size(term)
            if node is None:
                given = (decision.otherwise, *(rule.outcome for rule in decision.rules))
                absent = decision.applies is not None or not all(_is_constant(each) for each in given)
                return (1 << size) - 1 | (1 << size if absent else 0)
            mask = self.decide(term.entity, term.name, node).mask
            return _mask([max(_places(mask, size))], size) if decision.prudent else mask
        if node is None:
            return None
        verdict = self.decide(term.entity, term.name, node)
        if term.type.kind is Kind.BOUNDS:
            return verdict.bounds
        values = self.enumerations[term.type.name or ""].values
        return (tuple(values[place] for place in verdict.sure), tuple(values[place] for place in verdict.possible))

    def compare(self, term: nodes.Compare, variables: Variables) -> bool | None:
        left, right = self.value(term.left, variables), self.value(term.right, variables)
        kinds = (kind_of(term.left), kind_of(term.right))
        if left is None or right is None:
            return None
        if Kind.ENTITY in kinds:
            same = (left.entity, left.id) == (right.entity, right.id)
            return same if term.operator == "=" else not same
        if Kind.BOUNDS in kinds or Kind.RATIO in kinds:
            return _compare_spans(term.operator, _span(left), _span(right))
        return _holds(term.operator, left, right)

    def arithmetic(self, term: nodes.Arithmetic, variables: Variables) -> Any:
        left, right = self.value(term.left, variables), self.value(term.right, variables)
        if left is None or right is None:
            return None
        if term.type.kind is Kind.BOUNDS:
            ends = [_calculated(term.operator, one, other) for one in _ends_of(left) for other in _ends_of(right)]
            return (min(ends), max(ends))
        if term.type.kind is Kind.NUMBER:
            return _calculated(term.operator, left, right)
        if isinstance(left, date) and isinstance(right, date):
            return left.toordinal() - right.toordinal()
        if isinstance(left, date) or isinstance(right, date):
            day, count = (left, right) if isinstance(left, date) else (right, left)
            kinds = {kind_of(term.left), kind_of(term.right)}
            return _moved(day, -count if term.operator == "-" else count, months=Kind.MONTHS in kinds)
        return left + right if term.operator == "+" else left - right

    def convert(self, term: nodes.Convert, value: Any) -> Any:
        have, want = kind_of(term.operand), term.type.kind
        if have is want:
            return value
        match have, want:
            case Kind.NUMBER, Kind.BOUNDS:
                return None if value is None else (value, value)
            case Kind.NUMBER, Kind.RATIO:
                return None if value is None else (value, value, 1)
            case Kind.BOUNDS, Kind.NUMBER:
                return value[0] if value is not None and value[0] == value[1] else None
            case Kind.RANK, Kind.MASK:
                return (1 << self.size(term)) - 1 if value is None else 1 << value
            case Kind.MASK, Kind.RANK:
                places = _places(value, self.size(term))
                return places[0] if len(places) == 1 and places[0] != NOT_APPLICABLE else None
            case _:
                raise AssertionError(f"no way from {have} to {want}")

    def case(self, term: nodes.Case, variables: Variables) -> Any:
        taken = []
        for condition, value in term.branches:
            state = self.value(condition, variables)
            if state is not False:
                taken.append(self.value(value, variables))
            if state is True:
                break
        else:
            taken.append(self.value(term.otherwise, variables))
        if term.type.kind is Kind.MASK:
            union = 0
            for mask in taken:
                union |= mask
            return union
        if len(taken) == 1:
            return taken[0]
        known = all(_is_known(value, term.type.kind) for value in taken)
        return taken[0] if known and all(_same(taken[0], value) for value in taken) else None

    def shift(self, value: Any, places: int, kind: Kind, size: int) -> Any:
        if value is None:
            return None
        before = _places(value, size) if kind is Kind.MASK else [value]
        after = [place if place == NOT_APPLICABLE else sorted((0, place + places, size - 1))[1] for place in before]
        return _mask(after, size) if kind is Kind.MASK else after[0]

    # Many entities

    def members(
        self, node: Node | None, steps: Sequence[nodes.Step], variables: Variables
    ) -> Iterator[tuple[bool | None, Variables]]:
        """Yield the members that are not out: whether they are in, and the variables that lead to them.

        Raises:
            _NotSuppliedError: if a relation was not supplied.
        """
        if not steps:
            yield True, variables
            return
        members = None if node is None else node.members(steps[0].relation)
        if members is None:
            raise _NotSuppliedError
        for member in members:
            inner = {**variables, steps[0].variable: member}
            kept = True if steps[0].where is None else self.value(steps[0].where, inner)
            if kept is not False:
                for rest, found in self.members(member, steps[1:], inner):
                    yield _all([kept, rest]), found

    def aggregate(self, term: nodes.Aggregate, variables: Variables) -> Any:
        try:
            found = list(self.members(self.value(term.source, variables), term.steps, variables))
        except _NotSuppliedError:
            return None
        values = [(kept, True if term.value is None else self.value(term.value, inside)) for kept, inside in found]
        if term.function in ("some", "every"):
            return _quantified(term.function, values)
        if any(value is None for _, value in values):
            return None
        worlds = list(_worlds(values))
        if term.function in ("min", "max") and not all(worlds):
            return None
        if term.function in ("min", "max") and term.type.kind is not Kind.BOUNDS:
            pick: Any = min if term.function == "min" else max
            ends = {pick(world) for world in worlds}
            return ends.pop() if len(ends) == 1 else None
        results = [_aggregated(term.function, world) for world in worlds]
        return (min(results), max(results))

    def pick(self, term: nodes.Pick, variables: Variables) -> Node | None:
        try:
            found = list(self.members(self.value(term.source, variables), term.steps, variables))
        except _NotSuppliedError:
            return None
        if any(kept is None for kept, _ in found):
            return None
        kept_nodes = [inside[term.steps[-1].variable] for _, inside in found]
        keyed = [([node.id if name == "id" else node.fields[name] for name in term.order], node) for node in kept_nodes]
        if not keyed or any(None in key for key, _ in keyed):
            return None
        best = keyed[0]
        for each in keyed:
            if each[0] < best[0] if term.function == "first" else each[0] > best[0]:
                best = each
        return best[1]

    def past_due(self, loan: Node | None, tolerance: Any, day_one: int) -> int | None:
        if loan is None or tolerance is None:
            return None
        schedule, repayments = loan.members("schedule"), loan.members("repayments")
        if schedule is None or repayments is None:
            return None
        last_due = self.context.as_of - timedelta(days=1 - day_one)
        due = _dated(schedule, "due_on", last_due)
        paid = _dated(repayments, "paid_on", self.context.as_of)
        if due is None or paid is None:
            return None
        received = sum(amount for _, amount in paid)
        asked = Decimal(0)
        for day, amount in sorted(due):
            asked += amount
            if min(amount, max(asked - received, Decimal(0))) > tolerance:
                return (self.context.as_of - day).days + day_one
        return 0


def _is_constant(term: Term | None) -> bool:
    while isinstance(term, nodes.Resolved):
        term = term.term
    return isinstance(term, nodes.Constant)


class _NotSuppliedError(Exception):
    pass


def _dated(members: Sequence[Node], field: str, last: date) -> list[tuple[date, Decimal]] | None:
    pairs = [(node.fields[field], node.fields["amount"]) for node in members]
    if any(day is None for day, _ in pairs) or any(amount is None for day, amount in pairs if day <= last):
        return None
    return [(day, amount.amount) for day, amount in pairs if day <= last]


# Truth


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value


def _all(values: Iterable[bool | None]) -> bool | None:
    given = list(values)
    if any(value is False for value in given):
        return False
    return None if any(value is None for value in given) else True


def _agreed(verdicts: Iterable[bool]) -> bool | None:
    """What all say, or unknown."""
    said = set(verdicts)
    return said.pop() if len(said) == 1 else None


def _is_known(value: Any, kind: Kind) -> bool:
    if kind is Kind.MASK:
        return bin(value).count("1") == 1
    if value is None:
        return False
    return bool(value[0] == value[1]) if kind in (Kind.BOUNDS, Kind.RATIO, Kind.LIST) else True


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, Node):
        return (left.entity, left.id) == (right.entity, right.id)
    if isinstance(left, tuple) and left and not isinstance(left[0], tuple):
        return _span(left) == _span(right)
    return bool(left == right)


def _one_of(value: Any, values: list[Any]) -> bool | None:
    return None if value is None or any(each is None for each in values) else any(value == each for each in values)


def _holds(operator: str, left: Any, right: Any) -> bool:
    match operator:
        case "=" | "!=":
            return bool(left == right) == (operator == "=")
        case "<" | ">=":
            return bool(left < right) == (operator == "<")
        case _:
            return bool(left > right) == (operator == ">")


# Numbers


def _span(value: Any) -> tuple[Fraction, Fraction]:
    if not isinstance(value, tuple):
        return (Fraction(value), Fraction(value))
    under = Fraction(value[2]) if len(value) == 3 else Fraction(1)
    return (Fraction(value[0]) / under, Fraction(value[1]) / under)


def _compare_spans(operator: str, left: tuple[Fraction, Fraction], right: tuple[Fraction, Fraction]) -> bool | None:
    """All or none: of two spans it is enough to look at the ends and at the points of each that lie in the other."""
    points = sorted({*left, *right})
    between = [(one + other) / 2 for one, other in pairwise(points)]
    lefts, rights = ([point for point in (*points, *between) if span[0] <= point <= span[1]] for span in (left, right))
    return _agreed(_holds(operator, one, other) for one in lefts for other in rights)


def _ends_of(value: Any) -> tuple[Any, Any]:
    return value if isinstance(value, tuple) else (value, value)


def _calculated(operator: str, left: Any, right: Any) -> Decimal:
    with localcontext() as context:
        context.prec, context.rounding = 34, ROUND_HALF_EVEN
        one, other = Decimal(left), Decimal(right)
        if operator == "*":
            return one * other
        return one + other if operator == "+" else one - other


def _negative(number: Any) -> Decimal:
    return _calculated("-", 0, number)


def _ratio(numerator: Any, denominator: Any) -> Any:
    if numerator is None or denominator is None:
        return None
    (low, high), (under, same) = _ends_of(numerator), _ends_of(denominator)
    if under != same or under == 0:
        return None
    return (low, high, under) if under > 0 else (_negative(high), _negative(low), _negative(under))


def _quotient(value: Any) -> Decimal | None:
    if value is None or value[0] != value[1]:
        return None
    return _nearest(Fraction(value[0]) / Fraction(value[2]))


def _nearest(fraction: Fraction) -> Decimal:
    with localcontext() as context:
        context.prec, context.rounding = 34, ROUND_HALF_EVEN
        return Decimal(fraction.numerator) / Decimal(fraction.denominator)


def _worlds(values: list[tuple[bool | None, Any]]) -> Iterator[list[Any]]:
    """Every choice of members: sure ones always, possible ones in or out."""
    for choice in product(*([True] if kept else [True, False] for kept, _ in values)):
        yield [value for taken, (_, value) in zip(choice, values, strict=True) if taken]


def _aggregated(function: str, world: list[Any]) -> Any:
    match function:
        case "count":
            return len(world)
        case "sum":
            return _total(world)
        case "min":
            return min(world)
        case _:
            return max(world)


def _total(numbers: list[Any]) -> Decimal:
    total = Decimal(0)
    for number in numbers:
        total = _calculated("+", total, number)
    return total


def _quantified(function: str, values: list[tuple[bool | None, bool | None]]) -> bool | None:
    verdicts = set()
    for known in product(*([value] if value is not None else [True, False] for _, value in values)):
        for world in _worlds([(kept, value) for (kept, _), value in zip(values, known, strict=True)]):
            verdicts.add(any(world) if function == "some" else all(world))
    return verdicts.pop() if len(verdicts) == 1 else None


# Dates and functions


def _moved(day: date, count: int, *, months: bool) -> date | None:
    try:
        return day + (relativedelta(months=count) if months else timedelta(days=count))
    except (OverflowError, ValueError):
        return None


def _months_between(start: date, end: date) -> int:
    count = 0
    if end >= start:
        while (later := _moved(start, count + 1, months=True)) is not None and later <= end:
            count += 1
        return count
    while (earlier := _moved(start, count - 1, months=True)) is not None and earlier >= end:
        count -= 1
    return count


def _rounded(number: Any, places: Any, *, half_up: bool) -> Decimal | None:
    if places != int(places):
        return None
    scaled = Fraction(number) * Fraction(10) ** int(places)
    if half_up:
        size = floor(abs(scaled) + Fraction(1, 2))
        whole = size if scaled >= 0 else -size
    else:
        whole = round(scaled)
    return None if len(str(abs(whole))) > 34 else Decimal(f"{whole}E{-int(places)}")


def _date_of(year: Any, month: Any, day: Any) -> date | None:
    if any(part != int(part) for part in (year, month, day)):
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _whole_moved(day: date, count: Any, *, months: bool) -> date | None:
    return _moved(day, int(count), months=months) if count == int(count) else None


def apply(function: str, values: list[Any]) -> Any:
    """The value of a function of ``ir.functions`` on known arguments."""
    a: Any = values[0]
    b: Any = values[1] if len(values) > 1 else None
    meanings: dict[str, Callable[[], Any]] = {
        "min": lambda: sorted(values)[0],
        "max": lambda: sorted(values)[-1],
        "abs": lambda: a if a >= 0 else _calculated("-", 0, a),
        "floor": lambda: floor(Fraction(a)),
        "ceiling": lambda: -floor(-Fraction(a)),
        "decimal": lambda: _rounded(a, b, half_up=False),
        "round half up": lambda: _rounded(a, b, half_up=True),
        "modulo": lambda: None if b == 0 else _nearest(Fraction(a) - Fraction(b) * floor(Fraction(a) / Fraction(b))),
        "days between": lambda: b.toordinal() - a.toordinal(),
        "months between": lambda: _months_between(a, b),
        "add days": lambda: _whole_moved(a, b, months=False),
        "add months": lambda: _whole_moved(a, b, months=True),
        "last day of month": lambda: a + relativedelta(day=31),
        "year": lambda: a.year,
        "month": lambda: a.month,
        "day": lambda: a.day,
        "date": lambda: _date_of(*values),
        "string length": lambda: len(list(a)),
        "contains": lambda: any(a[place:].startswith(b) for place in range(len(a) + 1)),
        "starts with": lambda: a[: len(b)] == b,
        "ends with": lambda: a[len(a) - len(b) :] == b if len(b) <= len(a) else False,
    }
    return meanings[function]()


# Decisions


@dataclass(frozen=True)
class _Rules:
    combine: Combine
    size: int
    states: list[bool | None]
    outcomes: list[Any]
    otherwise: Any


def _places(mask: int, size: int) -> list[int]:
    places = [place for place in range(size) if mask >> place & 1]
    return [NOT_APPLICABLE, *places] if mask >> size & 1 else places


def _mask(places: Iterable[int], size: int) -> int:
    mask = 0
    for place in places:
        mask |= 1 << (size if place == NOT_APPLICABLE else place)
    return mask


def _fired_worlds(rules: _Rules) -> Iterator[list[int]]:
    for choice in product(*([state] if state is not None else [True, False] for state in rules.states)):
        yield [index for index, fired in enumerate(choice) if fired]


def _combined(rules: _Rules) -> Verdict:
    fired = tuple(index for index, state in enumerate(rules.states) if state is True)
    unknown = tuple(index for index, state in enumerate(rules.states) if state is None)
    match rules.combine:
        case Combine.SUM | Combine.MINIMUM | Combine.MAXIMUM | Combine.COUNT:
            return Verdict(0, None, fired, unknown, bounds=_number_bounds(rules))
        case Combine.LIST | Combine.LIST_BY_OUTCOME:
            sure, possible = _collected(rules)
            return Verdict(_mask(possible, rules.size), None, fired, unknown, sure=sure, possible=possible)
        case _:
            return _one_outcome(rules, fired, unknown)


def _one_outcome(rules: _Rules, fired: tuple[int, ...], unknown: tuple[int, ...]) -> Verdict:
    places: set[int] = set()
    for world in _fired_worlds(rules):
        places |= _outcomes_in_world(rules, world)
    proved = next(iter(places)) if len(places) == 1 and NOT_APPLICABLE not in places else None
    if rules.combine is Combine.WORST and proved is None and min(places) > 0:
        proved = min(places)
    clash = rules.combine is Combine.SINGLE and len(fired) > 1
    if rules.combine is Combine.AGREE:
        masks = [rules.outcomes[index] for index in fired]
        clash = any(one & other == 0 for one in masks for other in masks)
    if rules.combine is Combine.SINGLE and len(fired) + len(unknown) > 1:
        proved = None
    return Verdict(_mask(places, rules.size), proved, fired, unknown, conflict=clash)


def _outcomes_in_world(rules: _Rules, world: list[int]) -> set[int]:
    """All outcomes that can result where exactly the rules of ``world`` fire."""
    if not world:
        none = [NOT_APPLICABLE] if rules.otherwise is None else _places(rules.otherwise, rules.size)
        return set(none)
    results: set[int] = set()
    for choice in product(*(_places(rules.outcomes[index], rules.size) for index in world)):
        if rules.combine is Combine.WORST:
            results.add(max(choice))
        elif rules.combine is Combine.FIRST:
            results.add(choice[0])
        else:
            # Alike, or a conflict that leaves each of them possible.
            results.update(choice)
    return results


def _number_bounds(rules: _Rules) -> tuple[Any, Any] | None:
    ends = [_number_in_world(rules, world) for world in _fired_worlds(rules)]
    return None if None in ends else (min(ends), max(ends))


def _number_in_world(rules: _Rules, world: list[int]) -> Any:
    if rules.combine is Combine.COUNT:
        return len(world) or (0 if rules.otherwise is None else rules.otherwise)
    if not world:
        return rules.otherwise
    numbers = [rules.outcomes[index] for index in world]
    if None in numbers:
        return None
    match rules.combine:
        case Combine.SUM:
            return _total(numbers)
        case Combine.MINIMUM:
            return min(numbers)
        case _:
            return max(numbers)


def _collected(rules: _Rules) -> tuple[tuple[int, ...], tuple[int, ...]]:
    entries: list[tuple[bool, list[int]]] = [
        (state is True, _places(outcome, rules.size))
        for state, outcome in zip(rules.states, rules.outcomes, strict=True)
        if state is not False
    ]
    if True not in rules.states and rules.otherwise is not None:
        entries.append((None not in rules.states, _places(rules.otherwise, rules.size)))
    sure = [places[0] for certain, places in entries if certain and len(places) == 1 and places[0] != NOT_APPLICABLE]
    possible = [place for _, places in entries for place in places if place != NOT_APPLICABLE]
    if rules.combine is Combine.LIST_BY_OUTCOME:
        sure.sort(reverse=True)
        possible.sort(reverse=True)
    return tuple(sure), tuple(possible)


def _maybe_not_applicable(verdict: Verdict, size: int) -> Verdict:
    return Verdict(
        verdict.mask | 1 << size,
        None,
        verdict.fired,
        verdict.unknown,
        possible=verdict.possible,
        conflict=verdict.conflict,
    )
