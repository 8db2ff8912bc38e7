"""A lock that the programs of one machine take in turn: a file beside what it guards, which is never removed."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Final

_OWNER_ONLY: Final = 0o600
_PAUSE: Final = 0.01
"""Seconds between two attempts."""


@contextmanager
def locked(path: Path, *, seconds: float) -> Iterator[bool]:
    """Hold the lock file at ``path`` while the block runs; gives whether it was got within ``seconds``.

    The system lets go of it when the program dies. Where the system offers no locks of files, nothing is held.

    Raises:
        OSError: if the file cannot be made.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, _OWNER_ONLY)
    try:
        # Closing the file gives the lock back.
        yield _taken(handle, seconds)
    finally:
        os.close(handle)


def _taken(handle: int, seconds: float) -> bool:
    take = _take()
    for _ in range(max(1, round(seconds / _PAUSE))):
        try:
            take(handle)
        except (BlockingIOError, PermissionError):
            time.sleep(_PAUSE)
        else:
            return True
    return False


def _take() -> Any:
    """Return what takes the lock or raises at once: POSIX has one way, Windows another."""
    try:
        posix: Any = import_module("fcntl")
    except ModuleNotFoundError:
        pass
    else:
        return lambda handle: posix.flock(handle, posix.LOCK_EX | posix.LOCK_NB)
    try:
        windows: Any = import_module("msvcrt")
    except ModuleNotFoundError:
        return lambda handle: None
    return lambda handle: windows.locking(handle, windows.LK_NBLCK, 1)
