"""A record that tells a mutant from the pack: the case nearest to it, with a value moved to a limit."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import Any

from postloan_rules.analysis.directed import suppositions
from postloan_rules.analysis.mutant import Mutant
from postloan_rules.analysis.mutation import Hunt, own_definition
from postloan_rules.analysis.trial import Trial, decided, trial_if_any, trial_of
from postloan_rules.analysis.variation import (
    Reading,
    Supposing,
    case_value,
    readings_in,
    relations_in,
    values_for,
)
from postloan_rules.engine.day import PackDay
from postloan_rules.engine.decision import Decision
from postloan_rules.engine.engine import Engine
from postloan_rules.engine.facts import outward
from postloan_rules.engine.plain import plain_text
from postloan_rules.engine.subjects import subjects_of
from postloan_rules.errors import InternalError, PostloanRulesError
from postloan_rules.ir.nodes import Term
from postloan_rules.ir.program import DecisionTerm, FactTerm
from postloan_rules.ir.reading import Definition
from postloan_rules.ir.record import Node
from postloan_rules.ir.type_of import type_of
from postloan_rules.ir.types import BOOLEAN
from postloan_rules.light import dataclass, replace
from postloan_rules.packs.pack import Case
from postloan_rules.text.bilingual import Bilingual

BASES = 6
"""How many cases are tried as a start."""
TRIES = 400
"""How many combinations of values are supposed for each of them."""
CONFIRMATIONS = 12
"""How many records are made and decided for each mutant."""


@dataclass(frozen=True, slots=True)
class TellingCase:
    """A case, without what is expected, in which the pack and a mutant say different things."""

    case: Case
    pack_says: str
    mutant_says: str

    def comments(self) -> tuple[Bilingual, Bilingual]:
        """Return what both say, in words."""
        return (
            Bilingual(zh=f"规则包现在得出：{self.pack_says}", en=f"the pack says today: {self.pack_says}"),
            Bilingual(zh=f"变异得出：{self.mutant_says}", en=f"the mutant says: {self.mutant_says}"),
        )


class Teller:
    """Looks for records that tell mutants from the pack of ``engine``, near to ``trials``."""

    def __init__(self, engine: Engine, hunt: Hunt, trials: Sequence[Trial]) -> None:
        self._engine = engine
        self._hunt = hunt
        self._trials = trials

    def telling_case(self, mutant: Mutant) -> TellingCase | None:
        """Return a case in which ``mutant`` says something else than the pack, if one is found."""
        confirmations = CONFIRMATIONS
        for base in self._bases(mutant):
            changed = self._hunt.pack.on(mutant, base.bench.day)
            if changed is None:
                continue
            day = self._hunt.pack.day(changed, base.bench.day)
            for case in _suppositions(self._engine, base, own_definition(base.bench.day, changed), changed):
                found = self._confirmed(mutant, case, day)
                if found is not None:
                    return found
                confirmations -= 1
                if not confirmations:
                    return None
        return None

    def _bases(self, mutant: Mutant) -> list[Trial]:
        near = self._hunt.ordered(mutant)[:BASES]
        if near:
            return near
        same = [each for each in self._trials if each.case.decision == mutant.definition.name]
        return same[:BASES]

    def _confirmed(self, mutant: Mutant, case: Case, day: PackDay) -> TellingCase | None:
        try:
            trial = trial_of(self._engine, case)
            if trial.bench.day.day != day.day:
                return None
            _, other = decided(self._engine, trial.record, case.decision, day)
            before, after = said_of(trial.decision), said_of(other)
            if before == after:
                before, after = (self._fact(mutant, trial, each) for each in (trial.bench.day, day))
        except InternalError:
            raise
        except PostloanRulesError:
            # What was supposed makes no record; another supposition may.
            return None
        if before == after:
            return None
        name = f"{mutant.owner} {mutant.before} → {mutant.after}"[:100]
        return TellingCase(replace(case, name=name, expect={}), before, after)

    def _fact(self, mutant: Mutant, trial: Trial, day: PackDay) -> str:
        """Return what the fact in which the mutant stands says, as far as a case may expect something of it."""
        definition = mutant.definition
        term = day.facts.get((definition.entity, definition.name))
        bench = self._engine.bench_for(trial.record)
        subject = next(iter(subjects_of(bench.graph.roots, definition.entity)), None)
        if term is None or subject is None or subject.node is None:
            return ""
        value = day.compiled.fact(term.entity, term.name, subject.node, bench.context)
        said = outward(value, term.type, day.program.enumerations.get(str(term.type.name)))
        path = f"facts: {{{term.entity}.{term.name}: "
        return f"{path}{'unknown' if said is None else _plain(said)}}}"


def _plain(value: Any) -> str:
    return " to ".join(plain_text(each) for each in value) if isinstance(value, tuple) else plain_text(value)


def said_of(decision: Decision) -> str:
    """Return outcome, status, what is possible and which rules fired or are unknown, as a case would expect them."""
    outcome = decision.outcome
    parts = [f"outcome: {'–' if outcome is None else _listed(outcome)}", f"status: {decision.status.value}"]
    if len(decision.possible) > 1:
        parts.append(f"possible: [{', '.join(decision.possible)}]")
    parts.append(f"fired: [{', '.join(decision.fired)}]")
    if decision.unknown:
        parts.append(f"unknown: [{', '.join(each.rule for each in decision.unknown)}]")
    return ", ".join(parts)


def _listed(outcome: object) -> str:
    return f"[{', '.join(map(str, outcome))}]" if isinstance(outcome, tuple) else str(outcome)


def _suppositions(engine: Engine, base: Trial, own: Definition, changed: Definition) -> Iterator[Case]:
    """Yield cases near to ``base`` in which, it is supposed, the two definitions say different things."""
    entity = own.entity
    if not _told_apart_somewhere(own, changed):
        yield base.case
        return
    before, after = _terms(own), _terms(changed)
    pairs: list[tuple[Term, Term | None]]
    if len(before) == len(after):
        pairs = [(one, other) for one, other in zip(before, after, strict=True) if one != other]
    else:
        pairs = [(one, None) for one in before if one not in after]
    for start in _starts(engine, base, [each for pair in pairs for each in pair if each is not None]):
        nodes = start.evaluated.get((entity, own.name), ())
        for node in nodes[:2]:
            for one, other in pairs:
                yield from _differing(engine, start, node, one, other)


def _told_apart_somewhere(own: Definition, changed: Definition) -> bool:
    """Return whether the two differ in a term, and not just in the order or outcome of rules."""
    if isinstance(own, DecisionTerm) and isinstance(changed, DecisionTerm):
        return _terms(own) != _terms(changed)
    return True


def _terms(definition: Definition) -> list[Term]:
    if isinstance(definition, FactTerm):
        return [] if definition.formula is None else [definition.formula]
    applies = [] if definition.applies is None else [definition.applies]
    return [*applies, *(rule.condition for rule in definition.rules)]


def _starts(engine: Engine, base: Trial, terms: Sequence[Term]) -> Iterator[Trial]:
    """Yield ``base``, and the same with one member in each relation that is empty in it."""
    yield base
    empty: dict[str, object] = {
        path: [{}] for path in relations_in(terms) if path not in base.case.given and path not in base.case.unknown
    }
    if empty:
        filled = trial_if_any(engine, replace(base.case, given={**base.case.given, **empty}))
        if filled is not None:
            yield filled


def _differing(engine: Engine, start: Trial, node: Node, one: Term, other: Term | None) -> Iterator[Case]:
    terms = [one] if other is None else [one, other]
    readings = readings_in(terms)
    supposing, bindings = Supposing(start.bench), {node.entity: node}
    values = {reading: values_for(reading, terms, start.bench, engine.pack) for reading in readings}
    for supposed in _choices(values):
        supposing.supposed = {reading.term: value for reading, value in supposed.items()}
        before = supposing.value(one, bindings)
        if other is None:
            if before is not True:
                continue
        elif before == supposing.value(other, bindings):
            continue
        case = case_with(start, supposed)
        if case is not None:
            yield case
    if type_of(one) == BOOLEAN:
        for found in suppositions(start.bench, bindings, engine.pack, one, other):
            case = case_with(start, found)
            if case is not None:
                yield case


def _choices(values: Mapping[Reading, tuple[Any, ...]]) -> Iterator[dict[Reading, Any]]:
    """Yield suppositions: none, then of one value, of two, of three; a limited number."""
    count = 0
    for size in range(min(len(values), 3) + 1):
        for readings in combinations(values, size):
            for chosen in product(*(values[each] for each in readings)):
                yield dict(zip(readings, chosen, strict=True))
                count += 1
                if count >= TRIES:
                    return


def case_with(base: Trial, supposed: Mapping[Reading, Any]) -> Case | None:
    """Return the case of ``base`` with the values that are supposed."""
    given, unknown = dict(base.case.given), list(base.case.unknown)
    for reading, value in supposed.items():
        written = case_value(reading, value, base.bench)
        if reading.relation is None:
            given.pop(reading.path, None)
            if written is None:
                unknown.append(reading.path)
            else:
                given[reading.path] = written
                unknown = [each for each in unknown if each != reading.path]
            continue
        members = given.get(reading.relation)
        if not isinstance(members, (list, tuple)) or not members:
            return None
        given[reading.relation] = [_with(member, reading.path, written) for member in members]
    return replace(base.case, given=given, unknown=tuple(dict.fromkeys(unknown)))


def _with(member: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
    rest = {key: each for key, each in member.items() if key != name}
    return rest if value is None else {**rest, name: value}
