"""Cases of write-off and of its tax side: what their keys say about a record, and what their expectations ask."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from tests.golden.answers import Asked, outcome_of
from tests.golden.case import Case, NotUnderstoodError, read_day
from tests.golden.draft import Draft, nothing_is_the_case
from tests.golden.legend import KEYS as CLASSIFICATION_KEYS
from tests.golden.legend import boolean, decimal

TOPICS: Final = frozenset({"write_off", "tax"})
LARGE: Final = Decimal(500_000_000)
"""Sales and assets of a firm that is neither small nor medium."""

NONE_OF_ITS_KIND: Final[Mapping[str, Any]] = {
    "loan.enforcement_ruling": "none",
    "loan.sister_claim_ruling": "none",
    "loan.disposal": "none",
    "borrower.annual_sales": LARGE,
    "borrower.total_assets": LARGE,
}
FILING: Final = ("origin", "cause", "remedies", "recourse", "collateral", "persons")
INTERNAL: Final = ("recourse_certificate", "collection_report", "legal_opinion")
SIGNATURES: Final[Mapping[str, tuple[str, ...]]] = {
    "handler": ("handler", "officer"),
    "department_head": ("department",),
    "unit_head": ("unit", "institution", "branch", "president"),
}
"""Words that say who signed."""

FLAGS: Final[Mapping[str, str]] = {
    "borrower_dead": "borrower.died",
    "has_guarantor": "loan.facts.has_guarantor",
    "estate_pursued": "loan.estate_pursued",
    "borrower_pursued": "loan.borrower_pursued",
    "guarantor_pursued": "loan.guarantor_pursued",
    "estate_settled": "borrower.estate_settled",
    "business_fully_stopped": "borrower.business_fully_stopped",
    "borrower_untraceable": "borrower.is_missing",
    "fund_use_proved": "loan.fund_use_proved",
    "litigated": "loan.claim_sued_upon",
    "suit_dismissed": "loan.suit_dismissed",
    "limitation_passed": "loan.limitation_passed",
    "rights_terminated": "loan.rights_terminated",
    "subjective_fault": "loan.subjective_fault",
    "accountability_finished": "loan.accountability_finished",
    "collective_review_done": "loan.collective_review_done",
    "approved_by_authorised_person": "loan.approved_by_authorised_person",
    "eligible_ground": "loan.other_ground_recognised",
    "counterparty_fully_paid": "loan.counterparty_performed",
    "same_institution": "loan.sister_claim_at_same_institution",
    "guarantee_not_better_than_sued_debt": "loan.guarantee_not_better_than_sister_claim",
    "external_evidence_obtainable": "loan.external_evidence_obtainable",
    "legal_opinion_states_reason_for_no_litigation": "loan.legal_opinion_states_reason",
}
NUMBERS: Final[Mapping[str, str]] = {
    "recourse_days": "loan.recourse_days",
    "recourse_times": "loan.recourse_times",
    "years_without_annual_report": "borrower.years_without_annual_report",
    "remedy_years_without_result": "loan.remedy_years_without_result",
    "remaining_claim": "loan.remaining_claim",
    "single_debtor_balance": "borrower.facts.single_debtor_balance",
    "shortfall": "loan.shortfall",
    "fiscal_year": "institution.write_off_year",
    "overdue_years": "loan.overdue_years",
}
DAYS: Final[Mapping[str, str]] = {
    "bankruptcy_declared_on": "borrower.bankruptcy_declared_on",
    "bankruptcy_closed_on": "borrower.bankruptcy_ended_on",
    "written_off_on": "loan.written_off_on",
    "special_audit_report_issued_on": "institution.write_off_audit_report_issued_on",
    "filed_with_finance_department_on": "institution.write_offs_filed_on",
}

GROUNDS: Final[tuple[tuple[tuple[str, ...], Mapping[str, Any]], ...]] = (
    (("bankruptcy_pending", "bankruptcy_not_closed"), {"borrower.bankruptcy_stage": "declared_liquidation"}),
    (("bankruptcy", "bankrupt"), {"borrower.bankruptcy_stage": "closed"}),
    (("closure", "closed", "dissolution", "dissolved"), {"borrower.ended_lawfully": True}),
    (("dead", "death", "deceased"), {"borrower.died": True}),
    (("declared_missing", "missing"), {"borrower.declared_missing_or_dead": True}),
    (("capacity_for_work", "capacity_to_work"), {"borrower.lost_capacity_to_work": True}),
    (("incapacity", "capacity", "incapable"), {"borrower.lost_civil_capacity": True}),
    (("disaster", "accident"), {"borrower.hit_by_disaster": True}),
    (("licence", "license", "deregist"), {"borrower.licence_ended": True}),
    (("annual_report",), {}),
    (
        ("convict", "punished"),
        {
            "borrower.was_convicted": True,
            "borrower.lost_ability_to_repay": True,
            "borrower.property_is_insufficient": True,
        },
    ),
    (("mediation", "settlement"), {"loan.claim_sued_upon": True, "loan.settlement_recorded_by_court": True}),
    (
        ("reorganisation", "reorganization", "composition", "plan"),
        {"loan.claim_sued_upon": True, "loan.plan_approved_by_court": True},
    ),
    (("documents_lost", "contract_lost"), {"loan.contract_documents_lost": True}),
    (("limitation",), {"loan.limitation_passed": True}),
    (("repossess",), {"loan.was_repossessed": True}),
    (("criminal", "crime", "fraud"), {"loan.criminal_case_filed": True}),
    (
        ("personal_operating", "personal_business"),
        {"loan.product": "personal_business", "borrower.segment": "person"},
    ),
    (("farmer",), {"loan.product": "farmer_micro", "borrower.segment": "farmer"}),
    (("agri", "rural"), {"loan.agriculture_related": True}),
    (("sme", "small_enterprise", "small_and_medium"), {"borrower.facts.is_sme_for_write_off": True}),
    (("card",), {"loan.product": "credit_card", "borrower.segment": "person"}),
    (("student",), {"loan.student_loan": True, "borrower.segment": "person"}),
    (("disposal", "package_sale", "auction", "same_debtor", "other_debt", "sued_debt"), {}),
    (("litigation", "sued", "enforcement"), {"loan.claim_sued_upon": True}),
)
"""Words that a ground may hold, and the event that it claims; the first that is found counts."""

EVIDENCE: Final[tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]] = (
    (("collection_report", "internal_report"), ("collection_report",)),
    (("legal_opinion",), ("legal_opinion",)),
    (("recourse",), ("recourse_certificate",)),
    (("insurance",), ("insurance_certificate",)),
    (("disaster", "accident"), ("disaster_certificate",)),
    (("administrator", "court_certificate"), ("court_certificate",)),
    (("death", "missing", "hospital", "capacity"), ("personal_certificate",)),
    (("mediation", "settlement_record", "settlement_agreement"), ("settlement_record",)),
    (("settlement", "liquidation"), ("settlement_certificate",)),
    (("deregist", "licence", "license", "revocation"), ("licence_certificate", "end_document")),
    (("bankruptcy", "closure", "dissolution"), ("end_document",)),
    (("query", "annual_report"), ("annual_report_query",)),
    (("repossess",), ("repossession_file",)),
    (("criminal", "filing_decision", "police"), ("criminal_filing",)),
    (("fund", "monitoring"), ("fund_monitoring_record",)),
    (("payment",), ("payment_proof",)),
    (("plan",), ("plan", "judgment")),
    (("agreement", "sale_contract"), ("disposal_agreement",)),
    (("ruling", "enforcement"), ("sister_claim_ruling", "enforcement_file", "judgment")),
    (("judgment", "judgement", "award"), ("judgment",)),
)
DOCUMENTS: Final = tuple(dict.fromkeys(document for _, found in EVIDENCE for document in found))

RULINGS: Final = ("terminated", "suspended", "terminated_this_enforcement")
DISPOSALS: Final[Mapping[str, str]] = {
    **{each: each for each in ("package_sale", "auction", "transfer", "debt_reduction", "debt_equity_swap")},
    "abs": "securitisation",
    "securitisation": "securitisation",
    "securitization": "securitisation",
    "swap": "debt_equity_swap",
    "debt_to_equity": "debt_equity_swap",
}
AUTHORITIES: Final[tuple[tuple[str, str], ...]] = (
    ("township", "below_county"),
    ("below_county", "below_county"),
    ("county", "county_market_regulator"),
    ("district", "county_market_regulator"),
    ("city", "city_market_regulator"),
    ("municipal", "city_market_regulator"),
    ("prefect", "city_market_regulator"),
    ("provinc", "provincial_market_regulator"),
    ("state", "state_market_regulator"),
    ("national", "state_market_regulator"),
)
OTHER_AUTHORITIES: Final = ("tax", "police", "court", "government", "customs", "bank")
RECOURSE: Final[Mapping[str, str]] = {
    "judicial": "loan.recourse_by_court",
    "court": "loan.recourse_by_court",
    "litigation": "loan.recourse_by_court",
    "phone": "loan.recourse_by_phone",
    "letter": "loan.recourse_by_letter",
    "visit": "loan.recourse_by_visit",
}


def _ground(draft: Draft, value: Any) -> None:
    """The ground is claimed as a word; the event in it is taken for true, what makes it a ground is for the pack."""
    if not isinstance(value, str):
        raise NotUnderstoodError(f"`ground` is not a word: {value!r}")
    for words, event in GROUNDS:
        if any(word in value for word in words):
            for path, fact in event.items():
                draft.set(path, fact)
            return
    raise NotUnderstoodError(f"ground `{value}` is not understood")


def _bankruptcy_closed(draft: Draft, value: Any) -> None:
    draft.set("borrower.bankruptcy_stage", "closed" if boolean("bankruptcy_closed", value) else "declared_liquidation")


def _licence_revoked_by(draft: Draft, value: Any) -> None:
    draft.set("borrower.licence_ended", True)
    regulator = isinstance(value, str) and not any(word in value for word in OTHER_AUTHORITIES)
    found = (code for word, code in AUTHORITIES if regulator and word in value)
    draft.set("borrower.licence_ended_by", next(found, "other_authority"))


def _other_debt_ruling(draft: Draft, value: Any) -> None:
    if value not in RULINGS:
        raise NotUnderstoodError(f"`other_debt_ruling` is none of {', '.join(RULINGS)}: {value!r}")
    draft.set("loan.sister_claim_ruling", value)
    draft.set("loan.sister_claim_lacks_assets", True)


def _disposal(draft: Draft, value: Any) -> None:
    if value not in DISPOSALS:
        raise NotUnderstoodError(f"disposal `{value}` is not understood")
    draft.set("loan.disposal", DISPOSALS[value])


def _evidence(draft: Draft, value: Any) -> None:
    for document in DOCUMENTS:
        draft.set(f"loan.has_{document}", False)
    for word in _words("evidence", value):
        found = next((documents for words, documents in EVIDENCE if any(each in word for each in words)), None)
        if found is None:
            raise NotUnderstoodError(f"evidence `{word}` is not understood")
        for document in found:
            draft.set(f"loan.has_{document}", True)


def _signed_by(draft: Draft, value: Any) -> None:
    for word in _words("signed_by", value):
        person = next((name for name, words in SIGNATURES.items() if any(each in word for each in words)), None)
        if person is None:
            raise NotUnderstoodError(f"`signed_by` names nobody that counts: `{word}`")
        draft.set(f"loan.evidence_signed_by_{person}", True)


def _recourse_records(draft: Draft, value: Any) -> None:
    """Records that a case lists are originals, signed by handler and head."""
    for word in _words("recourse_records", value):
        if word not in RECOURSE:
            raise NotUnderstoodError(f"recourse record `{word}` is not understood")
        draft.set(RECOURSE[word], True)
    draft.set("loan.recourse_signed_by_handler", True)
    draft.set("loan.recourse_signed_by_head", True)


def _loan_kind(draft: Draft, value: Any) -> None:
    kinds = {
        "sme": ("sme", "small"),
        "agriculture": ("agri", "farmer", "rural"),
        "other": ("other", "corporate", "large"),
    }
    kind = next((each for each, words in kinds.items() if any(word in str(value) for word in words)), None)
    if kind is None:
        raise NotUnderstoodError(f"loan kind `{value}` is not understood")
    draft.set("borrower.facts.is_sme_for_write_off", kind == "sme")
    draft.set("loan.agriculture_related", kind == "agriculture")


def _words(key: str, value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise NotUnderstoodError(f"`{key}` is not a list of words: {value!r}")
    return value


SPECIAL: Final[Mapping[str, Callable[[Draft, Any], None]]] = {
    "ground": _ground,
    "bankruptcy_closed": _bankruptcy_closed,
    "licence_revoked_by": _licence_revoked_by,
    "other_debt_ruling": _other_debt_ruling,
    "disposal": _disposal,
    "evidence": _evidence,
    "signed_by": _signed_by,
    "recourse_records": _recourse_records,
    "loan_kind": _loan_kind,
}
KEYS: Final = frozenset({*SPECIAL, *FLAGS, *NUMBERS, *DAYS})
RECOURSE_KEYS: Final = frozenset({"borrower_pursued", "guarantor_pursued", "estate_pursued", "recourse_days"})
OPINION_KEYS: Final = frozenset({"litigated", "legal_opinion_states_reason_for_no_litigation"})

OPENED: Final[Mapping[str, tuple[str, ...]]] = {
    "has_guarantor": ("loan.facts.has_guarantor", "loan.guarantees"),
    "single_debtor_balance": ("borrower.facts.single_debtor_balance", "borrower.other_loans"),
    "bankruptcy_closed": ("borrower.bankruptcy_stage",),
    "licence_revoked_by": ("borrower.licence_ended_by",),
    "other_debt_ruling": ("loan.sister_claim_ruling",),
    "disposal": ("loan.disposal",),
    "evidence": tuple(f"loan.has_{each}" for each in DOCUMENTS),
    "signed_by": tuple(f"loan.evidence_signed_by_{each}" for each in SIGNATURES),
    "recourse_records": tuple(RECOURSE.values()),
    "loan_kind": ("borrower.facts.is_sme_for_write_off", "loan.agriculture_related", "borrower.annual_sales"),
    "special_audit_report_issued_on": (
        "institution.write_off_audit_report_issued",
        "institution.write_off_audit_report_issued_on",
    ),
    "filed_with_finance_department_on": ("institution.write_offs_filed", "institution.write_offs_filed_on"),
}
"""What is left open with a key beside its own path."""


def draft_of(case: Case) -> Draft:
    """Return the record that ``case`` describes; it speaks of what its topic asks, and the rest is in order.

    Raises:
        NotUnderstoodError: if a key or a value is not of the legend.
    """
    draft = nothing_is_the_case(case.as_of)
    for path, value in NONE_OF_ITS_KIND.items():
        draft.set(path, value)
    _file_in_order(draft)
    # The ground first: what a case says of an event outweighs the name of the ground.
    for key in sorted(case.facts, key=lambda each: each != "ground"):
        _give(draft, case, key, case.facts[key])
    _together(draft, case)
    for key in case.unknown:
        if key not in KEYS:
            raise NotUnderstoodError(f"key `{key}` of `unknown:` is not understood for topic `{case.topic}`")
        draft.forget(*OPENED.get(key, ()), *(table[key] for table in (FLAGS, NUMBERS, DAYS) if key in table))
    return draft


def _file_in_order(draft: Draft) -> None:
    for document in DOCUMENTS:
        draft.set(f"loan.has_{document}", True)
    for part in FILING:
        draft.set(f"loan.filing_states_{part}", True)
    draft.set("loan.legal_opinion_states_course", True)
    draft.set("loan.legal_opinion_states_reason", True)


def _give(draft: Draft, case: Case, key: str, value: Any) -> None:
    if value is None:
        return
    if key in SPECIAL:
        SPECIAL[key](draft, value)
    elif key in FLAGS:
        draft.set(FLAGS[key], boolean(key, value))
    elif key in NUMBERS:
        draft.set(NUMBERS[key], decimal(key, value))
    elif key in DAYS:
        draft.set(DAYS[key], read_day(key, value))
    elif key in CLASSIFICATION_KEYS:
        CLASSIFICATION_KEYS[key](draft, key, value)
    elif isinstance(draft.loan.get(key), bool):
        draft.set(f"loan.{key}", boolean(key, value))
    elif isinstance(draft.borrower.get(key), bool):
        draft.set(f"borrower.{key}", boolean(key, value))
    else:
        raise NotUnderstoodError(f"key `{key}` is not understood for topic `{case.topic}`")


def _together(draft: Draft, case: Case) -> None:
    """What several keys say together."""
    spoken = {*case.facts, *case.unknown}
    if draft.get("borrower.facts.single_debtor_balance") is not None:
        draft.set("loan.balance", draft.get("borrower.facts.single_debtor_balance"))
    if "bankruptcy_closed_on" in case.facts:
        draft.set("borrower.bankruptcy_stage", "closed")
    elif "bankruptcy_declared_on" in case.facts and "bankruptcy_closed" not in spoken:
        draft.set("borrower.bankruptcy_stage", "declared_liquidation")
    if draft.get("borrower.ended_lawfully"):
        draft.set("borrower.liquidation_finished", True)
    if "guarantor_pursued" in spoken and "has_guarantor" not in spoken:
        draft.set("loan.facts.has_guarantor", True)
    # A case that says nothing of recourse is not about recourse.
    if not RECOURSE_KEYS & spoken and ({"eligible_ground"} & spoken or draft.get("borrower.segment") == "farmer"):
        draft.set("loan.borrower_pursued", True)
    for key, flag in (
        ("special_audit_report_issued_on", "write_off_audit_report_issued"),
        ("filed_with_finance_department_on", "write_offs_filed"),
    ):
        draft.set(f"institution.{flag}", case.facts.get(key) is not None)
    if "approval_valid" in case.expected and not {"ground", "eligible_ground"} & spoken:
        draft.set("loan.other_ground_recognised", True)
        draft.set("loan.borrower_pursued", True)
    _evidence_together(draft, case, spoken)


def _evidence_together(draft: Draft, case: Case, spoken: set[str]) -> None:
    if "counterparty_fully_paid" in case.facts and "evidence" not in spoken:
        draft.set("loan.has_payment_proof", draft.get("loan.counterparty_performed"))
    if "evidence" not in spoken and case.facts.get("external_evidence_obtainable") is False:
        for document in DOCUMENTS:
            draft.set(f"loan.has_{document}", document in INTERNAL)
    asks_for_kind = {"external_evidence_obtainable", "signed_by"} & spoken or "evidence_sufficient" in case.expected
    if "evidence" in case.facts and not asks_for_kind:
        draft.set("loan.facts.evidence_is_sufficient_in_kind", True)
    if "evidence" in case.facts and not OPINION_KEYS & spoken:
        draft.set("loan.facts.legal_opinion_is_complete", True)


MODES: Final[Mapping[str, tuple[str, ...]]] = {
    "list": ("list", "qingdan", "清单"),
    "self_determined": ("self", "own", "auto", "independent", "discretion", "zizhu", "自主"),
    "case_by_case": ("case", "individual", "regular", "ordinary", "normal", "逐户"),
}
DEADLINES: Final[Mapping[str, tuple[str, ...]]] = {
    "not_due": ("not_due", "not_yet_due", "not_overdue", "pending", "open", "running", "in_progress", "in_time"),
    "due_today": ("due_today",),
    "overdue": ("overdue", "expired", "breached", "late"),
    "finished": ("finished", "done", "completed", "closed"),
    "not_applicable": ("not_applicable", "not_required", "none"),
}
STATUSES: Final = ("certain", "at_least", "unknown")
DECIDED_BY: Final[Mapping[str, str]] = {
    "eligible": "write_off",
    "evidence_sufficient": "write_off_evidence",
    "approval_valid": "write_off_approval",
    "keep_in_off_book_ledger": "off_book_ledger",
    "recovery_continues": "recovery_after_write_off",
    "accountability_due": "accountability",
}


def main_decision(case: Case) -> str:
    """Return the decision that `status` and `possible` of ``case`` speak of."""
    if case.topic == "tax":
        return "tax_loss"
    if "on_time" in case.expected:
        return "write_off_filing" if "filed_with_finance_department_on" in case.facts else "write_off_audit"
    found = (decision for key, decision in DECIDED_BY.items() if key in case.expected)
    return next(found, "accountability" if "subjective_fault" in case.facts else "write_off")


def _is(decision: str, yes: str) -> Callable[[Asked], Any]:
    def answer(asked: Asked) -> Any:
        outcome = outcome_of(asked.decision(decision))
        return None if outcome is None else outcome == yes

    return answer


def _rule(asked: Asked) -> Any:
    """Return the rule that is expected where it fired, else all that did."""
    fired = asked.decision(main_decision(asked.case)).fired_deep
    expected = asked.case.expected["rule"]
    return expected if expected in fired else ", ".join(fired)


def _mode(asked: Asked) -> Any:
    outcome = outcome_of(asked.decision("write_off_mode"))
    expected = str(asked.case.expected["mode"])
    return expected if any(word in expected for word in MODES.get(outcome or "", ())) else outcome


def _accountability_due(asked: Asked) -> Any:
    if str(asked.decision("accountability").status) == "not_applicable":
        return None
    day = asked.fact("loan.accountability_due_on")
    return day.isoformat() if isinstance(day, date) else day


def _status(asked: Asked) -> Any:
    expected = str(asked.case.expected["status"])
    decision = asked.decision(main_decision(asked.case))
    if expected in STATUSES or decision.name != "accountability":
        return str(decision.status)
    outcome = outcome_of(decision) or str(decision.status)
    return expected if expected in DEADLINES.get(outcome, ()) else outcome


def _possible(asked: Asked) -> Any:
    return [str(each) for each in asked.decision(main_decision(asked.case)).possible]


def _on_time(asked: Asked) -> Any:
    """A report that is not due yet is neither on time nor late."""
    decisions = {
        "special_audit_report_issued_on": "write_off_audit",
        "filed_with_finance_department_on": "write_off_filing",
    }
    asked_for = [name for key, name in decisions.items() if key in {*asked.case.facts, *asked.case.unknown}]
    outcomes = {outcome_of(asked.decision(name)) for name in asked_for}
    if outcomes & {"late", "overdue"}:
        return False
    return True if outcomes == {"on_time"} else None


ANSWERS: Final[Mapping[str, Callable[[Asked], Any]]] = {
    "eligible": _is("write_off", "eligible"),
    "rule": _rule,
    "mode": _mode,
    "evidence_sufficient": _is("write_off_evidence", "sufficient"),
    "approval_valid": _is("write_off_approval", "valid"),
    "keep_in_off_book_ledger": _is("off_book_ledger", "yes"),
    "recovery_continues": _is("recovery_after_write_off", "yes"),
    "accountability_due": _accountability_due,
    "on_time": _on_time,
    "tax_loss_documented": _is("tax_loss", "documented"),
    "status": _status,
    "possible": _possible,
}
"""Every key of `expected:` for the topics of this module, besides `triggered`."""
