"""Columns that steps add: ledgers, joins, and tables unfolded from others."""

from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.ingest.bank import run

LEDGER = """
mapping: ledger
currency: CNY
tables:
  terms: {read: csv, columns: {due: {type: number}, start: {type: number}}}
  months:
    read: csv
    columns: {month: {type: number}, paid: {type: number}, day: {type: date}}
    steps:
      - {join: terms, key: loan, columns: [due, start]}
      - {running: unpaid, per: loan, order: [month], start: start * due, add: due - paid, floor: 0}
      - {column: missed, value: floor(unpaid / due)}
record: {of: months, as_of: day, days: many}
fields:
  loan.id: loan
  loan.missed_instalments: missed
  loan.balance: unpaid
"""


def ledger(folder: Path, payments: list[str], *, due: str = "100", start: str = "0", turned: bool = False) -> list[int]:
    """Return the instalments missed at the end of each month."""
    rows = [f"L1,{place},{paid},20{place:02}-01-31\n" for place, paid in enumerate(payments)]
    files = {
        "mapping.yaml": LEDGER,
        "terms.csv": f"loan,due,start\nL1,{due},{start}\n",
        "months.csv": "loan,month,paid,day\n" + "".join(reversed(rows) if turned else rows),
    }
    outcome = run(folder, files, as_of=None)
    assert not outcome.rejects
    # Every month is a record of the same loan; they come in the order of the file.
    return [-1 if each is None else each for each in outcome.missed]


def test_arrears_start_as_given_and_grow_by_what_falls_due(tmp_path: Path) -> None:
    assert ledger(tmp_path, ["0", "0", "100", "300", "0"], start="2") == [2, 3, 3, 1, 2]


def test_an_overpayment_is_no_credit_below_the_floor(tmp_path: Path) -> None:
    assert ledger(tmp_path, ["0", "900", "0"]) == [0, 0, 1]


def test_thirds_add_up_to_a_whole_instalment(tmp_path: Path) -> None:
    assert ledger(tmp_path, ["0", "66.6667", "66.6666", "66.6667"]) == [0, 0, 0, 1]


def test_the_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    payments = ["0", "0", "50", "50", "100"]

    assert ledger(tmp_path, payments, turned=True) == list(reversed(ledger(tmp_path, payments)))


def test_after_a_payment_that_nobody_knows_the_ledger_is_unknown(tmp_path: Path) -> None:
    assert ledger(tmp_path, ["0", "0", "", "100"]) == [0, 1, -1, -1]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(st.lists(st.integers(min_value=-5000, max_value=30000), min_size=1, max_size=12))
def test_the_ledger_is_the_sum_with_a_floor(tmp_path: Path, cents: list[int]) -> None:
    expected, owed = [0], 0
    for paid in cents:
        owed = max(0, owed + 10_000 - paid)
        expected.append(owed // 10_000)

    assert ledger(tmp_path, ["0", *(str(Decimal(each) / 100) for each in cents)]) == expected


def test_two_rows_at_one_place_of_the_order_are_a_problem(tmp_path: Path) -> None:
    files = {
        "mapping.yaml": LEDGER,
        "terms.csv": "loan,due,start\nL1,100,0\n",
        "months.csv": "loan,month,paid,day\nL1,1,0,2001-01-31\nL1,1,0,2001-02-28\n",
    }

    assert run(tmp_path, files, as_of=None).reasons() == [("months.month", 3, "PL668")]


def test_a_row_without_its_partner_and_one_with_two_are_rejected(tmp_path: Path) -> None:
    files = {
        "mapping.yaml": LEDGER,
        "terms.csv": "loan,due,start\nL1,100,0\nL1,200,0\n",
        "months.csv": "loan,month,paid,day\nL1,1,0,2001-01-31\nL2,1,0,2001-01-31\n",
    }

    assert run(tmp_path, files, as_of=None).reasons() == [("months.loan", 2, "PL668"), ("months.loan", 3, "PL667")]


def test_an_unfolded_row_gives_one_record_for_each_entry(tmp_path: Path) -> None:
    mapping = """
mapping: cards
currency: CNY
tables:
  cards: {read: csv, columns: {late_1: {type: number}, late_2: {type: number}}}
  months:
    unfold: cards
    rows:
      - {day: '@"2026-08-31"', late: late_1}
      - {day: '@"2026-09-30"', late: late_2}
record: {of: months, as_of: day, days: many}
fields:
  loan.id: card
  loan.days_past_due: 30 * max(late, 0)
"""
    files = {"mapping.yaml": mapping, "cards.csv": "card,late_1,late_2\nC1,-1,2\nC2,1,3\n"}

    outcome = run(tmp_path, files)

    assert {name: each.loan.days_past_due for name, each in outcome.records.items()} == {"C1": 60, "C2": 90}
    assert outcome.counts.left_out == 2
