"""Importing the library and loading the pack ``cn``, cold and warm, in processes of their own.

Cold: a fresh copy without compiled modules. Warm: the same copy, used before. Nothing of this process is used.
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
STEPS = ("pydantic alone", "import", "load", "engine", "first decision")
PROGRAM = """
import sys, time
def clock(): return time.perf_counter() * 1e3
start = clock()
import pydantic
parts = [clock() - start]
import postloan_rules
parts.append(clock() - start)
pack = postloan_rules.load(sys.argv[1])
parts.append(clock() - start)
engine = postloan_rules.Engine(pack)
parts.append(clock() - start)
loan = {"id": "L", "days_past_due": 91, "asset_type": "loan", "product": "corporate", "originated_on": "2024-01-05"}
record = postloan_rules.PortfolioRecord.model_validate({"as_of": "2026-11-23", "currency": "CNY", "loan": loan})
before = clock()
engine.decide("classification", record)
parts.append(parts[-1] + clock() - before)
print(*parts)
"""


def copied(target: Path) -> Path:
    """Return a copy of the library and its packs without compiled modules."""
    without = shutil.ignore_patterns("__pycache__")
    for name in ("src", "rules"):
        shutil.copytree(ROOT / name, target / name, ignore=without)
    return target


def milliseconds(copy: Path) -> list[float]:
    """Return, for one process, the time of each step since the first import."""
    environment = {**os.environ, "PYTHONPATH": str(copy / "src")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(  # noqa: S603 - our own text
        [sys.executable, "-c", PROGRAM, str(copy / "rules" / "cn")],
        env=environment,
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    ends = [float(each) for each in done.stdout.split()]
    return [*ends[:2], *(end - before for before, end in pairwise(ends[1:]))]


def print_row(step: str, cold: list[float], warm: list[float]) -> None:
    print(f"{step:16} {statistics.median(cold):8.0f} {statistics.median(warm):8.0f}")


def main() -> int:
    cold: list[list[float]] = []
    warm: list[list[float]] = []
    with tempfile.TemporaryDirectory() as folder:
        for place in range(COLD_ROUNDS):
            copy = copied(Path(folder) / str(place))
            cold.append(milliseconds(copy))
            warm.extend(milliseconds(copy) for _ in range(WARM_ROUNDS // COLD_ROUNDS))
    print("Milliseconds, medians; import includes pydantic, which is warm in both")
    print(f"{'':16} {'cold':>8} {'warm':>8}")
    for place, step in enumerate(STEPS):
        print_row(step, [each[place] for each in cold], [each[place] for each in warm])
    print_row("import + load", [each[1] + each[2] for each in cold], [each[1] + each[2] for each in warm])
    return 0


if __name__ == "__main__":
    sys.exit(main())
