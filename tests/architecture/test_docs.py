"""The documents tell the truth: examples run, paths exist, generated pages are current, nothing is left unfinished."""

import doctest
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.architecture.code import DOCS, ROOT, markdown_files

FENCE = re.compile(r"^```(\S*)[ ]?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
UNFINISHED = re.compile(r"\b(TODO|FIXME|TBD|coming soon|not yet written)\b", re.IGNORECASE)
# Words of the place where this was written, which mean nothing to a reader.
WORKPLACE = re.compile(r"/work/|/tmp/|\bsubagent|\bthis session\b|\bprevious session\b|\bfounder\b", re.IGNORECASE)
PATH = re.compile(r"`((?:src|docs|tests|rules|examples|benchmarks)/[\w./-]+)`")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")


@dataclass(frozen=True)
class Block:
    """A fenced block: what it is written in, the file that it shows, and its text."""

    language: str
    file: str
    text: str


def _blocks(path: Path) -> list[Block]:
    return [Block(*each) for each in FENCE.findall(path.read_text(encoding="utf-8"))]


def _id(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


PAGES = markdown_files()
# Pages made from docstrings show signatures and trees; their examples run as doctests of the code.
AUTHORED = [path for path in PAGES if path.parent != DOCS / "reference"]
RUNNING = [path for path in AUTHORED if any(block.language in {"python", "console"} for block in _blocks(path))]


@pytest.mark.parametrize("page", RUNNING, ids=_id)
def test_examples_of_a_page_run_and_print_what_it_shows(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files that a page shows are written first; Python and commands run in order, in that folder."""
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "page"}
    for number, block in enumerate(_blocks(page)):
        if block.file:
            target = tmp_path / block.file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.text, encoding="utf-8")
        elif block.language == "python":
            _run_python(block.text, names, tmp_path / f"block_{number}.py")
        elif block.language == "console":
            _run_commands(block.text, tmp_path)


def _run_python(text: str, names: dict[str, object], file: Path) -> None:
    if ">>>" not in text:
        # In a file, for rules in Python are read from their source.
        file.write_text(text, encoding="utf-8")
        exec(compile(text, file, "exec"), names)  # noqa: S102  # the text of our own page
        return
    test = doctest.DocTestParser().get_doctest(text, names, file.name, file.name, 0)
    problems: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    runner.run(test, out=problems.append, clear_globs=False)
    names.update(test.globs)

    assert not problems, "".join(problems)


def _run_commands(text: str, folder: Path) -> None:
    for command, expected in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", text, re.MULTILINE):
        got = _run(command, folder)
        pattern = ".*?".join(re.escape(part) for part in _lines(expected).split("..."))

        assert re.fullmatch(pattern, _lines(got), re.DOTALL), f"$ {command}\n{got}"


def _run(command: str, folder: Path) -> str:
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "100",
        "PYTHONUTF8": "1",
    }
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    return done.stdout + done.stderr


def _lines(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_page_is_finished_and_speaks_of_the_project_alone(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    assert [*UNFINISHED.findall(text), *WORKPLACE.findall(text)] == []


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_paths_and_links_of_a_page_exist(page: Path) -> None:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    paths = [ROOT / name for name in PATH.findall(text)]
    links = [page.parent / target for target in LINK.findall(text)]

    assert [each for each in [*paths, *links] if not each.exists()] == []


def test_generated_pages_are_current() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "docs.generate", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_rule_that_the_readme_shows_stands_in_the_pack() -> None:
    shown = [block.text for block in _blocks(ROOT / "README.md") if block.language == "yaml"]
    packs = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "rules").rglob("*.yaml"))]

    assert shown
    assert all(any(text in pack for pack in packs) for text in shown)
