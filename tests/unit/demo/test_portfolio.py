"""The invented portfolio: the same for the same seed, whole, and dirty on purpose."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from postloan_rules.demo.columns import COLUMNS
from postloan_rules.demo.portfolio import AS_OF, make_portfolio, write_portfolio


def test_same_seed_gives_the_same_files(tmp_path: Path) -> None:
    write_portfolio(tmp_path / "a", seed=3, loans=50)
    write_portfolio(tmp_path / "b", seed=3, loans=50)

    for name in COLUMNS:
        assert (tmp_path / "a" / f"{name}.csv").read_bytes() == (tmp_path / "b" / f"{name}.csv").read_bytes()


def test_another_seed_gives_another_portfolio() -> None:
    assert make_portfolio(seed=3, loans=50) != make_portfolio(seed=4, loans=50)


def test_rows_have_no_other_columns_than_their_file() -> None:
    for name, rows in make_portfolio(seed=3, loans=300).items():
        assert {column for row in rows for column in row} <= set(COLUMNS[name])


def test_one_loan_stands_twice_and_all_others_once() -> None:
    loans = make_portfolio(seed=3, loans=300)["loans"]

    assert len(loans) == 301
    assert loans[-1] in loans[:-1]


def test_some_borrowers_have_several_loans() -> None:
    loans = make_portfolio(seed=3, loans=300)["loans"]

    assert len({loan["borrower_id"] for loan in loans}) < len(loans) * 0.8


def test_ledger_is_as_late_as_the_core_system_says() -> None:
    """Where a row gives days past due, the oldest instalment without a payment was due that many days ago."""
    tables = make_portfolio(seed=3, loans=400)
    checked = 0
    for loan in tables["loans"]:
        if not loan.get("days_past_due") or not loan["id"]:
            continue
        due = sorted(row["due_on"] for row in tables["schedule"] if row["loan_id"] == loan["id"])
        paid = sum(row["loan_id"] == loan["id"] for row in tables["repayments"])
        oldest_unpaid = date.fromisoformat(due[paid]) if paid < len(due) else AS_OF + timedelta(days=1)
        assert max(0, (AS_OF - oldest_unpaid).days) == int(loan["days_past_due"])
        checked += 1

    assert checked > 30


def test_dirt_is_in_every_portfolio_however_small() -> None:
    loans = make_portfolio(seed=3, loans=20)["loans"]

    assert any(not _is_amount(loan["balance"]) for loan in loans)


def _is_amount(text: str) -> bool:
    return text.replace(".", "", 1).isdigit() and Decimal(text) >= 0
