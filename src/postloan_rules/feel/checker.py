"""Types and meanings of a tree, in side tables, with everything that does not fit as diagnostics."""

from typing import Generic, assert_never

from postloan_rules.feel import ast
from postloan_rules.feel.at_literal import at_literal_type
from postloan_rules.feel.check_calls import OF_OUTCOMES, call_type, function_name
from postloan_rules.feel.check_names import name_type, parameter_type, path_type, unknown_root
from postloan_rules.feel.check_operators import arithmetic_type, check_comparison, negation_type
from postloan_rules.feel.check_tests import check_test
from postloan_rules.feel.checked import Checked, Root
from postloan_rules.feel.environment import ITEM, Environment, Findings, Item, Local
from postloan_rules.feel.fitting import fit, unified
from postloan_rules.feel.scope import Scope
from postloan_rules.feel.type_text import type_text
from postloan_rules.feel.types import Entity, ListOf, OutcomesOf, Simple, Type
from postloan_rules.light import dataclass, replace
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import names
from postloan_rules.text.diagnostic import Diagnostic


@dataclass(frozen=True, slots=True)
class CheckResult(Generic[Root]):
    """``checked`` is ``None`` exactly where ``diagnostics`` are not empty.

    In ``checked`` every node that is a value has a type; the names inside a parameter's id and the name of a function
    have none.
    """

    checked: Checked[Root] | None
    diagnostics: tuple[Diagnostic, ...]


def check_expression(tree: ast.Expression, scope: Scope, expected: Type | None) -> CheckResult[ast.Expression]:
    """Check ``tree`` against the names of ``scope``. ``expected`` is the type asked for; ``None``: any one value.

    Where an enumeration is expected, its values may be written with or without quotes, by name or label.
    """
    findings = Findings()
    environment = Environment(scope, findings)
    type = infer(tree, environment, expected)
    if expected is not None:
        fit(tree, type, expected, environment)
    elif isinstance(type, ListOf):
        findings.refuse(names.several_values(tree.span))
    elif isinstance(type, Entity):
        findings.refuse(names.wrong_type(tree.span, Bilingual(zh="一个值", en="value"), type_text(type)))
    return _result(tree, findings)


def check_unary_tests(tests: ast.UnaryTests, subject_type: Type, scope: Scope) -> CheckResult[ast.UnaryTests]:
    """Check a cell whose column holds values of ``subject_type``."""
    findings = Findings()
    environment = Environment(scope, findings)
    findings.types[tests.key] = Simple.BOOLEAN
    for test in tests.tests:
        check_test(test, subject_type, environment, infer)
    return _result(tests, findings)


def _result(root: Root, findings: Findings) -> CheckResult[Root]:
    if findings.diagnostics:
        return CheckResult(None, tuple(findings.diagnostics))
    return CheckResult(Checked(root, findings.types, findings.bindings), ())


def infer(node: ast.Expression, environment: Environment, hint: Type | None = None) -> Type:
    """Return the type of ``node`` and write it down. ``hint`` is an enumeration of which a bare word may be a value."""
    type = _infer_any(node, environment, hint)
    if isinstance(type, OutcomesOf):
        return environment.findings.refuse(names.decision_of_many(node.span, type.decision))
    return type


def _infer_any(node: ast.Expression, environment: Environment, hint: Type | None = None) -> Type:
    """Return the type of ``node``, which may be all outcomes of a decision, and write it down."""
    type = _infer(node, environment, hint)
    environment.findings.types[node.key] = type
    return type


def _infer(node: ast.Expression, environment: Environment, hint: Type | None) -> Type:  # noqa: C901  one case per node
    refuse = environment.findings.refuse
    match node:
        case ast.NumberLiteral():
            return Simple.NUMBER
        case ast.StringLiteral():
            return Simple.STRING
        case ast.BooleanLiteral():
            return Simple.BOOLEAN
        case ast.NullLiteral():
            return refuse(names.null_refused(node.span))
        case ast.AtLiteral(text):
            return at_literal_type(text) or refuse(names.bad_literal(node.span, text))
        case ast.Name():
            return name_type(node, hint, environment)
        case ast.Path():
            return _path(node, environment)
        case ast.Filter():
            return _filter(node, environment)
        case ast.Negation(operand):
            return negation_type(node, infer(operand, environment), environment)
        case ast.Arithmetic(_, left, right):
            return arithmetic_type(node, infer(left, environment), infer(right, environment), environment)
        case ast.Comparison(operator, left, right):
            sides = (left, infer(left, environment)), (right, infer(right, environment))
            check_comparison(node.span, operator, *sides, environment)
            return Simple.BOOLEAN
        case ast.Conjunction(left, right) | ast.Disjunction(left, right):
            _condition(left, environment)
            _condition(right, environment)
            return Simple.BOOLEAN
        case ast.Between(value, low, high):
            return _between(node, value, low, high, environment)
        case ast.In(value, tests):
            subject = infer(value, environment)
            if _is_among_outcomes((value, subject), tests, environment):
                return Simple.BOOLEAN
            if isinstance(subject, ListOf):
                refuse(names.several_values(value.span))
                subject = Simple.UNKNOWN
            for test in tests:
                check_test(test, subject, environment, infer)
            return Simple.BOOLEAN
        case ast.If(condition, consequence, alternative):
            _condition(condition, environment)
            first = consequence, infer(consequence, environment, hint)
            return _both(first, (alternative, infer(alternative, environment, hint)), environment)
        case ast.Quantified():
            return _quantified(node, environment)
        case ast.Call(_, arguments, named):
            of_many = _infer_any if function_name(node) in OF_OUTCOMES else infer
            given = tuple((each, of_many(each, environment)) for each in (*arguments, *(each.value for each in named)))
            return call_type(node, given, environment)
        case (
            ast.ListLiteral()
            | ast.RangeLiteral()
            | ast.ContextLiteral()
            | ast.InstanceOf()
            | ast.For()
            | ast.FunctionLiteral()
        ):
            return refuse(_not_for_packs(node))
        case _:
            assert_never(node)


def _condition(node: ast.Expression, environment: Environment) -> None:
    fit(node, infer(node, environment), Simple.BOOLEAN, environment)


def _path(node: ast.Path, environment: Environment) -> Type:
    type = parameter_type(node, environment) or unknown_root(node, environment)
    return type or path_type(node, infer(node.source, environment), environment)


def _filter(node: ast.Filter, environment: Environment) -> Type:
    source = _infer_any(node.source, environment)
    match source:
        case OutcomesOf(item):
            if isinstance(node.condition, ast.NumberLiteral | ast.Negation):
                return environment.findings.refuse(names.picked_by_place(node.condition.span))
            _condition(node.condition, environment.inside(Local(ITEM, item)))
            return source
        case ListOf(Entity(entity)):
            if isinstance(node.condition, ast.NumberLiteral | ast.Negation):
                return environment.findings.refuse(names.picked_by_place(node.condition.span))
            _condition(node.condition, environment.inside(Item(entity)))
            return source
        case Simple.UNKNOWN:
            return source
        case _:
            return environment.findings.refuse(names.not_a_relation(node.source.span, type_text(source)))


def _between(
    node: ast.Expression,
    value: ast.Expression,
    low: ast.Expression,
    high: ast.Expression,
    environment: Environment,
) -> Type:
    side = value, infer(value, environment)
    for limit in (low, high):
        check_comparison(node.span, "<=", side, (limit, infer(limit, environment)), environment)
    return Simple.BOOLEAN


def _is_among_outcomes(
    value: tuple[ast.Expression, Type], tests: tuple[ast.UnaryTest, ...], environment: Environment
) -> bool:
    """Return whether ``value in tests`` asks for one of the outcomes of a decision, and check that it may."""
    match tests:
        case (ast.ExpressionTest((ast.Name() | ast.Path() | ast.Filter()) as node),):
            # What it is has to be known before it is known how to read it; what is wrong with it is said once, later.
            type = _infer_any(node, replace(environment, findings=Findings()))
        case _:
            return False
    if not isinstance(type, OutcomesOf):
        return False
    _infer_any(node, environment)
    environment.findings.types[tests[0].key] = Simple.BOOLEAN
    check_comparison(node.span, "=", value, (node, type.item), environment)
    return True


def _both(first: tuple[ast.Expression, Type], second: tuple[ast.Expression, Type], environment: Environment) -> Type:
    for node, type in (first, second):
        if isinstance(type, ListOf | Entity):
            if isinstance(type, ListOf):
                return environment.findings.refuse(names.several_values(node.span))
            return environment.findings.refuse(
                names.wrong_type(node.span, Bilingual(zh="一个值", en="value"), type_text(type))
            )
    return unified(first, second, environment)


def _quantified(node: ast.Quantified, environment: Environment) -> Type:
    inner = environment
    for iterator in node.iterators:
        if iterator.end is not None:
            environment.findings.refuse(
                names.not_a_relation(iterator.span, Bilingual(zh="数字区间", en="range of numbers"))
            )
            return Simple.BOOLEAN
        domain = _infer_any(iterator.domain, inner)
        match domain:
            case ListOf(Entity()) | OutcomesOf():
                inner = inner.inside(Local(iterator.name, domain.item))
            case Simple.UNKNOWN:
                inner = inner.inside(Local(iterator.name, domain))
            case _:
                environment.findings.refuse(names.not_a_relation(iterator.domain.span, type_text(domain)))
                inner = inner.inside(Local(iterator.name, Simple.UNKNOWN))
    _condition(node.condition, inner)
    return Simple.BOOLEAN


def _not_for_packs(
    node: ast.ListLiteral | ast.RangeLiteral | ast.ContextLiteral | ast.InstanceOf | ast.For | ast.FunctionLiteral,
) -> Diagnostic:
    match node:
        case ast.ListLiteral() | ast.RangeLiteral():
            return names.not_usable_in_packs(
                node.span,
                Bilingual(zh="`in` 之外的列表和区间", en="lists and ranges outside `in`"),
                Bilingual(zh="写作 `… in (…)` 或 `… in [1..3]`", en="write `… in (…)` or `… in [1..3]`"),
            )
        case ast.ContextLiteral():
            return names.not_usable_in_packs(node.span, Bilingual(zh="上下文 `{…}`", en="contexts `{…}`"))
        case ast.InstanceOf():
            return names.not_usable_in_packs(
                node.span,
                Bilingual(zh="`instance of`", en="`instance of`"),
                Bilingual(zh="规则包中每个名称的类型是已知的", en="in packs the type of every name is known"),
            )
        case ast.For():
            return names.not_usable_in_packs(
                node.span,
                Bilingual(zh="`for … return`", en="`for … return`"),
                Bilingual(
                    zh="用 `sum`、`count`、`some … satisfies`，或把每个成员的值写成事实",
                    en="use `sum`, `count`, `some … satisfies`, or make the value of each member a fact",
                ),
            )
        case ast.FunctionLiteral():
            return names.not_usable_in_packs(
                node.span,
                Bilingual(zh="自定义函数", en="functions of their own"),
                Bilingual(zh="写成事实", en="write a fact"),
            )
        case _:
            assert_never(node)
