"""The keys of the legend that speak of time bars, guarantors, enforcement and bankruptcy."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from postloan_rules import read_record
from tests.golden.answers import Asked, day_of, outcome_of, possible, status
from tests.golden.case import Case, NotUnderstoodError, read_day
from tests.golden.draft import Draft
from tests.golden.legend import boolean, decimal
from tests.golden.topic import Topic

INTERRUPTIONS: Final[Mapping[str, str]] = {
    "demand_received": "demand_received",
    "demand_letter_received": "demand_received",
    "demand_letter_signed": "demand_received",
    "demand": "demand_received",
    "demand_delivered": "demand_received",
    "partial_demand": "demand_received",
    "demand_for_part": "demand_received",
    "message_received": "message_received",
    "e_message_received": "message_received",
    "sms_received": "message_received",
    "email_received": "message_received",
    "account_debit": "account_debit",
    "newspaper_notice": "newspaper_notice",
    "public_notice": "newspaper_notice",
    "reminder_signed": "reminder_signed",
    "signed_reminder": "reminder_signed",
    "part_payment": "part_payment",
    "partial_payment": "part_payment",
    "payment": "part_payment",
    "interest_payment": "part_payment",
    "agreed_to_pay": "agreed_to_pay",
    "obligor_consent": "agreed_to_pay",
    "acknowledgement": "agreed_to_pay",
    "repayment_plan": "agreed_to_pay",
    "request_for_delay": "agreed_to_pay",
    "security_given": "security_given",
    "security_offered": "security_given",
    "suit": "lawsuit",
    "lawsuit": "lawsuit",
    "sued": "lawsuit",
    "arbitration": "arbitration",
    "payment_order": "equal_proceeding",
    "bankruptcy_filing": "equal_proceeding",
    "preservation": "equal_proceeding",
    "enforcement_application": "equal_proceeding",
    "equal_proceeding": "equal_proceeding",
    "assignment_notice": "assignment_notice",
    "assignment_notice_received": "assignment_notice",
    "demand_sent": "demand_unproved",
    "demand_not_received": "demand_unproved",
    "demand_unproved": "demand_unproved",
}
"""Words for acts, and what the model calls them."""

OBLIGORS: Final[Mapping[str, str]] = {
    "debtor": "debtor",
    "borrower": "debtor",
    "joint_debtor": "joint_debtor",
    "co_debtor": "joint_debtor",
    "guarantor": "guarantor",
}
GUARANTEE: Final[Mapping[str, Any]] = {
    "maximum_amount": False,
    "demanded": False,
    "debtor_sued": False,
    "sued_without_debtor": False,
    "refusal_right_waived": False,
    "side_of_refinancing": "none",
    "guaranteed_old_loan": False,
    "knew_of_refinancing": False,
    "guarantor_is_state_organ": False,
}
"""A guarantee about which there is nothing to say."""

JUDGMENT: Final[Mapping[str, Any]] = {
    "paid": False,
    "enforcement_applied": False,
    "court_has_enforced": False,
    "enforcement_terminated": False,
    "assets_found": False,
}
JUDGMENT_DAYS: Final[Mapping[str, tuple[str, str | None]]] = {
    "judgment_performance_deadline": ("performance_ends_on", None),
    "enforcement_applied_on": ("enforcement_applied_on", "enforcement_applied"),
    "this_enforcement_terminated_on": ("enforcement_terminated_on", "enforcement_terminated"),
    "new_assets_found_on": ("assets_found_on", "assets_found"),
}
"""Days of a judgment, and the flag that each also sets."""

KNEW: Final = re.compile(r"(?:(\w+?)_)?knew_of_refinancing")
CHINESE_NUMBERS: Final = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "十": 10}
NOBODY: Final = "guarantor"


def _due(draft: Draft, key: str, value: Any) -> None:
    draft.set("loan.matures_on", read_day(key, value))


def _main_due(draft: Draft, key: str, value: Any) -> None:
    if draft.get("loan.matures_on") is None:
        draft.set("loan.matures_on", read_day(key, value))


def _instalments(draft: Draft, key: str, value: Any) -> None:
    days = [read_day(key, each) for each in _list(key, value)]
    draft.set("loan.schedule", [{"id": f"I{place}", "due_on": day} for place, day in enumerate(days, 1)])


def _interruptions(draft: Draft, key: str, value: Any) -> None:
    for each in _list(key, value):
        if not isinstance(each, Mapping):
            raise NotUnderstoodError(f"`{key}` holds what is no act: {each!r}")
        _act(draft, each)


def _act(draft: Draft, each: Mapping[Any, Any]) -> None:
    # YAML 1.1 reads a bare `on` as true.
    known = {"kind", "on", True, "against", "rest_waived", "debtor_missing"}
    if strange := [name for name in each if name not in known]:
        raise NotUnderstoodError(f"`{strange[0]}` of an interruption is not understood")
    kind, against = str(each.get("kind")), str(each.get("against", "debtor"))
    if kind not in INTERRUPTIONS:
        raise NotUnderstoodError(f"an interruption of kind `{kind}` is not understood")
    if against not in OBLIGORS:
        raise NotUnderstoodError(f"an interruption against `{against}` is not understood")
    acts = draft.loan["interruptions"]
    acts.append(
        {
            "id": f"A{len(acts) + 1}",
            "kind": INTERRUPTIONS[kind],
            "occurred_on": read_day("on", each.get("on", each.get(True))),
            "against": OBLIGORS[against],
            "rest_waived": each.get("rest_waived", False),
            "debtor_missing": each.get("debtor_missing", kind in ("newspaper_notice", "public_notice")),
        }
    )


def _signed_reminder(draft: Draft, key: str, value: Any) -> None:
    _act(draft, {"kind": "reminder_signed", "on": value})


def _judgment_day(draft: Draft, key: str, value: Any) -> None:
    judgments = draft.loan["judgments"]
    if not judgments:
        judgments.append({"id": "J1", **JUDGMENT})
    name, flag = JUDGMENT_DAYS[key]
    judgments[0][name] = read_day(key, value)
    if flag is not None:
        judgments[0][flag] = True


def _expired_on(draft: Draft, key: str, value: Any) -> None:
    draft.set("loan.facts.limitation_expires_on", read_day(key, value))


def _mortgage_registered(draft: Draft, key: str, value: Any) -> None:
    """Nothing is said of the thing: it is a home, of which a mortgage has to be registered."""
    registered = boolean(key, value)
    draft.set("loan.collaterals", [{"id": "C1", "type": "residential", "right": "mortgage", "registered": registered}])


def _bankruptcy(draft: Draft, key: str, value: Any) -> None:
    draft.set("borrower.bankruptcy_accepted_on", read_day(key, value))


def _interest(draft: Draft, key: str, value: Any) -> None:
    draft.set("loan.interest_after_bankruptcy", decimal(key, value))


def _claim_not_barred(draft: Draft, case: Case) -> None:
    """A mortgage of which nothing is said about the claim secures one that is not barred."""
    said = ("loan.matures_on", "loan.schedule", "loan.facts.limitation_expires_on")
    if draft.get("loan.collaterals") and not any(draft.get(path) for path in said):
        draft.set("loan.facts.limitation_expires_on", case.as_of)


def _of_guarantees(draft: Draft, key: str, value: Any) -> None:
    """Read together with the other keys that speak of guarantors: see ``_guarantees``."""


OF_GUARANTEES: Final = (
    "guarantee_type",
    "guarantee_period_agreed",
    "demand_on_guarantor",
    "demands",
    "guarantors",
    "sued_debtor_on",
    "contract_wording",
    "refinancing",
    "old_guarantor",
    "new_guarantor",
    "b_knew_of_refinancing",
    "a_knew_of_refinancing",
    "c_knew_of_refinancing",
    "new_guarantor_knew_of_refinancing",
    "knew_of_refinancing",
)


def _guarantees(draft: Draft, case: Case) -> None:
    facts = case.facts
    if not {*OF_GUARANTEES} & facts.keys():
        return
    # A debt of which no due date is given is not overdue yet.
    due = draft.get("loan.matures_on") or case.as_of
    shared = {**GUARANTEE, **_type(facts), **_period(facts), "debt_due_on": due}
    if facts.get("sued_debtor_on") is not None:
        shared |= {"debtor_sued": True, "debtor_sued_on": read_day("sued_debtor_on", facts["sued_debtor_on"])}
    people: dict[str, dict[str, Any]] = {}
    for name, own in _people(facts).items():
        people[name] = {**shared, "id": name, "guarantor_id": name, **own}
    for name, day in _demands(facts).items():
        if name not in people:
            raise NotUnderstoodError(f"`demands` names `{name}`, who is no guarantor")
        if day is True:
            people[name]["facts"] = {"claimed_in_time": True}
        elif day is not None and day is not False:
            people[name] |= {"demanded": True, "demanded_on": read_day("demands", day)}
    for name, own in _sides(facts).items():
        people[name] = people.get(name, {**shared, "id": name, "guarantor_id": name}) | own
    draft.set("loan.guarantees", list(people.values()))


def _people(facts: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the guarantors by name, with what is said of each alone."""
    named = facts.get("guarantors")
    if isinstance(named, Mapping):
        named = [{"name": name, **(own if isinstance(own, Mapping) else {"type": own})} for name, own in named.items()]
    if named is None:
        demands = facts.get("demands")
        if isinstance(demands, Mapping) and demands:
            return {str(name): {} for name in demands}
        return {} if {"old_guarantor", "new_guarantor"} & facts.keys() else {NOBODY: {}}
    found: dict[str, dict[str, Any]] = {}
    for each in _list("guarantors", named):
        if isinstance(each, Mapping):
            name = str(each.get("name", each.get("id")))
            kind = each.get("type", each.get("guarantee_type"))
            found[name] = {} if kind is None else _type({"guarantee_type": kind})
        else:
            found[str(each)] = {}
    return found


def _demands(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the day of the demand on each guarantor, or whether there was one in time."""
    found: dict[str, Any] = {}
    demands = facts.get("demands")
    if isinstance(demands, Mapping):
        found |= {str(name): day for name, day in demands.items()}
    elif demands is not None:
        for each in _list("demands", demands):
            if isinstance(each, str):
                # A name alone is a demand in time, of which no day is given.
                found[each] = True
                continue
            if not isinstance(each, Mapping):
                raise NotUnderstoodError(f"`demands` holds what is no demand: {each!r}")
            name = each.get("guarantor", each.get("name", each.get("against")))
            found[str(name)] = each.get("on", each.get(True))
    if facts.get("demand_on_guarantor") is not None:
        for name in _people(facts):
            found.setdefault(name, facts["demand_on_guarantor"])
    return found


def _sides(facts: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what a refinancing says of the guarantors of the old and of the new loan."""
    old, new = facts.get("old_guarantor"), facts.get("new_guarantor")
    refinanced = facts.get("refinancing") is True
    found: dict[str, dict[str, Any]] = {}
    if old is not None:
        found[str(old)] = {"side_of_refinancing": "old_loan" if refinanced else "none"}
    if new is not None:
        found[str(new)] = {
            "side_of_refinancing": "new_loan" if refinanced else "none",
            "guaranteed_old_loan": old is not None and str(old) == str(new),
        }
    for key, value in facts.items():
        if match := KNEW.fullmatch(key):
            name = _named(match.group(1), found, new)
            if name is not None:
                found[name]["knew_of_refinancing"] = boolean(key, value)
    return found


def _named(word: str | None, people: Mapping[str, Any], new: Any) -> str | None:
    if word in (None, "new_guarantor"):
        return None if new is None else str(new)
    return next((name for name in people if name.lower() == word), None)


def _type(facts: Mapping[str, Any]) -> dict[str, Any]:
    kind, wording = facts.get("guarantee_type"), facts.get("contract_wording")
    if kind is not None:
        if kind not in ("general", "joint"):
            raise NotUnderstoodError(f"`guarantee_type` is neither general nor joint: {kind!r}")
        return {"liability": kind}
    return {"liability_wording": "not_agreed" if wording is None else _liability(str(wording))}


LIABILITY_WORDS: Final = (
    (("unconditional", "无条件"), "unconditional"),
    (("does_not_perform", "not perform", "fails to perform", "不履行", "未履行", "不偿还"), "does_not_perform"),
    (("cannot", "unable", "can not", "不能履行", "无力", "无法"), "cannot_perform"),
    (("joint", "连带"), "joint"),
    (("general", "一般"), "general"),
    (("unclear", "not agreed", "not_agreed", "不明", "没有约定", "未约定"), "not_agreed"),
)  # fmt: skip
"""What a contract may say, most telling words first; `cannot perform` is looked for before `not perform`."""


def _liability(wording: str) -> str:
    text = wording.lower()
    if any(word in text for word in LIABILITY_WORDS[2][0]):
        return "cannot_perform"
    for words, found in LIABILITY_WORDS:
        if any(word in text for word in words):
            return found
    if _until_paid(text):
        return "not_agreed"
    raise NotUnderstoodError(f"`contract_wording` is not understood: {wording!r}")


def _until_paid(text: str) -> bool:
    return ("until" in text and ("paid" in text or "repaid" in text)) or "清" in text or "fully_paid" in text


def _period(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return how the period was agreed: a day, a number of months or years, or in words."""
    agreed = facts.get("guarantee_period_agreed")
    wording = facts.get("contract_wording")
    if agreed is None and isinstance(wording, str) and _until_paid(wording.lower()):
        return {"period_wording": "until_fully_paid"}
    if agreed is None:
        return {"period_wording": "not_agreed"}
    if isinstance(agreed, int) and not isinstance(agreed, bool):
        return {"period_wording": "agreed_months", "period_months": agreed}
    text = str(agreed).strip().lower()
    if isinstance(agreed, date) or re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return {"period_wording": "agreed_end", "ends_on": read_day("guarantee_period_agreed", agreed)}
    if _until_paid(text):
        return {"period_wording": "until_fully_paid"}
    if match := re.search(r"(\d+|[一二两三四五六十])[ _]*(?:个)?(year|month|年|月)", text):
        number = CHINESE_NUMBERS.get(match.group(1)) or int(match.group(1))
        return {"period_wording": "agreed_months", "period_months": number * (12 if match.group(2) in "year年" else 1)}
    if any(word in text for word in ("none", "not agreed", "not_agreed", "unclear", "不明", "没有", "未约定")):
        return {"period_wording": "not_agreed"}
    if any(word in text for word in ("maturity", "due date", "due_date", "earlier", "到期", "届满")):
        return {"period_wording": "not_agreed"}
    raise NotUnderstoodError(f"`guarantee_period_agreed` is not understood: {agreed!r}")


def _list(key: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise NotUnderstoodError(f"`{key}` is not a list: {value!r}")
    return value


OPENED: Final[Mapping[str, tuple[str, ...]]] = {
    "final_due_date": ("loan.matures_on", "loan.schedule"),
    "main_due_date": ("loan.matures_on", "loan.schedule"),
    "instalment_due_dates": ("loan.schedule", "loan.matures_on"),
    "interruptions": ("loan.interruptions",),
    "signed_reminder_on": ("loan.interruptions",),
    "guarantors": ("loan.guarantees",),
    "main_claim_limitation_expired_on": ("loan.facts.limitation_expires_on", "loan.matures_on", "loan.interruptions"),
    "bankruptcy_accepted_on": ("borrower.bankruptcy_accepted_on", "borrower.bankruptcy_stage"),
    "contract_interest_after_acceptance": ("loan.interest_after_bankruptcy",),
}
OPENED_GUARANTEE: Final[Mapping[str, tuple[str, ...]]] = {
    "main_due_date": ("debt_due_on",),
    "final_due_date": ("debt_due_on",),
    "guarantee_type": ("liability", "liability_wording"),
    "contract_wording": ("liability", "liability_wording"),
    "guarantee_period_agreed": ("period_wording", "period_months", "ends_on"),
    "demand_on_guarantor": ("demanded", "demanded_on"),
    "demands": ("demanded", "demanded_on"),
    "sued_debtor_on": ("debtor_sued", "debtor_sued_on"),
    "refinancing": ("side_of_refinancing",),
    "old_guarantor": ("guaranteed_old_loan",),
    "b_knew_of_refinancing": ("knew_of_refinancing",),
    "a_knew_of_refinancing": ("knew_of_refinancing",),
    "c_knew_of_refinancing": ("knew_of_refinancing",),
    "new_guarantor_knew_of_refinancing": ("knew_of_refinancing",),
    "knew_of_refinancing": ("knew_of_refinancing",),
}


def _forget(draft: Draft, key: str) -> None:
    draft.forget(*OPENED.get(key, ()))
    for guarantee in draft.get("loan.guarantees") or ():
        for name in OPENED_GUARANTEE.get(key, ()):
            guarantee.pop(name, None)
    if key in JUDGMENT_DAYS:
        for judgment in draft.get("loan.judgments") or ():
            for each in JUDGMENT_DAYS[key]:
                judgment.pop(each or "", None)
    if key == "mortgage_registered":
        _mortgage_registered(draft, key, False)
        draft.loan["collaterals"][0].pop("registered")


def _fact(name: str) -> Callable[[Asked], Any]:
    return lambda asked: asked.fact(f"loan.{name}")


def _is(decision: str, outcome: str) -> Callable[[Asked], Any]:
    def answer(asked: Asked) -> Any:
        got = outcome_of(asked.decision(decision))
        return None if got is None else got == outcome

    return answer


def _tasks(asked: Asked) -> Any:
    outcome = asked.decision("legal_tasks").outcome
    return list(outcome) if isinstance(outcome, tuple) else []


def _type_of_guarantee(asked: Asked) -> Any:
    return outcome_of(asked.decision("guarantor_liability_type"))


def _liable(asked: Asked) -> Any:
    """Ask about every guarantor alone: what frees one does not free the others."""
    found: dict[str, Any] = {}
    content = asked.content["loan"]["guarantees"]
    for guarantee in content:
        loan = {**asked.content["loan"], "guarantees": [guarantee]}
        record = read_record({**asked.content, "loan": loan})
        decided = outcome_of(asked.engine.decide("guarantor_liability", record))
        found[guarantee["id"]] = None if decided is None else decided == "liable"
    asked.decision("guarantor_liability")
    return found


def _main(case: Case) -> str:
    for keys, name in (
        ({"guarantor_liable", "liable"}, "guarantor_liability"),
        ({"guarantee_type"}, "guarantor_liability_type"),
        ({"guarantee_expires_on"}, "guarantee_period"),
        ({"mortgage_protected"}, "mortgage_protection"),
        ({"enforcement_expired", "enforcement_expires_on", "may_reapply"}, "enforcement"),
        ({"task", "claimable_interest_after_acceptance"}, "legal_tasks"),
    ):
        if keys & case.expected.keys():
            return name
    facts = case.facts.keys() | {*case.unknown}
    if facts & {"judgment_performance_deadline", "enforcement_applied_on"}:
        return "enforcement"
    if facts & {"mortgage_registered", "main_claim_limitation_expired_on"}:
        return "mortgage_protection"
    return "guarantor_liability" if facts & {*OF_GUARANTEES} else "limitation"


TASKS: Final[Mapping[str, tuple[str, ...]]] = {
    "interrupt_limitation": ("interrupt", "limitation", "时效"),
    "demand_each_guarantor": ("guarantor", "保证人"),
    "sue_debtor": ("sue", "suit", "debtor_first", "起诉"),
    "renew_seizure": ("seizure", "freeze", "preservation", "查封", "续封"),
    "apply_for_enforcement": ("enforce", "执行"),
    "reapply_for_enforcement": ("reapply", "re-apply", "resume", "恢复执行"),
    "apply_to_higher_court": ("higher", "上一级"),
    "claim_double_interest": ("double", "late interest", "加倍"),
    "file_bankruptcy_claim": ("file", "claim filing", "申报"),
    "tell_guarantors_of_bankruptcy": ("inform", "tell", "notify", "通知保证人"),
    "stop_interest": ("stop interest", "stop_interest", "停止计息"),
    "ask_for_additional_distribution": ("distribution", "追加分配"),
    "claim_against_estate": ("estate", "遗产"),
    "claim_against_spouse": ("spouse", "配偶"),
    "get_consent_of_guarantors": ("consent", "同意"),
}
"""Steps of the decision `legal_tasks`, and words that cases call them by."""

LEGAL: Final = (
    "limitation",
    "guarantor_liability",
    "guarantor_liability_type",
    "guarantee_period",
    "enforcement",
    "mortgage_protection",
    "legal_tasks",
)
TOPICS: Final[Mapping[str, Topic]] = {
    "limitation": Topic(
        keys={
            **dict.fromkeys(OF_GUARANTEES, _of_guarantees),
            **dict.fromkeys(JUDGMENT_DAYS, _judgment_day),
            "final_due_date": _due,
            "main_due_date": _main_due,
            "instalment_due_dates": _instalments,
            "interruptions": _interruptions,
            "signed_reminder_on": _signed_reminder,
            "main_claim_limitation_expired_on": _expired_on,
            "mortgage_registered": _mortgage_registered,
            "bankruptcy_accepted_on": _bankruptcy,
            "contract_interest_after_acceptance": _interest,
        },
        answers={
            "limitation_expired": _fact("limitation_expired"),
            "limitation_expires_on": day_of("loan.limitation_expires_on"),
            "limitation_started": _fact("limitation_started"),
            "limitation_defence_available": _fact("limitation_defence_available"),
            "guarantee_expires_on": day_of("loan.guarantee_expires_on"),
            "guarantor_liable": _is("guarantor_liability", "liable"),
            "guarantee_type": _type_of_guarantee,
            "liable": _liable,
            "enforcement_expires_on": day_of("loan.enforcement_expires_on"),
            "enforcement_expired": _fact("enforcement_expired"),
            "may_reapply": _fact("may_reapply"),
            "mortgage_protected": _is("mortgage_protection", "protected"),
            "claimable_interest_after_acceptance": _fact("claimable_interest_after_bankruptcy"),
            "task": _tasks,
            "status": status,
            "possible": possible,
        },
        main=_main,
        explained_by=LEGAL,
        together=(_guarantees, _claim_not_barred),
        forget=_forget,
        tasks=TASKS,
    ),
}
