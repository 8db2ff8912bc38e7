"""`postloan emit`: the script runs as it is, and says what the record engine says; what is not said is named."""

import re
from datetime import date
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from postloan_rules import Engine, PortfolioRecord, UnknownNameError, emit_sql, load
from postloan_rules.cli.app import app

ROOT = Path(__file__).resolve().parents[3]
DAY = "2026-11-23"


def emitted(tmp_path: Path, *arguments: str) -> str:
    out = tmp_path / "rules.sql"
    result = CliRunner().invoke(
        app, ["emit", str(ROOT / "rules" / "cn"), "--as-of", DAY, "--out", str(out), *arguments]
    )
    assert result.exit_code == 0, result.output
    return out.read_text(encoding="utf-8")


def tables_in(script: str) -> dict[str, list[str]]:
    """Return the tables that the head of a script names, with the declarations of their columns."""
    heads = script.split("-- reads:\n")[1].split("\n\n", maxsplit=1)[0].splitlines()
    found = {}
    for line in heads:
        if line.startswith("--   "):
            name, _, columns = line.removeprefix("--   ").partition(": ")
            found[name] = _columns(columns)
    return found


def _columns(text: str) -> list[str]:
    declared = []
    for each in re.split(r", (?=[a-z])", text):
        name, _, kind = each.partition(" ")
        declared.append(f'"{name}" {kind if kind and not kind.startswith("(key") else "BIGINT"}')
    return declared


@pytest.mark.parametrize(("days", "bits"), [(90, 2), (91, 4), (270, 4), (271, 8), (360, 8), (361, 16)])
def test_the_script_runs_and_says_what_the_record_engine_says(tmp_path: Path, days: int, bits: int) -> None:
    script = emitted(tmp_path, "--decision", "floor_class")
    with duckdb.connect() as connection:
        for name, columns in tables_in(script).items():
            connection.execute(f'CREATE TABLE "{name}" ({", ".join(columns)})')
        connection.execute(
            "INSERT INTO e_loan BY NAME SELECT 1 AS k, 'L1' AS id, ? AS f_days_past_due, 2 AS o_borrower", [days]
        )
        connection.execute(script)
        table = script.split("-- answers:\n")[1].split("--   floor_class: ")[1].splitlines()[0]
        found = connection.execute(f"SELECT floor_class__mask FROM {table} WHERE k = 1").fetchone()  # noqa: S608
    loan = {"id": "L1", "days_past_due": days}
    record = PortfolioRecord.model_validate({"as_of": date.fromisoformat(DAY), "currency": "CNY", "loan": loan})
    decision = Engine(load(ROOT / "rules" / "cn")).decide("floor_class", record)

    assert found is not None
    # The worst that is proved is the lowest of the possible ones; unknown rules may make it worse.
    assert found[0] & -found[0] == bits
    assert found[0].bit_count() == len(decision.possible)


def test_every_dialect_is_written_and_the_head_says_for_which(tmp_path: Path) -> None:
    for dialect, kept in (("duckdb", "AS NOT MATERIALIZED"), ("spark", "AS ("), ("postgres", "AS MATERIALIZED")):
        script = emitted(tmp_path, "--decision", "floor_class", "--dialect", dialect)
        assert f"for {dialect}, amounts in CNY" in script.splitlines()[0]
        assert f" {kept}" in script.split("CREATE TABLE")[1]


def test_what_is_not_said_is_named_with_the_reason_and_the_status_says_so(tmp_path: Path) -> None:
    out = str(tmp_path / "rules.sql")
    arguments = ["emit", str(ROOT / "rules" / "cn"), "--as-of", DAY, "--decision", "finance_signals", "--out", out]
    result = CliRunner().invoke(app, arguments)

    assert result.exit_code == 1
    assert "finance_signals is not said in SQL" in result.output
    assert "-- not said: borrower.beneish_score (not yet: a quotient" in Path(out).read_text(encoding="utf-8")


def test_a_decision_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(UnknownNameError, match="floor_clas"):
        emit_sql(Engine(load(ROOT / "rules" / "cn")), "floor_clas", as_of=date.fromisoformat(DAY))
