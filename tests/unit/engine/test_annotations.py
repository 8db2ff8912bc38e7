"""Annotations inform: what a rule that fired tells beside its outcome, and what is not known of it."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from postloan_rules import Decision, Engine, PortfolioRecord, load, run_cases
from postloan_rules.ir.from_pack import lower_pack
from postloan_rules.light import replace
from postloan_rules.text.bilingual import Bilingual
from tests.unit.engine.small_pack import MANIFEST, write_pack

RESPONSES = """  response:
    title: {zh: 应对, en: Response}
    values:
      note: {zh: 记录, en: take note}
      visit: {zh: 上门, en: visit}
"""

DECISION = """
decision: signal
question: {zh: 有什么信号, en: Which signal}
of: loan
outcome: risk_class
choose: worst
otherwise: good
annotations:
  response: {title: {zh: 应对, en: response}, type: response, default: note}
  due_on: {title: {zh: 期限, en: due on}, type: date}
  share: {title: {zh: 占比, en: share}, type: number}
  urgent: {title: {zh: 加急, en: urgent}, type: boolean, default: {expression: outcome = "bad"}}
  advice: {title: {zh: 说明, en: advice}, type: text}
rules:
  - id: R-1
    when: loan.days_past_due > 1
    then: fair
    cite: "政策#1"
    annotate:
      due_on: {expression: "add days(as_of, 3)"}
      share: {expression: loan.expected_credit_loss / loan.balance}
      advice:
        zh: 逾期{loan.days_past_due}天，用途{loan.purpose}
        en: "{loan.days_past_due} days, for {loan.purpose}"
  - id: R-2
    when: loan.credit_impaired
    then: bad
    cite: "政策#2"
    annotate: {response: 上门, due_on: 2026-12-01, share: 0.5}
  - id: R-3
    when: loan.balance < 0
    then: bad
    cite: "政策#3"
"""


def _engine(folder: Path, **files: str) -> Engine:
    write_pack(folder, MANIFEST.replace("chapters:", RESPONSES + "chapters:"), decisions__signal=DECISION, **files)
    return Engine(load(folder))


def _decided(folder: Path, **loan: Any) -> Decision:
    content = {"as_of": "2026-11-23", "currency": "CNY", "loan": {"id": "L1", **loan}}
    return _engine(folder).decide("signal", PortfolioRecord.model_validate(content))


FULL = {
    "days_past_due": 5,
    "credit_impaired": True,
    "balance": {"amount": "200", "currency": "CNY"},
    "expected_credit_loss": {"amount": "50", "currency": "CNY"},
    "purpose": "x",
}


def test_rules_that_fired_tell_what_they_and_the_defaults_of_their_columns_say(tmp_path: Path) -> None:
    first, second = _decided(tmp_path, **FULL).matches

    assert dict(first.annotations) == {
        "response": "note",
        "due_on": date(2026, 11, 26),
        "share": Decimal("0.25"),
        "urgent": False,
        "advice": Bilingual(zh="逾期5天，用途x", en="5 days, for x"),
    }
    assert dict(second.annotations) == {
        "response": "visit",
        "due_on": date(2026, 12, 1),
        "share": Decimal("0.5"),
        "urgent": True,
    }
    assert not first.annotations_missing
    assert not second.annotations_missing


def test_an_annotation_is_unknown_where_what_it_reads_is(tmp_path: Path) -> None:
    decision = _decided(tmp_path, days_past_due=5)
    (match,) = decision.matches
    told = decision.to_dict()["matches"][0]["annotations"]

    assert match.annotations["share"] is None
    assert dict(match.annotations_missing) == {
        "share": ("loan.expected_credit_loss", "loan.balance"),
        "advice": ("loan.purpose",),
    }
    assert told["share"] == {"value": None, "missing": ["loan.expected_credit_loss", "loan.balance"]}
    assert told["response"] == {"value": "note", "missing": []}
    assert told["advice"]["value"] == {"zh": "逾期5天，用途未知", "en": "5 days, for not known"}


def test_explanations_tell_annotations_in_both_languages(tmp_path: Path) -> None:
    decision = _decided(tmp_path, days_past_due=5, balance=FULL["balance"])

    told = "    应对：记录；期限：2026-11-26；占比：未知（缺少 loan.expected_credit_loss）；加急：否；"
    assert told in decision.explain("zh")
    assert "  response: take note; due on: 2026-11-26;" in decision.explain("en", rule="R-1")
    assert "response" not in decision.explain("en", rule="R-3")


def test_inputs_and_what_is_missing_are_those_of_the_outcome_alone(tmp_path: Path) -> None:
    decision = _decided(tmp_path, **{**FULL, "purpose": None})

    assert decision.missing == ()
    assert "loan.expected_credit_loss" not in decision.to_dict()["inputs"]


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ("{R-1: {response: note, due_on: 2026-11-26, share: unknown, advice: {zh: 逾期2天，用途未知}}}", None),
        ("{R-1: {response: visit}}", "R-1.response: expected `visit`, got `note`"),
        ("{R-1: {share: 1}}", "R-1.share: expected `1`, got `unknown`"),
        ("{R-1: {advice: {en: x}}}", "R-1.advice.en: expected `x`, got `2 days, for not known`"),
        ("{R-3: {response: note}}", "R-3.response: expected `note`, got `–`"),
    ],
)
def test_cases_hold_annotations(tmp_path: Path, expected: str, said: str | None) -> None:
    lines = [
        "- case: x",
        "  decision: signal",
        "  as_of: 2026-11-23",
        "  given: {loan.days_past_due: 2, loan.balance: 1}",
    ]
    lines += ["  unknown: [loan.expected_credit_loss]", f"  expect: {{annotations: {expected}}}"]
    (result,) = run_cases(_engine(tmp_path, cases__signal="\n".join(lines) + "\n").pack)

    assert [each.en for each in result.differences] == ([] if said is None else [said])


def test_what_is_decided_does_not_know_of_annotations(tmp_path: Path) -> None:
    for pack in (_engine(tmp_path).pack, load("cn")):
        bare = tuple(
            replace(each, annotations=(), rules=tuple(replace(rule, annotations={}) for rule in each.rules))
            for each in pack.decisions
        )

        assert lower_pack(replace(pack, decisions=bare)).definitions == lower_pack(pack).definitions
