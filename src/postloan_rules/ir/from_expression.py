"""What a checked FEEL expression means.

Total over what the checker lets through: an exception raised here is a bug in this library. Packs have no ``null``,
no contexts and no functions of their own, so these never come here.
"""

from decimal import Decimal
from functools import partial
from typing import Any, assert_never

from postloan_rules.errors import InternalError
from postloan_rules.feel import ast
from postloan_rules.feel.checked import Checked
from postloan_rules.feel.library import BUILTINS
from postloan_rules.feel.scope import (
    EnumerationValueBinding,
    FunctionBinding,
    MemberBinding,
    ParameterBinding,
    VariableBinding,
)
from postloan_rules.feel.types import OutcomesOf
from postloan_rules.ir.arithmetic import arithmetic, negated, quotient
from postloan_rules.ir.comparing import compare
from postloan_rules.ir.converting import common_type, convert, enumeration_value, number_or_bounds
from postloan_rules.ir.from_call import applied, call, collection_test
from postloan_rules.ir.from_literal import at_literal, date_from_text
from postloan_rules.ir.from_member import (
    ITEM,
    Collection,
    Environment,
    Meaning,
    filtered,
    implicit_item,
    inside_filter,
    member_of,
    parameter,
    variable,
)
from postloan_rules.ir.from_outcomes import Outcomes, every, outcomes_with, some
from postloan_rules.ir.from_tests import HOLE, passes_one
from postloan_rules.ir.logic import FALSE, TRUE, one_test
from postloan_rules.ir.nodes import Case, Constant, Term
from postloan_rules.ir.types import NUMBER, STRING

DATE_PARTS = ("year", "month", "day")
LARGEST_POWER = 16


def lower_expression(checked: Checked[ast.Expression], environment: Environment) -> Term:
    """Return the term that means what the expression says.

    Raises:
        InternalError: if the checker let something through that has no meaning here.
    """
    return _term(checked.root, checked, environment)


def _term(node: ast.Expression, checked: Checked[Any], environment: Environment) -> Term:
    meaning = _lower(node, checked, environment)
    if isinstance(meaning, Collection | Outcomes):
        raise InternalError(f"lowering: many where one is asked for: {type(node).__name__}")
    return meaning


def _lower(node: ast.Expression, checked: Checked[Any], environment: Environment) -> Meaning:  # noqa: C901
    """Return what ``node`` means: a term, or a collection where its type is a list of entities or of their values."""
    tables = environment.names.tables
    term = partial(_term, checked=checked, environment=environment)
    match node:
        case ast.NumberLiteral(value=value):
            return Constant(value, NUMBER)
        case ast.BooleanLiteral(value=value):
            return TRUE if value else FALSE
        case ast.StringLiteral(value=value):
            return _word(node, value, checked, environment)
        case ast.AtLiteral(text=text):
            return at_literal(text)
        case ast.Name() | ast.Path():
            return _name_or_path(node, checked, environment)
        case ast.Filter(source=source, condition=condition):
            return _filter(source, condition, checked, environment)
        case ast.Negation(operand=operand):
            return negated(term(operand))
        case ast.Arithmetic():
            return _arithmetic(node, checked, environment)
        case ast.Comparison(operator=operator, left=left, right=right):
            return compare(operator, term(left), term(right), tables)
        case ast.Conjunction():
            return one_test([term(each) for each in _operands(node, ast.Conjunction)], every=True)
        case ast.Disjunction():
            return one_test([term(each) for each in _operands(node, ast.Disjunction)], every=False)
        case ast.Between(value=value, low=low, high=high):
            between = term(value)
            limits = (compare(">=", between, term(low), tables), compare("<=", between, term(high), tables))
            return one_test(limits, every=True)
        case ast.In(value=value, tests=tests):
            among = _outcomes_tested(tests, checked, environment)
            if among is not None:
                asked = term(value)
                return some(among, lambda outcome: compare("=", outcome, asked, tables))
            return _passes(term(value), tests, checked, environment)
        case ast.If():
            return _choice(node, checked, environment)
        case ast.Quantified():
            return _quantified(node, checked, environment)
        case ast.Call():
            return _call(node, checked, environment)
        case (
            ast.NullLiteral()
            | ast.ListLiteral()
            | ast.ContextLiteral()
            | ast.RangeLiteral()
            | ast.InstanceOf()
            | ast.For()
            | ast.FunctionLiteral()
        ):
            raise InternalError(f"lowering: the checker refuses {type(node).__name__} in packs")
    assert_never(node)


def _word(node: ast.Expression, text: str, checked: Checked[Any], environment: Environment) -> Constant:
    binding = checked.bindings.get(node.key)
    if isinstance(binding, EnumerationValueBinding):
        return enumeration_value(environment.names.tables[binding.enumeration], binding.value)
    return Constant(text, STRING)


def _name_or_path(node: ast.Name | ast.Path, checked: Checked[Any], environment: Environment) -> Meaning:
    binding = checked.bindings.get(node.key)
    match binding:
        case VariableBinding():
            return variable(binding, environment)
        case ParameterBinding():
            return parameter(binding)
        case MemberBinding(implicit_item=True):
            return member_of(implicit_item(binding, environment), binding, environment)
        case MemberBinding() if isinstance(node, ast.Path):
            return member_of(_lower(node.source, checked, environment), binding, environment)
        case FunctionBinding(function=function) if isinstance(node, ast.Path):
            source = _lower(node.source, checked, environment)
            return call(function, (source,), environment.names.tables)
        case EnumerationValueBinding():
            return _word(node, binding.value, checked, environment)
        case _ if isinstance(node, ast.Path) and node.name in DATE_PARTS:
            return applied(node.name, (_term(node.source, checked, environment),))
        case _:
            raise InternalError(f"lowering: nothing is called {node.name}")


def _filter(
    source: ast.Expression, condition: ast.Expression, checked: Checked[Any], environment: Environment
) -> Meaning:
    collection = _lower(source, checked, environment)
    if isinstance(collection, Outcomes):
        return outcomes_with(collection, lambda outcome: _term(condition, checked, environment.binding(ITEM, outcome)))
    collection = _many(collection, source)
    return filtered(collection, _term(condition, checked, inside_filter(environment, collection)))


def _outcomes_tested(
    tests: tuple[ast.UnaryTest, ...], checked: Checked[Any], environment: Environment
) -> Outcomes | None:
    """Return the outcomes of a decision, where ``in`` asks for one of them."""
    match tests:
        case (ast.ExpressionTest(node),) if isinstance(checked.types.get(node.key), OutcomesOf):
            meaning = _lower(node, checked, environment)
            return meaning if isinstance(meaning, Outcomes) else None
        case _:
            return None


def _many(meaning: Meaning, node: ast.Expression) -> Collection:
    if isinstance(meaning, Collection):
        return meaning
    raise InternalError(f"lowering: one where many are asked for: {type(node).__name__}")


def _operands(node: ast.Expression, kind: type[ast.Conjunction] | type[ast.Disjunction]) -> list[ast.Expression]:
    """Return what a chain of ``and`` or of ``or`` joins, without recursion along the chain."""
    joined: list[ast.Expression] = []
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, kind):
            waiting.extend((current.right, current.left))
        else:
            joined.append(current)
    return joined


def _arithmetic(node: ast.Arithmetic, checked: Checked[Any], environment: Environment) -> Term:
    left = _term(node.left, checked, environment)
    right = _term(node.right, checked, environment)
    match node.operator:
        case "+" | "-" | "*":
            return arithmetic(node.operator, left, right)
        case "/":
            return quotient(left, right)
        case "**":
            return _power(left, right)
    assert_never(node.operator)


def _power(base: Term, exponent: Term) -> Term:
    if not isinstance(exponent, Constant) or exponent.value not in range(LARGEST_POWER + 1):
        raise InternalError("lowering: a power with an exponent that is no small whole number")
    product: Term = Constant(Decimal(1), NUMBER)
    factor = number_or_bounds(base)
    for place in range(int(Decimal(str(exponent.value)))):
        product = factor if place == 0 else arithmetic("*", product, factor)
    return product


def _passes(value: Term, tests: tuple[ast.UnaryTest, ...], checked: Checked[Any], environment: Environment) -> Term:
    inner = environment.binding(HOLE, value)
    lower = partial(_lower, checked=checked, environment=inner)
    return passes_one(value, tests, lower, environment.names.tables)


def _choice(node: ast.If, checked: Checked[Any], environment: Environment) -> Term:
    conditions: list[Term] = []
    values: list[Term] = []
    rest: ast.Expression = node
    while isinstance(rest, ast.If):
        conditions.append(_term(rest.condition, checked, environment))
        values.append(_term(rest.consequence, checked, environment))
        rest = rest.alternative
    values.append(_term(rest, checked, environment))
    type = common_type(tuple(values))
    converted = [convert(value, type, environment.names.tables) for value in values]
    return Case(tuple(zip(conditions, converted[:-1], strict=True)), converted[-1], type)


def _quantified(node: ast.Quantified, checked: Checked[Any], environment: Environment) -> Term:
    return _over(node.iterators, node, checked, environment)


def _over(
    iterators: tuple[ast.Iterator, ...], node: ast.Quantified, checked: Checked[Any], environment: Environment
) -> Term:
    if not iterators:
        return _term(node.condition, checked, environment)
    first, *others = iterators
    domain = _lower(first.domain, checked, environment)
    if isinstance(domain, Outcomes):
        test = some if node.quantifier == "some" else every
        return test(
            domain, lambda outcome: _over(tuple(others), node, checked, environment.binding(first.name, outcome))
        )
    collection = _many(domain, first.domain)
    inner = environment.binding(first.name, collection.member, len(collection.steps))
    return collection_test(node.quantifier, collection, _over(tuple(others), node, checked, inner))


def _call(node: ast.Call, checked: Checked[Any], environment: Environment) -> Term:
    binding = checked.bindings.get(node.key) or checked.bindings.get(node.function.key)
    if not isinstance(binding, FunctionBinding):
        raise InternalError("lowering: a call of no built-in")
    arguments = tuple(_lower(each, checked, environment) for each in _in_order(node, binding.function))
    text = arguments[0] if arguments else None
    if binding.function == "date" and isinstance(text, Constant) and isinstance(text.value, str):
        return date_from_text(text.value)
    return call(binding.function, arguments, environment.names.tables)


def _in_order(node: ast.Call, function: str) -> tuple[ast.Expression, ...]:
    if not node.named:
        return node.arguments
    given = {argument.name: argument.value for argument in node.named}
    for signature in BUILTINS:
        names = tuple(each.name for each in signature.parameters)
        if signature.name == function and set(given) <= set(names):
            return tuple(given[name] for name in names if name in given)
    raise InternalError(f"lowering: no `{function}` with these names")
