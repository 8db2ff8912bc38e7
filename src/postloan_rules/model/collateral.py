"""What secures a loan."""

from datetime import date

from pydantic import Field

from postloan_rules.model.entity import PERSONAL, Count, Entity, Identifier
from postloan_rules.model.enumerations import CollateralType, GuarantorLiability
from postloan_rules.model.money import Money


class Valuation(Entity):
    """What a collateral was found to be worth on a day."""

    valued_on: date | None = None
    value: Money | None = None
    method: str | None = None


class Collateral(Entity):
    """A thing or right given as security. The same collateral (same ``id``) may stand at several loans."""

    type: CollateralType | None = None
    value: Money | None = None
    valued_on: date | None = None
    lien_rank: Count | None = None
    prior_claims: Money | None = None
    registered: bool | None = None
    insured_until: date | None = None
    owner_id: Identifier | None = Field(default=None, json_schema_extra=PERSONAL)
    valuations: tuple[Valuation, ...] | None = None


class Guarantee(Entity):
    """Somebody else's promise to pay."""

    guarantor_id: Identifier | None = Field(default=None, json_schema_extra=PERSONAL)
    liability: GuarantorLiability | None = None
    amount: Money | None = None
    ends_on: date | None = None
    guarantor_defaulted: bool | None = None
