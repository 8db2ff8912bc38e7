"""How the money of a loan was paid out, to whom, and what for."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from postloan_rules.model.entity import PERSONAL, Count, Entity, Identifier
from postloan_rules.model.money import Money


class PaymentMode(StrEnum):
    """Who pays the counterparty: the bank (受托支付) or the borrower (自主支付)."""

    ENTRUSTED = "entrusted"
    SELF_PAID = "self_paid"


class FundUse(StrEnum):
    """What money of a loan is spent on."""

    OPERATIONS = "operations"
    FIXED_ASSETS = "fixed_assets"
    MERGER = "merger"
    EQUITY_INVESTMENT = "equity_investment"
    DIVIDENDS = "dividends"
    SECURITIES = "securities"
    FINANCIAL_ASSETS = "financial_assets"
    WEALTH_PRODUCTS = "wealth_products"
    HOUSING = "housing"
    CONSUMPTION = "consumption"
    DEBT_REPAYMENT = "debt_repayment"
    PROHIBITED_SECTOR = "prohibited_sector"
    OTHER = "other"


class Drawing(Entity):
    """A drawing of a loan, and the one payment that it was made for."""

    drawn_on: date | None = None
    amount: Money | None = None
    mode: PaymentMode | None = None

    # The counterparty
    counterparty_id: Identifier | None = Field(default=None, json_schema_extra=PERSONAL)
    counterparty_known: bool | None = None
    counterparty_related: bool | None = None
    paid: bool | None = None
    paid_on: date | None = None
    working_days_to_pay: Count | None = None
    delayed_by_borrower: bool | None = None

    # What it is for, and how that was checked
    declared_use: FundUse | None = None
    found_use: FundUse | None = None
    has_contract: bool | None = None
    has_invoice: bool | None = None
    use_checked: bool | None = None
    returned_to_borrower: bool | None = None
    split_to_avoid_limit: bool | None = None
