"""Whatever is done to the text of a pack, loading it gives a pack or says what is wrong, and never fails itself."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postloan_rules import Engine
from postloan_rules.engine.cases import run_cases
from postloan_rules.packs.formatter import format_pack
from postloan_rules.packs.lints import lint
from postloan_rules.packs.loader import load_pack
from postloan_rules.text.diagnostic import Severity
from postloan_rules.text.render import render, to_json
from tests.unit.packs.watch_pack import EVERY_PATTERN, WATCH_CASE, WATCHING, watch_folder
from tests.unit.packs.written_pack import MANIFEST

DEMO = Path(__file__).parents[1] / "packs" / "fixtures" / "demo"
FILES = sorted(path.relative_to(DEMO) for path in DEMO.rglob("*.yaml"))

# Each makes some trouble: for YAML, for shapes, for names, for numbers or for FEEL.
PIECES = [
    *["", " ", "  ", "\n", "\t", "\x00", "\u2028", ":", ": ", "- ", "---\n", "|", "|\n", ">\n", "{", "}", "[", "]"],
    *['"', "'", "#", "&a ", "*a", "!x ", "~", "null", ".inf", "1e9", "90", "-", "true", "2026-02-30", ",", ".."],
    *["loan", "loan.floor_class", "贷款", "正常", "逾期天数", "normal", "分类办法#1", "DEMO-1", "rules:", "when: "],
    *["(", ")", "> 5", "not(", "?", " and ", "all of: ["],
]
pieces = st.sampled_from(PIECES)
places = st.floats(0, 1)
edits = st.lists(st.tuples(st.sampled_from(FILES), places, st.integers(0, 12), pieces), min_size=1, max_size=3)


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mutations") / "demo"


@settings(max_examples=80, deadline=None)
@given(edits=edits)
def test_an_edited_pack_loads_or_is_told_why_not(workshop: Path, edits: list[tuple[Path, float, int, str]]) -> None:
    shutil.rmtree(workshop, ignore_errors=True)
    shutil.copytree(DEMO, workshop)
    for name, place, length, piece in edits:
        text = (workshop / name).read_text(encoding="utf-8")
        start = int(place * len(text))
        (workshop / name).write_text(text[:start] + piece + text[start + length :], encoding="utf-8")

    result = load_pack(workshop)

    errors = [each for each in result.diagnostics if each.severity is Severity.ERROR]
    assert (result.pack is None) == bool(errors)
    assert all(render(each, "zh") and render(each, "en") and to_json(each) for each in result.diagnostics)
    if result.pack is not None:
        assert isinstance(lint(result.pack), tuple)


@settings(max_examples=30, deadline=None)
@given(edits=edits)
def test_formatting_an_edited_pack_keeps_its_digest(workshop: Path, edits: list[tuple[Path, float, int, str]]) -> None:
    shutil.rmtree(workshop, ignore_errors=True)
    shutil.copytree(DEMO, workshop)
    for name, place, length, piece in edits:
        text = (workshop / name).read_text(encoding="utf-8")
        start = int(place * len(text))
        (workshop / name).write_text(text[:start] + piece + text[start + length :], encoding="utf-8")
    before = load_pack(workshop)

    for path, text in format_pack(workshop).items():
        path.write_text(text, encoding="utf-8")

    after = load_pack(workshop)
    assert (after.pack and after.pack.digest) == (before.pack and before.pack.digest)
    assert format_pack(workshop) == {}


WATCHED = {"pack.yaml": MANIFEST + WATCHING, "watch/pledged.yaml": EVERY_PATTERN, "cases/pledged.yaml": WATCH_CASE}
watch_edits = st.lists(
    st.tuples(st.sampled_from(sorted(WATCHED)), places, st.integers(0, 12), pieces), min_size=1, max_size=3
)


@settings(max_examples=60, deadline=None)
@given(edits=watch_edits)
def test_edited_watches_load_or_are_told_why_not_and_signal_what_they_signal(
    workshop: Path, edits: list[tuple[str, float, int, str]]
) -> None:
    shutil.rmtree(workshop, ignore_errors=True)
    watch_folder(workshop, watch=EVERY_PATTERN, cases=WATCH_CASE)
    for name, place, length, piece in edits:
        text = (workshop / name).read_text(encoding="utf-8")
        start = int(place * len(text))
        (workshop / name).write_text(text[:start] + piece + text[start + length :], encoding="utf-8")

    result = load_pack(workshop)

    errors = [each for each in result.diagnostics if each.severity is Severity.ERROR]
    assert (result.pack is None) == bool(errors)
    assert all(render(each, "zh") and render(each, "en") for each in result.diagnostics)
    if result.pack is not None:
        assert isinstance(run_cases(Engine(result.pack)), list)
