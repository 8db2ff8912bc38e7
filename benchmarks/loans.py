"""Invented loans for the workload: fields correlated with how long a loan is overdue, in the workload's shares."""

import random
from decimal import Decimal
from typing import Any

PRODUCTS = ("mortgage", "consumer", "card", "auto", "sme", "corporate", "project", "trade")
COLLATERAL = ("none", "residential", "commercial", "land", "equipment", "receivable", "deposit")
LITIGATION = ("none", "filed", "judgment", "enforced", "closed")
BUCKETS = ((0, 0, 0.85), (1, 30, 0.06), (31, 90, 0.035), (91, 270, 0.025), (271, 360, 0.01), (361, 1500, 0.02))


def loan(chance: random.Random, number: int) -> dict[str, Any]:
    """Return one loan; ratios are floats with four places, as in the workload."""
    bucket = chance.choices(range(len(BUCKETS)), [share for _, _, share in BUCKETS])[0]
    low, high, _ = BUCKETS[bucket]
    bad = bucket / 5
    product = chance.choices(range(8), (0.35, 0.2, 0.15, 0.08, 0.12, 0.06, 0.02, 0.02))[0]
    is_retail = product < 4
    restructured = chance.random() < 0.01 + 0.12 * bad

    def normal(mean: float, deviation: float, least: float, most: float) -> float:
        return round(min(max(chance.gauss(mean, deviation), least), most), 4)

    def rarely(base: float, more: float) -> bool:
        return chance.random() < base + more * bad

    return {
        "loan_id": number,
        "product": PRODUCTS[product],
        "is_retail": is_retail,
        "balance": Decimal(int(chance.lognormvariate(12, 2) * 100)).scaleb(-2),
        "overdue_days": chance.randint(low, high),
        "ltv": normal(0.56 + 0.25 * bad, 0.14, 0.0, 2.0),
        "dscr": normal(1.9 - 0.9 * bad, 0.45, 0.0, 8.0),
        "current_ratio": normal(1.7 - 0.7 * bad, 0.45, 0.05, 8.0),
        "ecl_ratio": normal((0.01, 0.04, 0.1, 0.3, 0.55, 0.75)[bucket], 0.05, 0.0, 1.0),
        "external_rating_notches_down": 0 if is_retail or not rarely(0.04, 0.35) else chance.randint(1, 4),
        "bankrupt": rarely(0.0003, 0.12),
        "evasion": rarely(0.0003, 0.06),
        "diverted_use": rarely(0.001, 0.05),
        "restructured": restructured,
        "observation_days_left": chance.randint(0, 365) if restructured else 0,
        "guarantor_defaulted": rarely(0.002, 0.12),
        "other_bank_overdue_share": normal(0.2, 0.1, 0.0, 1.0) if rarely(0.03, 0.4) else 0.0,
        "borrower_npl_share": normal(0.2, 0.1, 0.0, 1.0) if rarely(0.012, 0.7) else 0.0,
        "days_since_inspection": int(chance.expovariate(1 / (80 if is_retail else 40))),
        "days_since_valuation": chance.randint(0, 365) if chance.random() < 0.93 else chance.randint(366, 865),
        "collateral_type": chance.choice(COLLATERAL),
        "litigation_status": chance.choices(LITIGATION, (1 - 0.75 * bad, 0.22 * bad, 0.2 * bad, 0.2 * bad, 0.13 * bad))[
            0
        ],
    }


def loans(count: int) -> list[dict[str, Any]]:
    """Return the first ``count`` loans, always the same ones."""
    chance = random.Random(20240131)  # noqa: S311 - invented data
    return [loan(chance, number) for number in range(1, count + 1)]
