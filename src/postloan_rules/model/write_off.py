"""What the write-off of a bad debt asks about: recourse, courts, documents, approval and what follows.

``Loan``, ``Borrower`` and ``Institution`` are made of these parts and of their own.
"""

from datetime import date
from enum import StrEnum

from pydantic import Field

from postloan_rules.model.entity import PERSONAL, Count, Days, Entity
from postloan_rules.model.money import Fraction, Money


class EnforcementRuling(StrEnum):
    """How a court let go of the enforcement of a judgment."""

    NONE = "none"
    TERMINATED = "terminated"
    SUSPENDED = "suspended"
    TERMINATED_THIS_ENFORCEMENT = "terminated_this_enforcement"


class MarketDisposal(StrEnum):
    """How a claim was disposed of on the market."""

    NONE = "none"
    PACKAGE_SALE = "package_sale"
    AUCTION = "auction"
    TRANSFER = "transfer"
    DEBT_REDUCTION = "debt_reduction"
    DEBT_EQUITY_SWAP = "debt_equity_swap"
    SECURITISATION = "securitisation"


class LicenceAuthority(StrEnum):
    """Who cancelled or revoked a business licence."""

    BELOW_COUNTY = "below_county"
    COUNTY_MARKET_REGULATOR = "county_market_regulator"
    CITY_MARKET_REGULATOR = "city_market_regulator"
    PROVINCIAL_MARKET_REGULATOR = "provincial_market_regulator"
    STATE_MARKET_REGULATOR = "state_market_regulator"
    OTHER_AUTHORITY = "other_authority"


class WriteOffGround(StrEnum):
    """The grounds of the annexes for which a claim may be written off."""

    SISTER_CLAIM_HERE = "sister_claim_here"
    SISTER_CLAIM_ELSEWHERE = "sister_claim_elsewhere"
    BANKRUPTCY_FINISHED = "bankruptcy_finished"
    BANKRUPTCY_PENDING = "bankruptcy_pending"
    PERSON_LOST = "person_lost"
    DISASTER = "disaster"
    LICENCE_ENDED = "licence_ended"
    NO_ANNUAL_REPORT = "no_annual_report"
    CONVICTED = "convicted"
    ENFORCEMENT_FAILED = "enforcement_failed"
    PLAN_APPROVED = "plan_approved"
    SETTLEMENT_RECORDED = "settlement_recorded"
    NO_LIABLE_PERSON = "no_liable_person"
    CLAIM_UNENFORCEABLE = "claim_unenforceable"
    REPOSSESSION_GAP = "repossession_gap"
    ADVANCE = "advance"
    MARKET_DISPOSAL = "market_disposal"
    CRIMINAL_CASE = "criminal_case"
    SME_OR_AGRICULTURE = "sme_or_agriculture"
    FARMER = "farmer"
    PERSONAL_BUSINESS = "personal_business"
    SMALL_CORPORATE = "small_corporate"
    SMALL_PERSONAL = "small_personal"
    LONG_NON_PERFORMING = "long_non_performing"
    CARD = "card"
    SMALL_CARD = "small_card"
    STUDENT_LOAN = "student_loan"
    OTHER = "other"


class WriteOffFile(Entity):
    """The part of a claim that its write-off asks about. Sister claim: another claim on the same borrower."""

    write_off_ground: WriteOffGround | None = None

    # Recourse
    borrower_pursued: bool | None = None
    guarantor_pursued: bool | None = None
    estate_pursued: bool | None = None
    recourse_days: Days | None = None
    recourse_times: Count | None = None
    remaining_claim: Money | None = None
    no_collateral_left: bool | None = None
    non_performing_years: Fraction | None = None
    agriculture_related: bool | None = None
    fund_use_proved: bool | None = None
    other_ground_recognised: bool | None = None

    # Courts
    claim_sued_upon: bool | None = None
    obligors_have_assets: bool | None = None
    enforcement_without_recovery: bool | None = None
    enforced_since: date | None = None
    enforcement_is_difficult: bool | None = None
    enforcement_ruling: EnforcementRuling | None = None
    plan_approved_by_court: bool | None = None
    plan_fully_performed: bool | None = None
    settlement_recorded_by_court: bool | None = None
    suit_dismissed: bool | None = None
    no_liable_person_left: bool | None = None
    contract_documents_lost: bool | None = None
    limitation_passed: bool | None = None
    remedy_years_without_result: Fraction | None = None
    relation_settled_by_court: bool | None = None
    criminal_case_filed: bool | None = None
    criminal_case_filed_on: date | None = None

    # Repossession and disposal
    was_repossessed: bool | None = None
    repossessed_value: Money | None = None
    disposal: MarketDisposal | None = None
    counterparty_performed: bool | None = None
    shortfall: Money | None = None

    # Another claim on the same borrower, on which a court has ruled
    sister_claim_ruling: EnforcementRuling | None = None
    sister_claim_lacks_assets: bool | None = None
    sister_claim_at_same_institution: bool | None = None
    guarantee_not_better_than_sister_claim: bool | None = None

    # Documents of the file
    has_end_document: bool | None = None
    has_settlement_certificate: bool | None = None
    has_recourse_certificate: bool | None = None
    has_collection_report: bool | None = None
    has_court_certificate: bool | None = None
    has_personal_certificate: bool | None = None
    has_disaster_certificate: bool | None = None
    has_insurance_certificate: bool | None = None
    has_licence_certificate: bool | None = None
    has_annual_report_query: bool | None = None
    has_judgment: bool | None = None
    has_enforcement_file: bool | None = None
    has_plan: bool | None = None
    has_settlement_record: bool | None = None
    has_legal_opinion: bool | None = None
    has_repossession_file: bool | None = None
    has_disposal_agreement: bool | None = None
    has_payment_proof: bool | None = None
    has_criminal_filing: bool | None = None
    has_fund_monitoring_record: bool | None = None
    has_sister_claim_ruling: bool | None = None
    external_evidence_obtainable: bool | None = None
    evidence_signed_by_handler: bool | None = None
    evidence_signed_by_department_head: bool | None = None
    evidence_signed_by_unit_head: bool | None = None
    legal_opinion_states_course: bool | None = None
    legal_opinion_states_reason: bool | None = None
    filing_states_origin: bool | None = None
    filing_states_cause: bool | None = None
    filing_states_remedies: bool | None = None
    filing_states_recourse: bool | None = None
    filing_states_collateral: bool | None = None
    filing_states_persons: bool | None = None

    # Approval, and what follows
    collective_review_done: bool | None = None
    approved_by_authorised_person: bool | None = None
    written_off_on: date | None = None
    rights_terminated: bool | None = None
    written_off_by_state_plan: bool | None = None
    written_off_by_state_council: bool | None = None
    otherwise_ended_by_law: bool | None = None
    subjective_fault: bool | None = None
    accountability_finished: bool | None = None

    # Tax
    overdue_years: Fraction | None = None
    recourse_by_court: bool | None = None
    recourse_by_phone: bool | None = None
    recourse_by_letter: bool | None = None
    recourse_by_visit: bool | None = None
    recourse_signed_by_handler: bool | None = None
    recourse_signed_by_head: bool | None = None
    has_general_tax_evidence: bool | None = None


class ObligorEvents(Entity):
    """What became of a borrower: the events on which a claim may be written off."""

    ended_lawfully: bool | None = None
    liquidation_finished: bool | None = None
    estate_settled: bool | None = Field(default=None, json_schema_extra=PERSONAL)
    bankruptcy_declared_on: date | None = None
    lost_civil_capacity: bool | None = Field(default=None, json_schema_extra=PERSONAL)
    lost_capacity_to_work: bool | None = Field(default=None, json_schema_extra=PERSONAL)
    hit_by_disaster: bool | None = None
    disaster_insured: bool | None = None
    unable_after_insurance: bool | None = None
    business_fully_stopped: bool | None = None
    declared_missing_or_dead: bool | None = Field(default=None, json_schema_extra=PERSONAL)
    licence_ended: bool | None = None
    licence_ended_by: LicenceAuthority | None = None
    years_without_annual_report: Fraction | None = None
    was_convicted: bool | None = Field(default=None, json_schema_extra=PERSONAL)
    lost_ability_to_repay: bool | None = None
    property_is_insufficient: bool | None = None
    has_other_obligors: bool | None = None
    annual_sales: Money | None = None
    total_assets: Money | None = None


class WriteOffReports(Entity):
    """The yearly audit and filing of an institution's write-offs; the year is that of the write-offs."""

    write_off_year: Count | None = None
    write_off_audit_report_issued: bool | None = None
    write_off_audit_report_issued_on: date | None = None
    write_offs_filed: bool | None = None
    write_offs_filed_on: date | None = None
