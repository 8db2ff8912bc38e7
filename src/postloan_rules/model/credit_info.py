"""Dealings with the credit reporting system after a loan was granted: queries and disputes."""

from datetime import date
from enum import StrEnum

from postloan_rules.model.entity import Entity


class CreditQueryPurpose(StrEnum):
    """What a bank looks up a credit report for."""

    LOAN_APPROVAL = "loan_approval"
    GUARANTOR_REVIEW = "guarantor_review"
    POST_LOAN = "post_loan"
    DISPUTE = "dispute"
    OTHER = "other"


class CreditQuery(Entity):
    """A look at somebody's credit report."""

    queried_on: date | None = None
    purpose: CreditQueryPurpose | None = None
    consented: bool | None = None
    consent_ends_on: date | None = None
    approved_internally: bool | None = None


class CreditDispute(Entity):
    """An objection of the person to what the bank reported about him or her."""

    received_on: date | None = None
    answered_on: date | None = None
    found_wrong: bool | None = None
    corrected_on: date | None = None
