"""What every loan asks about the others is the same whether worked out once for all of them or for each anew."""

from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from postloan_rules.backends.protocol import Context
from postloan_rules.backends.python.compiled import PythonBackend
from postloan_rules.backends.python.others import Everyone
from postloan_rules.ir import nodes
from postloan_rules.ir.nodes import Step, Term, Variable
from postloan_rules.ir.program import FactTerm, Program
from postloan_rules.ir.record import Node
from postloan_rules.ir.types import BOOLEAN, BOUNDS, NUMBER, STRING, Kind
from tests.properties.test_python_backend_equals_naive import same
from tests.support.naive import Naive
from tests.support.strategies import CONTEXT, ENUMERATIONS

LOAN, EACH = Variable("loan", "loan"), Variable("loan_1", "loan")
OTHERS = nodes.Compare("!=", nodes.Field(EACH, "id", STRING), nodes.Field(LOAN, "id", STRING))
FLAG = nodes.Field(EACH, "flag", BOOLEAN)
AMOUNT = nodes.Field(EACH, "amount", NUMBER)

FORMULAS: dict[str, tuple[Any, Term | None, Term | None]] = {
    "sum of the others": ("sum", nodes.All((OTHERS, FLAG)), AMOUNT),
    "sum of all": ("sum", FLAG, AMOUNT),
    "number of the others": ("count", nodes.All((FLAG, OTHERS)), None),
    "number of all": ("count", None, None),
    "some other": ("some", OTHERS, FLAG),
    "some other that counts": ("some", nodes.All((OTHERS, FLAG)), nodes.Field(EACH, "other_flag", BOOLEAN)),
    "some that is another": ("some", FLAG, nodes.All((OTHERS, nodes.Field(EACH, "other_flag", BOOLEAN)))),
    "is there another": ("some", None, OTHERS),
    "every other": ("every", OTHERS, FLAG),
    "every other that counts": ("every", nodes.All((OTHERS, FLAG)), nodes.Field(EACH, "other_flag", BOOLEAN)),
    "largest": ("max", FLAG, AMOUNT),
}


def _fact(name: str, function: Any, where: Term | None, value: Term | None) -> FactTerm:
    steps = (Step("loans", "loan", "loan_1", where),)
    kind = BOOLEAN if function in ("some", "every") else BOUNDS
    source = nodes.Follow(LOAN, "borrower", "borrower")
    return FactTerm("loan", name, kind, None, nodes.Aggregate(function, source, steps, value, kind))


@cache
def _program() -> Program:
    facts = tuple(_fact(name, *parts) for name, parts in FORMULAS.items())
    return Program("others", CONTEXT.as_of, None, ENUMERATIONS, facts)


truths = st.sampled_from([True, False, None])
amounts = st.none() | st.sampled_from([Decimal(0), Decimal(1), Decimal("-2.5"), Decimal("1e33"), Decimal("0.01"), 7])


@st.composite
def _families(draw: Any) -> list[Node]:
    borrower = Node("borrower", "B", {}) if draw(st.integers(0, 9)) else None
    loans = [
        Node(
            "loan",
            f"L{place}",
            {"id": f"L{place}", "flag": draw(truths), "other_flag": draw(truths), "amount": draw(amounts)},
            one={"borrower": borrower},
        )
        for place in range(draw(st.integers(1, 5)))
    ]
    if borrower is not None:
        # The loan that asks need not be among those that are known of the borrower.
        borrower.many["loans"] = loans[draw(st.integers(0, 1)) :] if draw(st.integers(0, 9)) else None
    return loans


@settings(max_examples=400, deadline=None)
@given(_families())
def test_what_is_worked_out_once_is_what_each_would_find(loans: list[Node]) -> None:
    run, naive = PythonBackend().compile(_program()), Naive(_program(), CONTEXT)

    for loan in loans:
        for name, (function, _, _) in FORMULAS.items():
            kind = Kind.BOOLEAN if function in ("some", "every") else Kind.BOUNDS
            assert same(run.fact("loan", name, loan, CONTEXT), naive.fact("loan", name, loan), kind), (name, loan.id)


class _Counted(Everyone):
    made = 0

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        type(self).made += 1


def test_a_relation_is_gone_through_once_however_many_ask(monkeypatch: Any) -> None:
    run = PythonBackend().compile(_program())
    monkeypatch.setitem(run._namespace, "Everyone", _Counted)
    borrower = Node("borrower", "B", {})
    values = {"flag": True, "other_flag": True, "amount": Decimal(2)}
    loans = [Node("loan", f"L{n}", {"id": f"L{n}", **values}, one={"borrower": borrower}) for n in range(50)]
    borrower.many["loans"] = loans

    found = {run.fact("loan", "sum of the others", loan, Context(CONTEXT.as_of, "CNY")) for loan in loans}

    assert (found, _Counted.made) == ({(98, 98)}, 1)
