"""The table of rows says what is true: every row of the regulations once, and every name in the pack."""

import re
from pathlib import Path

import pytest
from docs.rows_cn import KINDS, PAGE, ROWS, confidences, page, read_rows

ROOT = Path(__file__).resolve().parents[2]
PACK = ROOT / "rules" / "cn"
REGULATIONS = ROOT.parent / "shared" / "regulations" / "cn.md"
MODEL_NAMES = {"loan.judgement_class", "loan.credit_impaired", "loan.guarantee_type"}
ENUMERATIONS = {"risk_class"}
COVERED = tuple(f"## {number}. " for number in range(1, 11))
"""The sections of the list of regulations that the pack covers."""
KNOWN = confidences(PACK).keys() | MODEL_NAMES | ENUMERATIONS


def test_every_row_of_the_regulations_stands_in_the_table_exactly_once() -> None:
    if not REGULATIONS.is_file():
        pytest.skip("../shared/regulations/cn.md is not here, so the rows cannot be compared with it")
    text = REGULATIONS.read_text(encoding="utf-8")
    sections = "".join(each for each in re.split(r"^(?=## )", text, flags=re.MULTILINE) if each.startswith(COVERED))
    ids = re.findall(r"^\| ([A-Z0-9]+-\d+) \|", sections, re.MULTILINE)

    assert sorted(row.id for row in read_rows()) == sorted(ids)


def test_no_row_is_listed_twice() -> None:
    listed = re.findall(
        r"^([A-Z0-9]+-\d+):",
        "\n".join(path.read_text(encoding="utf-8") for path in sorted(ROWS.glob("*.yaml"))),
        re.MULTILINE,
    )

    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("row", read_rows(), ids=lambda row: row.id)
def test_what_stands_for_a_row_is_in_the_pack(row: object) -> None:
    assert set(getattr(row, "stands_for", ())) <= KNOWN


@pytest.mark.parametrize(
    "row", [row for row in read_rows() if row.kind in ("rule", "fact", "parameter")], ids=lambda row: row.id
)
def test_a_rule_fact_or_parameter_names_what_it_became(row: object) -> None:
    assert getattr(row, "stands_for", ())


def test_rows_without_a_name_say_why() -> None:
    assert all(row.stands_for or row.note for row in read_rows())
    assert all(row.kind in KINDS for row in read_rows())


def test_the_page_is_as_the_table_and_the_pack_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run make docs"
