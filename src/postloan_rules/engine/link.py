"""From a record to the graph of nodes that backends read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from postloan_rules.engine.given import MANY_OF, Declared, coerced, has_extras, has_strange_words, problems_of
from postloan_rules.errors import RecordError
from postloan_rules.ir.record import Members, Node
from postloan_rules.model.borrower import Borrower, Group
from postloan_rules.model.entity import Entity
from postloan_rules.model.loan import Loan
from postloan_rules.model.portfolio import PortfolioRecord


@dataclass(frozen=True, slots=True)
class Graph:
    """A linked record: ``roots`` are the subject loan and what it leads to, by entity name, as far as given."""

    record: PortfolioRecord
    roots: Mapping[str, Node]

    @property
    def subject(self) -> Node:
        """The loan that is decided."""
        return self.roots["loan"]


def link(record: PortfolioRecord, declared: Declared) -> Graph:
    """Return the graph of ``record``.

    Raises:
        RecordError: if an entity gives a fact or field that is not declared, one of a wrong type, or a class that the
            pack does not have.
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
        self._declared = declared
        self._extras = has_extras(record)
        self._surroundings: dict[str, Node | None] = {}
        if self._extras or has_strange_words(record, declared):
            problems = problems_of(record, declared)
            if problems:
                raise RecordError(problems)

    def roots(self) -> dict[str, Node]:
        record = self._record
        institution = self._single("institution", record.institution)
        facility = self._single("facility", record.facility)
        group = self._single("group", record.group)
        borrower = self._single("borrower", record.borrower)
        surroundings = {"borrower": borrower, "facility": facility, "institution": institution}
        subject = self._node("loan", record.loan, surroundings)
        if group is not None and record.group is not None:
            group.one["institution"] = institution
            group.many["members"] = partial(self._members, record.group, borrower)
        if borrower is not None and record.borrower is not None:
            borrower.one["group"] = group
            borrower.one["institution"] = institution
            borrower.many["loans"] = partial(self._loans, record.borrower.other_loans, borrower, subject)
        roots = {"loan": subject, **surroundings, "group": group}
        return {name: node for name, node in roots.items() if node is not None}

    def _members(self, group: Group, borrower: Node | None) -> Members:
        """Return the borrowers of the group: the one at hand, if any, and the others, by id."""
        if group.other_members is None:
            return None
        members = [] if borrower is None else [borrower]
        surroundings = {name: self._surroundings[name] for name in ("group", "institution")}
        for other in group.other_members:
            node = self._node("borrower", other, surroundings)
            node.many["loans"] = partial(self._loans, other.other_loans, node, None)
            members.append(node)
        return sorted(members, key=_id_of)

    def _loans(self, others: Sequence[Loan] | None, borrower: Node, subject: Node | None) -> Members:
        """Return all claims on the borrower, by id: the order must not depend on which of them is decided."""
        if others is None:
            return None
        loans = [] if subject is None else [subject]
        institution, facility = self._surroundings["institution"], self._surroundings["facility"]
        for loan in others:
            shared = facility if facility is not None and loan.facility_id == facility.id else None
            loans.append(
                self._node("loan", loan, {"borrower": borrower, "facility": shared, "institution": institution})
            )
        return sorted(loans, key=_id_of)

    def _single(self, name: str, entity: Entity | None) -> Node | None:
        node = None if entity is None else self._node(name, entity)
        self._surroundings[name] = node
        return node

    def _node(self, name: str, entity: Entity, one: Mapping[str, Node | None] | None = None) -> Node:
        values = entity.__dict__
        many: dict[str, Members | Callable[[], Members]] = {
            relation: partial(self._nodes, target, values[field])
            for relation, target, field in MANY_OF[name]
            if values[field] is not None
        }
        return Node(name, entity.id, self._fields(name, values), one=one, many=many, source=entity)

    def _nodes(self, name: str, entities: Sequence[Entity]) -> Members:
        return [self._node(name, entity) for entity in entities]

    def _fields(self, name: str, values: dict[str, Any]) -> Mapping[str, Any]:
        """Return the entity's own storage, or a copy where values have to be turned into the form that terms read."""
        if not self._extras or not (values["extension"] or values["facts"]):
            return values
        declared = self._declared
        return {
            **values,
            "extension": coerced(values["extension"], declared.extension.get(name, {}), declared),
            "facts": coerced(values["facts"], declared.facts.get(name, {}), declared),
        }


def _id_of(node: Node) -> str:
    return node.id
