"""A program that appends to a ledger as it is told, line by line, and is killed or given faults meanwhile.

``append ADDRESS KEY`` opens the ledger, appends one record and closes it; ``stream ADDRESS PREFIX`` appends groups of
three until somebody ends the program; ``spool FILE KEY…`` adds each to a spool; ``limit BYTES`` lets no file
grow beyond. Each answer is one line: ``ok`` and what was acknowledged, or ``refused`` and the message.
"""

import itertools
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from postloan_rules.audit.database import Database
from postloan_rules.audit.entry import Entry
from postloan_rules.audit.ledger import Ledger
from postloan_rules.audit.postgres import PostgresSchema, split_schema
from postloan_rules.audit.spool import Spool
from postloan_rules.audit.sqlite_file import SqliteFile
from postloan_rules.errors import AuditError

GROUP = 3


def database_at(address: str, busy_seconds: float = 60.0) -> Database:
    """Return the database at an address."""
    if address.startswith("sqlite:"):
        return SqliteFile(Path(address.removeprefix("sqlite:")), busy_seconds=busy_seconds)
    conninfo, schema = split_schema(address)
    return PostgresSchema(conninfo, schema=schema, busy_seconds=busy_seconds)


def entry(key: str) -> Entry:
    """Return an entry with something sealed in it."""
    who = "hmac-sha256:" + "1" * 64
    payload = {"key": key, "said": "逾期" * 200}
    return Entry(payload, key, "note", terms=(("rule", "A"),), personal={"/said": (who,)})


def answers(line: str) -> Iterator[str]:
    """Yield what to answer to one line."""
    match line.split():
        case ["append", address, key]:
            ledger = Ledger(database_at(address))
            try:
                receipt = ledger.append(entry(key))
            finally:
                ledger.close()
            yield f"ok {key} {receipt.sequence} {receipt.hash}"
        case ["stream", address, prefix]:
            ledger = Ledger(database_at(address))
            for number in itertools.count():
                keys = [f"{prefix}.{number}.{each}" for each in range(GROUP)]
                started = time.monotonic_ns()
                receipts = ledger.append_many([entry(each) for each in keys])
                ended = time.monotonic_ns()
                for key, receipt in zip(keys, receipts, strict=True):
                    yield f"ok {key} {receipt.sequence} {receipt.hash} {started} {ended}"
        case ["spool", path, *keys]:
            for key in keys:
                Spool(Path(path)).add([entry(key)])
                yield f"ok {key}"
        case ["limit", size]:
            resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), resource.RLIM_INFINITY))
            yield "ok"
        case _:
            yield f"unknown {line}"


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    say("ready")
    for line in sys.stdin:
        try:
            for answer in answers(line):
                say(answer)
        except AuditError as error:
            say(f"refused {error}")
        except Exception as error:
            # Anything else is what the tests look for.
            say(f"broken {error!r}")


if __name__ == "__main__":
    main()
