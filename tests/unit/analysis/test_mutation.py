"""A mutant is killed where a case fails under it, and lives where none does."""

from pathlib import Path

import pytest

from postloan_rules import Engine
from postloan_rules.analysis.mutation import Fate, Hunt
from postloan_rules.analysis.telling import Teller
from postloan_rules.engine.cases import run_cases
from postloan_rules.light import replace
from postloan_rules.packs.definition import DecisionDefinition, FactDefinition
from tests.unit.analysis.small_packs import BOTH_SIDES, engine_of, fates, mutants, trials
from tests.unit.engine.demo_pack import engine as demo_engine
from tests.unit.engine.small_pack import decision, small_engine

COMPARISON = "loan.days_past_due > overdue.days"


def test_every_kind_of_change_is_made_once(tmp_path: Path) -> None:
    assert sorted((each.before, each.after) for each in mutants(engine_of(tmp_path))) == sorted(
        [
            ("R-1", "–"),
            (f"{COMPARISON} and loan.credit_impaired", f"{COMPARISON} or loan.credit_impaired"),
            ("loan.credit_impaired", "–"),
            (COMPARISON, "–"),
            (COMPARISON, "loan.days_past_due >= overdue.days"),
            (COMPARISON, "loan.days_past_due < overdue.days"),
            # One day less is what `>=` says already, of days.
            (COMPARISON, "loan.days_past_due > overdue.days + 1"),
            ("fair", "good"),
            ("fair", "bad"),
            ("good", "fair"),
        ]
    )


def test_cases_on_both_sides_of_everything_kill_all(tmp_path: Path) -> None:
    assert set(fates(engine_of(tmp_path)).values()) == {Fate.KILLED}


@pytest.mark.parametrize(
    ("dropped", "alive"),
    [
        ("at the limit", {(COMPARISON, "–"), (COMPARISON, "loan.days_past_due >= overdue.days")}),
        ("not impaired", {("loan.credit_impaired", "–")}),
    ],
)
def test_without_a_case_exactly_the_mutants_live_that_only_it_noticed(
    tmp_path: Path, dropped: str, alive: set[tuple[str, str]]
) -> None:
    cases = [f"- case: {each}" for each in BOTH_SIDES.split("- case: ")[1:] if not each.startswith(dropped)]

    found = fates(engine_of(tmp_path, cases="\n".join(cases)))

    assert {change for change, fate in found.items() if fate is not Fate.KILLED} == alive


def test_a_difference_that_no_case_expects_anything_about_is_unnoticed(tmp_path: Path) -> None:
    cases = "- case: x\n  as_of: 2026-11-23\n  given: {loan.days_past_due: 30, loan.credit_impaired: true}\n"
    engine = engine_of(tmp_path, cases=cases + "  expect: {status: certain}\n")

    assert fates(engine)[COMPARISON, "loan.days_past_due >= overdue.days"] is Fate.UNNOTICED


def test_rules_that_exclude_each_other_may_change_places(tmp_path: Path) -> None:
    head = "hit_policy: FIRST\notherwise: good"
    rules = "R-1: loan.credit_impaired -> fair\nR-2: not(loan.credit_impaired) -> bad"
    cases = "- case: x\n  as_of: 2026-11-23\n  expect: {outcome: bad}\n"
    engine = small_engine(tmp_path / "p", decisions__d=decision("d", rules, head=head), cases__d=cases)

    assert fates(engine)["R-1, R-2", "R-2, R-1"] is Fate.EQUIVALENT


def test_what_a_flag_of_the_law_settles_makes_no_difference(tmp_path: Path) -> None:
    flag = """
law.on:
  title: {zh: 适用, en: Applies}
  unit: flag
  reviewed_on: 2026-11-23
  values:
    - {start: 2020-01-01, value: true, cite: "政策#1", confidence: C}
"""
    rules = "R-1: loan.credit_impaired and law.on -> fair"
    engine = engine_of(tmp_path, rules=rules, parameters__law=flag)

    assert fates(engine)["law.on", "–"] is Fate.EQUIVALENT


def test_a_mutant_of_a_fact_is_noticed_by_cases_of_what_reads_it(tmp_path: Path) -> None:
    fact = """
loan.late:
  title: {zh: 逾期, en: Late}
  type: boolean
  formula: loan.days_past_due > 0
  cite: "政策#2"
"""
    cases = """
- case: a day
  as_of: 2026-11-23
  given: {loan.days_past_due: 1}
  expect: {outcome: fair}
- case: none
  as_of: 2026-11-23
  expect: {outcome: good}
"""
    engine = small_engine(
        tmp_path / "p", facts__loan=fact, decisions__d=decision("d", "R-1: loan.late -> fair"), cases__d=cases
    )

    found = {change: fate for change, fate in fates(engine).items() if "days_past_due" in change[0]}

    # Zero and one, that is all there is: `>= 1` and `> 0` are the same, and `> 1` is not.
    assert set(found) == {
        ("loan.days_past_due > 0", "loan.days_past_due >= 0"),
        ("loan.days_past_due > 0", "loan.days_past_due < 0"),
        ("loan.days_past_due > 0", "loan.days_past_due > 1"),
    }
    assert set(found.values()) == {Fate.KILLED}


def test_a_survivor_comes_with_a_record_that_tells_it_from_the_pack(tmp_path: Path) -> None:
    cases = "- case: x\n  as_of: 2026-11-23\n  given: {loan.credit_impaired: true}\n  expect: {outcome: good}\n"
    engine = engine_of(tmp_path, cases=cases)
    open_cases = trials(engine)
    hunt = Hunt(engine, open_cases)
    (survivor,) = (each for each in mutants(engine) if each.after == "loan.days_past_due > overdue.days + 1")

    found = Teller(engine, hunt, open_cases).telling_case(survivor)

    assert found is not None
    assert found.case.given["loan.days_past_due"] == 31
    assert found.pack_says.startswith("outcome: fair")
    assert found.mutant_says.startswith("outcome: good")


def _with(engine: Engine, changed: DecisionDefinition | FactDefinition) -> Engine:
    """Return an engine whose pack has ``changed`` in place of the definition of its name, made the ordinary way."""
    pack = engine.pack
    if isinstance(changed, FactDefinition):
        facts = tuple(changed if (each.entity, each.name) == (changed.entity, changed.name) else each
                      for each in pack.facts)  # fmt: skip
        return Engine(replace(pack, facts=facts))
    decisions = tuple(changed if each.name == changed.name else each for each in pack.decisions)
    return Engine(replace(pack, decisions=decisions))


@pytest.mark.slow
def test_what_is_reported_killed_fails_a_case_in_the_ordinary_run_and_what_lives_fails_none() -> None:
    engine = demo_engine()
    hunt = Hunt(engine, trials(engine))
    for mutant in mutants(engine)[::7]:
        fate = hunt.result(mutant).fate
        failed = [each.case.name for each in run_cases(_with(engine, mutant.definition)) if not each.passed]
        assert bool(failed) is (fate is Fate.KILLED), (mutant.id, fate, failed)
