"""The digest of a pack: what matters to a decision changes it, nothing else does."""

import hashlib
import json
from pathlib import Path

import pytest

from tests.unit.packs.written_pack import DECISION, DEMO, LIMIT, MANIFEST, load, pack_folder, sound, write

REASON = '    reason: {zh: "已逾期{loan.days_past_due}天", en: "{loan.days_past_due} days"}\n'


def digest(folder: Path, **changed: str) -> str:
    return sound(load(pack_folder(folder, **changed))).digest


@pytest.mark.parametrize(
    "changed",
    [
        {"decisions": "# a comment\n" + DECISION},
        {"decisions": DECISION.replace("loan.days_past_due > limit.days", "  贷款.逾期天数   >  limit.days")},
        {"decisions": DECISION.replace("loan.days_past_due > limit.days", "loan.days past due>(limit.days)")},
        {"decisions": DECISION.replace("then: loss", "then: 损失")},
        {"decisions": DECISION.replace("哪一类", "何类")},
        {"decisions": DECISION + "    note: 说明\n"},
        {"parameters": LIMIT.replace("value: 90", "value: 90.0")},
        {"parameters": LIMIT.replace("天数", "日数").replace("reviewed_on: 2026-03-31", "reviewed_on: 2026-06-30")},
        {"manifest": MANIFEST.replace("示例", "例子")},
        {"cases": "- {case: 甲, as_of: 2026-01-01, given: {loan.days_past_due: 91}, expect: {outcome: loss}}\n"},
    ],
)
def test_what_does_not_matter_to_a_decision_leaves_the_digest(tmp_path: Path, changed: dict[str, str]) -> None:
    assert digest(tmp_path / "a") == digest(tmp_path / "b", **changed)


@pytest.mark.parametrize(
    "changed",
    [
        {"decisions": DECISION.replace(">", ">=")},
        {"decisions": DECISION.replace("then: loss", "then: special_mention")},
        {"decisions": DECISION.replace("办法#11", "办法#12")},
        {"decisions": DECISION.replace("R-1", "R-2")},
        {"decisions": DECISION + REASON},
        {"decisions": DECISION + "    start: 2024-01-01\n"},
        {"decisions": DECISION + "on_unknown: prudent\n"},
        {"decisions": DECISION.replace("otherwise: normal\n", "")},
        {"parameters": LIMIT.replace("value: 90", "value: 91")},
        {"parameters": LIMIT.replace("start: 2020-01-01", "start: 2019-01-01")},
        {"manifest": MANIFEST.replace("version: 1.2.0", "version: 1.2.1")},
        {"facts": "loan.x: {title: {zh: 甲, en: A}, type: number, cite: '办法#1'}\n"},
    ],
)
def test_what_matters_to_a_decision_changes_the_digest(tmp_path: Path, changed: dict[str, str]) -> None:
    assert digest(tmp_path / "a") != digest(tmp_path / "b", **changed)


def test_the_order_of_rules_matters_and_that_of_files_does_not(tmp_path: Path) -> None:
    second = DECISION[DECISION.index("  - id") :].replace("R-1", "R-2").replace("loss", "special_mention")
    start, rule = DECISION.split("rules:\n")
    one = digest(tmp_path / "a", decisions=f"{start}rules:\n{rule}{second}")
    other = digest(tmp_path / "b", decisions=f"{start}rules:\n{second}{rule}")
    moved = write(tmp_path / "c", {"pack.yaml": MANIFEST, "parameters/z.yaml": LIMIT,
                                   "decisions/a.yaml": f"{start}rules:\n{rule}{second}"})  # fmt: skip

    assert one != other
    assert sound(load(moved)).digest == one


def test_the_digest_is_that_of_the_resolved_text() -> None:
    pack = sound(load(DEMO))

    assert pack.digest == "sha256:" + hashlib.sha256(pack.resolved_text.encode()).hexdigest()
    assert json.loads(pack.resolved_text)["pack"] == "demo"
