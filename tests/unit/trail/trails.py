"""Trails to write to, decisions to write down, and a ledger that can be made to refuse."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from postloan_rules import AuditLog, Override
from postloan_rules.audit.database import Cursor, Database
from postloan_rules.audit.ledger import Ledger
from postloan_rules.audit.spool import Spool
from postloan_rules.audit.sqlite_file import SqliteFile
from postloan_rules.errors import AuditError
from postloan_rules.text.catalogue import trail
from tests.unit.audit.conftest import ticking


def opened(folder: Path, **options: Any) -> AuditLog:
    """Return the trail in ``folder``."""
    return AuditLog.open(f"sqlite:{folder / 'trail.db'}", name="bank", clock=ticking(), **options)


class Moody:
    """A database that refuses to write, or is gone altogether, while it is told to."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.refuses = False
        self.is_gone = False

    @contextmanager
    def writing(self) -> Iterator[Cursor]:
        if self.refuses or self.is_gone:
            raise AuditError(trail.refuses(trail.disk_full()))
        with self._database.writing() as cursor:
            yield cursor

    @contextmanager
    def reading(self) -> Iterator[Cursor]:
        if self.is_gone:
            raise AuditError(trail.connection_lost())
        with self._database.reading() as cursor:
            yield cursor

    def scrub(self) -> None:
        self._database.scrub()

    def close(self) -> None:
        self._database.close()


def moody(folder: Path, *, spooling: bool = True) -> tuple[AuditLog, Moody]:
    """Return a trail whose database can be made to refuse, and that database."""
    database = Moody(SqliteFile(folder / "trail.db"))
    ledger = Ledger(database, name="bank", clock=ticking())
    if spooling:
        return AuditLog(ledger, on_failure="spool", spool=Spool(folder / "trail.spool")), database
    return AuditLog(ledger), database


def evidence(*numbers: int) -> tuple[str, ...]:
    """Return digests of that many documents."""
    return tuple(f"sha256:{number:064}" for number in numbers)


def override(chosen: str, **changes: Any) -> Override:
    """Return an override that the policy allows for the worse, with these changes."""
    content: dict[str, Any] = {
        "chosen": chosen,
        "reason_code": "new_information",
        "reason": "担保人失踪",
        "evidence": evidence(1),
        "authority": "风险委员会",
        "decided_by": "E7",
        "starts_on": date(2026, 11, 23),
        "expires_on": date(2027, 1, 1),
    }
    return Override(**{**content, **changes})
