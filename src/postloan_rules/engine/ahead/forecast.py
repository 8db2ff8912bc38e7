"""When the answer to a question can change at the earliest, if nothing happens but that days pass.

No day is tried that nothing points to: each comparison with the day, or with what counts from it, is solved for the
day on which it turns. Whatever cannot be solved may change the next day.
"""

from datetime import date
from typing import Any as AnyValue

from postloan_rules.engine.ahead.computing import (
    applied,
    compared,
    lifted,
    linear,
    product,
    quotient,
    tomorrow,
)
from postloan_rules.engine.ahead.course import (
    FOREVER,
    Course,
    Moving,
    Steady,
    clipped,
    direction_of,
    first_change,
    slope_of,
    together,
    turned,
    value_at,
)
from postloan_rules.engine.ahead.movers import Movers
from postloan_rules.engine.bench import Bench
from postloan_rules.engine.interpret import Bindings, all_of, any_of, is_known
from postloan_rules.engine.past_due import days_past_due
from postloan_rules.engine.quantities import arithmetic, range_of, ratio_of
from postloan_rules.ir.nodes import (
    Aggregate,
    All,
    Any,
    Apply,
    Arithmetic,
    AsOf,
    Case,
    Compare,
    Convert,
    FactOf,
    Field,
    InCurrency,
    IsKnown,
    Negate,
    Not,
    OneOf,
    OutcomeIn,
    OutcomeOf,
    PastDue,
    Pick,
    Quotient,
    Ratio,
    Resolved,
    Shift,
    Step,
    Term,
    Worst,
)
from postloan_rules.ir.program import DecisionTerm, FactTerm
from postloan_rules.ir.record import Node
from postloan_rules.ir.type_of import kind_of
from postloan_rules.ir.types import Kind
from postloan_rules.ir.values import ARITHMETIC

_SUMS = {"+": (1, 1), "-": (1, -1)}


class Forecast:
    """What can be foreseen on one day from one record. ``bench`` holds the record of that day.

    Nobody asks for days from ``end`` on: a change on one of them is told as one on ``end``.
    """

    def __init__(self, bench: Bench, movers: Movers, end: date) -> None:
        self._bench = bench
        self._day = bench.as_of
        self._movers = movers
        self._end = end
        self._decisions: dict[tuple[str, int], date] = {}
        self._facts: dict[tuple[str, str, int], Course] = {}

    def until(self, definition: DecisionTerm, node: Node | None) -> date:
        """Return the first day on which ``definition`` may say something else about ``node``."""
        if node is None or (definition.entity, definition.name) not in self._movers.definitions:
            return FOREVER
        key = (definition.name, id(node))
        if key not in self._decisions:
            self._decisions[key] = self._until(definition, node)
        return self._decisions[key]

    def _until(self, definition: DecisionTerm, node: Node) -> date:
        bindings = {definition.entity: node}
        until = FOREVER
        if definition.applies is not None:
            applies = self._steady(definition.applies, bindings)
            if applies.value is False:
                return applies.until
            until = applies.until
        for rule in definition.rules:
            if rule.python is not None:
                return tomorrow(self._day)
            condition = self._steady(rule.condition, bindings)
            until = min(until, condition.until)
            if condition.value is not False:
                until = min(until, self._steady(rule.outcome, bindings).until)
        return until

    def _steady(self, term: Term, bindings: Bindings) -> Steady:
        """Return the value and how long it certainly stays: until tomorrow where it moves."""
        course = self.course(term, bindings)
        if isinstance(course, Steady):
            return course
        return Steady(course.at(self._day), min(tomorrow(self._day), course.until))

    def course(self, term: Term, bindings: Bindings) -> Course:
        """Return how the value of ``term`` runs on."""
        if not self._movers.moves(term):
            return Steady(self._value(term, bindings))
        match term:
            case All(operands=operands):
                return self._junction(operands, bindings, settles=False)
            case Any(operands=operands):
                return self._junction(operands, bindings, settles=True)
            case Not(operand=operand):
                state = self._steady(operand, bindings)
                return Steady(None if state.value is None else not state.value, state.until)
            case Compare(operator=operator, left=left, right=right):
                if kind_of(left) in (Kind.MASK, Kind.ENTITY, Kind.LIST):
                    return self._by_parts(term, (left, right), bindings)
                return compared(
                    operator, self.course(left, bindings), self.course(right, bindings), kind_of(left), self._day
                )
            case OneOf(operand=operand, values=values):
                return self._one_of(term, operand, values, bindings)
            case FactOf():
                return self._fact(term, bindings)
            case OutcomeOf():
                source = self._steady(term.source, bindings)
                until = self.until(self._bench.day.decisions[term.name], source.value)
                return Steady(self._value(term, bindings), min(source.until, until))
            case OutcomeIn(operand=operand) | Shift(operand=operand):
                return self._by_parts(term, (operand,), bindings)
            case Worst(operands=operands):
                return self._by_parts(term, operands, bindings)
            case IsKnown(operand=operand):
                course = self.course(operand, bindings)
                return Steady(is_known(value_at(course, self._day), kind_of(operand)), course.until)
            case Case():
                return self._case(term, bindings)
            case Resolved(term=inner):
                return self.course(inner, bindings)
            case _:
                return self._computed(term, bindings)

    def _computed(self, term: Term, bindings: Bindings) -> Course:
        match term:
            case AsOf():
                return Moving(lambda day: day, 1, 1, self._end)
            case Field():
                return self._field(term, bindings)
            case InCurrency(operand=operand, currency=currency):
                course = self.course(operand, bindings)
                return course if currency == self._bench.context.currency else Steady(None)
            case Arithmetic():
                return self._arithmetic(term, bindings)
            case Negate(operand=operand):
                course = self.course(operand, bindings)
                slope = slope_of(course)
                return lifted(_negative, (course,), self._day, turned(course, -1), None if slope is None else -slope)
            case Ratio(numerator=above, denominator=below):
                return quotient(ratio_of, self.course(above, bindings), self.course(below, bindings), self._day)
            case Quotient(operand=operand):
                course = self.course(operand, bindings)
                return lifted(_divided, (course,), self._day, direction_of(course))
            case Convert():
                return self._convert(term, bindings)
            case Apply(function=function, arguments=arguments):
                return applied(function, [self.course(each, bindings) for each in arguments], self._day)
            case PastDue():
                return self._past_due(term, bindings)
            case Aggregate():
                return self._aggregate(term, bindings)
            case Pick(source=source, steps=steps):
                _, until = self._members(source, steps, bindings)
                return Steady(self._value(term, bindings), until)
            case _:
                # Whatever else there is: its value is known today.
                return Steady(self._value(term, bindings), tomorrow(self._day))

    def _value(self, term: Term, bindings: Bindings) -> AnyValue:
        return self._bench.interpreter.value(term, bindings)

    def _by_parts(self, term: Term, parts: tuple[Term, ...], bindings: Bindings) -> Steady:
        until = min(self._steady(part, bindings).until for part in parts)
        return Steady(self._value(term, bindings), until)

    def _junction(self, operands: tuple[Term, ...], bindings: Bindings, *, settles: bool) -> Steady:
        """Return a conjunction (settled by false) or disjunction (settled by true): settled while one part settles."""
        states: list[Steady] = []
        for operand in operands:
            state = self._steady(operand, bindings)
            if state.value is settles and state.until == FOREVER:
                return state
            states.append(state)
        settled = [each.until for each in states if each.value is settles]
        if settled:
            return Steady(settles, max(settled))
        values = [each.value for each in states]
        value = any_of(values) if settles else all_of(values)
        return Steady(value, min((each.until for each in states), default=FOREVER))

    def _one_of(self, term: Term, operand: Term, values: tuple[Term, ...], bindings: Bindings) -> Steady:
        course = self.course(operand, bindings)
        kind = kind_of(operand)
        untils = [compared("=", course, self.course(each, bindings), kind, self._day).until for each in values]
        return Steady(self._value(term, bindings), min(untils, default=course.until))

    def _fact(self, term: FactOf, bindings: Bindings) -> Course:
        source = self._steady(term.source, bindings)
        node = source.value
        fact = self._bench.day.facts.get((term.entity, term.name))
        if node is None or fact is None:
            return Steady(self._value(term, bindings), source.until)
        key = (term.entity, term.name, id(node))
        if key not in self._facts:
            self._facts[key] = self._course_of_fact(fact, {term.entity: node})
        return clipped(self._facts[key], source.until)

    def _course_of_fact(self, fact: FactTerm, bindings: Bindings) -> Course:
        if fact.field is not None and self._value(fact.field, bindings) is not None:
            return self.course(fact.field, bindings)
        return Steady(None) if fact.formula is None else self.course(fact.formula, bindings)

    def _field(self, term: Field, bindings: Bindings) -> Course:
        source = self._steady(term.source, bindings)
        value = self._value(term, bindings)
        node = source.value
        # A counter that stands at zero has not begun.
        if not value or node is None or (term.store, node.entity, term.name) not in self._movers.counters:
            return Steady(value, source.until)
        start = self._day
        return Moving(lambda day: value + (day - start).days, 1, 1, min(source.until, self._end))

    def _case(self, term: Case, bindings: Bindings) -> Course:
        possible: list[Course] = []
        until, certain = FOREVER, True
        for condition, value in term.branches:
            state = self._steady(condition, bindings)
            until = min(until, state.until)
            if state.value is not False:
                possible.append(self.course(value, bindings))
            if state.value is True:
                break
            certain = certain and state.value is False
        else:
            possible.append(self.course(term.otherwise, bindings))
        if certain:
            return clipped(possible[-1], until)
        moving = any(isinstance(each, Moving) for each in possible)
        until = min(until, *(each.until for each in possible))
        return Steady(self._value(term, bindings), min(until, tomorrow(self._day)) if moving else until)

    def _arithmetic(self, term: Arithmetic, bindings: Bindings) -> Course:
        kinds = kind_of(term.left), kind_of(term.right)
        courses = self.course(term.left, bindings), self.course(term.right, bindings)

        def of(left: AnyValue, right: AnyValue) -> AnyValue:
            return arithmetic(term.operator, left, right, *kinds)

        if term.operator == "*":
            return product(of, *courses, self._day)
        signs = _SUMS[term.operator]
        if Kind.MONTHS in kinds and Kind.DATE in kinds:
            return lifted(of, courses, self._day, together(courses, signs))
        return linear(of, courses, signs, self._day)

    def _convert(self, term: Convert, bindings: Bindings) -> Course:
        kinds = kind_of(term.operand), term.type.kind
        if kinds[0] not in (Kind.NUMBER, Kind.BOUNDS, Kind.RATIO):
            return self._by_parts(term, (term.operand,), bindings)
        course = self.course(term.operand, bindings)
        slope = None if kinds[0] is Kind.RATIO else slope_of(course)
        return lifted(
            lambda value: _in_kind(value, kinds[0], kinds[1]), (course,), self._day, direction_of(course), slope
        )

    def _past_due(self, term: PastDue, bindings: Bindings) -> Course:
        source, tolerance = self._steady(term.source, bindings), self._steady(term.tolerance, bindings)
        node, until = source.value, min(source.until, tolerance.until)
        if node is None:
            return Steady(None, until)
        schedule, repayments = node.members("schedule"), node.members("repayments")
        allowed, convention, today = tolerance.value, term.convention, self._day

        def at(day: date) -> int | None:
            return days_past_due(schedule, repayments, allowed, convention, day)

        now = at(today)
        if now is None:
            return Steady(None, until)
        # A payment that is dated ahead is one that the record knows of.
        paid = [each.fields.get("paid_on") for each in repayments or ()]
        until = min([until, self._end, *(day for day in paid if day is not None and day > today)])
        if now:
            # The oldest instalment stays the oldest one while nothing is paid.
            return Moving(lambda day: now + (day - today).days, 1, 1, until)
        return Steady(0, first_change(lambda day: at(day) == 0, today, until))

    def _members(
        self, source: Term, steps: tuple[Step, ...], bindings: Bindings
    ) -> tuple[list[tuple[Bindings, bool]] | None, date]:
        """Return what the steps reach, as the interpreter does, and how long that stays so."""
        start = self._steady(source, bindings)
        until = start.until
        if start.value is None:
            return None, until
        reached: list[tuple[Bindings, bool, Node]] = [(bindings, True, start.value)]
        for step in steps:
            following: list[tuple[Bindings, bool, Node]] = []
            for before, sure, node in reached:
                members = self._bench.paths.members(node, step.relation)
                if members is None:
                    return None, until
                for member in members:
                    inner = {**before, step.variable: member}
                    state = Steady(True) if step.where is None else self._steady(step.where, inner)
                    until = min(until, state.until)
                    if state.value is not False:
                        following.append((inner, sure and state.value is True, member))
            reached = following
        return [(inner, sure) for inner, sure, _ in reached], until

    def _aggregate(self, term: Aggregate, bindings: Bindings) -> Course:
        members, until = self._members(term.source, term.steps, bindings)
        value = term.value
        if members is None or value is None or not members or not self._movers.moves(value):
            return Steady(self._value(term, bindings), until)
        courses = [self.course(value, inner) for inner, _ in members]
        until = min(until, *(each.until for each in courses))
        if all(isinstance(each, Steady) for each in courses):
            return Steady(self._value(term, bindings), until)
        known = all(value_at(each, self._day) is not None for each in courses)
        if not known or not all(sure for _, sure in members):
            return Steady(self._value(term, bindings), min(until, tomorrow(self._day)))
        exact_date = term.type.kind is Kind.DATE
        match term.function:
            case "sum":
                return clipped(linear(_sum, courses, [1] * len(courses), self._day), until)
            case "min" | "max":
                pick = min if term.function == "min" else max

                def of(*values: AnyValue) -> AnyValue:
                    if exact_date:
                        return pick(values)
                    ranges = [range_of(each) for each in values]
                    return pick(each[0] for each in ranges), pick(each[1] for each in ranges)

                return clipped(lifted(of, courses, self._day, together(courses, [1] * len(courses))), until)
            case _:
                return Steady(self._value(term, bindings), min(until, tomorrow(self._day)))


def _negative(value: AnyValue) -> AnyValue:
    return (-value[1], -value[0]) if isinstance(value, tuple) else -value


def _divided(ratio: AnyValue) -> AnyValue:
    return None if ratio[0] != ratio[1] else ARITHMETIC.divide(ratio[0], ratio[2])


def _in_kind(value: AnyValue, source: Kind, target: Kind) -> AnyValue:
    match target:
        case Kind.BOUNDS:
            return value if source is Kind.BOUNDS else (value, value)
        case Kind.RATIO:
            return value if source is Kind.RATIO else range_of(value)
        case _:
            if not isinstance(value, tuple):
                return value
            return value[0] if value[0] == value[1] else None


def _sum(*values: AnyValue) -> AnyValue:
    low = high = ARITHMETIC.create_decimal(0)
    for value in values:
        least, most, _ = range_of(value)
        low, high = ARITHMETIC.add(low, least), ARITHMETIC.add(high, most)
    return low, high
