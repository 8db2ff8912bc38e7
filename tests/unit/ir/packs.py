"""Packs written out in a test, loaded and lowered."""

from pathlib import Path

from postloan_rules.ir.from_pack import lower_pack
from postloan_rules.ir.lowered import LoweredPack
from postloan_rules.packs.loader import load_pack
from postloan_rules.packs.pack import CheckedPack

HEAD = """\
pack: tested
version: 1.0.0
title: {zh: 测试, en: Tested}
jurisdiction: CN
engine: ">=0.1,<1"
start: 2020-01-01
class_enumeration: risk_class
sources:
  policy:
    title: {zh: 制度, en: Policy}
    issuer: {zh: 银行, en: Bank}
enumerations:
  risk_class:
    title: {zh: 风险分类, en: Risk class}
    ordered: true
    values:
      normal: {zh: 正常, en: normal}
      special_mention: {zh: 关注, en: special mention}
      substandard: {zh: 次级, en: substandard}
  convention:
    title: {zh: 口径, en: Convention}
    ordered: false
    values:
      due_date_is_day_0: {zh: 零日, en: day zero}
      due_date_is_day_1: {zh: 一日, en: day one}
  signal:
    title: {zh: 信号, en: Signal}
    ordered: true
    values:
      green: {zh: 绿, en: green}
      red: {zh: 红, en: red}
"""

DECISION_HEAD = """\
question: {zh: 问, en: Question}
"""


def loaded_pack(folder: Path, files: dict[str, str]) -> CheckedPack:
    """Write ``files`` beside a ``pack.yaml`` into ``folder`` and load them as a pack."""
    for name, text in {"pack.yaml": HEAD, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    result = load_pack(folder, library=())
    assert result.pack is not None, [(each.code, each.message.en) for each in result.diagnostics]
    return result.pack


def lowered_pack(folder: Path, files: dict[str, str]) -> LoweredPack:
    """Load ``files`` as ``loaded_pack`` does and lower the pack."""
    return lower_pack(loaded_pack(folder, files))


def decision(name: str, rules: str, *, of: str = "loan", more: str = "choose: worst\notherwise: normal\n") -> str:
    """Return the text of a decision file about classes; ``rules`` are its rules, indented."""
    return f"decision: {name}\n{DECISION_HEAD}of: {of}\noutcome: risk_class\n{more}rules:\n{rules}"


def rule(id: str, when: str, then: str = "substandard", more: str = "") -> str:
    """Return the text of a rule."""
    return f'  - id: {id}\n    when: |\n      {when}\n    then: {then}\n    cite: "policy#1"\n    confidence: C\n{more}'
