"""A decision as JSON: of a published form, with all in it, and the same bytes everywhere."""

import json
import os
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from postloan_rules import load, read_record
from postloan_rules.engine.decision_schema import decision_schema
from postloan_rules.engine.engine import Engine
from postloan_rules.engine.plain import canonical_bytes, digits, plain
from tests.unit.engine.demo_pack import DAY, FOLDER, QUIET_LOAN, engine, record

ROOT = Path(__file__).parents[3]
SCHEMA_FILE = ROOT / "docs" / "reference" / "decision.schema.json"

RECORDS: dict[str, dict[str, Any]] = {
    "quiet": {},
    "fired": {"days_past_due": 91},
    "at least": {"days_past_due": 30, "credit_impaired": None},
    "unknown": {"days_past_due": None, "credit_impaired": None},
    "not applicable": {"asset_type": "derivative"},
    "given and derived": {"facts": {"ecl_ratio": "0.2"}},
}


@pytest.mark.parametrize("case", RECORDS)
@pytest.mark.parametrize("name", ["floor_class", "final_class", "security_class"])
def test_every_decision_has_the_published_form(name: str, case: str) -> None:
    content = json.loads(engine().decide(name, record(**RECORDS[case])).to_json())

    jsonschema.Draft202012Validator(decision_schema()).validate(content)


def test_the_published_schema_is_the_one_of_the_code() -> None:
    assert json.loads(SCHEMA_FILE.read_text(encoding="utf-8")) == decision_schema()


def test_keys_are_sorted_and_nothing_is_padded() -> None:
    text = engine().decide("floor_class", record()).to_json()

    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def test_what_was_read_is_there_with_its_provenance() -> None:
    content = {"as_of": DAY, "currency": "CNY", "loan": {**QUIET_LOAN, "balance": 0.1}, "borrower": {"id": "B1"}}
    decided = engine().decide("final_class", read_record(content))

    inputs = decided.to_dict()["inputs"]
    assert inputs["loan.balance"] == {"value": {"amount": "0.1", "currency": "CNY"}, "provenance": "from a float"}
    assert inputs["loan.days_past_due"] == {"value": "0", "provenance": None}
    assert "loan.purpose" not in inputs


def test_a_rule_that_did_not_fire_carries_the_condition_that_failed() -> None:
    content = engine().decide("floor_class", record(days_past_due=8, overdue_cause="operational_technical")).to_dict()

    (second, third) = content["not_fired"]
    assert (second["rule"], second["because"]["state"]) == ("DEMO-2", "false")
    assert second["because"]["text"] == "loan.days_past_due > overdue.substandard_days"
    assert third["because"]["parts"][0]["statement"]["en"] == "credit impaired = no"


def _with_neighbour(**loan: Any) -> dict[str, Any]:
    neighbour = {"id": "L2", "asset_type": "loan", "days_past_due": 0, "credit_impaired": True, "balance": 100}
    neighbour["expected_credit_loss"] = 50
    borrower = {"id": "B1", "bankruptcy_stage": "none", "other_loans": [neighbour]}
    return engine().decide("final_class", record(borrower=borrower, **loan)).to_dict()


def test_a_decision_that_was_read_says_which_rules_fired_which_did_not_and_which_are_unknown() -> None:
    read = _with_neighbour(days_past_due=91, expected_credit_loss=None, credit_impaired=True)["reads"]["floor_class"]

    match = read["matches"][0]
    assert read["fired"] == [each["rule"] for each in read["matches"]] == ["DEMO-1", "DEMO-2"]
    assert (match["because"]["state"], match["bindings"]["loan.days_past_due"]) == ("true", "91")
    assert (match["citation"], match["reason"]["en"]) == ("分类办法#10(1)", "91 days past due")
    assert [(each["rule"], each["missing"]) for each in read["unknown"]] == [("DEMO-3", ["loan.expected_credit_loss"])]
    rules = [*read["fired"], *read["not_fired"], *(each["rule"] for each in read["unknown"])]
    assert sorted(rules) == ["DEMO-1", "DEMO-2", "DEMO-3"]


def test_a_decision_about_a_related_entity_that_was_read_says_only_which_rules_fired() -> None:
    read = _with_neighbour()["reads"]["borrower.loans[L2].floor_class"]

    assert read["fired"] == ["DEMO-3"]
    assert not {"matches", "unknown", "not_fired"} & set(read)


CLASSES = ["normal", "special_mention", "substandard", "doubtful", "loss"]
TEST = re.compile(r"(?P<left>[\w.]+) (?P<sign>>=|>|=|in) (?P<right>.+)")


@pytest.mark.parametrize("case", RECORDS)
def test_conditions_evaluated_again_from_what_is_recorded_have_the_recorded_state(case: str) -> None:
    content = engine().decide("final_class", record(**RECORDS[case])).to_dict()
    limits = {each["id"]: each["value"] for each in content["parameters"]}
    reads = content["reads"].values()

    for match in (*content["matches"], *(each for read in reads for each in read["matches"])):
        assert _again(match["because"], {**limits, **match["bindings"]}) == "true"


def _again(condition: dict[str, Any], values: dict[str, Any]) -> str:
    """Return the state of a recorded condition: of its parts, or of its text with the recorded values put in."""
    parts = [_again(part, values) for part in condition.get("parts", ())]
    match condition.get("connective"):
        case "all":
            return "false" if "false" in parts else "unknown" if "unknown" in parts else "true"
        case "any":
            return "true" if "true" in parts else "unknown" if "unknown" in parts else "false"
        case "not":
            return {"true": "false", "false": "true", "unknown": "unknown"}[parts[0]]
        case _:
            pass
    test = TEST.fullmatch(condition.get("text", ""))
    if test is None:
        return str(condition["state"])
    left, right = values[test["left"]], values.get(test["right"], test["right"].strip('"'))
    if test["sign"] == "in":
        found = any(_is_within(left, each) for each in re.split(r", *", right.strip("()")))
    elif left in CLASSES:
        found = CLASSES.index(left) > CLASSES.index(right)
    else:
        found = {">": Decimal(left) > Decimal(right), ">=": Decimal(left) >= Decimal(right)}[test["sign"]]
    return str(found).lower()


def _is_within(value: str, each: str) -> bool:
    low, dots, high = each.strip("[]").partition("..")
    if dots:
        return Decimal(low) <= Decimal(value) <= Decimal(high)
    return Decimal(value) > Decimal(each[1:]) if each.startswith(">") else value == each


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"balance": "1000"}, {"balance": "1000.00"}),
        ({"facts": {"ecl_ratio": "0.5"}}, {"facts": {"ecl_ratio": "0.50"}}),
    ],
)
def test_the_same_number_gives_the_same_bytes(one: dict[str, Any], other: dict[str, Any]) -> None:
    first, second = (engine().decide("floor_class", record(**each)).to_json() for each in (one, other))

    assert first == second


def test_the_order_in_which_a_record_was_written_does_not_matter() -> None:
    neighbours = [{"id": f"L{index}", "asset_type": "loan", "days_past_due": index} for index in range(2, 6)]
    first, second = (
        engine().decide("final_class", record(borrower={"id": "B1", "other_loans": others})).to_json()
        for others in (neighbours, neighbours[::-1])
    )

    assert first == second


def test_two_engines_of_one_pack_write_the_same_bytes() -> None:
    other = Engine(load(FOLDER))

    assert other.decide("final_class", record()).to_json() == engine().decide("final_class", record()).to_json()


PROGRAM = """
import sys
from tests.unit.engine.demo_pack import engine, record
from tests.unit.engine.test_serialise import RECORDS
for case in RECORDS.values():
    decision = engine().decide("final_class", record(**case))
    sys.stdout.buffer.write((decision.to_json() + decision.explain("zh") + decision.explain("en")).encode())
"""


def test_hash_seed_time_zone_and_locale_change_no_byte() -> None:
    surroundings = [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"},
    ]

    outputs = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM], cwd=ROOT, env={**os.environ, **each}, check=True, capture_output=True
        ).stdout
        for each in surroundings
    }

    assert len(outputs) == 1
    assert len(outputs.pop()) > 1000


def test_numbers_have_one_text() -> None:
    texts = [digits(Decimal(each)) for each in ("100", "1E+2", "100.00", "-0.0", "0.10")]

    assert texts == ["100", "100", "100", "0", "0.1"]
    assert plain((1, None, [True])) == ["1", None, [True]]


@given(st.dictionaries(st.text(), st.text() | st.lists(st.booleans() | st.none()), max_size=5))
def test_bytes_are_those_of_the_standard(value: dict[str, Any]) -> None:
    assert canonical_bytes(value) == rfc8785.dumps(value)
