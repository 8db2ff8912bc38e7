"""The canonical text of a pack: all that matters to a decision, and nothing else.

Comments, titles, layout and the order of files are left out; the order of rules, citations and reasons are not.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import rfc8785

from postloan_rules.feel.types import Enumeration, Money, Simple, Type
from postloan_rules.packs.canonical import canonical_text
from postloan_rules.packs.citation import Confidence
from postloan_rules.packs.definition import (
    AnnotationValue,
    Condition,
    ConditionGroup,
    ConditionLine,
    DecisionDefinition,
    FactDefinition,
    PythonCondition,
    Reason,
    ReasonText,
    Rule,
)
from postloan_rules.packs.pack import EnumerationDefinition, ExtensionField, PackDigest
from postloan_rules.packs.parameter import EffectivePeriod, Parameter

FORMAT = 1


def resolved_text(
    identity: Mapping[str, Any],
    period: EffectivePeriod,
    enumerations: Mapping[str, EnumerationDefinition],
    extension_fields: Sequence[ExtensionField],
    parameters: Mapping[str, Parameter],
    facts: Sequence[FactDefinition],
    decisions: Sequence[DecisionDefinition],
) -> str:
    """Return the canonical JSON (RFC 8785) of a pack. ``identity`` are its id, version and the like."""
    content = {
        "format": FORMAT,
        **identity,
        **_period(period),
        "enumerations": {
            each.name: {"ordered": each.ordered, "values": [value for value, _ in each.values]}
            for each in enumerations.values()
        },
        "fields": {f"{each.entity}.{each.name}": type_content(each.type) for each in extension_fields},
        "parameters": {each.id: _parameter(each) for each in parameters.values()},
        "facts": {f"{each.entity}.{each.name}": _fact(each) for each in facts},
        "decisions": {each.name: _decision(each) for each in decisions},
    }
    return _canonical(content)


def with_decisions(text: str, decisions: Sequence[DecisionDefinition]) -> str:
    """Return a resolved text in which the decisions are ``decisions`` and all else is as in ``text``."""
    content = json.loads(text)
    content["decisions"] = {each.name: _decision(each) for each in decisions}
    return _canonical(content)


def _canonical(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # Without floats only the order of keys could differ, and only beyond the basic plane, where UTF-16 needs pairs.
    in_basic_plane = len(text.encode("utf-16-le")) == 2 * len(text)
    return text if in_basic_plane else bytes(rfc8785.dumps(dict(content))).decode("utf-8")


def digest_of(text: str) -> PackDigest:
    """Return the digest that stands for a resolved text."""
    return PackDigest("sha256:" + hashlib.sha256(text.encode("utf-8")).hexdigest())


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _period(period: EffectivePeriod) -> dict[str, Any]:
    return {"start": _day(period.start), "end": _day(period.end)}


def confidence_content(confidence: Confidence | None) -> str | None:
    return None if confidence is None else confidence.value


def type_content(type: Type) -> str:
    match type:
        case Simple():
            return type.value
        case Money(currency):
            return "money" if currency is None else f"money {currency}"
        case Enumeration(name):
            return name
        case _:
            return repr(type)


def _scalar(value: Decimal | str | bool | date) -> str | bool:
    match value:
        case bool() | str():
            return value
        case Decimal():
            # 90 and 90.0 are one value.
            return f"{value.normalize():f}" if value else "0"
        case date():
            return value.isoformat()


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "type": type_content(parameter.type),
        "unit": parameter.unit,
        "by": list(parameter.dimensions),
        "values": [
            {
                **_period(each.period),
                "value": _scalar(each.value),
                "where": dict(each.where),
                "cite": str(each.citation),
                "confidence": each.confidence.value,
            }
            for each in parameter.values
        ],
    }


def _fact(fact: FactDefinition) -> dict[str, Any]:
    return {
        "type": type_content(fact.type),
        "unit": fact.unit,
        "formula": None if fact.formula is None else canonical_text(fact.formula),
        "default": fact.is_default,
        "cite": str(fact.citation),
        "confidence": confidence_content(fact.confidence),
    }


def condition_content(condition: Condition | PythonCondition | None) -> Any:
    """Return a condition as plain data: the same for two conditions that say the same in other labels or layout."""
    match condition:
        case None:
            return None
        case ConditionLine():
            return canonical_text(condition.expression)
        case ConditionGroup():
            return {condition.grouping.value: [condition_content(part) for part in condition.parts]}
        case PythonCondition():
            return {
                "python": condition.name,
                "source": condition.source_digest,
                "feel": None if condition.expression is None else canonical_text(condition.expression),
            }


def reason_content(reason: Reason | None) -> Any:
    return None if reason is None else {"zh": _reason_text(reason.zh), "en": _reason_text(reason.en)}


def _reason_text(text: ReasonText) -> list[Any]:
    return [part if isinstance(part, str) else {"expression": canonical_text(part.expression)} for part in text.parts]


def _annotation(value: AnnotationValue) -> Any:
    return reason_content(value) if isinstance(value, Reason) else canonical_text(value)


def _annotations(rule: Rule) -> dict[str, Any]:
    """Return what the rule says beside its outcome; a rule that says nothing reads as it did before it could."""
    if not rule.annotations:
        return {}
    return {"annotate": {name: _annotation(value) for name, value in rule.annotations.items()}}


def _columns(decision: DecisionDefinition) -> dict[str, Any]:
    if not decision.annotations:
        return {}
    return {
        "annotations": [
            {
                "name": each.name,
                "type": "text" if each.type is None else type_content(each.type),
                "default": None if each.default is None else _annotation(each.default),
            }
            for each in decision.annotations
        ]
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "when": condition_content(rule.when),
        "unless": condition_content(rule.unless),
        "then": canonical_text(rule.then),
        "cite": str(rule.citation),
        "confidence": confidence_content(rule.confidence),
        "reason": reason_content(rule.reason),
        **_period(rule.period),
        **_annotations(rule),
    }


def _decision(decision: DecisionDefinition) -> dict[str, Any]:
    return {
        "of": decision.entity,
        "outcome": type_content(decision.outcome),
        "hit_policy": decision.hit_policy.value,
        "aggregate": None if decision.aggregator is None else decision.aggregator.value,
        "applies": condition_content(decision.applies),
        "otherwise": decision.otherwise,
        "prudent": decision.prudent,
        "chapter": decision.chapter,
        "rules": [_rule(rule) for rule in decision.rules],
        **_columns(decision),
    }
