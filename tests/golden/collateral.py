"""The keys of the legend that speak of collateral and of assets taken over for a debt."""

from collections.abc import Mapping
from typing import Any, Final

from tests.golden.answers import Asked, day_of, outcome_of, possible, status
from tests.golden.case import Case, NotUnderstoodError, read_day
from tests.golden.draft import Draft
from tests.golden.legend import boolean, decimal
from tests.golden.topic import Topic

TYPES: Final[Mapping[str, str]] = {
    "residential": "residential",
    "residential_property": "residential",
    "house": "residential",
    "commercial": "commercial",
    "commercial_property": "commercial",
    "office": "commercial",
    "industrial_plant": "commercial",
    "plant": "commercial",
    "factory": "commercial",
    "real_estate": "commercial",
    "land": "land",
    "land_use_right": "land",
    "equipment": "equipment",
    "machinery": "equipment",
    "vehicle": "vehicle",
    "vehicles": "vehicle",
    "inventory": "inventory",
    "commodities": "inventory",
    "commodity": "inventory",
    "receivable": "receivables",
    "receivables": "receivables",
    "deposit": "deposit",
    "cash_margin": "deposit",
    "certificate_of_deposit": "deposit",
    "government_bond": "government_bond",
    "treasury_bond": "government_bond",
    "financial_bond": "financial_bond",
    "bank_bill": "financial_bond",
    "bank_bills": "financial_bond",
    "shares": "shares",
    "listed_shares": "shares",
    "stock": "shares",
    "unlisted_equity": "other",
    "ip": "other",
    "intellectual_property": "other",
    "other": "other",
}
"""Words for collateral, and what the model calls it."""

MARKETED: Final = ("listed_shares", "shares", "stock", "treasury_bond", "government_bond", "bank_bill", "bank_bills")
THING: Final[Mapping[str, Any]] = {
    "id": "C1",
    "right": "mortgage",
    "prior_claims": 0,
    "registered": False,
    "purchase_money": False,
    "is_volatile": False,
    "has_active_market": False,
    "price_moved_strongly": False,
    "external_valuation_required": False,
    "maximum_amount": False,
}
"""Collateral about which there is nothing to say."""

KINDS: Final[Mapping[str, str]] = {
    "immovable": "immovable",
    "real_estate": "immovable",
    "equity": "equity",
    "shares": "equity",
    "other_right": "other_right",
    "other_rights": "other_right",
    "right": "other_right",
    "movable": "movable",
}
OF_A_RIGHT: Final = ("mortgage_registered", "purchase_money_mortgage", "delivered_on", "registered_on")


def _thing(draft: Draft) -> dict[str, Any]:
    things = draft.loan["collaterals"]
    if not things:
        things.append({**THING})
    first: dict[str, Any] = things[0]
    return first


def _asset(draft: Draft) -> dict[str, Any]:
    assets = draft.loan["repossessed_assets"]
    if not assets:
        assets.append({"id": "R1", "disposed": False})
    first: dict[str, Any] = assets[0]
    return first


def _type(draft: Draft, key: str, value: Any) -> None:
    if value not in TYPES:
        raise NotUnderstoodError(f"`{key}` is not a kind of collateral: {value!r}")
    _thing(draft).update({"type": TYPES[value], "has_active_market": value in MARKETED})


def _valued_on(draft: Draft, key: str, value: Any) -> None:
    _thing(draft)["valued_on"] = read_day(key, value)


def _valuation(draft: Draft, key: str, value: Any) -> None:
    _thing(draft)["value"] = decimal(key, value)


def _secured(draft: Draft, key: str, value: Any) -> None:
    draft.set("loan.balance", decimal(key, value))


def _class(draft: Draft, key: str, value: Any) -> None:
    classes = ("normal", "special_mention", "substandard", "doubtful", "loss")
    if value not in classes:
        raise NotUnderstoodError(f"`{key}` is not a class: {value!r}")
    draft.set("loan.facts.claim_is_non_performing", classes.index(value) >= classes.index("substandard"))


def _became_npl(draft: Draft, key: str, value: Any) -> None:
    draft.set("loan.facts.became_non_performing_on", read_day(key, value))


def _kind(draft: Draft, key: str, value: Any) -> None:
    if value not in KINDS:
        raise NotUnderstoodError(f"`{key}` is not a kind of asset: {value!r}")


def _acquired(draft: Draft, key: str, value: Any) -> None:
    _asset(draft)["acquired_on"] = read_day(key, value)


def _right_ends(draft: Draft, key: str, value: Any) -> None:
    _asset(draft)["right_ends_on"] = read_day(key, value)


def _disposed(draft: Draft, key: str, value: Any) -> None:
    _asset(draft)["disposed"] = boolean(key, value)


def _registered(draft: Draft, key: str, value: Any) -> None:
    _thing(draft)["registered"] = boolean(key, value)


def _purchase_money(draft: Draft, key: str, value: Any) -> None:
    _thing(draft)["purchase_money"] = boolean(key, value)


def _delivered(draft: Draft, key: str, value: Any) -> None:
    _thing(draft)["delivered_on"] = read_day(key, value)


def _registered_on(draft: Draft, key: str, value: Any) -> None:
    _thing(draft).update({"registered_on": read_day(key, value), "registered": True})


def _non_performing_since(draft: Draft, case: Case) -> None:
    """A claim that became non-performing is; one that is and has no day became it now."""
    if draft.get("loan.facts.became_non_performing_on") is not None and "secured_claim_class" not in case.facts:
        draft.set("loan.facts.claim_is_non_performing", True)
    elif draft.get("loan.facts.claim_is_non_performing") is None:
        draft.set("loan.facts.claim_is_non_performing", False)


def _kind_of_what(draft: Draft, case: Case) -> None:
    """The kind is that of the mortgaged thing where a case speaks of a mortgage, else of the asset taken over."""
    if "asset_kind" in case.facts and case.facts["asset_kind"] is not None:
        kind = KINDS[case.facts["asset_kind"]]
        if {*OF_A_RIGHT} & case.facts.keys():
            _thing(draft)["type"] = "residential" if kind == "immovable" else "equipment"
        else:
            _asset(draft)["kind"] = kind
    elif {*OF_A_RIGHT} & case.facts.keys() and case.facts.get("collateral_type") is None:
        movable = {*OF_A_RIGHT[1:]} & case.facts.keys()
        _thing(draft)["type"] = "equipment" if movable else "residential"


OPENED: Final[Mapping[str, str]] = {
    "collateral_type": "type",
    "last_valuation_date": "valued_on",
    "valuation": "value",
    "mortgage_registered": "registered",
    "purchase_money_mortgage": "purchase_money",
    "delivered_on": "delivered_on",
    "registered_on": "registered_on",
}
OPENED_ASSET: Final[Mapping[str, str]] = {
    "asset_kind": "kind",
    "acquired_on": "acquired_on",
    "right_valid_until": "right_ends_on",
    "disposed": "disposed",
}
OPENED_LOAN: Final[Mapping[str, str]] = {
    "secured_principal_balance": "loan.balance",
    "secured_claim_class": "loan.facts.claim_is_non_performing",
    "claim_became_npl_on": "loan.facts.became_non_performing_on",
}


def _forget(draft: Draft, key: str) -> None:
    if key in OPENED:
        _thing(draft).pop(OPENED[key], None)
    if key in OPENED_ASSET and draft.loan["repossessed_assets"]:
        _asset(draft).pop(OPENED_ASSET[key], None)
    if key in OPENED_LOAN:
        draft.forget(OPENED_LOAN[key])
    if key == "secured_claim_class":
        draft.forget("loan.judgement_class")


def _revaluation_due(asked: Asked) -> Any:
    outcome = outcome_of(asked.decision("revaluation"))
    return None if outcome is None else outcome == "yes"


def _ratio(asked: Asked) -> Any:
    return asked.fact("loan.loan_to_value")


def _overdue(asked: Asked) -> Any:
    return asked.fact("loan.disposal_overdue")


def _right_exists(asked: Asked) -> Any:
    return asked.fact("loan.mortgage_right_exists")


def _super_priority(asked: Asked) -> Any:
    return asked.fact("loan.super_priority")


def _tasks(asked: Asked) -> Any:
    outcome = asked.decision("collateral_tasks").outcome
    found = list(outcome) if isinstance(outcome, tuple) else []
    return found + (["revalue"] if _revaluation_due(asked) else [])


def _main(case: Case) -> str:
    if "ltv" in case.expected:
        return "above_loan_to_value_cap"
    if {"disposal_deadline", "overdue"} & case.expected.keys() or "acquired_on" in case.facts:
        return "repossessed_disposal"
    return "mortgage_protection" if {*OF_A_RIGHT} & case.facts.keys() else "revaluation"


TOPICS: Final[Mapping[str, Topic]] = {
    "collateral": Topic(
        keys={
            "collateral_type": _type,
            "last_valuation_date": _valued_on,
            "valuation": _valuation,
            "secured_principal_balance": _secured,
            "secured_claim_class": _class,
            "claim_became_npl_on": _became_npl,
            "asset_kind": _kind,
            "acquired_on": _acquired,
            "right_valid_until": _right_ends,
            "disposed": _disposed,
            "mortgage_registered": _registered,
            "purchase_money_mortgage": _purchase_money,
            "delivered_on": _delivered,
            "registered_on": _registered_on,
        },
        answers={
            "revaluation_due": _revaluation_due,
            "ltv": _ratio,
            "disposal_deadline": day_of("loan.disposal_deadline"),
            "overdue": _overdue,
            "mortgage_right_exists": _right_exists,
            "super_priority": _super_priority,
            "task": _tasks,
            "status": status,
            "possible": possible,
        },
        main=_main,
        explained_by=(
            "revaluation",
            "above_loan_to_value_cap",
            "collateral_tasks",
            "repossessed_disposal",
            "mortgage_protection",
        ),
        forget=_forget,
        together=(_non_performing_since, _kind_of_what),
        tasks={
            "revalue": ("revalu", "valuation", "重估"),
            "add_security": ("add", "security", "补充"),
            "close_out": ("close", "平仓"),
            "order_external_valuation": ("external", "外部"),
            "check_on_site": ("site", "核查"),
            "renew_insurance": ("insur", "保险"),
            "release_collateral": ("release", "解除"),
            "correct_repossessed_asset": ("dispos", "lease", "auction", "处置"),
        },
    ),
}
