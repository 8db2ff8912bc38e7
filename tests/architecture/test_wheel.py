"""What `pip install` brings: the library with its rules, and nothing that is missing later."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.code import ROOT

ASK = """
import sys
import postloan_rules
from postloan_rules.packs.stored import stored_of
assert postloan_rules.__file__.startswith(sys.argv[1]), postloan_rules.__file__
pack = postloan_rules.load("cn")
print(pack.id, stored_of(pack) is not None)
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the library as its wheel unpacks it, away from this checkout."""
    wheels = tmp_path_factory.mktemp("wheel")
    target = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    build = [*pip, "wheel", str(ROOT), "--no-deps", "--no-build-isolation", "--wheel-dir", str(wheels)]
    subprocess.run(build, check=True, capture_output=True, text=True)
    (wheel,) = wheels.glob("*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", str(target), str(wheel)], check=True, capture_output=True)
    return target


def _python(installed: Path, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(installed), "PYTHONUTF8": "1", "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_shipped_rules_load_by_name_and_were_made_ready(installed: Path, tmp_path: Path) -> None:
    done = _python(installed, "-c", ASK, str(installed), folder=tmp_path)

    assert (done.stdout.strip(), done.stderr) == ("cn True", "")


def test_demo_runs_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    run = "from postloan_rules.cli.main import run; run()"

    done = _python(installed, "-c", run, "demo", "--loans", "40", "--out", "out", folder=tmp_path)

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "ledger.db").is_file()


def test_wheel_marks_itself_as_typed(installed: Path) -> None:
    assert (installed / "postloan_rules" / "py.typed").is_file()
