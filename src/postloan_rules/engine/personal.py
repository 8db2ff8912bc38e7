"""What says something about a person: fields that are marked so, and what was computed from them."""

from collections.abc import Iterator

from postloan_rules.engine.day import PackDay
from postloan_rules.engine.plan import Members, Plan, PlanPart, given_by, plan_of
from postloan_rules.ir.lowered import LineText, ReasonTexts, RuleText
from postloan_rules.ir.nodes import Case, FactOf, Field, Follow, Term, Variable
from postloan_rules.ir.program import DecisionTerm
from postloan_rules.model.fields import personal_fields


class Taint:
    """Knows, for one pack on its day, what reads a personal field: directly, or through facts.

    What a decision says is not personal: a class has to be kept whoever asks to be forgotten.
    """

    def __init__(self, day: PackDay) -> None:
        self._day = day
        self._added = frozenset(f"{each.entity}.{each.name}" for each in day.pack.extension_fields if each.personal)
        self._facts = day.personal_facts

    def is_personal(self, entity: str, store: str, name: str) -> bool:
        """Return whether the value ``name`` in a ``store`` of an entity says something about a person."""
        if store == "facts":
            return self.fact(entity, name)
        return f"{entity}.{name}" in (personal_fields() if store == "field" else self._added)

    def fact(self, entity: str, name: str) -> bool:
        """Return whether a fact reads a personal field."""
        key = (entity, name)
        if key not in self._facts:
            # Facts never read themselves, so that nothing asks again before this is settled.
            fact = self._day.facts.get(key)
            given = None if fact is None else given_by(fact)
            self._facts[key] = fact is not None and (
                (given is not None and given.store != "facts" and self.is_personal(entity, given.store, given.name))
                or self._plan(self._day.plan_of_fact(fact))
            )
        return self._facts[key]

    def rules(self, decision: DecisionTerm) -> frozenset[str]:
        """Return the ids of the rules of ``decision`` whose condition, outcome or words read a personal field."""
        known = self._day.personal_rules.get(decision.name)
        if known is None:
            known = self._day.personal_rules[decision.name] = frozenset(self._personal_rules(decision))
        return known

    def _personal_rules(self, decision: DecisionTerm) -> Iterator[str]:
        texts = self._day.text_of(decision).rules
        for rule in decision.rules:
            text = texts.get(rule.id)
            words = () if text is None else _terms_in(text)
            if self._plan(plan_of((rule.condition, rule.outcome, *words))):
                yield rule.id

    def _plan(self, plan: Plan) -> bool:
        return any(self._part(each) for each in plan)

    def _part(self, part: PlanPart) -> bool:
        match part:
            case Field(source=source, name=name, store=store):
                return self.is_personal(_entity_of(source), store, name)
            case FactOf(entity=entity, name=name):
                return self.fact(entity, name)
            case Members(inner=inner):
                return self._plan(inner)
            case Case(branches=branches):
                return any(self._plan(plan_of((condition,))) for condition, _ in branches)
            case _:
                return False


def _entity_of(source: Term) -> str:
    match source:
        case Variable(entity=entity) | Follow(entity=entity):
            return entity
        case _:
            # Picked out of a relation by its values.
            return str(getattr(getattr(source, "type", None), "name", None) or getattr(source, "entity", ""))


def _terms_in(text: RuleText) -> Iterator[Term]:
    """Yield the terms in what a rule says in words."""
    for said in (text.reason, *(each.value for each in text.annotations)):
        match said:
            case ReasonTexts(zh=zh, en=en):
                yield from (each.term for each in (*zh, *en) if isinstance(each, LineText))
            case LineText(term=term):
                yield term
            case None:
                pass
