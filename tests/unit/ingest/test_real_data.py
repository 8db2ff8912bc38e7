"""The mappings of the examples on the data that they are for."""

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from postloan_rules.demo.portfolio import AS_OF, write_portfolio
from postloan_rules.ingest.ingest import ingest
from postloan_rules.model.portfolio import PortfolioRecord
from tests.unit.ingest.bank import Outcome

ROOT = Path(__file__).resolve().parents[3]
MAPPINGS = ROOT / "examples" / "mappings"
DATA = ROOT.parent / "shared" / "data"

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the folder ../shared with real loan data is not here")


def test_the_invented_portfolio_is_read_with_its_mistakes_rejected(tmp_path: Path) -> None:
    rows = write_portfolio(tmp_path, seed=7, loans=300)

    found = Outcome(ingest(MAPPINGS / "demo.yaml", folder=tmp_path, as_of=AS_OF))

    rejected_loans = [each for each in found.rejects if each.table == "loans"]
    assert len(found.order) + len(rejected_loans) == rows["loans"]
    assert 0 < len(rejected_loans) < 30
    assert ("schedule.loan_id", "PL666") in {(path, code) for path, _, code in found.reasons()}
    assert any(each.borrower and each.borrower.other_loans for each in found.records.values())


@needs_data
@pytest.mark.slow
def test_arrears_of_car_loans_are_those_that_others_found() -> None:
    """How many live loans were ever so late is what the README of the data says of the months after the first.

    Two loans were 30 days late in the first month only, which is reported and not rebuilt.
    """
    pytest.importorskip("duckdb", reason="the extra `sql` is not installed")
    worst: Counter[str] = Counter()
    later: Counter[str] = Counter()

    run = ingest(MAPPINGS / "auto_abs_ee.yaml", folder=DATA / "auto_abs_ee")
    for record in run:
        assert isinstance(record, PortfolioRecord)
        days_late = record.loan.days_past_due or 0
        worst[record.loan.id] = max(worst[record.loan.id], days_late)
        if record.as_of > date(2017, 5, 31):
            later[record.loan.id] = max(later[record.loan.id], days_late)

    assert [sum(days >= late for days in later.values()) for late in (30, 60, 90, 120)] == [1963, 961, 677, 510]
    assert sum(days >= 30 for days in worst.values()) == 1965
    assert run.counts.read + run.counts.left_out == 111_689


@needs_data
def test_the_first_month_of_car_loans_says_its_own_delinquency() -> None:
    duckdb = pytest.importorskip("duckdb", reason="the extra `sql` is not installed")
    live = duckdb.execute(
        "SELECT count(*) FROM read_parquet(?) WHERE obs = 0 AND BAL > 0", [str(DATA / "auto_abs_ee/payments.parquet")]
    ).fetchall()

    found = Outcome(ingest(MAPPINGS / "auto_abs_ee.yaml", folder=DATA / "auto_abs_ee", as_of=date(2017, 5, 31)))

    assert [(len(found.order),)] == live
    assert found.records["19188263"].loan.days_past_due == 0
    balance = found.records["19188263"].loan.balance
    assert balance is not None
    assert balance.amount == Decimal("5846.93")


@needs_data
def test_six_months_of_cards_are_six_records_of_one_row() -> None:
    found = Outcome(
        ingest(
            MAPPINGS / "uci_credit_card_default.yaml",
            folder=DATA / "uci_credit_card_default",
            as_of=date(2026, 9, 30),
        )
    )

    assert (len(found.order), found.counts.left_out) == (15_015, 5 * 15_015)
    assert found.records["1"].loan.days_past_due == 60
    assert found.records["5"].loan.days_past_due == 0
