"""What the world imports: load a pack, read records, run cases, keep a trail.

A service loads a pack and decides: what only other programs need is imported where they ask for it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal

from postloan_rules.engine import cases
from postloan_rules.engine.cases import CaseResult
from postloan_rules.engine.engine import Engine
from postloan_rules.errors import Problem, RecordError
from postloan_rules.ingest.rejected import Rejected
from postloan_rules.loading import library, pack_folder
from postloan_rules.model.portfolio import PortfolioRecord
from postloan_rules.model.portfolio_figures import PortfolioFigures
from postloan_rules.model.whole import Portfolio
from postloan_rules.packs.loader import load_pack
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.text.diagnostic import Diagnostic


def check(path: str | Path, overlays: Sequence[str | Path] = (), *, as_of: date | None = None) -> list[Diagnostic]:
    """Return all that is to be said about the pack in ``path``, with ``overlays`` laid over it: errors and warnings.

    With ``as_of`` parameters are named that were not reviewed for longer than the pack's ``review_within`` on that day.
    Never raises for what is in the files.

    Raises:
        UnknownNameError: if there is no such folder and no such pack.
    """
    from postloan_rules.packs.lints import lint
    from postloan_rules.packs.review import overdue

    folder = pack_folder(path)
    shown = str(path) if folder == Path(path) else f"rules/{path}"
    result = load_pack(folder, library=library(), overlays=tuple(overlays), shown_as=shown)
    if result.pack is None:
        return list(result.diagnostics)
    late = () if as_of is None else overdue(result.pack, as_of)
    return [*result.diagnostics, *lint(result.pack), *late]


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


def read_portfolio(given: Mapping[str, Any] | str | bytes, *, strict: bool = False) -> Portfolio:
    """Return the portfolio that a mapping, or JSON, says: its figures, the institution and ``records`` of all loans.

    Raises:
        RecordError: with all problems at once.
    """
    from postloan_rules.model.reading import read_portfolio as read_whole

    portfolio, issues = read_whole(given, strict=strict)
    if portfolio is None:
        raise RecordError([Problem(each.remark.code, each.path, each.value, each.remark.message) for each in issues])
    return portfolio


def collect_portfolio(
    items: Iterable[PortfolioRecord | Rejected],
    *,
    as_of: date,
    currency: str = "CNY",
    figures: PortfolioFigures | None = None,
) -> Portfolio:
    """Return the portfolio of all ``items``, as ``read_records`` gives them; with a rejected row it is not complete."""
    found = list(items)
    records = [each for each in found if not isinstance(each, Rejected)]
    complete = len(records) == len(found)
    return Portfolio(records, as_of=as_of, currency=currency, figures=figures, complete=complete)


def format_pack(path: str | Path) -> dict[Path, str]:
    """Return the new text of every file of the pack in ``path`` that is not in the canonical layout.

    Nothing is written, and what the pack says stays as it is.

    Raises:
        UnknownNameError: if there is no such folder and no such pack.
    """
    from postloan_rules.packs import formatter

    return formatter.format_pack(pack_folder(path), library=library())


def run_cases(pack: CheckedPack, overlays: Sequence[CheckedPack | str | Path] = ()) -> list[CaseResult]:
    """Return the results of all cases of ``pack``; with ``overlays`` laid over it, of the cases of the overlays.

    Raises:
        PackError: if an overlay does not fit the pack, or there are errors in cases.
    """
    return cases.run_cases(Engine(pack, overlays=overlays))


def document(
    pack: CheckedPack,
    *,
    languages: Literal["zh", "en", "both"] = "both",
    format: Literal["html", "markdown"] = "html",
) -> dict[str, str]:
    """Return the rulebook of ``pack`` for people, as the texts of its files by name; ``index`` is where to start.

    It holds every decision with its rules in sentences, limits with their history, facts with their formulas, sources,
    and the cases as examples. The HTML needs no network. The same pack gives the same characters.

    Raises:
        PackError: if there are errors in the cases of the pack.
    """
    from postloan_rules.rulebook.document import document

    return document(pack, languages, format)


def schemas() -> dict[str, Any]:
    """Return JSON Schemas by name: ``record``, ``decision``, files of packs, and records of a trail."""
    from postloan_rules.engine.decision_schema import decision_schema
    from postloan_rules.model.json_schema import record_schema
    from postloan_rules.packs.json_schema import file_schemas
    from postloan_rules.trail.record_schemas import record_schemas

    return {
        "decision": decision_schema(),
        "record": record_schema(),
        **{f"pack.{name}": schema for name, schema in file_schemas().items()},
        **{f"trail.{name}": schema for name, schema in record_schemas().items()},
    }
