"""What could be otherwise in a record: the values that terms read, and the values at and around their limits."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from postloan_rules.engine.bench import Bench
from postloan_rules.engine.interpret import Bindings, Interpreter
from postloan_rules.engine.paths import Paths
from postloan_rules.engine.subjects import REACHED
from postloan_rules.ir.nodes import (
    Aggregate,
    Arithmetic,
    Compare,
    Constant,
    FactOf,
    Field,
    Follow,
    OneOf,
    Pick,
    Resolved,
    Term,
    Variable,
)
from postloan_rules.ir.program import EnumerationTable
from postloan_rules.ir.types import Kind
from postloan_rules.ir.walk import terms_in
from postloan_rules.light import dataclass
from postloan_rules.model.fields import Kind as FieldKind
from postloan_rules.model.fields import fields_of
from postloan_rules.packs.pack import CheckedPack

_MOST_NUMBERS = 24
_ONE = Decimal(1)
_CENT = Decimal("0.01")
_MONTH = 31


@dataclass(frozen=True, slots=True)
class Reading:
    """A value that a term reads: ``path`` is what a case calls it. Of members of a relation, ``relation`` is the path
    of that, and ``path`` the name of the field of each member."""

    term: Field | FactOf
    path: str
    relation: str | None
    entity: str


def readings_in(terms: Iterable[Term]) -> tuple[Reading, ...]:
    """Return what ``terms`` read of the entities of the record and of the members of their relations, each once."""
    found: dict[Term, Reading] = {}
    for term in terms:
        relations = dict(_relations_in(term))
        for each in terms_in(term):
            if isinstance(each, Field | FactOf) and each not in found:
                reading = _reading(each, relations)
                if reading is not None:
                    found[each] = reading
    return tuple(found.values())


def relations_in(terms: Iterable[Term]) -> tuple[str, ...]:
    """Return the paths of the relations whose members ``terms`` look at."""
    return tuple(dict.fromkeys(path for term in terms for path, _ in dict(_relations_in(term)).values()))


def _relations_in(term: Term) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield, by the variable of its members, the path of each relation of one step and the entity of its members."""
    for each in terms_in(term):
        if isinstance(each, Aggregate | Pick):
            root = root_of(each.source)
            if root is not None:
                step = each.steps[0]
                yield step.variable, (f"{root}.{step.relation}", step.entity)


def _reading(term: Field | FactOf, relations: Mapping[str, tuple[str, str]]) -> Reading | None:
    if isinstance(term.source, Variable) and term.source.name in relations:
        relation, entity = relations[term.source.name]
        return Reading(term, term.name, relation, entity)
    root = root_of(term.source)
    return None if root is None else Reading(term, f"{root}.{term.name}", None, root)


def root_of(source: Term) -> str | None:
    """Return the entity that ``source`` leads to where the record has only one of it."""
    match source:
        case Variable(name=name, entity=entity):
            return entity if name == entity else None
        case Follow(entity=entity) if entity in REACHED:
            return entity
        case _:
            return None


def values_for(reading: Reading, terms: Iterable[Term], bench: Bench, pack: CheckedPack) -> tuple[Any, ...]:
    """Return the values of ``reading``, as terms see them, that may make a difference to ``terms``, and unknown."""
    type = reading.term.type
    match type.kind:
        case Kind.BOOLEAN:
            return True, False, None
        case Kind.RANK:
            return (*range(len(_table(bench, str(type.name)).values)), None)
        case Kind.STRING:
            if type.name is not None:
                return (*_table(bench, type.name).values, None)
            return (*_words_in(terms), None)
        case Kind.DATE:
            return (*_days(bench.as_of, terms), None)
        case Kind.NUMBER | Kind.BOUNDS | Kind.RATIO:
            return (*_numbers(reading, terms, pack), None)
        case _:
            return ()


def _table(bench: Bench, name: str) -> EnumerationTable:
    return bench.day.program.enumerations[name]


def _words_in(terms: Iterable[Term]) -> tuple[str, ...]:
    found = [each.value for each in _constants(terms) if isinstance(each.value, str)]
    return tuple(dict.fromkeys([*found, "other"]))


def _constants(terms: Iterable[Term]) -> Iterator[Constant]:
    for term in terms:
        for each in terms_in(term):
            if isinstance(each, Constant):
                yield each


def _limits(terms: Iterable[Term]) -> Iterator[Decimal]:
    """Yield the numbers that stand in ``terms``, and sums of two of which one is a parameter that was moved."""
    for term in terms:
        for each in terms_in(term):
            if isinstance(each, Arithmetic):
                left, right = _number_of(each.left), _number_of(each.right)
                if left is not None and right is not None:
                    yield left + right if each.operator == "+" else left - right
            elif isinstance(each, Compare | OneOf):
                continue
            number = _number_of(each)
            if number is not None:
                yield number


def _number_of(term: Term) -> Decimal | None:
    while isinstance(term, Resolved):
        term = term.term
    if isinstance(term, Constant) and term.type.kind in (Kind.NUMBER, Kind.DAYS, Kind.MONTHS):
        value = term.value
        return Decimal(value) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else None
    return None


def _numbers(reading: Reading, terms: Iterable[Term], pack: CheckedPack) -> tuple[Decimal, ...]:
    step = _step_of(reading, pack)
    found: dict[Decimal, None] = {}
    for limit in dict.fromkeys(_limits(terms)):
        found.update(dict.fromkeys((limit, limit + step, limit - step)))
    found.update(dict.fromkeys((Decimal(0), step, _ONE)))
    return tuple(each for each in found if each >= 0 or step is not _ONE)[:_MOST_NUMBERS]


def _step_of(reading: Reading, pack: CheckedPack) -> Decimal:
    term = reading.term
    if isinstance(term, Field):
        shape = fields_of(term.source.entity).get(term.name) if isinstance(term.source, Variable | Follow) else None
        if shape is not None:
            return _ONE if shape.kind is FieldKind.WHOLE else _CENT
    fact = next((each for each in pack.facts if (each.entity, each.name) == (reading.entity, term.name)), None)
    return _ONE if fact is not None and fact.unit in ("days", "months", "years", "count") else _CENT


def _days(as_of: date, terms: Iterable[Term]) -> tuple[date, ...]:
    listed = list(terms)
    found: dict[date, None] = {}
    for constant in _constants(listed):
        if isinstance(constant.value, date):
            found.update(dict.fromkeys(_around(constant.value)))
    found.update(dict.fromkeys(_around(as_of)))
    for number in dict.fromkeys(_limits(listed)):
        if number != number.to_integral_value() or abs(number) > 40 * 366:
            continue
        for day in (_later(as_of, -int(number)), _later(as_of, int(number))):
            found.update(dict.fromkeys(_around(day)))
        for day in (_months_later(as_of, -int(number)), _months_later(as_of, int(number))):
            found.update(dict.fromkeys(_around(day)))
    return tuple(found)


def _around(day: date) -> tuple[date, ...]:
    return day, _later(day, -1), _later(day, 1)


def _later(day: date, days: int) -> date:
    return day + timedelta(days=days)


def _months_later(day: date, months: int) -> date:
    if abs(months) > 40 * 12:
        return day
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    last = (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


class Supposing(Interpreter):
    """Evaluates terms for one record in which some values are supposed to be others."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(
            as_of=bench.as_of,
            currency=bench.context.currency,
            enumerations=bench.day.program.enumerations,
            decide=bench.answer,
            fact=lambda entity, name, node: bench.day.compiled.fact(entity, name, node, bench.context),
            prudent=bench.day.prudent.__contains__,
            definition=bench.day.decisions.__getitem__,
            paths=Paths(bench.graph.roots),
        )
        self.supposed: Mapping[Term, Any] = {}

    def value(self, term: Term, bindings: Bindings) -> Any:
        """Return the value of ``term``, the supposed one where there is one."""
        if isinstance(term, Field | FactOf) and term in self.supposed:
            return _in_form(self.supposed[term], term.type.kind)
        return super().value(term, bindings)


def _in_form(value: Any, kind: Kind) -> Any:
    if value is None:
        return None
    if kind is Kind.BOUNDS:
        return value, value
    return (value, value, _ONE) if kind is Kind.RATIO else value


def case_value(reading: Reading, value: Any, bench: Bench) -> Any:
    """Return ``value`` as a case writes it: a place in an enumeration as its word."""
    if reading.term.type.kind is Kind.RANK and value is not None:
        return _table(bench, str(reading.term.type.name)).values[value]
    return value
