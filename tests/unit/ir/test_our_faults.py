"""What the checker and the loader refuse never comes to the IR; if it does, that is our fault and says so."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from postloan_rules.errors import InternalError
from postloan_rules.feel import ast
from postloan_rules.feel.checked import Checked
from postloan_rules.feel.scope import Member, MemberBinding, MemberKind, ParameterBinding, VariableBinding
from postloan_rules.feel.types import Entity, ListOf, Simple
from postloan_rules.ir.comparing import compare
from postloan_rules.ir.from_call import call
from postloan_rules.ir.from_expression import lower_expression
from postloan_rules.ir.from_member import Collection, implicit_item, member_of, parameter, type_in_ir, variable
from postloan_rules.ir.from_order import in_order
from postloan_rules.ir.from_parameter import constant
from postloan_rules.ir.from_scope import walks_from
from postloan_rules.ir.nodes import AsOf, Constant, Field, Follow, Step, Term, Variable
from postloan_rules.ir.settle import Settling, settled
from postloan_rules.ir.specialise import values_on
from postloan_rules.ir.types import BOOLEAN, DATE, NUMBER, STRING, Kind, TermType
from postloan_rules.text.source import Source, Span
from tests.unit.ir.lowering import ENVIRONMENT, LOAN, NAMES, TABLES
from tests.unit.ir.packs import decision, loaded_pack, lowered_pack, rule

SPAN = Span(Source("test", ""), 0, 0)
RANK = TermType(Kind.RANK, "risk_class")


def _binding(name: str, kind: MemberKind, type: Any = Simple.NUMBER) -> MemberBinding:
    return MemberBinding("loan", Member(name, type, kind))


def _number(value: str) -> ast.NumberLiteral:
    return ast.NumberLiteral(Decimal(value), span=SPAN, key=9)


def _lowered(node: ast.Expression) -> Term:
    return lower_expression(Checked(node, {}, {}), ENVIRONMENT)


def _many(relation: str, *, where: Term | None = None, source: Term = LOAN) -> Collection:
    step = Step(relation, "repayment", "repayment_1", where)
    return Collection(source, (step,), Variable("repayment_1", "repayment"), ("id",))


FLAG = Field(LOAN, "flag", BOOLEAN)
ZERO = Constant(Decimal(0), NUMBER)
DAY_0 = Constant("due_date_is_day_0", STRING)

FAULTS: dict[str, Callable[[], object]] = {
    "null": lambda: _lowered(ast.NullLiteral(span=SPAN, key=1)),
    "a name that is not bound": lambda: _lowered(ast.Name("x", span=SPAN, key=1)),
    "a path that is not bound": lambda: _lowered(ast.Path(_number("1"), "x", span=SPAN, key=1)),
    "a call that is not bound": lambda: _lowered(ast.Call(ast.Name("f", span=SPAN, key=2), span=SPAN, key=1)),
    "a filter on one": lambda: _lowered(ast.Filter(_number("1"), _number("1"), span=SPAN, key=1)),
    "a large power": lambda: _lowered(ast.Arithmetic("**", _number("2"), _number("0.5"), span=SPAN, key=1)),
    "a variable that is not there": lambda: variable(VariableBinding("x", Simple.NUMBER), ENVIRONMENT),
    "a bare name outside a filter": lambda: implicit_item(_binding("x", MemberKind.GIVEN), ENVIRONMENT),
    "a relation to one value": lambda: member_of(LOAN, _binding("x", MemberKind.MANY), ENVIRONMENT),
    "a way to a number": lambda: member_of(LOAN, _binding("x", MemberKind.ONE), ENVIRONMENT),
    "a way over one entity of many": lambda: member_of(
        replace(_many("repayments"), member=Follow(LOAN, "borrower", "borrower")),
        _binding("loans", MemberKind.MANY, ListOf(Entity("loan"))),
        ENVIRONMENT,
    ),
    "a value of no type": lambda: type_in_ir(Simple.NULL),
    "a parameter of no type": lambda: parameter(ParameterBinding("p", Simple.ANY)),
    "a function that is not there": lambda: call("today", (), TABLES),
    "many for one": lambda: call("abs", (_many("repayments"),), TABLES),
    "one for many": lambda: call("sum", (FLAG,), TABLES),
    "the latest without an order": lambda: call("latest", (replace(_many("repayments"), order=()),), TABLES),
    "worse by what no day fixes": lambda: call(
        "worse by", (Field(LOAN, "class", RANK), Field(LOAN, "n", NUMBER)), TABLES
    ),
    "the worst of texts": lambda: call("worst", (Field(LOAN, "a", STRING), Field(LOAN, "b", STRING)), TABLES),
    "a part of the schedule": lambda: call(
        "days past due", (_many("schedule", where=FLAG), _many("repayments"), ZERO, DAY_0), TABLES
    ),
    "the schedule of another loan": lambda: call(
        "days past due",
        (_many("schedule", source=Variable("other", "loan")), _many("repayments"), ZERO, DAY_0),
        TABLES,
    ),
    "a convention that no day fixes": lambda: call(
        "days past due", (_many("schedule"), _many("repayments"), ZERO, Field(LOAN, "x", STRING)), TABLES
    ),
    "a text beside a class": lambda: compare("=", Field(LOAN, "class", RANK), Field(LOAN, "x", STRING), TABLES),
    "a word that is no class": lambda: constant("best", RANK, TABLES),
    "a word that is no number": lambda: constant("ninety", NUMBER, TABLES),
    "a number that is no text": lambda: constant(Decimal(1), STRING, TABLES),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_is_our_fault(fault: Callable[[], object]) -> None:
    with pytest.raises(InternalError):
        fault()


@pytest.mark.parametrize(
    ("value", "type", "expected"),
    [
        ("true", BOOLEAN, True),
        (False, BOOLEAN, False),
        ("2026-01-02", DATE, date(2026, 1, 2)),
        (date(2026, 1, 2), DATE, date(2026, 1, 2)),
        ("x", STRING, "x"),
        ("loss", RANK, 4),
        ("loss", TermType(Kind.MASK, "risk_class"), 1 << 4),
        ("gone", TermType(Kind.STRING, "stage"), "gone"),
        (Decimal(3), TermType(Kind.DAYS), 3),
        ("0.10", NUMBER, Decimal("0.10")),
    ],
)
def test_values_of_pack_files_are_constants_of_their_types(value: object, type: TermType, expected: object) -> None:
    assert constant(value, type, TABLES) == Constant(expected, type)  # type: ignore[arg-type]


def test_circle_of_decisions_is_our_fault(tmp_path: Path) -> None:
    files = {
        "decisions/a.yaml": decision("a", rule("A-1", 'loan.b = "normal"')),
        "decisions/b.yaml": decision("b", rule("B-1", "loan.use_diverted")),
    }
    pack = loaded_pack(tmp_path, files)
    a, b = pack.decisions
    circle = replace(pack, decisions=(a, replace(b, rules=(replace(b.rules[0], when=_reading_a(a, pack.scopes)),))))

    with pytest.raises(InternalError):
        in_order(circle)


def _reading_a(decision: Any, scopes: Any) -> Any:
    member = scopes["loan"].entities["loan"].members["a"]
    line = decision.rules[0].when
    return replace(line, expression=replace(line.expression, bindings={1: MemberBinding("loan", member)}))


def test_variable_without_a_way_to_it_is_our_fault(tmp_path: Path) -> None:
    pack = loaded_pack(tmp_path, {"decisions/b.yaml": decision("b", rule("B-1", "loan.use_diverted"))})
    scope = pack.scopes["loan"]
    lost = replace(scope, variables={**scope.variables, "debt": Entity("debt")})

    with pytest.raises(InternalError):
        walks_from("loan", replace(pack, scopes={"loan": lost}))


def test_dimension_that_cannot_be_reached_is_our_fault(tmp_path: Path) -> None:
    text = """\
limit.days:
  title: {zh: 天数, en: Days}
  unit: days
  reviewed_on: 2026-01-01
  by: [loan.product]
  values:
    - {start: 2020-01-01, value: 90, cite: "policy#1", confidence: C}
    - {start: 2020-01-01, value: 60, where: {loan.product: credit_card}, cite: "policy#1", confidence: C}
"""
    rules = decision("b", rule("B-1", "loan.days_past_due > limit.days"))
    lowered = lowered_pack(tmp_path, {"parameters/p.yaml": text, "decisions/b.yaml": rules})
    term = parameter(ParameterBinding("limit.days", Simple.NUMBER))

    with pytest.raises(InternalError):
        settled(term, Settling(lowered, "debt", lambda each: values_on(each, date(2026, 1, 1))))


def test_day_is_always_there() -> None:
    assert variable(VariableBinding("as_of", Simple.DATE), replace(ENVIRONMENT, names=NAMES)) == AsOf()
