"""What files may look like, and what is said about those that are not as declared."""

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from postloan_rules.errors import MappingError
from postloan_rules.ingest.ingest import ingest
from tests.unit.ingest.bank import DAY, LOANS, Outcome, write


def outcome(folder: Path, content: bytes, options: str = "read: csv", file: str = "loans.csv") -> Outcome:
    """Return what a loans file with ``content`` gives, read with ``options``."""
    mapping = LOANS.replace("read: csv", options)
    path = write(folder, {"mapping.yaml": mapping})
    (folder / file).write_bytes(content)
    return Outcome(ingest(path, as_of=DAY))


def refused(folder: Path, content: bytes, options: str = "read: csv", file: str = "loans.csv") -> list[str]:
    """Return the codes of the diagnostics that keep the file from being read."""
    with pytest.raises(MappingError) as caught:
        outcome(folder, content, options, file)
    return [each.code for each in caught.value.diagnostics]


def purposes(found: Outcome) -> list[str | None]:
    return [each.loan.purpose for each in found.records.values()]


@pytest.mark.parametrize(
    ("content", "options"),
    [
        ("id,purpose\nL1,购房\n".encode(), "read: csv"),
        ("id,purpose\r\nL1,购房\r\n".encode(), "read: csv"),
        ("\ufeffid,purpose\nL1,购房".encode(), "read: csv"),
        ("id,purpose\nL1,购房\n".encode("gb18030"), "read: csv, encoding: gb18030"),
        ("id\tpurpose\nL1\t购房\n".encode(), 'read: csv, delimiter: "\\t"'),
        ("id;purpose\nL1;购房\n".encode(), 'read: csv, delimiter: ";"'),
        ('id,purpose\n"L1","购房"\n'.encode(), "read: csv"),
        (" id , purpose \n L1 ,  购房 \n\n".encode(), "read: csv"),
    ],
)
def test_a_text_is_the_same_in_every_dress(tmp_path: Path, content: bytes, options: str) -> None:
    assert purposes(outcome(tmp_path, content, options)) == ["购房"]


def test_a_row_is_the_line_where_it_starts(tmp_path: Path) -> None:
    found = outcome(tmp_path, b'id,purpose,balance\nL1,"two\nlines",1\nL2,one,x\n')

    assert found.reasons() == [("loans.balance", 4, "PL603")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "PL639"),
        ("id,用途\nL1,购房\n".encode("gb18030"), "PL639"),
        (b"id;balance\nL1;1\n", "PL640"),
        (b"id\tbalance\nL1\t1\n", "PL640"),
        (b"id,balance,balance\nL1,1,2\n", "PL641"),
        (b'id,"balance\n', "PL639"),
    ],
)
def test_a_header_that_cannot_be_read_stops_the_run(tmp_path: Path, content: bytes, code: str) -> None:
    assert refused(tmp_path, content) == [code]


def test_the_message_about_a_delimiter_says_which_to_write(tmp_path: Path) -> None:
    with pytest.raises(MappingError) as caught:
        outcome(tmp_path, b"id;balance\nL1;1\n")

    help = caught.value.diagnostics[0].help
    assert help is not None
    assert help.en == 'write delimiter: ";" in the mapping'


def test_a_missing_file_and_a_folder_are_said_to_be_so(tmp_path: Path) -> None:
    path = write(tmp_path, {"mapping.yaml": LOANS})

    with pytest.raises(MappingError, match="PL638"):
        ingest(path)
    (tmp_path / "loans.csv").mkdir()
    with pytest.raises(MappingError, match="PL639"):
        ingest(path)


def test_bytes_that_are_no_text_reject_their_row_only(tmp_path: Path) -> None:
    found = outcome(tmp_path, b"id,purpose\nL1,\xff\xfe\nL2,car\n")

    assert found.order == ["L2"]
    assert found.reasons() == [("loans.purpose", 2, "PL619")]
    json.dumps(found.rejects[0].raw).encode()


def test_a_quote_that_is_not_closed_is_said_where_it_opens(tmp_path: Path) -> None:
    found = outcome(tmp_path, b'id,purpose\nL1,car\nL2,"car\nL3,car\n')

    assert found.order == ["L1"]
    assert found.reasons() == [("loans", 3, "PL672")]


def test_a_quote_that_swallows_many_rows_says_which_and_the_rest_goes_on(tmp_path: Path) -> None:
    swallowed = b"".join(b"S%05d,car\n" % number for number in range(20_000))

    found = outcome(tmp_path, b'id,purpose\nL1,"car\n' + swallowed)

    (rejected,) = found.rejects
    end = int(rejected.problems[0].message.en.split(" to ")[1].split(" ")[0])
    assert rejected.row == 2
    assert found.order == [f"S{number:05}" for number in range(end - 2, 20_000)]


def test_a_quote_inside_a_cell_rejects_its_row_only(tmp_path: Path) -> None:
    found = outcome(tmp_path, b'id,purpose\nL1,"car"s\nL2,car\n')

    assert found.order == ["L2"]
    assert found.reasons() == [("loans", 2, "PL672")]


def test_texts_for_nothing_are_declared(tmp_path: Path) -> None:
    found = outcome(tmp_path, b"id,balance\nL1,NA\nL2,\nL3,-\n", 'read: csv, nulls: ["", NA, "-"]')

    assert [each.loan.balance for each in found.records.values()] == [None, None, None]


@pytest.mark.parametrize(
    ("settings", "cell", "value"),
    [
        ("type: number, thousands: ','", "1,234.50", Decimal("1234.50")),
        ("type: number", "1e2", Decimal("100")),
        ("values: {一千: '1000'}", "一千", Decimal("1000")),
    ],
)
def test_cells_are_read_as_their_column_says(tmp_path: Path, settings: str, cell: str, value: Decimal) -> None:
    found = outcome(tmp_path, f'id,balance\nL1,"{cell}"\n'.encode(), f"read: csv, columns: {{balance: {{{settings}}}}}")

    balance = found.records["L1"].loan.balance
    assert balance is not None
    assert balance.amount == value


@pytest.mark.parametrize(
    ("form", "cell", "day"),
    [
        ("MM/YYYY", "12/2015", "2015-12-01"),
        ("DD.MM.YY", "05.02.69", "2069-02-05"),
        ("D-MON-YY", "3-Feb-97", "1997-02-03"),
        ("YYYYMMDD", "20260131", "2026-01-31"),
        ("M/D/YYYY", "2/28/1997", "1997-02-28"),
    ],
)
def test_dates_have_the_form_that_is_declared(tmp_path: Path, form: str, cell: str, day: str) -> None:
    options = f"read: csv, columns: {{matures_on: {{format: {form}}}}}"

    found = outcome(tmp_path, f"id,matures_on\nL1,{cell}\nL2,2026-13-45\n".encode(), options)

    assert str(found.records["L1"].loan.matures_on) == day
    assert found.reasons() == [("loans.matures_on", 3, "PL662")]


@pytest.mark.parametrize("cell", ["1,5", "１２", "1_000", "nan", "Infinity", "0x10", "12.", "1e9999", "--1"])
def test_a_number_is_never_guessed(tmp_path: Path, cell: str) -> None:
    found = outcome(tmp_path, f'id,balance\nL1,"{cell}"\n'.encode())

    if cell == "12.":
        assert found.order == ["L1"]
    else:
        assert [each[2] for each in found.reasons()] == ["PL603"]


def test_a_word_without_translation_is_a_problem(tmp_path: Path) -> None:
    options = "read: csv, columns: {guarantee_type: {values: {抵: mortgage}}}"

    found = outcome(tmp_path, "id,guarantee_type\nL1,抵\nL2,质\n".encode(), options)

    assert found.records["L1"].loan.guarantee_type == "mortgage"
    assert found.reasons() == [("loans.guarantee_type", 3, "PL664")]


JSON_ROWS: list[Mapping[str, object]] = [
    {"id": "L1", "balance": 1.5, "credit_impaired": True},
    {"id": 2, "balance": "2.25", "days_past_due": 3, "matures_on": "2026-01-31"},
]


@pytest.mark.parametrize(
    ("format", "content"),
    [
        ("json", json.dumps(JSON_ROWS).encode()),
        ("jsonl", "\n".join(json.dumps(each) for each in JSON_ROWS).encode()),
    ],
)
def test_json_keeps_types_and_leaves_out_what_is_not_there(tmp_path: Path, format: str, content: bytes) -> None:
    found = outcome(tmp_path, content, f"read: {format}", f"loans.{format}")

    first, second = found.records["L1"].loan, found.records["2"].loan
    assert first.balance is not None
    assert first.balance.amount == Decimal("1.5")
    assert (first.credit_impaired, first.days_past_due, second.days_past_due) == (True, None, 3)
    assert second.credit_impaired is None


def test_a_number_that_json_may_not_have_costs_one_row_of_a_list_and_is_named(tmp_path: Path) -> None:
    content = b'[{"id": "L1"}, {"id": "L2", "balance": NaN}, {"id": "L3"}]'

    found = outcome(tmp_path, content, "read: json", "loans.json")

    assert found.order == ["L1", "L3"]
    assert [(each.row, each.problems[0].message.en) for each in found.rejects] == [
        (2, "`balance` is not a finite number")
    ]


def test_a_bad_line_of_json_lines_is_rejected_and_the_rest_goes_on(tmp_path: Path) -> None:
    found = outcome(tmp_path, b'{"id": "L1"}\n{"id":\n[1]\n{"id": "L2", "id": "L3"}\n', "read: jsonl", "loans.jsonl")

    assert found.order == ["L1"]
    assert found.reasons() == [("loans", 2, "PL612"), ("loans", 3, "PL603"), ("loans", 4, "PL614")]


@pytest.mark.parametrize("content", [b"{", b'{"id": 1}', b"\xff"])
def test_what_is_no_list_of_objects_is_refused(tmp_path: Path, content: bytes) -> None:
    assert refused(tmp_path, content, "read: json", "loans.json") == ["PL639"]


def parquet(folder: Path, select: str) -> bytes:
    duckdb = pytest.importorskip("duckdb", reason="the extra `sql` is not installed")
    path = folder / "made.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
    return path.read_bytes()


def test_parquet_has_types_and_floats_come_through_their_shortest_text(tmp_path: Path) -> None:
    content = parquet(
        tmp_path, "SELECT 7 AS id, 0.1::DOUBLE AS balance, DATE '2026-01-31' AS matures_on, true AS credit_impaired"
    )

    record = outcome(tmp_path, content, "read: parquet", "loans.parquet").records["7"]

    assert record.loan.balance is not None
    assert str(record.loan.balance.amount) == "0.1"
    assert (str(record.loan.matures_on), record.loan.credit_impaired) == ("2026-01-31", True)
    assert record.provenance["loan.balance"] == "loans.parquet: balance; from a float"


def test_a_float_that_is_no_number_rejects_its_row(tmp_path: Path) -> None:
    content = parquet(tmp_path, "SELECT 'L1' AS id, 'nan'::DOUBLE AS balance")

    assert outcome(tmp_path, content, "read: parquet", "loans.parquet").reasons() == [("loans.balance", 1, "PL604")]


def test_a_file_that_is_not_parquet_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("duckdb", reason="the extra `sql` is not installed")

    assert refused(tmp_path, b"id\nL1\n", "read: parquet", "loans.parquet") == ["PL639"]
