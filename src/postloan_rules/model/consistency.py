"""What must hold between the parts of a record: one currency, and ids that tell things apart."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from postloan_rules.model.borrower import Borrower, Group
from postloan_rules.model.entity import Entity
from postloan_rules.model.fields import Kind, fields_of
from postloan_rules.model.issue import Issue
from postloan_rules.model.loan import Loan
from postloan_rules.text.catalogue import data


class Surroundings(Protocol):
    """The parts of a record, by the names of ``PortfolioRecord``."""

    @property
    def currency(self) -> str: ...
    @property
    def loan(self) -> Loan: ...
    @property
    def borrower(self) -> Borrower | None: ...
    @property
    def group(self) -> Group | None: ...
    @property
    def facility(self) -> Entity | None: ...
    @property
    def institution(self) -> Entity | None: ...


def inconsistencies(record: Surroundings) -> tuple[Issue, ...]:
    """Return what contradicts itself within ``record``, in the order of its parts."""
    parts: Mapping[str, Entity | None] = {
        "loan": record.loan,
        "borrower": record.borrower,
        "group": record.group,
        "facility": record.facility,
        "institution": record.institution,
    }
    found: list[Issue] = []
    for name, entity in parts.items():
        if entity is not None:
            found.extend(entity_issues(entity, name, name, record.currency))
    found.extend(_confused_with_the_subject(record))
    return tuple(found)


def entity_issues(entity: Entity, kind: str, path: str, currency: str) -> Iterator[Issue]:
    """Yield what contradicts itself within ``entity`` and all that it holds; ``path`` is where it stands."""
    values = entity.__dict__
    for name in _money_fields(kind):
        money = values[name]
        if money is not None and money.currency != currency:
            yield Issue(
                f"{path}.{name}", f"{money.amount} {money.currency}", data.mixed_currencies(money.currency, currency)
            )
    # An instalment below zero would pay for others: days past due would come out too few.
    due = values["amount"] if kind == "instalment" else None
    if due is not None and due.amount < 0:
        yield Issue(f"{path}.amount", str(due.amount), data.negative_amount())
    for name, target in _relations(kind):
        members = values[name]
        if members is None:
            continue
        yield from _repeated(members, f"{path}.{name}")
        for place, member in enumerate(members):
            yield from entity_issues(member, target, f"{path}.{name}[{place}]", currency)


def _confused_with_the_subject(record: Surroundings) -> Iterator[Issue]:
    borrower, group = record.borrower, record.group
    others = (borrower.other_loans if borrower else None) or ()
    yield from _same_as(record.loan.id, others, "borrower.other_loans")
    members = (group.other_members if group else None) or ()
    if borrower is not None:
        yield from _same_as(borrower.id, members, "group.other_members")


def _same_as(identifier: str, others: Iterable[Entity], path: str) -> Iterator[Issue]:
    for place, each in enumerate(others):
        if each.id == identifier:
            yield Issue(f"{path}[{place}].id", identifier, data.duplicate_id(identifier))


def _repeated(members: tuple[Entity, ...], path: str) -> Iterator[Issue]:
    seen: set[str] = set()
    for place, each in enumerate(members):
        if each.id in seen:
            yield Issue(f"{path}[{place}].id", each.id, data.duplicate_id(each.id))
        seen.add(each.id)


_MONEY: dict[str, tuple[str, ...]] = {}
_MANY: dict[str, tuple[tuple[str, Any], ...]] = {}


def _money_fields(kind: str) -> tuple[str, ...]:
    if kind not in _MONEY:
        _MONEY[kind] = tuple(name for name, each in fields_of(kind).items() if each.kind is Kind.MONEY)
    return _MONEY[kind]


def _relations(kind: str) -> tuple[tuple[str, Any], ...]:
    if kind not in _MANY:
        _MANY[kind] = tuple((name, each.entity) for name, each in fields_of(kind).items() if each.kind is Kind.MANY)
    return _MANY[kind]
