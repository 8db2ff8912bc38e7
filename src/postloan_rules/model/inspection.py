"""What a post-loan inspection looked at, and what it found."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from postloan_rules.model.entity import PERSONAL, Entity, Identifier


class InspectionKind(StrEnum):
    """Why an inspection is made. ``ASSET_SEARCH`` looks for assets of a debtor who does not pay."""

    FIRST = "first"
    ROUTINE = "routine"
    EVENT = "event"
    ASSET_SEARCH = "asset_search"
    OFF_BOOK_REVIEW = "off_book_review"


class Inspection(Entity):
    """A check of a loan after it was paid out."""

    kind: InspectionKind | None = None
    planned_on: date | None = None
    done: bool | None = None
    done_on: date | None = None
    on_site: bool | None = None
    inspector_id: Identifier | None = Field(default=None, json_schema_extra=PERSONAL)
    second_inspector_id: Identifier | None = Field(default=None, json_schema_extra=PERSONAL)
    reviewer_id: Identifier | None = Field(default=None, json_schema_extra=PERSONAL)
    reported: bool | None = None
    reported_on: date | None = None
    has_findings: bool | None = None
    findings_settled: bool | None = None

    # What it looked at
    covers_use: bool | None = None
    covers_vouchers: bool | None = None
    covers_operations: bool | None = None
    covers_finances: bool | None = None
    covers_debts: bool | None = None
    covers_account_flows: bool | None = None
    covers_security: bool | None = None
    covers_guarantors: bool | None = None
    covers_project: bool | None = None
