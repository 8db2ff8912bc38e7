"""What may stand where, what it means, and what is said where it does not fit."""

import pytest

from postloan_rules.feel import ast
from postloan_rules.feel.scope import (
    Binding,
    EnumerationValueBinding,
    FunctionBinding,
    MemberBinding,
    ParameterBinding,
    VariableBinding,
)
from postloan_rules.feel.types import Entity, Enumeration, ListOf, Money, Simple, Type
from postloan_rules.feel.walk import walk
from tests.unit.feel.bench import LOAN, PRODUCT, RISK_CLASS, checked, checked_cell, codes, marked, type_of

CONDITION = Simple.BOOLEAN


def bindings(text: str, expected: Type | None = None) -> dict[str, Binding]:
    """Return what the names of ``text`` mean, by the text of their nodes."""
    result = checked(text, expected)
    assert result.checked is not None
    places = {node.key: node.span for node in walk(result.checked.root)}
    return {
        places[key].source.text[places[key].start : places[key].end]: binding
        for key, binding in result.checked.bindings.items()
    }


@pytest.mark.parametrize(
    ("text", "type"),
    [
        ("loan.days_past_due + 1", Simple.NUMBER),
        ("loan.days_past_due / 30", Simple.RATIO),
        ("loan.ltv", Simple.RATIO),
        ("loan.ltv * 2", Simple.NUMBER),
        ("loan.days_past_due ** 2", Simple.NUMBER),
        ("loan.balance + loan.original_amount", Money()),
        ("loan.balance - 0", Money()),
        ("loan.balance + small.limit", Money("CNY")),
        ("loan.balance * 0.5", Money()),
        ("0.5 * loan.balance", Money()),
        ("loan.balance / 2", Money()),
        ("loan.balance / loan.original_amount", Simple.RATIO),
        ("-loan.balance", Money()),
        ("as_of - loan.matures_on", Simple.DAYS_DURATION),
        ('as_of + @"P30D"', Simple.DATE),
        ('@"P1Y" + as_of', Simple.DATE),
        ('as_of - @"P6M"', Simple.DATE),
        ('@"P1D" + @"P2D"', Simple.DAYS_DURATION),
        ("as_of.year", Simple.NUMBER),
        ("law.start.month", Simple.NUMBER),
        ("loan.previous_class", RISK_CLASS),
        ("loan.floor_class", RISK_CLASS),
        ("if loan.credit_impaired then 1 else loan.ltv", Simple.RATIO),
        ("if loan.credit_impaired then loan.balance else 0", Money()),
        ("loan.balance > 0", CONDITION),
        ("some c in loan.collaterals satisfies c.registered", CONDITION),
        ("latest(loan.collaterals).value", Money()),
    ],
)
def test_values_have_the_types_that_follow_from_their_parts(text: str, type: Type) -> None:
    assert type_of(text) == type


@pytest.mark.parametrize(
    "text",
    [
        "loan.days_past_due > overdue.substandard_days",
        "loan.ltv > 0.9 or loan.ltv = loan.days_past_due",
        "loan.balance > small.limit and loan.balance != 0",
        "0 < loan.balance",
        'loan.previous_class >= "substandard"',
        'loan.previous_class = "次级"',
        '"substandard" <= loan.floor_class',
        "loan.floor_class > loan.previous_class",
        'loan.product = "信用卡"',
        'loan.purpose >= "a"',
        'as_of > @"2026-01-01" and as_of >= law.start',
        'as_of - loan.matures_on > @"P90D"',
        "loan.credit_impaired = true",
        "loan.days_past_due between 1 and 90",
        "loan.balance between 0 and small.limit",
        "loan.days_past_due in (0, [1..90], > 360, (91..360))",
        'loan.previous_class in ("loss", 次级)',
        'loan.previous_class in ["substandard".."loss"]',
        'loan.product in ["corporate", "credit_card"]',
        "loan.days_past_due in (? > 3 and ? < overdue.substandard_days)",
        'loan.floor_class = (if loan.credit_impaired then "loss" else "次级")',
        "is known(loan.collaterals) and is known(loan.balance) and not(is known(borrower))",
        "count(borrower.loans[item != loan]) > 0",
        "some a in borrower.loans, c in a.collaterals satisfies c.value > a.balance",
    ],
)
def test_conditions_that_packs_write_are_fine(text: str) -> None:
    assert codes(checked(text, CONDITION)) == []


@pytest.mark.parametrize(
    ("text", "code", "mark"),
    [
        ("lone.days_past_due > 1", "PL301", "lone.days_past_due"),
        ("overdue.substandard_day > 1", "PL301", "overdue.substandard_day"),
        ("substandard = loan.previous_class", "PL301", "substandard"),
        ("count(borrower.loans[days_past_dew > 1]) = 1", "PL301", "days_past_dew"),
        ('loan.days_past_due > "九十"', "PL302", 'loan.days_past_due > "九十"'),
        ('as_of > "2026-01-01"', "PL302", 'as_of > "2026-01-01"'),
        ("1 < loan.days_past_due < 3", "PL302", "1 < loan.days_past_due < 3"),
        ("loan.purpose = loan.product", "PL302", "loan.purpose = loan.product"),
        ("loan.product = loan.previous_class", "PL302", "loan.product = loan.previous_class"),
        ("as_of - loan.matures_on > 90", "PL302", "as_of - loan.matures_on > 90"),
        ('@"P1Y" > @"P365D"', "PL302", '@"P1Y" > @"P365D"'),
        ("loan.day_past_due > 1", "PL303", "loan.day_past_due"),
        ('loan.previous_class = "substandart"', "PL304", '"substandart"'),
        ("loan.previous_class in (次级, 坏)", "PL304", "坏"),
        ("loan.days_past_due", "PL305", "loan.days_past_due"),
        ("loan.credit_impaired and loan.balance", "PL305", "loan.balance"),
        ("not(loan.balance)", "PL313", "loan.balance"),
        ('if loan.purpose then true else false', "PL305", "loan.purpose"),
        ('(if true then 1 else "a") = 1', "PL306", '"a"'),
        ('loan.purpose + "a" = "b"', "PL307", 'loan.purpose + "a"'),
        ("as_of + 30 > as_of", "PL307", "as_of + 30"),
        ("loan.balance * loan.balance > 0", "PL307", "loan.balance * loan.balance"),
        ("loan.product > \"corporate\"", "PL308", 'loan.product > "corporate"'),
        ("loan.credit_impaired > false", "PL308", "loan.credit_impaired > false"),
        ("loan.balance = null", "PL309", "null"),
        ("loan.days_past_due = [1, 2]", "PL310", "[1, 2]"),
        ("{a: 1} = 1", "PL310", "{a: 1}"),
        ("loan.balance instance of number", "PL310", "loan.balance instance of number"),
        ("(for c in loan.collaterals return c) = 1", "PL310", "for c in loan.collaterals return c"),
        ("(function(a) a) = 1", "PL310", "function(a) a"),
        ("cuont(loan.collaterals) > 1", "PL311", "cuont"),
        ("loan.balance() = 1", "PL311", "loan.balance"),
        ("abs() > 1", "PL312", "abs()"),
        ("sum(loan.balance) > 0", "PL313", "loan.balance"),
        ("loan.balance > 1000", "PL314", "1000"),
        ("loan.balance + 1 > small.limit", "PL314", "1"),
        ("small.limit > small.limit_usd", "PL315", "small.limit > small.limit_usd"),
        ("abs(m: 1) > 1", "PL316", "m: 1"),
        ("loan.days_past_due.x = 1", "PL317", "loan.days_past_due.x"),
        ("loan.collaterals.value > small.limit", "PL318", "loan.collaterals.value"),
        ("loan.collaterals.value in (0)", "PL318", "loan.collaterals.value"),
        ("loan.balance[1] = 1", "PL319", "loan.balance"),
        ("some x in loan.balance satisfies x = 1", "PL319", "loan.balance"),
        ("some x in 1..3 satisfies x = 1", "PL319", "x in 1..3"),
        ("loan.collaterals[1].value = 0", "PL320", "1"),
        ('as_of > @"2026-02-30"', "PL321", '@"2026-02-30"'),
        ('as_of > date("2026-13-01")', "PL321", '"2026-13-01"'),
        ("as_of > date(loan.purpose)", "PL322", "loan.purpose"),
        ("loan.days_past_due ** 2.5 > 1", "PL322", "2.5"),
        ("today() > as_of", "PL323", "today()"),
        ("loan.days_past_due in [90..1]", "PL324", "[90..1]"),
        ("loan.days_past_due in (1..1)", "PL324", "(1..1)"),
        ('loan.warnings = "corporate"', "PL326", "loan.warnings"),
        ("is known(loan.warnings)", "PL326", "loan.warnings"),
        ('loan.warnings[item = "corporate"] = 1', "PL326", 'loan.warnings[item = "corporate"]'),
        ("loan.warnings in (1, 2)", "PL326", "loan.warnings"),
        ("count(borrower.loans.warnings) > 1", "PL326", "borrower.loans.warnings"),
        ("count(loan.warnings[1]) > 0", "PL320", "1"),
        ('count(loan.warnings[item = "none"]) > 0', "PL304", '"none"'),
        ('count(loan.warnings[item > "corporate"]) > 0', "PL308", 'item > "corporate"'),
        ("some w in loan.warnings satisfies w = 1", "PL302", "w = 1"),
        ('"none" in loan.warnings', "PL304", '"none"'),
        ("loan.days_past_due in loan.warnings", "PL302", "loan.warnings"),
        ("loan.product in loan.warnings[lone]", "PL301", "lone"),
        ("count(borrower.loans.borrower.loans) > 1", "PL310", "borrower.loans.borrower.loans"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_once_and_where_it_stands(text: str, code: str, mark: str) -> None:
    (diagnostic,) = checked(text, CONDITION).diagnostics

    assert (diagnostic.code, marked(diagnostic)) == (code, mark)


def test_each_mistake_of_a_line_is_told() -> None:
    result = checked('loan.days_past_due = "a" or loan.zzz > 1 and lone.x', CONDITION)

    assert codes(result) == ["PL302", "PL303", "PL301"]
    assert result.checked is None


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("loan.days_past_dew > 1", "days_past_due"),
        ("loan.逾期天 > 1", "逾期天数"),
        ("overdue.substandard_day > 1", "overdue.substandard_days"),
        ('loan.previous_class = "substandart"', "substandard"),
        ('loan.previous_class = "次及"', "次级"),
        ("cuont(loan.collaterals) > 1", "count"),
        ("boorrower.debt_evasion", "borrower"),
    ],
)
def test_a_slip_of_the_pen_is_told_with_what_was_meant(text: str, suggestion: str) -> None:
    (diagnostic,) = checked(text, CONDITION).diagnostics

    assert diagnostic.help is not None
    assert f"`{suggestion}`" in diagnostic.help.en
    assert f"`{suggestion}`" in diagnostic.help.zh


def test_labels_mean_the_names_they_stand_for() -> None:
    found = bindings("贷款.逾期天数 > 90", CONDITION)

    assert found == {
        "贷款": VariableBinding("loan", Entity("loan")),
        "贷款.逾期天数": MemberBinding("loan", LOAN.members["days_past_due"]),
    }


def test_a_label_of_several_words_means_its_name() -> None:
    found = bindings("loan.days past due > 90", CONDITION)

    assert found["loan.days past due"] == MemberBinding("loan", LOAN.members["days_past_due"])


def test_the_whole_path_of_a_parameter_is_bound_and_its_parts_are_not() -> None:
    assert bindings("overdue.substandard_days > 1") == {
        "overdue.substandard_days": ParameterBinding("overdue.substandard_days", Simple.NUMBER)
    }


def test_a_date_parameter_has_a_year() -> None:
    found = bindings("law.start.year")

    assert found == {"law.start": ParameterBinding("law.start", Simple.DATE), "law.start.year": FunctionBinding("year")}


def test_inside_a_filter_bare_names_belong_to_the_member() -> None:
    found = bindings("count(borrower.loans[previous_class = loan.previous_class and item != loan])")

    assert found["previous_class"] == MemberBinding("loan", LOAN.members["previous_class"], implicit_item=True)
    assert found["loan"] == VariableBinding("loan", Entity("loan"))
    assert found["item"] == VariableBinding("item", Entity("loan"))


def test_a_member_hides_a_variable_of_the_same_name() -> None:
    found = bindings("count(borrower.loans[borrower.debt_evasion])")

    assert found["borrower.debt_evasion"].__class__ is MemberBinding


def test_a_parameter_may_start_with_the_name_of_a_member() -> None:
    found = bindings("count(borrower.loans[days_past_due > days_past_due.limit])")

    assert found["days_past_due.limit"] == ParameterBinding("days_past_due.limit", Simple.NUMBER)
    assert found["days_past_due"].__class__ is MemberBinding


def test_bare_names_reach_the_outer_member_where_the_inner_has_none() -> None:
    found = bindings("count(borrower.loans[count(collaterals[value > balance]) > 0])")

    assert found["balance"] == MemberBinding("loan", LOAN.members["balance"], implicit_item=True)
    assert isinstance(found["value"], MemberBinding)
    assert found["value"].entity == "collateral"


def test_relations_of_many_flatten() -> None:
    result = checked("count(borrower.loans.collaterals.valuations[value > 0])")

    assert result.checked is not None
    assert ListOf(Entity("valuation")) in result.checked.types.values()


@pytest.mark.parametrize("written", ["special_mention", '"special_mention"', "关注", '"关注"', "special mention"])
def test_an_outcome_may_be_written_by_name_or_label_with_or_without_quotes(written: str) -> None:
    assert bindings(written, RISK_CLASS) == {written: EnumerationValueBinding("risk_class", "special_mention")}


@pytest.mark.parametrize(
    "text",
    [
        "loan.floor_class",
        "loan.judgement_class",
        "worse by(loan.floor_class, 1)",
        "worse by(loan.floor_class, grades)",
        'worst(loan.floor_class, "次级", loan.judgement_class)',
        'if loan.days_past_due > 90 then "loss" else if loan.credit_impaired then 次级 else loan.floor_class',
    ],
)
def test_an_outcome_may_be_computed(text: str) -> None:
    assert codes(checked(text, RISK_CLASS)) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('"bad"', "PL304"),
        ("bad", "PL304"),
        ('if true then "loss" else "bad"', "PL304"),
        ("loan.product", "PL306"),
        ("1", "PL306"),
        ('worst("loss", "normal")', "PL313"),
        ("worst(loan.floor_class, loan.product)", "PL313"),
        ("worse by(loan.floor_class, loan.days_past_due)", "PL322"),
        ("worse by(loan.floor_class, 0.5)", "PL322"),
    ],
)
def test_an_outcome_that_the_enumeration_does_not_have_is_refused(text: str, code: str) -> None:
    assert codes(checked(text, RISK_CLASS)) == [code]


@pytest.mark.parametrize(("expected", "text"), [(Simple.NUMBER, "loan.ltv"), (Simple.RATIO, "1"), (Money(), "0")])
def test_ratios_are_numbers_and_nought_is_an_amount(expected: Type, text: str) -> None:
    assert codes(checked(text, expected)) == []


@pytest.mark.parametrize(
    ("expected", "text", "code"),
    [
        (Money(), "1", "PL314"),
        (Money("CNY"), "small.limit_usd", "PL315"),
        (Simple.NUMBER, "loan.balance", "PL306"),
        (Simple.NUMBER, "loan.collaterals.value", "PL318"),
        (Simple.DATE, "loan.purpose", "PL306"),
        (None, "loan.collaterals", "PL318"),
        (None, "loan", "PL306"),
    ],
)
def test_a_value_of_another_type_than_asked_for_is_refused(expected: Type | None, text: str, code: str) -> None:
    assert codes(checked(text, expected)) == [code]


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("1..30", Simple.NUMBER),
        (">= overdue.substandard_days, 0", Simple.NUMBER),
        ("0..100", Simple.RATIO),
        ("-", Money()),
        ("> 0", Money()),
        ("正常, special mention", RISK_CLASS),
        (">= 次级", RISK_CLASS),
        ("substandard..loss", RISK_CLASS),
        ("not(loss)", RISK_CLASS),
        ("loan", PRODUCT),
        ("true", Simple.BOOLEAN),
        ('"房"', Simple.STRING),
        ('>= @"2026-01-01"', Simple.DATE),
        ("? > 3 and ? < 9", Simple.NUMBER),
    ],
)
def test_cells_test_values_of_their_column(text: str, subject: Type) -> None:
    assert checked_cell(text, subject).diagnostics == ()


@pytest.mark.parametrize(
    ("text", "subject", "code"),
    [
        ("正长", RISK_CLASS, "PL304"),
        ("> corporate", PRODUCT, "PL308"),
        ("> 1000", Money(), "PL314"),
        ('"a"', Simple.NUMBER, "PL302"),
        ("30..1", Simple.NUMBER, "PL324"),
        ("? + 1", Simple.NUMBER, "PL305"),
        ("null", Simple.NUMBER, "PL309"),
    ],
)
def test_cells_that_no_value_of_their_column_passes_are_refused(text: str, subject: Type, code: str) -> None:
    assert codes(checked_cell(text, subject)) == [code]


def test_a_bare_word_in_a_cell_is_a_value_even_where_a_variable_has_that_name() -> None:
    result = checked_cell("loan", PRODUCT)

    assert result.checked is not None
    assert list(result.checked.bindings.values()) == [EnumerationValueBinding("product", "loan")]


def test_every_value_node_has_a_type() -> None:
    result = checked(
        'if loan.previous_class in ("loss", 次级) then sum(borrower.loans[days_past_due > 1].balance) else 0'
    )

    assert result.checked is not None
    values = [
        node
        for node in walk(result.checked.root)
        if not (isinstance(node, ast.Name) and node.name == "sum")
    ]  # fmt: skip
    assert {node.key for node in values} <= set(result.checked.types)


def test_messages_name_no_machinery() -> None:
    texts = ['loan.days_past_due > "a"', "loan.balance > 1", "loan.product > 1", "loan.zzz", "sum(1)", "loan.warnings"]
    words = ("Simple", "Enumeration", "ListOf", "Entity", "None", "True", "False", "Decimal")

    for text in texts:
        for diagnostic in checked(text, CONDITION).diagnostics:
            said = [diagnostic.message, *diagnostic.notes, *([diagnostic.help] if diagnostic.help else [])]
            assert not [word for each in said for word in words if word in each.en or word in each.zh]


def test_enumerations_of_one_name_are_one_type_whatever_their_values() -> None:
    assert codes(checked("loan.floor_class", Enumeration("risk_class", (), ordered=True))) == []


@pytest.mark.parametrize(
    "text",
    [
        "count(loan.warnings) > 1",
        'count(loan.warnings[item = "corporate" or item = loan.product]) > 1',
        'some w in loan.warnings satisfies w = "corporate"',
        'every w in loan.warnings[item != "corporate"] satisfies w in ("corporate")',
        '"corporate" in loan.warnings',
        "not(loan.product in loan.warnings)",
        "loan.product in loan.warnings[item = loan.product]",
        'count(borrower.loans[count(warnings[item = "corporate"]) > 0]) > 1',
    ],
)
def test_the_outcomes_of_a_decision_are_counted_and_searched(text: str) -> None:
    assert codes(checked(text, CONDITION)) == []
