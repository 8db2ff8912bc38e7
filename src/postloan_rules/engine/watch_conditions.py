"""The conditions, windows and reasons of watches, evaluated for an event and the record that is current on its day."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from postloan_rules.backends.protocol import Answer
from postloan_rules.engine.bench import Bench
from postloan_rules.engine.day import PackDay
from postloan_rules.engine.engine import Engine
from postloan_rules.engine.interpret import Bindings, Interpreter
from postloan_rules.engine.missing import Seeker
from postloan_rules.engine.paths import Paths
from postloan_rules.engine.reason import reason_of
from postloan_rules.engine.words import Words
from postloan_rules.errors import InternalError, ParameterNotInForceError
from postloan_rules.ir.from_watch import SIGNAL, reads_record, watch_terms
from postloan_rules.ir.lowered import LineText, ReasonTexts
from postloan_rules.ir.nodes import Term
from postloan_rules.ir.record import Node
from postloan_rules.ir.specialise import values_on
from postloan_rules.light import dataclass, field
from postloan_rules.model.borrower import Borrower
from postloan_rules.model.loan import Loan
from postloan_rules.model.portfolio import PortfolioRecord
from postloan_rules.packs.definition import Condition
from postloan_rules.packs.watch import EVENT, FIRST_ON, MATCHED, One, Watch, Window
from postloan_rules.text.bilingual import Bilingual

_NOBODY = "-"
"""The id of the loan in a record of which only a borrower is known."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An event as conditions read it. What ``values`` does not have is unknown; amounts are decimals in the currency
    of the record, words of enumerations themselves."""

    id: str
    kind: str
    on: date
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a condition holds; where that is unknown (``None``), the paths of what is missing, ``event[e1].amount``
    for a value of the event ``e1``."""

    state: bool | None
    missing: tuple[str, ...] = ()


HOLDS = Verdict(True)


def bare_record(entity: str, id: str, as_of: date, currency: str) -> PortfolioRecord:
    """Return the record of a loan or borrower of which nothing is known but its id."""
    if entity == "borrower":
        return PortfolioRecord(as_of=as_of, currency=currency, loan=Loan(id=_NOBODY), borrower=Borrower(id=id))
    return PortfolioRecord(as_of=as_of, currency=currency, loan=Loan(id=id))


class WatchConditions:
    """Evaluates what the watches of one pack ask. Records are those of the subject: of a loan its own, of a borrower
    that of any of its loans; the day of the question takes the place of their own day."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._terms = watch_terms(engine.pack, engine.lowered)
        self._conditions: dict[tuple[str, int, date], Term] = {}
        self._reasons: dict[tuple[str, date], ReasonTexts] = {}
        self._last: tuple[PortfolioRecord, date, Bench] | None = None
        """The record and day that were asked about last: an event is held against many watches."""

    def where(self, watch: Watch, one: One, event: Occurrence, record: PortfolioRecord | None) -> Verdict:
        """Return whether ``event``, which is of the kind of ``one``, fulfils its condition.

        Raises:
            PackNotInForceError: if the pack does not cover the day of the event.
            RecordError: if the record gives what the pack cannot read.
        """
        if one.where is None:
            return HOLDS
        day = self._engine.day_of(event.on)
        term = self._term(watch, one.index, one.where, day)
        return self._verdict(watch, term, day, event.on, record, {EVENT: event_node(event)})

    def applies(self, watch: Watch, on: date, record: PortfolioRecord | None) -> Verdict:
        """Return whether ``watch`` asks about the subject on the day ``on``; raises as ``where``."""
        if watch.applies is None:
            return HOLDS
        day = self._engine.day_of(on)
        term = self._term(watch, -1, watch.applies, day)
        return self._verdict(watch, term, day, on, record, {})

    def reason(
        self,
        watch: Watch,
        on: date,
        record: PortfolioRecord | None,
        *,
        event: Occurrence,
        first_on: date,
        matched: int,
    ) -> Bilingual:
        """Return the reason of a signal on the day ``on``: ``event`` matched last, the first of ``matched`` events was
        on ``first_on``; without a reason of its own the title of the watch. Raises as ``where``."""
        if watch.reason is None:
            return watch.title
        day = self._engine.day_of(on)
        key = (watch.name, day.day)
        texts = self._reasons.get(key)
        if texts is None:
            texts = self._reasons[key] = self._terms.reason(watch.reason, watch.entity, on)
        signal = Node(SIGNAL, "", {FIRST_ON: first_on, MATCHED: matched})
        bindings: dict[str, Node] = {EVENT: event_node(event), SIGNAL: signal}
        expressions = [part.term for part in (*texts.zh, *texts.en) if isinstance(part, LineText)]
        interpreter = self._interpreter(day, on, None)
        if any(map(reads_record, expressions)):
            bench = self._bench(watch, on, record)
            bindings, interpreter = self._with_subject(watch, bench, bindings), bench.interpreter
        return reason_of(texts, bindings, interpreter, Words(day))

    def last_day(self, window: Window, day: date) -> date:
        """Return ``day + window``, with the value of ``day``.

        Raises:
            ParameterNotInForceError: if the parameter has no value on ``day``.
        """
        return _moved(day, self.number(window.parameter, day), window)

    def first_day(self, window: Window, day: date) -> date:
        """Return the first day of a window that ends with ``day``: the one after ``day - window``; raises as
        ``last_day``."""
        return _moved(day, -self.number(window.parameter, day), window) + timedelta(days=1)

    def in_time(self, window: Window, first: date, last: date) -> bool:
        """Return whether ``last`` is ``first + window`` at the latest, with the value of ``last``; raises as
        ``last_day``."""
        return last <= _moved(first, self.number(window.parameter, last), window)

    def number(self, parameter: str, day: date) -> int:
        """Return the value of a whole number on ``day``; raises as ``last_day``."""
        found = values_on(self._engine.lowered.parameters[parameter], day)
        if not found:
            raise ParameterNotInForceError(parameter, day)
        return int(str(found[0].value.value))

    def _term(self, watch: Watch, index: int, condition: Condition, day: PackDay) -> Term:
        key = (watch.name, index, day.day)
        term = self._conditions.get(key)
        if term is None:
            term = self._conditions[key] = self._terms.condition(condition, watch.entity, day.day)
        return term

    def _verdict(
        self,
        watch: Watch,
        term: Term,
        day: PackDay,
        on: date,
        record: PortfolioRecord | None,
        bindings: dict[str, Node],
    ) -> Verdict:
        if not reads_record(term):
            interpreter = self._interpreter(day, on, record)
            state = interpreter.value(term, bindings)
            if state is not None:
                return Verdict(state)
            seeker = Seeker(day, interpreter, Paths({}), _no_decision)
            return Verdict(None, seeker.for_term(term, bindings))
        bench = self._bench(watch, on, record)
        bindings = self._with_subject(watch, bench, bindings)
        state = bench.interpreter.value(term, bindings)
        return Verdict(state, () if state is not None else bench.seeker.for_term(term, bindings))

    def _bench(self, watch: Watch, on: date, record: PortfolioRecord | None) -> Bench:
        if record is None:
            record = bare_record(watch.entity, _NOBODY, on, "CNY")
        if self._last is None or self._last[0] is not record or self._last[1] != on:
            dated = record if record.as_of == on else record.model_copy(update={"as_of": on})
            self._last = (record, on, self._engine.bench_for(dated))
        return self._last[2]

    @staticmethod
    def _with_subject(watch: Watch, bench: Bench, bindings: Bindings) -> dict[str, Node]:
        subject = bench.graph.roots.get(watch.entity)
        # Of a record without a borrower nothing is known about it, which is what an entity without fields says.
        return {**bindings, watch.entity: subject or Node(watch.entity, _NOBODY, {"extension": {}, "facts": {}})}

    def _interpreter(self, day: PackDay, on: date, record: PortfolioRecord | None) -> Interpreter:
        """Return what evaluates terms that read no record."""
        return Interpreter(
            as_of=on,
            currency="CNY" if record is None else record.currency,
            enumerations=day.program.enumerations,
            decide=_no_decision,
            fact=_no_fact,
            prudent=day.prudent.__contains__,
            definition=day.decisions.__getitem__,
            paths=Paths({}),
        )


def event_node(event: Occurrence) -> Node:
    """Return ``event`` as terms read it."""
    return Node(EVENT, event.id, {**event.values, "on": event.on})


def _moved(day: date, by: int, window: Window) -> date:
    if window.unit == "days":
        return day + timedelta(days=by)
    # Month arithmetic clips to the end of the month, as everywhere.
    return day + relativedelta(months=by if window.unit == "months" else 12 * by)


def _no_decision(name: str, node: Node) -> Answer:
    raise InternalError(f"watching: a condition without a record asks for decision {name}")


def _no_fact(entity: str, name: str, node: Node) -> Any:
    raise InternalError(f"watching: a condition without a record asks for fact {name} of {entity}")
