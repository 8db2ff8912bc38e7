"""The engine: a pack, ready to decide."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, overload

from postloan_rules.backends.protocol import MEMBER_VISITS, Backend, BudgetExceededError, Context, UnexpectedValueError
from postloan_rules.backends.python.compiled import PythonBackend
from postloan_rules.engine.ahead.event import HORIZON_DAYS, LARGEST_HORIZON, NextEvent, Notice
from postloan_rules.engine.bench import Bench
from postloan_rules.engine.day import PackDay
from postloan_rules.engine.decision import Decision
from postloan_rules.engine.declaring import declared_by
from postloan_rules.engine.evaluate import Evaluation
from postloan_rules.engine.facts import outward
from postloan_rules.engine.given import Declared
from postloan_rules.engine.link import FamilyLinker, Graph, link
from postloan_rules.engine.link_portfolio import link_portfolio
from postloan_rules.engine.periods import Periods, decision_on
from postloan_rules.engine.prepared import lowered_of
from postloan_rules.engine.python_conditions import python_conditions
from postloan_rules.engine.report import ReportResult
from postloan_rules.engine.subjects import OVERALL, REACHED, Subject, subject_id, subjects_of
from postloan_rules.engine.table import Detail, Progress, Run, Trail, decide_table
from postloan_rules.errors import (
    InternalError,
    ManySubjectsError,
    PackError,
    ParameterNotInForceError,
    Problem,
    RecordError,
    UnknownNameError,
)
from postloan_rules.ir.lowered import LoweredPack
from postloan_rules.ir.nodes import Term
from postloan_rules.ir.program import DecisionTerm, FactTerm
from postloan_rules.ir.record import Node
from postloan_rules.ir.specialise import values_on
from postloan_rules.ir.walk import terms_in
from postloan_rules.model.portfolio import PortfolioRecord
from postloan_rules.model.whole import Portfolio
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.packs.python_rule import PythonRule
from postloan_rules.text.catalogue import data, evaluation
from postloan_rules.text.nearest import nearest

ALL = "all"
CHAPTER = "chapter:"
Decidable = PortfolioRecord | Portfolio
"""What decisions are asked about: one loan and its surroundings, or all loans."""
_VISITS_OF_EACH_LOAN = 10_000


class Engine:
    """Decides about records under one pack. Immutable and safe to share between threads; a new pack is a new engine.

    ``overlays`` are packs (loaded, or folders) that change parameters and add rules; ``rules`` are rules in
    Python, made by ``@rule``. With ``pseudonym_key`` decision ids and pseudonyms are keyed, so that nobody without the
    key can check a guess about a subject; without one they are plain digests.

    Raises:
        PackError: if an overlay or rule does not fit the pack, with all problems.
        TypeError: if something else than a loaded pack, overlays and rules is given.
    """

    def __init__(
        self,
        pack: CheckedPack,
        *,
        overlays: Sequence[CheckedPack | Path | str] = (),
        rules: Sequence[PythonRule] = (),
        pseudonym_key: bytes | None = None,
        backend: Backend | None = None,
    ) -> None:
        _understood(pack, overlays, rules)
        if overlays:
            from postloan_rules.packs.loader import lay_over

            laid = lay_over(pack, tuple(overlays))
            if laid.pack is None:
                raise PackError(laid.diagnostics)
            pack = laid.pack
        if rules:
            from postloan_rules.packs.attach import attach_python_rules

            attached = attach_python_rules(pack, tuple(rules))
            if attached.pack is None:
                raise PackError(attached.diagnostics)
            pack = attached.pack
        self._pack = pack
        lowered = lowered_of(pack)
        self._lowered = lowered
        self._declared = declared_by(pack, lowered)
        self._periods = Periods(pack, lowered, backend or PythonBackend(), self._declared)
        self._names = frozenset(each.name for each in lowered.definitions if isinstance(each, DecisionTerm))
        self._python_conditions = python_conditions(rules)
        self._pseudonym_key = pseudonym_key
        self._movers: dict[date, Any] = {}
        """What looking ahead found out about each period of the pack; the same whoever finds it."""

    @property
    def pack(self) -> CheckedPack:
        """The pack as resolved, overlays and Python rules included."""
        return self._pack

    @property
    def declared(self) -> Declared:
        """What the pack declares beside the model: fields and facts that a record may give."""
        return self._declared

    @overload
    def decide(self, name: str, record: Decidable, *, as_of: date | None = None) -> Decision: ...

    @overload
    def decide(
        self, name: list[str] | tuple[str, ...], record: Decidable, *, as_of: date | None = None
    ) -> Mapping[str, Decision]: ...

    def decide(self, name: str | Sequence[str], record: Decidable, *, as_of: date | None = None) -> Any:
        """Return the decision ``name`` about ``record``; for a list of names a mapping of name to decision.

        ``"all"`` and ``"chapter:classification"`` stand for several names and give a mapping too (``names`` lists them,
        which type checkers prefer). A
        decision about the loan's borrower, their group, the facility or the institution can be asked for as well;
        where the record does not give that entity, every outcome is possible. What a decision about each collateral,
        warning… says ``decide_each`` tells. Of a portfolio, those about itself and the institution can be asked for.

        Raises:
            UnknownNameError: if the pack has no such decision or chapter.
            ManySubjectsError: if the decision is about each of several things that the record holds.
            RecordError: if the record holds for another day than ``as_of``, or gives what the pack cannot read.
            PackNotInForceError: if the pack does not cover the record's day.
            ParameterNotInForceError: if a rule in force reads a parameter that has no value on the day.
        """
        if isinstance(name, str) and name in self._names:
            self._same_day(record, as_of)
            bench = self._bench(self.link(record))
            return self._decided(name, bench, Evaluation(bench))
        names = self.names(name, of=_reached(record))
        self._same_day(record, as_of)
        return self.decide_linked(names, self.link(record))

    def link(self, record: Decidable) -> Graph:
        """Return the graph of ``record``, for those who decide it more than once.

        Raises:
            RecordError: if it gives what the pack cannot read.
        """
        linking = link_portfolio if isinstance(record, Portfolio) else link
        return linking(record, self._declared)  # type: ignore[arg-type]

    def decide_each(
        self, name: str | Sequence[str], record: Decidable, *, as_of: date | None = None
    ) -> tuple[Decision, ...]:
        """Return what ``name`` says about each entity that the record holds of the kind that it asks about.

        A decision about collateral gives one for each collateral of the loan at hand, one about warnings gives those of
        the loan and then those of the borrower; about what the loan leads to one by one it gives one, as ``decide``.
        Of a portfolio it gives one for every loan, or every borrower, or what they hold.
        Where a relation was not supplied there is one decision without a subject in its place, whose outcome is
        unknown and which names the relation as missing. ``name`` may stand for several decisions, as in ``decide``, and
        then for those about such entities as well; their decisions follow one after the other.

        Raises:
            UnknownNameError, RecordError, PackNotInForceError, ParameterNotInForceError: as ``decide``.
        """
        names = self.names(name, each=True)
        self._same_day(record, as_of)
        return tuple(self.decide_each_linked(names, self.link(record)))

    def names(self, name: str | Sequence[str], *, each: bool = False, of: Sequence[str] = REACHED) -> tuple[str, ...]:
        """Return the decisions that ``name`` stands for, in the order of the pack.

        "all" and chapters stand for decisions about the entities in ``of``; with ``each`` for those as well that are
        about each of several things.

        Raises:
            UnknownNameError: if there is no such decision or chapter.
        """
        if not isinstance(name, str):
            return tuple(dict.fromkeys(found for part in name for found in self.names(part, each=each, of=of)))
        able = [known for known in self.pack.decisions if each or known.entity in of]
        if name == ALL:
            return tuple(known.name for known in able)
        if name.startswith(CHAPTER):
            chapter = name.removeprefix(CHAPTER)
            chapters = [known.id for known in self.pack.chapters]
            if chapter not in chapters:
                raise UnknownNameError("chapter", chapter, nearest(chapter, chapters) or sorted(chapters))
            return tuple(known.name for known in able if known.chapter == chapter)
        if name not in self._names:
            raise self._unknown_decision(name)
        return (name,)

    def fact(self, path: str, record: Decidable, *, as_of: date | None = None) -> Any:
        """Return the fact ``path`` (``loan.days_past_due``): a ``Decimal``, bool, str or date, ``None`` where unknown.

        Where only bounds are known it is a tuple ``(low, high)``. Fields of the model that are no facts of the pack
        are read as the record gives them.

        Raises:
            UnknownNameError: if there is no such fact or field.
            RecordError, PackNotInForceError, ParameterNotInForceError: as ``decide``.
        """
        entity, _, name = path.partition(".")
        self._same_day(record, as_of)
        fact = next((each for each in self._facts() if (each.entity, each.name) == (entity, name)), None)
        if entity not in _reached(record) or (fact is None and name not in self.pack.entities[entity].members):
            known = self._fact_paths(_reached(record))
            raise UnknownNameError("fact", path, nearest(path, known) or sorted(known))
        graph = self.link(record)
        return self._value(name, fact, graph.roots.get(entity), graph)

    def fact_each(self, path: str, record: Decidable) -> tuple[tuple[str, Any], ...]:
        """Return the fact ``path`` (``collateral.loan_to_value``) of each such entity that ``decide_each`` would decide
        about, each with the id of the entity; an empty id and ``None`` where a relation was not supplied.

        Raises:
            UnknownNameError, RecordError, PackNotInForceError, ParameterNotInForceError: as ``fact``.
        """
        entity, _, name = path.partition(".")
        self._same_day(record, None)
        fact = next((each for each in self._facts() if (each.entity, each.name) == (entity, name)), None)
        if fact is None and (entity not in self.pack.entities or name not in self.pack.entities[entity].members):
            known = [f"{each.entity}.{each.name}" for each in self._facts()]
            raise UnknownNameError("fact", path, nearest(path, known) or sorted(known))
        graph = self.link(record)
        subjects = [each.node for each in subjects_of(graph.roots, entity)]
        ids = ["" if node is None else subject_id(node) for node in subjects]
        values = [self._value(name, fact, node, graph) for node in subjects]
        return tuple(zip(ids, values, strict=True))

    def _value(self, name: str, fact: FactTerm | None, node: Node | None, graph: Graph) -> Any:
        if node is None:
            return None
        if fact is None:
            value = node.fields.get(name, node.fields["extension"].get(name))
            return getattr(value, "amount", value)
        return self._fact(fact, node, graph)

    def _fact(self, fact: FactTerm, node: Node, graph: Graph) -> Any:
        day = self._periods.on(graph.record.as_of)
        for term in (fact.field, fact.formula):
            self._parameters_in_force(term, graph.record.as_of)
        if (fact.entity, fact.name) not in day.facts:
            # No decision that can be made on the day reads it, so it was left out.
            return None
        try:
            value = day.compiled.fact(fact.entity, fact.name, node, self._context(graph.record))
        except UnexpectedValueError as error:
            raise InternalError(f"deciding: {error} was not noticed while linking, pack {self.pack.digest}") from error
        table = day.program.enumerations.get(str(fact.type.name))
        return outward(value, fact.type, table)

    def _parameters_in_force(self, term: Term | None, day: date) -> None:
        for each in terms_in(term) if term is not None else ():
            parameter = self._lowered.parameters.get(getattr(each, "id", ""))
            if parameter is not None and not values_on(parameter, day):
                raise ParameterNotInForceError(parameter.id, day)

    def _facts(self) -> Iterator[FactTerm]:
        return (each for each in self._lowered.definitions if isinstance(each, FactTerm))

    def _fact_paths(self, of: Sequence[str]) -> list[str]:
        return [f"{each.entity}.{each.name}" for each in self._facts() if each.entity in of]

    def family_linker(self) -> FamilyLinker:
        """Return what links record after record so that loans of one borrower share what is computed about it."""
        return FamilyLinker(self._declared)

    def decide_linked(self, names: Sequence[str], graph: Graph) -> dict[str, Decision]:
        """Return decisions about a record that was linked before; raises as ``decide``."""
        bench = self._bench(graph)
        evaluation_of_record = Evaluation(bench)
        evaluation_of_record.decide_ahead(names)
        return {name: self._decided(name, bench, evaluation_of_record) for name in names}

    def decide_each_linked(self, names: Sequence[str], graph: Graph) -> Iterator[Decision]:
        """Yield decisions about each entity of a record that was linked before; raises as ``decide_each``."""
        bench = self._bench(graph)
        evaluation_of_record = Evaluation(bench)
        for name in names:
            definition = decision_on(bench.day, name, graph.record.as_of)
            if definition.entity in graph.roots:
                yield self._decided(name, bench, evaluation_of_record)
                continue
            for subject in subjects_of(graph.roots, definition.entity):
                of_subject = self._bench(Graph(graph.record, subject.roots))
                yield self._decided(name, of_subject, Evaluation(of_subject), subject)

    def ready_on(self, day: date) -> None:
        """Make ready to decide about ``day``.

        Raises:
            PackNotInForceError: if the pack does not cover ``day``.
        """
        self._periods.on(day)

    def next_event(
        self, name: str, record: PortfolioRecord, *, horizon: int = HORIZON_DAYS, as_of: date | None = None
    ) -> NextEvent | None:
        """Return the day on which decision ``name`` changes if nothing is paid and nothing else happens.

        ``None`` where outcome, status and possible outcomes stay as they are for ``horizon`` days (three years). Days
        past due grow by one each day once they are above zero, or as the schedule says where they were counted from
        it; everything else that the record gives stays. The day is worked out from the limits, not by trying day after
        day, and is the same that trying every day would find.

        Raises:
            ValueError: if ``horizon`` is not between 1 and 36,525 days.
            UnknownNameError, RecordError, PackNotInForceError, ParameterNotInForceError: as ``decide``.
        """
        if not 1 <= horizon <= LARGEST_HORIZON:
            raise ValueError(f"horizon is a number of days from 1 to {LARGEST_HORIZON}, not {horizon!r}")
        self._same_day(record, as_of)
        # Most programs never look ahead, and shall not wait for what does.
        from postloan_rules.engine.ahead.next_event import find_next_event

        return find_next_event(self, name, record, horizon, self._movers)

    def notices(
        self, name: str, record: PortfolioRecord, *, horizon: int = HORIZON_DAYS, as_of: date | None = None
    ) -> tuple[Notice, ...]:
        """Return which rules and parameters behind decision ``name`` start, change or end within ``horizon`` days.

        Each notice says what the record, as it is today, would give under the law of that day: nothing but the law is
        another. The horizon is three years unless another number of days is given.

        Raises:
            ValueError: if ``horizon`` is not between 1 and 36,525 days.
            UnknownNameError, RecordError, PackNotInForceError, ParameterNotInForceError: as ``decide``.
        """
        if not 1 <= horizon <= LARGEST_HORIZON:
            raise ValueError(f"horizon is a number of days from 1 to {LARGEST_HORIZON}, not {horizon!r}")
        self._same_day(record, as_of)
        if name not in self._names:
            raise self._unknown_decision(name)
        # Most programs never look ahead, and shall not wait for what does.
        from postloan_rules.engine.ahead.notice import find_notices

        return find_notices(self, name, record, horizon)

    def decide_table(
        self,
        name: str | Sequence[str],
        *,
        mapping: Path | str,
        out: Path | str,
        tables: Mapping[str, Path | str] | None = None,
        folder: Path | str | None = None,
        as_of: date | None = None,
        detail: Detail = "full",
        progress: Progress | None = None,
        trail: Trail | None = None,
    ) -> Run:
        """Decide ``name`` (a decision, several, a chapter, or all) about every record that a mapping makes of tables.

        ``mapping`` is a mapping file; its tables are looked for in ``folder`` (by default beside it), ``tables`` names
        other files for some. Without ``as_of`` every row is of its own day. The folder ``out`` gets ``decisions.csv``,
        ``decisions.jsonl``, ``rejects.csv`` and ``rejects.jsonl``, line by line, so that what was decided before an
        interruption is there. A record that cannot be decided is a reject like a row that cannot be read, and stops
        nothing. ``detail="brief"`` is for large tables: it leaves out ``decisions.jsonl``, and in ``decisions.csv``
        what is missing and the ids. ``progress`` is told the number of rows done and, as far as that is known, of all;
        ``trail`` (an ``AuditLog``) keeps every decision.

        Raises:
            ValueError: if a brief run is to keep a trail, which holds whole decisions.
            UnknownNameError: if there is no such decision or chapter.
            MappingError: if the mapping or a file cannot be used.
            PackNotInForceError: if the pack does not cover ``as_of``.
            OSError: if ``out`` cannot be written.
        """
        return decide_table(
            self,
            name,
            mapping=mapping,
            out=out,
            tables=tables,
            folder=folder,
            as_of=as_of,
            detail=detail,
            progress=progress,
            trail=trail,
        )

    @property
    def lowered(self) -> LoweredPack:
        """What the pack means on all days, for analyses of the pack itself."""
        return self._lowered

    def day_of(self, day: date) -> PackDay:
        """Return the pack on ``day``, for those who evaluate what is no decision.

        Raises:
            PackNotInForceError: if the pack does not cover ``day``.
        """
        return self._periods.on(day)

    def bench_for(self, record: Decidable, *, law_of: date | None = None) -> Bench:
        """Return the tools that decide about ``record``, for analyses of the pack itself; raises as ``decide``.

        ``law_of`` takes parameters and rules of that day; everything else stays as of the record's own.
        """
        graph = self.link(record)
        day = self._periods.on(record.as_of if law_of is None else law_of)
        return Bench(day, graph, self._context(record), self._pseudonym_key)

    def decide_on(self, name: str, bench: Bench) -> Decision:
        """Return decision ``name`` about the record of ``bench``; raises as ``decide``."""
        return self._decided(name, bench, Evaluation(bench))

    def report(self, name: str, portfolio: Portfolio) -> ReportResult:
        """Return the report ``name`` of the pack on ``portfolio``: a table of figures, or a list.

        Raises:
            UnknownNameError: if the pack has no such report.
            PackError: if the pack's reports have errors.
            RecordError, PackNotInForceError, ParameterNotInForceError: as ``decide``.
        """
        from postloan_rules.engine.report_run import ReportRun, report_named

        self._same_day(portfolio, None)
        definition = report_named(self.pack, name)
        run = ReportRun(definition, self._periods.on(portfolio.as_of), portfolio.as_of, portfolio.currency)
        graph = self.link(portfolio)
        run.take(graph, self._bench(graph))
        return run.result()

    def report_table(
        self,
        name: str,
        *,
        mapping: Path | str,
        as_of: date,
        tables: Mapping[str, Path | str] | None = None,
        folder: Path | str | None = None,
    ) -> ReportResult:
        """Return the report ``name`` on all records that a mapping makes of tables, read once and not kept.

        What expressions read of the portfolio as a whole is unknown here; rows that are no records are counted.

        Raises:
            UnknownNameError, PackError, PackNotInForceError, ParameterNotInForceError: as ``report``.
            MappingError: if the mapping or a file cannot be used.
        """
        from postloan_rules.engine.report_run import ReportRun, records_of, report_named, report_over

        definition = report_named(self.pack, name)
        items, currency = records_of(mapping, folder=folder, tables=tables, as_of=as_of)
        run = ReportRun(definition, self._periods.on(as_of), as_of, currency)
        return report_over(run, items, self.family_linker(), self._bench)

    def _unknown_decision(self, name: str) -> UnknownNameError:
        known = [each.name for each in self.pack.decisions]
        return UnknownNameError("decision", name, nearest(name, known) or sorted(known))

    def _bench(self, graph: Graph) -> Bench:
        record = graph.record
        return Bench(self._periods.on(record.as_of), graph, self._context(record), self._pseudonym_key)

    def _decided(
        self, name: str, bench: Bench, evaluation_of_record: Evaluation, subject: Subject | None = None
    ) -> Decision:
        record = bench.graph.record
        definition = decision_on(bench.day, name, record.as_of)
        if subject is None and definition.entity not in _reached(record):
            raise ManySubjectsError(name, definition.entity)
        try:
            if subject is not None and subject.node is None:
                return evaluation_of_record.decide_absent(definition, subject.absent)
            return evaluation_of_record.decide(definition)
        except UnexpectedValueError as error:
            raise InternalError(f"deciding: {error} was not noticed while linking, pack {self.pack.digest}") from error
        except BudgetExceededError as error:
            said = evaluation.too_large(error.limit)
            whose = "" if isinstance(record, Portfolio) else record.loan.id
            raise RecordError([Problem(said.code, "loan", whose, said.message)]) from error

    def _context(self, record: Decidable) -> Context:
        loans = len(record.records) if isinstance(record, Portfolio) else 0
        return Context(
            record.as_of, record.currency, self._python_conditions, MEMBER_VISITS + loans * _VISITS_OF_EACH_LOAN
        )

    @staticmethod
    def _same_day(record: Decidable, as_of: date | None) -> None:
        if not isinstance(record, PortfolioRecord | Portfolio):
            raise TypeError(f"a record is what `read_record` returns, not {type(record).__name__}")
        if as_of is not None and record.as_of != as_of:
            if type(as_of) is not date:
                raise TypeError(f"as_of is a datetime.date, not {type(as_of).__name__} ({as_of!r})")
            said = data.other_day(record.as_of.isoformat(), as_of.isoformat())
            raise RecordError([Problem(said.code, "as_of", record.as_of.isoformat(), said.message)])


def _reached(record: Decidable) -> tuple[str, ...]:
    return OVERALL if isinstance(record, Portfolio) else REACHED


def _understood(pack: object, overlays: object, rules: object) -> None:
    """Say what an engine is made of, where something else was given.

    Raises:
        TypeError: for a name in place of a pack, one overlay in place of several, a function that is no rule.
    """
    if not isinstance(pack, CheckedPack):
        raise TypeError(f"an engine takes a pack that was loaded, as in `Engine(load('cn'))`, not {pack!r:.80}")
    if isinstance(overlays, str | Path | CheckedPack):
        raise TypeError("overlays is a list, as in `overlays=[load('bank')]`")
    if isinstance(rules, PythonRule) or not isinstance(rules, Sequence):
        raise TypeError("rules is a list, as in `rules=[my_rule]`")
    for each in rules:
        if not isinstance(each, PythonRule):
            raise TypeError(f"{each!r:.80} is no rule: put `@rule(decision=…, id=…, then=…, cite=…)` before it")
