"""What the cases of a pack cover: rules, atomic conditions that decide, outcomes, facts, values of parameters."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from postloan_rules.analysis.condition_tree import State, Tree, atoms_of, decides, tree_of_condition, tree_of_rule
from postloan_rules.analysis.target import Coverage, Target, What
from postloan_rules.analysis.trial import Trial
from postloan_rules.engine.decision import Status
from postloan_rules.engine.engine import Engine
from postloan_rules.engine.plan import given_by
from postloan_rules.feel import ast
from postloan_rules.feel.scope import MemberBinding, VariableBinding
from postloan_rules.feel.types import Enumeration
from postloan_rules.feel.walk import walk
from postloan_rules.ir.from_added import AddedTerms
from postloan_rules.ir.nodes import Term
from postloan_rules.ir.program import DecisionTerm, FactTerm
from postloan_rules.ir.record import Node
from postloan_rules.light import dataclass
from postloan_rules.packs.definition import CheckedExpression, DecisionDefinition, FactDefinition, HitPolicy
from postloan_rules.packs.layer import place_of
from postloan_rules.packs.parameter import Parameter
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.source import Source, Span

_Aspect = tuple[str, ...]
"""What identifies a target: its kind, its owner, and what about it."""

STATES: dict[State, Bilingual] = {
    True: Bilingual(zh="为真", en="true"),
    False: Bilingual(zh="为假", en="false"),
    None: Bilingual(zh="未知", en="unknown"),
}
_NOWHERE = Span(Source("", ""), 0, 0)
_IS_KNOWN = ast.Name("is known", span=_NOWHERE, key=0)
_LISTS = frozenset({HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER, HitPolicy.COLLECT})


@dataclass(frozen=True, slots=True)
class _Watched:
    """A condition whose parts are watched: that of a rule, or ``applies`` of a decision (no ``rule``)."""

    decision: DecisionDefinition
    rule: str | None
    tree: Tree


def coverage_of(engine: Engine, trials: Sequence[Trial]) -> Coverage:
    """Return what ``trials`` cover of the engine's pack."""
    watched = tuple(each for decision in engine.pack.decisions for each in _watched(decision))
    targets = tuple(_targets(engine, watched))
    seen: set[_Aspect] = set()
    watch = _Watch(engine, watched)
    for trial in trials:
        seen.update(watch.seen_in(trial))
    places = {key: place for place, (key, _) in enumerate(targets)}
    covered = frozenset(places[key] for key in seen if key in places)
    return Coverage(tuple(target for _, target in targets), covered, len(trials))


def _watched(decision: DecisionDefinition) -> Iterator[_Watched]:
    if decision.applies is not None:
        yield _Watched(decision, None, tree_of_condition(decision.applies))
    for rule in decision.rules:
        tree = tree_of_rule(rule)
        if tree is not None:
            yield _Watched(decision, rule.id, tree)


# What there is to cover


def _targets(engine: Engine, watched: tuple[_Watched, ...]) -> Iterator[tuple[_Aspect, Target]]:
    by_decision: dict[str, list[_Watched]] = {}
    for each in watched:
        by_decision.setdefault(each.decision.name, []).append(each)
    for decision in engine.pack.decisions:
        yield from _of_decision(decision, by_decision.get(decision.name, []))
    for fact in engine.pack.facts:
        yield from _of_fact(fact)
    for parameter in engine.pack.parameters.values():
        yield from _of_parameter(parameter)


def _of_decision(decision: DecisionDefinition, watched: Iterable[_Watched]) -> Iterator[tuple[_Aspect, Target]]:
    chapter, name = decision.chapter or "", decision.name

    def target(what: What, owner: str, text: str, aspect: str, span: Span | None, missing: Bilingual) -> Target:
        return Target(what, chapter, name, owner, text, aspect, _place(span or decision.span), missing)

    for rule in decision.rules:
        never = Bilingual(zh="没有用例使该规则触发", en="fires in no case")
        yield (What.RULE.value, rule.id), target(What.RULE, rule.id, rule.id, "fired", rule.span, never)
    for each in watched:
        owner = each.rule or name
        for atom in atoms_of(each.tree):
            for state, words in STATES.items():
                if state not in _possible_states(atom.expression):
                    continue
                key = (What.CONDITION.value, name, owner, str(atom.number), words.en)
                missing = Bilingual(
                    zh=f"没有用例使它{words.zh}并起决定作用", en=f"in no case is it {words.en} and decides"
                )
                yield key, target(What.CONDITION, owner, atom.text, words.en, atom.span, missing)
    if decision.otherwise is not None:
        missing = Bilingual(zh="没有用例取默认结果", en="is the outcome of no case")
        yield (What.OTHERWISE.value, name), target(What.OTHERWISE, name, decision.otherwise, "", None, missing)
    for value in _outcomes(decision):
        missing = Bilingual(zh=f"没有用例得出 `{value}`", en=f"no case says `{value}`")
        yield (What.OUTCOME.value, name, value), target(What.OUTCOME, name, value, "", None, missing)
    for status in _statuses(decision):
        missing = Bilingual(zh=f"没有用例的状态是 `{status}`", en=f"no case has the status `{status}`")
        yield (What.STATUS.value, name, status), target(What.STATUS, name, status, "", None, missing)


def _possible_states(checked: CheckedExpression) -> tuple[State, ...]:
    """Return the states that the atomic condition can have, as far as its text tells.

    What reads the day and parameters only is known, and what reads only parameters is as the law says it is: that it
    could be otherwise is nothing that a case can show.
    """
    if isinstance(checked.root, ast.Call) and checked.root.function == _IS_KNOWN:
        return True, False
    read = [checked.bindings.get(node.key) for node in walk(checked.root)]
    if any(isinstance(each, MemberBinding) for each in read):
        return True, False, None
    return (True, False) if any(isinstance(each, VariableBinding) for each in read) else ()


def _outcomes(decision: DecisionDefinition) -> tuple[str, ...]:
    """Return the outcomes that the text of the decision names."""
    if not isinstance(decision.outcome, Enumeration):
        return ()
    named = {decision.otherwise}
    named.update(rule.then.root.value for rule in decision.rules if isinstance(rule.then.root, ast.StringLiteral))
    return tuple(value for value in decision.outcome.values if value in named)


def _statuses(decision: DecisionDefinition) -> tuple[str, ...]:
    found = [Status.CERTAIN, Status.UNKNOWN] if decision.hit_policy not in _LISTS else [Status.CERTAIN]
    if decision.hit_policy is HitPolicy.PRIORITY or (decision.hit_policy in _LISTS and decision.aggregator is None):
        found.append(Status.AT_LEAST)
    if decision.applies is not None:
        found.append(Status.NOT_APPLICABLE)
    return tuple(each.value for each in found)


def _of_fact(fact: FactDefinition) -> Iterator[tuple[_Aspect, Target]]:
    path, place = f"{fact.entity}.{fact.name}", _place(fact.span)
    if fact.formula is not None:
        missing = Bilingual(zh="没有用例用到其公式", en="its formula is used in no case")
        yield (
            (What.FACT.value, path, "formula"),
            Target(What.FACT, "", "", path, path, "formula", place, missing),
        )
    missing = Bilingual(zh="没有用例直接给出其值", en="is given in no case")
    yield (What.FACT.value, path, "given"), Target(What.FACT, "", "", path, path, "given", place, missing)


def _of_parameter(parameter: Parameter) -> Iterator[tuple[_Aspect, Target]]:
    for value in parameter.values:
        since = "" if value.period.start is None else value.period.start.isoformat()
        where = ", ".join(f"{path}: {word}" for path, word in sorted(value.where.items()))
        text = f"{value.value}" + (f" ({where})" if where else "")
        missing = Bilingual(
            zh=f"没有用例用到 {since or '一直以来'} 起的值 `{text}`",
            en=f"no case reads the value `{text}` in force from {since or 'ever'}",
        )
        yield (
            (What.PARAMETER.value, parameter.id, since, str(value.value)),
            Target(What.PARAMETER, "", "", parameter.id, text, since, _place(parameter.span), missing),
        )


def _place(span: Span | None) -> str:
    return "" if span is None else place_of(span)


# What is covered


class _Watch:
    """Looks at what happened in trials. Conditions are lowered once for each period."""

    def __init__(self, engine: Engine, watched: tuple[_Watched, ...]) -> None:
        self._added = AddedTerms(engine.pack, engine.lowered)
        self._terms: dict[tuple[str, str | None, date], tuple[Term, ...]] = {}
        self._by_decision: dict[str, list[_Watched]] = {}
        for each in watched:
            self._by_decision.setdefault(each.decision.name, []).append(each)

    def seen_in(self, trial: Trial) -> Iterator[_Aspect]:
        """Yield what the trial covers."""
        bench = trial.bench
        for definition in bench.day.program.definitions:
            nodes = trial.evaluated.get((definition.entity, definition.name), ())
            for node in nodes:
                if isinstance(definition, FactTerm):
                    yield self._of_fact(trial, definition, node)
                else:
                    yield from self._of_decision(trial, definition, node)
        yield from self._of_outcome(trial)
        for use in trial.decision.parameters:
            since = "" if use.start is None else use.start.isoformat()
            yield What.PARAMETER.value, use.id, since, str(use.value)

    @staticmethod
    def _of_fact(trial: Trial, fact: FactTerm, node: Node) -> _Aspect:
        field = given_by(fact)
        given = None if field is None else trial.bench.interpreter.given(field, {fact.entity: node})
        return What.FACT.value, f"{fact.entity}.{fact.name}", "formula" if given is None else "given"

    def _of_decision(self, trial: Trial, decision: DecisionTerm, node: Node) -> Iterator[_Aspect]:
        answer = trial.bench.answer(decision.name, node)
        for index in answer.fired:
            yield What.RULE.value, decision.rules[index].id
        in_force = {rule.id for rule in decision.rules}
        applied: State = True
        for each in self._by_decision.get(decision.name, ()):
            if each.rule is None:
                states = self._states(trial, each, node)
                yield from self._deciding(each, states)
                applied = (
                    True
                    if decision.applies is None
                    else trial.bench.interpreter.value(decision.applies, {decision.entity: node})
                )
            elif each.rule in in_force and applied is not False:
                yield from self._deciding(each, self._states(trial, each, node))
        if applied is True and not answer.fired and not answer.unknown:
            yield What.OTHERWISE.value, decision.name

    @staticmethod
    def _deciding(watched: _Watched, states: Sequence[State]) -> Iterator[_Aspect]:
        owner = watched.rule or watched.decision.name
        for number, state in enumerate(states):
            if decides(watched.tree, states, number):
                yield What.CONDITION.value, watched.decision.name, owner, str(number), STATES[state].en

    def _states(self, trial: Trial, watched: _Watched, node: Node) -> list[State]:
        bindings = {watched.decision.entity: node}
        return [trial.bench.interpreter.value(term, bindings) for term in self._terms_of(watched, trial.bench.day.day)]

    def _terms_of(self, watched: _Watched, day: date) -> tuple[Term, ...]:
        key = (watched.decision.name, watched.rule, day)
        if key not in self._terms:
            entity = watched.decision.entity
            self._terms[key] = tuple(
                self._added.expression(atom.expression, entity, day) for atom in atoms_of(watched.tree)
            )
        return self._terms[key]

    @staticmethod
    def _of_outcome(trial: Trial) -> Iterator[_Aspect]:
        decision = trial.decision
        yield What.STATUS.value, decision.name, decision.status.value
        outcome = decision.outcome
        for value in outcome if isinstance(outcome, tuple) else (outcome,):
            if isinstance(value, str):
                yield What.OUTCOME.value, decision.name, value
