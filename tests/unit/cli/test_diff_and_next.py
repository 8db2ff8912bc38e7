"""``postloan diff`` and ``postloan next``: what changes, for whom, and when; exit status 0, 1 or 2."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from postloan_rules.cli.app import app
from tests.unit.engine.small_pack import decision, write_pack

PARAMETERS = """
limits.days:
  title: {{zh: 限度, en: Limit}}
  unit: days
  reviewed_on: 2026-01-01
  values:
    - {{start: 2020-01-01, value: {days}, cite: "政策#1", confidence: C}}
    - {{start: 2027-01-01, value: 30, cite: "政策#1", confidence: C}}
"""


def pack(folder: Path, days: int) -> Path:
    write_pack(
        folder,
        parameters__limits=PARAMETERS.format(days=days),
        decisions__classification=decision(
            "classification", "R-1: loan.days_past_due > limits.days -> bad\nR-2: loan.days_past_due > 0 -> fair"
        ),
    )
    return folder


@pytest.fixture
def packs(tmp_path: Path) -> tuple[Path, Path]:
    return pack(tmp_path / "old", 90), pack(tmp_path / "new", 60)


def record(identifier: str, days: int) -> dict[str, Any]:
    return {
        "as_of": "2026-11-23",
        "currency": "CNY",
        "loan": {"id": identifier, "days_past_due": days, "balance": 1000},
    }


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    file = tmp_path / "records.jsonl"
    lines = [json.dumps(record(f"L{days}", days)) for days in (10, 61, 90, 91)]
    file.write_text("\n".join([*lines, "{}"]) + "\n", encoding="utf-8")
    return file


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments], env={"COLUMNS": "120"})


def test_packs_that_say_the_same_have_status_zero(packs: tuple[Path, Path]) -> None:
    same = run("diff", packs[0], packs[0])

    assert (same.exit_code, same.stdout) == (0, "0 differences\n")


def test_packs_are_compared_in_words_of_both_languages(packs: tuple[Path, Path]) -> None:
    english, chinese = run("diff", *packs), run("diff", *packs, "--lang", "zh")

    assert (english.exit_code, chinese.exit_code) == (1, 1)
    assert english.stdout == "parameter `limits.days` 2020-01-01 changed: 90 → 60\n1 difference\n"
    assert chinese.stdout == "参数 `limits.days` 2020-01-01 修改：90 → 60\n共 1 处不同\n"


def test_decisions_are_compared_record_by_record(packs: tuple[Path, Path], portfolio: Path, tmp_path: Path) -> None:
    result = run("diff", *packs, "--on", portfolio, "--json", "--csv", tmp_path / "changes.csv")

    assert result.exit_code == 1
    found = json.loads(result.stdout)
    counts = {name: found[name] for name in ("read", "compared", "rejected", "changed", "same")}
    assert counts == {"read": 5, "compared": 4, "rejected": 1, "changed": 2, "same": 2}
    (move,) = found["moves"]
    assert (move["old"]["outcome"], move["new"]["outcome"], move["balances"]) == ("fair", "bad", {"CNY": "2000"})
    assert found["rules"][0]["starting"] == ["R-1"]
    rows = list(csv.DictReader((tmp_path / "changes.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["loan"], row["new_outcome"], row["starting"]) for row in rows] == [
        ("L61", "bad", "R-1"),
        ("L90", "bad", "R-1"),
    ]


def test_decisions_are_told_in_a_table(packs: tuple[Path, Path], portfolio: Path) -> None:
    result = run("diff", *packs, "--on", portfolio, "--lang", "zh")

    assert "中 (确定)" in result.stdout
    assert "差 (确定)" in result.stdout
    assert "2,000 CNY" in result.stdout
    assert result.stdout.endswith("共 5 条记录：2 项判定改变，2 项不变，拒收 1 条\n")


def test_one_pack_may_be_asked_for_two_days(packs: tuple[Path, Path], portfolio: Path) -> None:
    same = run("diff", packs[0], packs[0], "--on", portfolio)
    later = run("diff", packs[0], packs[0], "--on", portfolio, "--as-of-new", "2027-01-01")

    assert same.exit_code == 0
    assert later.exit_code == 1
    assert "2 decisions change" in later.stdout


@pytest.mark.parametrize(
    "arguments", [("--csv", "x.csv"), ("--decision", "classification"), ("--as-of-new", "2027-01-01")]
)
def test_what_needs_a_portfolio_is_wrong_use_without_one(packs: tuple[Path, Path], arguments: tuple[str, ...]) -> None:
    assert run("diff", *packs, *arguments).exit_code == 2


def test_names_that_lead_nowhere_are_wrong_use(packs: tuple[Path, Path], portfolio: Path, tmp_path: Path) -> None:
    assert run("diff", packs[0], tmp_path / "absent").exit_code == 2
    assert run("diff", *packs, "--on", tmp_path / "absent.jsonl").exit_code == 2
    assert run("diff", *packs, "--on", portfolio, "--decision", "absent").exit_code == 2


def test_the_next_event_of_one_record_is_told_with_its_reason(packs: tuple[Path, Path], tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    file.write_text(json.dumps(record("L1", 80)), encoding="utf-8")

    result = run("next", packs[0], "--on", file)

    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "2026-12-04: fair (certain) → bad (certain)"
    assert result.stdout.splitlines()[1].startswith("R-1 fires: ")
    assert json.loads(run("next", packs[0], "--on", file, "--json").stdout)["on"] == "2026-12-04"
    assert "for 5 days" in run("next", packs[0], "--on", file, "--days", "5").stdout


def test_the_events_of_a_portfolio_come_in_the_order_of_days(packs: tuple[Path, Path], portfolio: Path) -> None:
    result = run("next", packs[0], "--on", portfolio, "--json", "--days", "60")

    # One of the five lines is no record.
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert (found["read"], found["rejected"]) == (5, 1)
    # 10 days past due exceed the 30 of 2027 on 1 January; 61 exceed 90 on 23 December; 91 does already.
    assert [(each["loan"], each["on"]) for each in found["events"]] == [
        ("L90", "2026-11-24"),
        ("L61", "2026-12-23"),
        ("L10", "2027-01-01"),
    ]


def test_a_portfolio_is_told_in_a_table_with_balances(packs: tuple[Path, Path], portfolio: Path) -> None:
    result = run("next", packs[0], "--on", portfolio, "--days", "31")

    assert "1,000 CNY" in result.stdout
    assert result.stdout.endswith(
        "5 read: 2 change within 31 days if nothing happens with 2,000 CNY; 1 cannot be decided\n"
    )


def test_coming_law_stands_under_decisions_and_explanations(packs: tuple[Path, Path], tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    file.write_text(json.dumps(record("L1", 31)), encoding="utf-8")
    said = "from 2027-01-01 parameter `limits.days` has a new value: classification would be bad (certain)"

    assert said in run("decide", file, "--pack", packs[0]).stdout
    assert said in run("explain", file, "--pack", packs[0]).stdout


def test_a_review_that_is_overdue_warns_and_blocks_where_strict(packs: tuple[Path, Path]) -> None:
    warned = run("check", packs[0], "--as-of", "2027-01-02")

    assert (warned.exit_code, "PL905" in warned.stdout) == (0, True)
    assert run("check", packs[0], "--as-of", "2027-01-02", "--strict").exit_code == 1
    assert run("check", packs[0], "--as-of", "2027-01-01", "--strict").exit_code == 0
