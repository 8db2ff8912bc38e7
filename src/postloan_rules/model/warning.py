"""What early warning keeps: the signals that rules found on a day, and the warnings that people handle."""

from datetime import date

from pydantic import Field

from postloan_rules.model.entity import PERSONAL, Count, Entity, Identifier


class Signal(Entity):
    """A signal that was found on a day. ``code`` is the id of the rule that fired, such as ``EW-90``.

    How severe it was is said in the words of the pack, as a field that the pack adds.
    """

    code: str | None = None
    found_on: date | None = None


class EarlyWarning(Entity):
    """A warning that was raised for a signal and is open until it is released; ``signal`` is the code of the signal.

    That something was not done yet is said by ``false``; a day that is not given says nothing.
    """

    signal: str | None = None
    source: str | None = None
    raised_on: date | None = None
    acknowledged_on: date | None = None
    reported: bool | None = None
    reported_on: date | None = None
    plan_made: bool | None = None
    plan_on: date | None = None
    handled: bool | None = None
    handled_on: date | None = None
    released: bool | None = None
    released_on: date | None = None
    has_evidence: bool | None = None
    clean_periods: Count | None = None
    escalated: bool | None = None
    escalated_on: date | None = None
    handled_by: Identifier | None = Field(default=None, json_schema_extra=PERSONAL)
