"""The children of a node, and all nodes of a tree without recursion."""

from collections.abc import Iterator
from typing import assert_never

from postloan_rules.feel import ast

Node = (
    ast.Expression
    | ast.UnaryTest
    | ast.UnaryTests
    | ast.ContextEntry
    | ast.TypeName
    | ast.Iterator
    | ast.NamedArgument
    | ast.Parameter
)


def children(node: Node) -> tuple[Node, ...]:  # noqa: C901  one case per node
    """Return the nodes that stand in ``node``, in the order of the text."""
    match node:
        case (
            ast.NumberLiteral()
            | ast.StringLiteral()
            | ast.BooleanLiteral()
            | ast.NullLiteral()
            | ast.AtLiteral()
            | ast.Name()
            | ast.AnyTest()
        ):
            return ()
        case ast.ListLiteral(items):
            return items
        case ast.ContextLiteral(entries):
            return entries
        case ast.ContextEntry(_, value) | ast.NamedArgument(_, value):
            return (value,)
        case ast.RangeLiteral(low, high):
            return tuple(each for each in (low, high) if each is not None)
        case ast.Path(source, _):
            return (source,)
        case ast.Filter(source, condition):
            return source, condition
        case ast.Negation(operand) | ast.ComparisonTest(_, operand):
            return (operand,)
        case ast.Arithmetic(_, left, right) | ast.Comparison(_, left, right):
            return left, right
        case ast.Conjunction(left, right) | ast.Disjunction(left, right):
            return left, right
        case ast.Between(value, low, high):
            return value, low, high
        case ast.In(value, tests):
            return value, *tests
        case ast.NotTest(tests) | ast.UnaryTests(tests):
            return tests
        case ast.InstanceOf(value, type):
            return value, type
        case ast.TypeName(_, arguments, _, result):
            return arguments if result is None else (*arguments, result)
        case ast.If(condition, consequence, alternative):
            return condition, consequence, alternative
        case ast.Iterator(_, domain, end):
            return (domain,) if end is None else (domain, end)
        case ast.For(iterators, body):
            return *iterators, body
        case ast.Quantified(_, iterators, condition):
            return *iterators, condition
        case ast.Call(function, arguments, named):
            return function, *arguments, *named
        case ast.Parameter(_, type):
            return () if type is None else (type,)
        case ast.FunctionLiteral(parameters, body):
            return *parameters, body
        case ast.ExpressionTest(expression):
            return (expression,)
        case _:
            assert_never(node)


def walk(node: Node) -> Iterator[Node]:
    """Yield ``node`` and everything in it, a node before its children."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children(node)))


def deeper_than(node: Node, limit: int) -> Node | None:
    """Return a node that stands more than ``limit`` levels deep, if there is one."""
    waiting = [(node, 1)]
    while waiting:
        node, level = waiting.pop()
        if level > limit:
            return node
        waiting.extend((each, level + 1) for each in children(node))
    return None
