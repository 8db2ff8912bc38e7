"""Options that several commands take, and how a command line that was read becomes an exit status."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from postloan_rules.cli.guard import guarded
from postloan_rules.cli.terminal import Terminal


class Words(StrEnum):
    """Languages of the output."""

    zh = "zh"
    en = "en"


Lang = Annotated[Words, typer.Option("--lang", envvar="POSTLOAN_LANG", help="Language of the output.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text and tables.")]
Pack = Annotated[str, typer.Option("--pack", help="Name of a shipped pack, or the folder of one.")]
Overlays = Annotated[list[Path] | None, typer.Option("--overlay", help="Folder of an overlay pack; repeatable.")]


def day_of(text: str) -> date:
    """Return the day that ``text`` writes.

    Raises:
        typer.BadParameter: if it is not of the form YYYY-MM-DD.
    """
    try:
        if len(text) == len("2026-01-31"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise typer.BadParameter(f"`{text}` is no day of the form YYYY-MM-DD, such as 2026-01-31")


Day = Annotated[
    date | None, typer.Option("--as-of", parser=day_of, metavar="YYYY-MM-DD", help="Day to decide for, YYYY-MM-DD.")
]
TableFiles = Annotated[
    list[str] | None, typer.Option("--table", help="NAME=FILE: where a table of the mapping is; repeatable.")
]
Record = Annotated[str, typer.Argument(help="JSON file of one record; - reads standard input.")]


def named_files(pairs: list[str]) -> dict[str, Path]:
    """Return the files that the values of ``--table`` name.

    Raises:
        typer.BadParameter: if one is not of the form NAME=FILE.
    """
    named: dict[str, Path] = {}
    for pair in pairs:
        name, equals, file = pair.partition("=")
        if not (name and equals and file):
            raise typer.BadParameter(f"`{pair}` is not of the form NAME=FILE", param_hint="--table")
        named[name] = Path(file)
    return named


def carry_out(command: Callable[[Terminal], int], lang: Words, *, as_json: bool = False) -> NoReturn:
    """Run ``command`` and leave with its exit status; what fails is said in ``lang``, or as JSON."""
    raise typer.Exit(guarded(command, lang.value, as_json=as_json))
