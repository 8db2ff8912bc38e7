"""FEEL expressions as sentences in Chinese and English, with the labels of a pack for names.

Total over what the checker lets into packs: an ``InternalError`` raised here is a bug in this library.
"""

from collections.abc import Sequence
from typing import assert_never

from postloan_rules.errors import InternalError
from postloan_rules.feel import ast
from postloan_rules.feel.scope import (
    EnumerationValueBinding,
    FunctionBinding,
    MemberBinding,
    MemberKind,
    ParameterBinding,
    VariableBinding,
)
from postloan_rules.feel.types import Entity, Enumeration, ListOf, OutcomesOf, Simple, Type
from postloan_rules.feel.walk import walk
from postloan_rules.light import dataclass, replace
from postloan_rules.packs.definition import CheckedExpression
from postloan_rules.rulebook import functions
from postloan_rules.rulebook.comparisons import phrases_for
from postloan_rules.rulebook.names import Names
from postloan_rules.rulebook.said import Said, alternatives, bracketed, joined, same, say, together, words
from postloan_rules.rulebook.trees import duration, in_order, operands
from postloan_rules.text.bilingual import Bilingual

HOLE = "?"
_ARITHMETIC = {
    "+": Bilingual(zh="{0}加{1}", en="{0} plus {1}"),
    "-": Bilingual(zh="{0}减{1}", en="{0} minus {1}"),
    "*": Bilingual(zh="{0}乘以{1}", en="{0} times {1}"),
    "/": Bilingual(zh="{0}除以{1}", en="{0} divided by {1}"),
    "**": Bilingual(zh="{0}的{1}次方", en="{0} to the power of {1}"),
}
_CHAINS = ({"+"}, {"-"}, {"+", "-"}, {"*"})
"""Operators of which a row reads from left to right without brackets."""


@dataclass(frozen=True, slots=True)
class Around:
    """What short names mean where an expression stands: local names, and the members that filters look at."""

    names: Names
    subject: str
    locals: tuple[tuple[str, Said], ...] = ()
    items: tuple[str, ...] = ()

    def with_local(self, name: str, said: Said) -> "Around":
        """Return the same with ``name`` for ``said``."""
        return replace(self, locals=(*self.locals, (name, said)))

    def inside(self, entity: str) -> "Around":
        """Return what names mean in a filter over members of kind ``entity``."""
        label = self.names.entity(entity)
        item = say("该{0}", "the {0}", label)
        return replace(self, locals=(*self.locals, ("item", item)), items=(*self.items, entity))


def sentence(expression: CheckedExpression, names: Names, subject: str) -> Said:
    """Return what ``expression``, which is about an entity of kind ``subject``, says."""
    return Speaker(expression).say(expression.root, Around(names, subject))


class Speaker:
    """Says the nodes of one checked expression."""

    def __init__(self, expression: CheckedExpression) -> None:
        self._types = expression.types
        self._bindings = expression.bindings

    def say(self, node: ast.Expression, around: Around) -> Said:  # noqa: C901  one case per node
        """Return what ``node`` says."""
        match node:
            case ast.NumberLiteral(value):
                return same(f"{value:f}")
            case ast.StringLiteral(value):
                return self._word(node, value, around)
            case ast.BooleanLiteral(value):
                return words(Bilingual(zh="是", en="yes") if value else Bilingual(zh="否", en="no"))
            case ast.AtLiteral(text):
                return words(duration(text))
            case ast.Name() | ast.Path():
                return self._name(node, around)
            case ast.Filter(source, condition):
                return self._filter(source, condition, around)
            case ast.Negation(operand):
                return say("负{0}", "minus {0}", self._part(operand, around))
            case ast.Arithmetic(operator, left, right):
                phrase = _ARITHMETIC[operator]
                chain = isinstance(left, ast.Arithmetic) and {operator, left.operator} in _CHAINS
                first = self.say(left, around) if chain else self._part(left, around)
                return say(phrase.zh, phrase.en, first, self._part(right, around), loose=True)
            case ast.Comparison(operator, left, right):
                return self._comparison(operator, left, right, around)
            case ast.Conjunction() | ast.Disjunction():
                return self._connected(node, around)
            case ast.Between(value, low, high):
                between = ast.RangeLiteral(low, high, True, True, span=node.span, key=node.key)
                return self._holds(self._part(value, around), self._range(between, value, around))
            case ast.In(value, tests):
                return self._in(value, tests, around)
            case ast.If():
                return self._choice(node, around)
            case ast.Quantified():
                return self._quantified(node, around)
            case ast.Call():
                return self._call(node, around)
            case (
                ast.NullLiteral()
                | ast.ListLiteral()
                | ast.ContextLiteral()
                | ast.RangeLiteral()
                | ast.InstanceOf()
                | ast.For()
                | ast.FunctionLiteral()
            ):
                raise InternalError(f"rulebook: the checker refuses {type(node).__name__} in packs")
        assert_never(node)

    def _part(self, node: ast.Expression, around: Around) -> Said:
        return bracketed(self.say(node, around))

    def _choice(self, node: ast.If, around: Around) -> Said:
        parts: list[Said] = []
        rest: ast.Expression = node
        while isinstance(rest, ast.If):
            given = self.say(rest.condition, around), self._part(rest.consequence, around)
            parts.append(say("如果{0}，取{1}", "{1} if {0}", *given))
            rest = rest.alternative
        parts.append(say("取{0}", "{0}", self._part(rest, around)))
        return joined(parts, "；否则", "; otherwise ", loose=True)

    # Names

    def _word(self, node: ast.Expression, text: str, around: Around) -> Said:
        binding = self._bindings.get(node.key)
        if isinstance(binding, EnumerationValueBinding):
            return around.names.value(binding.enumeration, binding.value)
        return say("“{0}”", "“{0}”", same(text))

    def _name(self, node: ast.Name | ast.Path, around: Around) -> Said:
        match self._bindings.get(node.key):
            case VariableBinding(name):
                return self._variable(name, around)
            case ParameterBinding(id):
                return around.names.parameter(id)
            case EnumerationValueBinding(enumeration, value):
                return around.names.value(enumeration, value)
            case FunctionBinding(function) if isinstance(node, ast.Path):
                phrase = functions.ONE[function]
                return say(phrase.zh, phrase.en, self._part(node.source, around))
            case MemberBinding() as binding:
                return self._member(node, binding, around)
            case _:
                raise InternalError(f"rulebook: nothing is called {node.name}")

    def _variable(self, name: str, around: Around) -> Said:
        for local, said in reversed(around.locals):
            if local == name:
                return said
        return around.names.variable(name)

    def _member(self, node: ast.Name | ast.Path, binding: MemberBinding, around: Around) -> Said:
        label = around.names.member(binding)
        if isinstance(node, ast.Name):
            inner = not around.items or around.items[-1] == binding.entity
            owner = words(Bilingual(zh="其", en="its")) if inner else self._owner_item(binding.entity, around)
            return say("{0}{1}", "{0} {1}", owner, label) if inner else _of(owner, label)
        source = node.source
        if isinstance(source, ast.Name) and self._is_subject(source, around):
            return label
        if isinstance(source, ast.Name) and around.locals and source.name == around.locals[-1][0]:
            return say("其{0}", "its {0}", label)
        owner = self.say(source, around)
        if isinstance(source, ast.Filter):
            return say("{0}的{1}", "the {1} of {0}", owner, label)
        if isinstance(self._types.get(source.key), ListOf) and binding.member.kind is not MemberKind.MANY:
            return say("各{0}的{1}", "the {1} of each of {0}", owner, label)
        return _of(owner, label)

    @staticmethod
    def _owner_item(entity: str, around: Around) -> Said:
        return say("该{0}", "the {0}", around.names.entity(entity))

    def _is_subject(self, node: ast.Name, around: Around) -> bool:
        binding = self._bindings.get(node.key)
        named = isinstance(binding, VariableBinding) and binding.name == around.subject
        return named and all(name != around.subject for name, _ in around.locals)

    # Conditions

    def _comparison(
        self, operator: ast.ComparisonOperator, left: ast.Expression, right: ast.Expression, around: Around
    ) -> Said:
        phrase = phrases_for(self._compared(left, right))[operator]
        return self._holds(self._part(left, around), say(phrase.zh, phrase.en, self._part(right, around)))

    def _compared(self, left: ast.Expression, right: ast.Expression) -> Type:
        """Return the type of what is compared; a word alone is of the type of the other side."""
        types = [self._types.get(each.key, Simple.UNKNOWN) for each in (left, right)]
        known = [each for each in types if isinstance(each, Enumeration)]
        return known[0] if known else types[0]

    @staticmethod
    def _holds(subject: Said, predicate: Said) -> Said:
        return say("{0}{1}", "{0} is {1}", subject, predicate, loose=True)

    def _connected(self, node: ast.Conjunction | ast.Disjunction, around: Around) -> Said:
        both = isinstance(node, ast.Conjunction)
        parts = [self._joinable(each, node, around) for each in operands(node)]
        zh, en = ("，且", ", and ") if both else ("，或", ", or ")
        return joined(parts, zh, en, loose=True)

    def _joinable(self, node: ast.Expression, outer: ast.Expression, around: Around) -> Said:
        said = self.say(node, around)
        other = isinstance(node, ast.Conjunction | ast.Disjunction | ast.If | ast.Quantified)
        return bracketed(said) if other else said

    def _in(self, value: ast.Expression, tests: tuple[ast.UnaryTest, ...], around: Around) -> Said:
        match tests:
            case (ast.ExpressionTest(node),) if isinstance(self._types.get(node.key), OutcomesOf):
                parts = self._part(node, around), self._part(value, around)
                return say("{0}中有{1}", "{0} has {1}", *parts, loose=True)
            case _:
                subject = self._part(value, around)
                inner = around.with_local(HOLE, subject)
                if all(self._reads_hole(test) for test in tests):
                    # Whole conditions on the value say what they are about.
                    return alternatives([self._condition_of(test, inner) for test in tests])
                return self._holds(subject, self.tests(tests, value, inner))

    @staticmethod
    def _reads_hole(test: ast.UnaryTest) -> bool:
        return isinstance(test, ast.ExpressionTest) and any(
            isinstance(each, ast.Name) and each.name == HOLE for each in walk(test.expression)
        )

    def _condition_of(self, test: ast.UnaryTest, around: Around) -> Said:
        if not isinstance(test, ast.ExpressionTest):
            raise InternalError("rulebook: no condition on the value at hand")
        return self.say(test.expression, around)

    def tests(self, tests: Sequence[ast.UnaryTest], value: ast.Expression, around: Around) -> Said:
        """Return what ``value`` has to be to pass one of ``tests``, as words that follow it."""
        equals = [each for each in tests if self._is_value(each)]
        if len(equals) == len(tests) > 1:
            said = [self.say(each.expression, around) for each in equals if isinstance(each, ast.ExpressionTest)]
            phrase = phrases_for(self._types.get(value.key, Simple.UNKNOWN))["="]
            return say(phrase.zh, phrase.en, alternatives(said))
        return alternatives([self._test(each, value, around) for each in tests])

    def _is_value(self, test: ast.UnaryTest) -> bool:
        match test:
            case ast.ExpressionTest(ast.RangeLiteral() | ast.ListLiteral()):
                return False
            case ast.ExpressionTest():
                return not self._reads_hole(test)
            case _:
                return False

    def _test(self, test: ast.UnaryTest, value: ast.Expression, around: Around) -> Said:
        match test:
            case ast.AnyTest():
                return words(Bilingual(zh="不限", en="anything"))
            case ast.NotTest(tests):
                return say("不属于（{0}）", "none of ({0})", self.tests(tests, value, around))
            case ast.ComparisonTest(operator, operand):
                phrase = phrases_for(self._compared(value, operand))[operator]
                return say(phrase.zh, phrase.en, self._part(operand, around))
            case ast.ExpressionTest(ast.RangeLiteral() as limits):
                return self._range(limits, value, around)
            case ast.ExpressionTest(ast.ListLiteral(items)):
                each = [ast.ExpressionTest(item, span=item.span, key=item.key) for item in items]
                return self.tests(each, value, around)
            case ast.ExpressionTest(expression):
                if self._reads_hole(test):
                    return say("使{0}成立", "such that {0}", self._part(expression, around))
                phrase = phrases_for(self._compared(value, expression))["="]
                return say(phrase.zh, phrase.en, self._part(expression, around))
        assert_never(test)

    def _range(self, limits: ast.RangeLiteral, value: ast.Expression, around: Around) -> Said:
        ends: list[Said] = []
        for end, operator in (
            (limits.low, ">=" if limits.low_closed else ">"),
            (limits.high, "<=" if limits.high_closed else "<"),
        ):
            if end is not None:
                test = ast.ComparisonTest(operator, end, span=end.span, key=end.key)  # type: ignore[arg-type]
                ends.append(self._test(test, value, around))
        return joined(ends, "、", " and ")

    # Many

    def _filter(self, source: ast.Expression, condition: ast.Expression, around: Around) -> Said:
        of = self.say(source, around)
        match self._types.get(source.key):
            case ListOf(Entity(entity)):
                inner = around.inside(entity)
            case _:
                inner = around.with_local("item", words(Bilingual(zh="其结果", en="the outcome")))
        said = self.say(condition, inner)
        return say("满足“{0}”的{1}", "{1} where ({0})" if said.loose else "{1} where {0}", said, of)

    def _quantified(self, node: ast.Quantified, around: Around) -> Said:
        inner, domains = around, []
        for iterator in node.iterators:
            domains.append(self.say(iterator.domain, inner))
            inner = inner.with_local(iterator.name, self._called(iterator, len(node.iterators) == 1))
        condition = self.say(node.condition, inner)
        domain = joined(domains, "、", " and ")
        if node.quantifier == "some":
            return say("{0}中至少有一项满足：{1}", "for at least one of {0}, {1}", domain, condition, loose=True)
        return say("{0}中每一项都满足：{1}", "for every one of {0}, {1}", domain, condition, loose=True)

    def _called(self, iterator: ast.Iterator, alone: bool) -> Said:
        if isinstance(self._types.get(iterator.domain.key), OutcomesOf):
            return words(Bilingual(zh="该结果", en="the outcome"))
        return words(Bilingual(zh="该项", en="it")) if alone else same(iterator.name)

    # Calls

    def _call(self, node: ast.Call, around: Around) -> Said:
        binding = self._bindings.get(node.key) or self._bindings.get(node.function.key)
        if not isinstance(binding, FunctionBinding):
            raise InternalError("rulebook: a call of no built-in")
        name, given = binding.function, in_order(node, binding.function)
        if name in functions.UNITS:
            return self._moved(name, given[0], given[1], around)
        if name == "not":
            return self._denied(given[0], around)
        if name == "date" and isinstance(given[0], ast.StringLiteral):
            return same(given[0].value)
        said = [self._part(each, around) for each in given]
        if name in functions.OF_VALUES and not isinstance(self._types.get(given[0].key), ListOf):
            phrase = functions.OF_VALUES[name]
            return say(phrase.zh, phrase.en, together(said))
        phrase = (functions.ONE, functions.TWO, functions.THREE, functions.FOUR)[len(said) - 1][name]
        return say(phrase.zh, phrase.en, *said, loose=name in functions.SENTENCES)

    def _moved(self, name: str, day: ast.Expression, count: ast.Expression, around: Around) -> Said:
        back = isinstance(count, ast.Negation)
        number = count.operand if isinstance(count, ast.Negation) else count
        said, unit = self._part(number, around), functions.UNITS[name]
        if isinstance(number, ast.NumberLiteral):
            said = say(unit.zh, unit.en.removesuffix("s") if number.value == 1 else unit.en, said)
        phrase = (functions.BACK if back else functions.TWO)[name]
        return say(phrase.zh, phrase.en, self._part(day, around), said)

    def _denied(self, node: ast.Expression, around: Around) -> Said:
        if self._asks_whether_known(node):
            return self._unknown(node, around)
        said = self.say(node, around)
        if said.loose:
            return say("并非{0}", "not {0}", bracketed(said), loose=True)
        return say("并非“{0}”", "not “{0}”", said, loose=True)

    def _asks_whether_known(self, node: ast.Expression) -> bool:
        binding = self._bindings.get(node.key)
        return isinstance(node, ast.Call) and binding == FunctionBinding("is known")

    def _unknown(self, node: ast.Expression, around: Around) -> Said:
        if not isinstance(node, ast.Call):
            raise InternalError("rulebook: no call")
        (given,) = in_order(node, "is known")
        return say("{0}未知", "{0} is not known", self._part(given, around), loose=True)


def _of(owner: Said, label: Said) -> Said:
    return say("{0}的{1}", "{1} of {0}", owner, label)
