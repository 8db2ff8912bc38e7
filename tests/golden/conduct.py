"""The keys of the legend that speak of collection, transfer, extension, money laundering and credit records."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from tests.golden.answers import Asked, outcome_of, possible, status
from tests.golden.case import Case, NotUnderstoodError, read_day
from tests.golden.draft import Draft
from tests.golden.legend import boolean, decimal
from tests.golden.topic import Setter, Topic

SEGMENTS: Final[Mapping[str, str]] = {
    "natural_person": "person",
    "person": "person",
    "individual": "person",
    "personal": "person",
    "sole_trader": "sole_trader",
    "enterprise": "enterprise",
    "company": "enterprise",
    "corporate": "enterprise",
    "legal_person": "enterprise",
    "non_natural_person": "enterprise",
    "non_natural": "enterprise",
    "financial": "financial",
    "state_organ": "public",
}
"""Words for kinds of customers, and what the model calls them."""

PERSONAL_PRODUCTS: Final = (
    "personal_consumer",
    "personal_mortgage",
    "personal_business",
    "personal_auto",
    "credit_card",
)
LOAN_KINDS: Final[Mapping[str, str]] = {
    "personal": "personal_consumer",
    "personal_loan": "personal_consumer",
    "consumer": "personal_consumer",
    "personal_consumer": "personal_consumer",
    "consumer_credit": "personal_consumer",
    "consumer_credit_loan": "personal_consumer",
    "personal_consumer_credit": "personal_consumer",
    "personal_mortgage": "personal_mortgage",
    "mortgage": "personal_mortgage",
    "housing": "personal_mortgage",
    "personal_business": "personal_business",
    "personal_operating": "personal_business",
    "personal_operating_credit": "personal_business",
    "personal_auto": "personal_auto",
    "car": "personal_auto",
    "auto": "personal_auto",
    "credit_card": "credit_card",
    "card_overdraft": "credit_card",
    "student": "personal_consumer",
    "student_loan": "personal_consumer",
    "staff_loan": "personal_consumer",
    "staff": "personal_consumer",
    "corporate": "corporate",
    "working_capital": "corporate",
    "fixed_asset": "corporate",
    "small_enterprise": "small_enterprise",
}
"""Words for kinds of loans, and the product of the model."""


def _time(draft: Draft, key: str, value: Any) -> None:
    match = re.fullmatch(r"(\d{1,2}):(\d{2})(?::\d{2})?", str(value))
    # YAML 1.1 reads a bare 22:30 as the number 1350.
    minute = value if isinstance(value, int) and not isinstance(value, bool) else None
    if match:
        minute = int(match.group(1)) * 60 + int(match.group(2))
    if minute is None or not 0 <= minute < 1440:
        raise NotUnderstoodError(f"`{key}` is not a time of day: {value!r}")
    draft.set("loan.planned_contact_minute", minute)


def _count(path: str) -> Setter:
    def put(draft: Draft, key: str, value: Any) -> None:
        number = decimal(key, value)
        if number < 0 or number != int(number):
            raise NotUnderstoodError(f"`{key}` is not a count: {value!r}")
        draft.set(path, int(number))

    return put


def _flag(path: str) -> Setter:
    return lambda draft, key, value: draft.set(path, boolean(key, value))


def _target(draft: Draft, key: str, value: Any) -> None:
    words = {"co-debtor": "co_debtor", "contact": "contact_person", "third_party": "unrelated"}
    draft.set("loan.planned_contact_target", words.get(str(value), value))


def _borrower_kind(draft: Draft, key: str, value: Any) -> None:
    if value not in SEGMENTS:
        raise NotUnderstoodError(f"`{key}` is not a kind of customer: {value!r}")
    draft.set("borrower.segment", SEGMENTS[value])
    if key == "borrower_kind":
        draft.set("borrower.is_state_organ", value == "state_organ")


def _guarantor_kind(draft: Draft, key: str, value: Any) -> None:
    if value not in SEGMENTS:
        raise NotUnderstoodError(f"`{key}` is not a kind of guarantor: {value!r}")
    draft.set("loan.guarantees", [{"id": "G1", "guarantor_is_state_organ": value == "state_organ"}])


def _route(draft: Draft, key: str, value: Any) -> None:
    """Which pilot is meant may only follow from the borrower: see ``_kind_of_pilot``."""
    text = str(value)
    if text in ("batch_2012", "batch_transfer", "batch_transfer_2012_6") or "2012" in text:
        draft.set("loan.transfer_route", "batch_2012")
    elif "pilot" in text:
        draft.set("loan.transfer_route", "pilot")
    elif text in ("other", "single", "ordinary"):
        draft.set("loan.transfer_route", "other")
    else:
        raise NotUnderstoodError(f"`{key}` is not a way of transfer: {value!r}")


def _loan_kind(draft: Draft, key: str, value: Any) -> None:
    text = str(value)
    kind = LOAN_KINDS.get(text) or LOAN_KINDS.get(text.removesuffix("_loan"))
    if kind is None:
        raise NotUnderstoodError(f"`{key}` is not a kind of loan: {value!r}")
    draft.set("loan.product", kind)
    draft.set("loan.student_loan", text.startswith("student"))
    draft.set("loan.of_staff_or_relatives", text.startswith("staff"))


def _ended(draft: Draft, key: str, value: Any) -> None:
    draft.set("loan.negative_event_ended", True)
    draft.set("loan.negative_event_ended_on", read_day(key, value))


def _total(draft: Draft) -> dict[str, Any]:
    totals = draft.borrower["daily_totals"]
    if not totals:
        totals.append({"id": "T1", "day": draft.as_of, "amount": 0, "amount_in_usd": 0, "scope": "domestic"})
    first: dict[str, Any] = totals[0]
    return first


def _word_of_total(name: str, words: Mapping[str, str]) -> Setter:
    def put(draft: Draft, key: str, value: Any) -> None:
        if value not in words:
            raise NotUnderstoodError(f"`{key}` is not understood: {value!r}")
        _total(draft)[name] = words[value]

    return put


def _amount_of_total(name: str) -> Setter:
    def put(draft: Draft, key: str, value: Any) -> None:
        _total(draft)[name] = decimal(key, value)

    return put


CHANNEL: Final = _word_of_total("channel", {"cash": "cash", "transfer": "transfer", "wire": "transfer"})
SCOPE: Final = _word_of_total(
    "scope", {"domestic": "domestic", "cross_border": "cross_border", "cross-border": "cross_border"}
)


def _ready_to_contact(draft: Draft, case: Case) -> None:
    """Whoever a case does not name is the debtor; contacts are recorded; nobody plans a call at night."""
    if draft.get("loan.planned_contact_target") is None:
        draft.set("loan.planned_contact_target", "debtor")
    draft.set("loan.collection_recorded", case.facts.get("collection_recorded") is not False)
    if "contact_local_time" not in case.facts:
        draft.set("loan.planned_contact_minute", 12 * 60)


def _plan_is_asked(draft: Draft, case: Case) -> None:
    """A plan is for a cardholder whose debt exceeds the ability and who is willing, unless the case says otherwise."""
    if "product" not in case.facts and "instalment_plan_months" in case.facts:
        draft.set("loan.product", "credit_card")
    for key in ("debt_exceeds_ability", "willing_to_repay"):
        draft.set(f"loan.{key}", case.facts.get(key) is not False)


def _sold_to_an_asset_manager(draft: Draft, case: Case) -> None:
    draft.set("loan.buyer", draft.get("loan.buyer") or "national_amc")
    if draft.get("loan.transfer_route") is None:
        draft.set("loan.transfer_route", "other")
    draft.set("loan.facts.claim_is_non_performing", True)
    if draft.get("loan.guarantee_type") is None:
        draft.set("loan.guarantee_type", "mortgage" if draft.get("loan.product") == "personal_mortgage" else "credit")


def _kind_of_pilot(draft: Draft, case: Case) -> None:
    """The pilot is one for single corporate claims and one for batches of personal ones."""
    if draft.get("loan.transfer_route") != "pilot":
        return
    route = str(case.facts.get("route"))
    person = (
        draft.get("borrower.segment") in ("person", "sole_trader") or draft.get("loan.product") in PERSONAL_PRODUCTS
    )
    if any(word in route for word in ("personal", "retail", "batch")):
        person = True
        if case.facts.get("borrower_kind") is None:
            draft.set("borrower.segment", "person")
    elif any(word in route for word in ("corporate", "single")):
        person = False
    if person and draft.get("loan.product") == "corporate" and draft.get("borrower.segment") == "person":
        draft.set("loan.product", "personal_consumer")
    draft.set("loan.transfer_route", "pilot_batch_personal" if person else "pilot_single_corporate")


def _person_owes_personal_loan(draft: Draft, case: Case) -> None:
    if draft.get("loan.product") in PERSONAL_PRODUCTS and case.facts.get("borrower_kind") is None:
        draft.set("borrower.segment", "person")


def _asked_in_time(draft: Draft, case: Case) -> None:
    draft.set("loan.extension_asked_before_maturity", case.facts.get("asked_before_maturity") is not False)
    if "product_limit_months" not in case.facts:
        draft.forget("loan.product_limit_months")


def _permission(decision: str) -> Callable[[Asked], Any]:
    """Where the rules do not speak of such a claim, they refuse nothing."""

    def answer(asked: Asked) -> Any:
        decided = asked.decision(decision)
        if str(decided.status) == "not_applicable":
            return True
        outcome = outcome_of(decided)
        return None if outcome is None else outcome == "allowed"

    return answer


def _yes(decision: str) -> Callable[[Asked], Any]:
    def answer(asked: Asked) -> Any:
        outcome = outcome_of(asked.decision(decision))
        return None if outcome is None else outcome == "yes"

    return answer


PATHS: Final[Mapping[str, tuple[str, ...]]] = {
    "contact_local_time": ("loan.planned_contact_minute",),
    "time_agreed_with_debtor": ("loan.contact_time_agreed",),
    "connected_calls_today_by_institution": ("loan.connected_calls_by_institution", "loan.collection_contacts"),
    "connected_calls_today_by_agencies": ("loan.connected_calls_by_agencies", "loan.collection_contacts"),
    "contact_target": ("loan.planned_contact_target",),
    "instalment_plan_months": ("loan.instalment_plan_months",),
    "route": ("loan.transfer_route",),
    "borrower_kind": ("borrower.segment", "borrower.is_state_organ"),
    "customer_kind": ("borrower.segment",),
    "guarantor_kind": ("loan.guarantees",),
    "buyer_retransfers": ("loan.buyer_retransfers",),
    "loan_kind": ("loan.product",),
    "original_tenor_months": ("loan.original_tenor_months",),
    "extension_months_total": ("loan.extension_months",),
    "negative_event_ended_on": ("loan.negative_event_ended", "loan.negative_event_ended_on"),
}
OPENED_TOTAL: Final[Mapping[str, tuple[str, ...]]] = {
    "channel": ("channel",),
    "scope": ("scope",),
    "daily_amount_cny": ("amount",),
    "daily_amount_usd": ("amount_in_usd",),
}


def _forget(draft: Draft, key: str) -> None:
    draft.forget(*PATHS.get(key, ()))
    for name in OPENED_TOTAL.get(key, ()):
        _total(draft).pop(name, None)


def _topic(
    main: Callable[[Case], str],
    decisions: tuple[str, ...],
    together: tuple[Callable[[Draft, Case], None], ...] = (),
    tasks: Mapping[str, tuple[str, ...]] | None = None,
) -> Topic:
    """Return a topic that understands all keys and expectations of these chapters."""
    return Topic(KEYS, ANSWERS, main, decisions, _forget, together, tasks or {})


KEYS: Final[Mapping[str, Setter]] = {
    "contact_local_time": _time,
    "time_agreed_with_debtor": _flag("loan.contact_time_agreed"),
    "connected_calls_today_by_institution": _count("loan.connected_calls_by_institution"),
    "connected_calls_today_by_agencies": _count("loan.connected_calls_by_agencies"),
    "contact_target": _target,
    "collection_recorded": _flag("loan.collection_recorded"),
    "instalment_plan_months": _count("loan.instalment_plan_months"),
    "instalment_plan_performed": _flag("loan.instalment_plan_performed"),
    "debt_exceeds_ability": _flag("loan.debt_exceeds_ability"),
    "willing_to_repay": _flag("loan.willing_to_repay"),
    "route": _route,
    "borrower_kind": _borrower_kind,
    "guarantor_kind": _guarantor_kind,
    "buyer_retransfers": _flag("loan.buyer_retransfers"),
    "package_debtors": _count("loan.package_debtors"),
    "contract_restricts_transfer": _flag("loan.transfer_restricted"),
    "channel": CHANNEL,
    "scope": SCOPE,
    "daily_amount_cny": _amount_of_total("amount"),
    "daily_amount_usd": _amount_of_total("amount_in_usd"),
    "customer_kind": _borrower_kind,
    "original_tenor_months": _count("loan.original_tenor_months"),
    "extension_months_total": _count("loan.extension_months"),
    "product_limit_months": _count("loan.product_limit_months"),
    "asked_before_maturity": _flag("loan.extension_asked_before_maturity"),
    "loan_kind": _loan_kind,
    "negative_event_ended_on": _ended,
}
ANSWERS: Final[Mapping[str, Callable[[Asked], Any]]] = {
    "contact_allowed": _permission("collection_contact"),
    "plan_allowed": _permission("instalment_plan"),
    "transfer_allowed": _permission("transfer"),
    "large_value_report": _yes("large_value_report"),
    "extension_allowed": _permission("extension"),
    "must_be_deleted": _yes("record_deletion"),
    "status": status,
    "possible": possible,
}


def _collection(case: Case) -> str:
    plan = "plan_allowed" in case.expected or "instalment_plan_months" in case.facts
    return "instalment_plan" if plan else "collection_contact"


TOPICS: Final[Mapping[str, Topic]] = {
    "collection": _topic(
        _collection,
        ("collection_contact", "instalment_plan", "collection_step", "collection_outsourcing"),
        (_ready_to_contact, _plan_is_asked),
    ),
    "transfer": _topic(
        lambda case: "transfer",
        ("transfer", "transfer_notice"),
        (_kind_of_pilot, _person_owes_personal_loan, _sold_to_an_asset_manager),
    ),
    "aml": _topic(lambda case: "large_value_report", ("large_value_report", "customer_review")),
    "extension": _topic(lambda case: "extension", ("extension",), (_person_owes_personal_loan, _asked_in_time)),
    "credit_info": _topic(lambda case: "record_deletion", ("record_deletion", "negative_record")),
}
