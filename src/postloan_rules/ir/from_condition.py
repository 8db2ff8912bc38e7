"""What conditions mean, and the same line by line for explanations."""

from postloan_rules.errors import InternalError
from postloan_rules.feel.printer import print_expression
from postloan_rules.feel.types import Type
from postloan_rules.ir.converting import convert
from postloan_rules.ir.from_expression import lower_expression
from postloan_rules.ir.from_member import Environment, type_in_ir
from postloan_rules.ir.logic import all_of, any_of
from postloan_rules.ir.lowered import AnnotationText, ConditionText, GroupText, LineText, ReasonTexts
from postloan_rules.ir.nodes import Term
from postloan_rules.packs.definition import (
    AnnotationValue,
    Condition,
    ConditionLine,
    DecisionDefinition,
    Grouping,
    Reason,
    ReasonText,
    Rule,
)
from postloan_rules.packs.read_annotations import OUTCOME


def condition_text(condition: Condition | None, environment: Environment) -> ConditionText | None:
    """Return the lines of ``condition`` with their meanings."""
    return None if condition is None else _text(condition, environment)


def lower_condition(condition: Condition, environment: Environment) -> Term:
    """Return what ``condition`` means."""
    return meaning_of(_text(condition, environment))


def _text(condition: Condition, environment: Environment) -> ConditionText:
    if isinstance(condition, ConditionLine):
        return _line(condition, environment)
    parts = tuple(_text(part, environment) for part in condition.parts)
    return GroupText("all" if condition.grouping is Grouping.ALL else "any", parts)


def _line(line: ConditionLine, environment: Environment) -> LineText:
    return LineText(line.text, lower_expression(line.expression, environment))


def meaning_of(text: ConditionText) -> Term:
    """Return what the lines mean together: what Kleene's tables say of the lines, and nothing more."""
    if isinstance(text, LineText):
        return text.term
    parts = (meaning_of(part) for part in text.parts)
    return all_of(parts) if text.grouping == "all" else any_of(parts)


def reason_texts(reason: Reason | None, environment: Environment) -> ReasonTexts | None:
    """Return the reason with the meanings of its expressions."""
    return None if reason is None else lower_reason(reason, environment)


def lower_reason(reason: Reason, environment: Environment) -> ReasonTexts:
    """Return what the expressions of a text in both languages mean."""
    return ReasonTexts(zh=_parts(reason.zh, environment), en=_parts(reason.en, environment))


def annotation_texts(
    definition: DecisionDefinition, rule: Rule, outcome: Term, environment: Environment
) -> tuple[AnnotationText, ...]:
    """Return what ``rule``, which gives ``outcome``, tells in the columns of its decision."""
    types = {each.name: each.type for each in definition.annotations}
    inner = environment.binding(OUTCOME, outcome)
    return tuple(
        _annotation(name, types[name], value, inner) for name, value in definition.annotations_of(rule).items()
    )


def _annotation(name: str, type: Type | None, value: AnnotationValue, environment: Environment) -> AnnotationText:
    if isinstance(value, Reason):
        return AnnotationText(name, None, lower_reason(value, environment))
    if type is None:
        raise InternalError(f"lowering: {name} is a text without languages")
    wanted = type_in_ir(type)
    term = convert(lower_expression(value, environment), wanted, environment.names.tables)
    return AnnotationText(name, wanted, LineText(print_expression(value.root), term))


def _parts(text: ReasonText, environment: Environment) -> tuple[str | LineText, ...]:
    return tuple(part if isinstance(part, str) else _line(part, environment) for part in text.parts)
