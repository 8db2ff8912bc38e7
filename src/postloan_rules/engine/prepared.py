"""Packs that were made ready before: their meaning is read and not worked out again."""

from collections.abc import Callable
from pathlib import Path

from postloan_rules.ir import from_stored
from postloan_rules.ir.lowered import LoweredPack
from postloan_rules.packs.fingerprint import Contents, contents_of, fingerprint_of
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.packs.stored import Stored, from_bytes, pack_of, parts_of, stored_of, to_bytes


def lowered_of(pack: CheckedPack) -> LoweredPack:
    """Return what ``pack`` means on all days."""
    stored = stored_of(pack)
    if stored is not None:
        return from_stored.lowered_of(stored)
    from postloan_rules.ir.from_pack import lower_pack

    return lower_pack(pack)


def prepared(pack: CheckedPack, contents: Contents) -> bytes | None:
    """Return ``pack``, which was loaded from ``contents``, as bytes; ``None`` where other folders are part of it."""
    if len(pack.layers) != 1:
        return None
    parts = {**parts_of(pack), **from_stored.lowered_parts(lowered_of(pack))}
    return to_bytes(fingerprint_of(contents), parts)


def read_prepared(content: bytes, contents: Contents, rebuild: Callable[[], CheckedPack]) -> CheckedPack | None:
    """Return the pack that ``content`` holds, if it was made from ``contents`` by this very library.

    ``rebuild`` loads it from ``contents``, for tools that want the trees of its expressions, or its cases.
    """
    stored: Stored | None = from_bytes(content, fingerprint_of(contents))
    return None if stored is None else pack_of(stored, rebuild, contents)


def files_of(folder: Path) -> Contents | None:
    """Return the files of a pack folder, if they can be read as they stand."""
    try:
        return contents_of(folder)
    except OSError:
        return None
