"""A pack on the days of one period: the compiled program and what there is to look up beside it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

from postloan_rules.backends.protocol import Answer, Compiled
from postloan_rules.engine.decision import NOT_APPLICABLE, Outcome, ParameterUse, Status
from postloan_rules.engine.given import Declared
from postloan_rules.engine.plan import Plan, Probes, plan_of
from postloan_rules.ir.lowered import DecisionText, LoweredPack
from postloan_rules.ir.nodes import Resolved
from postloan_rules.ir.program import DecisionTerm, FactTerm, Program, RuleTerm
from postloan_rules.ir.specialise import specialise_text
from postloan_rules.ir.types import Kind
from postloan_rules.light import dataclass, field
from postloan_rules.packs.definition import DecisionDefinition, Rule
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.text.bilingual import Bilingual

_MOST_ASKED = 100
"""Of how many lists of names it is kept what they are about."""
Reading = tuple[Outcome, Status, tuple[str, ...], Literal["prudent"] | None]
"""Outcome, status, possible outcomes, and what was assumed."""


@dataclass(frozen=True, slots=True)
class PackDay:
    """All that the decisions of one period share. The caches hold what is the same whoever computes it."""

    pack: CheckedPack
    lowered: LoweredPack
    declared: Declared
    day: date
    """The day of the period that it was made for."""
    program: Program
    compiled: Compiled
    decisions: Mapping[str, DecisionTerm]
    facts: Mapping[tuple[str, str], FactTerm]
    order: Mapping[str, int]
    """The place of each decision in the order in which they can be computed."""
    authored: Mapping[str, DecisionDefinition]
    rules: Mapping[str, Rule]
    missing: Mapping[str, tuple[str, ...]]
    """The decisions that cannot be made, with the parameters that have no value in the period."""
    prudent: frozenset[str] = frozenset()
    """The decisions that take the worst possible outcome."""
    _readings: dict[tuple[str, int, int | None, bool], Reading] = field(default_factory=dict)
    _plans: dict[tuple[str, str], Plan] = field(default_factory=dict)
    _texts: dict[str, DecisionText] = field(default_factory=dict)
    leading: dict[tuple[str, bool, str], Plan] = field(default_factory=dict)
    """What facts and decisions read, cut down to what can lead to decisions."""
    probes: dict[str, Probes] = field(default_factory=dict)
    behind: dict[tuple[str, tuple[bool, ...], tuple[str, ...]], tuple[tuple[DecisionTerm, str], ...]] = field(
        default_factory=dict
    )
    """The decisions behind a decision, by what they depend on, each with the entity that it is about."""
    rules_by_place: dict[tuple[str, tuple[int, ...]], tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, Bilingual]] = field(default_factory=dict)
    """The labels of the values of all enumerations."""
    personal_facts: dict[tuple[str, str], bool] = field(default_factory=dict)
    personal_rules: dict[str, frozenset[str]] = field(default_factory=dict)
    """Which facts, and which rules of each decision, read something personal, as far as it was asked."""
    uses: dict[Resolved, ParameterUse] = field(default_factory=dict)
    """What was found out about values of parameters."""
    about: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = field(default_factory=dict)
    """Which of several decisions are about an entity, in the order in which they can be computed."""
    uses_by_place: dict[int, ParameterUse] = field(default_factory=dict)
    """The same by the identity of terms of the program: a term is slow to look up by what it says."""

    def decisions_about(self, entity: str, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return which of the decisions ``names`` are about ``entity``, in the order in which they can be computed."""
        found = self.about.get((entity, names))
        if found is None:
            wanted = frozenset(names)
            found = tuple(name for name, each in self.decisions.items() if name in wanted and each.entity == entity)
            if len(self.about) < _MOST_ASKED:
                self.about[entity, names] = found
        return found

    def text_of(self, decision: DecisionTerm) -> DecisionText:
        """Return how ``decision`` reads in the period."""
        text = self._texts.get(decision.name)
        if text is None:
            text = specialise_text(self.lowered, self.lowered.texts[decision.entity, decision.name], self.day)
            self._texts[decision.name] = text
        return text

    def rules_at(self, decision: DecisionTerm, places: tuple[int, ...]) -> tuple[str, ...]:
        """Return the ids of the rules of ``decision`` at ``places``."""
        key = (decision.name, places)
        rules = self.rules_by_place.get(key)
        if rules is None:
            rules = self.rules_by_place[key] = tuple(decision.rules[place].id for place in places)
        return rules

    def values_of(self, decision: DecisionTerm) -> tuple[str, ...]:
        """Return the outcomes of ``decision``, best to worst; none where it is a number."""
        name = decision.type.name
        return () if name is None else self.program.enumerations[name].values

    def read(self, decision: DecisionTerm, answer: Answer) -> Reading:
        """Return what ``answer`` says in words."""
        if decision.type.kind is not Kind.MASK:
            return _read_bounds(answer) if decision.type.kind is Kind.BOUNDS else self._read_list(decision, answer)
        key = (decision.name, answer.mask, answer.proved, answer.conflict)
        reading = self._readings.get(key)
        if reading is None:
            reading = _read_mask(self.values_of(decision), decision, answer)
            self._readings[key] = reading
        return reading

    def _read_list(self, decision: DecisionTerm, answer: Answer) -> Reading:
        values = self.values_of(decision)
        possible = tuple(values[place] for place in sorted(set(answer.possible)))
        if answer.mask >> len(values) & 1:
            # An empty list is no value: that nothing is possible does not say that the decision does not apply.
            status = Status.NOT_APPLICABLE if answer.excluded else Status.UNKNOWN
            return None, status, (*possible, NOT_APPLICABLE), None
        outcome = tuple(values[place] for place in answer.sure)
        return outcome, Status.CERTAIN if answer.sure == answer.possible else Status.AT_LEAST, possible, None

    def plan_of_fact(self, fact: FactTerm) -> Plan:
        """Return what has to be looked at to know all that the formula of ``fact`` reads."""
        key = (fact.entity, "fact " + fact.name)
        plan = self._plans.get(key)
        if plan is None:
            plan = plan_of(() if fact.formula is None else (fact.formula,))
            self._plans[key] = plan
        return plan

    def plan_of_condition(self, decision: DecisionTerm, rule: RuleTerm) -> Plan:
        """Return what the condition of ``rule`` reads directly."""
        key = (decision.entity, f"rule {rule.id} of {decision.name}")
        plan = self._plans.get(key)
        if plan is None:
            plan = self._plans[key] = plan_of((rule.condition,))
        return plan

    def plan_of_decision(self, decision: DecisionTerm) -> Plan:
        """Return what has to be looked at to know all that ``decision`` reads."""
        key = (decision.entity, decision.name)
        plan = self._plans.get(key)
        if plan is None:
            terms = [term for rule in decision.rules for term in (rule.condition, rule.outcome)]
            plan = plan_of(tuple(terms) if decision.applies is None else (decision.applies, *terms))
            self._plans[key] = plan
        return plan


def _read_mask(values: tuple[str, ...], decision: DecisionTerm, answer: Answer) -> Reading:
    outside = 1 << len(values)
    places = [place for place in range(len(values)) if answer.mask >> place & 1]
    possible = tuple(values[place] for place in places)
    if answer.mask & outside:
        possible = (*possible, NOT_APPLICABLE)
    if answer.conflict:
        return None, Status.UNKNOWN, possible, None
    if not places:
        return None, Status.NOT_APPLICABLE, possible, None
    if answer.proved is not None:
        status = Status.CERTAIN if len(possible) == 1 else Status.AT_LEAST
    else:
        status = Status.UNKNOWN
    if decision.prudent and status is not Status.CERTAIN:
        return possible[len(places) - 1], status, possible, "prudent"
    return None if answer.proved is None else values[answer.proved], status, possible, None


def _read_bounds(answer: Answer) -> Reading:
    if answer.bounds is None:
        # An aggregate has no values but numbers, so a mask can only say that the decision may not apply.
        if answer.excluded:
            return None, Status.NOT_APPLICABLE, (NOT_APPLICABLE,), None
        return None, Status.UNKNOWN, (NOT_APPLICABLE,) if answer.mask & 1 else (), None
    low, high = (Decimal(end) for end in answer.bounds)
    if low == high:
        return low, Status.CERTAIN, (_digits(low),), None
    return None, Status.UNKNOWN, (_digits(low), _digits(high)), None


def _digits(number: Decimal) -> str:
    return f"{number.normalize() + 0:f}"
