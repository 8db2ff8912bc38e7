"""Closed lists of words about time bars, security, collection and transfer."""

from enum import StrEnum


class InterruptionKind(StrEnum):
    """Acts after which a limitation period may start again (时效规定 8-17)."""

    DEMAND_RECEIVED = "demand_received"
    MESSAGE_RECEIVED = "message_received"
    ACCOUNT_DEBIT = "account_debit"
    NEWSPAPER_NOTICE = "newspaper_notice"
    REMINDER_SIGNED = "reminder_signed"
    PART_PAYMENT = "part_payment"
    AGREED_TO_PAY = "agreed_to_pay"
    SECURITY_GIVEN = "security_given"
    LAWSUIT = "lawsuit"
    ARBITRATION = "arbitration"
    EQUAL_PROCEEDING = "equal_proceeding"
    ASSIGNMENT_NOTICE = "assignment_notice"
    DEMAND_UNPROVED = "demand_unproved"
    """A demand of which nobody can prove that it arrived; it interrupts nothing."""


class Obligor(StrEnum):
    """Against whom an act was directed, or who acted."""

    DEBTOR = "debtor"
    JOINT_DEBTOR = "joint_debtor"
    GUARANTOR = "guarantor"


class LiabilityWording(StrEnum):
    """How a guarantee contract says when the guarantor pays."""

    NOT_AGREED = "not_agreed"
    GENERAL = "general"
    CANNOT_PERFORM = "cannot_perform"
    JOINT = "joint"
    DOES_NOT_PERFORM = "does_not_perform"
    UNCONDITIONAL = "unconditional"


class PeriodWording(StrEnum):
    """How a guarantee contract says how long the guarantor stands by."""

    NOT_AGREED = "not_agreed"
    UNTIL_FULLY_PAID = "until_fully_paid"
    AGREED_MONTHS = "agreed_months"
    AGREED_END = "agreed_end"


class RefinancingSide(StrEnum):
    """Which loan of a refinancing a guarantee secures."""

    NONE = "none"
    OLD_LOAN = "old_loan"
    NEW_LOAN = "new_loan"


class SecurityRight(StrEnum):
    MORTGAGE = "mortgage"
    PLEDGE_OF_THINGS = "pledge_of_things"
    PLEDGE_OF_RIGHTS = "pledge_of_rights"
    LIEN = "lien"


class SeizedKind(StrEnum):
    DEPOSIT = "deposit"
    MOVABLE = "movable"
    IMMOVABLE = "immovable"
    OTHER_RIGHT = "other_right"


class RepossessedKind(StrEnum):
    IMMOVABLE = "immovable"
    EQUITY = "equity"
    OTHER_RIGHT = "other_right"
    MOVABLE = "movable"


class ContactTarget(StrEnum):
    DEBTOR = "debtor"
    CO_DEBTOR = "co_debtor"
    GUARANTOR = "guarantor"
    CONTACT_PERSON = "contact_person"
    UNRELATED = "unrelated"


class Collector(StrEnum):
    INSTITUTION = "institution"
    AGENCY = "agency"


class TransferRoute(StrEnum):
    BATCH_2012 = "batch_2012"
    PILOT_SINGLE_CORPORATE = "pilot_single_corporate"
    PILOT_BATCH_PERSONAL = "pilot_batch_personal"
    OTHER = "other"


class ClaimBuyer(StrEnum):
    NATIONAL_AMC = "national_amc"
    PROVINCIAL_AMC = "provincial_amc"
    OTHER = "other"


class CashChannel(StrEnum):
    CASH = "cash"
    TRANSFER = "transfer"


class CashScope(StrEnum):
    DOMESTIC = "domestic"
    CROSS_BORDER = "cross_border"
