"""One term of every kind of node, for tests that go through all of them."""

from datetime import date
from decimal import Decimal

from postloan_rules.ir.nodes import (
    Aggregate,
    All,
    Any,
    Apply,
    Arithmetic,
    AsOf,
    Case,
    Compare,
    Constant,
    Convert,
    CountOutcomes,
    FactOf,
    Field,
    Follow,
    InCurrency,
    IsKnown,
    Negate,
    Not,
    OneOf,
    OutcomeIn,
    OutcomeOf,
    ParameterValue,
    PastDue,
    Pick,
    Quotient,
    Ratio,
    Resolved,
    Shift,
    Step,
    Term,
    Unknown,
    Variable,
    Worst,
)
from postloan_rules.ir.program import EnumerationTable
from postloan_rules.ir.types import BOOLEAN, BOUNDS, DATE, NUMBER, RATIO, Kind, TermType

TABLES = {
    "grade": EnumerationTable("grade", ("good", "bad"), ordered=True),
    "cause": EnumerationTable("cause", ("late", "lost"), ordered=False),
}
MASK = TermType(Kind.MASK, "grade")
RANK = TermType(Kind.RANK, "grade")
CAUSE = TermType(Kind.STRING, "cause")

LOAN = Variable("loan", "loan")
BALANCE = Field(LOAN, "balance", NUMBER, money=True)
FLAG = Field(LOAN, "flag", BOOLEAN)
GRADE = Field(LOAN, "grade", RANK)
START = Field(LOAN, "start", DATE)
CLASS = OutcomeOf(LOAN, "loan", "class", MASK)
CLASSES = OutcomeOf(LOAN, "loan", "classes", TermType(Kind.LIST, "grade"))
SHARE = FactOf(LOAN, "loan", "share", RATIO)
ONE = Constant(Decimal(1), NUMBER)
ITEM = Variable("debt_1", "debt")
DEBTS = (Step("debts", "debt", "debt_1", Field(ITEM, "open", BOOLEAN)),)

TERMS: tuple[Term, ...] = (
    ONE,
    Unknown(NUMBER),
    Resolved("limit", date(2020, 1, 1), ONE),
    InCurrency(ONE, "CNY"),
    AsOf(),
    LOAN,
    Follow(LOAN, "borrower", "borrower"),
    BALANCE,
    SHARE,
    CLASS,
    Not(FLAG),
    All((FLAG, Not(FLAG))),
    Any((FLAG, Not(FLAG))),
    IsKnown(BALANCE),
    Compare(">", BALANCE, ONE),
    OneOf(Field(LOAN, "cause", CAUSE), (Constant("late", CAUSE),)),
    OutcomeIn(CLASS, 0b10),
    CountOutcomes(CLASSES, 0b10),
    Arithmetic("+", BALANCE, ONE, NUMBER),
    Negate(BALANCE, NUMBER),
    Ratio(BALANCE, ONE),
    Quotient(SHARE),
    Convert(GRADE, MASK),
    Case(((FLAG, ONE),), BALANCE, NUMBER),
    Shift(CLASS, 1, MASK),
    Worst((CLASS, Constant(0b01, MASK)), MASK),
    Aggregate("sum", LOAN, DEBTS, Field(ITEM, "amount", NUMBER), BOUNDS),
    Aggregate("count", LOAN, DEBTS, None, BOUNDS),
    Pick("last", LOAN, DEBTS, ("signed_on", "id"), "debt"),
    PastDue(LOAN, ONE, "due_date_is_day_0"),
    Apply("max", (BALANCE, ONE), NUMBER),
)

PARAMETER = ParameterValue("limit", NUMBER)
