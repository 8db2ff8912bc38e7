"""The program in ``appender.py`` from outside: start it, tell it, kill it, and look at what is left."""

import contextlib
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from postloan_rules.audit import merkle
from postloan_rules.audit.leaf import record_of
from postloan_rules.audit.ledger import Ledger
from postloan_rules.trail.verifying import verify_ledger
from tests.fault.appender import database_at

ROOT = Path(__file__).resolve().parents[2]


class Program:
    """The appending program, running."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fault.appender"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    @property
    def number(self) -> int:
        return self._process.pid

    def wait_until_ready(self) -> None:
        assert self.hear() == "ready"

    def say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def hear(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().rstrip("\n")

    def ask(self, line: str) -> str:
        self.say(line)
        return self.hear()

    def kill(self) -> list[str]:
        """Kill the program at once, and return the answers that it had given and nobody had heard."""
        self._process.send_signal(signal.SIGKILL)
        assert self._process.stdout is not None
        said = self._process.stdout.read()
        self._process.wait()
        # A line without an end was not said.
        return said.split("\n")[:-1]

    def __enter__(self) -> Self:
        self.wait_until_ready()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self.kill()
        for each in (self._process.stdin, self._process.stdout):
            if each is not None:
                with contextlib.suppress(BrokenPipeError):
                    each.close()


def keys_in(address: str) -> list[str]:
    """Return the keys in the ledger at ``address``, in order; everything about it has to hold."""
    ledger = Ledger(database_at(address))
    try:
        checked = verify_ledger(ledger)
        assert checked.holds, checked.findings
        leaves = list(ledger.snapshot().leaves())
        nodes = merkle.nodes_of([merkle.leaf_hash(each) for each in leaves])
        for size in range(0, len(leaves) + 1, max(1, len(leaves) // 20)):
            assert ledger.root(size) == merkle.root(size, nodes)
        return [record_of(each).key for each in leaves]
    finally:
        ledger.close()


def hash_of(address: str, sequence: int) -> str:
    """Return the hash of a record, worked out from its bytes."""
    ledger = Ledger(database_at(address))
    try:
        return merkle.leaf_hash(ledger.show(sequence).leaf).hex()
    finally:
        ledger.close()
