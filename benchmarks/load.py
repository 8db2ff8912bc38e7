"""Importing the library and loading a pack, cold and warm, in processes of their own; and packs of thousands of rules.

Cold: a fresh copy without compiled modules. Warm: the same copy, used before. Ready: warm, and the pack was made ready.
Nothing of this process is used. Times are those of the processor, which other work on the machine disturbs least.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COLD_ROUNDS, WARM_ROUNDS = 5, 15
STEPS = ("pydantic", "import", "load", "engine", "first decision")
MANY = (1000, 2000, 4000)
PROGRAM = """
import sys, time
def clock(): return time.process_time() * 1e3
start = clock()
import pydantic
from pydantic import BaseModel, Field, JsonValue, field_validator
parts = [clock() - start]
from postloan_rules import Engine, PortfolioRecord, load
parts.append(clock() - start)
pack = load(sys.argv[1])
parts.append(clock() - start)
engine = Engine(pack)
parts.append(clock() - start)
loan = {"id": "L", "days_past_due": 91, "asset_type": "loan", "product": "corporate", "originated_on": "2024-01-05"}
record = PortfolioRecord.model_validate({"as_of": "2026-11-23", "currency": "CNY", "loan": loan})
before = clock()
engine.decide(sys.argv[2], record)
parts.append(parts[-1] + clock() - before)
print(*parts)
"""
MAKE_READY = """
import sys
from pathlib import Path
from postloan_rules.loading import make_ready
print(make_ready(Path(sys.argv[1])))
"""
MANIFEST = """pack: many
version: 1.0.0
title: {zh: 多, en: Many}
jurisdiction: CN
start: 2020-01-01
engine: ">=0.1"
sources:
  办法: {title: {zh: 办法, en: The measures}, issuer: {zh: 监管, en: The regulator}}
enumerations:
  grade:
    title: {zh: 等级, en: Grade}
    ordered: true
    values: {good: {zh: 好, en: good}, fair: {zh: 中, en: fair}, poor: {zh: 差, en: poor}}
"""
DECISION = """decision: grade_{number}
question: {{zh: 等级, en: Which grade}}
of: loan
outcome: grade
choose: worst
otherwise: good
rules:
"""
RULE = """  - id: R-{id}
    when: loan.days_past_due >= {days} and loan.days_past_due < {until}
    then: {then}
    cite: "办法#{id}"
    reason: {{zh: "逾期{{loan.days_past_due}}天", en: "{{loan.days_past_due}} days past due"}}
"""
RULES_OF_A_DECISION = 40


def copied(target: Path) -> Path:
    """Return a copy of the library and its packs without compiled modules."""
    without = shutil.ignore_patterns("__pycache__", "*.ready")
    for name in ("src", "rules"):
        shutil.copytree(ROOT / name, target / name, ignore=without)
    return target


def write_many(folder: Path, rules: int) -> Path:
    """Write a pack of so many rules, and return where."""
    (folder / "decisions").mkdir(parents=True)
    (folder / "pack.yaml").write_text(MANIFEST, encoding="utf-8")
    for number in range(rules // RULES_OF_A_DECISION):
        text = DECISION.format(number=number)
        for place in range(RULES_OF_A_DECISION):
            id = number * RULES_OF_A_DECISION + place
            text += RULE.format(id=id, days=id, until=id + 30, then=("fair", "poor")[place % 2])
        (folder / "decisions" / f"grade_{number}.yaml").write_text(text, encoding="utf-8")
    return folder


def run(copy: Path, program: str, *arguments: str) -> str:
    """Run ``program`` with the copy of the library, and return what it prints."""
    environment = {**os.environ, "PYTHONPATH": str(copy / "src")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(  # noqa: S603 - our own text
        [sys.executable, "-c", program, *arguments],
        env=environment,
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


def milliseconds(copy: Path, pack: Path, decision: str) -> list[float]:
    """Return, for one process, the time of each step since the first import."""
    ends = [float(each) for each in run(copy, PROGRAM, str(pack), decision).split()]
    return [ends[0], ends[1] - ends[0], *(end - before for before, end in pairwise(ends[1:]))]


def print_row(step: str, *columns: list[float]) -> None:
    print(f"{step:24}", *(f"{statistics.median(each):8.0f}" for each in columns))


def measure_cn(folder: Path) -> None:
    cold: list[list[float]] = []
    warm: list[list[float]] = []
    ready: list[list[float]] = []
    for place in range(COLD_ROUNDS):
        copy = copied(folder / str(place))
        pack = copy / "rules" / "cn"
        cold.append(milliseconds(copy, pack, "classification"))
        warm.extend(milliseconds(copy, pack, "classification") for _ in range(WARM_ROUNDS // COLD_ROUNDS))
        run(copy, MAKE_READY, str(pack))
        ready.extend(milliseconds(copy, pack, "classification") for _ in range(WARM_ROUNDS // COLD_ROUNDS))
    print("Milliseconds of processor time, medians; pydantic is warm in all")
    print(f"{'':24} {'cold':>8} {'warm':>8} {'ready':>8}")
    for place, step in enumerate(STEPS):
        print_row(step, *([each[place] for each in column] for column in (cold, warm, ready)))
    print_row("all up to load", *([sum(each[:3]) for each in column] for column in (cold, warm, ready)))


def measure_many(folder: Path) -> None:
    copy = copied(folder / "many")
    print(f"\n{'rules':24}", *(f"{rules:8}" for rules in MANY))
    columns: list[list[float]] = []
    ready: list[list[float]] = []
    for rules in MANY:
        pack = write_many(copy / "rules" / f"many_{rules}", rules)
        milliseconds(copy, pack, "grade_0")
        columns.append(milliseconds(copy, pack, "grade_0"))
        run(copy, MAKE_READY, str(pack))
        ready.append(milliseconds(copy, pack, "grade_0"))
    for name, found in (("", columns), (", ready", ready)):
        for place, step in enumerate(STEPS[2:], 2):
            print_row(f"{step}{name}", *([each[place]] for each in found))


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        measure_cn(Path(folder))
        measure_many(Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
