"""Reports over a portfolio, and over tables in one pass."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from pathlib import Path

from postloan_rules.backends.protocol import BudgetExceededError
from postloan_rules.engine.bench import Bench
from postloan_rules.engine.day import PackDay
from postloan_rules.engine.interpret import Interpreter
from postloan_rules.engine.link import FamilyLinker, Graph
from postloan_rules.engine.report import Origin, ReportResult
from postloan_rules.engine.reporting import KeyTerm, ListMaker, Looked, RowTerms, TableMaker, TableTerms
from postloan_rules.engine.subjects import subjects_of
from postloan_rules.engine.words import Words
from postloan_rules.errors import Problem, RecordError, UnknownNameError
from postloan_rules.ingest.ingest import ingest
from postloan_rules.ingest.rejected import Rejected
from postloan_rules.ir.from_added import AddedTerms
from postloan_rules.ir.nodes import Term
from postloan_rules.ir.program import EnumerationTable
from postloan_rules.ir.record import Node
from postloan_rules.model.portfolio import PortfolioRecord
from postloan_rules.packs.definition import CheckedExpression, Condition
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.packs.report import ListReport, ReportDefinition, TableReport
from postloan_rules.text.catalogue import evaluation
from postloan_rules.text.nearest import nearest

BenchFor = Callable[[Graph], Bench]


def report_named(pack: CheckedPack, name: str) -> ReportDefinition:
    """Return the report ``name`` of ``pack``.

    Raises:
        UnknownNameError: if there is none.
    """
    known = {each.name: each for each in pack.reports}
    if name not in known:
        raise UnknownNameError("report", name, nearest(name, known) or sorted(known))
    return known[name]


class ReportRun:
    """One report on one day: takes graphs, one of a portfolio or one after the other of records."""

    def __init__(self, report: ReportDefinition, day: PackDay, asked: date, currency: str) -> None:
        self._report = report
        self._day = day
        self._asked = asked
        self._currency = currency
        self._terms = AddedTerms(day.pack, day.lowered)
        self._looked = Looked()
        self.words = Words(day)
        self._takers: dict[str, list[Callable[[Node, Interpreter], None]]] = {}
        """By entity, as each entity is looked at once, however many kinds of rows it makes."""
        self._maker: TableMaker | ListMaker = self._made(report)

    def table(self, name: str | None) -> EnumerationTable | None:
        """Return the values of an enumeration."""
        return self._day.program.enumerations.get(str(name))

    def _made(self, report: ReportDefinition) -> TableMaker | ListMaker:
        if isinstance(report, ListReport):
            maker = ListMaker(report, self)
            for rows in report.rows:
                show = tuple(None if each is None else self._expression(each, rows.entity) for each in rows.show)
                terms = RowTerms(rows.entity, rows.title, self._condition(rows.when, rows.entity), show)
                self._takers.setdefault(rows.entity, []).append(partial(maker.take, terms))
            return maker
        table = TableMaker(report, self._table_terms(report), self)
        self._takers[report.entity] = [table.take]
        return table

    def _table_terms(self, report: TableReport) -> TableTerms:
        entity = report.entity
        keys = []
        for key in report.by:
            bands = [(each.name, each.title, self._condition(each.when, entity)) for each in key.bands]
            term = None if key.expression is None else self._expression(key.expression, entity)
            keys.append(KeyTerm(term, tuple((name, title, when) for name, title, when in bands if when is not None)))
        measures = (
            None if each.expression is None else self._expression(each.expression, entity) for each in report.measures
        )
        return TableTerms(self._condition(report.where, entity), tuple(keys), tuple(measures))

    def _expression(self, expression: CheckedExpression, entity: str) -> Term:
        return self._terms.expression(expression, entity, self._asked)

    def _condition(self, condition: Condition | None, entity: str) -> Term | None:
        return None if condition is None else self._terms.condition(condition, entity, self._asked)

    def take(self, graph: Graph, bench: Bench) -> None:
        """Take all rows that ``graph`` holds.

        Raises:
            RecordError: if too many members of relations would have to be visited.
        """
        try:
            for entity, takers in self._takers.items():
                for node in self._looked.nodes(subjects_of(graph.roots, entity), entity):
                    for take in takers:
                        take(node, bench.interpreter)
        except BudgetExceededError as error:
            said = evaluation.too_large(error.limit)
            raise RecordError([Problem(said.code, "loan", "", said.message)]) from error

    def result(self, rejected: int = 0) -> ReportResult:
        """Return the report on all that was taken."""
        pack = self._day.pack
        origin = Origin(
            self._asked,
            self._currency,
            pack.id,
            pack.version,
            pack.digest,
            self._looked.subjects,
            dict(self._looked.absent),
            rejected,
        )
        return self._maker.result(origin)


def report_over(
    run: ReportRun, items: Iterable[PortfolioRecord | Rejected], linker: FamilyLinker, bench_for: BenchFor
) -> ReportResult:
    """Return the report on records that come one after the other; each is forgotten once it was taken."""
    rejected = 0
    for item in items:
        if isinstance(item, Rejected):
            rejected += 1
            continue
        try:
            graph = linker.link(item)
            run.take(graph, bench_for(graph))
        except RecordError:
            rejected += 1
    return run.result(rejected)


def records_of(
    mapping: Path | str,
    *,
    folder: Path | str | None,
    tables: Mapping[str, Path | str] | None,
    as_of: date,
) -> tuple[Iterable[PortfolioRecord | Rejected], str]:
    """Return the records of the tables of ``mapping``, and their currency.

    Raises:
        MappingError: if the mapping or a file cannot be used.
    """
    found = ingest(mapping, folder=folder, tables=tables, as_of=as_of)
    return found, found.currency
