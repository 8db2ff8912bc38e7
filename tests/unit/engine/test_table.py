"""Tables: nothing is lost, one bad row stops nothing, and one by one gives the same."""

import csv
import hashlib
import json
from contextlib import ExitStack
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from postloan_rules import AuditLog, MappingError, PackNotInForceError, Run, UnknownNameError, read_records
from postloan_rules.audit.batch import proves_row
from postloan_rules.demo.mapping import mapping_text
from postloan_rules.demo.portfolio import AS_OF, write_portfolio
from postloan_rules.engine.table import _each, _Writer
from postloan_rules.ingest.rejected import Rejected
from tests.unit.engine.demo_pack import DAY, engine, record


@pytest.fixture
def demo(tmp_path: Path) -> tuple[Path, int]:
    """An invented portfolio with mistakes in it, and its mapping."""
    folder = tmp_path / "portfolio"
    written = write_portfolio(folder, seed=7, loans=60)
    (folder / "mapping.yaml").write_text(mapping_text(), encoding="utf-8")
    return folder / "mapping.yaml", written["loans"]


def _run(mapping: Path, out: Path, **more: Any) -> Run:
    return engine().decide_table(more.pop("name", "final_class"), mapping=mapping, as_of=AS_OF, out=out, **more)


def _lines(file: Path | None) -> list[str]:
    assert file is not None
    return file.read_text(encoding="utf-8").splitlines()


def test_read_is_decided_and_rejected_together(demo: tuple[Path, int], tmp_path: Path) -> None:
    run = _run(demo[0], tmp_path / "out")

    assert run.read == run.decided + run.rejected
    assert run.decided > 0
    assert sum(run.counts.values()) == run.decided
    assert len(_lines(run.decisions)) == run.decided
    assert len(run.rejected_rows.read_text(encoding="utf-8").splitlines()) == run.rejected


def test_a_line_of_the_table_says_what_the_decision_says(demo: tuple[Path, int], tmp_path: Path) -> None:
    run = _run(demo[0], tmp_path / "out")
    decisions = [json.loads(line) for line in _lines(run.decisions)]
    with run.table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))

    assert [(row["subject"], row["outcome"], row["status"], row["id"]) for row in rows] == [
        (each["subject"], each["outcome"] or "", each["status"], each["id"]) for each in decisions
    ]


def test_a_table_decides_as_one_by_one(demo: tuple[Path, int], tmp_path: Path) -> None:
    run = _run(demo[0], tmp_path / "out")
    alone = [
        engine().decide("final_class", each).to_json()
        for each in read_records(demo[0], as_of=AS_OF)
        if not isinstance(each, Rejected)
    ]

    assert _lines(run.decisions) == alone


def test_several_decisions_of_one_record_are_one_record_decided(demo: tuple[Path, int], tmp_path: Path) -> None:
    run = _run(demo[0], tmp_path / "out", name=["floor_class", "security_class"])

    assert sum(run.counts.values()) == 2 * run.decided
    assert run.read == run.decided + run.rejected


def test_a_trail_keeps_every_decision_once_even_when_the_table_is_decided_again(
    demo: tuple[Path, int], tmp_path: Path
) -> None:
    with AuditLog.open(f"sqlite:{tmp_path / 'trail.db'}") as trail:
        run = _run(demo[0], tmp_path / "out", trail=trail)
        _run(demo[0], tmp_path / "out", trail=trail)

        assert len(trail) == run.decided
        assert trail.verify().holds


@pytest.mark.parametrize("detail", ["full", "brief"])
def test_a_run_is_sealed_so_that_each_of_its_lines_can_be_proved(
    demo: tuple[Path, int], tmp_path: Path, detail: Any
) -> None:
    run = _run(demo[0], tmp_path / "out", detail=detail)
    made = run.table if run.decisions is None else run.decisions
    # The head of a table is no row of it.
    lines = made.read_bytes().split(b"\n")[0 if detail == "full" else 1 : -1]
    with AuditLog.open(f"sqlite:{tmp_path / 'trail.db'}") as trail:
        loans = demo[0].parent / "loans.csv"
        receipt = trail.append_run(run, pack=engine().pack, as_of=AS_OF, inputs={"loans": loans})
        payload = trail.show(receipt.sequence).payload

        assert trail.append_run(run, pack=engine().pack, as_of=AS_OF, inputs={"loans": loans}) == receipt
        assert trail.verify().holds
        for row in (0, len(lines) - 1):
            proof = trail.prove_row(receipt.sequence, part=made.name, row=row, folder=tmp_path / "out")
            assert proof.content == lines[row]
            assert proves_row(proof, payload)
    manifest = payload["manifest"]
    assert manifest["parts"] == [{"name": made.name, "digest": _digest(made), "rows": len(lines)}]
    assert manifest["inputs"]["loans"]["digest"] == _digest(loans)
    assert manifest["counts"] == {"read": run.read, "decided": run.decided, "rejected": run.rejected}
    assert manifest["decisions"] == ["final_class"]


def _digest(file: Path) -> str:
    return "sha256:" + hashlib.sha256(file.read_bytes()).hexdigest()


def test_progress_tells_the_rows_done_and_how_many_there_are(demo: tuple[Path, int], tmp_path: Path) -> None:
    done: list[tuple[int, int | None]] = []

    run = _run(demo[0], tmp_path / "out", progress=lambda *each: done.append(each))

    # Rows of other tables that belong to no loan are read on top.
    assert [each for each, _ in done] == list(range(1, run.read + 1))
    assert {total for _, total in done} == {demo[1]}


def test_an_interruption_leaves_what_was_decided_in_files_and_trail(demo: tuple[Path, int], tmp_path: Path) -> None:
    def interrupt(done: int, total: int | None) -> None:
        if done == 20:
            raise KeyboardInterrupt

    with AuditLog.open(f"sqlite:{tmp_path / 'trail.db'}") as trail:
        with pytest.raises(KeyboardInterrupt):
            _run(demo[0], tmp_path / "out", progress=interrupt, trail=trail)

        lines = (tmp_path / "out" / "decisions.jsonl").read_text(encoding="utf-8").splitlines()
        rejected = (tmp_path / "out" / "rejects.jsonl").read_text(encoding="utf-8").splitlines()
        assert len(lines) + len(rejected) == 20
        assert len(trail) == len(lines)


# Brief runs


@pytest.mark.parametrize("name", ["final_class", "all"])
def test_a_brief_run_says_what_a_full_one_says_but_for_what_is_missing(
    demo: tuple[Path, int], tmp_path: Path, name: str
) -> None:
    full = _run(demo[0], tmp_path / "full", name=name)
    brief = _run(demo[0], tmp_path / "brief", name=name, detail="brief")

    assert (brief.counts, brief.counts_by_day) == (full.counts, full.counts_by_day)
    assert _rows(brief.table) == [
        {column: cell for column, cell in row.items() if column not in ("missing", "id")} for row in _rows(full.table)
    ]
    assert brief.rejects.read_bytes() == full.rejects.read_bytes()


def test_a_brief_run_leaves_no_decisions_in_full_not_even_those_of_an_earlier_run(
    demo: tuple[Path, int], tmp_path: Path
) -> None:
    _run(demo[0], tmp_path)
    brief = _run(demo[0], tmp_path, detail="brief")

    assert brief.decisions is None
    assert not (tmp_path / "decisions.jsonl").exists()


def test_a_brief_run_keeps_no_trail(demo: tuple[Path, int], tmp_path: Path) -> None:
    with AuditLog.open(f"sqlite:{tmp_path / 'trail.db'}") as trail, pytest.raises(ValueError, match="trail"):
        _run(demo[0], tmp_path / "out", detail="brief", trail=trail)


@pytest.mark.parametrize("relation", ["", "relations: {borrower.other_loans: {from: loans, key: customer}}\n"])
def test_rules_of_decisions_behind_are_those_of_each_record_alone(tmp_path: Path, relation: str) -> None:
    """What stands behind a decision is kept from record to record where it does not depend on the record."""
    mapping = tmp_path / "m.yaml"
    mapping.write_text(ALL_OF_ONE_BORROWER + relation, encoding="utf-8")
    rows = [f"L{place},{late},{customer}" for place, (late, customer) in enumerate(product(("", 0, 5, 91), ("A", "")))]
    (tmp_path / "loans.csv").write_text("\n".join(("id,late,customer", *rows)) + "\n", encoding="utf-8")

    run = engine().decide_table("final_class", mapping=mapping, out=tmp_path / "out", as_of=DAY, detail="brief")
    alone = {
        record.loan.id: engine().decide("final_class", record)
        for record in read_records(mapping, as_of=DAY)
        if not isinstance(record, Rejected)
    }

    assert run.decided == len(rows)
    for row in _rows(run.table):
        decision = alone[row["subject"]]
        own = [each for name, each in decision.reads.items() if "[" not in name]
        fired = {rule for each in (*own, decision) for rule in each.fired}
        assert (row["fired"], set(decision.fired_deep)) == (";".join(decision.fired_deep), fired)
        assert row["unknown"] == ";".join(each.rule for each in decision.unknown_deep)


ALL_OF_ONE_BORROWER = """
mapping: family
currency: CNY
tables:
  loans: {read: csv, file: loans.csv, columns: {late: {type: number}}}
record: {of: loans}
fields:
  loan.id: id
  loan.asset_type: loan
  loan.guarantee_type: credit
  loan.days_past_due: late
  borrower.id: customer
"""


def _rows(table: Path) -> list[dict[str, str]]:
    with table.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# Rows of many days


MANY_DAYS = """
mapping: months
currency: CNY
tables:
  loans: {read: csv, file: loans.csv, columns: {day: {type: date}, late: {type: number}}}
record: {of: loans, as_of: day, days: many}
fields:
  loan.id: id
  loan.asset_type: loan
  loan.days_past_due: late
"""


def _months(folder: Path, *rows: str, **more: Any) -> Run:
    (folder / "m.yaml").write_text(MANY_DAYS, encoding="utf-8")
    (folder / "loans.csv").write_text("\n".join(("id,day,late", *rows)) + "\n", encoding="utf-8")
    return engine().decide_table("floor_class", mapping=folder / "m.yaml", out=folder / "out", **more)


@pytest.mark.parametrize("detail", ["full", "brief"])
def test_without_a_day_every_row_is_decided_on_its_own(tmp_path: Path, detail: str) -> None:
    run = _months(tmp_path, "A,2026-08-31,0", "A,2026-09-30,91", "B,2026-09-30,91", detail=detail)

    assert [(row["subject"], row["as_of"]) for row in _rows(run.table)] == [
        ("A", "2026-08-31"),
        ("A", "2026-09-30"),
        ("B", "2026-09-30"),
    ]
    assert {day: sum(counts.values()) for day, counts in run.counts_by_day.items()} == {
        date(2026, 8, 31): 1,
        date(2026, 9, 30): 2,
    }
    assert sum(run.counts_by_day.values(), start=run.counts.__class__()) == run.counts


def test_an_id_may_come_again_on_another_day_but_not_on_the_same(tmp_path: Path) -> None:
    run = _months(tmp_path, "A,2026-08-31,0", "A,2026-09-30,0", "B,2026-09-30,0", "B,2026-09-30,0", detail="brief")

    assert (run.read, run.decided, run.rejected, run.left_out) == (4, 2, 2, 0)
    with run.rejects.open(encoding="utf-8-sig", newline="") as file:
        assert {row["row"] for row in csv.DictReader(file)} == {"4", "5"}


def test_bad_rows_of_many_days_are_rejected_each_with_its_place(tmp_path: Path) -> None:
    rows = ("A,2026-08-31,0", "B,2026-13-31,0", "C,,0", ",2026-08-31,0", "D,2026-08-31,soon", "E,2018-01-01,0")
    run = _months(tmp_path, *rows, detail="brief")

    assert (run.read, run.decided, run.rejected) == (6, 1, 5)
    with run.rejects.open(encoding="utf-8-sig", newline="") as file:
        assert [(row["row"], row["column"]) for row in csv.DictReader(file)] == [
            ("3", "loans.day"),
            ("4", "loans.day"),
            ("5", "loans.id"),
            ("6", "loans.late"),
            ("7", "as_of"),
        ]


@pytest.mark.parametrize("detail", ["full", "brief"])
def test_a_table_without_rows_gives_files_with_a_head_only(tmp_path: Path, detail: str) -> None:
    run = _months(tmp_path, detail=detail)

    assert (run.read, run.decided, run.rejected, run.counts, run.counts_by_day) == (0, 0, 0, {}, {})
    assert len(run.table.read_text(encoding="utf-8-sig").splitlines()) == 1


# Errors of the whole run


def test_a_mapping_that_is_not_there_is_an_error_and_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(MappingError):
        engine().decide_table("final_class", mapping=tmp_path / "none.yaml", out=tmp_path / "out")

    assert not (tmp_path / "out").exists()


def test_a_decision_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError):
        engine().decide_table("final_clas", mapping=tmp_path / "none.yaml", out=tmp_path / "out")


def test_a_day_that_the_pack_does_not_cover_is_an_error_of_the_run(tmp_path: Path) -> None:
    with pytest.raises(PackNotInForceError):
        engine().decide_table("final_class", mapping=tmp_path / "m.yaml", out=tmp_path, as_of=date(2019, 1, 1))


# Records that cannot be decided


def test_a_record_that_cannot_be_decided_is_a_reject_with_its_reason(tmp_path: Path) -> None:
    good, bad = record(), record(id="L2", extension={"gren_loan": True})
    early = record(id="L3", as_of=date(2019, 12, 31))

    run = _decide_these([good, bad, early], tmp_path)

    assert (run.read, run.decided, run.rejected) == (3, 1, 2)
    with run.rejects.open(encoding="utf-8-sig", newline="") as file:
        assert [(row["column"], row["code"]) for row in csv.DictReader(file)] == [
            ("loan.gren_loan", "PL681"),
            ("as_of", "PL686"),
        ]


def _decide_these(records: list[Any], out: Path) -> Run:
    run = Run(table=out / "t.csv", decisions=out / "d.jsonl", rejects=out / "r.csv", rejected_rows=out / "r.jsonl")
    with ExitStack() as stack:
        writer = _Writer(engine(), run, stack, None)
        for _ in _each(engine(), ("final_class",), records, writer):
            pass
    return run
