"""``python -m tests.acceptance FILE.json``: one JSON object a line, then how many passed and failed.

Exit status 0: all passed; 1: some failed; 2: wrong use.
"""

import io
import sys
from pathlib import Path

from postloan_rules import PackError
from tests.acceptance.delinquency import NotUnderstoodError, delinquency_engine, read_rows, run


def main(arguments: list[str]) -> int:
    """Run the rows of the file that ``arguments`` names and return the exit status."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        sys.stderr.write("usage: python -m tests.acceptance FILE.json\n")
        return 2
    try:
        rows = read_rows(Path(arguments[0]))
        engine = delinquency_engine()
    except NotUnderstoodError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except PackError as error:
        sys.stderr.write(f"the pack `delinquency` cannot be used: {error}\n")
        return 2
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    passed = failed = 0
    for line in run(engine, rows):
        sys.stdout.write(line.to_json() + "\n")
        passed, failed = passed + line.passed, failed + (not line.passed)
    sys.stdout.write(f"{passed} passed, {failed} failed\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
