"""Calls of built-in functions: which form is meant, whether the arguments fit, what comes out."""

from typing import assert_never

from postloan_rules.feel import ast
from postloan_rules.feel.at_literal import is_date
from postloan_rules.feel.environment import Environment
from postloan_rules.feel.fitting import NUMBERS, unified
from postloan_rules.feel.library import BUILTINS, Accepts, Gives, Parameter, Signature, signatures_of
from postloan_rules.feel.scope import FunctionBinding, MemberBinding, MemberKind, ParameterBinding
from postloan_rules.feel.type_text import type_text
from postloan_rules.feel.types import Entity, Enumeration, ListOf, Money, OutcomesOf, Simple, Type
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import names
from postloan_rules.text.diagnostic import Diagnostic
from postloan_rules.text.nearest import nearest

Given = tuple[ast.Expression, Type]

OF_OUTCOMES = ("count",)
"""The functions that take all outcomes of a decision that gives a list."""

_CLOCK = ("now", "today")

_ACCEPTED = {
    Accepts.ANYTHING: Bilingual(zh="一个值或关联", en="value or relation"),
    Accepts.CONDITION: Bilingual(zh="条件", en="condition"),
    Accepts.NUMBER: Bilingual(zh="数字", en="number"),
    Accepts.AMOUNT: Bilingual(zh="数字或金额", en="number or amount"),
    Accepts.COMPARABLE: Bilingual(zh="数字、金额或日期", en="number, amount or date"),
    Accepts.DATE: Bilingual(zh="日期", en="date"),
    Accepts.DATE_TEXT: Bilingual(zh="引号中的日期", en="date in quotes"),
    Accepts.STRING: Bilingual(zh="字符串", en="string"),
    Accepts.GRADE: Bilingual(zh="有序枚举的值", en="value of an ordered enumeration"),
    Accepts.PLACES: Bilingual(zh="整数或参数", en="whole number or a parameter"),
    Accepts.CONVENTION: Bilingual(zh="口径名称或参数", en="name of a convention or a parameter"),
    Accepts.RELATION: Bilingual(zh="关联", en="relation"),
    Accepts.ORDERED_RELATION: Bilingual(zh="有顺序的关联", en="relation that has an order"),
    Accepts.AMOUNTS: Bilingual(zh="关联各成员的数字或金额", en="number or amount of each member of a relation"),
    Accepts.COMPARABLES: Bilingual(
        zh="关联各成员的数字、金额或日期", en="number, amount or date of each member of a relation"
    ),
}


def function_name(node: ast.Call) -> str | None:
    """Return what is called, if it is a name."""
    return node.function.name if isinstance(node.function, ast.Name) else None


def call_type(node: ast.Call, given: tuple[Given, ...], environment: Environment) -> Type:
    """Return the type of the call's result; ``given`` are the arguments as written, with their types."""
    name = function_name(node)
    refuse = environment.findings.refuse
    if name is None or not signatures_of(name):
        return refuse(_no_function(node, name))
    forms = [form for form in signatures_of(name) if _takes(form, node)]
    if not forms:
        return refuse(_wrong_shape(node, name, len(given)))
    form = _meant(forms, given)
    ordered = _in_order(form, node, given)
    environment.findings.bindings[node.key] = FunctionBinding(name)
    for place, (argument, type) in enumerate(ordered):
        parameter = form.parameters[min(place, len(form.parameters) - 1)]
        problem = _misfit(form, parameter, argument, type, environment)
        if problem is not None:
            return refuse(problem)
    if name == "days past due" and not _of_one_loan(ordered, environment):
        return refuse(names.not_one_loan(node.span))
    return _result(form, ordered, environment)


def _no_function(node: ast.Call, name: str | None) -> Diagnostic:
    if name is None:
        written = node.function.name if isinstance(node.function, ast.Path) else "(…)"
        return names.unknown_function(node.function.span, written, ())
    if name in _CLOCK:
        return names.reads_the_clock(node.span, name)
    return names.unknown_function(node.function.span, name, nearest(name, {form.name for form in BUILTINS}))


def _takes(form: Signature, node: ast.Call) -> bool:
    """Return whether the arguments of the call, by number or by name, are those of ``form``."""
    if node.named:
        wanted = [parameter.name for parameter in form.parameters]
        return sorted(argument.name for argument in node.named) == sorted(wanted)
    count = len(node.arguments)
    return count >= len(form.parameters) if form.variadic else count == len(form.parameters)


def _wrong_shape(node: ast.Call, name: str, count: int) -> Diagnostic:
    forms = signatures_of(name)
    known = [parameter.name for form in forms for parameter in form.parameters]
    for argument in node.named:
        if argument.name not in known:
            return names.wrong_argument_name(argument.span, name, argument.name, known)
    return names.wrong_argument_count(node.span, name, count, [form.form for form in forms])


def _meant(forms: list[Signature], given: tuple[Given, ...]) -> Signature:
    """Return the first form that takes many where many are given, and one where one is."""
    for form in forms:
        if form.parameters[0].is_relation == isinstance(given[0][1], ListOf):
            return form
    return forms[0]


def _in_order(form: Signature, node: ast.Call, given: tuple[Given, ...]) -> tuple[Given, ...]:
    if not node.named:
        return given
    places = {argument.name: place for place, argument in enumerate(node.named)}
    return tuple(given[places[parameter.name]] for parameter in form.parameters)


def _misfit(
    form: Signature, parameter: Parameter, node: ast.Expression, type: Type, environment: Environment
) -> Diagnostic | None:
    if type is Simple.UNKNOWN or _accepts(parameter.accepts, node, type, environment):
        return None
    if isinstance(type, ListOf) and not parameter.is_relation:
        return names.several_values(node.span)
    if parameter.accepts is Accepts.DATE_TEXT and isinstance(node, ast.StringLiteral):
        return names.bad_literal(node.span, node.value)
    if parameter.accepts in (Accepts.DATE_TEXT, Accepts.PLACES, Accepts.CONVENTION):
        return names.literal_required(node.span, form.name, _ACCEPTED[parameter.accepts])
    return names.wrong_argument(node.span, form.name, _ACCEPTED[parameter.accepts], type_text(type))


def _accepts(accepts: Accepts, node: ast.Expression, type: Type, environment: Environment) -> bool:  # noqa: C901
    match accepts:
        case Accepts.ANYTHING:
            return not isinstance(type, ListOf) or isinstance(type.item, Entity)
        case Accepts.CONDITION:
            return type is Simple.BOOLEAN
        case Accepts.NUMBER:
            return type in NUMBERS
        case Accepts.AMOUNT:
            return _is_amount(type)
        case Accepts.COMPARABLE:
            return _is_amount(type) or type is Simple.DATE
        case Accepts.DATE:
            return type is Simple.DATE
        case Accepts.DATE_TEXT:
            return isinstance(node, ast.StringLiteral) and is_date(node.value)
        case Accepts.STRING:
            return type is Simple.STRING
        case Accepts.GRADE:
            # A word alone is of no enumeration yet; the other arguments say of which.
            return (isinstance(type, Enumeration) and type.ordered) or isinstance(node, ast.StringLiteral)
        case Accepts.PLACES:
            return _is_whole(node) or (type is Simple.NUMBER and _is_parameter(node, environment))
        case Accepts.CONVENTION:
            return isinstance(node, ast.StringLiteral) or (
                isinstance(type, Enumeration) and _is_parameter(node, environment)
            )
        case Accepts.RELATION:
            return isinstance(type, ListOf | OutcomesOf)
        case Accepts.ORDERED_RELATION:
            return isinstance(type, ListOf) and isinstance(type.item, Entity) and _has_order(node, environment)
        case Accepts.AMOUNTS:
            return isinstance(type, ListOf) and _is_amount(type.item)
        case Accepts.COMPARABLES:
            return isinstance(type, ListOf) and (_is_amount(type.item) or type.item is Simple.DATE)
    assert_never(accepts)


def _is_amount(type: Type) -> bool:
    return type in NUMBERS or isinstance(type, Money)


def _is_whole(node: ast.Expression) -> bool:
    inner = node.operand if isinstance(node, ast.Negation) else node
    return isinstance(inner, ast.NumberLiteral) and inner.value == inner.value.to_integral_value()


def _is_parameter(node: ast.Expression, environment: Environment) -> bool:
    return isinstance(environment.findings.bindings.get(node.key), ParameterBinding)


def _has_order(node: ast.Expression, environment: Environment) -> bool:
    while isinstance(node, ast.Filter):
        node = node.source
    binding = environment.findings.bindings.get(node.key)
    if not isinstance(binding, MemberBinding):
        return False
    return binding.member.kind is MemberKind.MANY and bool(binding.member.order)


def _of_one_loan(given: tuple[Given, ...], environment: Environment) -> bool:
    """Return whether the first two arguments are all of ``schedule`` and ``repayments`` of one entity."""
    for (node, type), relation in zip(given[:2], ("schedule", "repayments"), strict=True):
        binding = environment.findings.bindings.get(node.key)
        if type is not Simple.UNKNOWN and not (
            isinstance(node, ast.Name | ast.Path)
            and isinstance(binding, MemberBinding)
            and binding.member.name == relation
        ):
            return False
    first, second = given[0][0], given[1][0]
    if isinstance(first, ast.Path) and isinstance(second, ast.Path):
        source = environment.findings.types.get(first.source.key)
        return first.source == second.source and isinstance(source, Entity)
    return isinstance(first, ast.Name) and isinstance(second, ast.Name)


def _result(form: Signature, given: tuple[Given, ...], environment: Environment) -> Type:
    match form.result:
        case Gives.LIKE_MEMBERS:
            first = given[0][1]
            return first.item if isinstance(first, ListOf) else first
        case Gives.LIKE_ARGUMENTS:
            return _shared_type(form, given, environment)
        case _:
            return form.result


def _shared_type(form: Signature, given: tuple[Given, ...], environment: Environment) -> Type:
    """Return the type of arguments that must be alike; where they are classes, words become values of theirs."""
    alike = given if form.variadic else given[:1]
    if form.parameters[0].accepts is Accepts.GRADE:
        alike = tuple(sorted(alike, key=lambda each: not isinstance(each[1], Enumeration)))
        if alike[0][1] is Simple.STRING:
            node = alike[0][0]
            wanted = _ACCEPTED[Accepts.GRADE]
            return environment.findings.refuse(
                names.wrong_argument(node.span, form.name, wanted, type_text(Simple.STRING))
            )
    node, type = alike[0]
    for other in alike[1:]:
        type = unified((node, type), other, environment)
    # Rounding and the smallest of quotients divide out.
    return Simple.NUMBER if type is Simple.RATIO else type
