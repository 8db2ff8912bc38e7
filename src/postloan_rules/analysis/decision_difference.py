"""Which decisions come out otherwise under another pack, or on another day, and through which rules."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from postloan_rules.engine.ahead.passing_on import explaining, passing_on
from postloan_rules.engine.decision import Decision, Outcome, rules_behind
from postloan_rules.engine.link import FamilyLinker, Graph
from postloan_rules.engine.plain import digits
from postloan_rules.errors import (
    PackNotInForceError,
    ParameterNotInForceError,
    PostloanRulesError,
    RecordError,
)
from postloan_rules.ingest.rejected import Rejected
from postloan_rules.ir.lowered import LoweredPack
from postloan_rules.light import dataclass
from postloan_rules.model.portfolio import PortfolioRecord

EXAMPLES = 3
UNDECIDED = "undecided"
"""The status of a decision that one side cannot make."""


class Decider(Protocol):
    """What the engine offers to whoever decides many records."""

    @property
    def lowered(self) -> LoweredPack: ...

    def family_linker(self) -> FamilyLinker: ...

    def decide_linked(self, names: Sequence[str], graph: Graph) -> dict[str, Decision]: ...


@dataclass(frozen=True, slots=True)
class Said:
    """What one side says: an outcome as text, its status and what is possible; where undecided, why."""

    outcome: str | None
    status: str
    possible: tuple[str, ...] = ()
    why: str = ""

    @property
    def state(self) -> tuple[str | None, str]:
        """The outcome and the status, which belong together."""
        return self.outcome, self.status


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A decision about one record that comes out otherwise.

    ``ending`` are the rules that fire only on the old side and ``starting`` those only on the new one; where the same
    rules fire, those of which only one side does not know whether they fire, and else those that give something else.
    """

    subject: str
    loan: str
    as_of: date
    decision: str
    old: Said
    new: Said
    ending: tuple[str, ...]
    starting: tuple[str, ...]
    balance: Decimal | None
    currency: str


@dataclass(slots=True)
class Tally:
    """How many records, their balances by currency, and how many have no balance. ``examples`` are loans."""

    records: int = 0
    balances: dict[str, Decimal] = field(default_factory=dict)
    without_balance: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, change: RecordChange) -> None:
        """Count one more record."""
        self.records += 1
        if change.balance is None:
            self.without_balance += 1
        else:
            self.balances[change.currency] = self.balances.get(change.currency, Decimal(0)) + change.balance
        if len(self.examples) < EXAMPLES:
            self.examples.append(change.loan)

    def to_dict(self) -> dict[str, Any]:
        """Return the tally as plain values."""
        return {
            "records": self.records,
            "balances": {currency: digits(amount) for currency, amount in sorted(self.balances.items())},
            "without_balance": self.without_balance,
            "examples": list(self.examples),
        }


State = tuple[str | None, str]
Move = tuple[str, State, State]
"""A decision, and the outcome and status on the old and on the new side."""
Through = tuple[str, tuple[str, ...], tuple[str, ...]]
"""A decision, the rules that no longer fire, and those that fire now."""


@dataclass(slots=True)
class DecisionDifference:
    """What came of comparing. Decisions are counted: each record has as many as were asked for.

    ``read`` records are ``compared`` or ``rejected`` (they are none). ``same`` and ``changed`` are decisions;
    ``undecided`` those that neither side can make, counted in neither.
    """

    read: int = 0
    compared: int = 0
    rejected: int = 0
    same: int = 0
    changed: int = 0
    undecided: int = 0
    moves: dict[Move, Tally] = field(default_factory=dict)
    rules: dict[Through, Tally] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the difference as plain values."""
        return {
            "read": self.read,
            "compared": self.compared,
            "rejected": self.rejected,
            "same": self.same,
            "changed": self.changed,
            "undecided": self.undecided,
            "moves": [
                {"decision": name, "old": _state(old), "new": _state(new), **tally.to_dict()}
                for (name, old, new), tally in self.moves.items()
            ],
            "rules": [
                {"decision": name, "ending": list(ending), "starting": list(starting), **tally.to_dict()}
                for (name, ending, starting), tally in self.rules.items()
            ],
        }


def _state(state: State) -> dict[str, str | None]:
    return {"outcome": state[0], "status": state[1]}


def compare_decisions(
    old: Decider,
    new: Decider,
    records: Iterable[PortfolioRecord | Rejected],
    names: Sequence[str],
    *,
    as_of_old: date | None = None,
    as_of_new: date | None = None,
    each: Callable[[RecordChange], None] | None = None,
) -> DecisionDifference:
    """Decide ``names`` about every record on both sides, in one pass, and return what comes out otherwise.

    ``as_of_old`` and ``as_of_new`` ask about the same data on another day: only the day changes, no counter runs on.
    ``each`` is told every change. What one side cannot decide is a change, with its reason.
    """
    found = DecisionDifference()
    sides = (_Side(old, as_of_old), _Side(new, as_of_new))
    linking = passing_on(old.lowered.definitions) | passing_on(new.lowered.definitions)
    for record in records:
        found.read += 1
        if isinstance(record, Rejected):
            found.rejected += 1
            continue
        found.compared += 1
        before, after = (side.decide(names, record) for side in sides)
        for name in names:
            change = _change(found, record, name, before[name], after[name], linking)
            if change is not None and each is not None:
                each(change)
    found.moves = dict(sorted(found.moves.items(), key=lambda item: (-item[1].records, str(item[0]))))
    found.rules = dict(sorted(found.rules.items(), key=lambda item: (-item[1].records, str(item[0]))))
    return found


class _Side:
    def __init__(self, engine: Decider, day: date | None) -> None:
        self._engine = engine
        self._day = day
        self._linker = engine.family_linker()

    def decide(self, names: Sequence[str], record: PortfolioRecord) -> dict[str, Decision | str]:
        """Return the decisions; for each that cannot be made the reason in its place."""
        if self._day is not None and self._day != record.as_of:
            record = record.model_copy(update={"as_of": self._day})
        try:
            graph = self._linker.link(record)
        except RecordError as error:
            return dict.fromkeys(names, _reason(error))
        # One decision that cannot be made does not stand in the way of the others.
        made: dict[str, Decision | str] = {}
        for name in names:
            try:
                made[name] = self._engine.decide_linked((name,), graph)[name]
            except (RecordError, PackNotInForceError, ParameterNotInForceError) as error:
                made[name] = _reason(error)
        return made


def _reason(error: PostloanRulesError) -> str:
    if isinstance(error, RecordError):
        return "; ".join(f"{each.path}: {each.message.en}" for each in error.problems)
    return str(error)


def _change(
    found: DecisionDifference,
    record: PortfolioRecord,
    name: str,
    old: Decision | str,
    new: Decision | str,
    linking: frozenset[str],
) -> RecordChange | None:
    """Count one decision, and return how it changed, if it did."""
    if isinstance(old, str) and isinstance(new, str):
        found.undecided += 1
        return None
    before, after = _said(old), _said(new)
    if before == after:
        found.same += 1
        return None
    ending, starting = (explaining(rules, linking) for rules in _rules(old, new))
    decided = old if isinstance(old, Decision) else new
    balance = record.loan.balance
    change = RecordChange(
        subject=decided.subject if isinstance(decided, Decision) else "",
        loan=record.loan.id,
        as_of=record.as_of,
        decision=name,
        old=before,
        new=after,
        ending=ending,
        starting=starting,
        balance=None if balance is None else balance.amount,
        currency=record.currency,
    )
    found.changed += 1
    found.moves.setdefault((name, before.state, after.state), Tally()).add(change)
    found.rules.setdefault((name, ending, starting), Tally()).add(change)
    return change


def _said(decision: Decision | str) -> Said:
    if isinstance(decision, str):
        return Said(None, UNDECIDED, (), decision)
    return Said(_outcome(decision.outcome), decision.status.value, decision.possible)


def _outcome(outcome: Outcome) -> str | None:
    if outcome is None or isinstance(outcome, str):
        return outcome
    return ";".join(outcome) if isinstance(outcome, tuple) else digits(outcome)


def _rules(old: Decision | str, new: Decision | str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the rules that explain the change: those of one side only."""
    (fired, unknown), (fired_now, unknown_now) = _behind(old), _behind(new)
    for before, after in ((fired, fired_now), (unknown, unknown_now)):
        ending = tuple(rule for rule in before if rule not in after)
        starting = tuple(rule for rule in after if rule not in before)
        if ending or starting:
            return ending, starting
    if isinstance(old, Decision) and isinstance(new, Decision):
        gave = dict(_outcomes(old))
        other = tuple(rule for rule, outcome in _outcomes(new) if rule in gave and gave[rule] != outcome)
        return other, other
    return (), ()


def _behind(decision: Decision | str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return ((), ()) if isinstance(decision, str) else rules_behind(decision)


def _outcomes(decision: Decision) -> Iterator[tuple[str, Any]]:
    for each in (decision, *decision.reads.values()):
        for match in each.matches:
            yield match.rule, match.outcome
