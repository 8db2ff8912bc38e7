"""Loans and other claims, with what happened to them."""

from datetime import date

from pydantic import Field

from postloan_rules.model.collateral import Collateral, Guarantee
from postloan_rules.model.enterprise import SignalFile
from postloan_rules.model.entity import COUNTS_UP, PERSONAL, ClassName, Count, DayMinute, Days, Entity, Identifier
from postloan_rules.model.enumerations import (
    AssetType,
    ClassificationMethod,
    ContractChange,
    GuaranteeType,
    LookThrough,
    ObservationStatus,
    OverdueCause,
    OverdueComponent,
    OverrideReason,
    Portfolio,
    Product,
)
from postloan_rules.model.legal import Interruption, Judgment, Seizure
from postloan_rules.model.legal_words import ClaimBuyer, ContactTarget, TransferRoute
from postloan_rules.model.money import Fraction, Money
from postloan_rules.model.pause import Pause
from postloan_rules.model.post_loan import PostLoanFile
from postloan_rules.model.provisioning import ImpairmentFile
from postloan_rules.model.recovery import CollectionContact, RepossessedAsset
from postloan_rules.model.remediation import RemedyFile
from postloan_rules.model.warning import EarlyWarning, Signal
from postloan_rules.model.write_off import WriteOffFile


class Instalment(Entity):
    """A payment that the contract asks for."""

    due_on: date | None = None
    amount: Money | None = None


class Repayment(Entity):
    """A payment that was received."""

    paid_on: date | None = None
    amount: Money | None = None


class Restructuring(Entity):
    """A change of the contract, or a refinancing of the claim."""

    signed_on: date | None = None
    change: ContractChange | None = None
    debtor_in_difficulty: bool | None = None
    first_repayment_on: date | None = None
    class_before: ClassName | None = None


class PastClassification(Entity):
    """A class that the claim had."""

    classified_on: date | None = None
    risk_class: ClassName | None = None


class Override(Entity):
    """A class that people set against the engine's answer, with their reason and authority."""

    risk_class: ClassName | None = None
    reason: OverrideReason | None = None
    decided_on: date | None = None
    expires_on: date | None = None
    approved_by: Identifier | None = Field(default=None, json_schema_extra=PERSONAL)
    second_approver: Identifier | None = Field(default=None, json_schema_extra=PERSONAL)


class Loan(WriteOffFile, ImpairmentFile, PostLoanFile, SignalFile, RemedyFile):
    """A claim on a borrower: a loan, card account, bond, or off-balance exposure."""

    # Terms
    facility_id: Identifier | None = None
    product: Product | None = None
    asset_type: AssetType | None = None
    portfolio: Portfolio | None = None
    classification_method: ClassificationMethod | None = None
    purpose: str | None = None
    originated_on: date | None = None
    matures_on: date | None = None
    original_amount: Money | None = None
    interest_rate: Fraction | None = None
    repayment_interval_months: Count | None = None
    guarantee_type: GuaranteeType | None = None

    # State
    balance: Money | None = None
    accrued_interest: Money | None = None
    undrawn: Money | None = None
    days_past_due: Days | None = Field(default=None, json_schema_extra=COUNTS_UP)
    missed_instalments: Count | None = None
    overdue_cause: OverdueCause | None = None
    overdue_component: OverdueComponent | None = None
    interest_accrual_stopped: bool | None = None
    off_balance_advance: bool | None = None
    granted_against_law: bool | None = None

    # Use of proceeds and refinancing
    use_diverted: bool | None = None
    bank_consented_to_use_change: bool | None = None
    refinanced_by_new_loan: bool | None = None
    renewed_loan_class: ClassName | None = None
    renewed_loan_matures_on: date | None = None
    renewal_signed_on: date | None = None
    renewal_operates_lawfully: bool | None = None
    renewal_business_is_stable: bool | None = None
    renewal_credit_is_good: bool | None = None
    renewal_meets_new_loan_standards: bool | None = None
    renewal_meets_other_conditions: bool | None = None
    renewal_policy_applied: bool | None = None

    # Impairment and ratings
    credit_impaired: bool | None = None
    expected_credit_loss: Money | None = None
    external_rating_notches_down: Count | None = None
    recovery_only_minimal: bool | None = None

    # Judgement and history
    judgement_class: ClassName | None = None
    previous_class: ClassName | None = None
    last_classified_on: date | None = None
    proposed_class: ClassName | None = None
    meets_target_definition: bool | None = None
    future_performance_assured: bool | None = None
    arrears_and_fees_cleared: bool | None = None
    arrears_and_fees_cleared_on: date | None = None
    all_paid_since_cleared: bool | None = None
    reclassified_under_2023_measures: bool | None = None
    material_change_since_classified: bool | None = None

    # Restructuring
    needs_restructuring: bool | None = None
    class_before_restructuring: ClassName | None = None
    first_repayment_after_change_on: date | None = None
    observation_status: ObservationStatus | None = None
    observation_paid_on_time: bool | None = None
    observation_first_missed_on: date | None = None
    restructured_again_in_observation: bool | None = None
    quality_keeps_worsening: bool | None = None

    # Funds and securitisations
    look_through: LookThrough | None = None
    worst_underlying_class: ClassName | None = None
    tranche_class: ClassName | None = None

    # Small enterprises and rural institutions
    small_enterprise_major_event: bool | None = None
    loss_class_at_other_institution: bool | None = None
    restructured_and_still_unpaid: bool | None = None
    pledge_is_safe_instrument: bool | None = None
    pledge_title_undisputed: bool | None = None
    pledge_formalities_complete: bool | None = None
    pledge_rate: Fraction | None = None

    # Time bars
    accelerated: bool | None = None
    accelerated_on: date | None = None
    limitation_obstacle: bool | None = None
    limitation_obstacle_ended_on: date | None = None
    mortgage_exercised: bool | None = None
    mortgage_exercised_on: date | None = None
    interest_after_bankruptcy: Money | None = None
    spouse_signed: bool | None = Field(default=None, json_schema_extra=PERSONAL)
    for_family_needs: bool | None = Field(default=None, json_schema_extra=PERSONAL)
    common_use_proved: bool | None = Field(default=None, json_schema_extra=PERSONAL)
    debtor_security_waived: bool | None = None
    debt_increased_without_guarantor: bool | None = None
    debt_moved_without_guarantor: bool | None = None

    # Collection
    planned_contact_minute: DayMinute | None = None
    contact_time_agreed: bool | None = None
    planned_contact_target: ContactTarget | None = None
    connected_calls_by_institution: Count | None = None
    connected_calls_by_agencies: Count | None = None
    abusive_collection: bool | None = None
    collection_recorded: bool | None = None
    instalment_plan_months: Count | None = None
    debt_exceeds_ability: bool | None = None
    willing_to_repay: bool | None = None
    instalment_plan_performed: bool | None = None
    collection_outsourced: bool | None = None
    outsourcing_contract_complete: bool | None = None
    impact_assessed: bool | None = None
    delegated_without_consent: bool | None = None
    negative_record_reported: bool | None = None
    told_before_negative_record: bool | None = None
    negative_event_ended: bool | None = None
    negative_event_ended_on: date | None = None
    negative_event_began_on: date | None = None
    negative_event_amount: Money | None = None

    # Warning signals of persons
    first_payment_defaulted: bool | None = None
    missed_instalments_in_all: Count | None = None
    minimum_payment_months: Count | None = None
    proceeds_in_barred_market: bool | None = None
    housing_project_stopped: bool | None = None

    # Extension and transfer
    original_tenor_months: Count | None = None
    extension_months: Count | None = None
    product_limit_months: Count | None = None
    extension_asked_before_maturity: bool | None = None
    transfer_route: TransferRoute | None = None
    buyer: ClaimBuyer | None = None
    buyer_in_own_province: bool | None = None
    buyer_retransfers: bool | None = None
    package_debtors: Count | None = None
    transfer_restricted: bool | None = None
    policy_bankruptcy: bool | None = None
    defence_or_security: bool | None = None
    false_or_criminal: bool | None = None
    student_loan: bool | None = None
    of_staff_or_relatives: bool | None = None
    assigned: bool | None = None
    assignment_told_debtor: bool | None = None
    assignment_told_guarantors: bool | None = None

    # Relations
    schedule: tuple[Instalment, ...] | None = None
    repayments: tuple[Repayment, ...] | None = None
    restructurings: tuple[Restructuring, ...] | None = None
    classification_history: tuple[PastClassification, ...] | None = None
    overrides: tuple[Override, ...] | None = None
    collaterals: tuple[Collateral, ...] | None = None
    guarantees: tuple[Guarantee, ...] | None = None
    interruptions: tuple[Interruption, ...] | None = None
    judgments: tuple[Judgment, ...] | None = None
    seizures: tuple[Seizure, ...] | None = None
    pauses: tuple[Pause, ...] | None = None
    repossessed_assets: tuple[RepossessedAsset, ...] | None = None
    collection_contacts: tuple[CollectionContact, ...] | None = None
    signals: tuple[Signal, ...] | None = None
    warnings: tuple[EarlyWarning, ...] | None = None
