"""Borrowers, their groups and what they owe elsewhere."""

from datetime import date

from pydantic import Field

from postloan_rules.model.cash import DailyTotal
from postloan_rules.model.credit_info import CreditDispute, CreditQuery
from postloan_rules.model.enterprise import EnterpriseFile
from postloan_rules.model.entity import COUNTS_UP, PERSONAL, ClassName, Count, Days, Entity, Identifier
from postloan_rules.model.enumerations import BankruptcyStage, BorrowerSegment, EnterpriseSize
from postloan_rules.model.loan import Loan
from postloan_rules.model.money import Money
from postloan_rules.model.post_loan import CustomerFile
from postloan_rules.model.remediation import RemedyOutlook
from postloan_rules.model.warning import EarlyWarning, Signal
from postloan_rules.model.write_off import ObligorEvents


class Debt(Entity):
    """A debt of the borrower at another bank, as a credit report shows it."""

    lender: Identifier | None = None
    balance: Money | None = None
    days_past_due: Days | None = Field(default=None, json_schema_extra=COUNTS_UP)
    risk_class: ClassName | None = None
    is_non_performing: bool | None = None
    granted_on: date | None = None


class Borrower(ObligorEvents, EnterpriseFile, CustomerFile, RemedyOutlook):
    """Who owes. ``other_loans`` are the claims of this bank on the borrower besides the one that is decided;
    rules see all of them together as ``borrower.loans``."""

    id: Identifier = Field(json_schema_extra=PERSONAL)
    name: str | None = Field(default=None, json_schema_extra=PERSONAL)
    segment: BorrowerSegment | None = None
    enterprise_size: EnterpriseSize | None = None
    industry: str | None = None
    exposure: Money | None = None

    debt_evasion: bool | None = None
    evasion_by_reorganisation: bool | None = None
    bankruptcy_stage: BankruptcyStage | None = None
    repayment_ability_declined_significantly: bool | None = None
    recognised_credit_enhancement: bool | None = None
    obligor_changed_by_merger: bool | None = None
    obligor_changed_by_merger_on: date | None = None
    is_merger_target: bool | None = None
    finances_improved: bool | None = None
    has_other_credit_impaired_assets: bool | None = None

    # Financial difficulty
    cash_flow_insufficient: bool | None = None
    cannot_refinance_at_fair_price: bool | None = None
    securities_delisting_harms: bool | None = None
    other_difficulty_found: bool | None = None
    difficulty_resolved: bool | None = None

    # Rural institutions
    production_stopped: bool | None = None
    is_insolvent: bool | None = None
    in_liquidation: bool | None = None
    major_case: bool | None = None
    debts_unsettled_after_reorganisation: bool | None = None
    unwilling_after_repeated_talks: bool | None = None
    is_sued: bool | None = None

    # Bankruptcy, death and absence
    bankruptcy_accepted_on: date | None = None
    bankruptcy_notice_on: date | None = None
    claim_filing_ends_on: date | None = None
    claim_filed: bool | None = None
    distribution_finished: bool | None = None
    guarantors_told_of_bankruptcy: bool | None = None
    bankruptcy_ended_on: date | None = None
    new_assets_after_bankruptcy: bool | None = None
    died: bool | None = Field(default=None, json_schema_extra=PERSONAL)
    estate_claimed: bool | None = Field(default=None, json_schema_extra=PERSONAL)
    is_missing: bool | None = Field(default=None, json_schema_extra=PERSONAL)
    missing_since: date | None = Field(default=None, json_schema_extra=PERSONAL)
    missing_after_accident: bool | None = Field(default=None, json_schema_extra=PERSONAL)
    has_no_assets: bool | None = None
    insolvency_proved: bool | None = None

    # Money laundering
    is_state_organ: bool | None = None
    identity_doubted: bool | None = Field(default=None, json_schema_extra=PERSONAL)
    transactions_do_not_fit: bool | None = None
    repaid_by_unrelated_party: bool | None = None
    proceeds_returned_in_days: Days | None = None
    prepaid_out_of_line: bool | None = None
    other_suspicious_pattern: bool | None = None

    # Warning signals of persons
    new_lenders: Count | None = Field(default=None, json_schema_extra=PERSONAL)
    card_limits: Money | None = Field(default=None, json_schema_extra=PERSONAL)
    card_balances: Money | None = Field(default=None, json_schema_extra=PERSONAL)
    is_payroll_customer: bool | None = Field(default=None, json_schema_extra=PERSONAL)
    last_salary_on: date | None = Field(default=None, json_schema_extra=PERSONAL)
    monthly_income: Money | None = Field(default=None, json_schema_extra=PERSONAL)
    monthly_debt_service: Money | None = Field(default=None, json_schema_extra=PERSONAL)
    is_detained: bool | None = Field(default=None, json_schema_extra=PERSONAL)
    is_divorced: bool | None = Field(default=None, json_schema_extra=PERSONAL)
    is_unemployed: bool | None = Field(default=None, json_schema_extra=PERSONAL)
    borrowers_sharing_address: Count | None = None
    borrowers_sharing_device: Count | None = None
    has_moved_away: bool | None = Field(default=None, json_schema_extra=PERSONAL)

    daily_totals: tuple[DailyTotal, ...] | None = None
    other_loans: tuple[Loan, ...] | None = None
    debts_elsewhere: tuple[Debt, ...] | None = None
    signals: tuple[Signal, ...] | None = None
    warnings: tuple[EarlyWarning, ...] | None = None
    credit_queries: tuple[CreditQuery, ...] | None = None
    credit_disputes: tuple[CreditDispute, ...] | None = None


class Group(Entity):
    """Borrowers that belong together. ``other_members`` leaves out the borrower at hand;
    rules see all of them as ``group.members``."""

    name: str | None = None
    other_members: tuple[Borrower, ...] | None = None
