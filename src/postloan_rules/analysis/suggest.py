"""Cases that a rule should have: at each limit, one unit on either side, each condition the other way, each missing."""

from collections.abc import Iterator

from postloan_rules.analysis.condition_tree import tree_of_rule
from postloan_rules.analysis.directed import suppositions
from postloan_rules.analysis.telling import case_with, said_of
from postloan_rules.analysis.trial import Trial, trial_if_any, trials_of
from postloan_rules.analysis.variation import Reading, readings_in, values_for
from postloan_rules.engine.engine import Engine
from postloan_rules.errors import UnknownNameError
from postloan_rules.ir.program import RuleTerm
from postloan_rules.light import dataclass, replace
from postloan_rules.packs.definition import DecisionDefinition, Rule
from postloan_rules.packs.pack import Case
from postloan_rules.text.nearest import nearest


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A case without what is expected, and what comes out of it today."""

    case: Case
    says: str


def rule_called(engine: Engine, name: str) -> tuple[DecisionDefinition, Rule]:
    """Return the rule and the decision that it belongs to.

    Raises:
        UnknownNameError: if there is no such rule.
    """
    known = {rule.id: (decision, rule) for decision in engine.pack.decisions for rule in decision.rules}
    if name not in known:
        raise UnknownNameError("rule", name, nearest(name, known) or sorted(known)[:5])
    return known[name]


def suggestions(engine: Engine, name: str) -> Iterator[Suggestion]:
    """Yield cases for the rule ``name`` that the pack does not have yet, from one in which it fires.

    Raises:
        UnknownNameError: if there is no such rule.
    """
    decision, rule = rule_called(engine, name)
    start = _start(engine, decision, rule)
    if start is None:
        return
    term = _term(start, decision, rule)
    if term is None:
        return
    seen = {_key(case) for case in engine.pack.cases if case.decision == decision.name}
    for case in (start.case, *_varied(engine, start, rule, term)):
        if _key(case) in seen:
            continue
        seen.add(_key(case))
        trial = trial_if_any(engine, case)
        if trial is not None:
            yield Suggestion(case, said_of(trial.decision))


def _term(trial: Trial, decision: DecisionDefinition, rule: Rule) -> RuleTerm | None:
    terms = trial.bench.day.decisions[decision.name].rules
    return next((each for each in terms if each.id == rule.id), None)


def _start(engine: Engine, decision: DecisionDefinition, rule: Rule) -> Trial | None:
    """Return a case in which the rule fires: one of the pack with the least given, or one that is put together."""
    cases = [each for each in engine.pack.cases if each.decision == decision.name]
    trials = trials_of(engine, sorted(cases, key=lambda each: len(each.given)))
    for trial in trials:
        if rule.id in trial.decision.fired:
            return trial
    for trial in trials[:3]:
        term = _term(trial, decision, rule)
        for node in trial.evaluated.get((decision.entity, decision.name), ())[:1]:
            if term is None:
                continue
            for supposed in suppositions(trial.bench, {node.entity: node}, engine.pack, term.condition, None):
                case = case_with(trial, supposed)
                made = None if case is None else trial_if_any(engine, case)
                if made is not None and rule.id in made.decision.fired:
                    return made
    return None


def _varied(engine: Engine, start: Trial, rule: Rule, term: RuleTerm) -> Iterator[Case]:
    if tree_of_rule(rule) is None:
        return
    for reading in readings_in([term.condition]):
        for value in values_for(reading, [term.condition], start.bench, engine.pack):
            case = case_with(start, {reading: value})
            if case is not None:
                yield replace(case, name=_name(rule, reading, value), expect={})


def _name(rule: Rule, reading: Reading, value: object) -> str:
    where = reading.path if reading.relation is None else f"{reading.relation}.{reading.path}"
    return f"{rule.id} {where} {'unknown' if value is None else value}"


def _key(case: Case) -> tuple[str, str, str]:
    given = sorted((path, repr(value)) for path, value in case.given.items())
    return case.as_of.isoformat(), repr(given), repr(sorted(case.unknown))
