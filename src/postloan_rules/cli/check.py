"""``postloan check``: everything that is wrong with packs, in one run."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from postloan_rules import UnknownNameError, check, format_pack
from postloan_rules.cli.guard import FINDINGS, FINE
from postloan_rules.cli.terminal import Terminal
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.diagnostic import Severity
from postloan_rules.text.render import render, to_json


def check_packs(
    terminal: Terminal,
    path: Path,
    *,
    overlays: Sequence[Path],
    fix: bool,
    as_json: bool,
    as_of: date | None = None,
    strict: bool = False,
) -> int:
    """Check the pack in ``path``, or all packs in its folders. Returns the exit status.

    With ``as_of`` parameters are named whose review was due before that day. ``strict`` takes warnings for errors.

    Raises:
        UnknownNameError: if there is no such folder and no such shipped pack.
    """
    for overlay in overlays:
        # A name that leads nowhere is the mistake of who typed it, not of who wrote the pack.
        if not overlay.exists():
            raise UnknownNameError("pack or folder", str(overlay), ())
    packs = _packs_in(path)
    if fix:
        for pack in packs:
            _bring_into_layout(terminal, pack)
    found = [diagnostic for pack in packs for diagnostic in check(pack, overlays=overlays, as_of=as_of)]
    errors = sum(each.severity is Severity.ERROR for each in found)
    if as_json:
        terminal.json([to_json(each) for each in found])
    else:
        for each in found:
            terminal.say(render(each, terminal.language))
        terminal.say(_summary(len(packs), errors, len(found) - errors), "error" if errors else "green")
    return FINDINGS if errors or (strict and found) else FINE


def _packs_in(path: Path) -> list[Path]:
    if path.is_dir() and not (path / "pack.yaml").is_file():
        inside = sorted(each.parent for each in path.glob("*/pack.yaml"))
        if inside:
            return inside
    # A file, or a folder without pack.yaml: the loader says what is wrong with it.
    return [path]


def _bring_into_layout(terminal: Terminal, pack: Path) -> None:
    for file, text in format_pack(pack).items():
        file.write_text(text, encoding="utf-8")
        terminal.note(Bilingual(zh=f"已整理 {file}", en=f"formatted {file}"))


def _summary(packs: int, errors: int, warnings: int) -> Bilingual:
    return Bilingual(
        zh=f"已检查 {packs} 个规则包：{errors} 个错误，{warnings} 个警告",
        en=f"{_count(packs, 'pack')} checked: {_count(errors, 'error')}, {_count(warnings, 'warning')}",
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
