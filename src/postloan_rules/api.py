"""What the world imports: load a pack, read records, run cases, keep a trail.

A service loads a pack and decides: what only other programs need is imported where they ask for it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from postloan_rules.audit.log import Entry, Log, Verification, system_clock
from postloan_rules.audit.record import AuditRecord, Receipt
from postloan_rules.engine import cases
from postloan_rules.engine.cases import CaseResult
from postloan_rules.engine.decision import Decision
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
    """Return the JSON Schemas of what goes in and comes out, by name: ``record``, ``decision``, and files of packs."""
    from postloan_rules.engine.decision_schema import decision_schema
    from postloan_rules.model.json_schema import record_schema
    from postloan_rules.packs.json_schema import file_schemas

    return {
        "decision": decision_schema(),
        "record": record_schema(),
        **{f"pack.{name}": schema for name, schema in file_schemas().items()},
    }


class AuditLog:
    """The trail of decisions in one file: append-only, every record chained to the one before.

    Safe for several threads and processes. An append that returned is on the disk.
    """

    def __init__(self, log: Log) -> None:
        self._log = log

    @classmethod
    def open(cls, address: str, *, clock: Callable[[], datetime] = system_clock) -> Self:
        """Open the trail at ``address`` (``sqlite:trail.db``), making it if there is none.

        ``clock`` gives the instant that is noted beside each record; it must have a time zone.

        Raises:
            AuditError: if the address is not understood or the file is something else than a trail.
        """
        return cls(Log.open(address, clock=clock))

    def append(self, decision: Decision, *, key: str | None = None) -> Receipt:
        """Write ``decision`` down under the idempotency key ``key``, by default its id, and return where it stands.

        The same key with the same decision gives the first receipt again and writes nothing.

        Raises:
            IdempotencyConflictError: if ``key`` stands for another decision.
            AuditError: if the file refuses.
        """
        return self.append_many([decision], keys=None if key is None else [key])[0]

    def append_many(self, decisions: Sequence[Decision], *, keys: Sequence[str] | None = None) -> tuple[Receipt, ...]:
        """Write all ``decisions`` down in one transaction: all of them or none.

        Raises:
            ValueError: if there are not as many keys as decisions.
            IdempotencyConflictError, AuditError: as ``append``.
        """
        if keys is not None and len(keys) != len(decisions):
            raise ValueError(f"there are {len(decisions)} decisions and {len(keys)} keys")
        payloads = [decision.to_dict() for decision in decisions]
        chosen = [payload["id"] for payload in payloads] if keys is None else keys
        for pack in {each.pack.digest: each.pack for each in decisions}.values():
            self._log.keep_pack(pack.digest, pack.resolved_text)
        return self._log.append_many([Entry(*pair) for pair in zip(payloads, chosen, strict=True)])

    def append_payloads(
        self, payloads: Sequence[Mapping[str, Any]], pack: CheckedPack, *, canonical: Sequence[bytes] | None = None
    ) -> tuple[Receipt, ...]:
        """Write down decisions of ``pack`` that were turned into plain values before, under their ids.

        ``canonical`` are the payloads as canonical JSON (``Decision.to_json``), where somebody has that already.

        Raises:
            ValueError: if there are not as many of them as payloads.
            IdempotencyConflictError, AuditError: as ``append``.
        """
        self._log.keep_pack(pack.digest, pack.resolved_text)
        known = [None] * len(payloads) if canonical is None else canonical
        pairs = zip(payloads, known, strict=True)
        return self._log.append_many(
            [Entry(payload, str(payload["id"]), canonical=content) for payload, content in pairs]
        )

    def find(
        self,
        *,
        decision: str | None = None,
        subject: str | None = None,
        rule: str | None = None,
        outcome: str | None = None,
        since: date | None = None,
        until: date | None = None,
    ) -> list[AuditRecord]:
        """Return the records that fit all that is given, in the order in which they were written.

        ``rule`` is a rule that fired; ``since`` and ``until`` limit the as-of day, ``until`` exclusive.

        Raises:
            AuditError: if a record is damaged.
        """
        return self._log.find(decision=decision, subject=subject, rule=rule, outcome=outcome, since=since, until=until)

    def show(self, sequence: int) -> AuditRecord:
        """Return the record at ``sequence``, counted from 1.

        Raises:
            AuditError: if there is none or it is damaged.
        """
        return self._log.show(sequence)

    def pack_text(self, digest: str) -> str | None:
        """Return the resolved text of the pack with ``digest``, under which a decision of the trail was made."""
        return self._log.pack_text(digest)

    def verify(self) -> Verification:
        """Read the whole trail again and return every contradiction: gaps, broken links, changed bytes."""
        return self._log.verify()

    def __len__(self) -> int:
        return len(self._log)

    def close(self) -> None:
        """Close the file. Nothing is lost: every append is on the disk already."""
        self._log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
