"""What a ledger needs of a database: one writer at a time, and reading from one state."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from postloan_rules.errors import TrailDamagedError
from postloan_rules.text.catalogue import trail

Row = tuple[Any, ...]


class Cursor(Protocol):
    """Runs statements inside one transaction; values stand for question marks."""

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """Return all rows that ``statement`` gives."""

    def each(self, statement: str, values: Sequence[Any] = ()) -> Iterable[Row]:
        """Yield the rows that ``statement`` gives without holding all of them."""

    def run(self, statement: str, values: Sequence[Any] = ()) -> None:
        """Run ``statement``, which gives nothing."""

    def run_many(self, statement: str, values: Sequence[Sequence[Any]]) -> None:
        """Run ``statement`` once for each of ``values``."""


class Database(Protocol):
    """A database that holds one ledger. Errors of the database are ``AuditError``."""

    def writing(self) -> AbstractContextManager[Cursor]:
        """Begin a transaction that nobody else can write beside; at its end all of it is on the disk, or nothing."""

    def reading(self) -> AbstractContextManager[Cursor]:
        """Begin a transaction that sees one state."""

    def scrub(self) -> None:
        """Make sure, as far as that can be, that nothing of deleted rows is left in the files of the database."""

    def close(self) -> None:
        """Close the connection. Nothing is lost: what was written is on the disk."""


def blob(cell: Any) -> bytes:
    """Return the bytes in a cell; a damaged file may hold anything there.

    Raises:
        AuditError: if there are none.
    """
    if isinstance(cell, (bytes, bytearray, memoryview)):
        return bytes(cell)
    raise TrailDamagedError(trail.cell_damaged())


def text(cell: Any) -> str:
    """Return the text in a cell.

    Raises:
        AuditError: if there is none.
    """
    if isinstance(cell, str):
        return cell
    raise TrailDamagedError(trail.cell_damaged())


def whole(cell: Any) -> int:
    """Return the whole number in a cell.

    Raises:
        AuditError: if there is none.
    """
    if isinstance(cell, int):
        return cell
    raise TrailDamagedError(trail.cell_damaged())
