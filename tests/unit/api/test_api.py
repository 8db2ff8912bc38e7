"""The names that the world imports keep their promises."""

import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from postloan_rules import (
    AuditLog,
    Engine,
    IdempotencyConflictError,
    PackError,
    RecordError,
    UnknownNameError,
    check,
    format_pack,
    load,
    read_record,
    run_cases,
    schemas,
)
from tests.unit.engine.demo_pack import FOLDER, engine, record
from tests.unit.engine.small_pack import MANIFEST, decision, write_pack

ROOT = Path(__file__).parents[3]
ANYTHING: Any = Engine
"""The engine, as somebody without a type checker sees it."""

OVERLAY = """
pack: bank
version: 0.1.0
title: {zh: 本行规则, en: Rules of the bank}
jurisdiction: CN
engine: ">=0.1,<1"
overlay: {of: demo, version: ">=0.1,<1"}
"""
STRICTER = """
overdue.substandard_days:
  title: {zh: 逾期转次级天数, en: Days past due for substandard}
  unit: days
  reviewed_on: 2026-03-31
  values:
    - {start: 2026-01-01, value: 30, cite: "演示政策#8", confidence: C}
"""
STRICTER_CASE = """
- case: 本行逾期31天即为次级
  decision: floor_class
  as_of: 2026-11-23
  given: {loan.days_past_due: 31}
  expect: {outcome: substandard}
"""


def _overlay(folder: Path) -> Path:
    write_pack(folder, OVERLAY, parameters__overdue=STRICTER, cases__floor=STRICTER_CASE)
    return folder


# Packs


def test_a_shipped_pack_is_found_by_name_from_anywhere(tmp_path: Path) -> None:
    found = subprocess.run(
        [sys.executable, "-c", "import postloan_rules; print(postloan_rules.load('cn').id)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    assert found.stdout.strip() == "cn"


def test_a_pack_that_is_not_there_is_an_error_with_suggestions() -> None:
    with pytest.raises(UnknownNameError) as caught:
        load("cnn")

    assert caught.value.candidates == ("cn",)


def test_all_problems_of_a_pack_come_at_once_and_check_does_not_raise(tmp_path: Path) -> None:
    rules = "R-1: loan.days_past_du > 1 -> bad\nR-2: loan.credit_impaired -> worse"
    write_pack(tmp_path, MANIFEST, decisions__d=decision("d", rules))

    with pytest.raises(PackError) as caught:
        load(tmp_path)

    assert len(caught.value.diagnostics) >= 2
    assert check(tmp_path) == list(caught.value.diagnostics)


def test_the_canonical_layout_says_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    shutil.copytree(FOLDER, folder)
    for path, text in format_pack(folder).items():
        path.write_text(text, encoding="utf-8")

    assert load(folder).digest == load(FOLDER).digest
    assert format_pack(folder) == {}


# Overlays


def test_an_overlay_given_as_folder_or_loaded_is_the_same(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "demo")
    bank = _overlay(tmp_path / "bank")
    base = load(tmp_path / "demo")
    engines = [Engine(base, overlays=[bank]), Engine(base, overlays=[load(bank)])]

    decided = [each.decide("floor_class", record(days_past_due=31)) for each in engines]

    assert [each.outcome for each in decided] == ["substandard"] * 2
    assert decided[0].to_json() == decided[1].to_json()
    assert Engine(base).decide("floor_class", record(days_past_due=31)).outcome == "special_mention"


def test_the_cases_of_an_overlay_are_run_on_the_pack_below_it(tmp_path: Path) -> None:
    (result,) = run_cases(load(FOLDER), overlays=[_overlay(tmp_path / "bank")])

    assert (result.case.name, result.passed) == ("本行逾期31天即为次级", True)


def test_errors_in_cases_wait_until_somebody_asks_for_the_cases(tmp_path: Path) -> None:
    folder = tmp_path / "bank"
    shutil.copytree(FOLDER, tmp_path / "demo")
    write_pack(folder, OVERLAY, parameters__overdue=STRICTER, cases__floor=STRICTER_CASE.replace("substandard", "bad"))
    pack = load(folder)

    with pytest.raises(PackError) as asked:
        _ = pack.cases
    with pytest.raises(PackError):
        run_cases(load(FOLDER), overlays=[folder])

    assert asked.value.diagnostics == tuple(check(folder))
    assert [each.code for each in check(folder)] == ["PL142"]


# Records


def test_all_problems_of_a_record_come_at_once() -> None:
    with pytest.raises(RecordError) as caught:
        read_record({"as_of": "2026-02-30", "currency": "CNY", "loan": {"id": "L1", "balance": "much"}})

    assert [each.path for each in caught.value.problems] == ["as_of", "loan.balance"]


def test_strict_reading_refuses_floats() -> None:
    content: dict[str, Any] = {"as_of": "2026-11-23", "currency": "CNY", "loan": {"id": "L1", "balance": 0.5}}

    assert str(read_record(content).loan.balance) != ""
    with pytest.raises(RecordError):
        read_record(content, strict=True)


# The trail


def test_a_decision_is_kept_once_under_its_id(tmp_path: Path) -> None:
    decided = engine().decide("floor_class", record(days_past_due=91))
    with AuditLog.open(f"sqlite:{tmp_path / 'trail.db'}") as log:
        first, second = log.append(decided), log.append(decided)

        assert first == second
        kept = log.show(first.sequence).payload["decision"]
        said = decided.to_dict()
        assert {name: kept[name] for name in ("decision", "outcome", "status", "possible", "fired", "pack")} == {
            name: said[name] for name in ("decision", "outcome", "status", "possible", "fired", "pack")
        }
        assert [each.sequence for each in log.find(subject="L1", rule="DEMO-2", outcome="substandard")] == [0]
        assert log.verify().holds


def test_a_key_stands_for_one_decision(tmp_path: Path) -> None:
    with AuditLog.open(f"sqlite:{tmp_path / 'trail.db'}") as log:
        log.append(engine().decide("floor_class", record()), key="request 1")

        with pytest.raises(IdempotencyConflictError):
            log.append(engine().decide("floor_class", record(days_past_due=91)), key="request 1")

        assert len(log) == 1


def test_many_decisions_need_as_many_keys(tmp_path: Path) -> None:
    decided = list(engine().decide(engine().names(["floor_class", "final_class"]), record()).values())
    with AuditLog.open(f"sqlite:{tmp_path / 'trail.db'}") as log:
        with pytest.raises(ValueError, match="there are 2 decisions and 1 keys"):
            log.append_many(decided, keys=["one"])

        assert len(log.append_many(decided)) == 2


# What is given wrongly, and what nobody may change


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (lambda: ANYTHING("cn"), "Engine\\(load"),
        (lambda: ANYTHING(load(FOLDER), overlays="bank"), "overlays is a list"),
        (lambda: ANYTHING(load(FOLDER), overlays=load(FOLDER)), "overlays is a list"),
        (lambda: ANYTHING(load(FOLDER), rules=[len]), "@rule"),
        (lambda: ANYTHING(load(FOLDER)).decide("floor_class", {"loan": {"id": "L1"}}), "read_record"),
        (lambda: ANYTHING(load(FOLDER)).decide("floor_class", record(), as_of="2026-11-23"), "datetime.date"),
        (lambda: ANYTHING(load(FOLDER)).decide("floor_class", record(), as_of=datetime(2026, 11, 23)), "datetime.date"),  # noqa: DTZ001
    ],
)
def test_a_mistake_in_a_program_is_a_type_error_that_says_what_is_expected(given: Any, said: str) -> None:
    with pytest.raises(TypeError, match=said):
        given()


@pytest.mark.parametrize("name", ["outcome", "status", "possible", "assumed", "name", "fired"])
def test_a_decision_cannot_be_changed(name: str) -> None:
    decided = engine().decide("floor_class", record(days_past_due=91))

    with pytest.raises(AttributeError):
        setattr(decided, name, "normal")


def test_what_a_decision_gives_out_cannot_be_changed() -> None:
    decided = engine().decide("final_class", record(days_past_due=91))
    reads: Any = decided.reads
    bindings: Any = next(iter(decided.reads["floor_class"].matches)).bindings

    for each in (reads, bindings):
        with pytest.raises(TypeError):
            each["x"] = 1


def test_an_engine_keeps_its_pack() -> None:
    kept: Any = engine()

    with pytest.raises(AttributeError):
        kept.pack = None


def test_a_number_that_python_cannot_write_down_is_a_problem_of_the_record() -> None:
    with pytest.raises(RecordError, match=r"PL607 loan\.days_past_due"):
        read_record({"as_of": "2026-09-30", "currency": "CNY", "loan": {"id": "L1", "days_past_due": 10**5000}})


# Schemas


def test_schemas_are_schemas() -> None:
    for schema in schemas().values():
        jsonschema.Draft202012Validator.check_schema(schema)

    assert {"record", "decision"} <= schemas().keys()


def test_a_decision_fits_its_schema() -> None:
    jsonschema.validate(engine().decide("floor_class", record()).to_dict(), schemas()["decision"])


def test_the_example_of_a_rule_in_python_runs() -> None:
    done = subprocess.run(
        [sys.executable, "examples/python_rule.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )

    assert "special_mention at_least ('BANK-1',)" in done.stdout
