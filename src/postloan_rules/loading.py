"""What a service needs before it decides: a pack, and records."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from postloan_rules.engine.prepared import files_of, prepared, read_prepared
from postloan_rules.errors import PackError, Problem, RecordError, UnknownNameError
from postloan_rules.model.portfolio import PortfolioRecord
from postloan_rules.model.reading import read_record as read
from postloan_rules.packs.fingerprint import Contents
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.text.nearest import nearest

_PACKAGE = Path(__file__).resolve().parent
_MANIFEST = "pack.yaml"
READY: Final = ".ready"
"""How the file beside a pack folder ends that says what the pack means."""


def library() -> tuple[Path, ...]:
    """Return the folders that hold the packs that come with the library: in a wheel, or in a checkout."""
    places = (_PACKAGE / "shipped", _PACKAGE.parents[1] / "rules")
    return tuple(place for place in places if place.is_dir())


def load(name_or_path: str | Path) -> CheckedPack:
    """Return the pack in the folder, or the pack of that name that comes with the library (``cn``).

    Cases are not looked at before somebody asks for ``cases``, which raises ``PackError`` where they have errors;
    ``check`` looks at all.

    Raises:
        UnknownNameError: if there is no such folder and no such pack.
        PackError: if the pack has errors; ``diagnostics`` are all of them, with their places.
    """
    folder = pack_folder(name_or_path)
    shown = str(name_or_path) if folder == Path(name_or_path) else f"rules/{name_or_path}"
    ready = folder.parent / f"{folder.name}{READY}"
    # Who may write beside the packs of the library may write the library; elsewhere nobody vouches for such a file.
    if ready.is_file() and folder.parent.resolve() in library():
        contents = files_of(folder)
        if contents is not None:
            made = read_prepared(ready.read_bytes(), contents, lambda: _checked(folder, shown, contents))
            if made is not None:
                return made
    return _checked(folder, shown)


def _checked(folder: Path, shown_as: str, contents: Contents | None = None) -> CheckedPack:
    from postloan_rules.packs.loader import load_pack

    result = load_pack(folder, library=library(), shown_as=shown_as, with_cases=False, contents=contents)
    if result.pack is None:
        raise PackError(result.diagnostics)
    return result.pack


def make_ready(folder: Path) -> Path | None:
    """Write down beside a pack of the library what it means, so that ``load`` need not work it out; return where.

    Nothing is written where the pack is made of several folders.

    Raises:
        PackError: if the pack has errors.
        OSError: if a file cannot be read or written.
    """
    contents = files_of(folder)
    content = None if contents is None else prepared(_checked(folder, folder.name, contents), contents)
    if content is None:
        return None
    target = folder.parent / f"{folder.name}{READY}"
    target.write_bytes(content)
    return target


def pack_folder(name_or_path: str | Path) -> Path:
    """Return the folder that ``load`` would read.

    Raises:
        UnknownNameError: if there is no such folder and no such pack.
    """
    path = Path(name_or_path)
    if path.exists():
        return path
    name = str(name_or_path)
    for place in library():
        if (place / name / _MANIFEST).is_file():
            return place / name
    known = sorted({each.parent.name for place in library() for each in place.glob(f"*/{_MANIFEST}")})
    raise UnknownNameError("pack or folder", name, nearest(name, known) or known)


def read_record(given: Mapping[str, Any] | str | bytes, *, strict: bool = False) -> PortfolioRecord:
    """Return the record that a mapping, or JSON, says.

    A float becomes the decimal of its shortest text and is noted in the provenance; ``strict`` refuses floats.

    Raises:
        RecordError: with all problems at once.
    """
    record, issues = read(given, strict=strict)
    if record is None:
        raise RecordError([Problem(each.remark.code, each.path, each.value, each.remark.message) for each in issues])
    return record
