"""Every record of a trail is what the schema of its kind describes, and nothing else is."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from postloan_rules import schemas
from postloan_rules.trail import new_signing_key
from postloan_rules.trail.record_schemas import record_schemas
from tests.unit.engine.demo_pack import engine, record
from tests.unit.trail.test_evidence import rich
from tests.unit.trail.trails import evidence, opened, override

KINDS = ("decision", "batch", "override", "erasure", "checkpoint")
VALIDATORS = {name: Draft202012Validator(schema) for name, schema in record_schemas().items()}


@pytest.fixture(scope="module")
def leaves(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Return the records of a trail with every kind, sealed values among them."""
    folder = tmp_path_factory.mktemp("kinds")
    (folder / "a.jsonl").write_bytes(b"{}\n")
    key, _ = new_signing_key("bank")
    pack = engine().pack
    with opened(folder) as log:
        # Decisions of the shipped pack about a person, much of it sealed, and about what hangs on the loan.
        log.append_many(rich())
        decided = engine().decide("floor_class", record(days_past_due=91))
        log.append(decided)
        made = log.override(decided, override("normal", evidence=evidence(1, 2), second_person="E8"))
        log.append(engine().decide("floor_class", record(days_past_due=91, as_of=date(2026, 12, 1))))
        log.withdraw(made.sequence, by="E9", reason_code="data_error")
        said = {
            "schema": "postloan-rules/run/1",
            "inputs": {"loans.csv": {"digest": None}},
            "pack": {"id": pack.id, "version": pack.version, "digest": pack.digest},
            "engine": {"name": "postloan-rules", "version": "1"},
            "backend": "spark",
            "as_of": None,
            "decisions": ["floor_class"],
            "counts": {"read": 1, "decided": 1, "rejected": 0},
            "parts": [
                {
                    "name": "a.jsonl",
                    "digest": "sha256:ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356",
                    "rows": 1,
                }
            ],
            "notes": {"seconds": "1.5"},
        }
        log.append_batch(said, pack=pack, folder=folder)
        assert VALIDATORS["manifest"].is_valid(said)
        log.erase("borrower", "PERSON-7", basis="PIPL-47", requested_on=date(2026, 11, 25))
        log.checkpoint(key)
        return [json.loads(each.leaf) for each in log.records()]


@pytest.mark.parametrize("name", VALIDATORS)
def test_each_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(record_schemas()[name])
    assert schemas()[f"trail.{name}"] == record_schemas()[name]


@pytest.mark.parametrize("kind", KINDS)
def test_every_record_is_as_its_schema_says(leaves: list[dict[str, Any]], kind: str) -> None:
    mine = [each for each in leaves if each["kind"] == kind]

    assert mine
    assert [error.message for each in mine for error in VALIDATORS[kind].iter_errors(each)] == []


def test_there_are_sealed_values_among_them(leaves: list[dict[str, Any]]) -> None:
    assert sum('"sealed"' in json.dumps(each) for each in leaves if each["kind"] == "decision") > 5


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_with_a_member_less_or_more_is_not(leaves: list[dict[str, Any]], kind: str) -> None:
    good = next(each for each in leaves if each["kind"] == kind)
    for name in good:
        assert not VALIDATORS[kind].is_valid({key: value for key, value in good.items() if key != name}), name
    for name in good["payload"]:
        less = {key: value for key, value in good["payload"].items() if key != name}
        assert name == "overridden" or not VALIDATORS[kind].is_valid({**good, "payload": less}), name
    assert not VALIDATORS[kind].is_valid({**good, "more": 1})
    assert not VALIDATORS[kind].is_valid({**good, "payload": {**good["payload"], "more": 1}})


def test_no_record_is_of_two_kinds(leaves: list[dict[str, Any]]) -> None:
    for each in leaves:
        assert [kind for kind in KINDS if VALIDATORS[kind].is_valid(each)] == [each["kind"]]


def test_the_schemas_that_are_published_are_these() -> None:
    folder = Path(__file__).resolve().parents[3] / "docs" / "reference"
    for name, schema in record_schemas().items():
        assert json.loads((folder / f"trail.{name}.schema.json").read_text(encoding="utf-8")) == schema
