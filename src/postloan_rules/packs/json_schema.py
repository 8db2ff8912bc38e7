"""JSON Schema for the files of a pack, made from the shapes that also check them, for editors."""

from collections.abc import Mapping
from typing import Any, Final, assert_never

from postloan_rules.packs import file_shapes, read_survivors, watch_shapes
from postloan_rules.packs.shape import (
    AnyBoolean,
    AnyDay,
    AnyScalar,
    AnyText,
    Anything,
    Either,
    Feel,
    ListOfShape,
    MapOf,
    OneWord,
    Record,
    Reference,
    Shape,
    wanted_by,
)

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_SCALAR: Final = ["string", "number", "boolean"]


def file_schemas() -> Mapping[str, Mapping[str, Any]]:
    """Return one schema for each kind of file, by name: ``pack``, ``parameters``, ``cases``, ``survivors``…

    A schema is looser than the loader in one way: it does not know names that the pack declares.
    """
    kinds: dict[str, list[Shape]] = {
        "pack": [file_shapes.MANIFEST],
        # Parameters of an overlay may say less; a file does not tell which it is.
        "parameters": [file_shapes.OVERLAY_PARAMETERS],
        "facts": [file_shapes.FACTS],
        "decisions": [file_shapes.DECISION, file_shapes.EXTENSION],
        "cases": [file_shapes.CASES],
        "reports": [file_shapes.REPORT],
        "watch": [watch_shapes.WATCH],
        "survivors": [read_survivors.SHAPE],
    }
    return {name: _document(name, shapes) for name, shapes in kinds.items()}


def _document(name: str, shapes: list[Shape]) -> dict[str, Any]:
    definitions: dict[str, Any] = {}
    schemas = [_schema(shape, definitions) for shape in shapes]
    body = schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
    document = {"$schema": DIALECT, "title": f"{name}.yaml" if name == "pack" else f"{name}/*.yaml", **body}
    if definitions:
        document["$defs"] = definitions
    return document


def _schema(shape: Shape, definitions: dict[str, Any]) -> dict[str, Any]:
    match shape:
        case Anything():
            return {}
        case AnyText():
            schema: dict[str, Any] = {"type": ["string", "number"], "description": shape.wanted.en}
            if shape.pattern is not None:
                schema["pattern"] = f"^(?:{shape.pattern})$"
            return schema
        case Feel():
            return {"type": _SCALAR, "description": "a FEEL expression"}
        case AnyBoolean():
            return {"type": "boolean"}
        case AnyDay():
            # YAML 1.2 has no dates: editors see strings.
            return {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$", "description": wanted_by(shape).en}
        case AnyScalar():
            return {"type": _SCALAR}
        case OneWord():
            return {"enum": list(shape.words)}
        case ListOfShape():
            return {"type": "array", "items": _schema(shape.item, definitions), "minItems": shape.minimum}
        case MapOf():
            return {
                "type": "object",
                "propertyNames": {"pattern": f"^(?:{shape.key.pattern or '.+'})$"},
                "additionalProperties": _schema(shape.value, definitions),
            }
        case Record():
            return _record(shape, definitions)
        case Either():
            options = [each for each in (shape.scalar, shape.list, shape.mapping) if each is not None]
            return {"anyOf": [_schema(option, definitions) for option in options]}
        case Reference():
            if shape.name not in definitions:
                definitions[shape.name] = {}
                definitions[shape.name] = _schema(shape.shape(), definitions)
            return {"$ref": f"#/$defs/{shape.name}"}
    assert_never(shape)


def _record(shape: Record, definitions: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "type": "object",
        "description": shape.what.en,
        "properties": {name: _schema(key.shape, definitions) for name, key in shape.keys.items()},
        "required": [name for name, key in shape.keys.items() if key.required],
        "additionalProperties": False,
    }
    if shape.one_of:
        schema["allOf"] = [{"anyOf": [{"required": [name]} for name in group]} for group in shape.one_of]
    return schema
