"""What becomes of rows: records, rejects with all their reasons, and nothing lost."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postloan_rules.model.portfolio import PortfolioRecord
from tests.unit.ingest.bank import DAY, LOANS, Outcome, run

BANK = """
mapping: little_bank
currency: CNY
tables:
  loans: {read: csv, currency: currency}
  borrowers: {read: csv}
  groups: {read: csv}
  collaterals: {read: csv}
  valuations: {read: csv}
record: {of: loans, as_of: day, by_name: true}
relations:
  loan.collaterals: {from: collaterals, key: {loan: id}, by_name: true}
  loan.collaterals.valuations: {from: valuations, key: {collateral: id}, by_name: true}
  borrower: {from: borrowers, key: {id: borrower}, by_name: true, fields: {name: customer}}
  borrower.other_loans: {from: loans, key: borrower, supplied: 'not(partial = "yes")'}
  group: {from: groups, key: {id: group}, by_name: true}
  group.other_members: {from: borrowers, key: group}
"""
LOAN_COLUMNS = "id,borrower,day,currency,balance,days_past_due,partial\n"


def bank(loans: str, **files: str) -> Mapping[str, str]:
    """Return the files of a bank with two borrowers in one group, and what ``files`` says instead."""
    return {
        "mapping.yaml": BANK,
        "loans.csv": LOAN_COLUMNS + loans,
        "borrowers.csv": files.get("borrowers", "id,group,customer\nB1,G1,甲公司\nB2,G1,乙公司\nB3,,丙\n"),
        "groups.csv": files.get("groups", "id,name\nG1,集团\n"),
        "collaterals.csv": "id,loan,type,value\n" + files.get("collaterals", ""),
        "valuations.csv": "id,collateral,valued_on,value\n" + files.get("valuations", ""),
    }


def test_a_record_has_its_loan_with_lists_its_borrower_and_its_group(tmp_path: Path) -> None:
    loans = "L1,B1,2026-09-30,CNY,100.50,91,no\nL2,B1,2026-09-30,CNY,1,0,no\nL3,B2,2026-09-30,CNY,2,0,no\n"

    record = run(tmp_path, bank(loans, collaterals="C1,L1,住宅,500\n", valuations="V1,C1,2026-01-31,480\n")).records[
        "L1"
    ]

    assert record.as_of == DAY
    assert record.loan.balance is not None
    assert record.loan.balance.amount == Decimal("100.50")
    assert record.loan.collaterals is not None
    [collateral] = record.loan.collaterals
    assert (collateral.id, collateral.type) == ("C1", "residential")
    assert [each.valued_on for each in collateral.valuations or ()] == [date(2026, 1, 31)]
    assert record.borrower is not None
    assert record.borrower.name == "甲公司"
    assert [each.id for each in record.borrower.other_loans or ()] == ["L2"]
    assert record.group is not None
    [member] = list(record.group.other_members or [])
    assert (member.id, [each.id for each in member.other_loans or ()]) == ("B2", ["L3"])


def test_records_are_what_validation_would_have_made(tmp_path: Path) -> None:
    loans = "L1,B1,2026-09-30,CNY,100.50,91,no\nL2,B1,2026-09-30,CNY,1,0,no\n"

    for record in run(tmp_path, bank(loans, collaterals="C1,L1,住宅,500\n")).records.values():
        assert PortfolioRecord.model_validate(record.model_dump()) == record


def test_a_relation_without_rows_is_empty_and_one_that_is_not_mapped_is_not_supplied(tmp_path: Path) -> None:
    loan = run(tmp_path, bank("L1,B3,2026-09-30,CNY,1,0,no\n")).records["L1"].loan

    assert loan.collaterals == ()
    assert loan.schedule is None


def test_all_problems_of_a_row_come_at_once(tmp_path: Path) -> None:
    outcome = run(tmp_path, bank("L1,B9,2026-06-30,USD,1x,-4,no\n"))

    assert sorted(outcome.reasons()) == [
        ("loans.balance", 2, "PL603"),
        ("loans.borrower", 2, "PL667"),
        ("loans.day", 2, "PL617"),
        ("loans.days_past_due", 2, "PL607"),
    ]
    assert outcome.rejects[0].raw["balance"] == "1x"


def test_an_amount_in_another_currency_is_a_problem(tmp_path: Path) -> None:
    assert run(tmp_path, bank("L1,B3,2026-09-30,USD,1,0,no\n")).reasons() == [("loans.currency", 2, "PL609")]


def test_of_two_rows_with_one_id_neither_is_right(tmp_path: Path) -> None:
    row = "L1,B3,2026-09-30,CNY,1,0,no\n"

    outcome = run(tmp_path, bank(row + row + row.replace("L1", "L2")))

    assert outcome.order == ["L2"]
    assert outcome.reasons() == [("loans.id", 2, "PL610"), ("loans.id", 3, "PL610")]


def test_siblings_of_a_rejected_loan_do_not_know_all_loans_of_their_borrower(tmp_path: Path) -> None:
    loans = "L1,B1,2026-09-30,CNY,1,0,no\nL2,B1,2026-09-30,CNY,one,0,no\nL3,B2,2026-09-30,CNY,1,0,no\n"

    records = run(tmp_path, bank(loans)).records

    assert records["L1"].borrower is not None
    assert records["L1"].borrower.other_loans is None
    assert "borrower.other_loans" in records["L1"].provenance
    assert records["L3"].group is not None
    [member] = list(records["L3"].group.other_members or [])
    assert member.other_loans is None


def test_a_bad_borrower_rejects_all_its_loans(tmp_path: Path) -> None:
    borrowers = "id,group,customer,is_insolvent\nB1,,甲,maybe\n"
    loans = "L1,B1,2026-09-30,CNY,1,0,no\nL2,B1,2026-09-30,CNY,1,0,no\n"

    outcome = run(tmp_path, bank(loans, borrowers=borrowers))

    assert outcome.reasons() == [("borrowers.is_insolvent", 2, "PL663")] * 2


def test_the_bad_row_of_a_list_rejects_the_record_it_belongs_to(tmp_path: Path) -> None:
    loans = "L1,B3,2026-09-30,CNY,1,0,no\nL2,B3,2026-09-30,CNY,1,0,no\n"

    outcome = run(tmp_path, bank(loans, collaterals="C1,L1,castle,1\nC2,L2,land,1\n"))

    assert outcome.order == ["L2"]
    assert outcome.reasons() == [("collaterals.type", 2, "PL606")]


def test_a_row_that_belongs_to_nothing_is_read_and_rejected_by_itself(tmp_path: Path) -> None:
    loans = "L1,B3,2026-09-30,CNY,1,0,no\n"

    outcome = run(tmp_path, bank(loans, collaterals="C1,L9,land,1\nC2,,land,1\n", valuations="V1,C9,2026-01-31,1\n"))

    assert outcome.order == ["L1"]
    assert sorted(outcome.reasons()) == [
        ("collaterals.loan", 2, "PL666"),
        ("collaterals.loan", 3, "PL665"),
        ("valuations.collateral", 2, "PL666"),
    ]
    assert (outcome.counts.read, outcome.counts.rejected) == (4, 3)


def test_a_relation_is_supplied_where_the_row_says_so(tmp_path: Path) -> None:
    loans = "L1,B1,2026-09-30,CNY,1,0,yes\nL2,B1,2026-09-30,CNY,1,0,no\nL3,B1,2026-09-30,CNY,1,0,\n"

    records = run(tmp_path, bank(loans)).records
    others = {name: each.borrower.other_loans for name, each in records.items() if each.borrower}

    assert others["L1"] is None
    assert [each.id for each in others["L2"] or ()] == ["L1", "L3"]
    # Where it is unknown whether all are there, they are not.
    assert others["L3"] is None


def test_a_ragged_row_is_rejected_and_the_rest_goes_on(tmp_path: Path) -> None:
    files = {"mapping.yaml": LOANS, "loans.csv": "id,balance\nL1,1\nL2\nL3,1,1\nL4,2\n"}

    outcome = run(tmp_path, files)

    assert outcome.order == ["L1", "L4"]
    assert outcome.reasons() == [("loans", 3, "PL660"), ("loans", 4, "PL660")]


def test_a_file_with_a_header_only_gives_nothing(tmp_path: Path) -> None:
    outcome = run(tmp_path, {"mapping.yaml": LOANS, "loans.csv": "id,balance\n"})

    assert (outcome.counts.read, outcome.records) == (0, {})


MANY_DAYS = """
mapping: months
currency: CNY
tables:
  months: {read: csv, columns: {paid: {type: number}, day: {type: date}}}
record: {of: months, as_of: day, days: many, where: paid >= 0}
fields:
  loan.id: id
  loan.days_past_due: days between(day, as_of)
"""
MONTHS = "id,day,paid\nL1,2026-08-31,1\nL1,2026-09-30,1\nL2,2026-09-30,-1\nL3,2026-09-30,\n"


def test_of_many_days_the_rows_of_the_day_that_is_asked_for_are_read(tmp_path: Path) -> None:
    outcome = run(tmp_path, {"mapping.yaml": MANY_DAYS, "months.csv": MONTHS})

    assert outcome.order == ["L1"]
    assert outcome.records["L1"].loan.days_past_due == 0
    assert outcome.counts.left_out == 2
    assert outcome.reasons() == [("months.where", 5, "PL670")]


def test_without_a_day_every_row_is_of_its_own(tmp_path: Path) -> None:
    outcome = run(tmp_path, {"mapping.yaml": MANY_DAYS, "months.csv": MONTHS}, as_of=None)

    assert outcome.order == ["L1", "L1"]
    assert outcome.records["L1"].as_of == DAY


def test_without_any_day_there_is_no_record(tmp_path: Path) -> None:
    outcome = run(tmp_path, {"mapping.yaml": LOANS, "loans.csv": "id\nL1\n"}, as_of=None)

    assert outcome.reasons() == [("loans.as_of", 2, "PL602")]


def test_fields_of_the_borrower_may_stand_in_the_row_of_the_loan(tmp_path: Path) -> None:
    mapping = LOANS + (
        "fields: {borrower.id: customer, borrower.facts.score: score, loan.extension.branch: branch}\n"
        "relations: {borrower.other_loans: {from: loans, key: customer}}\n"
    )
    files = {"mapping.yaml": mapping, "loans.csv": "id,customer,score,branch\nL1,B1,7,北京\nL2,B1,7,\nL3,,,\n"}

    records = run(tmp_path, files).records

    borrower = records["L1"].borrower
    assert borrower is not None
    assert borrower.facts == {"score": "7"}
    assert [each.id for each in borrower.other_loans or ()] == ["L2"]
    assert records["L1"].loan.extension == {"branch": "北京"}
    assert records["L3"].borrower is None


def test_provenance_names_file_row_and_column(tmp_path: Path) -> None:
    files = {"mapping.yaml": LOANS, "loans.csv": "id,余额\nL1,1\n"}

    provenance = run(tmp_path, files).records["L1"].provenance

    assert provenance == {"loan": "loans.csv: 2", "loan.id": "loans.csv: id", "loan.balance": "loans.csv: 余额"}


CELLS = st.sampled_from(["", "L1", "L2", "L3", "1", "-1", "x", "CNY", "USD", "2026-09-30", "B1", "B9", '"'])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=8), max_size=8), st.lists(st.lists(CELLS, max_size=4), max_size=4))
def test_whatever_stands_in_the_files_every_row_is_read_once(
    tmp_path: Path, loans: list[list[str]], collaterals: list[list[str]]
) -> None:
    quote_free = [[cell for cell in row if cell != '"'] for row in loans]
    rows = [",".join(row) for row in quote_free if row and any(row)]
    files = bank("".join(f"{row}\n" for row in rows), collaterals="".join(f"{','.join(row)}\n" for row in collaterals))

    outcome = run(tmp_path, files)

    seen = [each.row for each in outcome.rejects if each.table == "loans"]
    assert len(outcome.order) + len(seen) == len(rows)
    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0]])
def test_records_do_not_depend_on_the_order_of_rows(tmp_path: Path, order: list[int]) -> None:
    rows = ["L1,B1,2026-09-30,CNY,1,0,", "L2,B1,2026-09-30,CNY,2,0,", "L3,B2,2026-09-30,CNY,3,0,"]

    outcome: Outcome = run(tmp_path, bank("".join(f"{rows[place]}\n" for place in order)))

    assert {name: each.loan.balance.amount for name, each in outcome.records.items() if each.loan.balance} == {
        "L1": 1,
        "L2": 2,
        "L3": 3,
    }
