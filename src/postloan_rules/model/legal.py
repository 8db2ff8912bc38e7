"""What stops time bars from running out: demands, judgments, seizures."""

from datetime import date

from pydantic import Field

from postloan_rules.model.entity import PERSONAL, Entity
from postloan_rules.model.legal_words import InterruptionKind, Obligor, SeizedKind


class Interruption(Entity):
    """An act that may interrupt the limitation of the claim."""

    occurred_on: date | None = None
    kind: InterruptionKind | None = None
    against: Obligor | None = None
    debtor_missing: bool | None = Field(default=None, json_schema_extra=PERSONAL)
    rest_waived: bool | None = None


class Judgment(Entity):
    """A judgment, ruling or award on the claim, with what became of its enforcement."""

    performance_ends_on: date | None = None
    paid: bool | None = None
    enforcement_applied: bool | None = None
    enforcement_applied_on: date | None = None
    enforcement_interrupted_on: date | None = None
    court_has_enforced: bool | None = None
    enforcement_terminated: bool | None = None
    enforcement_terminated_on: date | None = None
    assets_found: bool | None = None
    assets_found_on: date | None = None


class Seizure(Entity):
    """A freeze or seizure of an asset by a court."""

    kind: SeizedKind | None = None
    effective_on: date | None = None
    lifted: bool | None = None
