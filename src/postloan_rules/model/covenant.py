"""What a borrower promised in the contract, how it was tested, and what the bank let pass."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from postloan_rules.model.entity import PERSONAL, Count, Days, Entity, Identifier
from postloan_rules.model.money import Fraction, Money


class CovenantKind(StrEnum):
    """The kinds of promises in a loan contract."""

    FINANCIAL_RATIO = "financial_ratio"
    MINIMUM_INFLOW = "minimum_inflow"
    REPORTING = "reporting"
    INSURANCE = "insurance"
    NEGATIVE_PLEDGE = "negative_pledge"
    CHANGE_OF_CONTROL = "change_of_control"
    DIVIDEND_STOP = "dividend_stop"
    CROSS_DEFAULT = "cross_default"
    OTHER = "other"


class LimitDirection(StrEnum):
    """On which side of its limit a measured value has to stay; the limit itself is allowed."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class CovenantTest(Entity):
    """A test of a covenant for one period: what was measured, or when the documents came."""

    period_ends_on: date | None = None
    measured_value: Fraction | None = None
    measured_amount: Money | None = None
    reported: bool | None = None
    reported_on: date | None = None


class Waiver(Entity):
    """A decision of the bank not to hold the borrower to a covenant for some time."""

    starts_on: date | None = None
    ends_on: date | None = None
    approved_by: Identifier | None = Field(default=None, json_schema_extra=PERSONAL)


class Covenant(Entity):
    """A promise of the borrower. A ratio has ``limit``, an amount ``limit_amount``; an event happened or not."""

    kind: CovenantKind | None = None
    metric: str | None = None
    limit: Fraction | None = None
    limit_amount: Money | None = None
    direction: LimitDirection | None = None
    test_interval_months: Count | None = None
    first_period_ends_on: date | None = None
    reporting_days: Days | None = None
    cure_days: Days | None = None
    event_happened: bool | None = None
    event_happened_on: date | None = None
    event_consented: bool | None = None
    cured: bool | None = None
    cured_on: date | None = None

    tests: tuple[CovenantTest, ...] | None = None
    waivers: tuple[Waiver, ...] | None = None
