"""What single facts and decisions mean."""

from decimal import Decimal

from postloan_rules.errors import InternalError
from postloan_rules.feel import types as feel
from postloan_rules.ir.converting import NUMERIC, convert, place_in
from postloan_rules.ir.from_condition import annotation_texts, condition_text, meaning_of, reason_texts
from postloan_rules.ir.from_expression import lower_expression
from postloan_rules.ir.from_member import Environment, type_in_ir
from postloan_rules.ir.hit_policies import NUMBERS, combine, type_of_decision
from postloan_rules.ir.logic import TRUE, all_of, opposite
from postloan_rules.ir.lowered import AnnotationText, ConditionText, DecisionText, LineText, RuleText
from postloan_rules.ir.nodes import Constant, Field, Term, Unknown, Variable
from postloan_rules.ir.program import Combine, DecisionTerm, FactTerm, RuleTerm
from postloan_rules.ir.type_of import kind_of, type_of
from postloan_rules.ir.types import BOOLEAN, NUMBER, Kind, TermType
from postloan_rules.light import dataclass, replace
from postloan_rules.packs.definition import Condition, DecisionDefinition, FactDefinition, PythonCondition, Rule


@dataclass(frozen=True, slots=True)
class LoweredDecision:
    """A decision with the rules of all days, and how it reads."""

    term: DecisionTerm
    text: DecisionText


def lower_fact(definition: FactDefinition, environment: Environment, field_type: feel.Type | None) -> FactTerm:
    """Return what ``definition`` means. ``field_type`` is the type of the model's field of that name, if it has one."""
    tables = environment.names.tables
    formula = None if definition.formula is None else lower_expression(definition.formula, environment)
    type = _fact_type(definition.type, formula)
    return FactTerm(
        entity=definition.entity,
        name=definition.name,
        type=type,
        field=convert(_given(definition, field_type), type, tables),
        formula=None if formula is None else convert(formula, type, tables),
        is_default=definition.is_default,
    )


def _given(definition: FactDefinition, field_type: feel.Type | None) -> Field:
    source = Variable(definition.entity, definition.entity)
    type = type_in_ir(definition.type)
    if field_type is None:
        return Field(source, definition.name, type, store="facts")
    return Field(source, definition.name, type, money=isinstance(field_type, feel.Money))


def _fact_type(declared: feel.Type, formula: Term | None) -> TermType:
    """Return the type of a fact: a number is as wide as its formula, so that bounds and quotients stay exact."""
    type = type_in_ir(declared)
    if formula is not None and type == NUMBER and kind_of(formula) in NUMERIC:
        return type_of(formula)
    return type


def outcome_type(definition: DecisionDefinition) -> TermType:
    """Return the type in which others read the outcome of ``definition``."""
    name = definition.outcome.name if isinstance(definition.outcome, feel.Enumeration) else None
    return type_of_decision(_combine(definition), name)


def _combine(definition: DecisionDefinition) -> Combine:
    return combine(definition.hit_policy.value, definition.aggregator and definition.aggregator.value)


def lower_decision(definition: DecisionDefinition, environment: Environment) -> LoweredDecision:
    """Return what ``definition`` means on all days. Reasons are left out: they may read what comes later."""
    how = _combine(definition)
    wanted = _rule_outcome_type(definition)
    applies = condition_text(definition.applies, environment)
    texts = {rule.id: _rule_text(rule, environment) for rule in definition.rules}
    term = DecisionTerm(
        entity=definition.entity,
        name=definition.name,
        type=outcome_type(definition),
        combine=how,
        applies=None if applies is None else meaning_of(applies),
        rules=tuple(_rule(rule, texts[rule.id], wanted, environment) for rule in definition.rules),
        otherwise=None if definition.otherwise is None else _otherwise(definition.otherwise, how, wanted, environment),
        prudent=definition.prudent,
    )
    return LoweredDecision(term, DecisionText(definition.entity, definition.name, applies, texts))


def with_reasons(text: DecisionText, definition: DecisionDefinition, environment: Environment) -> DecisionText:
    """Return ``text`` with the reasons and annotations of its rules, once all facts are known."""
    rules = {
        rule.id: replace(
            text.rules[rule.id],
            reason=reason_texts(rule.reason, environment),
            annotations=_annotations(definition, rule, environment),
        )
        for rule in definition.rules
    }
    return replace(text, rules=rules)


def _annotations(definition: DecisionDefinition, rule: Rule, environment: Environment) -> tuple[AnnotationText, ...]:
    if not definition.annotations:
        return ()
    return annotation_texts(definition, rule, lower_expression(rule.then, environment), environment)


def _rule_outcome_type(definition: DecisionDefinition) -> TermType:
    if isinstance(definition.outcome, feel.Enumeration):
        return TermType(Kind.MASK, definition.outcome.name)
    return NUMBER


def _otherwise(value: str, how: Combine, wanted: TermType, environment: Environment) -> Constant:
    if how in NUMBERS or wanted.name is None:
        return Constant(Decimal(value), NUMBER)
    return Constant(1 << place_in(environment.names.tables[wanted.name], value), wanted)


def _rule_text(rule: Rule, environment: Environment) -> RuleText:
    unless = condition_text(rule.unless, environment)
    return RuleText(rule.id, _when_text(rule.when, environment), unless, reason=None)


def _when_text(when: Condition | PythonCondition | None, environment: Environment) -> ConditionText | None:
    if not isinstance(when, PythonCondition):
        return condition_text(when, environment)
    if when.expression is None:
        return None
    return LineText(when.name, lower_expression(when.expression, environment))


def _rule(rule: Rule, text: RuleText, wanted: TermType, environment: Environment) -> RuleTerm:
    outcome = convert(lower_expression(rule.then, environment), wanted, environment.names.tables)
    if isinstance(rule.when, PythonCondition) and rule.when.expression is None:
        if rule.unless is not None:
            raise InternalError(f"lowering: {rule.id} has a condition in Python and an exception in FEEL")
        return RuleTerm(rule.id, Unknown(BOOLEAN), outcome, python=rule.when.name)
    when = TRUE if text.when is None else meaning_of(text.when)
    unless = TRUE if text.unless is None else opposite(meaning_of(text.unless))
    return RuleTerm(rule.id, all_of((when, unless)), outcome)
