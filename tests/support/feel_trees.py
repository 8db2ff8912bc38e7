"""Hypothesis strategies for FEEL trees: every node of the language, as the parser could have made it."""

from decimal import Decimal
from typing import TypedDict

from hypothesis import strategies as st

from postloan_rules.feel import ast
from postloan_rules.feel.tokens import TYPE_NAMES_OF_SEVERAL_WORDS
from postloan_rules.text.source import Source, Span

LONG_NAMES = ("days past due", "is known", "special mention", "还款 计划", "date and time")
NAMES = frozenset(LONG_NAMES)


class _Place(TypedDict):
    span: Span
    key: int


_NOWHERE: _Place = {"span": Span(Source("generated", ""), 0, 0), "key": 0}

_words = st.sampled_from(("a", "b1", "loan", "逾期天数", "_x", "not", "external", "of", "insider", "é"))
_names = _words | st.sampled_from(LONG_NAMES)
_members = _names | st.sampled_from(("in", "and", "if"))
_keys = _words | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=5).map(str.strip).filter(bool)
_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)

_numbers = st.decimals(
    min_value=Decimal(0), max_value=Decimal("1e12"), allow_nan=False, allow_infinity=False, places=4
) | st.sampled_from((Decimal("1E+50"), Decimal("1E-50"), Decimal("0"), Decimal("1E+2"), Decimal("9" * 34)))


def _node(make: type, *parts: st.SearchStrategy[object]) -> st.SearchStrategy[ast.Expression]:
    return st.tuples(*parts).map(lambda each: make(*each, **_NOWHERE))


_leaves = st.one_of(
    _node(ast.NumberLiteral, _numbers),
    _node(ast.StringLiteral, _texts),
    _node(ast.BooleanLiteral, st.booleans()),
    _node(ast.AtLiteral, _texts),
    _node(ast.NullLiteral),
    _node(ast.Name, _names | st.just("?")),
)

_types = st.recursive(
    st.sampled_from(("number", "string", "tns.kind", *TYPE_NAMES_OF_SEVERAL_WORDS)).map(
        lambda name: ast.TypeName(name, **_NOWHERE)
    ),
    lambda inner: st.one_of(
        inner.map(lambda item: ast.TypeName("list", (item,), **_NOWHERE)),
        st.lists(st.tuples(_words, inner), min_size=1, max_size=2).map(
            lambda fields: ast.TypeName(
                "context", tuple(type for _, type in fields), tuple(name for name, _ in fields), **_NOWHERE
            )
        ),
        st.tuples(st.lists(inner, max_size=2), inner).map(
            lambda parts: ast.TypeName("function", tuple(parts[0]), (), parts[1], **_NOWHERE)
        ),
    ),
    max_leaves=3,
)


def _tuples(of: st.SearchStrategy[object], smallest: int, largest: int) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(of, min_size=smallest, max_size=largest).map(tuple)


def _ranges(inner: st.SearchStrategy[ast.Expression]) -> st.SearchStrategy[ast.Expression]:
    closed = st.booleans()
    return st.one_of(
        _node(ast.RangeLiteral, inner, inner, closed, closed),
        _node(ast.RangeLiteral, inner, st.none(), closed, st.just(False)),
        _node(ast.RangeLiteral, st.none(), inner, st.just(False), closed),
    )


def _is_subtraction(node: ast.Expression) -> bool:
    """Cells refuse ``1-30``, so no cell is printed as one."""
    return isinstance(node, ast.Arithmetic) and node.operator == "-"


def _tests(inner: st.SearchStrategy[ast.Expression]) -> st.SearchStrategy[ast.UnaryTest]:
    simple: st.SearchStrategy[ast.UnaryTest] = st.one_of(
        st.tuples(st.sampled_from(("=", "!=", "<", "<=", ">", ">=")), inner).map(
            lambda parts: ast.ComparisonTest(*parts, **_NOWHERE)  # type: ignore[arg-type]  # sampled from the operators
        ),
        inner.filter(lambda node: not _is_subtraction(node)).map(lambda node: ast.ExpressionTest(node, **_NOWHERE)),
        st.just(ast.AnyTest(**_NOWHERE)),
    )
    return simple | st.lists(simple, min_size=1, max_size=2).map(lambda tests: ast.NotTest(tuple(tests), **_NOWHERE))


def _composed(inner: st.SearchStrategy[ast.Expression]) -> st.SearchStrategy[ast.Expression]:
    iterators = _tuples(
        st.tuples(_words.filter(lambda word: word != "of"), inner, st.none() | inner).map(
            lambda parts: ast.Iterator(*parts, **_NOWHERE)
        ),
        1,
        2,
    )
    arguments = _tuples(st.tuples(_names, inner).map(lambda parts: ast.NamedArgument(*parts, **_NOWHERE)), 1, 2)
    parameters = _tuples(
        st.tuples(_words, st.none() | _types).map(lambda parts: ast.Parameter(*parts, **_NOWHERE)), 0, 2
    )
    entries = _tuples(st.tuples(_keys, inner).map(lambda parts: ast.ContextEntry(*parts, **_NOWHERE)), 0, 2)
    return st.one_of(
        _node(ast.ListLiteral, _tuples(inner, 0, 3)),
        _node(ast.ContextLiteral, entries),
        _ranges(inner),
        _node(ast.Path, inner, _members),
        _node(ast.Filter, inner, inner),
        _node(ast.Negation, inner),
        _node(ast.Arithmetic, st.sampled_from(("+", "-", "*", "/", "**")), inner, inner),
        _node(ast.Comparison, st.sampled_from(("=", "!=", "<", "<=", ">", ">=")), inner, inner),
        _node(ast.Conjunction, inner, inner),
        _node(ast.Disjunction, inner, inner),
        _node(ast.Between, inner, inner, inner),
        _node(ast.In, inner, _tuples(_tests(inner), 1, 3)),
        _node(ast.InstanceOf, inner, _types),
        _node(ast.If, inner, inner, inner),
        _node(ast.For, iterators, inner),
        _node(ast.Quantified, st.sampled_from(("some", "every")), iterators, inner),
        _node(ast.Call, inner, _tuples(inner, 0, 3)),
        _node(ast.Call, inner, st.just(()), arguments),
        _node(ast.FunctionLiteral, parameters, inner, st.booleans()),
    )


expressions: st.SearchStrategy[ast.Expression] = st.recursive(_leaves, _composed, max_leaves=12)

cells: st.SearchStrategy[ast.UnaryTests] = st.lists(_tests(expressions), min_size=1, max_size=3).map(
    lambda tests: ast.UnaryTests(tuple(tests), **_NOWHERE)
)
