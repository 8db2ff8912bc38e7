"""The keys of the legend that speak of provisions, reserves and the accrual of interest."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from tests.golden.answers import BEST_TO_WORST, Asked, outcome_of, possible, status
from tests.golden.case import Case, NotUnderstoodError
from tests.golden.draft import Draft
from tests.golden.legend import decimal
from tests.golden.topic import Topic

AMOUNTS: Final[Mapping[str, str]] = {
    "loans": "loans_balance",
    "npl": "non_performing_balance",
    "provisions": "loan_loss_provisions",
    "year_end_loans": "year_end_loans_balance",
    "general_reserve": "general_reserve",
    "impairment_allowance": "impairment_allowance",
}
"""Keys that are one total of the institution, and the field that holds it."""

SCHEMES: Final[Mapping[str, tuple[str, ...]]] = {
    "scheme": ("2002_guideline", "mof_2012_20"),
    "standard": ("2011_base",),
}
PROVISIONED: Final = BEST_TO_WORST[1:]
"""The classes with a specific provision."""


def _amount(draft: Draft, key: str, value: Any) -> None:
    draft.set(f"institution.{AMOUNTS[key]}", decimal(key, value))


def _balances(draft: Draft, key: str, value: Any) -> None:
    if not isinstance(value, Mapping) or not value.keys() <= set(BEST_TO_WORST):
        raise NotUnderstoodError(f"`{key}` does not give balances by class: {value!r}")
    for name in BEST_TO_WORST:
        draft.set(f"institution.{name}_balance", decimal(key, value.get(name, 0)))


def _class(draft: Draft, key: str, value: Any) -> None:
    if value not in BEST_TO_WORST:
        raise NotUnderstoodError(f"`{key}` is not a class: {value!r}")
    draft.set("loan.facts", {"provisioning_class": value})


def _interest(draft: Draft, key: str, value: Any) -> None:
    number = decimal(key, value)
    if number != number.to_integral_value():
        raise NotUnderstoodError(f"`{key}` is not a number of days: {value!r}")
    draft.set("loan.interest_overdue_days", int(number))


def _scheme(_: Draft, key: str, value: Any) -> None:
    if value not in SCHEMES[key]:
        raise NotUnderstoodError(f"`{key}` is none of {', '.join(SCHEMES[key])}: {value!r}")


def _totals_of_balances(draft: Draft, case: Case) -> None:
    """The loans at year end, and the assets at risk, are all the loans that a case speaks of."""
    given = case.facts.get("balances")
    total: Any = draft.get("institution.loans_balance")
    if isinstance(given, Mapping):
        total = sum((draft.get(f"institution.{name}_balance") for name in BEST_TO_WORST), start=Decimal(0))
    if total is None:
        total = draft.get("institution.year_end_loans_balance")
    for name in ("year_end_loans_balance", "risk_assets"):
        if total is not None and draft.get(f"institution.{name}") is None:
            draft.set(f"institution.{name}", total)


def _forget(draft: Draft, key: str) -> None:
    match key:
        case "balances":
            draft.forget(*(f"institution.{name}_balance" for name in BEST_TO_WORST))
        case "class":
            draft.forget("loan.facts.provisioning_class", "loan.judgement_class")
        case "interest_overdue_days":
            draft.forget("loan.interest_overdue_days", "loan.days_past_due", "loan.schedule")
        case "scheme" | "standard":
            raise NotUnderstoodError(f"`{key}` cannot be unknown")
        case _:
            draft.forget(f"institution.{AMOUNTS[key]}")


def _main(case: Case) -> str:
    facts = case.facts.keys() | {*case.unknown}
    if "interest_overdue_days" in facts:
        return "interest_accrual"
    if "standard" in facts or facts & {"npl", "provisions"}:
        return "provisioning_standard"
    if case.facts.get("scheme") == "mof_2012_20" or "impairment_allowance" in facts:
        return "general_reserve_level" if "general_reserve" in facts else "general_reserve_top_up_due"
    return "guideline_general_reserve" if facts & {"year_end_loans", "general_reserve"} else "specific_provision"


REQUIRED: Final[Mapping[str, str]] = {
    "provisioning_standard": "institution.provisions_required",
    "general_reserve_level": "institution.general_reserve_required",
    "general_reserve_top_up_due": "institution.potential_risk",
    "guideline_general_reserve": "institution.guideline_general_reserve_required",
    "specific_provision": "institution.specific_reference",
}


def _required(asked: Asked) -> Any:
    return asked.fact(REQUIRED.get(_main(asked.case), REQUIRED["specific_provision"]))


def _meets(asked: Asked) -> Any:
    outcome = outcome_of(asked.main())
    return None if outcome is None else outcome in ("met", "no")


def _specific(asked: Asked) -> Any:
    """Answer with the amounts by class where a case asks for them so, else with their sum, or that of one class."""
    expected = asked.case.expected["specific"]
    if not isinstance(expected, Mapping):
        return asked.fact("institution.specific_reference")
    amounts = {"normal": Decimal(0)} | {name: asked.fact(f"institution.specific_{name}") for name in PROVISIONED}
    return {name: amount for name, amount in amounts.items() if name in expected or amount}


def _total(asked: Asked) -> Any:
    if asked.case.facts.get("scheme") == "mof_2012_20":
        return asked.fact("institution.potential_risk")
    return asked.fact("institution.specific_reference")


def _range(asked: Asked) -> Any:
    ends = [asked.fact("loan.specific_ratio_lowest"), asked.fact("loan.specific_ratio_highest")]
    return None if None in ends else ends


def _fact(name: str) -> Callable[[Asked], Any]:
    return lambda asked: asked.fact(f"institution.{name}")


def _accrual(asked: Asked) -> Any:
    return outcome_of(asked.decision("interest_accrual"))


TOPICS: Final[Mapping[str, Topic]] = {
    "provisioning": Topic(
        keys={
            **dict.fromkeys(AMOUNTS, _amount),
            **dict.fromkeys(SCHEMES, _scheme),
            "balances": _balances,
            "class": _class,
            "interest_overdue_days": _interest,
        },
        answers={
            "specific": _specific,
            "total": _total,
            "allowed_ratio_range": _range,
            "required": _required,
            "meets": _meets,
            "potential_risk": _fact("potential_risk"),
            "general_reserve_top_up": _fact("general_reserve_top_up"),
            "accrual": _accrual,
            "status": status,
            "possible": possible,
        },
        main=_main,
        explained_by=(
            "provisioning_standard",
            "guideline_general_reserve",
            "specific_provision",
            "general_reserve_top_up_due",
            "general_reserve_level",
            "interest_accrual",
        ),
        together=(_totals_of_balances,),
        forget=_forget,
    ),
}
