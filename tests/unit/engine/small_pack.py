"""Small packs written for one test: a manifest, and the files that the test is about."""

from pathlib import Path

from postloan_rules import Engine, load

MANIFEST = """
pack: small
version: 1.0.0
title: {zh: 小规则包, en: Small pack}
jurisdiction: CN
engine: ">=0.1,<1"
start: 2020-01-01
class_enumeration: risk_class
sources:
  政策:
    title: {zh: 政策, en: Policy}
    issuer: {zh: 银行, en: Bank}
enumerations:
  risk_class:
    title: {zh: 风险分类, en: Risk class}
    ordered: true
    values:
      good: {zh: 好, en: good}
      fair: {zh: 中, en: fair}
      bad: {zh: 差, en: bad}
chapters:
  one: {zh: 第一章, en: Chapter one}
"""


def small_engine(folder: Path, **files: str) -> Engine:
    """Return an engine for a pack of these files, named ``decisions__x`` for ``decisions/x.yaml``."""
    write_pack(folder, **files)
    return Engine(load(folder))


def write_pack(folder: Path, manifest: str = MANIFEST, **files: str) -> None:
    """Write a pack of these files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pack.yaml").write_text(manifest, encoding="utf-8")
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".yaml")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def decision(name: str, rules: str, *, head: str = "choose: worst\notherwise: good", of: str = "loan") -> str:
    """Return the text of a decision with these rules, each ``id: condition -> outcome`` on a line of its own."""
    lines = [
        f"decision: {name}",
        "question: {zh: 问题, en: question}",
        f"of: {of}",
        "outcome: risk_class",
        head,
        "rules:",
    ]
    for line in rules.strip().splitlines():
        id, _, rest = line.strip().partition(": ")
        condition, _, outcome = rest.rpartition(" -> ")
        lines += [f"  - id: {id}", f"    when: {condition}", f"    then: {outcome}", '    cite: "政策#1"']
    return "\n".join(lines) + "\n"
