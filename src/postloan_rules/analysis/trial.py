"""The cases of a pack, decided and kept open, so that one can look at what was computed on the way."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from postloan_rules.backends.protocol import BudgetExceededError
from postloan_rules.backends.python.definitions import memo_key
from postloan_rules.engine.bench import Bench
from postloan_rules.engine.cases import CaseResult, differences_in, run_cases, value_of_path
from postloan_rules.engine.day import PackDay
from postloan_rules.engine.decision import Decision
from postloan_rules.engine.engine import Decidable, Engine
from postloan_rules.engine.evaluate import Evaluation
from postloan_rules.engine.facts import outward
from postloan_rules.engine.link import Graph
from postloan_rules.engine.periods import decision_on
from postloan_rules.engine.portfolio_cases import described
from postloan_rules.engine.subjects import REACHED, subjects_of
from postloan_rules.errors import PostloanRulesError, Problem, RecordError
from postloan_rules.ir.program import FactTerm
from postloan_rules.ir.reading import Key, key_of
from postloan_rules.ir.record import Node
from postloan_rules.light import dataclass, field
from postloan_rules.model.portfolio import PortfolioRecord
from postloan_rules.packs.pack import Case
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import evaluation


class NothingToDecideError(PostloanRulesError):
    """A record holds nothing of the kind that a decision asks about."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A case that was decided. ``bench`` still holds all that was computed, node by node."""

    case: Case
    record: Decidable
    bench: Bench
    decision: Decision
    differences: tuple[Bilingual, ...]
    evaluated: Mapping[Key, tuple[Node, ...]] = field(repr=False)
    """The nodes for which each fact and decision was computed."""

    def named(self, key: str) -> tuple[str, ...]:
        """Return the rules that the case names under ``key``: ``fired``, ``not_fired`` or ``unknown``."""
        given = self.case.expect.get(key, ())
        return tuple(given) if isinstance(given, (tuple, list)) else ()


def trials_of(engine: Engine, cases: Iterable[Case]) -> tuple[Trial, ...]:
    """Return the cases that can be decided at all, decided; what cannot be is no witness of anything."""
    trials = (trial_if_any(engine, case) for case in cases)
    return tuple(trial for trial in trials if trial is not None)


def trial_if_any(engine: Engine, case: Case) -> Trial | None:
    """Return ``case``, decided, if it makes a record that can be decided."""
    try:
        return trial_of(engine, case)
    except PostloanRulesError:
        return None


def trial_of(engine: Engine, case: Case) -> Trial:
    """Return ``case``, decided.

    Raises:
        RecordError, PackNotInForceError, ParameterNotInForceError, UnknownNameError: as ``Engine.decide``.
    """
    record = described(engine, case)
    bench, decision = decided(engine, record, case.decision)
    differences = tuple(differences_of(engine, case, bench, decision, record))
    return Trial(case, record, bench, decision, differences, _evaluated(bench))


def decided(engine: Engine, record: Decidable, name: str, day: PackDay | None = None) -> tuple[Bench, Decision]:
    """Return what the decision ``name`` says about ``record``, and the tools that made it; of several subjects it is
    about the first, as in cases. ``day`` takes the place of the pack on the record's day.

    Raises:
        RecordError, PackNotInForceError, ParameterNotInForceError: as ``Engine.decide``.
    """
    bench = engine.bench_for(record)
    if day is not None:
        bench = Bench(day, bench.graph, bench.context, None)
    definition = decision_on(bench.day, name, record.as_of)
    try:
        if definition.entity in bench.graph.roots or (
            definition.entity in REACHED and isinstance(record, PortfolioRecord)
        ):
            return bench, Evaluation(bench).decide(definition)
        subject = next(iter(subjects_of(bench.graph.roots, definition.entity)), None)
        if subject is None:
            raise NothingToDecideError(definition.entity)
        bench = Bench(bench.day, Graph(record, subject.roots), bench.context, None)
        if subject.node is None:
            return bench, Evaluation(bench).decide_absent(definition, subject.absent)
        return bench, Evaluation(bench).decide(definition)
    except BudgetExceededError as error:
        said = evaluation.too_large(error.limit)
        raise RecordError([Problem(said.code, "loan", _loan_of(record), said.message)]) from error


def _loan_of(record: Decidable) -> str:
    return record.loan.id if isinstance(record, PortfolioRecord) else ""


def differences_of(engine: Engine, case: Case, bench: Bench, decision: Decision, record: Decidable) -> list[Bilingual]:
    """Return in what ``decision``, made at ``bench``, is not what ``case`` expects."""

    def fact(path: str) -> object:
        entity, _, name = path.partition(".")
        term = bench.day.facts.get((entity, name))
        found = next(iter(subjects_of(bench.graph.roots, entity)), None)
        node = None if found is None else found.node
        if term is None or node is None:
            return value_of_path(engine, path, record)
        value = bench.day.compiled.fact(entity, name, node, bench.context)
        return outward(value, term.type, bench.day.program.enumerations.get(str(term.type.name)))

    return differences_in(case, decision, fact)


def nodes_of(bench: Bench) -> Iterator[Node]:
    """Yield all nodes of the record that were looked at, each once."""
    seen: set[int] = set()
    waiting = list(bench.graph.roots.values())
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        waiting.extend(each for each in node.one.values() if each is not None)
        for members in node.many.values():
            if members is not None and not callable(members):
                waiting.extend(members)


def _evaluated(bench: Bench) -> dict[Key, tuple[Node, ...]]:
    keys = {
        (definition.entity, memo_key(definition.name, fact=isinstance(definition, FactTerm))): key_of(definition)
        for definition in bench.day.program.definitions
    }
    found: dict[Key, list[Node]] = {}
    for node in nodes_of(bench):
        for name in node.memo:
            if isinstance(name, str) and (node.entity, name) in keys:
                found.setdefault(keys[node.entity, name], []).append(node)
    return {key: tuple(nodes) for key, nodes in found.items()}


def results_of(engine: Engine, cases: Sequence[Case]) -> list[CaseResult]:
    """Return the results of ``cases``, those that cannot be decided among them."""
    return run_cases(engine, cases)
