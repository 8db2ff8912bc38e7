"""Classifying a loan under the pack ``cn`` beside hand-written Python for the floors of the regulation.

The hand-written function knows Articles 10 to 13 of the measures of 2023, with the default parameters, and nothing
else: no other law, no restructuring, no history, no reasons, no unknown values. The pack asks all of that.
"""

import random
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.record import measured, print_table

from postloan_rules import Engine, PortfolioRecord, load

ROOT = Path(__file__).resolve().parent.parent
CLASSES = ("normal", "special_mention", "substandard", "doubtful", "loss")
ROWS = tuple(f"CLS-0{row}" for row in (30, 31, 32, 33, 40, 41, 42, 43, 50, 51, 52, 60, 61, 62))
COUNT = 200


def money(amount: int | str) -> dict[str, str]:
    return {"amount": str(amount), "currency": "CNY"}


def given(chance: random.Random, number: int) -> dict[str, Any]:
    """Return one complete record: nothing that the classification reads is unknown."""

    def rarely(share: float) -> bool:
        return chance.random() < share

    balance = chance.randint(100, 90_000) * 1000
    days = 0 if rarely(0.8) else chance.choice((1, 7, 8, 90, 91, 180, 270, 271, 360, 361, 900))
    share = chance.choice(("0.01", "0.2", "0.5", "0.9")) if days else "0.01"
    loan: dict[str, Any] = {
        "id": f"L{number}",
        "product": "corporate",
        "asset_type": "loan",
        "originated_on": "2024-01-05",
        "balance": money(balance),
        "accrued_interest": money(balance // 1000),
        "days_past_due": days,
        "overdue_cause": "operational_technical" if rarely(0.05) else "other",
        "use_diverted": rarely(0.02),
        "bank_consented_to_use_change": rarely(0.3),
        "refinanced_by_new_loan": rarely(0.03),
        "renewal_policy_applied": False,
        "credit_impaired": days > 0 and rarely(0.4),
        "expected_credit_loss": money(str(balance * Decimal(share))),
        "external_rating_notches_down": 4 if rarely(0.02) else 0,
        "judgement_class": "normal",
        "needs_restructuring": False,
        **{name: [] for name in ("restructurings", "classification_history", "overrides", "collaterals", "guarantees")},
    }
    elsewhere = [
        {
            "id": f"D{place}",
            "balance": money(chance.randint(1, 50) * 1_000_000),
            "days_past_due": 120 if rarely(0.1) else 0,
            "is_non_performing": rarely(0.05),
        }
        for place in range(chance.randint(0, 3))
    ]
    borrower = {
        "id": f"B{number}",
        "bankruptcy_stage": "declared_liquidation" if rarely(0.01) else "none",
        "debt_evasion": rarely(0.01),
        "repayment_ability_declined_significantly": rarely(0.1),
        "other_loans": [],
        "debts_elsewhere": elsewhere,
        **dict.fromkeys(BENIGN, False),
    }
    institution = {"id": "self", "type": "commercial_bank"}
    return {"as_of": "2026-11-23", "currency": "CNY", "loan": loan, "borrower": borrower, "institution": institution}


BENIGN = (
    "recognised_credit_enhancement",
    "obligor_changed_by_merger",
    "is_merger_target",
    "cash_flow_insufficient",
    "cannot_refinance_at_fair_price",
    "securities_delisting_harms",
    "other_difficulty_found",
    "has_other_credit_impaired_assets",
)


def by_hand(record: Any) -> tuple[str, list[str]]:
    """Return the class of a corporate loan, the borrower's only one here, and the rows of the regulation that hold."""
    loan, borrower = record.loan, record.borrower
    days = loan.days_past_due
    fired: list[str] = []
    worst = 0
    if days >= 1 and not (loan.overdue_cause == "operational_technical" and days <= 7):
        fired.append("CLS-030")
        worst = 1
    if loan.use_diverted and not loan.bank_consented_to_use_change:
        fired.append("CLS-031")
        worst = 1
    if loan.refinanced_by_new_loan and loan.asset_type != "bond" and not loan.renewal_policy_applied:
        fired.append("CLS-032")
        worst = 1
    if days > 90:
        fired.append("CLS-040")
        worst = 2
    if loan.credit_impaired:
        fired.append("CLS-041")
        worst = 2
    if loan.external_rating_notches_down >= 3 and borrower.repayment_ability_declined_significantly:
        fired.append("CLS-042")
        worst = 2
    if days > 270:
        fired.append("CLS-050")
        worst = 3
    if borrower.debt_evasion:
        fired.append("CLS-051")
        worst = 3
    if loan.credit_impaired:
        loss, balance = loan.expected_credit_loss.amount, loan.balance.amount
        if loss * 10 >= balance * 5:
            fired.append("CLS-052")
            worst = 3
        if loss * 10 >= balance * 9:
            fired.append("CLS-062")
            worst = 4
    if days > 360:
        fired.append("CLS-060")
        worst = 4
    if borrower.bankruptcy_stage in ("declared_liquidation", "closed", "liquidation_accepted"):
        fired.append("CLS-061")
        worst = 4
    if worst < 2:
        worst = debts(record, fired, worst)
    return CLASSES[worst], fired


def debts(record: Any, fired: list[str], worst: int) -> int:
    """Return what the debtor's other debts make of a claim that performs by itself."""
    elsewhere = record.borrower.debts_elsewhere
    if any(debt.is_non_performing for debt in elsewhere):
        fired.append("CLS-033")
        worst = 1
    late = 0 if record.loan.days_past_due <= 90 else record.loan.balance.amount
    total = record.loan.balance.amount
    for debt in elsewhere:
        total += debt.balance.amount
        if debt.days_past_due > 90:
            late += debt.balance.amount
    if late * 5 > total:
        fired.append("CLS-043")
        worst = 2
    return worst


def with_gaps(raw: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Return the record with a tenth of its values unknown."""
    kept = {"id", "product", "asset_type"}
    return {
        part: {name: each for name, each in values.items() if name in kept or chance.random() >= 0.1}
        if isinstance(values, dict)
        else values
        for part, values in raw.items()
    }


def check(engine: Engine, records: list[PortfolioRecord]) -> None:
    """Stop if the pack and the hand-written function differ: then they do not answer the same question."""
    for record in records:
        decision = engine.decide("classification", record)
        rows = [rule for rule in decision.fired_deep if rule in ROWS]
        expected, fired = by_hand(record)
        if (decision.outcome, decision.status.value, sorted(rows)) != (expected, "certain", sorted(fired)):
            raise SystemExit(
                f"{record.loan.id}: {decision!r} {rows}, missing {decision.missing}; by hand {expected} {fired}"
            )


def each(work: Callable[[PortfolioRecord], Any], records: list[PortfolioRecord]) -> Callable[[], None]:
    def run() -> None:
        for record in records:
            work(record)

    return run


def main() -> int:
    chance = random.Random(20261123)  # noqa: S311 - invented data
    engine = Engine(load(ROOT / "rules" / "cn"))
    raw = [given(chance, number) for number in range(COUNT)]
    records = [PortfolioRecord.model_validate(each_raw) for each_raw in raw]
    gaps = [PortfolioRecord.model_validate(with_gaps(each_raw, chance)) for each_raw in raw]
    check(engine, records)

    def classify(record: PortfolioRecord) -> None:
        engine.decide("classification", record)

    def floors(record: PortfolioRecord) -> None:
        engine.decide("floor_class", record)

    shapes = {
        "floors and contagion by hand, from the record": each(by_hand, records),
        "floor_class, complete records": each(floors, records),
        "floor_class, one value of ten unknown": each(floors, gaps),
        "classification, complete records": each(classify, records),
        "classification, one value of ten unknown": each(classify, gaps),
    }
    print("One loan under the pack cn, on 2026-11-23")
    print_table(measured(shapes, COUNT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
