"""Each system call of an append fails once: nothing acknowledged is lost, and the ledger goes on."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from postloan_rules.audit.spool import Spool
from tests.fault.extent import EVERYTHING, extent
from tests.fault.program import Program, keys_in

CALLS = (
    [(call, error) for call in ("pwrite64", "fsync", "fdatasync", "openat", "ftruncate") for error in ("EIO", "ENOSPC")]
    if EVERYTHING
    else [("pwrite64", "ENOSPC"), ("fdatasync", "EIO")]
)
MOST = 400
"""More than an append has of any call."""


@pytest.fixture(scope="module")
def program() -> Iterator[Program]:
    with Program() as running:
        yield running


@pytest.fixture(scope="module")
def strace(program: Program) -> str:
    found = shutil.which("strace")
    if found is None:
        pytest.skip("strace is not installed")
    tried = Injection(found, program.number, "fsync", "EIO", MOST)
    if not tried.attached:
        pytest.skip(f"strace may not look at programs here: {tried.end()}")
    tried.end()
    return found


class Injection:
    """Lets one call of a running program fail, as long as it is not ended."""

    def __init__(self, strace: str, process: int, call: str, error: str, number: int) -> None:
        what = f"inject={call}:error={error}:when={number}"
        self._tracer = subprocess.Popen(
            [strace, "-f", "-p", str(process), "-e", f"trace={call}", "-e", what], stderr=subprocess.PIPE, text=True
        )
        assert self._tracer.stderr is not None
        self._said = self._tracer.stderr.readline()
        self.attached = "attached" in self._said

    def end(self) -> str:
        """Stop, and return what the program did meanwhile."""
        self._tracer.terminate()
        _, more = self._tracer.communicate()
        return self._said + str(more)


def injected(strace: str, program: Program, line: str, call: str, error: str, number: int) -> tuple[str, bool]:
    """Return the answer to ``line`` while a call fails, and whether there was such a call."""
    injection = Injection(strace, program.number, call, error, number)
    assert injection.attached
    answer = program.ask(line)
    return answer, re.search(r"\(INJECTED\)", injection.end()) is not None


@pytest.mark.parametrize(("call", "error"), CALLS)
def test_an_append_during_which_a_call_fails(
    strace: str, program: Program, tmp_path: Path, call: str, error: str
) -> None:
    good = tmp_path / "good.db"
    for key in ("a", "b", "c"):
        assert program.ask(f"append sqlite:{good} {key}").startswith("ok")
    for number in range(1, MOST):
        path = tmp_path / f"{number}.db"
        shutil.copy(good, path)
        answer, happened = injected(strace, program, f"append sqlite:{path} d", call, error, number)
        assert answer.startswith(("ok d ", "refused ")), answer
        keys = keys_in(f"sqlite:{path}")

        # Who got no answer does not know; who got one does.
        assert keys == ["a", "b", "c", "d"] or (answer.startswith("refused") and keys == ["a", "b", "c"])
        assert program.ask(f"append sqlite:{path} d").startswith("ok d 3 ")
        assert program.ask(f"append sqlite:{path} e").startswith("ok e 4 ")
        assert keys_in(f"sqlite:{path}") == ["a", "b", "c", "d", "e"]
        if not happened:
            return
    pytest.fail("the calls of an append have no end")


@pytest.mark.parametrize(("call", "error"), CALLS)
def test_making_a_ledger_while_a_call_fails(
    strace: str, program: Program, tmp_path: Path, call: str, error: str
) -> None:
    for number in range(1, MOST, extent(12, 1)):
        path = tmp_path / f"{number}.db"
        answer, happened = injected(strace, program, f"append sqlite:{path} a", call, error, number)
        assert answer.startswith(("ok a ", "refused ")), answer

        assert program.ask(f"append sqlite:{path} a").startswith("ok a 0 ")
        assert keys_in(f"sqlite:{path}") == ["a"]
        if not happened:
            return
    pytest.fail("the calls of making a ledger have no end")


@pytest.mark.parametrize("call", ["write", "fsync", "openat", "flock"])
@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
def test_a_spool_during_which_a_call_fails(
    strace: str, program: Program, tmp_path: Path, call: str, error: str
) -> None:
    for number in range(1, MOST):
        path = tmp_path / str(number)
        assert program.ask(f"spool {path} a") == "ok a"
        answer, happened = injected(strace, program, f"spool {path} b", call, error, number)
        if call == "write" and not answer:
            pytest.skip("the answer itself could not be written")
        assert answer == "ok b" or answer.startswith("refused "), answer
        program.ask(f"spool {path} c")
        found = [each.key for group in Spool(path).groups() for each in group]

        assert found == ["a", "b", "c"] or (answer.startswith("refused") and found == ["a", "c"])
        if not happened or (call == "write" and number == 1):
            return
    pytest.fail("the calls of a spool have no end")
