"""FEEL read back: the sentences are written by hand from what the expressions mean."""

from pathlib import Path

import pytest

from postloan_rules.feel.library import BUILTINS
from postloan_rules.packs.definition import CheckedExpression
from postloan_rules.rulebook import functions
from postloan_rules.rulebook.names import Names
from postloan_rules.rulebook.sentences import sentence
from tests.unit.packs.written_pack import DECISION, load, pack_folder, sound

FACTS = """\
loan.overdue_share:
  title: {zh: 逾期占比, en: Share past due}
  type: ratio
  formula: loan.expected_credit_loss / loan.balance
  cite: "办法#1"
loan.asked:
  title: {zh: 所问, en: What is asked}
  type: TYPE
  formula: |-
    FORMULA
  cite: "办法#1"
"""


def _checked(folder: Path, text: str, type: str) -> tuple[CheckedExpression, Names]:
    facts = FACTS.replace("TYPE", type).replace("FORMULA", text)
    pack = sound(load(pack_folder(folder, facts=facts, decisions=DECISION)))
    formula = next(each.formula for each in pack.facts if each.name == "asked")
    assert formula is not None
    return formula, Names(pack)


CONDITIONS = [
    ("loan.days_past_due > 90", "逾期天数超过90", "days past due is more than 90"),
    ("loan.days_past_due >= 90", "逾期天数在90以上", "days past due is at least 90"),
    ("loan.days_past_due <= 90", "逾期天数在90以内", "days past due is at most 90"),
    ("loan.days_past_due < 90", "逾期天数不足90", "days past due is less than 90"),
    ("loan.days_past_due != 90", "逾期天数不等于90", "days past due is not equal to 90"),
    ("loan.days_past_due > limit.days", "逾期天数超过天数（90天）", "days past due is more than days (90 days)"),
    ("loan.overdue_share > 0.1", "逾期占比超过0.1", "share past due is more than 0.1"),
    ('loan.previous_class >= "loss"', "上期分类为损失或更差", "previous class is lost or worse"),
    ('"loss" > loan.previous_class', "损失差于上期分类", "lost is worse than previous class"),
    ('loan.previous_class = "normal"', "上期分类为正常", "previous class is fine"),
    ("loan.matures_on < as_of", "到期日早于基准日", "maturity date is before the as-of day"),
    (
        "as_of >= add days(loan.matures_on, 30)",
        "基准日不早于到期日之后30天",
        "the as-of day is on or after 30 days after maturity date",
    ),
    (
        "as_of > add months(loan.matures_on, -1)",
        "基准日晚于到期日之前1个月",
        "the as-of day is after 1 month before maturity date",
    ),
    ("loan.credit_impaired", "已发生信用减值", "credit impaired"),
    ("not(loan.credit_impaired)", "并非“已发生信用减值”", "not “credit impaired”"),
    ("loan.credit_impaired = false", "已发生信用减值为否", "credit impaired is no"),
    ("is known(loan.matures_on)", "已知到期日", "maturity date is known"),
    ("not(is known(loan.matures_on))", "到期日未知", "maturity date is not known"),
    (
        "loan.credit_impaired and loan.days_past_due > 1",
        "已发生信用减值，且逾期天数超过1",
        "credit impaired, and days past due is more than 1",
    ),
    (
        "loan.credit_impaired and (loan.days_past_due > 1 or loan.days_past_due < 0)",
        "已发生信用减值，且（逾期天数超过1，或逾期天数不足0）",
        "credit impaired, and (days past due is more than 1, or days past due is less than 0)",
    ),
    (
        "loan.days_past_due between 1 and 30",
        "逾期天数在1以上、在30以内",
        "days past due is at least 1 and at most 30",
    ),
    ("loan.days_past_due in (1..30]", "逾期天数超过1、在30以内", "days past due is more than 1 and at most 30"),
    ("loan.days_past_due in (< 1, > 30)", "逾期天数不足1或超过30", "days past due is less than 1 or more than 30"),
    (
        'loan.previous_class in ("normal", "loss")',
        "上期分类为正常或损失",
        "previous class is fine or lost",
    ),
    (
        "some c in loan.collaterals satisfies c.value > loan.balance",
        "抵质押物中至少有一项满足：其押品价值超过余额",
        "for at least one of collaterals, its value is more than balance",
    ),
    (
        "count(loan.collaterals[value > loan.balance]) > 1",
        "满足“其押品价值超过余额”的抵质押物的个数超过1",
        "the number of collaterals where (its value is more than balance) is more than 1",
    ),
    (
        "sum(loan.collaterals.value) > loan.balance",
        "各抵质押物的押品价值之和超过余额",
        "the sum of the value of each of collaterals is more than balance",
    ),
    (
        'borrower.segment = "farmer"',
        "借款人的客户类型为农户",
        "segment of the borrower is farmer",
    ),
    ('loan.floor = "loss"', "「哪一类」为损失", "“Which class” is lost"),
]
NUMBERS = [
    (
        "loan.days_past_due + 2 * 3 - 1",
        "逾期天数加（2乘以3）减1",
        "days past due plus (2 times 3) minus 1",
    ),
    (
        "if loan.credit_impaired then 1 else if loan.days_past_due > 0 then 2 else 3",
        "如果已发生信用减值，取1；否则如果逾期天数超过0，取2；否则取3",
        "1 if credit impaired; otherwise 2 if days past due is more than 0; otherwise 3",
    ),
    ("days between(loan.matures_on, as_of)", "从到期日到基准日的天数", "the days from maturity date to the as-of day"),
    ("min(1, loan.days_past_due)", "1与逾期天数中较小者", "the smallest of 1 and days past due"),
    ("loan.matures_on.year", "到期日的年份", "the year of maturity date"),
]


@pytest.mark.parametrize(("text", "zh", "en"), CONDITIONS)
def test_conditions_read_as_they_mean(tmp_path: Path, text: str, zh: str, en: str) -> None:
    formula, names = _checked(tmp_path, text, "boolean")
    said = sentence(formula, names, "loan")

    assert (said.text("zh"), said.text("en")) == (zh, en)


@pytest.mark.parametrize(("text", "zh", "en"), NUMBERS)
def test_numbers_read_as_they_mean(tmp_path: Path, text: str, zh: str, en: str) -> None:
    formula, names = _checked(tmp_path, text, "number")
    said = sentence(formula, names, "loan")

    assert (said.text("zh"), said.text("en")) == (zh, en)


def test_every_function_can_be_said() -> None:
    by_count = {1: functions.ONE, 2: functions.TWO, 3: functions.THREE, 4: functions.FOUR}
    for signature in BUILTINS:
        of_many = signature.parameters[0].is_relation
        if signature.name in functions.OF_VALUES and not of_many:
            continue
        assert signature.name in by_count[len(signature.parameters)], signature.name
