"""The keys of the legend that speak of classification, and what each says about a record."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from tests.golden.case import Case, NotUnderstoodError, read_day
from tests.golden.draft import BALANCE, LONG_AGO, ONE_DAY, Draft, nothing_is_the_case

WORDS: Final[Mapping[str, str]] = {
    "institution_type": "institution.type",
    "portfolio": "loan.portfolio",
    "product": "loan.product",
    "asset_type": "loan.asset_type",
    "enterprise_size": "borrower.enterprise_size",
    "judgement_class": "loan.judgement_class",
    "previous_class": "loan.previous_class",
    "proposed_class": "loan.proposed_class",
    "overdue_component": "loan.overdue_component",
    "overdue_cause": "loan.overdue_cause",
    "guarantee_type": "loan.guarantee_type",
    "bankruptcy_stage": "borrower.bankruptcy_stage",
    "pre_restructuring_class": "loan.class_before_restructuring",
    "observation_status": "loan.observation_status",
    "method": "loan.classification_method",
}
NUMBERS: Final[Mapping[str, str]] = {
    "overdue_days": "loan.days_past_due",
    "repayment_interval_months": "loan.repayment_interval_months",
}
FLAGS: Final[Mapping[str, str]] = {
    "use_diverted": "loan.use_diverted",
    "bank_consented_to_use_change": "loan.bank_consented_to_use_change",
    "refinanced_by_new_loan": "loan.refinanced_by_new_loan",
    "debtor_npl_at_own_bank": "borrower.facts.npl_at_own_bank",
    "debtor_npl_at_other_bank": "borrower.facts.npl_at_other_bank",
    "recognised_credit_enhancement": "borrower.recognised_credit_enhancement",
    "group_member_npl": "borrower.facts.group_member_npl",
    "credit_impaired": "loan.credit_impaired",
    "external_rating_sharply_downgraded": "loan.facts.external_rating_sharply_downgraded",
    "repay_ability_significantly_declined": "borrower.repayment_ability_declined_significantly",
    "debtor_in_financial_difficulty": "borrower.facts.in_financial_difficulty",
    "is_restructured": "loan.facts.is_restructured",
    "second_restructuring_in_observation": "loan.restructured_again_in_observation",
    "finances_improved": "borrower.finances_improved",
    "upgrade_conditions_met": "loan.facts.upgrade_conditions_met",
    "all_paid_on_time": "loan.observation_paid_on_time",
    "difficulty_resolved": "borrower.difficulty_resolved",
    "all_paid_since": "loan.all_paid_since_cleared",
    "meets_target_definition": "loan.meets_target_definition",
    "future_performance_ok": "loan.future_performance_assured",
    "debtor_other_credit_impaired_assets": "borrower.has_other_credit_impaired_assets",
    "small_enterprise_major_event": "loan.small_enterprise_major_event",
}
RATIOS: Final[Mapping[str, str]] = {
    "debtor_own_bank_npl_ratio": "borrower.facts.own_bank_npl_ratio",
    "all_bank_overdue90_ratio": "borrower.facts.all_bank_overdue90_ratio",
    "ecl_ratio": "loan.facts.ecl_ratio",
}
DAYS: Final[Mapping[str, str]] = {
    "first_repayment_date_after_change": "loan.first_repayment_after_change_on",
    "first_missed_due_date": "loan.observation_first_missed_on",
    "maturity_date": "loan.renewed_loan_matures_on",
}
RENEWAL_CONDITIONS: Final = (
    "loan.renewal_operates_lawfully",
    "loan.renewal_business_is_stable",
    "loan.renewal_credit_is_good",
    "loan.renewal_meets_new_loan_standards",
    "loan.renewal_meets_other_conditions",
)
EVASION: Final = ("borrower.debt_evasion", "borrower.evasion_by_reorganisation")
CONTRACT_CHANGES: Final[Mapping[str, str]] = {
    "extension": "term_extension",
    "maturity_extension": "term_extension",
    "repayment_schedule_relaxed": "schedule_relaxed",
    "repayment_plan_relaxed": "schedule_relaxed",
    "grace_period_extended": "grace_period",
    "new_grace_period": "grace_period",
    "interest_capitalized": "interest_capitalised",
    "rate_cut": "rate_below_fair",
    "rate_reduction": "rate_below_fair",
    "interest_rate_cut": "rate_below_fair",
    "debt_forgiveness": "forgiveness",
    "principal_forgiveness": "forgiveness",
    "interest_forgiveness": "forgiveness",
    "fee_forgiveness": "forgiveness",
    "collateral_release": "collateral_released_or_worsened",
    "collateral_released": "collateral_released_or_worsened",
    "collateral_swap": "collateral_released_or_worsened",
    "swap": "replacement",
    "debt_replacement": "replacement",
    "refinancing": "refinanced",
}
"""Other words for the kinds of change that the model names."""


def draft_of(case: Case) -> Draft:
    """Return the record that ``case`` describes: what it gives, nothing else the case, and the unknown left open.

    Raises:
        NotUnderstoodError: if a key or a value is not of the legend.
    """
    draft = nothing_is_the_case(case.as_of)
    for key, value in case.facts.items():
        if key not in KEYS:
            raise NotUnderstoodError(f"key `{key}` is not understood for topic `{case.topic}`")
        if value is not None or key in MEANINGFUL_NULLS:
            KEYS[key](draft, key, value)
    for rule in TOGETHER:
        rule(draft, case)
    for key in case.unknown:
        if key not in KEYS:
            raise NotUnderstoodError(f"key `{key}` of `unknown:` is not understood for topic `{case.topic}`")
        leave_unknown(draft, key, case)
    return draft


def _word(draft: Draft, key: str, value: Any) -> None:
    if not isinstance(value, str):
        raise NotUnderstoodError(f"`{key}` is not a word: {value!r}")
    draft.set(WORDS[key], value)


def _number(draft: Draft, key: str, value: Any) -> None:
    number = decimal(key, value)
    if number < 0 or number != int(number):
        raise NotUnderstoodError(f"`{key}` is not a count: {value!r}")
    draft.set(NUMBERS[key], int(number))


def _flag(draft: Draft, key: str, value: Any) -> None:
    draft.set(FLAGS[key], boolean(key, value))


def _ratio(draft: Draft, key: str, value: Any) -> None:
    draft.set(RATIOS[key], decimal(key, value))


def _day(draft: Draft, key: str, value: Any) -> None:
    draft.set(DAYS[key], read_day(key, value))


def decimal(key: str, value: Any) -> Decimal:
    """Return the number that ``value`` is or writes, exactly."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise NotUnderstoodError(f"`{key}` is not a number: {value!r}")
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise NotUnderstoodError(f"`{key}` is not a number: {value!r}") from None
    if not number.is_finite():
        raise NotUnderstoodError(f"`{key}` is not a number: {value!r}")
    return number


def boolean(key: str, value: Any) -> bool:
    """Return ``value``, which must be true or false."""
    if not isinstance(value, bool):
        raise NotUnderstoodError(f"`{key}` is not true or false: {value!r}")
    return value


def _evasion(draft: Draft, key: str, value: Any) -> None:
    """The legend does not say how the debtor evades: it is the evasion of which the law of the day speaks."""
    for path in EVASION:
        draft.set(path, boolean(key, value))


def _due_date(draft: Draft, key: str, value: Any) -> None:
    """One instalment of that day, nothing paid: the pack counts the days."""
    draft.forget("loan.days_past_due")
    draft.set("loan.schedule", [{"id": "I1", "due_on": read_day(key, value), "amount": BALANCE}])


def _collateral_coverage(draft: Draft, key: str, value: Any) -> None:
    draft.set("loan.collaterals", [{"id": "C1", "value": decimal(key, value) * BALANCE}])


def _missed_payment(draft: Draft, key: str, value: Any) -> None:
    draft.set("loan.observation_paid_on_time", not boolean(key, value))


def _merger(draft: Draft, key: str, value: Any) -> None:
    if value is not None:
        draft.set("borrower.obligor_changed_by_merger", True)
        draft.set("borrower.obligor_changed_by_merger_on", read_day(key, value))


def _arrears_cleared(draft: Draft, key: str, value: Any) -> None:
    draft.set("loan.arrears_and_fees_cleared", value is not None)
    if value is not None:
        draft.set("loan.arrears_and_fees_cleared_on", read_day(key, value))


def _micro_renewal(draft: Draft, key: str, value: Any) -> None:
    """A renewal that qualifies meets every condition that the bank can state; scope and dates are left to the pack."""
    if not boolean(key, value):
        draft.set("loan.facts.micro_renewal_qualified", False)
        return
    draft.set("loan.renewal_policy_applied", True)
    draft.set("loan.renewed_loan_class", "normal")
    for path in RENEWAL_CONDITIONS:
        draft.set(path, True)


def _renewal_conditions(draft: Draft, key: str, value: Any) -> None:
    met = boolean(key, value)
    for path in RENEWAL_CONDITIONS:
        draft.set(path, met)


def _information(draft: Draft, key: str, value: Any) -> None:
    """Text for people; the flag beside it says what it means."""


def _contract_modified(draft: Draft, key: str, value: Any) -> None:
    if boolean(key, value):
        _restructuring(draft).setdefault("change", "other_relaxation")


def _contract_change(draft: Draft, key: str, value: Any) -> None:
    if not isinstance(value, str):
        raise NotUnderstoodError(f"`{key}` is not a word: {value!r}")
    _restructuring(draft)["change"] = CONTRACT_CHANGES.get(value, value)


def _restructuring(draft: Draft) -> dict[str, Any]:
    steps = draft.loan["restructurings"]
    if not steps:
        steps.append({"id": "R1", "signed_on": draft.as_of})
    first: dict[str, Any] = steps[0]
    return first


Setter = Callable[[Draft, str, Any], None]
KEYS: Final[Mapping[str, Setter]] = {
    **dict.fromkeys(WORDS, _word),
    **dict.fromkeys(NUMBERS, _number),
    **dict.fromkeys(FLAGS, _flag),
    **dict.fromkeys(RATIOS, _ratio),
    **dict.fromkeys(DAYS, _day),
    "debt_evasion": _evasion,
    "due_date": _due_date,
    "collateral_coverage": _collateral_coverage,
    "missed_payment_in_observation": _missed_payment,
    "obligor_changed_by_merger_on": _merger,
    "arrears_and_fees_cleared_on": _arrears_cleared,
    "micro_renewal_qualified": _micro_renewal,
    "renewal_conditions_met": _renewal_conditions,
    "renewal_failed_condition": _information,
    "contract_modified": _contract_modified,
    "contract_change": _contract_change,
}
MEANINGFUL_NULLS: Final = frozenset({"arrears_and_fees_cleared_on", "obligor_changed_by_merger_on"})
"""Keys of which ``null`` says "not yet"; elsewhere it says as little as a key that is absent."""


def _days_counted_once(draft: Draft, case: Case) -> None:
    """Where a case gives both the days and the due date, both stand in the record and the engine may compare them."""
    if "due_date" in case.facts and case.facts.get("overdue_days") is not None:
        draft.set("loan.days_past_due", int(decimal("overdue_days", case.facts["overdue_days"])))


def _difficulty_at_the_change(draft: Draft, case: Case) -> None:
    difficulty = case.facts.get("debtor_in_financial_difficulty")
    for step in draft.loan["restructurings"]:
        if difficulty is not None:
            step["debtor_in_difficulty"] = difficulty
        if "pre_restructuring_class" not in case.unknown:
            before = draft.get("loan.class_before_restructuring") or draft.get("loan.previous_class")
            step["class_before"] = before or "normal"


def _observed_is_restructured(draft: Draft, case: Case) -> None:
    """Only restructured assets are observed, so a case that speaks of an observation speaks of one."""
    speaks_of_observation = {"first_repayment_date_after_change", "observation_status"} & case.facts.keys()
    if speaks_of_observation and "is_restructured" not in {*case.facts, *case.unknown}:
        draft.set("loan.facts.is_restructured", True)
    status = case.facts.get("observation_status")
    if status is not None and "first_repayment_date_after_change" not in {*case.facts, *case.unknown}:
        draft.set("loan.facts.observation_ended", status == "finished")


def _renewal_in_time(draft: Draft, case: Case) -> None:
    """A renewal is signed before the old loan matures; one that qualifies is of a firm or person within the policy."""
    if draft.get("loan.renewed_loan_matures_on") is None:
        draft.set("loan.renewed_loan_matures_on", case.as_of)
    draft.set("loan.renewal_signed_on", min(case.as_of, draft.get("loan.renewed_loan_matures_on")) - ONE_DAY)
    if case.facts.get("micro_renewal_qualified") is True and case.facts.get("enterprise_size") is None:
        draft.set("borrower.enterprise_size", "small_micro")


def _applied_where_conditions_are_met(draft: Draft, case: Case) -> None:
    """A case that only says that the conditions are met leaves the rest of the qualification to the pack."""
    if case.facts.get("renewal_conditions_met") is True and "micro_renewal_qualified" not in case.facts:
        draft.set("loan.renewal_policy_applied", True)
        draft.set("loan.renewed_loan_class", draft.get("loan.previous_class") or "normal")
    elif case.facts.get("micro_renewal_qualified") is True and draft.get("loan.previous_class") is not None:
        draft.set("loan.renewed_loan_class", draft.get("loan.previous_class"))


def _proposed(draft: Draft, case: Case) -> None:
    if draft.get("loan.proposed_class") is None:
        draft.set("loan.proposed_class", "normal")


TOGETHER: Final[tuple[Callable[[Draft, Case], None], ...]] = (
    _days_counted_once,
    _difficulty_at_the_change,
    _observed_is_restructured,
    _renewal_in_time,
    _applied_where_conditions_are_met,
    _proposed,
)
"""What several keys say together, applied in this order after all single keys."""


OPENED: Final[Mapping[str, tuple[str, ...]]] = {
    "overdue_days": ("loan.days_past_due", "loan.schedule", "loan.repayments"),
    "due_date": ("loan.days_past_due", "loan.schedule", "loan.repayments"),
    "debtor_npl_at_own_bank": ("borrower.other_loans",),
    "debtor_own_bank_npl_ratio": ("borrower.other_loans",),
    "debtor_npl_at_other_bank": ("borrower.debts_elsewhere",),
    "all_bank_overdue90_ratio": ("borrower.debts_elsewhere",),
    "debt_evasion": EVASION,
    "group_member_npl": ("group.other_members",),
    "ecl_ratio": ("loan.expected_credit_loss",),
    "external_rating_sharply_downgraded": ("loan.external_rating_notches_down",),
    "debtor_in_financial_difficulty": ("borrower.other_difficulty_found",),
    "is_restructured": ("loan.restructurings",),
    "contract_modified": ("loan.restructurings",),
    "contract_change": ("loan.restructurings",),
    "previous_class": ("loan.classification_history",),
    "pre_restructuring_class": ("loan.classification_history",),
    "portfolio": ("loan.product",),
    "observation_status": ("borrower.difficulty_resolved",),
    "collateral_coverage": ("loan.collaterals",),
    "micro_renewal_qualified": ("loan.renewal_policy_applied",),
    "renewal_conditions_met": RENEWAL_CONDITIONS,
    "obligor_changed_by_merger_on": ("borrower.obligor_changed_by_merger", "borrower.obligor_changed_by_merger_on"),
    "arrears_and_fees_cleared_on": ("loan.arrears_and_fees_cleared", "loan.arrears_and_fees_cleared_on"),
    "missed_payment_in_observation": ("loan.observation_paid_on_time",),
    "first_missed_due_date": ("loan.observation_paid_on_time",),
}
"""What must be left open beside the value itself, because the pack would derive the value from it."""

KEPT: Final[Mapping[str, Mapping[str, Any]]] = {
    "debtor_npl_at_own_bank": {
        "borrower.facts.own_bank_npl_ratio": Decimal(0),
        "borrower.facts.all_bank_overdue90_ratio": Decimal(0),
    },
    "debtor_own_bank_npl_ratio": {
        "borrower.facts.npl_at_own_bank": False,
        "borrower.facts.all_bank_overdue90_ratio": Decimal(0),
    },
    "debtor_npl_at_other_bank": {"borrower.facts.all_bank_overdue90_ratio": Decimal(0)},
    "all_bank_overdue90_ratio": {"borrower.facts.npl_at_other_bank": False},
}
"""What is not the case all the same, though the relation that would say so was left open for another value."""


def leave_unknown(draft: Draft, key: str, case: Case) -> None:
    """Leave the value of ``key`` open, and keep apart from it what the case does not call unknown."""
    for table in (WORDS, NUMBERS, FLAGS, RATIOS, DAYS):
        if key in table:
            draft.forget(table[key])
    if key == "portfolio" and case.facts.get("product") in ("credit_card", "small_enterprise"):
        draft.forget("borrower.exposure")
    else:
        draft.forget(*OPENED.get(key, ()))
    for path, value in KEPT.get(key, {}).items():
        if draft.get(path) is None and not _is_unknown(path, case):
            draft.set(path, value)
    if key == "upgrade_conditions_met":
        _all_other_conditions_met(draft)
    if key == "micro_renewal_qualified":
        _all_other_renewal_conditions_met(draft)


def _is_unknown(path: str, case: Case) -> bool:
    return any({**FLAGS, **RATIOS}.get(key) == path for key in case.unknown)


def _all_other_conditions_met(draft: Draft) -> None:
    draft.forget("loan.meets_target_definition")
    draft.set("loan.arrears_and_fees_cleared", True)
    draft.set("loan.arrears_and_fees_cleared_on", draft.as_of - LONG_AGO)
    draft.set("loan.all_paid_since_cleared", True)
    draft.set("loan.future_performance_assured", True)


def _all_other_renewal_conditions_met(draft: Draft) -> None:
    draft.set("loan.renewed_loan_class", "normal")
    for path in RENEWAL_CONDITIONS:
        draft.set(path, True)
    if draft.get("borrower.enterprise_size") == "large":
        draft.set("borrower.enterprise_size", "small_micro")
