"""What an address of a trail names."""

from pathlib import Path
from typing import Final

from postloan_rules.audit.database import Database
from postloan_rules.errors import AuditError
from postloan_rules.text.catalogue import trail

_SQLITE: Final = "sqlite:"
_POSTGRES: Final = ("postgresql://", "postgres://", "postgresql:")


def database_at(address: str, wait_seconds: float) -> Database:
    """Return the database at ``address``; a writer waits ``wait_seconds`` for another program that writes.

    Raises:
        AuditError: if the address is not understood, or something else than a trail is there.
        MissingExtraError: if a package that it needs is not installed.
    """
    # Programs that keep no trail do not wait for what it needs.
    if address.startswith(_SQLITE) and address != _SQLITE:
        from postloan_rules.audit.sqlite_file import SqliteFile

        return SqliteFile(Path(address.removeprefix(_SQLITE)), busy_seconds=wait_seconds)
    if address.startswith(_POSTGRES):
        from postloan_rules.audit.postgres import PostgresSchema, split_schema

        conninfo, schema = split_schema(address)
        return PostgresSchema(conninfo, schema=schema, busy_seconds=wait_seconds)
    raise AuditError(trail.not_an_address(address))
