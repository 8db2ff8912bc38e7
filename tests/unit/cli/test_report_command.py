"""``postloan report``: pages, JSON and CSV of the same figures, and what cannot be asked."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from postloan_rules.cli.app import app
from tests.unit.engine.small_pack import decision, write_pack

TABLE = """
report: classes
title: {zh: 分类, en: Classes}
rows: loan
by:
  - {name: class, title: {zh: 类, en: class}, expression: loan.class}
measures:
  - {name: count, title: {zh: 笔数, en: count}, count: true}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_pack(
        tmp_path / "pack",
        decisions__class=decision("class", "L-1: loan.days_past_due > 90 -> bad"),
        reports__classes=TABLE,
    )
    records = [{"loan": {"id": "L1", "days_past_due": 91}}, {"loan": {"id": "L2"}}]
    portfolio: dict[str, Any] = {"as_of": "2026-11-25", "currency": "CNY", "records": records}
    (tmp_path / "portfolio.json").write_text(json.dumps(portfolio), encoding="utf-8")
    return tmp_path


def _run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["report", str(folder / "pack"), *arguments])


def test_the_names_of_all_reports(folder: Path) -> None:
    result = _run(folder)

    assert (result.exit_code, "classes" in result.stdout) == (0, True)


def test_a_page_json_and_csv_say_the_same(folder: Path) -> None:
    of = ("--portfolio", str(folder / "portfolio.json"))

    page = _run(folder, "classes", *of).stdout
    said = json.loads(_run(folder, "classes", *of, "--json").stdout)
    table = _run(folder, "classes", *of, "--csv").stdout.splitlines()

    assert "0…1" in page
    assert [(each["key"], each["cells"]["count"]) for each in said["groups"]] == [
        (["good"], {"low": "0", "high": "1"}),
        (["bad"], {"low": "1", "high": "2"}),
    ]
    assert table == ["class,count_low,count_high", "good,0,1", "bad,1,2"]


def test_a_file_holds_what_would_be_printed(folder: Path) -> None:
    result = _run(
        folder, "classes", "--portfolio", str(folder / "portfolio.json"), "--csv", "--out", str(folder / "out.csv")
    )

    assert result.exit_code == 0
    assert (folder / "out.csv").read_text(encoding="utf-8-sig").startswith("class,count_low")


@pytest.mark.parametrize("arguments", [("classes",), ("clases", "--portfolio", "portfolio.json")])
def test_what_cannot_be_reported_is_a_sentence_and_not_a_crash(
    folder: Path, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)

    result = _run(folder, *arguments)

    assert result.exit_code == 2
    assert "Traceback" not in result.stderr
