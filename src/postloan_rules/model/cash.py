"""Cash and transfers of a customer, as far as rules against money laundering ask."""

from datetime import date

from postloan_rules.model.entity import Entity
from postloan_rules.model.legal_words import CashChannel, CashScope
from postloan_rules.model.money import Fraction, Money


class DailyTotal(Entity):
    """What a customer moved in one direction on one day, single or cumulated.

    ``amount_in_usd`` is the foreign currency in it, in US dollars; the amount itself is in the record's currency.
    """

    day: date | None = None
    channel: CashChannel | None = None
    scope: CashScope | None = None
    amount: Money | None = None
    amount_in_usd: Fraction | None = None
