"""What a decision says when asked for more: matches, unknown rules, remarks, parameters."""

from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from postloan_rules.engine.annotations import annotations_of
from postloan_rules.engine.bench import Bench
from postloan_rules.engine.decision import (
    Decision,
    ParameterUse,
    Remark,
    RuleMatch,
    Status,
    UnknownRule,
    absent_of,
    answer_of,
    definition_of,
    node_of,
)
from postloan_rules.engine.facts import outward
from postloan_rules.engine.interpret import NUMERIC, places_in
from postloan_rules.engine.plain import plain_text
from postloan_rules.engine.plan import given_by
from postloan_rules.engine.python_conditions import PythonCondition
from postloan_rules.engine.quantities import compare_ranges
from postloan_rules.engine.reason import reason_of
from postloan_rules.engine.trace import Trace
from postloan_rules.errors import InternalError
from postloan_rules.ir.nodes import Constant, FactOf, Field, OutcomeOf, Resolved
from postloan_rules.ir.program import FactTerm, RuleTerm
from postloan_rules.ir.record import Node
from postloan_rules.ir.type_of import type_of
from postloan_rules.ir.types import Kind
from postloan_rules.packs.parameter import ParameterValue
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import evaluation

_SILENT = Bilingual(zh="", en="")


def matches_of(bench: Bench, decision: Decision) -> tuple[RuleMatch, ...]:
    """Return the rules that fired with all they say."""
    answer, definition = answer_of(decision), definition_of(decision)
    found = []
    for index in answer.fired:
        rule = definition.rules[index].id
        authored = bench.day.rules[rule]
        annotations = annotations_of(bench, decision, rule)
        found.append(
            RuleMatch(
                rule=rule,
                outcome=outcome_of(bench, decision, index),
                citation=authored.citation,
                confidence=authored.confidence,
                reason=reason_for(bench, decision, rule),
                bindings=MappingProxyType(bindings_of(bench, decision, definition.rules[index])),
                annotations=MappingProxyType({name: each.value for name, each in annotations.items()}),
                annotations_missing=MappingProxyType(
                    {name: each.missing for name, each in annotations.items() if each.missing}
                ),
            )
        )
    return tuple(found)


def bindings_of(bench: Bench, decision: Decision, rule: RuleTerm) -> dict[str, Any]:
    """Return the values that the condition of ``rule`` read directly, by path: fields, facts, outcomes of decisions."""
    node = node_of(decision)
    found: dict[str, Any] = {}
    for part in bench.day.plan_of_condition(definition_of(decision), rule):
        if node is None or not isinstance(part, (Field, FactOf, OutcomeOf)):
            continue
        source = bench.interpreter.value(part.source, {node.entity: node})
        if source is not None:
            value = bench.interpreter.value(part, {node.entity: node})
            table = bench.day.program.enumerations.get(str(part.type.name))
            found[f"{bench.paths.of(source)}.{part.name}"] = outward(value, part.type, table)
    return found


def reason_for(bench: Bench, decision: Decision, rule: str) -> Bilingual:
    """Return why ``rule`` gives what it gives, in its author's words; nothing where there are none."""
    node, text = node_of(decision), bench.text_of(decision).rules[rule].reason
    if text is None or node is None:
        return bench.day.rules[rule].title or _SILENT
    return reason_of(text, {node.entity: node}, bench.interpreter, bench.words)


def outcome_of(bench: Bench, decision: Decision, index: int) -> str | Decimal | None:
    """Return what the rule yields; ``None`` where it is one of several, or not known."""
    definition, node = definition_of(decision), node_of(decision)
    outcome = definition.rules[index].outcome
    if node is None:
        return None
    value = bench.interpreter.value(outcome, {node.entity: node})
    if definition.type.kind in (Kind.MASK, Kind.LIST):
        places = list(places_in(int(value)))
        values = bench.day.values_of(definition)
        return values[places[0]] if len(places) == 1 and places[0] < len(values) else None
    return None if value is None else Decimal(value)


def unknown_in(bench: Bench, decision: Decision) -> tuple[UnknownRule, ...]:
    """Return the unknown rules of ``decision``, each with what is missing to know it."""
    definition, node = definition_of(decision), node_of(decision)
    found = []
    for index in answer_of(decision).unknown:
        rule = definition.rules[index]
        missing = (absent_of(decision),) if node is None else bench.seeker.for_term(rule.condition, {node.entity: node})
        found.append(UnknownRule(rule.id, missing))
    return tuple(found)


def not_fired_in(decision: Decision) -> tuple[str, ...]:
    """Return the rules of ``decision`` that certainly do not fire."""
    answer, rules = answer_of(decision), definition_of(decision).rules
    others = {*answer.fired, *answer.unknown}
    return tuple(rule.id for index, rule in enumerate(rules) if index not in others)


def missing_in(bench: Bench, decision: Decision) -> tuple[str, ...]:
    """Return the paths that could still change the outcome or make it certain."""
    definition, node = definition_of(decision), node_of(decision)
    return (absent_of(decision),) if node is None else bench.seeker.for_decision(definition, node)


def deep(bench: Bench, decision: Decision) -> tuple[Decision, ...]:
    """Return the decisions read about the loan at hand and what it leads to, and this one, in pack order."""
    about_roots = [each for each in decision.reads.values() if bench.is_about_root(each)]
    return tuple(sorted((*about_roots, decision), key=lambda each: bench.day.order[each.name]))


def rules_behind(bench: Bench, decision: Decision) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the ids of the rules that fired in the decisions of ``deep``, and of those that are unknown there."""
    node, definition = node_of(decision), definition_of(decision)
    if node is None:
        return decision.fired, tuple(definition.rules[index].id for index in answer_of(decision).unknown)
    fired: list[str] = []
    unknown: list[str] = []
    behind = (*bench.behind.of(definition, node), (definition, node))
    for each, about in sorted(behind, key=lambda pair: bench.day.order[pair[0].name]):
        verdict = bench.answer(each.name, about).verdict
        fired += bench.day.rules_at(each, verdict.fired)
        unknown += bench.day.rules_at(each, verdict.unknown)
    return tuple(fired), tuple(unknown)


def remarks_on(bench: Bench, decision: Decision) -> tuple[Remark, ...]:
    """Return what was noticed about the data and the rules."""
    found = []
    for path, (fact, node) in sorted(bench.read(decision).facts.items()):
        remark = _difference(bench, path, fact, node)
        if remark is not None:
            found.append(remark)
    for each in deep(bench, decision):
        if answer_of(each).conflict:
            contradiction = evaluation.rules_contradict(each.fired)
            found.append(Remark(contradiction.code, each.name, contradiction.message))
        found.extend(_stumbles(bench, each))
    return tuple(found)


def _stumbles(bench: Bench, decision: Decision) -> list[Remark]:
    """Return which functions of the embedding program met a value that is not there."""
    definition, node = definition_of(decision), node_of(decision)
    found = []
    for index in answer_of(decision).unknown:
        rule = definition.rules[index]
        condition = bench.context.python_conditions.get(rule.python or "")
        if isinstance(condition, PythonCondition) and node is not None:
            why = condition.stumble(node)
            if why is not None:
                said = evaluation.python_rule_stumbled(rule.id, why)
                found.append(Remark(said.code, decision.name, said.message))
    return found


def _difference(bench: Bench, path: str, fact: FactTerm, node: Node) -> Remark | None:
    field = given_by(fact)
    if fact.formula is None or field is None or fact.is_default:
        return None
    variables = {fact.entity: node}
    given = bench.interpreter.given(field, variables)
    derived = bench.interpreter.value(fact.formula, variables)
    if given is None or derived is None:
        return None
    differ = compare_ranges("=", given, derived) is False if fact.type.kind in NUMERIC else given != derived
    if not differ:
        return None
    one, other = bench.words.value(given, field.type), bench.words.value(derived, type_of(fact.formula))
    zh = evaluation.given_and_derived_differ(one.zh, other.zh)
    en = evaluation.given_and_derived_differ(one.en, other.en)
    return Remark(zh.code, path, Bilingual(zh=zh.message.zh, en=en.message.en))


def parameters_of(bench: Bench, decision: Decision) -> tuple[ParameterUse, ...]:
    """Return the parameters that were read, by id."""
    known = bench.day.uses_by_place
    uses: dict[int, ParameterUse] = {}
    for place, term in bench.read(decision).parameters.items():
        use = known.get(place)
        if use is None:
            use = bench.day.uses.setdefault(term, _use_of(bench, term))
            known[place] = use
        uses[id(use)] = use
    return tuple(sorted(uses.values(), key=lambda use: (use.id, use.value)))


def _use_of(bench: Bench, term: Resolved) -> ParameterUse:
    authored = authored_value(bench, term)
    return ParameterUse(
        id=term.id,
        value=plain_text(authored.value),
        start=authored.period.start,
        end=authored.period.end,
        citation=authored.citation,
        confidence=authored.confidence,
    )


def authored_value(bench: Bench, term: Resolved) -> ParameterValue:
    """Return the dated value of the pack that ``term`` stands for."""
    if isinstance(term.term, Constant):
        shown = plain_text(bench.words.raw(term.term.value, term.term.type))
        for value in bench.day.pack.parameters[term.id].values:
            if (value.period.start or date.min) == term.start and plain_text(value.value) == shown:
                return value
    raise InternalError(f"explaining: nothing in the pack is the value of {term.id} from {term.start}")


def plain_conditions(bench: Bench, decision: Decision, rule: str) -> Any:
    """Return the conditions of ``rule`` that decided, as plain values; ``None`` where there is no condition in FEEL.

    Of a rule that did not fire these are the parts that are false, of one that fired those that are true.
    """
    trace = bench.trace(decision, rule) if decision.status is not Status.NOT_APPLICABLE else None
    return None if trace is None else plain_trace(trace, trace.state)


def plain_trace(trace: Trace, wanted: bool | None) -> dict[str, Any]:
    """Return ``trace`` as plain values, cut down to the parts that are ``wanted`` (none cut away where none is)."""
    said: dict[str, Any] = {"state": {True: "true", False: "false", None: "unknown"}[trace.state]}
    if trace.text is not None:
        said["text"] = trace.text
    if trace.connective is None:
        said["statement"] = {"zh": trace.statement.zh, "en": trace.statement.en} if trace.statement else None
        if trace.missing:
            said["missing"] = list(trace.missing)
        if trace.test is not None:
            said["test"] = dict(trace.test())
        return said
    inner = None if wanted is None else not wanted
    following = inner if trace.connective == "not" else wanted
    parts = [part for part in trace.parts if part.state is following] or list(trace.parts)
    said["connective"] = trace.connective
    said["parts"] = [plain_trace(part, following) for part in parts]
    return said
