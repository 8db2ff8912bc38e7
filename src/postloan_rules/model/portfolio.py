"""One loan and its surroundings on one day."""

from datetime import date

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from postloan_rules.model.borrower import Borrower, Group
from postloan_rules.model.consistency import inconsistencies
from postloan_rules.model.entity import plain_day
from postloan_rules.model.facility import Facility, Institution
from postloan_rules.model.late import LateModel
from postloan_rules.model.loan import Loan
from postloan_rules.model.money import Currency


class PortfolioRecord(LateModel):
    """One loan and its surroundings on one day: all that a decision may read.

    ``as_of`` is the day for which all of it holds. Amounts are all in ``currency``: whoever makes the record converts,
    for a rate is a judgement that the engine must not make. ``provenance`` says, per path, where a value came from.
    """

    as_of: date
    currency: Currency
    loan: Loan
    borrower: Borrower | None = None
    group: Group | None = None
    facility: Facility | None = None
    institution: Institution | None = None
    provenance: dict[str, str] = Field(default_factory=dict)

    @field_validator("as_of", mode="before")
    @classmethod
    def _refuse_guesses(cls, value: object) -> object:
        return plain_day(value)

    @model_validator(mode="after")
    def _hang_together(self) -> "PortfolioRecord":
        found = inconsistencies(self)
        if found:
            first = found[0]
            raise PydanticCustomError(
                "inconsistent",
                "{first}",
                {"first": f"{first.path}: {first.remark.message.en}", "issues": found},
            )
        return self
