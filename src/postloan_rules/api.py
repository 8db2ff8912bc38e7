"""What the world imports: load a pack, read records, run cases, keep a trail.

A service loads a pack and decides: what only other programs need is imported where they ask for it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from postloan_rules.engine import cases
from postloan_rules.engine.cases import CaseResult
from postloan_rules.engine.engine import Engine
from postloan_rules.errors import PackError, Problem, RecordError, UnknownNameError
from postloan_rules.ingest.rejected import Rejected
from postloan_rules.model.portfolio import PortfolioRecord
from postloan_rules.model.reading import read_record as read
from postloan_rules.packs.loader import load_pack
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.text.diagnostic import Diagnostic
from postloan_rules.text.nearest import nearest

_PACKAGE = Path(__file__).resolve().parent
_MANIFEST = "pack.yaml"


def _library() -> tuple[Path, ...]:
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
    folder = _folder(name_or_path)
    shown = str(name_or_path) if folder == Path(name_or_path) else f"rules/{name_or_path}"
    result = load_pack(folder, library=_library(), shown_as=shown, with_cases=False)
    if result.pack is None:
        raise PackError(result.diagnostics)
    return result.pack


def check(path: str | Path, overlays: Sequence[str | Path] = ()) -> list[Diagnostic]:
    """Return all that is to be said about the pack in ``path``, with ``overlays`` laid over it: errors and warnings.

    Never raises for what is in the files.

    Raises:
        UnknownNameError: if there is no such folder and no such pack.
    """
    from postloan_rules.packs.lints import lint

    folder = _folder(path)
    shown = str(path) if folder == Path(path) else f"rules/{path}"
    result = load_pack(folder, library=_library(), overlays=tuple(overlays), shown_as=shown)
    return [*result.diagnostics, *(lint(result.pack) if result.pack is not None else ())]


def _folder(name_or_path: str | Path) -> Path:
    path = Path(name_or_path)
    if path.exists():
        return path
    name = str(name_or_path)
    for place in _library():
        if (place / name / _MANIFEST).is_file():
            return place / name
    known = sorted({each.parent.name for place in _library() for each in place.glob(f"*/{_MANIFEST}")})
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


def read_records(
    mapping: str | Path,
    *,
    folder: str | Path | None = None,
    tables: Mapping[str, str | Path] | None = None,
    as_of: date | None = None,
) -> Iterator[PortfolioRecord | Rejected]:
    """Return, one after the other, the records that the tables of a mapping file hold and the rows that are none.

    Files are looked for in ``folder``, by default beside the mapping file; ``tables`` names other files for some
    tables. Rows of another day than ``as_of`` are rejected.

    Raises:
        MappingError: if the mapping or a file cannot be used, with all problems.
    """
    from postloan_rules.ingest.ingest import ingest

    return iter(ingest(mapping, folder=folder, tables=tables, as_of=as_of))


def format_pack(path: str | Path) -> dict[Path, str]:
    """Return the new text of every file of the pack in ``path`` that is not in the canonical layout.

    Nothing is written, and what the pack says stays as it is.

    Raises:
        UnknownNameError: if there is no such folder and no such pack.
    """
    from postloan_rules.packs import formatter

    return formatter.format_pack(_folder(path), library=_library())


def run_cases(pack: CheckedPack, overlays: Sequence[CheckedPack | str | Path] = ()) -> list[CaseResult]:
    """Return the results of all cases of ``pack``; with ``overlays`` laid over it, of the cases of the overlays.

    Raises:
        PackError: if an overlay does not fit the pack, or there are errors in cases.
    """
    return cases.run_cases(Engine(pack, overlays=overlays))


def schemas() -> dict[str, Any]:
    """Return the JSON Schemas of what goes in and comes out, by name: ``record``, ``decision``, and files of packs."""
    from postloan_rules.engine.decision_schema import decision_schema
    from postloan_rules.model.json_schema import record_schema
    from postloan_rules.packs.json_schema import file_schemas

    return {
        "decision": decision_schema(),
        "record": record_schema(),
        **{f"pack.{name}": schema for name, schema in file_schemas().items()},
    }
