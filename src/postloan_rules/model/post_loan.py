"""What inspection, use of proceeds, covenants and liability ask about a claim, its borrower and the bank.

``Loan``, ``Borrower`` and ``Institution`` are made of these parts and of their own.
"""

from datetime import date

from postloan_rules.model.control import ControlStep, Feedback, Officer
from postloan_rules.model.covenant import Covenant
from postloan_rules.model.drawing import Drawing, FundUse
from postloan_rules.model.entity import Entity
from postloan_rules.model.inspection import Inspection
from postloan_rules.model.money import Fraction, Money


class PostLoanFile(Entity):
    """The part of a claim that its management after payment asks about."""

    closed: bool | None = None

    # Use of proceeds and tenor
    agreed_use: FundUse | None = None
    new_credit_relation: bool | None = None
    credit_standing_ordinary: bool | None = None
    long_cash_cycle: bool | None = None
    long_tenor_approved: bool | None = None
    merger_for_control: bool | None = None
    merger_price: Money | None = None
    entrusted_payment_evaded: bool | None = None
    other_material_breach: bool | None = None

    # Inspection and monitoring
    approved_without_survey: bool | None = None
    in_inspection_sample: bool | None = None
    major_event: bool | None = None
    major_event_on: date | None = None
    inspection_ordered: bool | None = None
    inspection_ordered_on: date | None = None
    return_account_designated: bool | None = None
    return_flows_monitored: bool | None = None
    fit_reviewed_on: date | None = None
    recovery_plan_made: bool | None = None
    recovery_plan_made_on: date | None = None
    capital_required: Money | None = None
    capital_paid_in: Money | None = None
    project_progress: Fraction | None = None
    project_completed: bool | None = None
    acceptance_supervised: bool | None = None
    project_account_monitored: bool | None = None

    # Liability for a loan that turned bad
    cause_analysis_started: bool | None = None
    cause_analysis_started_on: date | None = None
    cause_analysis_finished: bool | None = None
    cause_analysis_finished_on: date | None = None
    duties_performed: bool | None = None
    collusion: bool | None = None
    external_cause: bool | None = None
    inclusive_finance: bool | None = None
    developer_loan: bool | None = None

    inspections: tuple[Inspection, ...] | None = None
    drawings: tuple[Drawing, ...] | None = None
    covenants: tuple[Covenant, ...] | None = None
    control_steps: tuple[ControlStep, ...] | None = None
    officers: tuple[Officer, ...] | None = None


class CustomerFile(Entity):
    """The part of a borrower that contracts and service ask about."""

    credit_standing_fell: bool | None = None
    profitability_weakened: bool | None = None
    last_surveyed_on: date | None = None

    feedback: tuple[Feedback, ...] | None = None


class ControlTotals(Entity):
    """Figures about an institution that sampling and tolerance ask about."""

    inclusive_balance: Money | None = None
    inclusive_non_performing_balance: Money | None = None
    loans_without_survey: Money | None = None
    loans_without_survey_checked: Money | None = None
