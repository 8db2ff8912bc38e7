"""The invented portfolio as CSV files: borrowers with several loans, groups, gaps and mistakes."""

import csv
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from postloan_rules.demo.columns import BORROWER_FLAGS, CAUSE_WORDS, COLUMNS, LOAN_FLAGS, SECURITY_WORDS
from postloan_rules.demo.dirt import Rows, spoil
from postloan_rules.demo.names import (
    BUSINESS_PURPOSES,
    CONSUMER_PURPOSES,
    FARM_PURPOSES,
    GIVEN_NAMES,
    GROUPS,
    PLACES,
    SURNAMES,
    TRADES,
)
from postloan_rules.demo.stories import STORIES, Draft
from postloan_rules.light import dataclass

AS_OF = date(2026, 9, 30)
"""The day for which the portfolio holds."""

QUARTERS = ("2025-12-31", "2026-03-31", "2026-06-30")
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Product:
    """A kind of loan; ``interval`` months lie between payments."""

    name: str
    portfolio: str
    smallest: int
    largest: int
    interval: int
    security: tuple[str, ...]
    purposes: tuple[str, ...]


PRODUCTS: Mapping[str, tuple[Product, ...]] = {
    "enterprise": (
        Product("corporate", "non_retail", 1_000_000, 80_000_000, 3, ("mortgage", "guarantor", "pledge"),
                BUSINESS_PURPOSES),
    ),
    "small_enterprise": (
        Product("small_enterprise", "non_retail", 100_000, 5_000_000, 1,
                ("mortgage", "guarantor", "credit"), BUSINESS_PURPOSES),
    ),
    "person": (
        Product("personal_mortgage", "retail", 300_000, 3_000_000, 1, ("mortgage",), ("购房",)),
        Product("personal_consumer", "retail", 5_000, 300_000, 1, ("credit",), CONSUMER_PURPOSES),
        Product("personal_auto", "retail", 50_000, 400_000, 1, ("mortgage",), ("购车",)),
        Product("credit_card", "retail", 500, 80_000, 1, ("credit",), CONSUMER_PURPOSES),
    ),
    "sole_trader": (
        Product("personal_business", "retail", 50_000, 2_000_000, 1, ("mortgage", "guarantor"),
                BUSINESS_PURPOSES),
    ),
    "farmer": (
        Product("farmer_micro", "retail", 5_000, 100_000, 3, ("guarantor", "credit"), FARM_PURPOSES),
    ),
}  # fmt: skip


def make_portfolio(*, seed: int, loans: int, as_of: date = AS_OF) -> dict[str, Rows]:
    """Return the rows of every file. The same arguments give the same rows on every machine."""
    random = Random(seed)
    tables: dict[str, Rows] = {name: [] for name in COLUMNS}
    tables["groups"] = [{"id": f"G{n:03}", "name": f"{name}集团"} for n, name in enumerate(GROUPS, start=1)]
    while len(tables["loans"]) < loans:
        borrower, kind = _borrower(random, len(tables["borrowers"]) + 1)
        tables["borrowers"].append(borrower)
        _debts_elsewhere(random, borrower, tables["debts"])
        for _ in range(min(random.choice((1, 1, 1, 2, 2, 3)), loans - len(tables["loans"]))):
            _loan(random, borrower, kind, tables, as_of)
    spoil(random, tables)
    return tables


def write_portfolio(folder: Path, *, seed: int, loans: int, as_of: date = AS_OF) -> dict[str, int]:
    """Write the portfolio into ``folder`` as one CSV file per kind of row and return how many rows each has.

    Raises:
        OSError: if the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tables = make_portfolio(seed=seed, loans=loans, as_of=as_of)
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[name], restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return {name: len(rows) for name, rows in tables.items()}


def _borrower(random: Random, number: int) -> tuple[dict[str, str], str]:
    kind = random.choice(("enterprise", "small_enterprise", "small_enterprise", "person", "person", "person",
                          "sole_trader", "farmer"))  # fmt: skip
    row = {"id": f"B{number:05}", "bankruptcy_stage": "none", "credit_report_on": "2026-09-15"}
    row |= dict.fromkeys(BORROWER_FLAGS, "false")
    if kind in {"enterprise", "small_enterprise"}:
        trade, industry = random.choice(TRADES)
        row |= {
            "客户名称": f"{random.choice(PLACES)}{random.choice(PLACES)[0]}{trade}有限公司",
            "segment": "enterprise",
            "enterprise_size": "small_micro" if kind == "small_enterprise" else random.choice(("medium", "large")),
            "所属行业": industry,
        }
        if random.random() < 0.08:
            row["group_id"] = f"G{random.randint(1, len(GROUPS)):03}"
    else:
        row |= {"客户名称": f"{random.choice(SURNAMES)}{random.choice(GIVEN_NAMES)}", "segment": kind}
    _misfortune(random, row)
    return row, kind


def _misfortune(random: Random, row: dict[str, str]) -> None:
    chance = random.random()
    if chance < 0.004:
        row["debt_evasion"] = "true"
    elif chance < 0.008 and row["segment"] == "enterprise":
        row["bankruptcy_stage"] = random.choice(("reorganization_accepted", "liquidation_accepted"))
    elif chance < 0.015:
        row["repayment_ability_declined_significantly"] = "true"
    elif chance < 0.020:
        row |= {"obligor_changed_by_merger": "true", "obligor_changed_by_merger_on": "2026-06-01"}
    elif chance < 0.040:
        # Nobody has asked for a credit report: what the borrower owes elsewhere is not known.
        row["credit_report_on"] = ""


def _debts_elsewhere(random: Random, borrower: dict[str, str], debts: Rows) -> None:
    if not borrower["credit_report_on"]:
        return
    for _ in range(random.choice((0, 0, 1, 1, 2))):
        days = random.choice((0,) * 60 + (20, 95, 400))
        debts.append(
            {
                "id": f"D{len(debts) + 1:05}",
                "borrower_id": borrower["id"],
                "lender": f"{random.choice(PLACES)}银行",
                "balance": str(_amount(random, 2_000, 900_000)),
                "days_past_due": str(days),
                "risk_class": "substandard" if days > 90 else "special_mention" if days else "normal",
                "is_non_performing": "true" if days > 90 else "false",
            }
        )


def _loan(random: Random, borrower: dict[str, str], kind: str, tables: dict[str, Rows], as_of: date) -> None:
    product = random.choice(PRODUCTS[kind])
    original = _amount(random, product.smallest, product.largest)
    balance = (original * Decimal(random.randint(20, 98)) / 100).quantize(CENT)
    originated = as_of - timedelta(days=random.randint(200, 2400))
    security = random.choice(product.security)
    row = {
        "id": f"L{len(tables['loans']) + 1:05}",
        "borrower_id": borrower["id"],
        "day": as_of.isoformat(),
        "currency": "CNY",
        "product": product.name,
        "asset_type": "loan",
        "portfolio": product.portfolio,
        "贷款用途": random.choice(product.purposes),
        "originated_on": originated.isoformat(),
        "matures_on": (as_of + timedelta(days=random.randint(30, 3000))).isoformat(),
        "original_amount": str(original),
        "interest_rate": str(Decimal(random.randint(285, 1560)) / 10_000),
        "repayment_interval_months": str(product.interval),
        "担保方式": SECURITY_WORDS[security],
        "balance": str(balance),
        "accrued_interest": str((balance * Decimal(random.randint(1, 9)) / 1000).quantize(CENT)),
        "undrawn": "0",
        "逾期原因": CAUSE_WORDS["other"],
        "overdue_component": "principal",
        "external_rating_notches_down": "0",
        "judgement_class": "normal",
        "last_classified_on": QUARTERS[-1],
    }
    row |= dict.fromkeys(LOAN_FLAGS, "false")
    row["reclassified_under_2023_measures"] = "true"
    if product.name == "small_enterprise":
        # The bank has chosen the matrix of arrears and security for them.
        row["classification_method"] = "small_enterprise_matrix"
    if security == "pledge":
        row |= {
            "pledge_is_safe_instrument": random.choice(("true", "false")),
            "pledge_title_undisputed": "true",
            "pledge_formalities_complete": "true",
            "pledge_rate": str(Decimal(random.randint(40, 95)) / 100),
        }
    draft = Draft(row, as_of, balance)
    story = random.choices([story for _, story in STORIES], [weight for weight, _ in STORIES])[0]
    # Gaps that a story leaves stay gaps; the loss is only filled in where it was not blanked out.
    story(random, draft)
    row["previous_class"] = draft.classes[-1]
    row.setdefault("expected_credit_loss", str((balance * draft.loss_share).quantize(CENT)))
    tables["loans"].append(row)
    _children(random, draft, product, security, tables)


def _children(random: Random, draft: Draft, product: Product, security: str, tables: dict[str, Rows]) -> None:
    loan = draft.row["id"]
    _payments(random, draft, product, tables)
    for day, risk_class in zip(QUARTERS, draft.classes[1:], strict=True):
        tables["history"].append(
            {"id": f"{loan}-{day}", "loan_id": loan, "classified_on": day, "risk_class": risk_class}
        )
    for name in ("restructurings", "overrides"):
        for row in getattr(draft, name):
            tables[name].append({"id": f"{name[0].upper()}{len(tables[name]) + 1:04}", "loan_id": loan} | row)
    if security in {"mortgage", "pledge"}:
        tables["collaterals"].append(_collateral(random, draft, product, len(tables["collaterals"]) + 1))
    if security == "guarantor":
        tables["guarantees"].append(
            {
                "id": f"S{len(tables['guarantees']) + 1:05}",
                "loan_id": loan,
                "guarantor_id": f"B{random.randint(1, 400):05}",
                "liability": random.choice(("joint", "joint", "general")),
                "amount": str(draft.balance),
                "ends_on": draft.ago(-900),
                "guarantor_defaulted": "false",
            }
        )


def _collateral(random: Random, draft: Draft, product: Product, number: int) -> dict[str, str]:
    kinds = {"personal_mortgage": "residential", "personal_auto": "vehicle"}
    return {
        "id": f"C{number:05}",
        "loan_id": draft.row["id"],
        "type": kinds.get(product.name) or random.choice(("commercial", "land", "equipment", "residential")),
        "value": str((draft.balance * Decimal(random.randint(70, 260)) / 100).quantize(CENT)),
        "valued_on": draft.ago(random.randint(20, 500)),
        "lien_rank": random.choice(("1", "1", "1", "2")),
        "prior_claims": "0",
        "registered": random.choice(("true", "true", "true", "false")),
        "insured_until": draft.ago(random.randint(-400, 30)),
        "owner_id": draft.row["borrower_id"],
    }


def _payments(random: Random, draft: Draft, product: Product, tables: dict[str, Rows]) -> None:
    """Write instalments and payments so that exactly ``draft.days_past_due`` days have passed since the oldest
    unpaid one was due. The core system also says so for every tenth loan, and wrongly for every five-hundredth."""
    loan = draft.row["id"]
    amount = _amount(random, 200, max(300, int(draft.balance / 12)))
    if draft.days_past_due:
        first_unpaid = draft.as_of - timedelta(days=draft.days_past_due)
    else:
        first_unpaid = draft.as_of + timedelta(days=random.randint(1, 28 * product.interval))
    step = -4
    missed = 0
    while (due := _add_months(first_unpaid, step * product.interval)) <= draft.as_of + timedelta(days=100):
        tables["schedule"].append(
            {"id": f"{loan}-{due}", "loan_id": loan, "due_on": due.isoformat(), "amount": str(amount)}
        )
        missed += step >= 0 and due < draft.as_of
        if step < 0:
            paid = due - timedelta(days=random.choice((0, 0, 0, 1, 2)))
            tables["repayments"].append(
                {"id": f"{loan}-{paid}", "loan_id": loan, "paid_on": paid.isoformat(), "amount": str(amount)}
            )
        step += 1
    draft.row["missed_instalments"] = str(missed)
    number = len(tables["loans"])
    if number % 10 == 0:
        draft.row["days_past_due"] = str(draft.days_past_due + (2 if number % 500 == 0 else 0))


def _add_months(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _amount(random: Random, smallest: int, largest: int) -> Decimal:
    return Decimal(random.randint(smallest * 100, largest * 100)) / 100
