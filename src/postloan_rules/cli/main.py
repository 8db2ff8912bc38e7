"""The entry point ``postloan``: says what to install where the command line's packages are missing."""

import sys

from postloan_rules import MissingExtraError


def run() -> None:
    """Run the command line with the arguments of the process and leave with its exit status."""
    try:
        from postloan_rules.cli.app import app  # noqa: PLC0415  # it needs packages that may be absent
    except ImportError as error:
        if error.name not in {"typer", "rich"}:
            raise
        print(f"error: {MissingExtraError(error.name, 'cli')}", file=sys.stderr)  # noqa: T201  # nothing else is there to speak
        sys.exit(2)
    except KeyboardInterrupt:
        # Loading takes a moment, and somebody may change their mind in it.
        sys.exit(130)
    # Rules speak Chinese; a terminal that was not told so must not stop them.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8")
    app()
