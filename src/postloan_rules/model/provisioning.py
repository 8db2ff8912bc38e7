"""What the provisioning for bad debts asks about: the totals of an institution, and the interest of a loan.

``Loan`` and ``Institution`` are made of these parts and of their own.
"""

from pydantic import Field

from postloan_rules.model.entity import COUNTS_UP, Days, Entity
from postloan_rules.model.money import Fraction, Money


class ImpairmentFile(Entity):
    """The part of a claim that impairment and interest ask about. SICR: significant increase in credit risk."""

    interest_overdue_days: Days | None = Field(default=None, json_schema_extra=COUNTS_UP)
    late_interest_markup: Fraction | None = None
    credit_risk_increased: bool | None = None
    increase_rebutted: bool | None = None


class ProvisioningTotals(Entity):
    """Totals of an institution's books at the end of a period, as the institution reports them."""

    normal_balance: Money | None = None
    special_mention_balance: Money | None = None
    substandard_balance: Money | None = None
    doubtful_balance: Money | None = None
    loss_balance: Money | None = None
    loans_balance: Money | None = None
    non_performing_balance: Money | None = None
    year_end_loans_balance: Money | None = None
    risk_assets: Money | None = None
    loan_loss_provisions: Money | None = None
    specific_provisions: Money | None = None
    impairment_allowance: Money | None = None
    general_reserve: Money | None = None
    loan_provision_standard: Fraction | None = None
    coverage_standard: Fraction | None = None
