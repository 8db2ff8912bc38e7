"""Broken packs: each example folder holds the files in which it differs from the sound pack in ``base/``.

``beside/`` holds packs in the same parent folder, ``options.json`` how the pack is loaded. To write what comes out into
``expected.txt`` and ``expected.zh.txt`` again, run ``python -m tests.golden_texts``, and read the difference.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from postloan_rules.packs.lints import lint
from postloan_rules.packs.loader import load_pack
from postloan_rules.text.bilingual import Language
from postloan_rules.text.diagnostic import Diagnostic
from postloan_rules.text.render import render, summary

HERE = Path(__file__).parent
BASE = HERE / "base"
EXAMPLES = sorted(each for each in (HERE / "diagnostics").iterdir() if each.is_dir())
EXPECTED: dict[Language, str] = {"en": "expected.txt", "zh": "expected.zh.txt"}


def diagnostics_of(example: Path) -> tuple[Diagnostic, ...]:
    """Return what loading the example says."""
    options: dict[str, Any] = {}
    if (example / "options.json").exists():
        options = json.loads((example / "options.json").read_text(encoding="utf-8"))
    with _laid_out(example, options.get("without", ())):
        result = load_pack(
            options.get("path", "bank"),
            overlays=options.get("overlays", ()),
            engine_version=options.get("engine_version", "0.1.0"),
        )
        if options.get("lint") and result.pack is not None:
            return (*result.diagnostics, *lint(result.pack))
        return result.diagnostics


@contextmanager
def _laid_out(example: Path, without: tuple[str, ...]) -> Iterator[None]:
    """Put the pack ``bank`` of the example into a folder and stand there, for names of files are as they were given."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        bank = Path(folder) / "bank"
        shutil.copytree(BASE, bank)
        for name in without:
            (bank / name).unlink()
        ignored = shutil.ignore_patterns("beside", "expected*.txt", "options.json")
        shutil.copytree(example, bank, ignore=ignored, dirs_exist_ok=True)
        if (example / "beside").exists():
            shutil.copytree(example / "beside", folder, dirs_exist_ok=True)
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)


def text_of(diagnostics: tuple[Diagnostic, ...], language: Language) -> str:
    """Return what a user reads."""
    parts = [render(each, language) for each in diagnostics]
    return "\n\n".join([*parts, summary(diagnostics).say(language)]) + "\n"
