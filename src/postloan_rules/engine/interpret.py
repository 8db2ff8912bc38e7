"""The value of any term for one record, computed term by term: slow, and able to say where every value comes from.

What backends compute must come out here as well. Facts and decisions are asked of the compiled program, which
keeps them.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any as AnyValue
from typing import assert_never

from postloan_rules.backends.protocol import Answer, UnexpectedValueError
from postloan_rules.backends.python.functions import IMPLEMENTATIONS
from postloan_rules.backends.python.runtime import count_outcomes
from postloan_rules.engine.past_due import days_past_due
from postloan_rules.engine.paths import Paths
from postloan_rules.engine.quantities import arithmetic, compare_ranges, range_of, ratio_of
from postloan_rules.errors import InternalError
from postloan_rules.ir.comparing import holds
from postloan_rules.ir.nodes import (
    Aggregate,
    All,
    Any,
    Apply,
    Arithmetic,
    AsOf,
    Case,
    Compare,
    ComparisonOperator,
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
from postloan_rules.ir.outcomes import any_outcome
from postloan_rules.ir.program import DecisionTerm, EnumerationTable
from postloan_rules.ir.record import Node
from postloan_rules.ir.type_of import kind_of, type_of
from postloan_rules.ir.types import Kind, TermType
from postloan_rules.ir.values import ARITHMETIC

Bindings = Mapping[str, Node]
"""The entities that variables stand for."""
Reached = list[tuple[Bindings, bool]]
"""Members of a relation, each with the variables it is seen under, and whether it surely counts."""

Computed = Arithmetic | Negate | Ratio | Quotient | Convert | Shift | Worst | PastDue | Apply
Rarer = Computed | Resolved | Unknown | ParameterValue | AsOf | InCurrency | OneOf | Case | IsKnown | Aggregate | Pick

NUMERIC = frozenset({Kind.NUMBER, Kind.BOUNDS, Kind.RATIO})


class Interpreter:
    """Evaluates terms for one record. ``decide`` and ``fact`` give what the compiled program says about a node,
    ``definition`` a decision by its name."""

    def __init__(
        self,
        *,
        as_of: AnyValue,
        currency: str,
        enumerations: Mapping[str, EnumerationTable],
        decide: Callable[[str, Node], Answer],
        fact: Callable[[str, str, Node], AnyValue],
        prudent: Callable[[str], bool],
        definition: Callable[[str], DecisionTerm],
        paths: Paths,
    ) -> None:
        self._as_of = as_of
        self._currency = currency
        self._enumerations = enumerations
        self._decide = decide
        self._fact = fact
        self._prudent = prudent
        self._definition = definition
        self._paths = paths

    def value(self, term: Term, bindings: Bindings) -> AnyValue:
        """Return the value of ``term``, ``None`` where it is unknown."""
        match term:
            case Field():
                return self.given(term, bindings)
            case Constant(value=value):
                return value
            case Compare(operator=operator, left=left, right=right):
                return self._compare(operator, left, right, bindings)
            case FactOf(entity=entity, name=name):
                node = self.value(term.source, bindings)
                return None if node is None else self._fact(entity, name, node)
            case OutcomeOf():
                return self._outcome(term, bindings)
            case OutcomeIn(operand=operand, accepted=accepted):
                mask = self.value(operand, bindings)
                return outcome_in(mask, accepted)
            case CountOutcomes(operand=operand, accepted=accepted):
                outcomes = self.value(operand, bindings)
                values = self._enumerations[str(type_of(operand).name)].values
                return count_outcomes(outcomes, {word for place, word in enumerate(values) if accepted >> place & 1})
            case Not(operand=operand):
                state = self.value(operand, bindings)
                return None if state is None else not state
            case All(operands=operands):
                return all_of(self.value(each, bindings) for each in operands)
            case Any(operands=operands):
                return any_of(self.value(each, bindings) for each in operands)
            case Variable(name=name):
                return bindings[name]
            case Follow(source=source, relation=relation):
                node = self.value(source, bindings)
                return None if node is None else node.follow(relation)
            case _:
                return self._rarer(term, bindings)

    def _rarer(self, term: Rarer, bindings: Bindings) -> AnyValue:
        match term:
            case Resolved(term=inner):
                return self.value(inner, bindings)
            case Unknown() | ParameterValue():
                return None
            case AsOf():
                return self._as_of
            case InCurrency(operand=operand, currency=currency):
                return self.value(operand, bindings) if currency == self._currency else None
            case OneOf(operand=operand, values=values):
                return self._one_of(operand, values, bindings)
            case Case():
                return self._case(term, bindings)
            case IsKnown(operand=operand):
                return is_known(self.value(operand, bindings), kind_of(operand))
            case Aggregate():
                return self._aggregate(term, bindings)
            case Pick():
                return self._pick(term, bindings)
            case _:
                return self._computed(term, bindings)

    def _computed(self, term: Computed, bindings: Bindings) -> AnyValue:
        match term:
            case Convert(operand=operand, type=type):
                return self._convert(self.value(operand, bindings), type_of(operand), type)
            case Worst(operands=operands, type=type):
                masks = [self.value(each, bindings) for each in operands]
                return worst_of(masks, self._places(type))
            case Shift(operand=operand, places=places, type=type):
                return self._shift(self.value(operand, bindings), places, type)
            case PastDue(source=source, tolerance=tolerance, convention=convention):
                node = self.value(source, bindings)
                if node is None:
                    return None
                allowed = self.value(tolerance, bindings)
                return days_past_due(
                    node.members("schedule"), node.members("repayments"), allowed, convention, self._as_of
                )
            case Arithmetic(operator=operator, left=left, right=right):
                values = self.value(left, bindings), self.value(right, bindings)
                return None if None in values else arithmetic(operator, *values, kind_of(left), kind_of(right))
            case Negate(operand=operand):
                value = self.value(operand, bindings)
                if isinstance(value, tuple):
                    return -value[1], -value[0]
                return None if value is None else -value
            case Ratio(numerator=numerator, denominator=denominator):
                values = self.value(numerator, bindings), self.value(denominator, bindings)
                return None if None in values else ratio_of(*values)
            case Quotient(operand=operand):
                ratio = self.value(operand, bindings)
                return None if ratio is None or ratio[0] != ratio[1] else ARITHMETIC.divide(ratio[0], ratio[2])
            case Apply(function=function, arguments=arguments):
                given = [self.value(each, bindings) for each in arguments]
                return None if None in given else IMPLEMENTATIONS[function](*given)
        assert_never(term)

    def given(self, term: Field, bindings: Bindings) -> AnyValue:
        """Return what the record gives for the field, a value of an ordered enumeration as its place."""
        node = self.value(term.source, bindings)
        if node is None:
            return None
        value = node.fields.get(term.name) if term.store == "field" else node.fields[term.store].get(term.name)
        if value is None:
            return None
        if term.money and not isinstance(value, (int, str)) and hasattr(value, "amount"):
            return value.amount
        if term.type.kind is Kind.RANK:
            values = self._enumerations[str(term.type.name)].values
            if value not in values:
                raise UnexpectedValueError(node.entity, term.name, str(value), str(term.type.name))
            return values.index(value)
        return value

    def members(
        self, steps: tuple[Step, ...], bindings: Bindings, node: Node | None
    ) -> list[tuple[Bindings, bool]] | None:
        """Return the entities reached from ``node``, each as bindings and whether it surely counts.

        ``None`` where a relation on the way was not supplied.
        """
        if node is None:
            return None
        reached: list[tuple[Bindings, bool, Node]] = [(bindings, True, node)]
        for step in steps:
            following: list[tuple[Bindings, bool, Node]] = []
            for before, sure, source in reached:
                members = self._paths.members(source, step.relation)
                if members is None:
                    return None
                for member in members:
                    inner = {**before, step.variable: member}
                    state = True if step.where is None else self.value(step.where, inner)
                    if state is not False:
                        following.append((inner, sure and state is True, member))
            reached = following
        return [(inner, sure) for inner, sure, _ in reached]

    def _compare(self, operator: AnyValue, left: Term, right: Term, bindings: Bindings) -> bool | None:
        one = self.value(left, bindings)
        other = self.value(right, bindings)
        if one is None or other is None:
            return None
        if kind_of(left) is Kind.MASK:
            return compare_masks(operator, one, other, self._places(type_of(left)))
        if kind_of(left) in NUMERIC:
            return compare_ranges(operator, one, other)
        if isinstance(one, Node):
            same: bool = one is other
            return same if operator == "=" else not same
        return holds(operator, one, other)

    def _one_of(self, operand: Term, values: tuple[Term, ...], bindings: Bindings) -> bool | None:
        value = self.value(operand, bindings)
        if value is None:
            return None
        others = [self.value(each, bindings) for each in values]
        # One value that is unknown leaves all unknown.
        return None if None in others else value in others

    def _outcome(self, term: OutcomeOf, bindings: Bindings) -> AnyValue:
        node = self.value(term.source, bindings)
        kind = term.type.kind
        if node is None:
            return any_outcome(self._definition(term.name), self._places(term.type)) if kind is Kind.MASK else None
        answer = self._decide(term.name, node)
        if kind is Kind.BOUNDS:
            return answer.bounds
        if kind is Kind.LIST:
            words = self._enumerations[str(term.type.name)].values
            return tuple(words[place] for place in answer.sure), tuple(words[place] for place in answer.possible)
        return seen_mask(answer.mask, self._places(term.type), prudent=self._prudent(term.name))

    def _case(self, term: Case, bindings: Bindings) -> AnyValue:
        possible: list[AnyValue] = []
        certain = True
        for condition, value in term.branches:
            state = self.value(condition, bindings)
            if state is not False:
                possible.append(self.value(value, bindings))
            if state is True:
                break
            certain = certain and state is False
        else:
            possible.append(self.value(term.otherwise, bindings))
        if certain:
            return possible[-1]
        if term.type.kind is Kind.MASK:
            mask = 0
            for each in possible:
                mask |= each
            return mask
        first = possible[0]
        return first if first is not None and all(each == first for each in possible) else None

    def _convert(self, value: AnyValue, source: TermType, target: TermType) -> AnyValue:
        match target.kind:
            case Kind.BOUNDS:
                return value if value is None or source.kind is Kind.BOUNDS else (value, value)
            case Kind.RATIO:
                return value if value is None or source.kind is Kind.RATIO else range_of(value)
            case Kind.NUMBER:
                if not isinstance(value, tuple):
                    return value
                return value[0] if value[0] == value[1] else None
            case Kind.MASK:
                if source.kind is Kind.MASK:
                    return value
                return (1 << self._places(target)) - 1 if value is None else 1 << value
            case Kind.RANK:
                if source.kind is Kind.RANK or value is None:
                    return value
                place = value.bit_length() - 1
                return place if value == 1 << place and place < self._places(target) else None
            case _:
                raise InternalError(f"explaining: nothing converts to {target.kind.value}")

    def _shift(self, value: AnyValue, places: int, type: TermType) -> AnyValue:
        last = self._places(type) - 1
        if type.kind is Kind.RANK:
            return None if value is None else min(max(value + places, 0), last)
        moved = value & (1 << (last + 1))
        for place in range(last + 1):
            if value >> place & 1:
                moved |= 1 << min(max(place + places, 0), last)
        return moved

    def _aggregate(self, term: Aggregate, bindings: Bindings) -> AnyValue:
        members = self.members(term.steps, bindings, self.value(term.source, bindings))
        if members is None:
            return None
        if term.function == "count" or term.value is None:
            return sum(sure for _, sure in members), len(members)
        values = [(self.value(term.value, inner), sure) for inner, sure in members]
        match term.function:
            case "some":
                return any_of(value if sure else all_of((None, value)) for value, sure in values)
            case "every":
                return all_of(value if sure else any_of((None, value)) for value, sure in values)
            case "sum":
                return _sum_of(values)
            case "min" | "max":
                return _extreme_of(values, largest=term.function == "max", exact=term.type.kind is Kind.DATE)
        assert_never(term.function)

    def _pick(self, term: Pick, bindings: Bindings) -> Node | None:
        members = self.members(term.steps, bindings, self.value(term.source, bindings))
        if not members or not all(sure for _, sure in members):
            return None
        variable = term.steps[-1].variable
        nodes = [inner[variable] for inner, _ in members]
        keys = [tuple(node.id if name == "id" else node.fields.get(name) for name in term.order) for node in nodes]
        if any(None in key for key in keys):
            return None
        chosen = (max if term.function == "last" else min)(range(len(nodes)), key=keys.__getitem__)
        return nodes[chosen]

    def _places(self, type: TermType) -> int:
        return len(self._enumerations[str(type.name)].values)


def all_of(states: AnyValue) -> bool | None:
    """Return Kleene's conjunction."""
    result: bool | None = True
    for state in states:
        if state is False:
            return False
        if state is None:
            result = None
    return result


def any_of(states: AnyValue) -> bool | None:
    """Return Kleene's disjunction."""
    result: bool | None = False
    for state in states:
        if state is True:
            return True
        if state is None:
            result = None
    return result


def is_known(value: AnyValue, kind: Kind) -> bool:
    """Return whether ``value`` is exactly known."""
    if kind is Kind.MASK:
        return int(value).bit_count() == 1
    if value is None:
        return False
    if kind in (Kind.BOUNDS, Kind.RATIO, Kind.LIST):
        return bool(value[0] == value[1])
    return True


def outcome_in(mask: int, accepted: int) -> bool | None:
    """Return whether every possible outcome is accepted, or none, or only some (``None``)."""
    if not mask & accepted:
        return False
    return None if mask & ~accepted else True


def compare_masks(operator: ComparisonOperator, left: int, right: int, places: int) -> bool | None:
    """Return whether ``left operator right`` for every possible pair; *not applicable* compares as false."""
    states = {
        one < places and other < places and holds(operator, one, other)
        for one in places_in(left)
        for other in places_in(right)
    }
    return None if len(states) > 1 else states == {True}


def seen_mask(mask: int, places: int, *, prudent: bool) -> int:
    """Return the outcomes that other decisions see: of a prudent decision only the worst that is possible."""
    if not prudent:
        return mask
    outcomes = mask & ((1 << places) - 1)
    return 1 << (outcomes.bit_length() - 1) if outcomes else mask


def places_in(mask: int) -> Iterator[int]:
    """Yield the places whose bits are set, from the best."""
    place = 0
    while mask >> place:
        if mask >> place & 1:
            yield place
        place += 1


def worst_of(masks: list[int], places: int) -> int:
    """Return what the worst of one outcome from each can be; *not applicable* counts as the best."""
    possible = {-1}
    for mask in masks:
        mine = [-1 if place == places else place for place in places_in(mask)]
        possible = {max(one, other) for one in possible for other in mine}
    result = 0
    for place in possible:
        result |= 1 << (places if place == -1 else place)
    return result


def _sum_of(values: list[tuple[AnyValue, bool]]) -> AnyValue:
    low = high = ARITHMETIC.create_decimal(0)
    for value, sure in values:
        if value is None:
            return None
        least, most, _ = range_of(value)
        low = ARITHMETIC.add(low, least if sure else min(least, 0))
        high = ARITHMETIC.add(high, most if sure else max(most, 0))
    return low, high


def _extreme_of(values: list[tuple[AnyValue, bool]], *, largest: bool, exact: bool) -> AnyValue:
    pick = max if largest else min
    if not any(sure for _, sure in values) or any(value is None for value, _ in values):
        return None
    if exact:
        surely = pick(value for value, sure in values if sure)
        possibly = pick(value for value, _ in values)
        return surely if surely == possibly else None
    ranges = [(range_of(value), sure) for value, sure in values]
    low = pick(each[0] for each, sure in ranges if sure or not largest)
    high = pick(each[1] for each, sure in ranges if sure or largest)
    return low, high
