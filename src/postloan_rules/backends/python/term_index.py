"""Numbers for the terms of one function: equal terms share one, found without going down a deep term twice."""

from typing import Any

from postloan_rules.ir import nodes
from postloan_rules.ir.nodes import Step, Term
from postloan_rules.ir.walk import parts_of

TERMS = frozenset(
    {
        nodes.Constant,
        nodes.Unknown,
        nodes.ParameterValue,
        nodes.Resolved,
        nodes.InCurrency,
        nodes.AsOf,
        nodes.Variable,
        nodes.Follow,
        nodes.Field,
        nodes.FactOf,
        nodes.OutcomeOf,
        nodes.Not,
        nodes.All,
        nodes.Any,
        nodes.IsKnown,
        nodes.Compare,
        nodes.OneOf,
        nodes.OutcomeIn,
        nodes.CountOutcomes,
        nodes.Arithmetic,
        nodes.Negate,
        nodes.Ratio,
        nodes.Quotient,
        nodes.Convert,
        nodes.Case,
        nodes.Shift,
        nodes.Worst,
        nodes.Aggregate,
        nodes.Pick,
        nodes.PastDue,
        nodes.Apply,
    }
)


class TermIndex:
    """Per term: its number, the variables that it reads and does not bind, and its height.

    A term is remembered by identity, so it is kept alive here.
    """

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._shapes: dict[tuple[Any, ...], int] = {}
        self._kept: list[Term] = []
        self._free: list[frozenset[str]] = []
        self._heights: list[int] = []

    def number(self, term: Term) -> int:
        """Return the number of ``term``: the same for all terms equal to it."""
        known = self._numbers.get(id(term))
        if known is not None:
            return known
        waiting = [term]
        while waiting:
            current = waiting[-1]
            missing = [part for part in parts_of(current) if id(part) not in self._numbers]
            if missing:
                waiting.extend(missing)
            else:
                waiting.pop()
                self._add(current)
        return self._numbers[id(term)]

    def free(self, term: Term) -> frozenset[str]:
        """Return the names of the variables that ``term`` reads and does not bind."""
        return self._free[self.number(term)]

    def height(self, term: Term) -> int:
        """Return how many terms stand on the longest way down, the term itself included."""
        return self._heights[self.number(term)]

    def _add(self, term: Term) -> None:
        shape = (type(term), *[self._shape(getattr(term, name)) for name in term.__slots__])
        number = self._shapes.setdefault(shape, len(self._shapes))
        self._numbers[id(term)] = number
        self._kept.append(term)
        if number == len(self._free):
            self._free.append(self._variables(term))
            self._heights.append(1 + max((self.height(part) for part in parts_of(term)), default=0))

    def _shape(self, value: Any) -> Any:
        kind = type(value)
        if kind in TERMS:
            return (TermIndex, self._numbers[id(value)])
        if kind is tuple:
            return tuple([self._shape(each) for each in value])
        if kind is Step:
            return (Step, value.relation, value.entity, value.variable, self._shape(value.where))
        # True is 1 and 1.0 is 1, but they are not the same constant.
        return (kind, value)

    def _variables(self, term: Term) -> frozenset[str]:
        match term:
            case nodes.Variable(name=name):
                return frozenset({name})
            case nodes.Aggregate(source=source, steps=steps, value=value):
                return self.free(source) | self._inside(steps, value)
            case nodes.Pick(source=source, steps=steps):
                return self.free(source) | self._inside(steps, None)
            case _:
                free = [self.free(part) for part in parts_of(term)]
                return free[0] if len(free) == 1 else frozenset().union(*free)

    def _inside(self, steps: tuple[Step, ...], value: Term | None) -> frozenset[str]:
        free = frozenset[str]() if value is None else self.free(value)
        for step in reversed(steps):
            free = free if step.where is None else free | self.free(step.where)
            free = free - {step.variable}
        return free
