"""Collection contacts and assets taken over instead of payment."""

from datetime import date

from postloan_rules.model.entity import Entity
from postloan_rules.model.legal_words import Collector, ContactTarget, RepossessedKind


class CollectionContact(Entity):
    """A call or message to collect a debt."""

    made_on: date | None = None
    by: Collector | None = None
    target: ContactTarget | None = None
    connected: bool | None = None


class RepossessedAsset(Entity):
    """An asset that the bank took over for a debt."""

    kind: RepossessedKind | None = None
    acquired_on: date | None = None
    right_ends_on: date | None = None
    disposed: bool | None = None
    leased_out: bool | None = None
    used_without_approval: bool | None = None
    sold_without_auction: bool | None = None
