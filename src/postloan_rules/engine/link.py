"""From a record to the graph of nodes that backends read."""

from collections.abc import Mapping, Sequence
from functools import partial

from postloan_rules.engine.given import Declared, entities_of, extras_among, problems_among, strange_words_among
from postloan_rules.engine.linked import Nodes, id_of
from postloan_rules.engine.shared import SharedThings
from postloan_rules.errors import RecordError
from postloan_rules.ir.record import Members, Node
from postloan_rules.light import dataclass
from postloan_rules.model.borrower import Borrower, Group
from postloan_rules.model.entity import Entity
from postloan_rules.model.loan import Loan
from postloan_rules.model.portfolio import PortfolioRecord
from postloan_rules.model.whole import Portfolio


@dataclass(frozen=True, slots=True)
class Graph:
    """A linked record: ``roots`` are the subject loan and what it leads to, by entity name, as far as given; of a
    portfolio they are itself and the institution."""

    record: PortfolioRecord | Portfolio
    roots: Mapping[str, Node]

    @property
    def subject(self) -> Node:
        """The loan that is decided."""
        return self.roots["loan"]


def link(record: PortfolioRecord, declared: Declared) -> Graph:
    """Return the graph of ``record``.

    Raises:
        RecordError: if an entity gives a fact or field that is not declared, one of a wrong type, or a class that the
            pack does not have; if entries of one collateral or guarantee contradict each other.
    """
    return Graph(record, _Linker(record, declared).roots())


class FamilyLinker:
    """Links record after record; loans of one borrower that stand one after the other share one graph.

    What was computed about the borrower for one loan is then there for the next. They share it only where the graph
    would be the same: the same claims in the same surroundings on the same day.
    """

    def __init__(self, declared: Declared) -> None:
        self._declared = declared
        self._last: tuple[PortfolioRecord, Graph] | None = None

    def link(self, record: PortfolioRecord) -> Graph:
        """Return the graph of ``record``, the one before where it is the same family.

        Raises:
            RecordError: as ``link``.
        """
        if self._last is not None and _same_family(self._last[0], record):
            loans = self._last[1].roots["borrower"].members("loans") or ()
            subject = next((node for node in loans if node.source is record.loan), None)
            if subject is not None:
                return Graph(record, {**self._last[1].roots, "loan": subject})
        self._last = None
        graph = link(record, self._declared)
        if record.borrower is not None and record.borrower.other_loans is not None:
            self._last = (record, graph)
        return graph


def _same_family(one: PortfolioRecord, other: PortfolioRecord) -> bool:
    if (one.as_of, one.currency) != (other.as_of, other.currency) or one.borrower is None or other.borrower is None:
        return False
    if one.borrower.other_loans is None or other.borrower.other_loans is None:
        return False
    claims = {id(loan) for loan in (one.loan, *one.borrower.other_loans)}
    return (
        claims == {id(loan) for loan in (other.loan, *other.borrower.other_loans)}
        and _same_borrower(one.borrower, other.borrower)
        and (one.group is other.group or one.group == other.group)
        and (one.institution is other.institution or one.institution == other.institution)
        and _same_facility(one, other)
    )


def _same_borrower(one: Borrower, other: Borrower) -> bool:
    if one is other:
        return True
    mine, theirs = one.__dict__, other.__dict__
    return all(name == "other_loans" or value is theirs[name] or value == theirs[name] for name, value in mine.items())


def _same_facility(one: PortfolioRecord, other: PortfolioRecord) -> bool:
    # A record brings the facility of its own loan only, so that the graphs are the same where all loans share it.
    if one.facility is None or other.facility is None:
        return one.facility is None and other.facility is None
    loans = (one.loan, *(one.borrower.other_loans or ())) if one.borrower else (one.loan,)
    return one.facility == other.facility and all(loan.facility_id == one.facility.id for loan in loans)


class _Linker:
    def __init__(self, record: PortfolioRecord, declared: Declared) -> None:
        self._record = record
        self._roots: dict[str, Node | None] = {}
        extras = extras_among(entities_of(record))
        strange = extras or strange_words_among(entities_of(record), declared)
        problems = problems_among(entities_of(record), declared) if strange else []
        things = SharedThings((path, each) for _, each, path in entities_of(record) if isinstance(each, Loan))
        problems += things.problems
        if problems:
            raise RecordError(problems)
        self._nodes = Nodes(declared, things, self._reach_all, extras=extras)

    def roots(self) -> dict[str, Node]:
        record, make = self._record, self._nodes
        roots = self._roots
        for name in ("institution", "facility", "group", "borrower"):
            entity: Entity | None = getattr(record, name)
            roots[name] = None if entity is None else make.node(name, entity)
        borrower, group = roots["borrower"], roots["group"]
        around = {name: roots[name] for name in ("borrower", "facility", "institution")}
        subject = roots["loan"] = make.loan(record.loan, around)
        make.institution = roots["institution"]
        make.claims_known = record.borrower is not None and record.borrower.other_loans is not None
        if group is not None and record.group is not None:
            group.one["institution"] = make.institution
            group.many["members"] = partial(self._members, group, record.group, borrower)
        if borrower is not None and record.borrower is not None:
            borrower.one["group"] = group
            borrower.one["institution"] = make.institution
            if group is not None:
                borrower.home = (group, "members")
            self._add_loans(borrower, record.borrower.other_loans, subject)
        return {name: node for name in _ROOTS if (node := roots[name]) is not None}

    def _members(self, group: Node, entity: Group, borrower: Node | None) -> Members:
        """Return the borrowers of the group: the one at hand, if any, and the others, by id."""
        if entity.other_members is None:
            return None
        members = [] if borrower is None else [borrower]
        around = {"group": group, "institution": self._roots["institution"]}
        for other in entity.other_members:
            node = self._nodes.node("borrower", other, around, (group, "members"))
            self._add_loans(node, other.other_loans, None)
            members.append(node)
        return sorted(members, key=id_of)

    def _add_loans(self, borrower: Node, others: Sequence[Loan] | None, subject: Node | None) -> None:
        borrower.many["loans"] = partial(self._loans, others, borrower, subject)
        self._nodes.add_security(borrower)

    def _loans(self, others: Sequence[Loan] | None, borrower: Node, subject: Node | None) -> Members:
        """Return all claims on the borrower, by id: the order must not depend on which of them is decided."""
        if others is None:
            return None
        loans = [] if subject is None else [subject]
        institution, facility = self._roots["institution"], self._roots["facility"]
        for loan in others:
            shared = facility if facility is not None and loan.facility_id == facility.id else None
            around = {"borrower": borrower, "facility": shared, "institution": institution}
            loans.append(self._nodes.loan(loan, around))
        return sorted(loans, key=id_of)

    def _reach_all(self) -> None:
        """Make the nodes of all loans of the record."""
        borrower, group = self._roots["borrower"], self._roots["group"]
        if borrower is not None:
            borrower.members("loans")
        for member in (group.members("members") if group is not None else None) or ():
            member.members("loans")


_ROOTS = ("loan", "borrower", "facility", "institution", "group")
