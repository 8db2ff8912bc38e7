"""From a mapping and files to records: the one function that others call."""

from collections.abc import Iterator
from collections.abc import Mapping as MappingType
from datetime import date
from pathlib import Path

from postloan_rules.errors import MappingError
from postloan_rules.ingest.binding import bind
from postloan_rules.ingest.expressions import context_of
from postloan_rules.ingest.mapping import FileTable, Mapping
from postloan_rules.ingest.mapping_file import load_mapping
from postloan_rules.ingest.opening import Opening
from postloan_rules.ingest.plans import RecordPlan
from postloan_rules.ingest.records import Counts, RecordMaker
from postloan_rules.ingest.rejected import Rejected
from postloan_rules.ingest.unused import unused_columns
from postloan_rules.model.portfolio import PortfolioRecord
from postloan_rules.text.catalogue import data
from postloan_rules.text.diagnostic import Diagnostic
from postloan_rules.text.nearest import nearest


class Ingest:
    """One run over the tables of a mapping: iterate once; ``counts`` grow meanwhile.

    ``remarks`` are warnings about the files, such as a column that is called almost like a field and read by nothing.
    """

    def __init__(self, plan: RecordPlan, currency: str, as_of: date | None, remarks: tuple[Diagnostic, ...]) -> None:
        self._maker = RecordMaker(plan, currency, as_of)
        self.remarks = remarks

    @property
    def table(self) -> str:
        """The name, in the mapping, of the table whose rows become records."""
        return self._maker.plan.table.name

    @property
    def currency(self) -> str:
        """The currency of all records."""
        return self._maker.currency

    @property
    def counts(self) -> Counts:
        """How many rows were read, became records, were rejected or left out so far."""
        return self._maker.counts

    def __iter__(self) -> Iterator[PortfolioRecord | Rejected]:
        return self._maker.run()


def ingest(
    mapping: Mapping | Path | str,
    *,
    folder: Path | str | None = None,
    tables: MappingType[str, Path | str] | None = None,
    as_of: date | None = None,
) -> Ingest:
    """Return the records that the tables of ``mapping`` (or of the mapping file at that path) hold.

    Files are looked for in ``folder``, by default where the mapping file is; ``tables`` names other files for some
    tables. A row of another day than ``as_of`` is rejected, or left out where the mapping says that the table holds
    many days; without ``as_of`` each row is of its own day.

    Raises:
        MappingError: if the mapping or a file cannot be used; all diagnostics at once.
        MissingExtraError: for Parquet without DuckDB.
    """
    if not isinstance(mapping, Mapping):
        path = Path(mapping)
        loaded = load_mapping(path)
        if loaded.mapping is None:
            raise MappingError(loaded.diagnostics)
        mapping = loaded.mapping
        folder = path.parent if folder is None else folder
    opening = Opening(mapping, _paths(mapping, Path(folder or "."), tables or {}), context_of(None, mapping.currency))
    plan = bind(opening)
    if plan is None:
        raise MappingError(opening.report)
    return Ingest(plan, mapping.currency, as_of, unused_columns(plan))


def check_mapping(mapping: Path | str, *, folder: Path | str | None = None) -> tuple[Diagnostic, ...]:
    """Return what is wrong with a mapping file and, where ``folder`` holds its tables, with how they fit together."""
    path = Path(mapping)
    loaded = load_mapping(path)
    if loaded.mapping is None or folder is None:
        return loaded.diagnostics
    paths = _paths(loaded.mapping, Path(folder), {})
    opening = Opening(loaded.mapping, paths, context_of(None, loaded.mapping.currency))
    plan = bind(opening)
    return tuple(opening.report) if plan is None else unused_columns(plan)


def _paths(mapping: Mapping, folder: Path, given: MappingType[str, Path | str]) -> dict[str, Path]:
    known = tuple(name for name, table in mapping.tables.items() if isinstance(table, FileTable))
    unknown = [name for name in given if name not in known]
    if unknown:
        raise MappingError([data.no_such_table(name, nearest(name, known), known) for name in unknown])
    paths = {name: folder / table.file for name, table in mapping.tables.items() if isinstance(table, FileTable)}
    return paths | {name: Path(path) for name, path in given.items()}
