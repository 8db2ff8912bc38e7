"""The JSON Schema of a record: what ``read_record`` takes."""

from typing import Any, Final

from postloan_rules.model.entity import FIRST_YEAR, LAST_YEAR
from postloan_rules.model.fields import FieldShape, Kind, fields_of
from postloan_rules.model.labels import LABELS
from postloan_rules.model.relations import ENTITIES

_PARTS: Final = ("borrower", "group", "facility", "institution")
_CURRENCY: Final = {"type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 4217"}
_NUMBER_TEXT: Final = r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$"


def record_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a record. Numbers may be written as strings, so that no digit is lost.

    Some rules go beyond what a schema can say: one currency, ids that stand once, digits, days that exist.
    """
    properties: dict[str, Any] = {
        "as_of": {**_day(), "description": "the day for which all of it holds"},
        "currency": _CURRENCY,
        "loan": _reference("loan"),
    }
    properties |= {name: _or_null(_reference(name)) for name in _PARTS}
    properties["provenance"] = {
        "description": "where values came from, by path",
        "type": "object",
        "additionalProperties": {"type": "string"},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "PortfolioRecord",
        "description": "one loan and its surroundings on one day",
        "type": "object",
        "properties": properties,
        "required": ["as_of", "currency", "loan"],
        "additionalProperties": False,
        "$defs": {**{name: _entity(name) for name in ENTITIES}, "amount": _amount(), "value": _value()},
    }


def _entity(kind: str) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for name, shape in fields_of(kind).items():
        schema = _field(shape)
        label = LABELS[f"{kind}.{name}"]
        described = {"title": label.zh, "description": label.en}
        if shape.personal:
            described["x-personal"] = True  # type: ignore[assignment]
        if shape.counts_up:
            described["x-counts-up"] = True  # type: ignore[assignment]
        properties[name] = {**described, **(schema if name == "id" else _or_null(schema))}
    for store in ("extension", "facts"):
        properties[store] = {"type": "object", "additionalProperties": {"$ref": "#/$defs/value"}}
    label = LABELS[kind]
    required = ["id"] if ENTITIES[kind].model_fields["id"].is_required() else []
    return {
        "title": label.zh,
        "description": label.en,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _field(shape: FieldShape) -> dict[str, Any]:
    match shape.kind:
        case Kind.TEXT:
            return {"type": "string"} | ({"minLength": 1, "maxLength": shape.longest} if shape.longest else {})
        case Kind.CLASS:
            return {"type": "string"}
        case Kind.WORD:
            return {"enum": [each.value for each in shape.words or ()]}
        case Kind.BOOLEAN:
            return {"type": "boolean"}
        case Kind.DATE:
            return _day()
        case Kind.WHOLE:
            return {
                "anyOf": [
                    {"type": "integer", "minimum": 0, "maximum": shape.maximum},
                    {"type": "string", "pattern": _NUMBER_TEXT},
                ]
            }
        case Kind.NUMBER:
            return _number()
        case Kind.MONEY:
            return {"$ref": "#/$defs/amount"}
        case Kind.ONE:
            return _reference(shape.entity or "")
        case Kind.MANY:
            return {"type": "array", "items": _reference(shape.entity or "")}


def _amount() -> dict[str, Any]:
    return {
        "description": "a plain number is in the currency of the record",
        "anyOf": [
            *_number()["anyOf"],
            {
                "type": "object",
                "properties": {"amount": _number(), "currency": _CURRENCY},
                "required": ["amount", "currency"],
                "additionalProperties": False,
            },
        ],
    }


def _value() -> dict[str, Any]:
    return {"type": ["boolean", "number", "string", "null"]}


def _number() -> dict[str, Any]:
    return {"anyOf": [{"type": "number"}, {"type": "string", "pattern": _NUMBER_TEXT}]}


def _day() -> dict[str, Any]:
    return {"type": "string", "format": "date", "x-years": [FIRST_YEAR, LAST_YEAR]}


def _reference(kind: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{kind}"}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}
