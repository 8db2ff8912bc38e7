"""Entries that the ledger could not take, kept in a local file until it can: nothing is dropped."""

import json
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from postloan_rules.audit.canonical import canonical_bytes, digest_of
from postloan_rules.audit.entry import Entry
from postloan_rules.audit.file_lock import locked
from postloan_rules.errors import AuditError
from postloan_rules.text.catalogue import trail

_OWNER_ONLY: Final = 0o600
WAIT_SECONDS: Final = 60.0
"""How long a program waits for another one that writes what was spooled into the ledger."""
_TORN: Final = b" torn\n"
"""Ends a line of a write that failed or was cut short, so that it is not taken for one that somebody changed."""


class Spool:
    """A file of groups of entries, one group a line, each line with its digest; readable by its owner only.

    What is personal is not sealed here yet: the file must lie where the database's own files could lie. Several
    programs may share a spool: they take turns.
    """

    def __init__(self, path: Path, *, wait_seconds: float = WAIT_SECONDS) -> None:
        self._path = path
        self._seconds = wait_seconds
        self._lock = threading.Lock()

    def add(self, entries: Sequence[Entry]) -> None:
        """Write a group down; when this returns it is on the disk.

        Raises:
            AuditError: if it cannot be written.
        """
        body = canonical_bytes([_plain(each) for each in entries])
        line = canonical_bytes([digest_of(body), body.decode()]) + b"\n"
        with self._turn():
            try:
                made = not self._path.exists()
                handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, _OWNER_ONLY)
                try:
                    self._end_torn_line(handle)
                    _write_all(handle, line)
                    os.fsync(handle)
                finally:
                    os.close(handle)
                if made:
                    _settle_folder(self._path.parent)
            except OSError as error:
                raise AuditError(trail.spool_unwritable(self._path, error.strerror)) from error

    def groups(self) -> Iterator[tuple[Entry, ...]]:
        """Yield the groups in the order in which they came; a line that was never finished was never acknowledged.

        Raises:
            AuditError: if a finished line was changed.
        """
        if not self._path.exists():
            return
        with self._path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if not line.endswith(b"\n"):
                    return
                if line.strip():
                    yield self._group(number, line)

    def replay(self, write: Callable[[tuple[Entry, ...]], None]) -> int:
        """Hand every group to ``write``, then empty the file; return the number of groups.

        ``write`` takes the same group twice as once, so that a crash in between loses and doubles nothing. Who adds
        meanwhile waits.

        Raises:
            AuditError: if the spool is held by another program, cannot be emptied, or a line of it was changed.
        """
        if not self._path.exists():
            return 0
        with self._turn():
            done = 0
            for group in self.groups():
                write(group)
                done += 1
            if self._path.exists():
                # Overwritten before it goes, for it holds values that the ledger seals.
                with self._path.open("r+b") as file:
                    file.write(b"\n" * self._path.stat().st_size)
                    file.flush()
                    os.fsync(file.fileno())
                self._path.unlink()
                _settle_folder(self._path.parent)
            return done

    def __bool__(self) -> bool:
        return any(True for _ in self.groups())

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Keep the other threads out, and the other programs: between reading and emptying nobody may add."""
        with self._lock:
            try:
                with locked(Path(f"{self._path}.lock"), seconds=self._seconds) as got:
                    if not got:
                        raise AuditError(trail.spool_busy(self._path, self._seconds))
                    yield
            except OSError as error:
                raise AuditError(trail.spool_unwritable(self._path, error.strerror)) from error

    def _group(self, number: int, line: bytes) -> tuple[Entry, ...]:
        try:
            digest, body = json.loads(line)
            if digest_of(body.encode()) == digest:
                return tuple(_entry(each) for each in json.loads(body))
        except (ValueError, TypeError, KeyError, AttributeError):
            pass
        # It was never acknowledged.
        if line.endswith(_TORN):
            return ()
        raise AuditError(trail.spool_changed(self._path, number))

    def _end_torn_line(self, handle: int) -> None:
        size = os.fstat(handle).st_size
        if size:
            with self._path.open("rb") as file:
                file.seek(size - 1)
                if file.read(1) != b"\n":
                    _write_all(handle, _TORN)


def _plain(entry: Entry) -> dict[str, Any]:
    said = asdict(entry)
    return {**said, "subjects": list(entry.subjects), "terms": [list(each) for each in entry.terms]}


def _entry(said: dict[str, Any]) -> Entry:
    return Entry(
        payload=said["payload"],
        key=said["key"],
        kind=said["kind"],
        subjects=tuple(said["subjects"]),
        terms=tuple((name, value) for name, value in said["terms"]),
        personal={pointer: tuple(parties) for pointer, parties in said["personal"].items()},
    )


def _write_all(handle: int, content: bytes) -> None:
    while content:
        content = content[os.write(handle, content) :]


def _settle_folder(folder: Path) -> None:
    """Make the name of a new or removed file survive a crash as well."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
