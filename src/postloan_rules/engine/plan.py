"""What a term reads, cut down to the parts that lead to data: fields, facts, decisions, relations and parameters."""

from postloan_rules.ir.nodes import (
    Aggregate,
    Case,
    FactOf,
    Field,
    Follow,
    OutcomeOf,
    PastDue,
    Pick,
    Resolved,
    Step,
    Term,
    Variable,
)
from postloan_rules.ir.program import FactTerm
from postloan_rules.ir.types import DATE, NUMBER
from postloan_rules.ir.walk import parts_of
from postloan_rules.light import dataclass


@dataclass(frozen=True, slots=True)
class Members:
    """A walk along ``relation`` from ``source`` (``None``: the member of the walk around it): what is read there."""

    source: Term | None
    relation: str
    variable: str
    inner: "Plan"


PlanPart = Field | FactOf | OutcomeOf | Resolved | Case | Members
Plan = tuple[PlanPart, ...]
"""Everything that could be read, each once, in the order of the text. A ``Case`` is the choice between the values of a
parameter that depends on a dimension."""


@dataclass(frozen=True, slots=True)
class Probes:
    """On what it depends which decisions stand behind one: fields in which facts may be given, and relations, each
    with the entity that has it. Not ``settled`` where one is asked about a member that is chosen by its values."""

    facts: tuple[tuple[str, Field], ...]
    relations: tuple[tuple[str, str], ...]
    settled: bool


def plan_of(terms: tuple[Term, ...]) -> Plan:
    """Return what ``terms`` read."""
    found: dict[PlanPart, None] = {}
    for term in terms:
        _collect(term, found)
    return tuple(found)


def _collect(term: Term, found: dict[PlanPart, None]) -> None:
    match term:
        case Field() | FactOf() | OutcomeOf():
            _collect(term.source, found)
            found[term] = None
        case Resolved():
            found[term] = None
            _collect(term.term, found)
        case Case(branches=branches) if all(isinstance(value, Resolved) for _, value in branches):
            for condition, _ in branches:
                _collect(condition, found)
            found[term] = None
        case Follow():
            _collect(term.source, found)
        case Aggregate():
            _collect(term.source, found)
            last = () if term.value is None else (term.value,)
            found[_walk(term.source, term.steps, last)] = None
        case Pick():
            _collect(term.source, found)
            found[_walk(term.source, term.steps, ())] = None
        case PastDue():
            _collect(term.source, found)
            _collect(term.tolerance, found)
            found[Members(term.source, "schedule", "instalment", _dated("instalment", "due_on"))] = None
            found[Members(term.source, "repayments", "repayment", _dated("repayment", "paid_on"))] = None
        case _:
            for part in parts_of(term):
                _collect(part, found)


def _walk(source: Term | None, steps: tuple[Step, ...], last: tuple[Term, ...]) -> Members:
    step, *rest = steps
    inner: dict[PlanPart, None] = {}
    if step.where is not None:
        _collect(step.where, inner)
    if rest:
        inner[_walk(None, tuple(rest), last)] = None
    for term in last if not rest else ():
        _collect(term, inner)
    return Members(source, step.relation, step.variable, tuple(inner))


def _dated(entity: str, day: str) -> Plan:
    """Return the two fields of an instalment or a repayment that days past due are counted from."""
    member = Variable(entity, entity)
    return (Field(member, day, DATE), Field(member, "amount", NUMBER, money=True))


def given_by(fact: FactTerm) -> Field | None:
    """Return the field in which a record may give ``fact``, without what turns it into the fact's type."""
    term = fact.field
    while term is not None and not isinstance(term, Field):
        term = next(iter(parts_of(term)), None)
    return term
