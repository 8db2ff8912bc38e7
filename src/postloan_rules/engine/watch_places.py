"""At which places the subject of a watch finds an event: its own, of a related subject, of its group."""

from collections.abc import Collection, Iterable

from postloan_rules.model.loan import Loan
from postloan_rules.model.portfolio import PortfolioRecord
from postloan_rules.packs.watch import Place

Named = tuple[str, str]
"""A kind of entity and an id: ``("loan", "L-1")``; ``("guarantor", …)`` is the ``guarantor_id`` of guarantees."""


def places_of(
    watched: Named, subject: Named, related: Collection[Named], record: PortfolioRecord | None
) -> frozenset[Place]:
    """Return the places at which ``watched``, a loan or a borrower, finds an event about ``subject``.

    ``related`` is what the event names besides, among it groups; ``record`` is that of the watched loan, or of any loan
    of the watched borrower, and current on the day of the event. One of somebody else says nothing.
    """
    if subject == watched:
        return frozenset({Place.SUBJECT})
    if record is not None and not _is_of(watched, record):
        record = None
    found: set[Place] = set()
    own = _own(watched, record)
    if subject in own or own.intersection(related) or subject in _joined(watched, record):
        found.add(Place.RELATED)
    if record is not None and record.group is not None:
        all_own = _own(("borrower", record.borrower.id), record) if record.borrower is not None else own
        group = ("group", record.group.id)
        is_own = subject in all_own or bool(all_own.intersection(related))
        if not is_own and subject[0] in ("borrower", "loan") and (group in related or subject in _members(record)):
            found.add(Place.GROUP)
    return frozenset(found)


def _is_of(watched: Named, record: PortfolioRecord) -> bool:
    if watched[0] == "loan":
        return record.loan.id == watched[1]
    return record.borrower is not None and record.borrower.id == watched[1]


def _loans(record: PortfolioRecord) -> tuple[Loan, ...]:
    others = () if record.borrower is None else record.borrower.other_loans or ()
    return (record.loan, *others)


def _own(watched: Named, record: PortfolioRecord | None) -> set[Named]:
    """Return what stands for ``watched`` where an event names it: a loan and its borrower, a borrower and its loans."""
    found = {watched}
    if record is None:
        return found
    if watched[0] == "borrower":
        found.update(("loan", each.id) for each in _loans(record))
    elif record.borrower is not None:
        found.add(("borrower", record.borrower.id))
    return found


def _joined(watched: Named, record: PortfolioRecord | None) -> set[Named]:
    """Return the other subjects that the record joins with ``watched``."""
    if record is None:
        return set()
    loans = _loans(record)
    found = {("loan", each.id) for each in loans}
    for each in loans if watched[0] == "borrower" else (record.loan,):
        found.update(_security(each))
    return found


def _security(loan: Loan) -> Iterable[Named]:
    yield from (("collateral", each.id) for each in loan.collaterals or ())
    for each in loan.guarantees or ():
        if each.guarantor_id is not None:
            yield ("guarantor", each.guarantor_id)


def _members(record: PortfolioRecord) -> set[Named]:
    """Return the other borrowers of the group, and their loans."""
    members = () if record.group is None else record.group.other_members or ()
    found = {("borrower", each.id) for each in members}
    found.update(("loan", loan.id) for each in members for loan in each.other_loans or ())
    return found


def names_in(record: PortfolioRecord) -> frozenset[Named]:
    """Return all whose events somebody may find through ``record``: every one that ``places_of`` looks for in it."""
    found: set[Named] = {("loan", each.id) for each in _loans(record)}
    if record.borrower is not None:
        found.add(("borrower", record.borrower.id))
    for each in _loans(record):
        found.update(_security(each))
    if record.group is not None:
        found.add(("group", record.group.id))
    return frozenset(found | _members(record))
