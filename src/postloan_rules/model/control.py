"""Who took which step of a loan, who is in charge of it, and what customers say."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from postloan_rules.model.entity import PERSONAL, Count, Entity, Identifier
from postloan_rules.model.money import Fraction


class StepKind(StrEnum):
    """The steps of a loan from its investigation to its write-off."""

    INVESTIGATION = "investigation"
    REVIEW = "review"
    APPROVAL = "approval"
    PAYMENT = "payment"
    INSPECTION = "inspection"
    VALUATION = "valuation"
    CLASSIFICATION = "classification"
    COLLECTION = "collection"
    WRITE_OFF_FILING = "write_off_filing"
    WRITE_OFF_APPROVAL = "write_off_approval"
    OTHER = "other"


class ControlStep(Entity):
    """A step that somebody had to take, and who took and who approved it."""

    kind: StepKind | None = None
    due_on: date | None = None
    done: bool | None = None
    done_on: date | None = None
    done_by: Identifier | None = Field(default=None, json_schema_extra=PERSONAL)
    needs_approval: bool | None = None
    approved: bool | None = None
    approved_by: Identifier | None = Field(default=None, json_schema_extra=PERSONAL)


class Officer(Entity):
    """A person in charge of a loan, by a number that stands for the person."""

    id: Identifier = Field(json_schema_extra=PERSONAL)
    cases: Count | None = None
    trained_on: date | None = None


class FeedbackKind(StrEnum):
    SURVEY = "survey"
    COMPLAINT = "complaint"


class Feedback(Entity):
    """What a customer said about the bank: a complaint, or a survey with its score as a share of full marks."""

    kind: FeedbackKind | None = None
    received_on: date | None = None
    score: Fraction | None = None
    followed_up: bool | None = None
    followed_up_on: date | None = None
    answered: bool | None = None
    answered_on: date | None = None
    complicated: bool | None = None
    extension_approved: bool | None = None
    review_asked: bool | None = None
    review_asked_on: date | None = None
    review_finished: bool | None = None
    review_finished_on: date | None = None
