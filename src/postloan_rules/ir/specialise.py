"""The program of one day: parameters become their values, rules that are not in force go.

Yesterday's question gets yesterday's law: between two change dates the program is the same, so whoever runs it keeps
one for each period.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date

from postloan_rules.errors import ParameterNotInForceError
from postloan_rules.ir.lowered import (
    AnnotationText,
    ConditionText,
    DatedParameter,
    DatedValue,
    DecisionText,
    LineText,
    LoweredPack,
    ReasonTexts,
    RuleText,
)
from postloan_rules.ir.nodes import Term
from postloan_rules.ir.program import DecisionTerm, FactTerm, Program
from postloan_rules.ir.reading import Definition, definitions_read, key_of, needed_for, parameters_read
from postloan_rules.ir.settle import Settling, settled
from postloan_rules.light import replace


def specialise(lowered: LoweredPack, day: date, decisions: Iterable[str] | None = None) -> Program:
    """Return what ``lowered`` means on ``day``; where ``decisions`` are named, without those that they do not read.

    Raises:
        ParameterNotInForceError: if a rule in force reads a parameter without a value on ``day``, itself or through
            facts.
    """
    wanted = None if decisions is None else frozenset(decisions)
    in_force = definitions_on(lowered, day, wanted)
    for missing in _missing(lowered, day, in_force).values():
        raise ParameterNotInForceError(missing[0], day)
    start, end = period_around(lowered, day)
    return Program(
        pack_id=lowered.pack_id,
        start=start,
        end=end,
        enumerations=lowered.enumerations,
        definitions=tuple(_settled_definition(each, lowered, day) for each in in_force),
    )


def definitions_on(lowered: LoweredPack, day: date, wanted: frozenset[str] | None = None) -> tuple[Definition, ...]:
    """Return the definitions with the rules in force on ``day``.

    Where decisions are ``wanted``, others that they do not read are left out, and so are facts that read one left out.
    """
    in_force = tuple(_with_rules_of(each, lowered, day) for each in lowered.definitions)
    return in_force if wanted is None else _without_others(in_force, wanted)


def _without_others(definitions: tuple[Definition, ...], wanted: frozenset[str]) -> tuple[Definition, ...]:
    keys = (key_of(each) for each in definitions if isinstance(each, DecisionTerm) and each.name in wanted)
    kept = {key_of(each) for each in needed_for(keys, definitions)}
    for each in definitions:
        if isinstance(each, FactTerm) and kept.issuperset(definitions_read(each)):
            kept.add(key_of(each))
    return tuple(each for each in definitions if key_of(each) in kept)


def _with_rules_of(definition: Definition, lowered: LoweredPack, day: date) -> Definition:
    if isinstance(definition, FactTerm):
        return definition
    key = key_of(definition)
    rules = tuple(rule for rule in definition.rules if lowered.rule_days[(*key, rule.id)].hold_on(day))
    return replace(definition, rules=rules)


def missing_parameters(lowered: LoweredPack, day: date) -> Mapping[str, tuple[str, ...]]:
    """Return, by decision, the parameters that it needs and that have no value on ``day``."""
    return _missing(lowered, day, definitions_on(lowered, day))


def _missing(lowered: LoweredPack, day: date, in_force: tuple[Definition, ...]) -> Mapping[str, tuple[str, ...]]:
    # The definitions are sorted, so what a decision needs is what it reads and what that was found to need.
    found: dict[str, tuple[str, ...]] = {}
    absent = {id for id, each in lowered.parameters.items() if not values_on(each, day)}
    if not absent:
        return found
    for definition in in_force:
        if isinstance(definition, DecisionTerm):
            needed = needed_for((key_of(definition),), in_force)
            ids = dict.fromkeys(id for each in needed for id in parameters_read(each) if id in absent)
            if ids:
                found[definition.name] = tuple(ids)
    return found


def parameters_used(lowered: LoweredPack, decision: str, day: date) -> tuple[str, ...]:
    """Return the parameters that ``decision`` reads on ``day``, itself or through facts and decisions."""
    in_force = definitions_on(lowered, day)
    keys = (key_of(each) for each in in_force if isinstance(each, DecisionTerm) and each.name == decision)
    needed = needed_for(keys, in_force)
    return tuple(dict.fromkeys(id for each in needed for id in parameters_read(each)))


def values_on(parameter: DatedParameter, day: date) -> tuple[DatedValue, ...]:
    """Return the values in force on ``day``, those for special dimensions first."""
    in_force = [value for value in parameter.values if value.days.hold_on(day)]
    return tuple(sorted(in_force, key=lambda value: -len(value.where)))


def change_dates(lowered: LoweredPack) -> tuple[date, ...]:
    """Return the days on which something of ``lowered`` starts or ends, in order."""
    spans = [lowered.days, *lowered.rule_days.values()]
    spans.extend(value.days for parameter in lowered.parameters.values() for value in parameter.values)
    return tuple(sorted({day for span in spans for day in (span.start, span.end) if day is not None}))


def period_around(lowered: LoweredPack, day: date) -> tuple[date, date | None]:
    """Return the days around ``day`` on which ``lowered`` means the same: the first, and the first after the last."""
    changes = change_dates(lowered)
    place = bisect_right(changes, day)
    start = changes[place - 1] if place else date.min
    return start, changes[place] if place < len(changes) else None


def _settled_definition(definition: Definition, lowered: LoweredPack, day: date) -> Definition:
    settling = _settling(lowered, definition.entity, day)
    if isinstance(definition, FactTerm):
        return replace(definition, formula=_optional(definition.formula, settling))
    rules = tuple(
        replace(rule, condition=settled(rule.condition, settling), outcome=settled(rule.outcome, settling))
        for rule in definition.rules
    )
    return replace(definition, applies=_optional(definition.applies, settling), rules=rules)


def _settling(lowered: LoweredPack, entity: str, day: date) -> Settling:
    return Settling(lowered, entity, lambda parameter: values_on(parameter, day))


def _optional(term: Term | None, settling: Settling) -> Term | None:
    return None if term is None else settled(term, settling)


def specialise_term(lowered: LoweredPack, entity: str, term: Term, day: date) -> Term:
    """Return what ``term``, of an expression about ``entity``, means on ``day``."""
    return settled(term, _settling(lowered, entity, day))


def specialise_reason(lowered: LoweredPack, entity: str, reason: ReasonTexts, day: date) -> ReasonTexts:
    """Return what the expressions of ``reason``, of a text about ``entity``, mean on ``day``."""
    return _settled_reason(reason, _settling(lowered, entity, day))


def specialise_text(lowered: LoweredPack, text: DecisionText, day: date) -> DecisionText:
    """Return how the decision reads on ``day``: the terms of its lines with the day's parameters."""
    settling = _settling(lowered, text.entity, day)
    rules = {id: _settled_rule(rule, settling) for id, rule in text.rules.items()}
    return replace(text, applies=_settled_condition(text.applies, settling), rules=rules)


def _settled_rule(rule: RuleText, settling: Settling) -> RuleText:
    return replace(
        rule,
        when=_settled_condition(rule.when, settling),
        unless=_settled_condition(rule.unless, settling),
        reason=None if rule.reason is None else _settled_reason(rule.reason, settling),
        annotations=tuple(_settled_annotation(each, settling) for each in rule.annotations),
    )


def _settled_annotation(annotation: AnnotationText, settling: Settling) -> AnnotationText:
    value = annotation.value
    if isinstance(value, LineText):
        return replace(annotation, value=_settled_line(value, settling))
    return replace(annotation, value=_settled_reason(value, settling))


def _settled_condition(text: ConditionText | None, settling: Settling) -> ConditionText | None:
    if text is None or isinstance(text, LineText):
        return None if text is None else _settled_line(text, settling)
    parts = (_settled_condition(part, settling) for part in text.parts)
    return replace(text, parts=tuple(part for part in parts if part is not None))


def _settled_line(line: LineText, settling: Settling) -> LineText:
    return replace(line, term=settled(line.term, settling))


def _settled_reason(reason: ReasonTexts, settling: Settling) -> ReasonTexts:
    def parts(texts: tuple[str | LineText, ...]) -> tuple[str | LineText, ...]:
        return tuple(each if isinstance(each, str) else _settled_line(each, settling) for each in texts)

    return ReasonTexts(zh=parts(reason.zh), en=parts(reason.en))
