"""A small vocabulary over the model, and FEEL texts lowered with it, for tests."""

from datetime import date
from decimal import Decimal

from postloan_rules.feel.checker import check_expression
from postloan_rules.feel.library import BUILTIN_NAMES
from postloan_rules.feel.parser import parse_expression
from postloan_rules.feel.scope import MemberKind
from postloan_rules.feel.types import Enumeration, ListOf, Money, Simple, Type
from postloan_rules.ir.from_expression import lower_expression
from postloan_rules.ir.from_member import Environment, Names
from postloan_rules.ir.nodes import Follow, Term, Variable
from postloan_rules.ir.printer import print_term
from postloan_rules.ir.program import EnumerationTable
from postloan_rules.ir.types import BOUNDS, NUMBER, RATIO, Kind, TermType
from postloan_rules.packs.citation import Citation, Confidence
from postloan_rules.packs.pack import EnumerationDefinition, ExtensionField
from postloan_rules.packs.parameter import EffectivePeriod, Parameter, ParameterValue
from postloan_rules.packs.vocabulary import (
    AddedMember,
    entity_shapes,
    enumeration_type,
    model_enumerations,
    scopes,
)
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.source import Source, whole

CLASSES = ("normal", "special_mention", "substandard", "doubtful", "loss")
CONVENTIONS = ("due_date_is_day_0", "due_date_is_day_1")
AGREED = Citation("policy", "1")


def _words(*names: str) -> tuple[tuple[str, Bilingual], ...]:
    return tuple((name, Bilingual(zh=name, en=name)) for name in names)


ENUMERATIONS = {
    **model_enumerations(),
    "risk_class": EnumerationDefinition("risk_class", Bilingual("风险分类", "class"), _words(*CLASSES), ordered=True),
    "stage": EnumerationDefinition("stage", Bilingual("阶段", "stage"), _words("early", "late", "gone"), ordered=False),
    "convention": EnumerationDefinition("convention", Bilingual("口径", "rule"), _words(*CONVENTIONS), ordered=False),
}
RISK_CLASS = enumeration_type(ENUMERATIONS["risk_class"])
STAGE = enumeration_type(ENUMERATIONS["stage"])
CONVENTION = enumeration_type(ENUMERATIONS["convention"])


def parameter(id: str, unit: str, type: Type, value: Decimal | str | bool | date) -> Parameter:
    """Return a parameter that has had one value since 2020."""
    period = EffectivePeriod(date(2020, 1, 1), None)
    values = (ParameterValue(period, value, AGREED, Confidence.CONVENTION),)
    return Parameter(id, Bilingual(zh=id, en=id), unit, type, date(2026, 1, 1), values)


PARAMETERS = {
    each.id: each
    for each in (
        parameter("limit.days", "days", Simple.NUMBER, Decimal(90)),
        parameter("limit.amount", "CNY", Money("CNY"), Decimal(500)),
        parameter("limit.class", "risk_class", RISK_CLASS, "substandard"),
        parameter("limit.steps", "count", Simple.NUMBER, Decimal(1)),
        parameter("limit.convention", "convention", CONVENTION, "due_date_is_day_0"),
    )
}
ADDED = (
    AddedMember("loan", "floor_class", RISK_CLASS, MemberKind.DECISION),
    AddedMember("loan", "judged_class", RISK_CLASS, MemberKind.DECISION),
    AddedMember("loan", "stage", STAGE, MemberKind.DECISION),
    AddedMember("loan", "score", Simple.NUMBER, MemberKind.DECISION, collects=True),
    AddedMember("loan", "signals_found", ListOf(RISK_CLASS), MemberKind.DECISION, collects=True),
    AddedMember("loan", "security", Money(), MemberKind.FACT),
    AddedMember("borrower", "bad_share", Simple.RATIO, MemberKind.FACT),
    AddedMember("loan", "collateral_count", Simple.NUMBER, MemberKind.FACT),
)
EXTENSIONS = (ExtensionField("loan", "green_loan", Simple.BOOLEAN, Bilingual(zh="绿色贷款", en="green loan")),)
SHAPES = entity_shapes(ENUMERATIONS, "risk_class", EXTENSIONS, ADDED)
SCOPES = scopes(SHAPES, ENUMERATIONS, PARAMETERS)
MASK = TermType(Kind.MASK, "risk_class")
TABLES = {
    each.name: EnumerationTable(each.name, tuple(value for value, _ in each.values), each.ordered)
    for each in ENUMERATIONS.values()
}
NAMES = Names(
    tables=TABLES,
    extension=frozenset({("loan", "green_loan")}),
    facts={
        ("loan", "security"): NUMBER,
        ("borrower", "bad_share"): RATIO,
        ("loan", "collateral_count"): BOUNDS,
    },
    decisions={
        ("loan", "floor_class"): MASK,
        ("loan", "judged_class"): MASK,
        ("loan", "stage"): TermType(Kind.MASK, "stage"),
        ("loan", "score"): BOUNDS,
        ("loan", "signals_found"): TermType(Kind.LIST, "risk_class"),
    },
)
LOAN = Variable("loan", "loan")
BORROWER = Follow(LOAN, "borrower", "borrower")
ENVIRONMENT = Environment(NAMES, {"loan": LOAN, "borrower": BORROWER, "group": Follow(BORROWER, "group", "group")})


def lowered(text: str, expected: Type | None = None) -> Term:
    """Return what ``text``, an expression about a loan, means."""
    parsed = parse_expression(whole(Source("test", text)), BUILTIN_NAMES)
    assert parsed.tree is not None, parsed.diagnostics
    result = check_expression(parsed.tree, SCOPES["loan"], expected)
    assert result.checked is not None, result.diagnostics
    return lower_expression(result.checked, ENVIRONMENT)


def printed(text: str, expected: Type | None = None) -> str:
    """Return what ``text`` means, as text."""
    return print_term(lowered(text, expected), TABLES)


__all__ = ["CLASSES", "ENVIRONMENT", "LOAN", "MASK", "RISK_CLASS", "TABLES", "Enumeration", "lowered", "printed"]
