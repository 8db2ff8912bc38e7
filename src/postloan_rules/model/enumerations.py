"""Closed lists of words that fields of the model may hold."""

from enum import StrEnum


class InstitutionType(StrEnum):
    COMMERCIAL_BANK = "commercial_bank"
    RURAL_COOPERATIVE = "rural_cooperative"
    OTHER = "other"


class Portfolio(StrEnum):
    RETAIL = "retail"
    NON_RETAIL = "non_retail"


class Product(StrEnum):
    CORPORATE = "corporate"
    SMALL_ENTERPRISE = "small_enterprise"
    PERSONAL_CONSUMER = "personal_consumer"
    PERSONAL_MORTGAGE = "personal_mortgage"
    PERSONAL_AUTO = "personal_auto"
    PERSONAL_BUSINESS = "personal_business"
    CREDIT_CARD = "credit_card"
    FARMER_MICRO = "farmer_micro"
    OTHER = "other"


class AssetType(StrEnum):
    LOAN = "loan"
    BOND = "bond"
    INTERBANK = "interbank"
    RECEIVABLE = "receivable"
    OFF_BALANCE = "off_balance"
    FUND_OR_ABS = "fund_or_abs"
    TRADING_BOOK_BOND = "trading_book_bond"
    TRADING_BOOK_OTHER = "trading_book_other"
    DERIVATIVE = "derivative"


class ClassificationMethod(StrEnum):
    """How the bank arrives at the class before the floors."""

    JUDGEMENT = "judgement"
    DAYS_PAST_DUE = "days_past_due"
    SMALL_ENTERPRISE_MATRIX = "small_enterprise_matrix"


class OverdueCause(StrEnum):
    OPERATIONAL_TECHNICAL = "operational_technical"
    OTHER = "other"


class OverdueComponent(StrEnum):
    PRINCIPAL = "principal"
    INTEREST_ONLY = "interest_only"
    YIELD = "yield"


class GuaranteeType(StrEnum):
    """The main kind of security of a loan."""

    CREDIT = "credit"
    GUARANTOR = "guarantor"
    MORTGAGE = "mortgage"
    PLEDGE = "pledge"


class GuarantorLiability(StrEnum):
    GENERAL = "general"
    JOINT = "joint"


class EnterpriseSize(StrEnum):
    SMALL_MICRO = "small_micro"
    MEDIUM = "medium"
    LARGE = "large"


class BorrowerSegment(StrEnum):
    PERSON = "person"
    SOLE_TRADER = "sole_trader"
    FARMER = "farmer"
    ENTERPRISE = "enterprise"
    PUBLIC = "public"
    FINANCIAL = "financial"


class BankruptcyStage(StrEnum):
    NONE = "none"
    LIQUIDATION_ACCEPTED = "liquidation_accepted"
    REORGANIZATION_ACCEPTED = "reorganization_accepted"
    COMPOSITION_ACCEPTED = "composition_accepted"
    DECLARED_LIQUIDATION = "declared_liquidation"
    CLOSED = "closed"


class ContractChange(StrEnum):
    """The changes of 办法 Art. 19 and the refinancing of Art. 17."""

    TERM_EXTENSION = "term_extension"
    SCHEDULE_RELAXED = "schedule_relaxed"
    GRACE_PERIOD = "grace_period"
    INTEREST_CAPITALISED = "interest_capitalised"
    RATE_BELOW_FAIR = "rate_below_fair"
    FORGIVENESS = "forgiveness"
    COLLATERAL_RELEASED_OR_WORSENED = "collateral_released_or_worsened"
    REPLACEMENT = "replacement"
    OTHER_RELAXATION = "other_relaxation"
    REFINANCED = "refinanced"
    OPTION_EXERCISED = "option_exercised"
    NOT_IN_DEBTORS_FAVOUR = "not_in_debtors_favour"


class ObservationStatus(StrEnum):
    RUNNING = "running"
    FINISHED = "finished"


class LookThrough(StrEnum):
    """How far the assets under a fund or securitisation can be seen."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


class CollateralType(StrEnum):
    RESIDENTIAL = "residential"
    COMMERCIAL = "commercial"
    LAND = "land"
    EQUIPMENT = "equipment"
    VEHICLE = "vehicle"
    INVENTORY = "inventory"
    RECEIVABLES = "receivables"
    DEPOSIT = "deposit"
    GOVERNMENT_BOND = "government_bond"
    FINANCIAL_BOND = "financial_bond"
    SHARES = "shares"
    OTHER = "other"


class OverrideReason(StrEnum):
    NEW_INFORMATION = "new_information"
    DATA_ERROR = "data_error"
    EXPERT_JUDGEMENT = "expert_judgement"
    SUPERVISOR = "supervisor"
    OTHER = "other"
