"""Mutants held against cases: a mutant that no case notices shows what the cases do not hold still."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from typing import NamedTuple

from postloan_rules.analysis.equivalence import equivalent
from postloan_rules.analysis.machine import changed_day, readers_of
from postloan_rules.analysis.mutant import Mutant
from postloan_rules.analysis.trial import Trial, decided, differences_of
from postloan_rules.engine.day import PackDay
from postloan_rules.engine.engine import Engine
from postloan_rules.errors import InternalError, PostloanRulesError
from postloan_rules.ir.from_added import AddedTerms
from postloan_rules.ir.nodes import Term
from postloan_rules.ir.program import DecisionTerm, FactTerm, RuleTerm
from postloan_rules.ir.reading import Definition, Key, key_of
from postloan_rules.ir.record import Node
from postloan_rules.ir.specialise import specialise_term
from postloan_rules.light import dataclass, replace
from postloan_rules.packs.definition import DecisionDefinition, FactDefinition


class Fate(Enum):
    """What became of a mutant."""

    KILLED = "killed"
    """A case fails under it."""
    UNNOTICED = "unnoticed"
    """It makes a difference in a case, but none that the case expects anything about."""
    UNREACHED = "unreached"
    """It makes no difference in any case."""
    EQUIVALENT = "equivalent"
    """It means the same on every day for which there are cases."""


class Sample(NamedTuple):
    """How many mutants of each chapter are tried, all where ``size`` is ``None``, and which: by ``seed``."""

    size: int | None = None
    seed: int = 7


@dataclass(frozen=True, slots=True)
class Result:
    """A mutant and its fate; ``trial`` is the case that fails, or else one in which it makes a difference."""

    mutant: Mutant
    fate: Fate
    trial: Trial | None = None


class MutatedPack:
    """Makes definitions with a change into definitions of a day, and decides with them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lowered = engine.lowered
        self._added = AddedTerms(engine.pack, engine.lowered)
        self._readers = readers_of(engine.lowered.definitions)
        self._terms = {key_of(each): each for each in engine.lowered.definitions}

    def readers(self, key: Key) -> frozenset[Key]:
        """Return all definitions that read ``key``, by however many steps."""
        return self._readers.get(key, frozenset())

    def on(self, mutant: Mutant, day: PackDay) -> Definition | None:
        """Return the mutant's definition on ``day``; ``None`` where the definition is not in force.

        Raises:
            InternalError: if the change has no meaning, and is no mutant therefore.
        """
        definition = mutant.definition
        if isinstance(definition, FactDefinition):
            fact = day.facts.get((definition.entity, definition.name))
            if fact is None or fact.formula is None:
                return None
            formula = self._added.formula(definition, fact.type)
            return replace(fact, formula=self._settled(formula, fact.entity, day))
        decision = day.decisions.get(definition.name)
        return None if decision is None else self._decision(mutant, definition, decision, day)

    def _decision(
        self, mutant: Mutant, definition: DecisionDefinition, decision: DecisionTerm, day: PackDay
    ) -> DecisionTerm:
        if mutant.rules is not None:
            rules = list(decision.rules)
            places = {rule.id: place for place, rule in enumerate(decision.rules)}
            for changed in mutant.rules.values():
                if changed.id in places:
                    alone = replace(definition, rules=(changed,), applies=None)
                    rule = self._added.decision(alone).rules[0]
                    rules[places[changed.id]] = self._rule(rule, decision.entity, day)
            return replace(decision, rules=tuple(rules))
        known = {rule.id: rule for rule in decision.rules}
        rules = [known[rule.id] for rule in definition.rules if rule.id in known]
        head = self._added.decision(replace(definition, rules=()))
        applies = None if head.applies is None else self._settled(head.applies, decision.entity, day)
        return replace(decision, rules=tuple(rules), applies=applies, otherwise=head.otherwise)

    def _rule(self, rule: RuleTerm, entity: str, day: PackDay) -> RuleTerm:
        condition, outcome = (self._settled(each, entity, day) for each in (rule.condition, rule.outcome))
        return replace(rule, condition=condition, outcome=outcome)

    def _settled(self, term: Term, entity: str, day: PackDay) -> Term:
        return specialise_term(self._lowered, entity, term, day.day)

    def day(self, definition: Definition, day: PackDay) -> PackDay:
        """Return ``day`` with ``definition`` in place of the one of its name."""
        return changed_day(day, definition, self.readers(key_of(definition)))

    def fails(self, day: PackDay, trial: Trial) -> bool:
        """Return whether the case of ``trial`` fails on ``day``, which has a changed definition."""
        try:
            bench, decision = decided(self._engine, trial.record, trial.case.decision, day)
            return bool(differences_of(self._engine, trial.case, bench, decision, trial.record))
        except PostloanRulesError as error:
            if isinstance(error, InternalError):
                raise
            return True


class Hunt:
    """Holds mutants against trials."""

    def __init__(self, engine: Engine, trials: Sequence[Trial]) -> None:
        self.pack = MutatedPack(engine)
        self._reaching: dict[Key, list[Trial]] = {}
        for trial in trials:
            if trial.differences:
                # A case that fails anyway is no witness.
                continue
            for key in trial.evaluated:
                self._reaching.setdefault(key, []).append(trial)

    def results(self, mutants: Iterable[Mutant], progress: Callable[[int], None] | None = None) -> Iterator[Result]:
        """Yield what becomes of each mutant; ``progress`` is told how many are done."""
        for number, mutant in enumerate(mutants, 1):
            yield self.result(mutant)
            if progress is not None:
                progress(number)

    def result(self, mutant: Mutant) -> Result:
        """Return what becomes of ``mutant``."""
        definitions: dict[date, tuple[PackDay, Definition | None]] = {}
        days: dict[date, PackDay] = {}
        different = None
        for trial in self.ordered(mutant):
            day = trial.bench.day
            if day.day not in definitions:
                definitions[day.day] = day, self.pack.on(mutant, day)
            definition = definitions[day.day][1]
            if definition is None or not _differs(trial, definition):
                continue
            different = different or trial
            if day.day not in days:
                days[day.day] = self.pack.day(definition, day)
            if self.pack.fails(days[day.day], trial):
                return Result(mutant, Fate.KILLED, trial)
        if different is not None:
            return Result(mutant, Fate.UNNOTICED, different)
        return Result(mutant, Fate.EQUIVALENT if self._is_equivalent(definitions) else Fate.UNREACHED)

    def _is_equivalent(self, definitions: Mapping[date, tuple[PackDay, Definition | None]]) -> bool:
        """Return whether the mutant, on the days for which there are cases, certainly says what the pack says."""
        known = [(day, changed) for day, changed in definitions.values() if changed is not None]
        return bool(known) and all(equivalent(own_definition(day, changed), changed) for day, changed in known)

    def ordered(self, mutant: Mutant) -> list[Trial]:
        """Return the trials in which the mutant's definition was computed, the likeliest witnesses first."""
        key = (mutant.definition.entity, mutant.definition.name)
        found = self._reaching.get(key, [])
        return sorted(found, key=lambda trial: _distance(trial, mutant))


def _distance(trial: Trial, mutant: Mutant) -> int:
    if any(mutant.owner in trial.named(key) for key in ("fired", "not_fired", "unknown")):
        return 0
    return 1 if trial.case.decision == mutant.definition.name else 2


def own_definition(day: PackDay, definition: Definition) -> Definition:
    """Return the definition of ``day`` for which ``definition`` stands."""
    if isinstance(definition, FactTerm):
        return day.facts[definition.entity, definition.name]
    return day.decisions[definition.name]


def _differs(trial: Trial, changed: Definition) -> bool:
    """Return whether ``changed`` says something else than the definition it stands for, of a node of ``trial``.

    All else being the same, what reads it cannot differ either where it says the same.
    """
    nodes = trial.evaluated[key_of(changed)]
    if isinstance(changed, FactTerm):
        return any(_fact_differs(trial, changed, node) for node in nodes)
    own = trial.bench.day.decisions[changed.name]
    return any(_decision_differs(trial, own, changed, node) for node in nodes)


def _fact_differs(trial: Trial, changed: FactTerm, node: Node) -> bool:
    bench, bindings = trial.bench, {changed.entity: node}
    if changed.field is not None and bench.interpreter.value(changed.field, bindings) is not None:
        return False
    known = bench.day.compiled.fact(changed.entity, changed.name, node, bench.context)
    return changed.formula is None or bench.interpreter.value(changed.formula, bindings) != known


def _decision_differs(trial: Trial, own: DecisionTerm, changed: DecisionTerm, node: Node) -> bool:
    bench, bindings = trial.bench, {changed.entity: node}
    value = bench.interpreter.value
    if own.applies != changed.applies:
        before, after = (True if each.applies is None else value(each.applies, bindings) for each in (own, changed))
        return before is not after
    answer = bench.answer(own.name, node)
    fired, unknown = frozenset(answer.fired), frozenset(answer.unknown)
    if len(own.rules) != len(changed.rules):
        gone = {rule.id for rule in own.rules} - {rule.id for rule in changed.rules}
        return any(own.rules[place].id in gone for place in fired | unknown)
    if own.otherwise != changed.otherwise:
        return not fired
    if own.applies is not None and value(own.applies, bindings) is False:
        return False
    for place, (one, other) in enumerate(zip(own.rules, changed.rules, strict=True)):
        if one is other:
            continue
        before = True if place in fired else None if place in unknown else False
        if one.id != other.id:
            # Two neighbours changed places, which matters where both of them may fire.
            return place in fired | unknown and place + 1 in fired | unknown
        after = before if one.condition == other.condition else value(other.condition, bindings)
        if after is not before:
            return True
        if (
            after is not False
            and one.outcome != other.outcome
            and value(one.outcome, bindings) != value(other.outcome, bindings)
        ):
            return True
    return False
