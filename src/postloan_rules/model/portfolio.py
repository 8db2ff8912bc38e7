"""One loan and its surroundings on one day."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from postloan_rules.model.borrower import Borrower, Group
from postloan_rules.model.entity import Entity
from postloan_rules.model.enumerations import InstitutionType
from postloan_rules.model.loan import Loan
from postloan_rules.model.money import Currency, Money


class Facility(Entity):
    """A limit under which loans are drawn."""

    limit: Money | None = None
    undrawn: Money | None = None
    expires_on: date | None = None
    revolving: bool | None = None


class Institution(Entity):
    """The bank whose claims are decided."""

    id: str = "self"
    type: InstitutionType | None = None


class PortfolioRecord(BaseModel):
    """One loan and its surroundings on one day: all that a decision may read.

    ``as_of`` is the day for which all of it holds. Amounts are all in ``currency``: whoever makes the record converts,
    for a rate is a judgement that the engine must not make. ``provenance`` says, per path, where a value came from.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    as_of: date
    currency: Currency
    loan: Loan
    borrower: Borrower | None = None
    group: Group | None = None
    facility: Facility | None = None
    institution: Institution | None = None
    provenance: dict[str, str] = Field(default_factory=dict)
