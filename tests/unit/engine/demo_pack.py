"""The demonstration pack and records to decide under it."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from postloan_rules import Engine, PortfolioRecord, load, read_record

FOLDER = Path(__file__).parents[2] / "packs" / "fixtures" / "demo"
DAY = date(2026, 11, 23)

QUIET_LOAN: dict[str, Any] = {
    "id": "L1",
    "asset_type": "loan",
    "product": "corporate",
    "days_past_due": 0,
    "overdue_cause": "other",
    "credit_impaired": False,
    "guarantee_type": "credit",
    "balance": 1000,
    "expected_credit_loss": 0,
}
"""A loan of which everything is known that the pack asks for, and nothing is wrong."""


@cache
def engine() -> Engine:
    return Engine(load(FOLDER))


def record(*, as_of: date = DAY, borrower: dict[str, Any] | None = None, **loan: Any) -> PortfolioRecord:
    """Return a record of the quiet loan with these changes; a value of ``None`` leaves the field out."""
    content = {name: value for name, value in {**QUIET_LOAN, **loan}.items() if value is not None}
    around = {"id": "B1", "other_loans": [], "bankruptcy_stage": "none"} if borrower is None else borrower
    return read_record({"as_of": as_of, "currency": "CNY", "loan": content, "borrower": around})
