"""What ``pack.yaml`` declares."""

from datetime import date
from pathlib import Path

import pytest

from postloan_rules.feel.types import Enumeration, Simple
from postloan_rules.packs.parameter import EffectivePeriod
from tests.unit.packs.written_pack import DECISION, MANIFEST, load, pack_folder, sound, told

SOURCE = "sources:\n  办法: {title: {zh: 分类办法, en: Measures}, issuer: {zh: 监管机构, en: Supervisor}}\n"


def told_of(folder: Path, more: str, **changed: str) -> list[tuple[str, str]]:
    return told(load(pack_folder(folder, manifest=MANIFEST + more, **changed)))


def test_sources_carry_their_dates(tmp_path: Path) -> None:
    dated = MANIFEST.replace(
        "  办法: {",
        "  办法: {number: 2023年第1号令, issued_on: 2023-02-10, effective_on: 2023-07-01, url: 'https://x.cn/1', ",
    )

    found = sound(load(pack_folder(tmp_path, manifest=dated))).instruments["办法"]

    assert (found.number, found.issued_on, found.effective_on, found.repealed_on, found.url) == (
        "2023年第1号令", date(2023, 2, 10), date(2023, 7, 1), None, "https://x.cn/1",
    )  # fmt: skip


def test_the_pack_covers_its_period(tmp_path: Path) -> None:
    pack = sound(load(pack_folder(tmp_path, manifest=MANIFEST + "end: 2030-01-01\n")))

    assert pack.period == EffectivePeriod(date(2020, 1, 1), date(2030, 1, 1))


def test_class_fields_have_the_enumeration_of_the_pack(tmp_path: Path) -> None:
    loan = sound(load(pack_folder(tmp_path))).entities["loan"]

    assert loan.members["previous_class"].type == Enumeration("risk_class", ("normal", "special_mention", "loss"), True)
    assert loan.labels["上期分类"] == "previous_class"


def test_without_a_class_enumeration_class_fields_are_texts(tmp_path: Path) -> None:
    plain = MANIFEST.replace("class_enumeration: risk_class\n", "")

    pack = sound(load(pack_folder(tmp_path, manifest=plain)))

    assert pack.entities["loan"].members["previous_class"].type is Simple.STRING


def test_fields_of_the_bank_are_names_and_labels(tmp_path: Path) -> None:
    fields = "fields: {borrower.vip_level: {type: number, label: {zh: 贵宾等级, en: vip level}, personal: true}}\n"
    decision = DECISION.replace("loan.days_past_due >", "借款人.贵宾等级 + borrower.vip level + borrower.vip_level >")

    pack = sound(load(pack_folder(tmp_path, manifest=MANIFEST + fields, decisions=decision)))

    assert [(each.name, each.personal) for each in pack.extension_fields] == [("vip_level", True)]
    assert pack.labels["borrower.vip_level"].zh == "贵宾等级"


def test_a_pack_may_give_labels_to_an_enumeration_of_the_model(tmp_path: Path) -> None:
    words = """\
  overdue_cause:
    title: {zh: 逾期原因, en: Cause}
    values: {operational_technical: {zh: 技术性, en: technical}, other: {zh: 其他, en: other}}
"""
    decision = DECISION.replace(
        "loan.days_past_due > limit.days", 'loan.overdue_cause = "技术性" and loan.days_past_due > limit.days'
    )

    pack = sound(load(pack_folder(tmp_path, manifest=MANIFEST + words, decisions=decision)))

    assert [label.zh for _, label in pack.enumerations["overdue_cause"].values] == ["技术性", "其他"]


@pytest.mark.parametrize(
    ("more", "code", "marked"),
    [
        ("  product:\n    title: {zh: 产品, en: P}\n    values: {a: {zh: 甲, en: a}}\n", "PL146", "product"),
        ("  days:\n    title: {zh: 天, en: D}\n    values: {a: {zh: 甲, en: a}}\n", "PL146", "days"),
        ("  own:\n    title: {zh: 天, en: D}\n    values: {a: {zh: 甲, en: x}, b: {zh: 甲, en: y}}\n", "PL146", "甲"),
        ("fields: {loan.balance: {type: money, label: {zh: 甲, en: a}}}\n", "PL146", "loan.balance"),
        ("fields: {loan.collaterals: {type: money, label: {zh: 甲, en: a}}}\n", "PL146", "loan.collaterals"),
        ("fields: {lown.x: {type: money, label: {zh: 甲, en: a}}}\n", "PL141", "lown"),
        ("fields: {loan.x: {type: amount, label: {zh: 甲, en: a}}}\n", "PL141", "amount"),
        ("fields: {loan.X: {type: money, label: {zh: 甲, en: a}}}\n", "PL115", "loan.X"),
        ("on_unknown: careful\n", "PL114", "careful"),
        ("portable: yes\n", "PL113", "yes"),
        ("end: 2019-01-01\n", "PL122", "2019-01-01"),
        ("engine: latest\n", "PL115", "latest"),
    ],
)
def test_what_does_not_fit_is_marked(tmp_path: Path, more: str, code: str, marked: str) -> None:
    assert told_of(tmp_path, more) == [(code, marked)]


@pytest.mark.parametrize(
    ("changed", "code", "marked"),
    [
        (("class_enumeration: risk_class", "class_enumeration: risk_clas"), "PL141", "risk_clas"),
        (("    ordered: true\n", ""), "PL144", "risk_class"),
        (("pack: bank", "pack: 银行"), "PL115", "银行"),
        (("version: 1.2.0", "version: one"), "PL115", "one"),
        (("  办法: {", "  办#法: {"), "PL115", "办#法"),
    ],
)
def test_what_is_wrong_in_the_heading_is_marked(
    tmp_path: Path, changed: tuple[str, str], code: str, marked: str
) -> None:
    result = load(pack_folder(tmp_path, manifest=MANIFEST.replace(*changed)))

    assert (code, marked) in told(result)


def test_an_empty_manifest_lacks_everything(tmp_path: Path) -> None:
    result = load(pack_folder(tmp_path, manifest="# later\n"))

    assert [code for code, _ in told(result)].count("PL112") == 4


def test_an_unlucky_on_is_a_text_and_no_boolean(tmp_path: Path) -> None:
    words = "  switch:\n    title: {zh: 开关, en: Switch}\n    values: {on: {zh: 开, en: on}, off: {zh: 关, en: off}}\n"

    pack = sound(load(pack_folder(tmp_path, manifest=MANIFEST + words)))

    assert [value for value, _ in pack.enumerations["switch"].values] == ["on", "off"]
