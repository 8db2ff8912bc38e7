"""``postloan doc``: the rulebook of a pack for people."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from postloan_rules import document
from postloan_rules.cli.decide import Source, engine_for
from postloan_rules.cli.guard import FINE
from postloan_rules.cli.terminal import Terminal
from postloan_rules.text.bilingual import Bilingual


def write_rulebook(
    terminal: Terminal,
    pack: str,
    *,
    overlays: Sequence[Path],
    out: Path,
    languages: Literal["zh", "en", "both"],
    format: Literal["html", "markdown"],
) -> int:
    """Write the rulebook of ``pack`` into ``out``, where files of other names stay. Returns the exit status.

    Raises:
        UnknownNameError: if there is no such pack or folder.
        PackError: if the pack, an overlay or a case has errors.
    """
    engine, _ = engine_for(Source(pack, list(overlays)))
    files = document(engine.pack, languages=languages, format=format)
    out.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (out / name).write_text(text, encoding="utf-8", newline="\n")
    start = out / next(iter(files))
    terminal.say(
        Bilingual(
            zh=f"已写入 {len(files)} 个文件，从 {start} 开始阅读", en=f"wrote {len(files)} files; start with {start}"
        )
    )
    return FINE
