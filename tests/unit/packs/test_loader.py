"""A folder to a checked pack: imports, overlays, and all mistakes in one run."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from postloan_rules.packs.definition import HitPolicy
from postloan_rules.packs.loader import lay_over, load_pack
from tests.unit.packs.written_pack import DECISION, DEMO, LIMIT, MANIFEST, load, pack_folder, sound, told, write

IMPORTING = """\
pack: bank
version: 1.0.0
title: {zh: 示例, en: Example}
jurisdiction: CN
imports: [{pack: base, version: ">=1,<2"}]
"""

STRICTER = """\
limit.days:
  values:
    - {start: 2024-01-01, value: 30, cite: "政策#1", confidence: C}
"""

OVERLAY = """\
pack: own
version: 1.0.0
title: {zh: 本行, en: Own}
jurisdiction: CN
overlay: {of: bank, version: ">=1,<2"}
sources:
  政策: {title: {zh: 信贷政策, en: Policy}, issuer: {zh: 本行, en: Own}}
"""


def days(pack_values: object) -> list[tuple[date | None, date | None, Decimal]]:
    return [(each.period.start, each.period.end, each.value) for each in pack_values]  # type: ignore[attr-defined]


def test_the_demonstration_pack_loads_whole() -> None:
    pack = sound(load(DEMO))

    assert [decision.name for decision in pack.decisions] == ["final_class", "floor_class", "security_class"]
    assert len(pack.decisions[2].rules) == 12
    assert set(pack.parameters) == {
        "overdue.substandard_days", "overdue.technical_days", "impairment.doubtful_ratio",
    }  # fmt: skip
    assert len(pack.cases) == 7
    assert pack.portable


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    folder = pack_folder(
        tmp_path,
        parameters=LIMIT.replace("value: 90", "value: ninety"),
        decisions=DECISION.replace("then: loss", "then: lose").replace("days_past_due", "days_past_dew"),
        facts="loan.x: {title: {zh: 甲, en: A}, type: number, cite: '无#1'}\n",
    )

    assert told(load(folder)) == [
        ("PL303", "loan.days_past_dew"),
        ("PL142", "lose"),
        ("PL131", "'无#1'"),
        ("PL123", "ninety"),
    ]


def test_choose_worst_is_the_priority_of_the_standard(tmp_path: Path) -> None:
    assert sound(load(pack_folder(tmp_path))).decisions[0].hit_policy is HitPolicy.PRIORITY


def test_imports_come_first_and_their_definitions_are_the_importers(tmp_path: Path) -> None:
    write(tmp_path / "base", {"pack.yaml": MANIFEST.replace("pack: bank", "pack: base"), "parameters/l.yaml": LIMIT})
    write(tmp_path / "bank", {"pack.yaml": IMPORTING, "decisions/floor.yaml": DECISION})

    pack = sound(load(tmp_path / "bank"))

    assert pack.id == "bank"
    assert "limit.days" in pack.parameters
    assert [layer.id for layer in pack.layers] == ["base", "bank"]


def test_packs_are_found_in_the_library_too(tmp_path: Path) -> None:
    write(tmp_path / "shipped" / "base", {"pack.yaml": MANIFEST.replace("pack: bank", "pack: base")})
    write(tmp_path / "own" / "bank", {"pack.yaml": IMPORTING})

    alone = load_pack(tmp_path / "own" / "bank")
    helped = load_pack(tmp_path / "own" / "bank", library=[tmp_path / "shipped"])

    assert [code for code, _ in told(alone)] == ["PL151"]
    assert helped.pack is not None


def overlay(folder: Path, **files: str) -> Path:
    own = {name.replace("__", "/") + ".yaml": text for name, text in files.items()}
    return write(folder / "own", {"pack.yaml": OVERLAY} | own)


def test_an_overlay_changes_a_parameter_from_its_day_on_and_until_its_end(tmp_path: Path) -> None:
    base = sound(load(pack_folder(tmp_path / "bank")))
    change = """\
limit.days:
  values:
    - {start: 2024-01-01, end: 2025-01-01, value: 30, cite: "政策#1", confidence: C}
"""
    own = overlay(tmp_path, parameters__limit=change)

    pack = sound(lay_over(base, [own]))

    assert days(pack.parameters["limit.days"].values) == [
        (date(2020, 1, 1), date(2024, 1, 1), Decimal(90)),
        (date(2024, 1, 1), date(2025, 1, 1), Decimal(30)),
        (date(2025, 1, 1), None, Decimal(90)),
    ]
    assert pack.overlays == ("own 1.0.0",)


def test_an_overlay_may_replace_a_parameter_whole(tmp_path: Path) -> None:
    base = sound(load(pack_folder(tmp_path / "bank")))
    own = overlay(tmp_path, parameters__limit=LIMIT.replace("value: 90", "value: 60").replace("办法", "政策"))

    pack = sound(lay_over(base, [own]))

    assert days(pack.parameters["limit.days"].values) == [(date(2020, 1, 1), None, Decimal(60))]


def test_an_overlay_adds_rules_at_the_end_and_brings_its_own_cases(tmp_path: Path) -> None:
    case = "- {case: 甲, as_of: 2026-01-01, given: {loan.days_past_due: 91}, expect: {outcome: loss}}\n"
    base = sound(load(pack_folder(tmp_path / "bank", cases=case)))
    rules = "extend: floor\n" + DECISION[DECISION.index("rules:") :].replace("R-1", "O-1").replace("办法", "政策")
    own = overlay(tmp_path, decisions__floor=rules, cases__floor=case.replace("甲", "乙"))

    pack = sound(lay_over(base, [own]))

    assert [rule.id for rule in pack.decisions[0].rules] == ["R-1", "O-1"]
    assert [case.name for case in pack.cases] == ["乙"]


def test_three_ways_to_lay_an_overlay_give_one_digest(tmp_path: Path) -> None:
    bank = pack_folder(tmp_path / "bank")
    own = overlay(tmp_path, parameters__limit=STRICTER)
    base = sound(load_pack(bank))

    alone = sound(load_pack(own))
    together = sound(load_pack(bank, overlays=[own]))
    later = sound(lay_over(base, [own]))
    loaded = sound(lay_over(base, [alone]))

    assert alone.digest == together.digest == later.digest == loaded.digest
    assert base.digest != alone.digest


def test_the_pack_below_stays_as_it_was(tmp_path: Path) -> None:
    base = sound(load(pack_folder(tmp_path / "bank")))
    before = base.digest

    lay_over(base, [overlay(tmp_path, parameters__limit=LIMIT.replace("90", "60").replace("办法", "政策"))])

    assert base.digest == before
    assert base.parameters["limit.days"].values[0].value == Decimal(90)


def test_a_pack_for_a_later_engine_is_told_only_that(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, manifest=MANIFEST + 'engine: ">=2"\nnovelty: true\n')

    assert told(load(folder)) == [("PL150", '">=2"')]


@pytest.mark.parametrize("circle", ["loan.b", "count(borrower.loans[b]) > 0"])
def test_facts_that_read_each_other_are_a_circle_even_by_way_of_other_records(tmp_path: Path, circle: str) -> None:
    facts = "".join(
        f"loan.{name}: {{title: {{zh: {zh}, en: {name}}}, type: boolean, formula: '{formula}', cite: '办法#1'}}\n"
        for name, zh, formula in [("a", "甲", circle), ("b", "乙", "loan.a")]
    )

    result = load(pack_folder(tmp_path, facts=facts))

    assert [each.code for each in result.diagnostics] == ["PL143"]
    assert "`loan.a -> loan.b -> loan.a`" in result.diagnostics[0].message.en


def test_a_decision_that_reads_itself_of_related_loans_is_a_circle(tmp_path: Path) -> None:
    folder = pack_folder(
        tmp_path,
        decisions=DECISION.replace(
            "loan.days_past_due > limit.days", 'some l in borrower.loans satisfies l.floor = "loss"'
        ),
    )

    assert ("PL143", "floor") in told(load(folder))


def test_diagnostics_are_sorted_by_place_and_said_once(tmp_path: Path) -> None:
    result = load(pack_folder(tmp_path, decisions=DECISION.replace("limit.days", "limit.x + limit.y")))

    spans = [each.span.start for each in result.diagnostics if each.span]

    assert spans == sorted(spans)
    assert len(set(result.diagnostics)) == len(result.diagnostics)
