"""What a mapping file may say, and what is said about one that is wrong."""

from pathlib import Path

import pytest

from postloan_rules.errors import MappingError
from postloan_rules.ingest.ingest import check_mapping, ingest
from postloan_rules.ingest.mapping_file import load_mapping, parse_mapping
from postloan_rules.text.source import Source, position_of
from tests.unit.ingest.bank import LOANS, write

FILES = {"loans.csv": "id,balance,customer\nL1,1,B1\n", "borrowers.csv": "id,name\nB1,甲\n"}


def codes(folder: Path, mapping: str, **files: str) -> list[tuple[str, int, str]]:
    """Return code, line and message of all that is wrong with ``mapping`` and its files."""
    named = {f"{name}.csv": text for name, text in files.items()}
    path = write(folder, {**FILES, **named, "mapping.yaml": mapping.lstrip("\n")})
    try:
        run = ingest(path)
    except MappingError as error:
        found = error.diagnostics
    else:
        found = run.remarks
    return [
        (each.code, position_of(each.span.source, each.span.start).line if each.span else 0, each.message.en)
        for each in found
    ]


def test_a_mapping_that_fits_its_files_has_no_diagnostics(tmp_path: Path) -> None:
    assert codes(tmp_path, LOANS) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("record:", "records:", "PL111", 5),
        ("read: csv", "read: excel", "PL114", 4),
        ("read: csv", "read: csv, sheet: 1", "PL111", 4),
        ("read: csv", "read: csv, encoding: utf-99", "PL632", 4),
        ("read: csv", "read: csv, delimiter: ;;", "PL632", 4),
        ("read: csv", "read: csv, rows: [{a: 1}]", "PL630", 4),
        ("of: loans", "of: loens", "PL633", 5),
        ("of: loans", "of: loans, days: many", "PL631", 5),
        ("of: loans", "of: loans, as_of: day", "PL634", 5),
        ("CNY", "yuan", "PL115", 2),
    ],
)
def test_a_mistake_has_a_code_and_its_line(tmp_path: Path, old: str, new: str, code: str, line: int) -> None:
    found = codes(tmp_path, LOANS.replace(old, new))

    assert (code, line) in [(each[0], each[1]) for each in found]


def test_a_column_without_a_type_is_text_in_an_expression(tmp_path: Path) -> None:
    assert codes(tmp_path, LOANS.replace("of: loans", "of: loans, where: 'balance > 5'"))[0][0].startswith("PL3")
    assert codes(tmp_path, LOANS.replace("of: loans", "of: loans, where: 'balance > \"5\"'")) == []


def test_a_missing_column_names_the_columns_that_are_there(tmp_path: Path) -> None:
    path = write(tmp_path, {**FILES, "mapping.yaml": LOANS + "fields: {loan.purpose: purpos}\n"})

    with pytest.raises(MappingError) as caught:
        ingest(path)

    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.message.en == "`loans.csv` has no column `purpos`"
    assert diagnostic.notes[0].en == "its columns: `id`, `balance`, `customer`"


def test_every_mistake_is_said_in_one_run(tmp_path: Path) -> None:
    mapping = LOANS + (
        "fields:\n"
        "  loan.colour: customer\n"
        "  loan.interest_rate: rate / 100\n"
        "  ship.id: customer\n"
        "  loan.portfolio: '\"retial\"'\n"
        "relations:\n"
        "  loan.schedule: {from: loans, key: no_such}\n"
        "  loan.scedule: {from: loans, key: id}\n"
    )

    found = {(code, line) for code, line, _ in codes(tmp_path, mapping)}

    assert {("PL635", 7), ("PL634", 8), ("PL635", 9), ("PL634", 12), ("PL635", 13)} <= found
    assert any(line == 10 for _, line in found)


def test_a_loan_without_id_is_no_loan(tmp_path: Path) -> None:
    assert codes(tmp_path, LOANS.replace(", by_name: true", "")) == [
        ("PL636", 5, "the mapping gives no `loan.id`"),
    ]


def test_tables_made_from_each_other_are_refused(tmp_path: Path) -> None:
    mapping = """
mapping: circle
currency: CNY
tables:
  a: {unfold: b, rows: [{x: 1}]}
  b: {unfold: a, rows: [{y: 1}]}
record: {of: a}
"""

    assert codes(tmp_path, mapping) == [("PL642", 4, "tables are made from each other: a -> b -> a")]


def test_a_list_of_what_no_table_gives_is_refused(tmp_path: Path) -> None:
    mapping = LOANS + "relations: {borrower.debts_elsewhere: {from: loans, key: id}}\n"

    assert [each[0] for each in codes(tmp_path, mapping)] == ["PL645"]


@pytest.mark.parametrize(
    "relation",
    [
        "borrower.other_loans: {from: borrowers, key: id}",
        "borrower.other_loans: {from: loans, key: customer, by_name: true}",
        "borrower.other_loans: {from: loans, key: {customer: id}}",
        "group.other_members: {from: borrowers, key: name}",
    ],
)
def test_siblings_are_rows_of_one_table_by_one_key(tmp_path: Path, relation: str) -> None:
    mapping = LOANS.replace("read: csv}", "read: csv}\n  borrowers: {read: csv}")
    mapping += f"fields: {{borrower.id: customer}}\nrelations: {{'{relation.replace(': {', chr(39) + ': {', 1)}}}\n"

    assert "PL645" in [each[0] for each in codes(tmp_path, mapping)]


def test_a_column_called_almost_like_a_field_is_a_warning(tmp_path: Path) -> None:
    found = codes(tmp_path, LOANS, loans="id,balnace\nL1,1\n")

    assert found == [("PL644", 0, "column `balnace` of `loans.csv` is not used")]


def test_a_file_for_a_table_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, {**FILES, "mapping.yaml": LOANS})

    with pytest.raises(MappingError, match="PL649"):
        ingest(path, tables={"loan": tmp_path / "loans.csv"})


def test_files_may_stand_elsewhere(tmp_path: Path) -> None:
    path = write(tmp_path, {"mapping.yaml": LOANS, "other.csv": "id\nL7\n"})

    assert path.exists()
    assert len(list(ingest(path, tables={"loans": tmp_path / "other.csv"}))) == 1


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"- a\n", b"mapping: [\n", b"mapping: 1\n"])
def test_what_is_no_mapping_has_diagnostics_and_does_not_raise(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "mapping.yaml").write_bytes(content)

    loaded = load_mapping(tmp_path / "mapping.yaml")

    assert loaded.mapping is None
    assert loaded.diagnostics


def test_a_missing_mapping_and_a_folder_are_said_to_be_so(tmp_path: Path) -> None:
    assert [each.code for each in load_mapping(tmp_path / "none.yaml").diagnostics] == ["PL638"]
    assert [each.code for each in load_mapping(tmp_path).diagnostics] == ["PL639"]


@pytest.mark.parametrize("name", ["demo", "auto_abs_ee", "uci_credit_card_default"])
def test_the_examples_are_mappings(name: str) -> None:
    root = Path(__file__).resolve().parents[3]

    assert check_mapping(root / "examples" / "mappings" / f"{name}.yaml") == ()


def test_the_example_in_the_documentation_is_a_mapping() -> None:
    root = Path(__file__).resolve().parents[3]
    page = (root / "docs" / "reference" / "mapping.md").read_text(encoding="utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]

    assert parse_mapping(Source("mapping.md", example)).diagnostics == ()
