"""What a record says about a natural person is marked, so that the trail seals it and can forget it."""

import pytest

from postloan_rules.model.fields import personal_fields

ABOUT_A_PERSON = [
    "borrower.died",
    "borrower.estate_claimed",
    "borrower.is_missing",
    "borrower.missing_since",
    "borrower.missing_after_accident",
    "borrower.is_detained",
    "borrower.is_divorced",
    "borrower.is_unemployed",
    "borrower.has_moved_away",
    "borrower.identity_doubted",
    "borrower.monthly_income",
    "borrower.new_lenders",
    "borrower.is_payroll_customer",
    "borrower.lost_civil_capacity",
    "borrower.lost_capacity_to_work",
    "borrower.declared_missing_or_dead",
    "borrower.was_convicted",
    "borrower.estate_settled",
    "loan.spouse_signed",
    "loan.for_family_needs",
    "loan.common_use_proved",
    "interruption.debtor_missing",
]


@pytest.mark.parametrize("field", ABOUT_A_PERSON)
def test_what_befell_a_person_their_family_and_their_means_are_personal(field: str) -> None:
    assert field in personal_fields()


@pytest.mark.parametrize("field", ["loan.balance", "loan.days_past_due", "borrower.is_insolvent", "collateral.value"])
def test_what_a_contract_or_a_firm_shows_is_not(field: str) -> None:
    assert field not in personal_fields()
