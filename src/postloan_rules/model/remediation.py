"""What the choice of measures for a troubled loan asks: outlook of the borrower, offers, and ways out.

``Loan``, ``Borrower`` and ``Collateral`` are made of these parts and of their own.
"""

from datetime import date

from postloan_rules.model.entity import Count, Entity
from postloan_rules.model.money import Money


class RemedyFile(Entity):
    """The part of a claim that the choice of measures asks about."""

    restructuring_planned: bool | None = None
    moves_to_new_debtor: bool | None = None
    guarantors_consented: bool | None = None
    forgiveness_planned: bool | None = None
    forgiveness_approved: bool | None = None
    security_offered: bool | None = None
    guarantor_offered: bool | None = None
    contract_allows_recall: bool | None = None
    credit_insured: bool | None = None
    insured_event_occurred: bool | None = None
    insurance_claim_ends_on: date | None = None
    recoverable_assets_found: bool | None = None
    cash_recovery_exhausted: bool | None = None
    repossession_agreed: bool | None = None
    swap_conditions_met: bool | None = None
    participation_allowed: bool | None = None
    securitisation_eligible: bool | None = None


class RemedyOutlook(Entity):
    """What is expected of a borrower in trouble."""

    difficulty_is_temporary: bool | None = None
    business_is_viable: bool | None = None
    creditor_banks: Count | None = None
    creditor_committee_formed: bool | None = None


class UpkeepFile(Entity):
    """The part of a collateral that its upkeep asks about."""

    secured_elsewhere: Money | None = None
    mortgage_limit: Money | None = None
    insurance_required: bool | None = None
    insured_amount: Money | None = None
    bank_is_beneficiary: bool | None = None
    registration_required: bool | None = None
    documents_in_custody: bool | None = None
    custody_checked_on: date | None = None
    release_requested: bool | None = None
    replacement_agreed: bool | None = None
    value_after_release: Money | None = None
