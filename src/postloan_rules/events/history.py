"""What is known of all subjects: events as corrections and retractions leave them, and the records of each day."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from postloan_rules.engine.watch_conditions import Occurrence
from postloan_rules.engine.watch_places import names_in, places_of
from postloan_rules.engine.watching import Happened
from postloan_rules.events.posting import Event, Named, Retraction
from postloan_rules.model.portfolio import PortfolioRecord

WATCHED = ("loan", "borrower")


class Histories:
    """Events and records, found by the subjects that they are about. The order in which they are added says nothing."""

    def __init__(self) -> None:
        self._events: dict[str, Event] = {}
        self._corrections: dict[str, Event] = {}
        self._retracted: set[str] = set()
        self._named: defaultdict[Named, set[str]] = defaultdict(set)
        """Ids of the events (and of what corrects them) in which a subject is named."""
        self._records: defaultdict[Named, dict[date, PortfolioRecord]] = defaultdict(dict)
        self._names: defaultdict[Named, set[Named]] = defaultdict(set)
        """Whom the records of a watched subject name."""
        self._watchers: defaultdict[Named, set[Named]] = defaultdict(set)

    def add(self, posting: Event | Retraction) -> set[Named]:
        """Add a posting and return the watched subjects whose history it may change."""
        id = posting.retracts if isinstance(posting, Retraction) else posting.corrects or posting.id
        before = [each for each in (self._events.get(id), self._corrections.get(id)) if each is not None]
        if isinstance(posting, Retraction):
            self._retracted.add(id)
            return self._watched_by(*before)
        if posting.corrects is None:
            self._events[id] = posting
        else:
            last = self._corrections.get(id)
            if last is None or (last.arrived, last.id) < (posting.arrived, posting.id):
                self._corrections[id] = posting
        for each in (posting.subject, *posting.related):
            self._named[each].add(id)
        return self._watched_by(posting, *before)

    def put(self, record: PortfolioRecord) -> set[Named]:
        """Add the record of a loan, current from its day on, and return the watched subjects that it is of."""
        found = {("loan", record.loan.id)}
        if record.borrower is not None:
            found.add(("borrower", record.borrower.id))
        names = names_in(record)
        for each in found:
            self._records[each][record.as_of] = record
            self._names[each].update(names)
            for name in names:
                self._watchers[name].add(each)
        return found

    def has(self, record: PortfolioRecord) -> bool:
        """Return whether ``record`` is the one that is kept of its loan for its day."""
        return self._records.get(("loan", record.loan.id), {}).get(record.as_of) == record

    def record_on(self, watched: Named, day: date) -> PortfolioRecord | None:
        """Return the last record of ``watched`` of that day or before."""
        days = [each for each in self._records.get(watched, ()) if each <= day]
        return self._records[watched][max(days)] if days else None

    def of(self, watched: Named) -> Iterator[Happened]:
        """Yield the events that ``watched`` finds, each as it stands now."""
        names = {watched, *self._names.get(watched, ())}
        for id in sorted({id for name in names for id in self._named.get(name, ())}):
            event = self.event(id)
            if event is None:
                continue
            places = places_of(watched, event.subject, event.related, self.record_on(watched, event.on))
            if places:
                yield Happened(Occurrence(id, event.kind, event.on, event.values), places)

    def event(self, id: str) -> Event | None:
        """Return the event ``id`` as it stands, or nothing where it was retracted or did not arrive yet."""
        if id in self._retracted or id not in self._events:
            return None
        return self._corrections.get(id, self._events[id])

    def _watched_by(self, *events: Event) -> set[Named]:
        named = {name for event in events for name in (event.subject, *event.related)}
        found = {name for name in named if name[0] in WATCHED}
        return found.union(*(self._watchers.get(name, ()) for name in named))
