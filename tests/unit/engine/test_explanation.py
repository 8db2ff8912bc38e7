"""Explanations say in both languages what was read, what it was held against, and why a rule did not fire."""

from functools import cache
from typing import Any

import pytest

from postloan_rules import Decision, Engine, PortfolioRecord, UnknownNameError, load, read_record
from postloan_rules.engine.trace import state_of
from tests.unit.engine.demo_pack import engine, record


def _lines(language: Any, rule: str | None = None, **loan: Any) -> list[str]:
    decided = engine().decide("floor_class", record(**loan))
    return [line.strip() for line in decided.explain(language, rule=rule).splitlines()]


def test_the_first_line_says_outcome_and_status_of_whom_on_which_day() -> None:
    lines = _lines("zh", days_past_due=91)
    assert lines[0] == "贷款 L1，2026-11-23，至少应划为哪一类（floor_class）：次级（确定）"
    assert _lines("en", days_past_due=91)[0] == (
        "loan L1 on 2026-11-23, Which class is the floor (floor_class): substandard (certain)"
    )


def test_a_test_names_value_limit_parameter_and_citation() -> None:
    assert "✓ 逾期天数 = 91，超过 90（参数 overdue.substandard_days，分类办法#11(1)）" in _lines("zh", days_past_due=91)
    assert "✓ days past due = 91, more than 90 (parameter overdue.substandard_days, 分类办法#11(1))" in _lines(
        "en", days_past_due=91
    )


def test_a_limit_that_depends_on_a_dimension_is_the_one_of_the_record() -> None:
    lines = _lines("zh", days_past_due=61, product="credit_card")

    assert "✓ 逾期天数 = 61，超过 60（参数 overdue.substandard_days，演示政策#2）" in lines


def test_a_rule_that_did_not_fire_says_which_condition_failed() -> None:
    lines = _lines("zh", rule="DEMO-2", days_past_due=90)

    assert lines[0] == "规则 DEMO-2（floor_class，分类办法#11(1)）未触发"
    assert lines[1] == "✗ 逾期天数 = 90，未超过 90（参数 overdue.substandard_days，分类办法#11(1)）"


def test_an_exception_that_holds_is_named() -> None:
    lines = _lines("en", rule="DEMO-1", days_past_due=7, overdue_cause="operational_technical")

    assert lines[0] == "Rule DEMO-1 (floor_class, 分类办法#10(1)) did not fire"
    assert "✗ and not the exception:" in lines
    assert "✓ days past due = 7, not more than 7 (parameter overdue.technical_days, 演示政策#3)" in lines


def test_an_unknown_rule_says_what_is_missing() -> None:
    lines = _lines("zh", rule="DEMO-3", credit_impaired=None, expected_credit_loss=500)

    assert lines[0] == "规则 DEMO-3（floor_class，分类办法#12(3)）不能确定是否触发"
    assert "? 已发生信用减值 = 未知（缺少 loan.credit_impaired）" in lines


def test_what_could_still_change_the_outcome_is_listed() -> None:
    lines = _lines("en", days_past_due=30, credit_impaired=None, expected_credit_loss=500)

    assert "Possible outcomes: special mention, doubtful" in lines
    assert "- DEMO-3 → doubtful: credit impaired (loan.credit_impaired)" in lines


def test_a_decision_that_does_not_apply_says_why() -> None:
    lines = _lines("zh", asset_type="derivative")

    assert lines[0].endswith("不适用")
    assert "✗ 资产类型 = 衍生产品，不是 衍生产品" not in lines
    assert any(line.startswith("✗ 资产类型 = ") for line in lines)


def test_a_derived_fact_is_traced_to_what_was_given() -> None:
    decided = shipped().decide("classification", _claim(asset_type="derivative"))

    lines = decided.explain("zh").splitlines()

    assert lines[2:5] == [
        "是否适用：",
        "  ✗ 属于风险分类范围 = 否",
        "    ✓ 资产类型 = 衍生品，属于 交易账簿债券、交易账簿其他、衍生品",
    ]


@cache
def shipped() -> Engine:
    return Engine(load("cn"))


def _claim(**loan: Any) -> PortfolioRecord:
    around = {"institution": {"type": "commercial_bank"}, "borrower": {"id": "B1", "other_loans": []}}
    given = {"id": "L1", "asset_type": "loan", "product": "corporate", "balance": 100, **loan}
    return read_record({"as_of": "2026-09-30", "currency": "CNY", "loan": given, **around})


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("loan", "rule"),
    [
        ({"days_past_due": 400}, "CLS-060"),
        ({"days_past_due": 91}, "CLS-040"),
        ({"days_past_due": 0, "judgement_class": "doubtful", "overrides": []}, "CN-JUDGEMENT"),
        ({"days_past_due": 0, "credit_impaired": True}, "CLS-041"),
    ],
)
def test_the_rule_that_an_outcome_comes_from_is_the_first_that_one_reads(
    loan: dict[str, Any], rule: str, language: Any
) -> None:
    lines = shipped().decide("classification", _claim(**loan)).explain(language).splitlines()

    assert lines[2] in ("决定结果的规则：", "Decisive rules:")
    assert lines[3].startswith(f"  - {rule} → ")


def test_rules_that_hand_an_outcome_on_stand_behind_the_decisive_one() -> None:
    decided = shipped().decide("classification", _claim(days_past_due=91))

    lines = decided.explain("zh").splitlines()

    assert lines[5] == "    经 CN-CLASS-FLOOR、CN-CLASS-CANDIDATE、CN-CLASS-STANDALONE 传递"
    assert not any(line.startswith("  - CN-CLASS-") for line in lines)


def test_contagion_says_which_other_loan_and_what_is_wrong_with_it() -> None:
    other = {"id": "L2", "asset_type": "loan", "product": "corporate", "balance": 900, "days_past_due": 200}
    about = {"id": "B1", "other_loans": [other], "recognised_credit_enhancement": False, "is_merger_target": False}
    record = read_record(
        {
            "as_of": "2026-09-30",
            "currency": "CNY",
            "institution": {"type": "commercial_bank"},
            "borrower": {**about, "obligor_changed_by_merger": False},
            "loan": {"id": "L1", "asset_type": "loan", "product": "corporate", "balance": 100, "days_past_due": 0},
        }
    )

    lines = shipped().decide("contagion_floor", record).explain("en").splitlines()

    assert any(
        line.startswith("  borrower.loans[L2].standalone_class: substandard (")
        and line.endswith(": CLS-040 200 days past due, more than 90")
        for line in lines
    )


def test_rules_of_a_question_that_may_not_be_asked_are_marked() -> None:
    lines = _open_card(days_past_due=91).explain("en").splitlines()

    assert any(line.startswith("  - CC-03 → substandard (card_class, which may not apply, ") for line in lines)


def _open_card(**loan: Any) -> Decision:
    return shipped().decide("classification", _claim(product=None, **loan))


def test_every_missing_path_is_named_once_and_in_its_place() -> None:
    decided = _open_card(days_past_due=91)

    text = decided.explain("en")

    head, listed = text.index("Missing, and able to change"), text.index("Other decisions that it rests on")
    for path in decided.missing:
        assert text[head:listed].count(f"({path})") == 1


def test_what_is_open_says_only_what_would_be_worse() -> None:
    text = _open_card(days_past_due=91).explain("en")

    assert "CN-OVERRIDE → doubtful or loss: overrides (loan.overrides)" in text
    assert "CLS-030 → special mention: " not in text


def test_where_nothing_is_proved_what_is_missing_comes_first() -> None:
    lines = _open_card().explain("zh").splitlines()

    assert lines[2].startswith("可能的结果：")
    assert lines.index("触发的规则：") > lines.index("尚缺以下数据，补齐后结果可能改变：")


def test_long_lists_of_what_a_test_misses_are_cut() -> None:
    decided = _open_card()

    said = decided.explain("en", rule="CN-CLASS-STANDALONE")

    assert len(decided.missing) > 20
    assert f"and {len(decided.unknown[0].missing) - 4} more)" in said


def test_a_rule_of_a_decision_that_was_read_can_be_asked_about() -> None:
    decided = engine().decide("final_class", record(days_past_due=90))

    assert decided.explain("en", rule="DEMO-2").startswith("Rule DEMO-2 (floor_class, 分类办法#11(1)) did not fire")


def test_the_rule_of_the_loan_itself_comes_before_the_same_rule_of_a_related_one() -> None:
    neighbour = {"id": "L0", "asset_type": "loan", "days_past_due": 200, "product": "corporate"}
    around = {"id": "B1", "bankruptcy_stage": "none", "other_loans": [neighbour]}
    decided = engine().decide("final_class", record(days_past_due=90, borrower=around))

    assert "did not fire" in decided.explain("en", rule="DEMO-2").splitlines()[0]


def test_a_rule_that_there_is_not_is_an_error_with_suggestions() -> None:
    decided = engine().decide("floor_class", record())

    with pytest.raises(UnknownNameError) as caught:
        decided.explain("en", rule="DEMO-9")

    assert set(caught.value.candidates) == {"DEMO-1", "DEMO-2", "DEMO-3"}


@pytest.mark.parametrize("days", [0, 1, 7, 8, 90, 91, None])
@pytest.mark.parametrize("cause", ["other", "operational_technical", None])
@pytest.mark.parametrize("impaired", [True, False, None])
def test_the_parts_of_a_trace_give_its_state(days: int | None, cause: str | None, impaired: bool | None) -> None:
    decided = engine().decide("floor_class", record(days_past_due=days, overdue_cause=cause, credit_impaired=impaired))
    bench: Any = decided._workings

    for each in ("DEMO-1", "DEMO-2", "DEMO-3"):
        trace = bench._bench.trace(decided, each)
        fired = True if each in decided.fired else False if each in decided.not_fired else None
        assert trace is not None
        assert state_of(trace) is fired
