"""A record in the making, in which nothing is the case until a golden case says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, Final, get_args, get_origin

from pydantic import BaseModel

from postloan_rules import Borrower, Loan

BALANCE: Final = Decimal(1_000_000)
DERIVED: Final = ("interest_accrual_stopped", "interest_overdue_days")
"""What no key of the legend gives and that the pack derives from what the keys do give."""

ONE_DAY: Final = timedelta(days=1)
LONG_AGO: Final = 3650 * ONE_DAY


@dataclass(frozen=True, slots=True)
class Draft:
    """The parts of a record as plain mappings, to be filled by the tables of the legend."""

    as_of: date
    loan: dict[str, Any]
    borrower: dict[str, Any]
    institution: dict[str, Any]
    group: dict[str, Any]

    def set(self, path: str, value: Any) -> None:
        """Put ``value`` at ``loan.balance``, or ``loan.facts.ecl_ratio`` for a fact without a field in the model."""
        part, *inner = path.split(".")
        target: dict[str, Any] = getattr(self, part)
        for name in inner[:-1]:
            target = target.setdefault(name, {})
        target[inner[-1]] = value

    def get(self, path: str) -> Any:
        """Return what stands at ``path``, nothing where nobody put anything."""
        part, *inner = path.split(".")
        found: Any = getattr(self, part)
        for name in inner:
            found = found.get(name) if isinstance(found, Mapping) else None
        return found

    def forget(self, *paths: str) -> None:
        """Leave the values at ``paths`` unknown."""
        for path in paths:
            part, *inner = path.split(".")
            target = getattr(self, part)
            for name in inner[:-1]:
                target = target.get(name, {})
            target.pop(inner[-1], None)

    def to_record(self) -> dict[str, Any]:
        """Return the mapping that ``read_record`` takes."""
        parts = {"loan": self.loan, "borrower": self.borrower, "institution": self.institution, "group": self.group}
        return {"as_of": self.as_of, "currency": "CNY", **{name: part for name, part in parts.items() if part}}


def nothing_is_the_case(as_of: date) -> Draft:
    """Return a draft of a claim on a corporate debtor about which there is nothing to say."""
    loan = _not_the_case(Loan) | {
        "id": "L1",
        "balance": BALANCE,
        "originated_on": as_of,
        "asset_type": "loan",
        "product": "corporate",
        "judgement_class": "normal",
        "overdue_cause": "other",
        "observation_paid_on_time": True,
    }
    for derived in DERIVED:
        del loan[derived]
    borrower = _not_the_case(Borrower) | {
        "id": "B1",
        "bankruptcy_stage": "none",
        "segment": "enterprise",
        "enterprise_size": "large",
    }
    group = {"id": "G1", "other_members": []}
    return Draft(as_of, loan, borrower, {"id": "bank", "type": "commercial_bank"}, group)


def _not_the_case(entity: type[BaseModel]) -> dict[str, Any]:
    """Return false for flags, zero for numbers and amounts, nothing in relations; words and days stay unknown."""
    found: dict[str, Any] = {}
    for name, field in entity.model_fields.items():
        kind = _inner(field.annotation)
        if kind is bool:
            found[name] = False
        elif kind in (int, Decimal) or getattr(kind, "__name__", "") == "Money":
            found[name] = 0
        elif get_origin(kind) is tuple:
            found[name] = []
    return found


def _inner(annotation: Any) -> Any:
    """Return what is optional in ``X | None``, without remarks such as limits."""
    if get_origin(annotation) is UnionType or NoneType in get_args(annotation):
        annotation = next(each for each in get_args(annotation) if each is not NoneType)
    return getattr(annotation, "__origin__", annotation) if hasattr(annotation, "__metadata__") else annotation
