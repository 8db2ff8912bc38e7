"""What a stored pack was made from: every file of a folder, byte by byte, and the library that read them."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from postloan_rules.packs.pack_file import MAXIMUM_PACK
from postloan_rules.version import VERSION

_LIBRARY: Final = Path(__file__).resolve().parents[1]
_READERS: Final = ("light", "text", "model", "feel", "packs", "ir")
"""The packages of this library whose text decides what a pack means."""
_YAML: Final = (".yaml", ".yml")

Contents = Mapping[str, bytes]


def contents_of(folder: Path) -> Contents | None:
    """Return the YAML files of a pack folder by their path in it; ``None`` where a link leads on or there is too much.

    Raises:
        OSError: if a file cannot be read.
    """
    found: dict[str, bytes] = {}
    total = 0
    for path in _files(os.fspath(folder), ""):
        if path is None:
            return None
        with open(os.path.join(folder, path), "rb") as file:  # noqa: PTH118, PTH123 - hundreds of files
            found[path] = file.read(MAXIMUM_PACK + 1)
        total += len(found[path])
        if total > MAXIMUM_PACK:
            return None
    return found


def _files(folder: str, prefix: str) -> Iterator[str | None]:
    """Yield the paths of YAML files below ``folder``, sorted; ``None`` for a link."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda each: each.name):
            if entry.is_symlink():
                yield None
            elif entry.is_dir():
                yield from _files(entry.path, f"{prefix}{entry.name}/")
            elif entry.name.lower().endswith(_YAML):
                yield f"{prefix}{entry.name}"


def fingerprint_of(contents: Contents) -> str:
    """Return what stands for ``contents`` as this library reads them.

    It does not say which Python reads them: what is stored is data, which means the same to all of them.
    """
    found = hashlib.sha256(f"{VERSION}\n{library_digest()}\n".encode())
    _add(found, contents)
    return found.hexdigest()


def _add(found: "hashlib._Hash", contents: Contents) -> None:
    for path, content in sorted(contents.items()):
        name = os.fsencode(path)
        found.update(f"{len(name)} {len(content)} ".encode())
        found.update(name)
        found.update(content)


@cache
def library_digest() -> str:
    """Return what stands for the text of the library, so that another one never answers for this."""
    found = hashlib.sha256()
    for package in _READERS:
        folder = _LIBRARY / package
        _add(found, {str(path.relative_to(_LIBRARY)): path.read_bytes() for path in sorted(folder.rglob("*.py"))})
    return found.hexdigest()
