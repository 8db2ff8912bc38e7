"""Packs for tests, written as text."""

from pathlib import Path

from postloan_rules.packs.loader import LoadResult, load_pack
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.text.source import Source, position_of, text_of

DEMO = Path(__file__).parents[2] / "packs" / "fixtures" / "demo"

MANIFEST = """\
pack: bank
version: 1.2.0
title: {zh: 示例, en: Example}
jurisdiction: CN
start: 2020-01-01
class_enumeration: risk_class
sources:
  办法: {title: {zh: 分类办法, en: Measures}, issuer: {zh: 监管机构, en: Supervisor}}
enumerations:
  risk_class:
    title: {zh: 风险分类, en: Risk class}
    ordered: true
    values:
      normal: {zh: 正常, en: fine}
      special_mention: {zh: 关注, en: to watch}
      loss: {zh: 损失, en: lost}
"""

LIMIT = """\
limit.days:
  title: {zh: 天数, en: Days}
  unit: days
  reviewed_on: 2026-03-31
  values:
    - {start: 2020-01-01, value: 90, cite: "办法#11", confidence: S}
"""

DECISION = """\
decision: floor
question: {zh: 哪一类, en: Which class}
of: loan
outcome: risk_class
choose: worst
otherwise: normal
rules:
  - id: R-1
    when: loan.days_past_due > limit.days
    then: loss
    cite: "办法#11"
"""

SOUND = {"pack.yaml": MANIFEST, "parameters/limit.yaml": LIMIT, "decisions/floor.yaml": DECISION}


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write files below ``folder`` and return it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def pack_folder(folder: Path, **changed: str) -> Path:
    """Write the sound pack with some files changed, each called by its folder (``decisions``), into ``folder``."""
    names = {"manifest": "pack.yaml", "parameters": "parameters/limit.yaml", "decisions": "decisions/floor.yaml",
             "facts": "facts/loan.yaml", "cases": "cases/floor.yaml"}  # fmt: skip
    return write(folder, SOUND | {names[each]: text for each, text in changed.items()})


def load(folder: Path) -> LoadResult:
    """Load a pack by a short name, so that places do not depend on where tests run."""
    return load_pack(folder, shown_as="bank", engine_version="0.1.0")


def sound(result: LoadResult) -> CheckedPack:
    """Return the pack of a result that should have one."""
    assert result.pack is not None, told(result)
    return result.pack


def told(result: LoadResult) -> list[tuple[str, str]]:
    """Return code and marked text of every diagnostic."""
    return [(each.code, text_of(each.span) if each.span else "") for each in result.diagnostics]


def places(result: LoadResult) -> list[str]:
    """Return ``file:line:column`` of every diagnostic that has a place."""
    found = []
    for each in result.diagnostics:
        if each.span is not None:
            at = position_of(each.span.source, each.span.start)
            found.append(f"{each.span.source.name}:{at.line}:{at.column}")
    return found


def source(text: str) -> Source:
    """Return a text as a source."""
    return Source("x.yaml", text)
