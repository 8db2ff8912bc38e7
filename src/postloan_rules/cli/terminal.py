"""What the commands print: text and tables on standard output, progress and complaints on standard error."""

import json
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from postloan_rules.text.bilingual import Bilingual, Language

STYLES = {
    "certain": "green",
    "确定": "green",
    "at least": "yellow",
    "至少": "yellow",
    "unknown": "magenta",
    "未知": "magenta",
    "not applicable": "dim",
    "不适用": "dim",
    "error": "bold red",
    "warning": "yellow",
}

_EVERY = 0.2
"""Seconds between two drawings of a bar."""


_NARROWEST = 72
"""A table that is squeezed more than this has a letter a line; a narrow terminal breaks its lines by itself."""


class Terminal:
    """Where one command speaks, in one language."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._out = Console(highlight=False, markup=False, emoji=False)
        self._out.width = max(self._out.width, _NARROWEST)
        self._err = Console(stderr=True, highlight=False, markup=False, emoji=False)

    def say(self, text: Bilingual | str, style: str = "") -> None:
        """Print a line on standard output."""
        self._out.print(self._text(text, style), soft_wrap=True)

    def complain(self, text: Bilingual | str) -> None:
        """Print what is wrong on standard error."""
        label = Bilingual(zh="错误：", en="error: ").say(self.language)
        self._err.print(Text.assemble((label, STYLES["error"]), self._text(text)), soft_wrap=True)

    def note(self, text: Bilingual | str) -> None:
        """Print something that is no part of the result on standard error."""
        self._err.print(self._text(text, "dim"), soft_wrap=True)

    def title(self, text: Bilingual) -> None:
        """Print the head of a part of the output."""
        self._out.print()
        self._out.print(self._text(text, "bold"), soft_wrap=True)

    def json(self, value: Any) -> None:
        """Print ``value`` as JSON; never coloured, never wrapped."""
        sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")

    def raw(self, text: str) -> None:
        """Print ``text`` as it is, with a line end."""
        sys.stdout.write(text + "\n")

    def table(self, heads: Sequence[Bilingual], rows: Iterable[Sequence[str]], numbers: Sequence[int] = ()) -> None:
        """Print rows under heads; columns in ``numbers`` stand to the right. A cell that is a word of
        ``STYLES`` is coloured."""
        table = Table(header_style="bold", pad_edge=False, box=None, padding=(0, 2, 0, 0))
        for index, head in enumerate(heads):
            # What a row is about stays in one piece; long lists fold.
            table.add_column(
                head.say(self.language),
                justify="right" if index in numbers else "left",
                overflow="fold",
                no_wrap=index == 0,
            )
        for row in rows:
            table.add_row(*(Text(cell, style=STYLES.get(cell, "")) for cell in row))
        self._out.print(table)

    @contextmanager
    def progress(self, text: Bilingual, total: int | None) -> Iterator["Meter"]:
        """Show how far a long step is, where somebody watches."""
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            _RateColumn(Bilingual(zh="条/秒", en="rows/s").say(self.language)),
            TimeElapsedColumn(),
            TextColumn(Bilingual(zh="剩余", en="left").say(self.language)),
            TimeRemainingColumn(),
        )
        shown = Progress(*columns, console=self._err, transient=True, disable=not self._err.is_terminal)
        with shown:
            yield Meter(shown, text.say(self.language), total)

    def _text(self, text: Bilingual | str, style: str = "") -> Text:
        return Text(text if isinstance(text, str) else text.say(self.language), style=style)


class _RateColumn(ProgressColumn):
    """How many steps are done in a second."""

    def __init__(self, unit: str) -> None:
        super().__init__()
        self._unit = unit

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:,.0f} {self._unit}")


class Meter:
    """A bar that is told how many steps are done."""

    def __init__(self, progress: Progress, description: str, total: int | None) -> None:
        self._progress = progress
        self._total = total
        self._task = progress.add_task(description, total=total)
        self._due = 0.0
        self.done = 0

    def __call__(self, done: int, total: int | None = None) -> None:
        """Show that ``done`` of ``total`` steps are done; a total that was known from the start stands."""
        self.done = done
        # Drawing costs more than a step, and nobody reads faster than this.
        now = time.monotonic()
        if now < self._due or self._progress.disable:
            return
        self._due = now + _EVERY
        total = self._total if self._total is not None else total
        # The total may be a guess that the work outgrows.
        self._progress.update(self._task, total=total, completed=done if total is None else min(done, total))
