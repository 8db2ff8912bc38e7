"""The JSON Schema of a decision as ``Decision.to_dict`` gives it."""

from typing import Any

from postloan_rules.engine.decision import Status
from postloan_rules.engine.serialise import SCHEMA_VERSION

_TEXT = {"type": "string"}
_BOTH = {
    "type": "object",
    "properties": {"zh": _TEXT, "en": _TEXT},
    "required": ["zh", "en"],
    "additionalProperties": False,
}
_NUMBER_TEXT = "a number is written as a string without exponent"
_OUTCOME = {
    "description": f"a value of the enumeration, a list of them where the decision collects; {_NUMBER_TEXT}",
    "anyOf": [_TEXT, {"type": "array", "items": _TEXT}, {"type": "null"}],
}
_OPTIONAL_DAY = {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}
_OPTIONAL_TEXT = {"anyOf": [_TEXT, {"type": "null"}]}
_PLAIN = {
    "description": f"{_NUMBER_TEXT}, an amount as amount and currency, a relation as the ids of its members",
}
_DIGEST = {"type": "string", "pattern": "^(hmac-)?sha256:[0-9a-f]{64}$"}


def _record(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _partly(properties: dict[str, Any], optional: dict[str, Any]) -> dict[str, Any]:
    return {**_record(properties), "properties": {**properties, **optional}}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _mapping(values: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": values}


_STATUS = {"enum": [each.value for each in Status]}
_CONFIDENCE = {"enum": ["V", "S", "M", "U", "C"]}
_MISSING = {**_list(_TEXT), "description": "paths that were not given and still decide"}
_UNKNOWN_RULES = _list(_record({"rule": _TEXT, "missing": _MISSING}))
_CONDITION: dict[str, Any] = {
    "type": "object",
    "description": "a test with what was read, or a connective with the parts that decided",
    "properties": {
        "state": {"enum": ["true", "false", "unknown"]},
        "text": {"type": "string", "description": "the condition as its author wrote it"},
        "statement": {"anyOf": [_BOTH, {"type": "null"}]},
        "missing": _MISSING,
        "test": {
            "type": "object",
            "description": "an operator and the values it was applied to; docs/trail-format.md gives its state",
            "required": ["operator"],
        },
        "connective": {"enum": ["all", "any", "not"]},
        "parts": _list({"$ref": "#/$defs/condition"}),
    },
    "required": ["state"],
    "additionalProperties": False,
}
_BECAUSE = {"anyOf": [{"$ref": "#/$defs/condition"}, {"type": "null"}]}

_ANNOTATIONS = {
    **_mapping(
        _record(
            {
                "value": {
                    "description": f"{_NUMBER_TEXT}, a text is there in both languages, null where it is not known",
                    "anyOf": [_TEXT, {"type": "boolean"}, _BOTH, {"type": "null"}],
                },
                "missing": _MISSING,
            }
        )
    ),
    "description": "what the rule tells beside the outcome, by column; only where the decision has such columns",
}

_MATCHES = _list(
    _partly(
        {
            "rule": _TEXT,
            "outcome": _OUTCOME,
            "citation": _TEXT,
            "confidence": {"anyOf": [_CONFIDENCE, {"type": "null"}]},
            "reason": _BOTH,
            "bindings": _mapping(_PLAIN),
            "because": _BECAUSE,
        },
        {"annotations": _ANNOTATIONS},
    )
)
_OWN = "only of decisions about the loan at hand and what it leads to"


def decision_schema() -> dict[str, Any]:
    """Return the schema, a new copy each time."""
    content = _record(
        {
            "schema_version": {"const": SCHEMA_VERSION},
            "id": {**_DIGEST, "description": "the same for the same pack, subject, day and inputs on every machine"},
            "decision": _TEXT,
            "question": _BOTH,
            "entity": _TEXT,
            "subject": {"type": "string", "description": "the id of the entity; empty where the record gives none"},
            "pseudonym": _DIGEST,
            "as_of": {"type": "string", "format": "date"},
            "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
            "outcome": _OUTCOME,
            "status": _STATUS,
            "possible": {**_list(_TEXT), "description": "from best to worst; of a number the lowest and the highest"},
            "assumed": {"enum": ["prudent", None]},
            "missing": _MISSING,
            "fired": _list(_TEXT),
            "fired_deep": _list(_TEXT),
            "matches": _MATCHES,
            "unknown": _UNKNOWN_RULES,
            "unknown_deep": _UNKNOWN_RULES,
            "not_fired": _list(_record({"rule": _TEXT, "because": _BECAUSE})),
            "reads": _mapping(
                _partly(
                    {
                        "entity": _TEXT,
                        "subject": _TEXT,
                        "outcome": _OUTCOME,
                        "status": _STATUS,
                        "possible": _list(_TEXT),
                        "fired": _list(_TEXT),
                    },
                    {
                        "matches": {**_MATCHES, "description": f"the rules that fired; {_OWN}"},
                        "unknown": {**_UNKNOWN_RULES, "description": _OWN},
                        "not_fired": {**_list(_TEXT), "description": f"rules that certainly do not fire; {_OWN}"},
                    },
                )
            ),
            "inputs": _mapping(_record({"value": _PLAIN, "provenance": _OPTIONAL_TEXT})),
            "parameters": _list(
                _record(
                    {
                        "id": _TEXT,
                        "value": {"type": "string", "description": _NUMBER_TEXT},
                        "start": _OPTIONAL_DAY,
                        "end": _OPTIONAL_DAY,
                        "citation": _TEXT,
                        "confidence": _CONFIDENCE,
                    }
                )
            ),
            "remarks": _list(_record({"code": _TEXT, "path": _TEXT, "message": _BOTH})),
            "pack": _record({"id": _TEXT, "version": _TEXT, "digest": _DIGEST}),
            "engine": _record({"name": _TEXT, "version": _TEXT}),
        }
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Decision",
        **content,
        "$defs": {"condition": _CONDITION},
    }
