"""Signals of the shipped pack tell what to do, and their limits are the bank's to set."""

from pathlib import Path

import pytest
import yaml

from postloan_rules import Engine, load, read_record

PACK = Path(__file__).resolve().parents[2] / "rules" / "cn"
SIGNALS = sorted(path for path in (PACK / "decisions" / "warning").glob("*_signals.yaml"))
LIMITS = sorted(path for path in (PACK / "parameters").glob("warning_*.yaml"))
CN = load("cn")
OVERLAY = """pack: bank
version: 1.0.0
title: {zh: 本行, en: bank}
jurisdiction: CN
engine: ">=0.1,<1"
start: 2026-01-01
portable: true
overlay: {of: cn, version: ">=0.1,<1"}
sources:
  本行政策: {title: {zh: 本行政策, en: Policy of the bank}, issuer: {zh: 本行, en: the bank}}
"""


@pytest.mark.parametrize("path", SIGNALS, ids=lambda path: path.stem)
def test_every_signal_says_what_to_do_in_both_languages_and_by_convention(path: Path) -> None:
    decision = yaml.safe_load(path.read_text(encoding="utf-8"))

    for rule in decision["rules"]:
        assert rule["annotate"]["response"], rule["id"]
        assert rule["reason"].keys() == {"zh", "en"}, rule["id"]
        assert rule["cite"].startswith("市场惯例#"), rule["id"]
        assert rule["confidence"] == "C", rule["id"]
    assert decision["annotations"]["owner"]["default"]
    assert decision["annotations"]["due_on"]["default"]


@pytest.mark.parametrize("path", LIMITS, ids=lambda path: path.stem)
def test_every_limit_of_a_signal_is_a_convention(path: Path) -> None:
    for name, parameter in yaml.safe_load(path.read_text(encoding="utf-8")).items():
        assert all(value["confidence"] == "C" for value in parameter["values"]), name
        assert all(value["cite"].startswith("市场惯例#") for value in parameter["values"]), name


def test_a_bank_sets_a_limit_of_its_own_in_an_overlay(tmp_path: Path) -> None:
    (tmp_path / "parameters").mkdir()
    (tmp_path / "pack.yaml").write_text(OVERLAY, encoding="utf-8")
    (tmp_path / "parameters" / "own.yaml").write_text(
        "warning.revenue_fall.yellow:\n"
        "  values:\n"
        '    - {start: 2026-01-01, value: 0.1, cite: "本行政策#预警", confidence: C}\n',
        encoding="utf-8",
    )
    years = [
        {"id": "S1", "period": "annual", "period_ends_on": "2024-12-31", "revenue": 1000},
        {"id": "S2", "period": "annual", "period_ends_on": "2025-12-31", "revenue": 900},
    ]
    record = read_record(
        {
            "as_of": "2026-11-23",
            "currency": "CNY",
            "loan": {"id": "L1"},
            "borrower": {"id": "B1", "segment": "enterprise", "statements": years},
        }
    )

    assert "EW-20" not in Engine(CN).decide("finance_signals", record).fired
    assert "EW-20" in Engine(CN, overlays=[load(tmp_path)]).decide("finance_signals", record).fired
