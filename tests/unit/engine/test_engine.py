"""What can be asked of an engine, and what comes back when it cannot be answered."""

import threading
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from postloan_rules import (
    Engine,
    PackError,
    PackNotInForceError,
    ParameterNotInForceError,
    RecordError,
    Status,
    UnknownNameError,
    load,
    rule,
)
from postloan_rules.model.loan import Loan
from tests.unit.engine.demo_pack import DAY, FOLDER, engine, record
from tests.unit.engine.small_pack import MANIFEST, decision, small_engine, write_pack

# Names


def test_one_name_gives_a_decision_and_several_a_mapping() -> None:
    quiet = record()

    assert engine().decide("floor_class", quiet).name == "floor_class"
    assert list(engine().decide(["security_class", "floor_class"], quiet)) == ["security_class", "floor_class"]


def test_all_and_a_chapter_stand_for_their_decisions(tmp_path: Path) -> None:
    small = small_engine(
        tmp_path,
        decisions__in_one=decision("in_one", "R-1: loan.days_past_due > 1 -> bad", head="choose: worst\nchapter: one"),
        decisions__in_none=decision("in_none", "R-2: loan.days_past_due > 1 -> bad"),
    )

    everything: Any = small.decide("all", record())
    chapter: Any = small.decide("chapter:one", record())

    assert (set(everything), set(chapter)) == ({"in_one", "in_none"}, {"in_one"})


@pytest.mark.parametrize(("name", "near"), [("flor_class", "floor_class"), ("chapter:clasification", "classification")])
def test_an_unknown_name_is_answered_with_the_nearest(name: str, near: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        engine().decide(name, record())

    assert caught.value.candidates == (near,)


# Days


def test_a_record_of_another_day_is_refused() -> None:
    with pytest.raises(RecordError) as caught:
        engine().decide("floor_class", record(), as_of=date(2026, 11, 24))

    assert [(each.path, each.value) for each in caught.value.problems] == [("as_of", "2026-11-23")]


def test_the_law_of_the_day_applies() -> None:
    # 180 days made a loan substandard until the measures of 2023 took effect on 2023-07-01, 90 days since.
    before = engine().decide("floor_class", record(as_of=date(2023, 6, 30), days_past_due=91))
    after = engine().decide("floor_class", record(as_of=date(2023, 7, 1), days_past_due=91))

    assert (before.outcome, after.outcome) == ("special_mention", "substandard")


def test_a_day_before_the_pack_is_an_error_and_not_a_guess() -> None:
    with pytest.raises(PackNotInForceError) as caught:
        engine().decide("floor_class", record(as_of=date(2019, 12, 31)))

    assert caught.value.start == date(2020, 1, 1)


LATE_PARAMETER = """
limit.days:
  title: {zh: 天数, en: Days}
  unit: days
  reviewed_on: 2026-03-31
  values:
    - {start: 2024-01-01, value: 5, cite: "政策#1", confidence: C}
"""


def test_a_parameter_without_value_stops_the_decision_that_reads_it_and_no_other(tmp_path: Path) -> None:
    small = small_engine(
        tmp_path,
        parameters__limit=LATE_PARAMETER,
        decisions__reads=decision("reads", "R-1: loan.days_past_due > limit.days -> bad"),
        decisions__other=decision("other", "R-2: loan.days_past_due > 0 -> bad"),
    )
    early = record(as_of=date(2023, 12, 31), days_past_due=6)

    with pytest.raises(ParameterNotInForceError) as caught:
        small.decide("reads", early)

    assert (caught.value.parameter, caught.value.day) == ("limit.days", date(2023, 12, 31))
    assert small.decide("other", early).outcome == "bad"
    assert small.decide("reads", record(as_of=date(2024, 1, 1), days_past_due=6)).outcome == "bad"


# Statuses


@pytest.mark.parametrize(
    ("loan", "outcome", "status", "possible"),
    [
        ({}, "normal", Status.CERTAIN, ("normal",)),
        ({"days_past_due": 91}, "substandard", Status.CERTAIN, ("substandard",)),
        ({"days_past_due": 30, "credit_impaired": None, "expected_credit_loss": 500}, "special_mention",
         Status.AT_LEAST, ("special_mention", "doubtful")),
        ({"credit_impaired": None, "expected_credit_loss": 500}, None, Status.UNKNOWN, ("normal", "doubtful")),
        ({"asset_type": "derivative"}, None, Status.NOT_APPLICABLE, ("not_applicable",)),
        ({"asset_type": None}, None, Status.UNKNOWN, ("normal", "not_applicable")),
    ],
    ids=["quiet", "fired", "at least", "nothing proved", "not asked", "perhaps not asked"],
)  # fmt: skip
def test_outcome_and_status_say_what_is_proved(
    loan: dict[str, Any], outcome: str | None, status: Status, possible: tuple[str, ...]
) -> None:
    decided = engine().decide("floor_class", record(**loan))

    assert (decided.outcome, decided.status, decided.possible) == (outcome, status, possible)


def test_a_prudent_decision_takes_the_worst_possible_and_says_so(tmp_path: Path) -> None:
    manifest = MANIFEST + "on_unknown: prudent\n"
    write_pack(tmp_path, manifest, decisions__d=decision("d", "R-1: loan.credit_impaired -> bad"))
    decided = Engine(load(tmp_path)).decide("d", record(credit_impaired=None))

    assert (decided.outcome, decided.assumed) == ("bad", "prudent")
    assert (decided.status, decided.possible) == (Status.UNKNOWN, ("good", "bad"))


def test_rules_that_contradict_each_other_leave_no_outcome_and_a_remark(tmp_path: Path) -> None:
    rules = "R-1: loan.days_past_due > 1 -> bad\nR-2: loan.days_past_due > 2 -> fair"
    small = small_engine(tmp_path, decisions__d=decision("d", rules, head="hit_policy: UNIQUE\notherwise: good"))

    decided = small.decide("d", record(days_past_due=3))

    assert (decided.outcome, decided.status) == (None, Status.UNKNOWN)
    assert [each.code for each in decided.remarks] == ["PL691"]


def test_a_decision_that_collects_has_a_list_of_outcomes(tmp_path: Path) -> None:
    rules = "R-1: loan.days_past_due > 1 -> fair\nR-2: loan.credit_impaired -> bad"
    small = small_engine(tmp_path, decisions__d=decision("d", rules, head="hit_policy: COLLECT"))

    certain = small.decide("d", record(days_past_due=2))
    open_ = small.decide("d", record(days_past_due=2, credit_impaired=None))

    assert (certain.outcome, certain.status) == (("fair",), Status.CERTAIN)
    assert (open_.outcome, open_.status, open_.possible) == (("fair",), Status.AT_LEAST, ("fair", "bad"))


def test_about_an_entity_that_was_not_given_everything_is_possible(tmp_path: Path) -> None:
    small = small_engine(tmp_path, decisions__d=decision("d", "R-1: count(group.members) > 1 -> bad", of="group"))

    decided = small.decide("d", record())

    assert (decided.outcome, decided.status, decided.possible) == (None, Status.UNKNOWN, ("good", "fair", "bad"))
    assert (decided.subject, decided.missing) == ("", ("group",))
    assert decided.to_dict()["subject"] == ""


# Facts


def test_a_fact_is_given_or_derived() -> None:
    derived = record(balance=200, expected_credit_loss=50)
    given = record(facts={"ecl_ratio": "0.75"})

    assert engine().fact("loan.ecl_ratio", derived) == Decimal("0.25")
    assert engine().fact("loan.ecl_ratio", given) == Decimal("0.75")
    assert engine().fact("loan.ecl_ratio", record(balance=None)) is None


def test_a_fact_over_members_of_which_something_is_unknown_is_known_in_bounds() -> None:
    others = [{"id": "L2", "balance": 100}]  # it is not known whether this one is overdue
    around = {"id": "B1", "other_loans": others}

    assert engine().fact("borrower.overdue_balance", record(days_past_due=1, balance=30, borrower=around)) == (30, 130)


def test_a_field_of_the_model_is_read_like_a_fact() -> None:
    assert engine().fact("loan.balance", record(balance=5)) == Decimal(5)
    assert engine().fact("loan.days_past_due", record(days_past_due=None)) is None


@pytest.mark.parametrize("path", ["loan.ecl_ration", "loan", "lone.balance", "collateral.value"])
def test_a_fact_that_there_is_not_is_an_error(path: str) -> None:
    with pytest.raises(UnknownNameError):
        engine().fact(path, record())


# Records


def test_a_class_that_the_pack_does_not_have_is_a_problem_with_its_place(tmp_path: Path) -> None:
    small = small_engine(tmp_path, decisions__d=decision("d", 'R-1: loan.previous_class >= "fair" -> bad'))
    others = [{"id": "L2", "previous_class": "terrible"}]

    with pytest.raises(RecordError) as caught:
        small.decide("d", record(previous_class="fairr", borrower={"id": "B1", "other_loans": others}))

    assert [(each.code, each.path) for each in caught.value.problems] == [
        ("PL684", "loan.previous_class"),
        ("PL684", "borrower.loans[L2].previous_class"),
    ]
    assert "`fair`" in caught.value.problems[0].message.en


# Threads


def test_threads_share_one_engine() -> None:
    shared = Engine(load(FOLDER))
    found: list[str] = []

    def decide() -> None:
        for days in (0, 91, 30) * 5:
            outcome = shared.decide("floor_class", record(days_past_due=days)).outcome
            found.append(str(outcome))

    threads = [threading.Thread(target=decide) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found) == sorted(["normal", "substandard", "special_mention"] * 20)


# Overlays and Python rules


def test_an_overlay_that_does_not_fit_is_refused_with_all_its_problems(tmp_path: Path) -> None:
    write_pack(tmp_path)

    with pytest.raises(PackError):
        Engine(load(FOLDER), overlays=[tmp_path])


@rule(decision="floor_class", id="PY-1", then="loss", cite="演示政策#9")
def large(loan: Loan) -> bool | None:
    limit = 500
    return loan.balance is not None and loan.balance.amount > limit


@rule(decision="floor_class", id="PY-2", then="loss", cite="演示政策#9")
def stumbling(loan: Loan) -> bool | None:
    days: Any = loan.missed_instalments
    return bool(days > 1)


def test_a_rule_in_python_fires_and_is_part_of_the_trace(tmp_path: Path) -> None:
    pack = _not_portable(tmp_path)
    decided = Engine(pack, rules=[large]).decide("floor_class", record(balance=501))

    assert (decided.outcome, decided.fired) == ("loss", ("PY-1",))
    assert decided.pack.digest != pack.digest
    assert "PY-1" in decided.explain("en")


def test_a_rule_in_python_that_stumbles_over_a_missing_value_is_unknown_and_noted(tmp_path: Path) -> None:
    decided = Engine(_not_portable(tmp_path), rules=[stumbling]).decide("floor_class", record())

    assert [each.rule for each in decided.unknown] == ["PY-2"]
    assert [each.code for each in decided.remarks] == ["PL692"]
    assert decided.status is Status.UNKNOWN


@rule(decision="floor_class", id="PY-4", then="loss", cite="演示政策#9")
def failing(loan: Loan) -> bool:
    if loan.id:
        raise KeyError(loan.id)
    return False


@rule(decision="floor_class", id="PY-5", then="loss", cite="演示政策#9")
def wordy(loan: Loan) -> Any:
    return "yes" if loan.id else "no"


@pytest.mark.parametrize(("function", "why"), [(failing, "KeyError: 'L1'"), (wordy, "'yes' is neither")])
def test_a_rule_in_python_that_gives_no_answer_has_proved_nothing(tmp_path: Path, function: Any, why: str) -> None:
    decided = Engine(_not_portable(tmp_path), rules=[function]).decide("floor_class", record())

    assert [each.rule for each in decided.unknown] == [function.id]
    assert [each.code for each in decided.remarks] == ["PL692"]
    assert why in decided.remarks[0].message.en


def test_a_rule_in_python_for_a_decision_that_there_is_not_is_refused() -> None:
    @rule(decision="flor_class", id="PY-3", then="loss", cite="演示政策#9")
    def lost(loan: Loan) -> bool:
        return bool(loan.credit_impaired)

    with pytest.raises(PackError):
        Engine(load(FOLDER), rules=[lost])


def _not_portable(folder: Path) -> Any:
    for file in FOLDER.rglob("*.yaml"):
        copy = folder / file.relative_to(FOLDER)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(file.read_text(encoding="utf-8").replace("portable: true", "portable: false"), encoding="utf-8")
    return load(folder)


def test_the_day_of_the_records_is_that_of_the_decision() -> None:
    assert engine().decide("floor_class", record()).as_of == DAY
