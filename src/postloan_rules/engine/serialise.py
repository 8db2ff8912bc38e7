"""A decision as plain values: what ``docs/reference/decision.schema.json`` describes."""

from collections.abc import Mapping
from typing import Any

from postloan_rules.engine.bench import Bench
from postloan_rules.engine.decision import Decision, Outcome, ParameterUse, Remark, RuleMatch, UnknownRule
from postloan_rules.engine.details import plain_conditions
from postloan_rules.engine.identity import pseudonym_of
from postloan_rules.engine.plain import digits, plain
from postloan_rules.engine.version import engine_version
from postloan_rules.text.bilingual import Bilingual

SCHEMA_VERSION = 1


def dictionary_of(bench: Bench, decision: Decision, *, at_home: bool = True) -> dict[str, Any]:
    """Return all of ``decision``; without what is ``at_home`` only, what is not made of ids or of all inputs."""
    pack, provenance = bench.day.pack, bench.graph.record.provenance
    return {
        "schema_version": SCHEMA_VERSION,
        **({"id": decision.id} if at_home else {}),
        "decision": decision.name,
        "question": _both(bench.day.authored[decision.name].question),
        "entity": decision.entity,
        "subject": decision.subject,
        **({"pseudonym": pseudonym_of(decision.entity, decision.subject, bench.pseudonym_key)} if at_home else {}),
        "as_of": decision.as_of.isoformat(),
        "currency": bench.context.currency,
        "outcome": _outcome(decision.outcome),
        "status": decision.status.value,
        "possible": list(decision.possible),
        "assumed": decision.assumed,
        "missing": list(decision.missing),
        "fired": list(decision.fired),
        "fired_deep": list(decision.fired_deep),
        "matches": [_match(bench, decision, each) for each in decision.matches],
        "unknown": [_unknown(each) for each in decision.unknown],
        "unknown_deep": [_unknown(each) for each in decision.unknown_deep],
        "not_fired": [
            {"rule": rule, "because": plain_conditions(bench, decision, rule)} for rule in decision.not_fired
        ],
        "reads": {name: _read(bench, each) for name, each in decision.reads.items()},
        "inputs": _inputs(bench.inputs(decision), provenance),
        "parameters": [_parameter(each) for each in decision.parameters],
        "remarks": [_remark(each) for each in decision.remarks],
        "pack": {"id": pack.id, "version": pack.version, "digest": pack.digest},
        "engine": {"name": "postloan-rules", "version": engine_version()},
    }


def _outcome(outcome: Outcome) -> Any:
    if outcome is None or isinstance(outcome, str):
        return outcome
    return list(outcome) if isinstance(outcome, tuple) else digits(outcome)


def _match(bench: Bench, decision: Decision, match: RuleMatch) -> dict[str, Any]:
    told = {} if not match.annotations else {"annotations": _annotations(match)}
    return {
        "rule": match.rule,
        "outcome": _outcome(match.outcome),
        "citation": str(match.citation),
        "confidence": None if match.confidence is None else match.confidence.value,
        "reason": _both(match.reason),
        "bindings": plain(match.bindings),
        "because": plain_conditions(bench, decision, match.rule),
        **told,
    }


def _annotations(match: RuleMatch) -> dict[str, Any]:
    return {
        name: {
            "value": _both(value) if isinstance(value, Bilingual) else plain(value),
            "missing": list(match.annotations_missing.get(name, ())),
        }
        for name, value in match.annotations.items()
    }


def _unknown(rule: UnknownRule) -> dict[str, Any]:
    return {"rule": rule.rule, "missing": list(rule.missing)}


def _read(bench: Bench, decision: Decision) -> dict[str, Any]:
    said = {
        "entity": decision.entity,
        "subject": decision.subject,
        "outcome": _outcome(decision.outcome),
        "status": decision.status.value,
        "possible": list(decision.possible),
        "fired": list(decision.fired),
    }
    if bench.is_about_root(decision):
        said["matches"] = [_match(bench, decision, each) for each in decision.matches]
        said["unknown"] = [_unknown(each) for each in decision.unknown]
        said["not_fired"] = list(decision.not_fired)
    return said


def _inputs(inputs: Mapping[str, Any], provenance: Mapping[str, str]) -> dict[str, Any]:
    return {path: {"value": value, "provenance": provenance.get(path)} for path, value in sorted(inputs.items())}


def _parameter(use: ParameterUse) -> dict[str, Any]:
    return {
        "id": use.id,
        "value": use.value,
        "start": plain(use.start),
        "end": plain(use.end),
        "citation": str(use.citation),
        "confidence": use.confidence.value,
    }


def _remark(remark: Remark) -> dict[str, Any]:
    return {"code": remark.code, "path": remark.path, "message": _both(remark.message)}


def _both(text: Bilingual) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
