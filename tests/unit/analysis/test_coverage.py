"""What cases cover is what decided in them, and nothing else."""

from pathlib import Path

from postloan_rules import Engine
from postloan_rules.analysis.condition_tree import Joined, Opposite, atoms_of, decides, state_of, tree_of_rule
from postloan_rules.analysis.coverage import coverage_of
from postloan_rules.analysis.target import What
from tests.unit.analysis.small_packs import BOTH_SIDES, engine_of, trials
from tests.unit.engine.small_pack import decision, small_engine


def _gaps(engine: Engine, what: What) -> set[tuple[str, str]]:
    coverage = coverage_of(engine, trials(engine))
    return {(each.text, each.aspect) for each in coverage.uncovered() if each.what is what}


def test_a_condition_counts_only_where_it_decides(tmp_path: Path) -> None:
    # In the third case the days are over the limit, but that the loan is not impaired decides already.
    days, impaired = "loan.days_past_due > overdue.days", "loan.credit_impaired"

    assert _gaps(engine_of(tmp_path), What.CONDITION) == {(days, "unknown"), (impaired, "unknown")}


def test_without_the_case_at_the_limit_the_limit_never_decides_against_the_rule(tmp_path: Path) -> None:
    cases = BOTH_SIDES.split("- case: at the limit")[0]

    assert ("loan.days_past_due > overdue.days", "false") in _gaps(engine_of(tmp_path, cases=cases), What.CONDITION)


def test_what_is_unknown_is_covered_where_knowing_it_would_decide(tmp_path: Path) -> None:
    cases = (
        BOTH_SIDES
        + """
- case: not known whether impaired
  as_of: 2026-11-23
  given: {loan.days_past_due: 31}
  unknown: [loan.credit_impaired]
  expect: {status: unknown, unknown: [R-1]}
"""
    )

    assert _gaps(engine_of(tmp_path, cases=cases), What.CONDITION) == {("loan.days_past_due > overdue.days", "unknown")}


def test_rules_outcomes_and_otherwise_are_covered_where_they_come_out(tmp_path: Path) -> None:
    rules = "R-1: loan.days_past_due > overdue.days and loan.credit_impaired -> fair\nR-2: loan.use_diverted -> bad"
    engine = engine_of(tmp_path, rules=rules)

    assert _gaps(engine, What.RULE) == {("R-2", "fired")}
    assert _gaps(engine, What.OUTCOME) == {("bad", "")}
    assert _gaps(engine, What.OTHERWISE) == set()


def test_a_fact_is_covered_by_its_formula_and_by_being_given(tmp_path: Path) -> None:
    fact = """
loan.late:
  title: {zh: 逾期, en: Late}
  type: boolean
  formula: loan.days_past_due > 0
  cite: "政策#2"
"""
    cases = "- case: x\n  as_of: 2026-11-23\n  expect: {outcome: good}\n"
    engine = small_engine(
        tmp_path / "p", facts__loan=fact, decisions__d=decision("d", "R-1: loan.late -> fair"), cases__d=cases
    )

    assert _gaps(engine, What.FACT) == {("loan.late", "given")}


def test_what_reads_only_the_law_is_nothing_that_cases_could_cover(tmp_path: Path) -> None:
    rules = "R-1: overdue.days > 0 and loan.credit_impaired -> fair"

    assert {text for text, _ in _gaps(engine_of(tmp_path, rules=rules), What.CONDITION)} == {"loan.credit_impaired"}


def test_coverage_says_where_and_what_in_words(tmp_path: Path) -> None:
    coverage = coverage_of(engine_of(tmp_path), trials(engine_of(tmp_path)))
    gap = next(each for each in coverage.uncovered() if each.what is What.CONDITION)

    assert gap.place.endswith("decisions/d.yaml:9")
    assert gap.missing.en == "in no case is it unknown and decides"
    assert coverage.counts(what=What.CONDITION) == (4, 6)


def test_an_exception_decides_where_the_rule_would_fire_without_it(tmp_path: Path) -> None:
    text = decision("d", "R-1: loan.credit_impaired -> fair").replace(
        "    then: fair", "    unless: loan.use_diverted\n    then: fair"
    )
    engine = small_engine(tmp_path / "p", decisions__d=text)
    tree = tree_of_rule(engine.pack.decisions[0].rules[0])

    assert isinstance(tree, Joined)
    assert isinstance(tree.parts[1], Opposite)
    assert [atom.text for atom in atoms_of(tree)] == ["loan.credit_impaired", "loan.use_diverted"]
    assert state_of(tree, [True, True]) is False
    assert decides(tree, [True, True], 1)
    assert not decides(tree, [False, True], 1)
    assert not decides(tree, [False, True], 0)
