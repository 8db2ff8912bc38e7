"""What secures a loan."""

from datetime import date

from pydantic import Field

from postloan_rules.model.entity import PERSONAL, Count, Entity, Identifier
from postloan_rules.model.enumerations import CollateralType, GuarantorLiability
from postloan_rules.model.legal_words import LiabilityWording, PeriodWording, RefinancingSide, SecurityRight
from postloan_rules.model.money import Fraction, Money
from postloan_rules.model.remediation import UpkeepFile


class Valuation(Entity):
    """What a collateral was found to be worth on a day."""

    valued_on: date | None = None
    value: Money | None = None
    method: str | None = None


class Collateral(UpkeepFile):
    """A thing or right given as security. The same collateral (same ``id``) may stand at several loans.

    ``secures_others`` tells whether it secures claims that the record does not hold.
    """

    type: CollateralType | None = None
    value: Money | None = None
    valued_on: date | None = None
    lien_rank: Count | None = None
    prior_claims: Money | None = None
    secures_others: bool | None = None
    registered: bool | None = None
    insured_until: date | None = None
    owner_id: Identifier | None = Field(default=None, json_schema_extra=PERSONAL)

    # The right in it
    right: SecurityRight | None = None
    purchase_money: bool | None = None
    delivered_on: date | None = None
    registered_on: date | None = None
    registered_first: bool | None = None
    receivable_confirmed: bool | None = None
    receivable_proved: bool | None = None
    maximum_amount: bool | None = None
    created_on: date | None = None
    claims_fixed_on: date | None = None
    sold_by_owner: bool | None = None
    owner_act_lowers_value: bool | None = None

    # Upkeep
    is_volatile: bool | None = None
    has_active_market: bool | None = None
    price_moved_strongly: bool | None = None
    external_valuation_required: bool | None = None
    checked_on: date | None = None
    title_clear: bool | None = None
    lawful_and_liquid: bool | None = None

    # Warning signals
    seized_by_others: bool | None = None
    leased_long_term: bool | None = None
    is_damaged: bool | None = None
    registration_ends_on: date | None = None
    minimum_stock: Money | None = None
    stock_value: Money | None = None
    area_price_change: Fraction | None = None
    tracker_online: bool | None = None
    tracker_offline_since: date | None = None
    pledged_again: bool | None = None

    valuations: tuple[Valuation, ...] | None = None


class Guarantee(Entity):
    """Somebody else's promise to pay. The same guarantee (same ``id``) may stand at several loans."""

    guarantor_id: Identifier | None = Field(default=None, json_schema_extra=PERSONAL)
    liability: GuarantorLiability | None = None
    amount: Money | None = None
    ends_on: date | None = None
    guarantor_defaulted: bool | None = None
    guarantor_is_state_organ: bool | None = None
    guarantor_non_performing: bool | None = None
    guarantor_sued: bool | None = None
    guarantor_in_loss: bool | None = None

    # Type and period of the guarantee
    liability_wording: LiabilityWording | None = None
    debt_due_on: date | None = None
    period_wording: PeriodWording | None = None
    period_months: Count | None = None
    maximum_amount: bool | None = None
    claims_fixed_on: date | None = None

    # What was done in the period and after it
    demanded: bool | None = None
    demanded_on: date | None = None
    debtor_sued: bool | None = None
    debtor_sued_on: date | None = None
    sued_without_debtor: bool | None = None
    refusal_right_waived: bool | None = None
    enforcement_applied_on: date | None = None
    refusal_right_lost_on: date | None = None
    limitation_interrupted_on: date | None = None

    # Refinancing
    side_of_refinancing: RefinancingSide | None = None
    guaranteed_old_loan: bool | None = None
    knew_of_refinancing: bool | None = None
