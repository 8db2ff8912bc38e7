"""A small world to check expressions in, and short ways to parse and check."""

from postloan_rules.feel import ast
from postloan_rules.feel.checker import CheckResult, check_expression, check_unary_tests
from postloan_rules.feel.library import BUILTIN_NAMES
from postloan_rules.feel.parser import parse_expression, parse_unary_tests
from postloan_rules.feel.scope import EntityShape, Member, MemberKind, Scope
from postloan_rules.feel.types import Entity, Enumeration, ListOf, Money, Simple, Type
from postloan_rules.text.diagnostic import Diagnostic
from postloan_rules.text.source import Source, text_of, whole

RISK_CLASS = Enumeration("risk_class", ("normal", "special_mention", "substandard", "doubtful", "loss"), ordered=True)
PRODUCT = Enumeration("product", ("corporate", "credit_card", "loan"))
CONVENTION = Enumeration("convention", ("due_date_is_day_0", "due_date_is_day_1"))


def _given(**types: Type) -> dict[str, Member]:
    return {name: Member(name, type, MemberKind.GIVEN) for name, type in types.items()}


def _many(name: str, entity: str, *order: str) -> Member:
    return Member(name, ListOf(Entity(entity)), MemberKind.MANY, order)


LOAN = EntityShape(
    "loan",
    {
        **_given(
            days_past_due=Simple.NUMBER,
            balance=Money(),
            original_amount=Money(),
            purpose=Simple.STRING,
            product=PRODUCT,
            credit_impaired=Simple.BOOLEAN,
            matures_on=Simple.DATE,
            originated_on=Simple.DATE,
            judgement_class=RISK_CLASS,
            previous_class=RISK_CLASS,
        ),
        "ltv": Member("ltv", Simple.RATIO, MemberKind.FACT),
        "floor_class": Member("floor_class", RISK_CLASS, MemberKind.DECISION),
        "warnings": Member("warnings", ListOf(PRODUCT), MemberKind.DECISION, collects=True),
        "borrower": Member("borrower", Entity("borrower"), MemberKind.ONE),
        "collaterals": _many("collaterals", "collateral", "id"),
        "schedule": _many("schedule", "instalment", "due_on", "id"),
        "repayments": _many("repayments", "repayment", "paid_on", "id"),
        "restructurings": _many("restructurings", "restructuring", "signed_on", "id"),
        "notes": _many("notes", "repayment"),
    },
    {"逾期天数": "days_past_due", "days past due": "days_past_due", "余额": "balance"},
)

SCOPE = Scope(
    variables={"loan": Entity("loan"), "borrower": Entity("borrower"), "as_of": Simple.DATE},
    parameters={
        "overdue.substandard_days": Simple.NUMBER,
        "overdue.convention": CONVENTION,
        "days_past_due.limit": Simple.NUMBER,
        "small.limit": Money("CNY"),
        "small.limit_usd": Money("USD"),
        "law.start": Simple.DATE,
        "grades": Simple.NUMBER,
    },
    entities={
        "loan": LOAN,
        "borrower": EntityShape(
            "borrower",
            {
                **_given(name=Simple.STRING, debt_evasion=Simple.BOOLEAN),
                "loans": _many("loans", "loan", "id"),
            },
        ),
        "collateral": EntityShape(
            "collateral",
            {
                **_given(value=Money(), valued_on=Simple.DATE, registered=Simple.BOOLEAN),
                "valuations": _many("valuations", "valuation", "valued_on", "id"),
            },
        ),
        "valuation": EntityShape("valuation", _given(value=Money(), valued_on=Simple.DATE)),
        "instalment": EntityShape("instalment", _given(due_on=Simple.DATE, amount=Money())),
        "repayment": EntityShape("repayment", _given(paid_on=Simple.DATE, amount=Money())),
        "restructuring": EntityShape("restructuring", _given(signed_on=Simple.DATE)),
    },
    labels={"贷款": "loan"},
    value_labels={
        "risk_class": {
            "正常": "normal",
            "关注": "special_mention",
            "次级": "substandard",
            "special mention": "special_mention",
        },
        "product": {"信用卡": "credit_card"},
    },
)

NAMES = BUILTIN_NAMES | {"special mention"}


def parsed(text: str, names: frozenset[str] = NAMES) -> ast.Expression:
    """Return the tree of ``text``, which must be an expression."""
    result = parse_expression(whole(Source("test", text)), names)
    assert result.diagnostics == ()
    assert result.tree is not None
    return result.tree


def cell(text: str, names: frozenset[str] = NAMES) -> ast.UnaryTests:
    """Return the tests of ``text``, which must be a cell."""
    result = parse_unary_tests(whole(Source("test", text)), names)
    assert result.diagnostics == ()
    assert result.tree is not None
    return result.tree


def refusal(text: str, names: frozenset[str] = NAMES) -> Diagnostic:
    """Return the one thing that is wrong with the form of ``text``."""
    (diagnostic,) = parse_expression(whole(Source("test", text)), names).diagnostics
    return diagnostic


def checked(text: str, expected: Type | None = None) -> CheckResult[ast.Expression]:
    """Return what the checker says of ``text``."""
    return check_expression(parsed(text), SCOPE, expected)


def checked_cell(text: str, subject: Type) -> CheckResult[ast.UnaryTests]:
    """Return what the checker says of a cell."""
    return check_unary_tests(cell(text), subject, SCOPE)


def type_of(text: str) -> Type:
    """Return the type of ``text``, in which nothing may be wrong."""
    result = checked(text)
    assert [each.message.en for each in result.diagnostics] == []
    assert result.checked is not None
    return result.checked.types[result.checked.root.key]


def codes(result: CheckResult[ast.Expression] | CheckResult[ast.UnaryTests]) -> list[str]:
    """Return the codes of what is wrong."""
    return [each.code for each in result.diagnostics]


def marked(diagnostic: Diagnostic) -> str:
    """Return the text under the caret."""
    assert diagnostic.span is not None
    return text_of(diagnostic.span)
