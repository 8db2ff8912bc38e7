"""Whatever is decided can be proved: from what was read, without a name, made again by anybody to the same decision."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from postloan_rules import AuditError, Decision, Engine, PortfolioRecord, load, read_record, read_records
from postloan_rules.demo.mapping import mapping_text
from postloan_rules.demo.portfolio import AS_OF, write_portfolio
from postloan_rules.engine.evidence import evidence_of
from postloan_rules.model.whole import Portfolio
from tests.unit.trail.trails import opened

CNY = {"currency": "CNY"}
RICH: dict[str, Any] = {
    "as_of": "2026-11-23",
    "currency": "CNY",
    "loan": {
        "id": "LOAN-7",
        "product": "personal_business",
        "days_past_due": 91,
        "balance": {"amount": "100", **CNY},
        "spouse_signed": False,
        "for_family_needs": False,
        "collaterals": [{"id": "COLL-7", "type": "vehicle", "value": {"amount": "70", **CNY}, "owner_id": "OWNER-7"}],
        "guarantees": [{"id": "GUAR-7", "guarantor_id": "SURETY-7", "liability": "joint"}],
        "covenants": [{"id": "COV-7"}],
        "restructurings": [{"id": "RES-7", "signed_on": "2026-07-27", "first_repayment_on": "2026-08-27"}],
    },
    "borrower": {
        "id": "PERSON-7",
        "name": "张三",
        "died": False,
        "is_missing": True,
        "missing_since": "2025-01-01",
        "is_detained": False,
        "is_divorced": True,
        "monthly_income": {"amount": "31415.92", **CNY},
        "monthly_debt_service": {"amount": "27182.81", **CNY},
        "warnings": [{"id": "WARN-7", "raised_on": "2026-11-01"}],
        "other_loans": [{"id": "LOAN-8", "originated_on": "2020-01-01", "collaterals": [{"id": "COLL-7"}]}],
    },
}


@cache
def cn() -> Engine:
    return Engine(load("cn"))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> list[PortfolioRecord]:
    folder = tmp_path_factory.mktemp("portfolio")
    write_portfolio(folder, seed=5, loans=40)
    (folder / "mapping.yaml").write_text(mapping_text(), encoding="utf-8")
    found = [each for each in read_records(folder / "mapping.yaml", as_of=AS_OF) if isinstance(each, PortfolioRecord)]
    # The ways of one record each: with a vehicle, with a restructuring, alone.
    vehicle = next(each for each in found if each.loan.collaterals)
    restructured = next(each for each in found if each.loan.restructurings)
    return [vehicle, restructured]


@cache
def rich() -> tuple[Decision, ...]:
    return tuple(cn().decide_each("all", read_record(RICH)))


def test_every_decision_about_everything_in_a_record_is_proved(demo: list[PortfolioRecord]) -> None:
    for record in demo:
        for each in cn().decide_each("all", record):
            said = evidence_of(each).decision
            own = each.to_dict()
            assert {name: said[name] for name in ("decision", "outcome", "status", "possible", "fired_deep")} == {
                name: own[name] for name in ("decision", "outcome", "status", "possible", "fired_deep")
            }


def test_every_kind_of_thing_is_proved() -> None:
    about = {each.entity for each in rich() if each.subject}

    assert {"loan", "borrower", "collateral", "warning", "covenant"} <= about
    assert all(evidence_of(each).decision["status"] == each.status.value for each in rich())


def test_what_nobody_supplied_is_proved_to_be_missing() -> None:
    bare = read_record({"as_of": "2026-11-23", "currency": "CNY", "loan": {"id": "L1"}, "borrower": {"id": "B1"}})
    decided = [each for each in cn().decide_each("all", bare) if not each.subject]

    assert decided
    assert all(evidence_of(each).decision["status"] == each.status.value for each in decided)


def test_no_id_is_in_evidence() -> None:
    for each in rich():
        evidence = evidence_of(each)
        text = json.dumps([evidence.decision, evidence.record], ensure_ascii=False)
        assert not re.search(r"\b(LOAN|COLL|GUAR|COV|RES|PERSON|OWNER|SURETY|WARN)-\d", text), each.name


def test_a_record_is_cut_down_to_what_was_read() -> None:
    floor = next(each for each in rich() if each.name == "overdue_floor" or each.name == "floor_class")

    assert "monthly_income" not in json.dumps(evidence_of(floor).record)


def test_all_of_it_is_written_down_and_nothing_personal_can_be_read(tmp_path: Path) -> None:
    personal = ("张三", "31415.92", "27182.81", "2025-01-01", "PERSON-7", "SURETY-7", "OWNER-7")
    with opened(tmp_path) as log:
        log.append_many(rich())
        leaves = b"".join(log.ledger.show(each).leaf for each in range(len(log))).decode()

        assert len(log) == len(rich())
        assert [each for each in personal if each in leaves] == []
        assert '{"sealed":' in leaves
        result = log.verify()
        assert (result.holds, result.counts) == (True, {"no_checkpoint": 1})


@pytest.mark.parametrize("complete", [True, False])
def test_every_decision_about_a_portfolio_and_what_it_holds_is_proved(
    demo: list[PortfolioRecord], tmp_path: Path, complete: bool
) -> None:
    own = {"loan": RICH["loan"], "borrower": {**RICH["borrower"], "other_loans": []}}
    person = read_record({"as_of": AS_OF, "currency": "CNY", **own})
    whole = Portfolio([*demo, person], as_of=AS_OF, currency="CNY", complete=complete)
    decided = cn().decide_each("all", whole)
    with opened(tmp_path) as log:
        log.append_many(decided)
        leaves = b"".join(log.ledger.show(each).leaf for each in range(len(log))).decode()
        result = log.verify()

        assert {"portfolio", "loan", "borrower"} <= {each.entity for each in decided}
        assert len(log) == len(decided)
        assert (result.holds, result.counts) == (True, {"no_checkpoint": 1})
        assert [each for each in ("张三", "31415.92", "PERSON-7", "LOAN-7", demo[0].loan.id) if each in leaves] == []


def test_who_asks_to_be_forgotten_is_and_what_needs_nothing_personal_is_still_proved(tmp_path: Path) -> None:
    with opened(tmp_path) as log:
        receipts = log.append_many(rich()[::3])
        before = [log.ledger.show(each.sequence).leaf for each in receipts]
        log.erase("borrower", "PERSON-7", basis="PIPL-47", requested_on=AS_OF)
        result = log.verify()

        assert result.holds
        assert [log.ledger.show(each.sequence).leaf for each in receipts] == before
        assert 0 < result.counts["inputs_shredded"] < len(receipts)
    for each in tmp_path.iterdir():
        content = each.read_bytes()
        assert not any(word.encode() in content for word in ("张三", "31415.92", "PERSON-7"))


def test_whoever_comes_back_is_forgotten_again_on_the_same_day(tmp_path: Path) -> None:
    with opened(tmp_path) as log:
        destroyed = []
        for part in (rich()[::4], (), rich()[1::4]):
            log.append_many(part)
            receipt = log.erase("borrower", "PERSON-7", basis="PIPL-47", requested_on=AS_OF)
            destroyed.append(log.show(receipt.sequence).payload["keys_destroyed"])
        result = log.verify()

        assert destroyed == [1, 0, 1]
        assert result.holds


def test_whom_the_law_holds_is_not_forgotten(tmp_path: Path) -> None:
    with opened(tmp_path) as log:
        log.append_many(rich()[:9])
        log.hold("borrower", "PERSON-7", "诉讼")
        with pytest.raises(AuditError, match="legal hold on these data: 诉讼"):
            log.erase("borrower", "PERSON-7", basis="PIPL-47", requested_on=AS_OF)
        log.lift_hold("borrower", "PERSON-7", "诉讼")
        receipt = log.erase("borrower", "PERSON-7", basis="PIPL-47", requested_on=AS_OF)

        payload = log.show(receipt.sequence).payload
        assert payload["subject"] == log.ledger.pseudonym("borrower", "PERSON-7")
        assert (payload["basis"], payload["requested_on"]) == ("PIPL-47", AS_OF.isoformat())
        assert "PERSON" not in json.dumps(payload)
        assert log.verify().holds
