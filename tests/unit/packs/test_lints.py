"""Remarks on packs that load."""

from pathlib import Path

import pytest

from postloan_rules.packs.lints import LINTS, lint
from postloan_rules.text.diagnostic import Severity
from postloan_rules.text.source import text_of
from tests.unit.packs.written_pack import DECISION, DEMO, LIMIT, load, pack_folder, sound

SECOND = DECISION[DECISION.index("  - id") :].replace("R-1", "R-2").replace("loss", "special_mention")
ALL_VALUES = DECISION + SECOND.replace("limit.days", "limit.days / 2")


def remarks(folder: Path, **changed: str) -> list[tuple[str, str]]:
    pack = sound(load(pack_folder(folder, **changed)))
    return [(each.code, text_of(each.span) if each.span else "") for each in lint(pack)]


def test_a_sound_pack_is_passed_in_silence(tmp_path: Path) -> None:
    assert remarks(tmp_path, decisions=ALL_VALUES) == []


@pytest.mark.parametrize(
    ("changed", "remark"),
    [
        ({"decisions": ALL_VALUES.replace("limit.days", "90")}, ("PL900", "limit.days")),
        ({"facts": "loan.x: {title: {zh: 甲, en: A}, type: number, cite: '办法#1'}\n"}, ("PL901", "loan.x")),
        ({"decisions": DECISION}, ("PL902", "floor")),
        ({"decisions": DECISION + SECOND}, ("PL903", "R-2")),
        ({"parameters": LIMIT.replace("confidence: S", "confidence: U")}, ("PL904", "U")),
    ],
)
def test_each_lint_sees_what_it_is_for(tmp_path: Path, changed: dict[str, str], remark: tuple[str, str]) -> None:
    assert remarks(tmp_path, **({"decisions": ALL_VALUES} | changed)) == [remark]


def test_one_condition_may_give_two_outcomes_of_a_list_but_not_the_same_twice(tmp_path: Path) -> None:
    listed = (DECISION + SECOND).replace("choose: worst", "hit_policy: RULE_ORDER")
    twice = listed.replace("special_mention", "loss")

    assert ("PL903", "R-2") not in remarks(tmp_path / "two", decisions=listed)
    assert ("PL903", "R-2") in remarks(tmp_path / "twice", decisions=twice)


def test_a_derived_fact_may_be_a_result_that_nothing_reads(tmp_path: Path) -> None:
    facts = "loan.x: {title: {zh: 甲, en: A}, type: number, formula: loan.days_past_due, cite: '办法#1'}\n"

    assert remarks(tmp_path, decisions=ALL_VALUES, facts=facts) == []


def test_a_note_explains_what_is_unsure(tmp_path: Path) -> None:
    unsure = LIMIT.replace("confidence: S", "confidence: U, note: 待核实")

    assert remarks(tmp_path, decisions=ALL_VALUES, parameters=unsure) == []


def test_lints_never_stop_a_pack() -> None:
    assert all(each.severity is Severity.WARNING for check in LINTS for each in check(sound(load(DEMO))))
