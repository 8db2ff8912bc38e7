"""``postloan emit``: the rules of a day as SQL that a warehouse team can read and run."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from postloan_rules import Engine, emit_sql, load
from postloan_rules.cli.decide import Source
from postloan_rules.cli.guard import FINDINGS, FINE
from postloan_rules.cli.terminal import Terminal
from postloan_rules.text.bilingual import Bilingual

Dialect = Literal["duckdb", "spark", "postgres"]


def emit(
    terminal: Terminal, *, source: Source, names: Sequence[str], as_of: date, dialect: Dialect, out: Path | None
) -> int:
    """Write the script to ``out``, or print it. Returns the exit status: 1 where something wanted is not said.

    Raises:
        OSError: if ``out`` cannot be written.
    """
    engine = Engine(load(source.pack), overlays=source.overlays)
    script = emit_sql(engine, names, as_of=as_of, dialect=dialect)
    if out is None:
        terminal.raw(script.text)
    else:
        out.write_text(script.text, encoding="utf-8", newline="\n")
    absent = [name for name in engine.names(names, each=True) if name not in script.decisions]
    for name in absent:
        reason = next((each.reason for each in script.refused if each.definition.endswith(f".{name}")), "")
        terminal.note(Bilingual(zh=f"{name} 不能用 SQL 准确表述：{reason}", en=f"{name} is not said in SQL: {reason}"))
    return FINDINGS if absent else FINE
