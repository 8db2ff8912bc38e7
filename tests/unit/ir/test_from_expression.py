"""What FEEL texts mean, written in the language of ``ir.printer``: parameters in «», members as ``name_depth``."""

from decimal import Decimal

import pytest

from postloan_rules.errors import InternalError
from postloan_rules.feel.types import Simple
from postloan_rules.ir.from_call import call
from postloan_rules.ir.nodes import Constant, Field
from postloan_rules.ir.type_of import type_of
from postloan_rules.ir.types import BOUNDS, NUMBER, Kind, TermType
from tests.unit.ir.lowering import LOAN, MASK, RISK_CLASS, TABLES, lowered, printed

MEANINGS = (
    # Values and names
    ("loan.days_past_due > 90", "loan.days_past_due > 90"),
    ("loan.days_past_due > limit.days", "loan.days_past_due > «limit.days»"),
    ("loan.balance > limit.amount", "loan.balance > «limit.amount» CNY"),
    ("borrower.group.name = loan.purpose", "loan.borrower.group.name = loan.purpose"),
    ("date(as_of.year, 1, 1) <= as_of", "date(year(as_of), 1, 1) <= as_of"),
    ('date("2026-01-01") <= @"2026-01-02"', "2026-01-01 <= 2026-01-02"),
    # Logic
    (
        "loan.use_diverted and loan.credit_impaired and loan.green_loan",
        "loan.use_diverted and loan.credit_impaired and loan.green_loan",
    ),
    ("not(not(loan.green_loan))", "loan.green_loan"),
    ("is known(loan.balance)", "is known(loan.balance)"),
    ("is known(loan.collaterals)", "is known(count(loan . collaterals as collateral_1))"),
    (
        "if loan.use_diverted then 1 else if loan.credit_impaired then 2 else loan.collateral_count",
        "if loan.use_diverted then bounds(1) else if loan.credit_impaired then bounds(2) else loan.collateral_count",
    ),
    # Lists and ranges
    ("loan.days_past_due in [1..30]", "(loan.days_past_due >= 1) and (loan.days_past_due <= 30)"),
    ("loan.days_past_due in ]1..30[", "(loan.days_past_due > 1) and (loan.days_past_due < 30)"),
    ("loan.days_past_due between 1 and 3", "(loan.days_past_due >= 1) and (loan.days_past_due <= 3)"),
    ("loan.days_past_due in (1, > 90, 2)", "(loan.days_past_due in (1, 2)) or (loan.days_past_due > 90)"),
    ("loan.days_past_due in (not(3))", "not(loan.days_past_due = 3)"),
    ("loan.days_past_due in (? > 5 and ? < 7)", "(loan.days_past_due > 5) and (loan.days_past_due < 7)"),
    ('loan.overdue_cause in ("other")', 'loan.overdue_cause = "other"'),
    ('loan.previous_class in ("loss", "doubtful")', 'loan.previous_class in ("loss", "doubtful")'),
    # Numbers
    ("100 * loan.security / loan.balance > 10", "((100 * loan.security) / loan.balance) > 10"),
    ("loan.security / loan.balance * 100 > 10", "((loan.security * 100) / loan.balance) > 10"),
    ("1 - loan.security / loan.balance > 0", "(((1 * loan.balance) - loan.security) / loan.balance) > 0"),
    ("loan.security / loan.balance / 2 > 0", "(loan.security / (loan.balance * 2)) > 0"),
    ("-(loan.security / loan.balance) < 0", "(-loan.security / loan.balance) < 0"),
    ("loan.days_past_due ** 2 > 3", "(loan.days_past_due * loan.days_past_due) > 3"),
    ("borrower.bad_share + 1 > 1", "(quotient(loan.borrower.bad_share) + 1) > 1"),
    ("borrower.bad_share > 0.1", "loan.borrower.bad_share > 0.1"),
    ("abs(-3) > loan.days_past_due", "abs(-3) > loan.days_past_due"),
    ("max(loan.collateral_count, 1) > 1", "max(number(loan.collateral_count), 1) > 1"),
    ("floor(loan.days_past_due / 30) > 1", "floor(quotient(loan.days_past_due / 30)) > 1"),
    ("loan.collateral_count + 1 > 2", "(loan.collateral_count + 1) > 2"),
    # Dates
    ('loan.matures_on - @"P30D" > as_of', "(loan.matures_on - 30 days) > as_of"),
    ('@"P1Y2M" + loan.matures_on > as_of', "(loan.matures_on + 14 months) > as_of"),
    ('loan.matures_on - as_of > @"-P3D"', "(loan.matures_on - as_of) > -3 days"),
    # Relations
    ("count(loan.collaterals) > 0", "count(loan . collaterals as collateral_1) > 0"),
    (
        'sum(loan.collaterals[type = "land" and value > 0].value) > loan.balance',
        (
            'sum(loan . collaterals as collateral_1[(collateral_1.type = "land") and (collateral_1.value > 0)]'
            ": collateral_1.value) > loan.balance"
        ),
    ),
    (
        "count(loan.collaterals[registered][value > 0]) > 0",
        "count(loan . collaterals as collateral_1[collateral_1.registered and (collateral_1.value > 0)]) > 0",
    ),
    (
        "count(loan.collaterals[registered].valuations[value > 0]) > 0",
        (
            "count(loan . collaterals as collateral_1[collateral_1.registered] . valuations as valuation_2"
            "[valuation_2.value > 0]) > 0"
        ),
    ),
    (
        "count(borrower.loans[count(collaterals[value > balance]) > 0]) > 0",
        (
            "count(loan.borrower . loans as loan_1[count(loan_1 . collaterals as collateral_2"
            "[collateral_2.value > loan_1.balance]) > 0]) > 0"
        ),
    ),
    (
        "some c in loan.collaterals, v in c.valuations satisfies v.value > c.value",
        (
            "some(loan . collaterals as collateral_1: some(collateral_1 . valuations as valuation_2: "
            "valuation_2.value > collateral_1.value))"
        ),
    ),
    ("every l in borrower.loans satisfies l != loan", "every(loan.borrower . loans as loan_1: loan_1 != loan)"),
    ("count(borrower.loans[item != loan]) > 0", "count(loan.borrower . loans as loan_1[loan_1 != loan]) > 0"),
    (
        "latest(loan.restructurings[debtor_in_difficulty]).signed_on > as_of",
        (
            "last(loan . restructurings as restructuring_1[restructuring_1.debtor_in_difficulty] by signed_on, id)"
            ".signed_on > as_of"
        ),
    ),
    (
        "max(loan.collaterals.valued_on) < as_of",
        "max(loan . collaterals as collateral_1: collateral_1.valued_on) < as_of",
    ),
    (
        "share(loan.collaterals[registered].value, loan.collaterals.value) >= 0.5",
        (
            "(sum(loan . collaterals as collateral_1[collateral_1.registered]: collateral_1.value) / "
            "sum(loan . collaterals as collateral_1: collateral_1.value)) >= 0.5"
        ),
    ),
    (
        'days past due(loan.schedule, loan.repayments, 5, "due_date_is_day_1") > 0',
        "days past due(loan, 5, due_date_is_day_1) > 0",
    ),
    (
        "days past due(loan.schedule, loan.repayments, limit.amount, limit.convention) > 0",
        (
            '(if «limit.convention» = "due_date_is_day_0" then '
            "days past due(loan, «limit.amount» CNY, due_date_is_day_0) "
            "else days past due(loan, «limit.amount» CNY, due_date_is_day_1)) > 0"
        ),
    ),
    # Further functions and tests
    ("max(loan.balance, loan.accrued_interest) > 0", "max(loan.balance, loan.accrued_interest) > 0"),
    ("days between(end: as_of, start: loan.matures_on) > 3", "days between(loan.matures_on, as_of) > 3"),
    (
        "mean(loan.collaterals.value) > loan.balance",
        (
            "(sum(loan . collaterals as collateral_1: collateral_1.value) / count(loan . collaterals as collateral_1))"
            " > loan.balance"
        ),
    ),
    ("min(loan.collaterals.lien_rank) = 1", "min(loan . collaterals as collateral_1: collateral_1.lien_rank) = 1"),
    (
        "earliest(loan.repayments).paid_on = as_of",
        "first(loan . repayments as repayment_1 by paid_on, id).paid_on = as_of",
    ),
    ('starts with(loan.purpose, "购")', 'starts with(loan.purpose, "购")'),
    (
        "loan.days_past_due in ([1..3], 7, 9)",
        "(loan.days_past_due in (7, 9)) or ((loan.days_past_due >= 1) and (loan.days_past_due <= 3))",
    ),
    (
        "max(borrower.loans.facility.expires_on) < as_of",
        "max(loan.borrower . loans as loan_1: loan_1.facility.expires_on) < as_of",
    ),
    ("loan.green_loan in (true)", "loan.green_loan = true"),
    ("loan.days_past_due in ([2, 3])", "loan.days_past_due in (2, 3)"),
    ("loan.matures_on in (> as_of)", "loan.matures_on > as_of"),
    ("loan.days_past_due in (limit.days, 5)", "loan.days_past_due in («limit.days», 5)"),
    # Outcomes
    ('loan.floor_class >= "doubtful"', "loan.floor_class in {doubtful, loss}"),
    ('"doubtful" > loan.floor_class', "loan.floor_class in {normal, special_mention, substandard}"),
    ('loan.floor_class != "loss"', "loan.floor_class in {normal, special_mention, substandard, doubtful}"),
    ('loan.stage in ("early", "late")', "loan.stage in {early, late}"),
    (
        'loan.floor_class in ["special_mention".."doubtful"]',
        "loan.floor_class in {special_mention, substandard, doubtful}",
    ),
    ('loan.floor_class >= "substandard" and loan.floor_class < "loss"', "loan.floor_class in {substandard, doubtful}"),
    ('worse by(loan.floor_class, -1) = "loss"', "worse by(loan.floor_class, -1) in {loss}"),
    (
        'worst(loan.previous_class, loan.floor_class) = "loss"',
        "worst(mask(loan.previous_class), loan.floor_class) in {loss}",
    ),
    ("loan.score > 3", "loan.score > 3"),
)


@pytest.mark.parametrize(("text", "meaning"), MEANINGS, ids=[text for text, _ in MEANINGS])
def test_text_means(text: str, meaning: str) -> None:
    assert printed(text) == meaning


def test_added_field_is_read_from_the_extension() -> None:
    assert lowered("loan.green_loan") == Field(LOAN, "green_loan", TermType(Kind.BOOLEAN), store="extension")


def test_amount_is_read_as_money() -> None:
    assert lowered("loan.balance") == Field(LOAN, "balance", NUMBER, money=True)


def test_class_field_is_a_place_in_its_enumeration() -> None:
    assert type_of(lowered("loan.previous_class")) == TermType(Kind.RANK, "risk_class")


def test_word_where_a_class_is_expected_is_its_place() -> None:
    assert lowered('"substandard"', RISK_CLASS) == Constant(2, TermType(Kind.RANK, "risk_class"))


def test_choice_between_a_word_and_an_outcome_is_an_outcome() -> None:
    assert type_of(lowered('if loan.use_diverted then "loss" else loan.floor_class', RISK_CLASS)) == MASK


def test_aggregate_in_arithmetic_keeps_its_bounds() -> None:
    assert type_of(lowered("2 * count(loan.collaterals) - 1", Simple.NUMBER)) == BOUNDS


def test_number_keeps_the_digits_that_were_written() -> None:
    assert lowered("0.10") == Constant(Decimal("0.10"), NUMBER)


def test_outcomes_of_which_neither_is_known_are_compared_place_by_place() -> None:
    assert printed("loan.stage = loan.stage").count(" and ") == 3


def test_class_parameter_chooses_among_the_places() -> None:
    text = printed("loan.floor_class >= limit.class")

    assert text.startswith('if «limit.class» = "normal" then (loan.floor_class in {normal, ')
    assert text.endswith(
        'else if «limit.class» = "doubtful" then (loan.floor_class in {doubtful, loss}) else '
        "(loan.floor_class in {loss})"
    )


def test_many_where_one_is_asked_for_is_our_fault() -> None:
    with pytest.raises(InternalError):
        call("count", (lowered("loan.balance"),), TABLES)


def test_steps_by_parameter_choose_among_all_shifts() -> None:
    text = printed("worse by(loan.previous_class, limit.steps)")

    assert text.startswith("if «limit.steps» <= -4 then worse by(loan.previous_class, -4) else if ")
    assert text.endswith(
        "else if «limit.steps» <= 3 then worse by(loan.previous_class, 3) else worse by(loan.previous_class, 4)"
    )


def test_convention_that_nobody_knows_says_nothing() -> None:
    assert printed('days past due(loan.schedule, loan.repayments, 0, "by moonlight") > 3') == "unknown > 3"
