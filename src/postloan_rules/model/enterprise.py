"""What early warning asks about an enterprise: statements, months of business, credit reports, conduct, records."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from postloan_rules.model.entity import PERSONAL, Count, Entity
from postloan_rules.model.money import Fraction, Money


class StatementPeriod(StrEnum):
    """What a statement covers. All count from the start of the business year, so that a year compares with a year."""

    ANNUAL = "annual"
    HALF_YEAR = "half_year"
    QUARTER = "quarter"
    MONTH = "month"


class AuditOpinion(StrEnum):
    UNMODIFIED = "unmodified"
    EMPHASIS_OF_MATTER = "emphasis_of_matter"
    QUALIFIED = "qualified"
    ADVERSE = "adverse"
    DISCLAIMER = "disclaimer"
    UNAUDITED = "unaudited"


class Statement(Entity):
    """Financial statements of a borrower for a period that ends on one day.

    There is one for each day: a restated one takes the place of the first one and says so in ``restated``.
    """

    period_ends_on: date | None = None
    period: StatementPeriod | None = None
    due_on: date | None = None
    delivered_on: date | None = None
    audit_opinion: AuditOpinion | None = None
    auditor_changed: bool | None = None
    restated: bool | None = None

    # Result
    revenue: Money | None = None
    vat_declared_revenue: Money | None = None
    cost_of_sales: Money | None = None
    selling_and_admin_expense: Money | None = None
    depreciation: Money | None = None
    ebit: Money | None = None
    interest_expense: Money | None = None
    net_profit: Money | None = None
    operating_cash_flow: Money | None = None

    # Position
    assets: Money | None = None
    current_assets: Money | None = None
    receivables: Money | None = None
    inventory: Money | None = None
    fixed_assets: Money | None = None
    liabilities: Money | None = None
    current_liabilities: Money | None = None
    short_term_debt: Money | None = None
    long_term_debt: Money | None = None
    net_assets: Money | None = None
    contingent_guarantees: Money | None = None


class BusinessMonth(Entity):
    """One month of a borrower's accounts and meters; ``month`` is any day in it.

    Changes are against the same month a year before, as fractions: ``-0.3`` is 30 % less.
    """

    month: date | None = None
    settlement_inflow: Money | None = None
    average_deposit: Money | None = None
    limit_utilisation: Fraction | None = None
    electricity_change: Fraction | None = None
    water_change: Fraction | None = None
    gas_change: Fraction | None = None


class CreditReport(Entity):
    """What a credit report said on the day it was drawn."""

    drawn_on: date | None = None
    lenders: Count | None = None
    high_cost_lenders: Count | None = None
    recent_enquiries: Count | None = None
    """Enquiries for credit decisions in the period that the bank watches, usually three months."""


class EnterpriseFile(Entity):
    """The part of a borrower that early warning asks about: accounts, operations, people behind it, public records."""

    # Accounts
    account_frozen: bool | None = None
    account_deducted: bool | None = None
    settlement_share: Fraction | None = None
    loan_share: Fraction | None = None
    tax_arrears_months: Count | None = None
    social_insurance_arrears_months: Count | None = None
    wage_arrears_months: Count | None = None
    utility_arrears_months: Count | None = None

    # Statements
    next_statement_due_on: date | None = None
    beneish_score: Fraction | None = None

    # Operations
    production_half_stopped: bool | None = None
    capacity_use: Fraction | None = None
    lost_customer_share: Fraction | None = None
    lost_supplier_share: Fraction | None = None
    largest_customer_share: Fraction | None = None
    policy_shock: bool | None = None
    product_price_change: Fraction | None = None
    blind_expansion: bool | None = None
    acquisition_outside_main_business: bool | None = None
    business_changed: bool | None = None
    key_assets_sold: bool | None = None

    # People and groups behind it
    legal_representative_changed: bool | None = None
    controller_changed: bool | None = None
    finance_head_changed: bool | None = None
    controller_missing: bool | None = Field(default=None, json_schema_extra=PERSONAL)
    controller_detained: bool | None = Field(default=None, json_schema_extra=PERSONAL)
    controller_exit_banned: bool | None = Field(default=None, json_schema_extra=PERSONAL)
    shares_pledged_share: Fraction | None = None
    shares_frozen: bool | None = None
    major_shareholder_transfers: bool | None = None
    guarantee_circle_default: bool | None = None

    # Public records and markets
    sued_amount: Money | None = None
    sued_by_bank: bool | None = None
    under_enforcement: bool | None = None
    dishonest_debtor: bool | None = None
    consumption_restricted: bool | None = None
    abnormal_operation_listed: bool | None = None
    serious_violation_listed: bool | None = None
    penalty_amount: Money | None = None
    stop_order: bool | None = None
    bankruptcy_applied_for: bool | None = None
    rating_below_investment_grade: bool | None = None
    bond_defaulted: bool | None = None
    bill_default_listed: bool | None = None
    stock_special_treatment: bool | None = None
    stock_delisting_risk: bool | None = None

    # Relations
    statements: tuple[Statement, ...] | None = None
    business_months: tuple[BusinessMonth, ...] | None = None
    credit_reports: tuple[CreditReport, ...] | None = None


class SignalFile(Entity):
    """The part of a claim that early warning asks about: payments, use of the money, and the project behind it."""

    late_payments_in_year: Count | None = None
    diverted_amount: Money | None = None
    returned_amount: Money | None = None
    bridging_loan_seen: bool | None = None
    finances_project: bool | None = None
    project_planned_completion_on: date | None = None
    project_expected_completion_on: date | None = None
    project_budget: Money | None = None
    project_expected_cost: Money | None = None
