"""What the tests of faults share: a PostgreSQL server, and ledgers at addresses."""

import itertools
from pathlib import Path

import pytest

from tests.fault.extent import EVERYTHING
from tests.unit.audit.conftest import server

__all__ = ["server"]
_schemas = itertools.count()
# Killing programs and letting their calls fail takes minutes: ``make fault`` does it, ``make test`` does not.
collect_ignore = (
    []
    if EVERYTHING
    else ["test_identical.py", "test_killed.py", "test_processes.py", "test_system_calls.py", "test_disk.py"]
)


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a ledger that is not there yet."""
    if request.param == "sqlite":
        return f"sqlite:{tmp_path / 'ledger.db'}"
    running = request.getfixturevalue("server")
    return f"{running}{'&' if '?' in running else '?'}schema=fault_{next(_schemas)}"
