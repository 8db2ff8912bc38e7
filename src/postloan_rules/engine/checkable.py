"""A test with the values it compared, so that its state can be worked out again without the pack."""

from typing import Any

from postloan_rules.engine.interpret import Bindings, Interpreter
from postloan_rules.engine.plain import plain
from postloan_rules.ir.nodes import Aggregate, Compare, IsKnown, OneOf, OutcomeIn, Term
from postloan_rules.ir.type_of import type_of
from postloan_rules.ir.types import Kind, TermType


def checkable(term: Term, bindings: Bindings, interpreter: Interpreter) -> dict[str, Any]:
    """Return the test ``term`` as plain values: an operator and what it was applied to.

    ``docs/trail-format.md`` says what state each operator gives.
    """

    def said(part: Term) -> dict[str, Any]:
        return value_form(interpreter.value(part, bindings), type_of(part))

    match term:
        case Compare(operator=operator, left=left, right=right):
            return {"operator": operator, "left": said(left), "right": said(right)}
        case OutcomeIn(operand=operand, accepted=accepted):
            return {"operator": "within", "left": said(operand), "right": {"possible": _places(accepted)}}
        case OneOf(operand=operand, values=values):
            return {"operator": "among", "left": said(operand), "right": [said(each) for each in values]}
        case IsKnown(operand=operand):
            return {"operator": "known", "left": said(operand)}
        case Aggregate(function="some" | "every"):
            return {"operator": term.function, **_members(term, bindings, interpreter)}
        case _:
            return {"operator": "is", "left": said(term)}


def value_form(value: Any, type: TermType) -> dict[str, Any]:
    """Return a value with a word that says what it is.

    >>> from postloan_rules.ir.types import NUMBER
    >>> value_form(90, NUMBER), value_form(None, NUMBER)
    ({'number': '90'}, {'unknown': True})
    """
    if value is None:
        return {"unknown": True}
    match type.kind:
        case Kind.BOOLEAN:
            return {"boolean": value}
        case Kind.NUMBER | Kind.DAYS | Kind.MONTHS:
            return {"number": plain(value)}
        case Kind.BOUNDS:
            return {"low": plain(value[0]), "high": plain(value[1])}
        case Kind.RATIO:
            return {"low": plain(value[0]), "high": plain(value[1]), "over": plain(value[2])}
        case Kind.DATE:
            return {"date": plain(value)}
        case Kind.RANK:
            return {"place": value}
        case Kind.MASK:
            return {"possible": _places(value)}
        case Kind.STRING:
            return {"text": plain(value)}
        case Kind.LIST | Kind.ENTITY:
            return {"text": str(plain(value))}


def _members(term: Aggregate, bindings: Bindings, interpreter: Interpreter) -> dict[str, Any]:
    node = interpreter.value(term.source, bindings)
    members = interpreter.members(term.steps, bindings, node)
    if members is None or term.value is None:
        return {"members": None}
    words = {True: "true", False: "false", None: "unknown"}
    return {
        "members": [
            {"state": words[interpreter.value(term.value, inner)], "sure": bool(sure)} for inner, sure in members
        ]
    }


def _places(bits: int) -> list[int]:
    return [place for place in range(bits.bit_length()) if bits >> place & 1]
