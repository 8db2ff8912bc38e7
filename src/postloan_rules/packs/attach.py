"""A pack with the rules in Python of the program that embeds the engine."""

import hashlib
from collections.abc import Sequence
from typing import Final

from postloan_rules.feel.checker import check_expression
from postloan_rules.feel.library import BUILTIN_NAMES
from postloan_rules.feel.scope import Scope
from postloan_rules.feel.types import Enumeration, Simple, Type
from postloan_rules.light import replace
from postloan_rules.model.relations import ENTITIES
from postloan_rules.packs.citation import Citation
from postloan_rules.packs.definition import (
    CheckedExpression,
    DecisionDefinition,
    PythonCondition,
    Reason,
    Rule,
)
from postloan_rules.packs.dependencies import cycles, dependencies
from postloan_rules.packs.desk import Desk, citation_in, reason_text, value_expression
from postloan_rules.packs.digest import digest_of, with_decisions
from postloan_rules.packs.from_python import expression_of, source_of
from postloan_rules.packs.loader import LoadResult
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.packs.python_rule import Predicate, PythonRule
from postloan_rules.packs.vocabulary import spaced_names, value_labels
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import files
from postloan_rules.text.diagnostic import Diagnostic, Severity
from postloan_rules.text.nearest import nearest
from postloan_rules.text.source import Source, Span, whole

_NO_MEMBER: Final = "PL303"


def attach_python_rules(pack: CheckedPack, rules: Sequence[PythonRule]) -> LoadResult:
    """Return ``pack`` with ``rules`` at the end of their decisions; its digest covers their text.

    Problems (no such decision, an outcome that it does not have, an id that is taken, no citation) are diagnostics.
    """
    if not rules:
        return LoadResult(pack, ())
    report: list[Diagnostic] = []
    desk = Desk(pack.instruments, pack.enumerations, pack.entities, report, pack.scopes)
    desk.names = BUILTIN_NAMES | spaced_names(pack.entities, pack.scopes)
    added: dict[str, list[Rule]] = {}
    taken = {each.id for decision in pack.decisions for each in decision.rules}
    functions: dict[str, Predicate] = {}
    for each in rules:
        decision = _decision_of(pack, each, report)
        if each.id in taken:
            report.append(_refused(each, Bilingual(zh="编号已被占用", en="its id is taken")))
        taken.add(each.id)
        if functions.setdefault(each.name, each.function) is not each.function:
            report.append(_refused(each, Bilingual(zh="另有同名函数", en="another function has the same name")))
        if decision is not None:
            made = _rule(desk, each, decision, portable=pack.portable)
            if made is not None:
                added.setdefault(decision.name, []).append(made)
    decisions = tuple(
        replace(decision, rules=(*decision.rules, *added.get(decision.name, ()))) for decision in pack.decisions
    )
    spans: dict[str, Span | None] = {f"{each.entity}.{each.name}": each.span for each in decisions}
    report.extend(cycles(dependencies(pack.facts, decisions, pack.parameters), spans))
    if any(each.severity is Severity.ERROR for each in report):
        return LoadResult(None, tuple(report))
    text = with_decisions(pack.resolved_text, decisions)
    attached = replace(pack, decisions=decisions, resolved_text=text, digest=digest_of(text))
    return LoadResult(attached, tuple(report))


def _refused(each: PythonRule, why: Bilingual, near: Sequence[str] = ()) -> Diagnostic:
    return files.python_rule_does_not_fit(each.id, why, near)


def _decision_of(pack: CheckedPack, each: PythonRule, report: list[Diagnostic]) -> DecisionDefinition | None:
    by_name = {decision.name: decision for decision in pack.decisions}
    if each.decision not in by_name:
        why = Bilingual(zh=f"没有决策`{each.decision}`", en=f"there is no decision `{each.decision}`")
        report.append(_refused(each, why, nearest(each.decision, by_name)))
    return by_name.get(each.decision)


def _rule(desk: Desk, each: PythonRule, decision: DecisionDefinition, *, portable: bool) -> Rule | None:
    scope = desk.scopes[decision.entity]
    strange = [name for name in each.parameters if not _is_entity(scope, name)]
    if strange:
        known = tuple(name for name in scope.variables if _is_entity(scope, name))
        why = Bilingual(zh=f"参数`{strange[0]}`不是这里的对象", en=f"its parameter `{strange[0]}` is no entity here")
        desk.report.append(_refused(each, why, nearest(strange[0], known) or known))
        return None
    text = source_of(each.function)
    expression = _expression(desk, each, text, scope)
    if expression is None and portable:
        desk.report.append(files.not_portable(None, each.id))
    then = _then(desk, each, decision.outcome)
    citation: Citation | None = citation_in(desk, each.cite, None)
    if then is None or citation is None:
        return None
    # Without its text, a function is known by its compiled form only.
    known_by = text if text is not None else each.function.__code__.co_code.hex()
    digest = "sha256:" + hashlib.sha256(known_by.encode("utf-8")).hexdigest()
    return Rule(
        each.id,
        PythonCondition(each.name, digest, expression),
        None,
        then,
        citation,
        each.confidence,
        _reason(desk, each, scope),
        each.period,
        each.title,
    )


def _is_entity(scope: Scope, name: str) -> bool:
    return name in scope.variables and name in scope.entities


def _expression(desk: Desk, each: PythonRule, text: str | None, scope: Scope) -> CheckedExpression | None:
    tree = expression_of(each.function, text)
    if tree is None:
        return None
    result = check_expression(tree, scope, Simple.BOOLEAN)
    # What FEEL refuses may still be good Python: an amount compared with a number, say. An attribute that there is
    # nowhere is no good anywhere: the rule would be unknown for ever.
    for diagnostic in result.diagnostics:
        if diagnostic.code == _NO_MEMBER and not _is_attribute(each, diagnostic.span):
            hint = diagnostic.help
            zh, en = (diagnostic.message.zh, diagnostic.message.en)
            why = Bilingual(zh=f"{zh}；{hint.zh}", en=f"{en}; {hint.en}") if hint else Bilingual(zh=zh, en=en)
            desk.report.append(_refused(each, why))
    return None if result.diagnostics else result.checked


def _is_attribute(each: PythonRule, span: Span | None) -> bool:
    """Return whether the word at ``span`` is an attribute of a model object that the function is given."""
    if span is None:
        return True
    word = span.source.text[span.start : span.end].rpartition(".")[2]
    return any(hasattr(ENTITIES[name], word) or word in ENTITIES[name].model_fields for name in each.parameters)


def _then(desk: Desk, each: PythonRule, outcome: Type) -> CheckedExpression | None:
    span = Span(Source(each.name, ""), 0, 0)
    if not isinstance(outcome, Enumeration):
        why = Bilingual(zh="Python 规则不能用于汇总的决策", en="its decision adds up numbers")
        desk.report.append(_refused(each, why))
        return None
    labels = value_labels(desk.enumerations[outcome.name])
    value = each.then if each.then in outcome.values else labels.get(each.then)
    if value is None:
        why = Bilingual(
            zh=f"`{each.then}`不是`{outcome.name}`的值", en=f"`{each.then}` is not a value of `{outcome.name}`"
        )
        desk.report.append(_refused(each, why, nearest(each.then, [*outcome.values, *labels])))
        return None
    return value_expression(value, outcome, span)


def _reason(desk: Desk, each: PythonRule, scope: Scope) -> Reason | None:
    if each.reason is None:
        return None
    zh, en = (whole(Source(f"{each.name} reason", text)) for text in (each.reason.zh, each.reason.en))
    return Reason(reason_text(desk, zh, scope), reason_text(desk, en, scope))
