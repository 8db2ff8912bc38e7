"""Rules of the embedding program, in FEEL where their body could be read and named otherwise."""

from datetime import date
from pathlib import Path

import pytest

from postloan_rules.ir.from_pack import lower_pack
from postloan_rules.ir.invariants import violations
from postloan_rules.ir.lowered import LineText, LoweredPack
from postloan_rules.ir.nodes import Unknown
from postloan_rules.ir.printer import print_term
from postloan_rules.ir.program import DecisionTerm, RuleTerm
from postloan_rules.ir.specialise import specialise
from postloan_rules.ir.types import BOOLEAN
from postloan_rules.model.loan import Loan
from postloan_rules.packs.attach import attach_python_rules
from postloan_rules.packs.python_rule import rule as python_rule
from tests.unit.ir.packs import decision, loaded_pack, rule


@python_rule(decision="floor", id="PY-1", then="substandard", cite="policy#1")
def _late(loan: Loan) -> bool:
    return loan.days_past_due > 7  # type: ignore[operator]  # read, and never called


@python_rule(decision="floor", id="PY-2", then="substandard", cite="policy#1")
def _odd(loan: Loan) -> bool | None:
    days = loan.days_past_due
    return None if days is None else days % 2 == 1


@pytest.fixture
def lowered(tmp_path: Path) -> LoweredPack:
    pack = loaded_pack(tmp_path, {"decisions/floor.yaml": decision("floor", rule("F-1", "loan.use_diverted"))})
    result = attach_python_rules(pack, [_late, _odd])
    assert result.pack is not None, result.diagnostics
    return lower_pack(result.pack)


def _rules(lowered: LoweredPack) -> dict[str, RuleTerm]:
    (floor,) = lowered.definitions
    assert isinstance(floor, DecisionTerm)
    return {each.id: each for each in floor.rules}


def test_readable_body_is_an_ordinary_condition(lowered: LoweredPack) -> None:
    term = _rules(lowered)["PY-1"]

    assert (print_term(term.condition), term.python) == ("loan.days_past_due > 7", None)


def test_readable_body_is_shown_under_the_name_of_its_function(lowered: LoweredPack) -> None:
    line = lowered.texts["loan", "floor"].rules["PY-1"].when

    assert isinstance(line, LineText)
    assert line.text == _late.name


def test_other_body_is_named_and_unknown_to_other_backends(lowered: LoweredPack) -> None:
    term = _rules(lowered)["PY-2"]

    assert (term.condition, term.python) == (Unknown(BOOLEAN), _odd.name)
    assert lowered.texts["loan", "floor"].rules["PY-2"].when is None


def test_laws_hold_with_rules_in_python(lowered: LoweredPack) -> None:
    assert violations(specialise(lowered, date(2026, 1, 1))) == ()
