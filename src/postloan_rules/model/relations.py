"""How entities hang together: the relations that rules may follow, and the order in which members stand."""

from collections.abc import Mapping
from functools import cache

from postloan_rules.light import dataclass
from postloan_rules.model.borrower import Borrower, Debt, Group
from postloan_rules.model.cash import DailyTotal
from postloan_rules.model.collateral import Collateral, Guarantee, Valuation
from postloan_rules.model.control import ControlStep, Feedback, Officer
from postloan_rules.model.covenant import Covenant, CovenantTest, Waiver
from postloan_rules.model.credit_info import CreditDispute, CreditQuery
from postloan_rules.model.drawing import Drawing
from postloan_rules.model.enterprise import BusinessMonth, CreditReport, Statement
from postloan_rules.model.entity import Entity
from postloan_rules.model.facility import Facility, Institution
from postloan_rules.model.inspection import Inspection
from postloan_rules.model.legal import Interruption, Judgment, Seizure
from postloan_rules.model.loan import Instalment, Loan, Override, PastClassification, Repayment, Restructuring
from postloan_rules.model.pause import Pause
from postloan_rules.model.portfolio_figures import PortfolioFigures
from postloan_rules.model.recovery import CollectionContact, RepossessedAsset
from postloan_rules.model.warning import EarlyWarning, Signal

ENTITIES: Mapping[str, type[Entity]] = {
    "loan": Loan,
    "borrower": Borrower,
    "group": Group,
    "facility": Facility,
    "institution": Institution,
    "portfolio": PortfolioFigures,
    "collateral": Collateral,
    "guarantee": Guarantee,
    "valuation": Valuation,
    "instalment": Instalment,
    "repayment": Repayment,
    "restructuring": Restructuring,
    "past_classification": PastClassification,
    "override": Override,
    "debt": Debt,
    "interruption": Interruption,
    "judgment": Judgment,
    "seizure": Seizure,
    "pause": Pause,
    "repossessed_asset": RepossessedAsset,
    "collection_contact": CollectionContact,
    "daily_total": DailyTotal,
    "signal": Signal,
    "warning": EarlyWarning,
    "credit_query": CreditQuery,
    "credit_dispute": CreditDispute,
    "inspection": Inspection,
    "drawing": Drawing,
    "covenant": Covenant,
    "covenant_test": CovenantTest,
    "waiver": Waiver,
    "control_step": ControlStep,
    "officer": Officer,
    "feedback": Feedback,
    "statement": Statement,
    "business_month": BusinessMonth,
    "credit_report": CreditReport,
}


@dataclass(frozen=True, slots=True)
class Relation:
    """A way from one entity to another (``many`` false) or to several.

    ``order`` lists the fields that put the members into a total order; it ends with ``id``.
    ``field`` is the field of the model that holds the members, where one does; other relations are laid by the record
    as a whole (the borrower of a loan, all loans of a borrower).
    ``shared`` tells that one member may stand in the fields of several entities: entries of one id are one thing.
    ``way_back`` tells that it leads from a member to the entity, or the entities, whose field holds it.
    """

    source: str
    name: str
    target: str
    many: bool
    order: tuple[str, ...] = ()
    field: str | None = None
    shared: bool = False
    way_back: bool = False


_LAID: tuple[Relation, ...] = (
    Relation("loan", "borrower", "borrower", many=False),
    Relation("loan", "facility", "facility", many=False),
    Relation("loan", "institution", "institution", many=False),
    Relation("loan", "schedule", "instalment", many=True, order=("due_on", "id"), field="schedule"),
    Relation("loan", "repayments", "repayment", many=True, order=("paid_on", "id"), field="repayments"),
    Relation("loan", "restructurings", "restructuring", many=True, order=("signed_on", "id"), field="restructurings"),
    Relation(
        "loan",
        "classification_history",
        "past_classification",
        many=True,
        order=("classified_on", "id"),
        field="classification_history",
    ),
    Relation("loan", "overrides", "override", many=True, order=("decided_on", "id"), field="overrides"),
    Relation("loan", "collaterals", "collateral", many=True, order=("id",), field="collaterals", shared=True),
    Relation("loan", "guarantees", "guarantee", many=True, order=("id",), field="guarantees", shared=True),
    Relation("loan", "interruptions", "interruption", many=True, order=("occurred_on", "id"), field="interruptions"),
    Relation("loan", "judgments", "judgment", many=True, order=("performance_ends_on", "id"), field="judgments"),
    Relation("loan", "seizures", "seizure", many=True, order=("effective_on", "id"), field="seizures"),
    Relation("loan", "pauses", "pause", many=True, order=("starts_on", "id"), field="pauses"),
    Relation(
        "loan",
        "repossessed_assets",
        "repossessed_asset",
        many=True,
        order=("acquired_on", "id"),
        field="repossessed_assets",
    ),
    Relation(
        "loan",
        "collection_contacts",
        "collection_contact",
        many=True,
        order=("made_on", "id"),
        field="collection_contacts",
    ),
    Relation("borrower", "statements", "statement", many=True, order=("period_ends_on", "id"), field="statements"),
    Relation(
        "borrower", "business_months", "business_month", many=True, order=("month", "id"), field="business_months"
    ),
    Relation(
        "borrower", "credit_reports", "credit_report", many=True, order=("drawn_on", "id"), field="credit_reports"
    ),
    Relation("loan", "inspections", "inspection", many=True, order=("done_on", "id"), field="inspections"),
    Relation("loan", "drawings", "drawing", many=True, order=("drawn_on", "id"), field="drawings"),
    Relation("loan", "covenants", "covenant", many=True, order=("id",), field="covenants"),
    Relation("covenant", "tests", "covenant_test", many=True, order=("period_ends_on", "id"), field="tests"),
    Relation("covenant", "waivers", "waiver", many=True, order=("starts_on", "id"), field="waivers"),
    Relation("loan", "control_steps", "control_step", many=True, order=("due_on", "id"), field="control_steps"),
    Relation("loan", "officers", "officer", many=True, order=("id",), field="officers"),
    Relation("borrower", "feedback", "feedback", many=True, order=("received_on", "id"), field="feedback"),
    Relation("loan", "signals", "signal", many=True, order=("found_on", "id"), field="signals"),
    Relation("loan", "warnings", "warning", many=True, order=("raised_on", "id"), field="warnings"),
    Relation("borrower", "signals", "signal", many=True, order=("found_on", "id"), field="signals"),
    Relation("borrower", "warnings", "warning", many=True, order=("raised_on", "id"), field="warnings"),
    Relation(
        "borrower", "credit_queries", "credit_query", many=True, order=("queried_on", "id"), field="credit_queries"
    ),
    Relation(
        "borrower", "credit_disputes", "credit_dispute", many=True, order=("received_on", "id"), field="credit_disputes"
    ),
    Relation("borrower", "daily_totals", "daily_total", many=True, order=("day", "id"), field="daily_totals"),
    Relation("collateral", "valuations", "valuation", many=True, order=("valued_on", "id"), field="valuations"),
    Relation("borrower", "group", "group", many=False),
    Relation("borrower", "institution", "institution", many=False),
    Relation("borrower", "loans", "loan", many=True, order=("id",)),
    Relation("borrower", "collaterals", "collateral", many=True, order=("id",)),
    Relation("borrower", "guarantees", "guarantee", many=True, order=("id",)),
    Relation("borrower", "debts_elsewhere", "debt", many=True, order=("id",), field="debts_elsewhere"),
    Relation("group", "members", "borrower", many=True, order=("id",)),
    Relation("group", "institution", "institution", many=False),
    Relation("institution", "portfolio", "portfolio", many=False),
    Relation("portfolio", "institution", "institution", many=False),
    Relation("portfolio", "loans", "loan", many=True, order=("id",)),
    Relation("portfolio", "borrowers", "borrower", many=True, order=("id",)),
    Relation("collateral", "institution", "institution", many=False),
    Relation("guarantee", "institution", "institution", many=False),
)


def _ways_back(laid: tuple[Relation, ...]) -> tuple[Relation, ...]:
    """Return, for every relation that a field holds, the way from a member to where it stands, each once."""
    found: dict[tuple[str, str], Relation] = {}
    for each in laid:
        if each.field is None:
            continue
        name = f"{each.source}s" if each.shared else each.source
        way = Relation(each.target, name, each.source, many=each.shared, order=("id",) * each.shared, way_back=True)
        found.setdefault((each.target, name), way)
    return tuple(found.values())


RELATIONS: tuple[Relation, ...] = (*_LAID, *_ways_back(_LAID))


@cache
def ways(start: str, entity: str) -> tuple[tuple[Relation, ...], ...]:
    """Return the ways along relations held in fields that lead from ``start`` to ``entity``, shortest first.

    >>> [[step.name for step in way] for way in ways("loan", "valuation")]
    [['collaterals', 'valuations']]
    """
    found: list[tuple[Relation, ...]] = []
    waiting: list[tuple[str, tuple[Relation, ...]]] = [(start, ())]
    for here, way in waiting:
        for each in RELATIONS:
            if each.source != here or each.field is None or each.target in {start, *(step.target for step in way)}:
                continue
            if each.target == entity:
                found.append((*way, each))
            else:
                waiting.append((each.target, (*way, each)))
    return tuple(found)
