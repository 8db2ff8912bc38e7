"""A small pack whose coverage and mutants are known from thinking about it."""

from pathlib import Path

from postloan_rules import Engine
from postloan_rules.analysis.mutant import Mutant, mutants_of
from postloan_rules.analysis.mutation import Fate, Hunt
from postloan_rules.analysis.trial import Trial, trials_of
from postloan_rules.packs.definition import DecisionDefinition, FactDefinition
from tests.unit.engine.small_pack import decision, small_engine

LIMIT = """
overdue.days:
  title: {zh: 天数, en: Days}
  unit: days
  reviewed_on: 2026-11-23
  values:
    - {start: 2020-01-01, value: 30, cite: "政策#1", confidence: C}
"""

RULES = "R-1: loan.days_past_due > overdue.days and loan.credit_impaired -> fair"

BOTH_SIDES = """
- case: over the limit
  as_of: 2026-11-23
  given: {loan.days_past_due: 31, loan.credit_impaired: true}
  expect: {outcome: fair, status: certain, fired: [R-1]}
- case: at the limit
  as_of: 2026-11-23
  given: {loan.days_past_due: 30, loan.credit_impaired: true}
  expect: {outcome: good, status: certain, not_fired: [R-1]}
- case: not impaired
  as_of: 2026-11-23
  given: {loan.days_past_due: 31}
  expect: {outcome: good, status: certain, not_fired: [R-1]}
"""

FAILING = """
- case: expected too much
  as_of: 2026-11-23
  given: {loan.days_past_due: 30, loan.credit_impaired: true}
  expect: {outcome: fair, status: certain, fired: [R-1]}
"""


def engine_of(folder: Path, *, rules: str = RULES, cases: str = BOTH_SIDES, **files: str) -> Engine:
    """Return an engine for the pack with these rules and cases."""
    return small_engine(
        folder / "small", parameters__limit=LIMIT, decisions__d=decision("d", rules), cases__d=cases, **files
    )


def trials(engine: Engine) -> tuple[Trial, ...]:
    """Return the cases of the pack, decided."""
    return trials_of(engine, engine.pack.cases)


def mutants(engine: Engine) -> tuple[Mutant, ...]:
    """Return all mutants of the pack."""
    definitions: list[DecisionDefinition | FactDefinition] = [*engine.pack.decisions, *engine.pack.facts]
    return tuple(mutant for definition in definitions for mutant in mutants_of(engine.pack, definition))


def fates(engine: Engine) -> dict[tuple[str, str], Fate]:
    """Return what becomes of each mutant, by what it changes."""
    hunt = Hunt(engine, trials(engine))
    return {(each.before, each.after): hunt.result(each).fate for each in mutants(engine)}
