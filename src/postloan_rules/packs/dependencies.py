"""Which facts and decisions read which: the graph, and its cycles."""

from collections.abc import Iterator, Mapping, Sequence

from postloan_rules.feel.scope import MemberBinding, MemberKind, ParameterBinding
from postloan_rules.packs.definition import (
    AnnotationValue,
    CheckedExpression,
    Condition,
    ConditionGroup,
    ConditionLine,
    DecisionDefinition,
    FactDefinition,
    PythonCondition,
    Reason,
    Rule,
)
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.packs.parameter import Parameter
from postloan_rules.text.catalogue import files
from postloan_rules.text.diagnostic import Diagnostic
from postloan_rules.text.source import Span


def expressions_of_condition(condition: Condition | PythonCondition | None) -> Iterator[CheckedExpression]:
    """Yield every expression of a condition."""
    match condition:
        case None:
            return
        case ConditionLine():
            yield condition.expression
        case ConditionGroup():
            for part in condition.parts:
                yield from expressions_of_condition(part)
        case PythonCondition():
            if condition.expression is not None:
                yield condition.expression


def expressions_of_rule(rule: Rule) -> Iterator[CheckedExpression]:
    """Yield every expression of a rule, those in its reason included."""
    yield from expressions_of_condition(rule.when)
    yield from expressions_of_condition(rule.unless)
    yield rule.then
    if rule.reason is not None:
        yield from expressions_of_reason(rule.reason)
    for annotation in rule.annotations.values():
        yield from expressions_of_annotation(annotation)


def expressions_of_annotation(annotation: AnnotationValue) -> Iterator[CheckedExpression]:
    """Yield every expression of what is told beside an outcome."""
    if isinstance(annotation, Reason):
        yield from expressions_of_reason(annotation)
    else:
        yield annotation


def expressions_of_reason(reason: Reason) -> Iterator[CheckedExpression]:
    """Yield every expression of a text in both languages."""
    for text in (reason.zh, reason.en):
        for part in text.parts:
            if isinstance(part, ConditionLine):
                yield part.expression


def expressions_of_decision(decision: DecisionDefinition) -> Iterator[CheckedExpression]:
    """Yield every expression of a decision."""
    yield from expressions_of_condition(decision.applies)
    for rule in decision.rules:
        yield from expressions_of_rule(rule)
    for column in decision.annotations:
        if column.default is not None:
            yield from expressions_of_annotation(column.default)


def expressions_of_pack(pack: CheckedPack) -> Iterator[CheckedExpression]:
    """Yield every expression of a pack."""
    for fact in pack.facts:
        if fact.formula is not None:
            yield fact.formula
    for decision in pack.decisions:
        yield from expressions_of_decision(decision)


def members_read(expression: CheckedExpression) -> Iterator[MemberBinding]:
    """Yield what the expression reads of entities."""
    for binding in expression.bindings.values():
        if isinstance(binding, MemberBinding):
            yield binding


def parameters_read(expression: CheckedExpression) -> Iterator[tuple[int, str]]:
    """Yield the key of the node and the id of each parameter that the expression reads."""
    for key, binding in expression.bindings.items():
        if isinstance(binding, ParameterBinding):
            yield key, binding.id


def _read_by(expressions: Iterator[CheckedExpression], parameters: Mapping[str, Parameter]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for expression in expressions:
        for binding in members_read(expression):
            if binding.member.kind in (MemberKind.FACT, MemberKind.DECISION):
                found[f"{binding.entity}.{binding.member.name}"] = None
        for _, id in parameters_read(expression):
            for dimension in parameters[id].dimensions if id in parameters else ():
                found[dimension] = None
    return tuple(found)


def dependencies(
    facts: Sequence[FactDefinition], decisions: Sequence[DecisionDefinition], parameters: Mapping[str, Parameter]
) -> Mapping[str, tuple[str, ...]]:
    """Return, for each fact and decision by path, the paths that it reads, of whichever record."""
    found: dict[str, tuple[str, ...]] = {}
    for fact in facts:
        formula = iter(()) if fact.formula is None else iter((fact.formula,))
        found[f"{fact.entity}.{fact.name}"] = _read_by(formula, parameters)
    for decision in decisions:
        found[f"{decision.entity}.{decision.name}"] = _read_by(expressions_of_decision(decision), parameters)
    return found


def cycles(graph: Mapping[str, Sequence[str]], spans: Mapping[str, Span | None]) -> list[Diagnostic]:
    """Return one diagnostic for each circle of definitions that read each other."""
    found: list[Diagnostic] = []
    done: set[str] = set()
    for start in graph:
        path: list[str] = []
        stack: list[tuple[str, Iterator[str]]] = []
        if start not in done:
            path.append(start)
            stack.append((start, iter(graph[start])))
        while stack:
            name, following = stack[-1]
            step = next(following, None)
            if step is None:
                stack.pop()
                path.pop()
                done.add(name)
            elif step in path:
                circle = [*path[path.index(step) :], step]
                span = spans.get(step)
                if span is not None:
                    found.append(files.reads_itself(span, circle))
            elif step in graph and step not in done:
                path.append(step)
                stack.append((step, iter(graph[step])))
    return found
