"""Columns of annotations: what rules, tables and overlays say in them, and what is refused."""

from pathlib import Path

import pytest

from postloan_rules.feel.printer import print_expression
from postloan_rules.feel.types import Simple
from postloan_rules.packs.definition import AnnotationValue, DecisionDefinition, Reason
from postloan_rules.packs.loader import lay_over
from tests.unit.packs.written_pack import DECISION, load, pack_folder, sound, write

COLUMNS = """annotations:
  response: {title: {zh: 应对, en: response}, type: risk_class, default: normal}
  due_on: {title: {zh: 期限, en: due on}, type: date}
  share: {title: {zh: 占比, en: share}, type: number}
  urgent: {title: {zh: 加急, en: urgent}, type: boolean}
  advice: {title: {zh: 说明, en: advice}, type: text}
rules:"""
DECLARED = DECISION.replace("rules:", COLUMNS)
TABLE = DECISION[: DECISION.index("rules:")] + COLUMNS.replace("rules:", "table:\n  id: T\n  cite: 办法#1\n")


def _shown(value: AnnotationValue) -> str:
    if isinstance(value, Reason):
        return "".join(part if isinstance(part, str) else f"{{{part.text}}}" for part in value.en.parts)
    return print_expression(value.root)


def _said(decision: DecisionDefinition) -> dict[str, dict[str, str]]:
    return {
        rule.id: {name: _shown(value) for name, value in decision.annotations_of(rule).items()}
        for rule in decision.rules
    }


def _decision(folder: Path, text: str) -> DecisionDefinition:
    return sound(load(pack_folder(folder, decisions=text))).decisions[0]


def test_a_rule_says_what_it_says_and_else_what_its_column_says(tmp_path: Path) -> None:
    said = "    annotate:\n      share: -0.5\n      urgent: true\n      due_on: 2026-12-01\n"
    said += "      advice:\n        zh: 见{loan.id}\n        en: see {loan.id}\n"
    said += "  - {id: R-2, then: 关注, cite: 办法#1, annotate: {response: 损失}}\n"
    decision = _decision(tmp_path, DECLARED + said)

    assert [(each.name, each.type) for each in decision.annotations][1:3] == [
        ("due_on", Simple.DATE),
        ("share", Simple.NUMBER),
    ]
    assert _said(decision) == {
        "R-1": {
            "response": '"normal"',
            "due_on": '@"2026-12-01"',
            "share": "-0.5",
            "urgent": "true",
            "advice": "see {loan.id}",
        },
        "R-2": {"response": '"loss"'},
    }


def test_an_annotation_may_read_the_record_and_the_outcome_of_its_rule(tmp_path: Path) -> None:
    said = '    annotate: {urgent: {expression: outcome = "loss" and loan.days_past_due > limit.days}}\n'

    found = _said(_decision(tmp_path, DECLARED + said))["R-1"]["urgent"]

    assert found == 'outcome = "loss" and loan.days_past_due > limit.days'


def test_only_annotations_know_the_outcome(tmp_path: Path) -> None:
    result = load(pack_folder(tmp_path, decisions=DECISION.replace("when: ", 'when: outcome = "loss" and ')))

    assert [each.code for each in result.diagnostics] == ["PL301"]


def test_what_a_table_says_holds_for_all_its_rules(tmp_path: Path) -> None:
    text = TABLE + "  annotate: {share: 1}\n  across: loan.days_past_due\n  down: loan.credit_impaired\n"
    text += "  grid: |\n    |       | 0      | >= 1 |\n    | true  | normal | loss |\n    | false | normal | loss |\n"

    assert {each["share"] for each in _said(_decision(tmp_path, text)).values()} == {"1"}


def test_cells_behind_the_outcome_of_a_row_are_annotations(tmp_path: Path) -> None:
    text = (
        TABLE
        + "  annotate: {share: 1}\n  columns: [loan.days_past_due]\n  annotation_columns: [response, share, due_on]\n"
    )
    text += (
        "  grid: |\n    | > 9  | loss   | 损失 | 0.5 | 2026-12-01 |\n    | <= 9 | normal | -    | -   | -          |\n"
    )

    assert _said(_decision(tmp_path, text)) == {
        "T[1]": {"response": '"loss"', "due_on": '@"2026-12-01"', "share": "0.5"},
        "T[2]": {"response": '"normal"', "share": "1"},
    }


@pytest.mark.parametrize(
    ("columns", "cells", "message"),
    [
        ("[response, respons]", "loss | loss | loss", "there is no annotation `respons`"),
        ("[advice]", "loss | x", "`advice` has two languages and no cell for them"),
        ("[share]", "loss | x", "`x` is not a number"),
        ("[share]", "loss", "3 cells are expected"),
    ],
)
def test_cells_that_are_no_annotations_are_refused(tmp_path: Path, columns: str, cells: str, message: str) -> None:
    text = TABLE + f"  columns: [loan.days_past_due]\n  annotation_columns: {columns}\n  grid: |\n    | - | {cells} |\n"

    said = [each.message.en for each in load(pack_folder(tmp_path, decisions=text)).diagnostics]

    assert any(message in each for each in said) or (cells == "loss" and said), said


def test_a_cross_table_has_no_annotation_columns(tmp_path: Path) -> None:
    text = TABLE + "  annotation_columns: [share]\n  across: loan.days_past_due\n  down: loan.credit_impaired\n"
    text += "  grid: |\n    |      | >= 0 |\n    | true | loss |\n"

    assert "PL144" in [each.code for each in load(pack_folder(tmp_path, decisions=text)).diagnostics]


def test_an_overlay_annotates_its_rules_and_adds_columns(tmp_path: Path) -> None:
    below = sound(load(pack_folder(tmp_path / "bank", decisions=DECLARED)))
    extension = "extend: floor\nannotations:\n  desk: {title: {zh: 部门, en: desk}, type: number, default: 7}\n"
    extension += "rules:\n  - {id: B-1, then: loss, cite: 办法#1, annotate: {share: 2, desk: 8}}\n"
    manifest = "pack: ours\nversion: 1.0.0\ntitle: {zh: 我行, en: Ours}\njurisdiction: CN\n"
    manifest += 'overlay: {of: bank, version: ">=1,<2"}\n'
    folder = write(tmp_path / "ours", {"pack.yaml": manifest, "decisions/floor.yaml": extension})

    pack = sound(lay_over(below, (folder,), engine_version="0.1.0"))

    assert _said(pack.decisions[0]) == {
        "R-1": {"response": '"normal"', "desk": "7"},
        "B-1": {"response": '"normal"', "share": "2", "desk": "8"},
    }


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ("{title: {zh: 甲, en: a}, type: string}", "PL141"),
        ("{title: {zh: 甲, en: a}, type: number, default: x}", "PL115"),
        ("{title: {zh: 甲, en: a}, type: text, default: x}", "PL113"),
        ("{title: {zh: 甲, en: a}, type: number, default: {expression: 1, zh: x}}", "PL113"),
        ("{title: {zh: 甲, en: a}, type: boolean, default: {expression: outcome}}", "PL305"),
        ("{title: {zh: 甲, en: a}}", "PL112"),
    ],
)
def test_a_column_that_cannot_be_is_refused(tmp_path: Path, declared: str, code: str) -> None:
    text = DECISION.replace("rules:", f"annotations:\n  a: {declared}\nrules:")

    assert [each.code for each in load(pack_folder(tmp_path, decisions=text)).diagnostics] == [code]


def test_annotations_are_part_of_the_digest(tmp_path: Path) -> None:
    plain, declared, said = (
        sound(load(pack_folder(tmp_path / name, decisions=text))).digest
        for name, text in (
            ("a", DECISION),
            ("b", DECLARED),
            ("c", DECLARED + "    annotate: {share: 1}\n"),
        )
    )

    assert len({plain, declared, said}) == 3
