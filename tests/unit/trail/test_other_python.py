"""A trail is the same whichever Python wrote it, and each verifies what the other wrote."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.audit_vectors import forging

ROOT = Path(__file__).resolve().parents[3]
VARIABLE = "POSTLOAN_OTHER_PYTHON"
"""Names another Python that has the packages this library needs."""
NEEDED = "import cryptography, dateutil, pydantic, rfc8785, yaml"
VERIFY = (
    "import sys; from postloan_rules import verify_bundle; r = verify_bundle(sys.argv[1]);"
    "print(r.holds, r.records, r.root, sorted(r.counts.items()))"
)


def other_python() -> str:
    """Return the path of a Python of another version that can run the library, or skip the test."""
    names = [os.environ[VARIABLE]] if VARIABLE in os.environ else [f"python3.{minor}" for minor in range(11, 15)]
    for name in names:
        path = shutil.which(name)
        if path is None:
            continue
        say = f"import sys; {NEEDED}; print(*sys.version_info[:2])"
        found = subprocess.run([path, "-c", say], capture_output=True, text=True, check=False)
        if found.returncode == 0 and found.stdout.split() != [str(each) for each in sys.version_info[:2]]:
            return path
    pytest.skip(f"no Python of another version has the packages of this library; name one with {VARIABLE}")


def said_by(python: str, *arguments: str) -> str:
    places = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    return subprocess.run(
        [python, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": places},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_each_python_writes_the_same_bytes() -> None:
    made = [said_by(each, "-m", "tests.fault.identical") for each in (sys.executable, other_python())]

    assert made[0] == made[1]
    assert " 10 True " in made[0]


def test_each_python_makes_the_decisions_again_that_the_other_recorded(tmp_path: Path) -> None:
    other = other_python()
    with forging.trail(tmp_path / "ledger.db") as log:
        log.export(tmp_path / "bundle", keys=[forging.KEY.public])
    found = [said_by(each, "-c", VERIFY, str(tmp_path / "bundle")) for each in (sys.executable, other)]

    assert found[0] == found[1]
    assert found[0].startswith("True ")
