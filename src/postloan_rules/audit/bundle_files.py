"""A bundle as files: a folder, or a ZIP file with the same names."""

import hashlib
import struct
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Final, Self

from postloan_rules.errors import AuditError
from postloan_rules.text.catalogue import proofs

_CHUNK: Final = 1 << 20
_SAME_INSTANT: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest instant that a ZIP file can write; the same content gives the same bytes."""
LONGEST_LINE: Final = 64 * 1024 * 1024
_MOST_FILES: Final = 100_000


class BundleWriter:
    """Writes files one after the other and remembers their digests."""

    def __init__(self, path: Path) -> None:
        """Begin a bundle at ``path``: a ZIP file where it ends in ``.zip``, else a folder.

        Raises:
            AuditError: if something is there already, or it cannot be made.
        """
        self.digests: dict[str, str] = {}
        self._folder = path
        self._zip: zipfile.ZipFile | None = None
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise AuditError(proofs.path_taken(path))
        try:
            if path.suffix == ".zip":
                self._zip = zipfile.ZipFile(path, "w", compression=zipfile.ZIP_DEFLATED)
            else:
                path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise AuditError(proofs.path_unwritable(path, error.strerror)) from error

    def write(self, name: str, chunks: Iterable[bytes]) -> None:
        """Write the file ``name``."""
        digest = hashlib.sha256()
        with self._open(name) as file:
            for chunk in chunks:
                digest.update(chunk)
                file.write(chunk)
        self.digests[name] = "sha256:" + digest.hexdigest()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._zip is not None:
            self._zip.close()

    def _open(self, name: str) -> IO[bytes]:
        if self._zip is not None:
            about = zipfile.ZipInfo(name, _SAME_INSTANT)
            about.compress_type = zipfile.ZIP_DEFLATED
            return self._zip.open(about, "w", force_zip64=True)
        target = self._folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        return target.open("wb")


class BundleReader:
    """Reads the files of a bundle; nothing outside of it is looked at."""

    def __init__(self, path: Path) -> None:
        """Open the bundle at ``path``.

        Raises:
            AuditError: if there is none.
        """
        self._zip: zipfile.ZipFile | None = None
        self._folder = path
        if path.is_dir():
            root = path.resolve()
            self.names = frozenset(
                each.relative_to(path).as_posix()
                for each in path.rglob("*")
                if each.is_file() and each.resolve().is_relative_to(root)
            )
        elif path.is_file():
            try:
                self._zip = zipfile.ZipFile(path)
            except (zipfile.BadZipFile, OSError, RuntimeError, ValueError, LookupError, struct.error) as error:
                raise AuditError(proofs.not_a_bundle(path)) from error
            self.names = frozenset(each for each in self._zip.namelist() if _is_plain(each))
        else:
            raise AuditError(proofs.no_bundle(path))
        if len(self.names) > _MOST_FILES:
            raise AuditError(proofs.too_many_files(path, _MOST_FILES))

    def digest(self, name: str) -> str:
        """Return the digest of the file ``name``."""
        digest = hashlib.sha256()
        with self._open(name) as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
        return "sha256:" + digest.hexdigest()

    def text(self, name: str) -> bytes:
        """Return the file ``name`` as a whole.

        Raises:
            ValueError: if it is larger than any such file can be.
        """
        with self._open(name) as file:
            content = file.read(LONGEST_LINE + 1)
        if len(content) > LONGEST_LINE:
            raise ValueError("it is too large")
        return content

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield the lines of the file ``name`` without their ends.

        Raises:
            ValueError: if a line is longer than any such line can be, or the last has no end.
        """
        with self._open(name) as file:
            while line := file.readline(LONGEST_LINE + 1):
                if not line.endswith(b"\n"):
                    raise ValueError("a line has no end")
                yield line[:-1]

    def close(self) -> None:
        """Close the ZIP file, if it is one."""
        if self._zip is not None:
            self._zip.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open(self, name: str) -> IO[bytes]:
        if self._zip is not None:
            return self._zip.open(name)
        return (self._folder / name).open("rb")


def _is_plain(name: str) -> bool:
    path = PurePosixPath(name)
    return not name.endswith("/") and not path.is_absolute() and ".." not in path.parts
