"""The JSON Schemas of the records of a trail, one for each kind, and of the manifest that a run over tables leaves."""

from collections.abc import Mapping
from typing import Any, Final

from postloan_rules.audit.batch_manifest import SCHEMA as RUN_SCHEMA
from postloan_rules.audit.leaf import SCHEMA
from postloan_rules.engine.decision import Status
from postloan_rules.engine.decision_schema import decision_schema
from postloan_rules.trail.overrides import Direction

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Final = {"type": "string", "minLength": 1}
_DAY: Final = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_INSTANT: Final = {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z$"}
_HASH: Final = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_DIGEST: Final = {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"}
_PSEUDONYM: Final = {"type": "string", "pattern": "^hmac-sha256:[0-9a-f]{64}$"}
_COUNT: Final = {"type": "integer", "minimum": 0}
_DIRECTION: Final = {"enum": [each.value for each in Direction]}
_AT_HOME: Final = ("id", "pseudonym")
"""Members of a decision that its record has in another form."""


def record_schemas() -> dict[str, Any]:
    """Return the schemas by kind of record, and under ``manifest`` that of the manifest of a run; new copies."""
    return {
        "decision": _leaf("decision", _decision(), {"$defs": _definitions()}),
        "batch": _leaf("batch", _batch()),
        "override": _leaf("override", {"anyOf": [_override(), _withdrawal()]}, {"$defs": {"sealed": _sealed()}}),
        "erasure": _leaf("erasure", _erasure()),
        "checkpoint": _leaf("checkpoint", _record({"note": _TEXT})),
        "manifest": {"$schema": _DRAFT, "title": "manifest of a run over tables", **_manifest()},
    }


def _leaf(kind: str, payload: Mapping[str, Any], more: Mapping[str, Any] | None = None) -> dict[str, Any]:
    members = {
        "schema": {"const": SCHEMA},
        "kind": {"const": kind},
        "ledger": _TEXT,
        "sequence": _COUNT,
        "key": {**_TEXT, "description": "no two records of a ledger share one"},
        "recorded_at": _INSTANT,
        "previous": {**_HASH, "description": "the hash of the record before, zeros for the first"},
        "subjects": {"type": "array", "items": _PSEUDONYM, "uniqueItems": True},
        "content": _PSEUDONYM,
        "payload": payload,
    }
    return {"$schema": _DRAFT, "title": f"record of the kind {kind}", **_record(members), **(more or {})}


def _decision() -> dict[str, Any]:
    said = decision_schema()
    properties = {name: each for name, each in said["properties"].items() if name not in _AT_HOME}
    party = _record({"entity": _TEXT, "pseudonym": _PSEUDONYM})
    overridden = {"sequence": _COUNT, "chosen": _TEXT, "direction": _DIRECTION, "expires_on": _DAY}
    needed = {
        "decision": _or_sealed(_record(properties)),
        "record": {"type": "object", "description": "the input, cut down to what was read: record.schema.json"},
        "parties": {"type": "object", "additionalProperties": party},
        "id": _PSEUDONYM,
        "pack_archive": _DIGEST,
    }
    return _record(needed, {"overridden": _record(overridden), "overrides_unread": {"const": True}})


def _definitions() -> dict[str, Any]:
    own = {name: _or_sealed(each) for name, each in decision_schema()["$defs"].items()}
    return {**own, "sealed": _sealed()}


def _sealed() -> dict[str, Any]:
    inner = {"commitment": _DIGEST, "parties": {"type": "array", "items": _PSEUDONYM, "minItems": 1}}
    return {"description": "stands for a value that was sealed", **_record({"sealed": _record(inner)})}


def _or_sealed(schema: Any) -> Any:
    """Return ``schema`` where any value inside may have been sealed."""
    if not isinstance(schema, dict):
        return schema
    found = dict(schema)
    for name in ("items", "additionalProperties"):
        if isinstance(found.get(name), dict):
            found[name] = _sealed_or(found[name])
    if "properties" in found:
        found["properties"] = {name: _sealed_or(each) for name, each in found["properties"].items()}
    if "anyOf" in found:
        found["anyOf"] = [_or_sealed(each) for each in found["anyOf"]]
    return found


def _sealed_or(schema: Any) -> Any:
    inner = _or_sealed(schema)
    return {"anyOf": [inner, {"$ref": "#/$defs/sealed"}]} if set(inner) & {"type", "anyOf", "$ref"} else inner


def _batch() -> dict[str, Any]:
    roots = {"type": "array", "items": _HASH}
    return _record({"manifest": _manifest(), "pack_archive": _DIGEST, "roots": roots, "root": _HASH})


def _manifest() -> dict[str, Any]:
    part = _record(
        {"name": {"type": "string", "pattern": r"\.(parquet|jsonl|csv)$"}, "digest": _DIGEST, "rows": _COUNT}
    )
    given = _record({"digest": _or_null(_DIGEST)}, {"rows": _or_null(_COUNT)})
    needed = {
        "schema": {"const": RUN_SCHEMA},
        "inputs": {"type": "object", "additionalProperties": given},
        "pack": _record({"id": _TEXT, "version": _TEXT, "digest": _DIGEST}),
        "engine": _record({"name": _TEXT, "version": _TEXT}),
        "backend": _TEXT,
        "as_of": _or_null(_DAY),
        "decisions": {"type": "array", "items": _TEXT},
        "counts": _record({"read": _COUNT, "decided": _COUNT, "rejected": _COUNT}),
        "parts": {"type": "array", "items": part},
    }
    return _record(needed, {"rejects": part, "notes": {"type": "object"}})


def _override() -> dict[str, Any]:
    needs = {"evidence": _COUNT, "longest_days": _COUNT, "second_person": {"type": "boolean"}}
    return _record(
        {
            "subject": _PSEUDONYM,
            "decision": _TEXT,
            "decision_id": _PSEUDONYM,
            "as_of": _DAY,
            "status": {"enum": [each.value for each in Status]},
            "values": {"type": "array", "items": _TEXT, "minItems": 1},
            "outcome": _or_null(_TEXT),
            "chosen": _TEXT,
            "direction": _DIRECTION,
            "needs": _record(needs),
            "reason_code": _TEXT,
            "reason": {"$ref": "#/$defs/sealed"},
            "evidence": {"type": "array", "items": _DIGEST, "uniqueItems": True},
            "authority": _TEXT,
            "approved_by": {"type": "array", "items": _PSEUDONYM, "minItems": 1, "uniqueItems": True},
            "starts_on": _DAY,
            "expires_on": _DAY,
        }
    )


def _withdrawal() -> dict[str, Any]:
    return _record({"withdraws": _COUNT, "subject": _PSEUDONYM, "by": _PSEUDONYM, "reason_code": _TEXT})


def _erasure() -> dict[str, Any]:
    return _record(
        {
            "subject": _PSEUDONYM,
            "basis": _TEXT,
            "requested_on": _DAY,
            "keys_destroyed": {"enum": [0, 1]},
            "records": _COUNT,
        }
    )


def _or_null(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def _record(needed: Mapping[str, Any], optional: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**needed, **(optional or {})},
        "required": list(needed),
        "additionalProperties": False,
    }
