"""A human says otherwise: what that needs, how long it holds, and that both are shown side by side."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from postloan_rules import AuditError, AuditLog, Decision, IdempotencyConflictError, Override, OverrideError
from postloan_rules.trail import OverridePolicy
from postloan_rules.trail.overrides import Direction, direction_of
from tests.unit.engine.demo_pack import DAY, engine, record
from tests.unit.trail.trails import evidence, opened, override

BETTER: dict[str, Any] = {
    "evidence": evidence(1, 2),
    "second_person": "E8",
    "expires_on": date(2026, 12, 23),
}
"""What a change for the better needs beside what any change needs."""


@pytest.fixture
def log(tmp_path: Path) -> Iterator[AuditLog]:
    with opened(tmp_path) as made:
        yield made


DOUBTFUL: dict[str, Any] = {"credit_impaired": True, "expected_credit_loss": 600}
"""What makes the loan doubtful, however late it is."""


def decided(days: int | None = 91, *, as_of: date = DAY, **loan: Any) -> Decision:
    """Return a decision: special mention from one day past due, substandard from 91."""
    return engine().decide("floor_class", record(days_past_due=days, as_of=as_of, **loan))


def faults(log: AuditLog, given: Override, **more: Any) -> str:
    with pytest.raises(OverrideError) as raised:
        log.override(decided(**more), given)
    return str(raised.value)


# Direction


@pytest.mark.parametrize(
    ("chosen", "direction"),
    [
        ("normal", Direction.BETTER),
        ("special_mention", Direction.BETTER),
        ("substandard", Direction.SAME),
        ("doubtful", Direction.WORSE),
        ("loss", Direction.WORSE),
    ],
)
def test_direction_is_from_what_the_engine_said(chosen: str, direction: Direction) -> None:
    assert decided().outcome == "substandard"
    assert direction_of(decided(), chosen) is direction


def test_from_an_uncertain_decision_the_worst_that_is_possible_counts() -> None:
    uncertain = decided(None)

    assert uncertain.possible == ("normal", "special_mention", "substandard")
    assert [direction_of(uncertain, each) for each in ("special_mention", "substandard", "doubtful")] == list(
        reversed(Direction)
    )


def test_what_is_no_outcome_cannot_be_chosen(log: AuditLog) -> None:
    assert "`gone` is no outcome of the decision" in faults(log, override("gone"))
    assert len(log) == 0


# What it needs


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason_code": "mood"}, "the reason code `mood` is not one of"),
        ({"reason": " "}, "no reason is written"),
        ({"authority": ""}, "no authority is named"),
        ({"decided_by": ""}, "nobody is named who decided"),
        ({"evidence": ()}, "at least 1 pieces of evidence are needed"),
        ({"evidence": ("letter",)}, "evidence is given as digests"),
        ({"expires_on": date(2026, 11, 23)}, "it must expire after it starts"),
        ({"expires_on": date(2027, 11, 25)}, "it would hold for 367 days, at most 366 are allowed"),
        ({"second_person": "E7"}, "the second person must be somebody else"),
        ({"second_person": " e7"}, "the second person must be somebody else"),
        ({"second_person": "\uff257"}, "the second person must be somebody else"),
        ({"starts_on": date(2026, 11, 22)}, "it starts before the day of the decision"),
    ],
)
def test_each_fault_of_a_change_for_the_worse_is_told(log: AuditLog, changes: dict[str, Any], said: str) -> None:
    assert faults(log, override("doubtful", **changes)).startswith(said)
    assert len(log) == 0


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"evidence": evidence(1)}, "at least 2 pieces of evidence are needed"),
        ({"evidence": evidence(1, 1)}, "at least 2 pieces of evidence are needed"),
        ({"second_person": None}, "a second person must approve"),
        ({"second_person": " "}, "a second person must approve"),
        ({"expires_on": date(2027, 2, 24)}, "it would hold for 93 days, at most 92 are allowed"),
    ],
)
def test_a_change_for_the_better_needs_more(log: AuditLog, changes: dict[str, Any], said: str) -> None:
    assert faults(log, override("normal", **{**BETTER, **changes})).startswith(said)


@pytest.mark.parametrize(
    ("chosen", "changes"),
    [
        ("doubtful", {"expires_on": date(2027, 11, 24)}),
        ("normal", {**BETTER, "expires_on": date(2027, 2, 23)}),
    ],
)
def test_the_longest_time_is_allowed(log: AuditLog, chosen: str, changes: dict[str, Any]) -> None:
    assert log.override(decided(), override(chosen, **changes)).sequence == 0


def test_all_faults_are_told_at_once(log: AuditLog) -> None:
    given = override("normal", reason_code="mood", reason="", evidence=(), authority="", decided_by="")
    with pytest.raises(OverrideError) as raised:
        log.override(decided(), given)

    assert [each.en.split(" ")[0] for each in raised.value.faults] == ["the", "no", "no", "nobody", "at", "a"]
    assert all(each.zh and each.zh != each.en for each in raised.value.faults)


def test_a_bank_may_ask_for_a_second_person_for_the_worse_too(tmp_path: Path) -> None:
    with opened(tmp_path, policy=OverridePolicy(second_person_for_worse=True)) as log:
        assert faults(log, override("doubtful")) == "a second person must approve"
        assert log.override(decided(), override("doubtful", second_person="E8")).sequence == 0


# While it holds


def outcomes(log: AuditLog, decision: Decision) -> tuple[Any, Any]:
    """Return what the engine says and what holds."""
    answer = log.answer(decision)
    return answer.decision.outcome, answer.outcome


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2026, 11, 23), "doubtful"),
        (date(2026, 12, 31), "doubtful"),
        (date(2027, 1, 1), "substandard"),
    ],
)
def test_it_holds_until_the_day_before_it_expires(log: AuditLog, day: date, holds: str) -> None:
    log.override(decided(), override("doubtful"))

    assert outcomes(log, decided(as_of=day)) == ("substandard", holds)


def test_it_does_not_hold_before_it_starts(log: AuditLog) -> None:
    log.override(decided(), override("doubtful", starts_on=date(2026, 11, 24)))

    assert outcomes(log, decided()) == ("substandard", "substandard")
    assert outcomes(log, decided(as_of=date(2026, 11, 24))) == ("substandard", "doubtful")


def test_a_change_for_the_better_falls_back_when_the_engine_says_something_worse(log: AuditLog) -> None:
    log.override(decided(), override("special_mention", **BETTER))

    assert outcomes(log, decided(100)) == ("substandard", "special_mention")
    assert outcomes(log, decided(**DOUBTFUL)) == ("doubtful", "doubtful")


def test_a_change_for_the_worse_never_makes_anything_better(log: AuditLog) -> None:
    log.override(decided(), override("doubtful"))

    assert outcomes(log, decided(1)) == ("special_mention", "doubtful")
    assert outcomes(log, decided(**DOUBTFUL)) == ("doubtful", "doubtful")


def test_it_falls_back_when_the_engine_says_something_worse_than_what_was_chosen(log: AuditLog) -> None:
    log.override(decided(1), override("substandard"))

    assert outcomes(log, decided(91)) == ("substandard", "substandard")
    assert outcomes(log, decided(**DOUBTFUL)) == ("doubtful", "doubtful")


def test_it_falls_back_when_something_worse_has_become_possible(log: AuditLog) -> None:
    log.override(decided(1), override("normal", **BETTER))

    assert log.override_on(decided(1)) is not None
    assert log.override_on(decided(None)) is None


def test_the_last_one_in_force_holds(log: AuditLog) -> None:
    log.override(decided(), override("doubtful"))
    log.override(decided(), override("loss", expires_on=date(2026, 12, 1)))

    assert outcomes(log, decided()) == ("substandard", "loss")
    assert outcomes(log, decided(as_of=date(2026, 12, 1))) == ("substandard", "doubtful")


def test_it_concerns_one_loan_and_one_decision(log: AuditLog) -> None:
    log.override(decided(), override("doubtful"))
    other = engine().decide("floor_class", record(id="L2", days_past_due=91))

    assert outcomes(log, other) == ("substandard", "substandard")
    assert log.override_on(engine().decide("final_class", record(days_past_due=91))) is None


def test_who_withdraws_it_lets_the_engine_speak_again(log: AuditLog) -> None:
    receipt = log.override(decided(), override("doubtful"))
    first = log.withdraw(receipt.sequence, by="E9", reason_code="data_error")

    assert outcomes(log, decided()) == ("substandard", "substandard")
    assert log.withdraw(receipt.sequence, by="E9", reason_code="data_error") == first


def test_what_is_no_override_cannot_be_withdrawn(log: AuditLog) -> None:
    log.append(decided())

    with pytest.raises(AuditError, match="record 0 is no override"):
        log.withdraw(0, by="E9", reason_code="data_error")


# What stands in the trail


def test_each_later_decision_shows_what_a_human_said_beside_the_engine(log: AuditLog) -> None:
    before = log.append(decided())
    receipt = log.override(decided(), override("doubtful"))
    after = log.append(decided(92))
    expired = log.append(decided(92, as_of=date(2027, 1, 1)))

    assert "overridden" not in log.show(before.sequence).payload
    shown = log.show(after.sequence).payload
    assert shown["decision"]["outcome"] == "substandard"
    assert shown["overridden"] == {
        "sequence": receipt.sequence,
        "chosen": "doubtful",
        "direction": "worse",
        "expires_on": "2027-01-01",
    }
    assert "overridden" not in log.show(expired.sequence).payload
    assert log.verify().holds


@pytest.mark.parametrize("key", [None, "request 17"])
def test_the_same_decision_stays_one_record_whatever_humans_say_later(log: AuditLog, key: str | None) -> None:
    first = log.append(decided(), key=key)
    receipt = log.override(decided(), override("doubtful"))
    assert log.append(decided(), key=key) == first
    other = log.append(decided(92), key="request 18")
    log.withdraw(receipt.sequence, by="E9", reason_code="data_error")

    assert log.append(decided(92), key="request 18") == other
    with pytest.raises(IdempotencyConflictError):
        log.append(decided(93), key="request 18")


def test_an_override_is_kept_with_all_that_was_given_and_without_a_name(log: AuditLog) -> None:
    receipt = log.override(decided(), override("normal", **BETTER))
    shown = log.show(receipt.sequence)

    assert {name: shown.payload[name] for name in ("outcome", "chosen", "direction", "reason_code", "reason")} == {
        "outcome": "substandard",
        "chosen": "normal",
        "direction": "better",
        "reason_code": "new_information",
        "reason": "担保人失踪",
    }
    assert shown.payload["evidence"] == list(evidence(1, 2))
    assert shown.payload["approved_by"] == [log.ledger.pseudonym("person", each) for each in ("E7", "E8")]
    leaf = log.ledger.show(receipt.sequence).leaf.decode()
    assert "担保人失踪" not in leaf
    assert '"L1"' not in leaf
    assert '"E7"' not in leaf


def test_the_same_override_twice_is_one_record(log: AuditLog) -> None:
    assert log.override(decided(), override("doubtful")) == log.override(decided(), override("doubtful"))
    assert len(log) == 1
