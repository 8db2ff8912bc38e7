"""Makes a trail with a fixed clock and fixed randomness, and prints what must be the same everywhere."""

import hashlib
import itertools
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from postloan_rules import AuditLog
from postloan_rules.audit.ledger import Ledger
from postloan_rules.audit.sqlite_file import SqliteFile
from tests.unit.engine.demo_pack import engine, record


def counted() -> Callable[[int], bytes]:
    """Return what gives other bytes each time, and the same ones in each run."""
    numbers = itertools.count()
    return lambda size: hashlib.shake_256(next(numbers).to_bytes(8, "big")).digest(size)


def ticking() -> Callable[[], datetime]:
    """Return a clock that shows a second more each time."""
    seconds = itertools.count()
    return lambda: datetime(2026, 11, 25, 8, tzinfo=UTC) + timedelta(seconds=next(seconds))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(SqliteFile(Path(folder) / "ledger.db"), name="bank", clock=ticking(), random=counted())
        with AuditLog(ledger) as log:
            for days in (0, 5, 91, 361, None):
                for decision in engine().decide_each(["floor_class", "final_class"], record(days_past_due=days)):
                    log.append(decision)
            result = log.verify()
            leaves = hashlib.sha256(b"\n".join(ledger.snapshot().leaves())).hexdigest()
    sys.stdout.write(f"{leaves} {result.root} {result.records} {result.holds} {sorted(result.counts.items())}\n")


if __name__ == "__main__":
    main()
