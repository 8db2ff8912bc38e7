"""Entries go into the ledger or, where a bank wants that, wait in a spool until they can."""

from collections.abc import Mapping, Sequence
from typing import Final

from postloan_rules.audit.entry import Entry, Receipt, State
from postloan_rules.audit.ledger import Ledger
from postloan_rules.audit.spool import Spool
from postloan_rules.errors import AuditError, IdempotencyConflictError
from postloan_rules.light import replace
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.trail.archive import archive_of
from postloan_rules.trail.terms import CONFLICT

OVERRIDDEN: Final = "overridden"
UNREAD: Final = "overrides_unread"
_BESIDE: Final = (OVERRIDDEN, UNREAD)
"""What stands in a payload beside a decision, and does not tell it from another."""
_PACK: Final = "pack"
"""The kind of what waits in a spool and is no record: a pack that the ledger has to keep."""


class Taker:
    """Takes entries and packs for one ledger. ``waiting_room`` is where they wait while it refuses, if they may."""

    def __init__(self, ledger: Ledger, waiting_room: Spool | None) -> None:
        self._ledger = ledger
        self.waiting_room = waiting_room
        self._archives: dict[int, tuple[CheckedPack, str]] = {}

    def take(self, entries: Sequence[Entry]) -> tuple[Receipt, ...]:
        """Write ``entries`` down; the receipt of one that waits names no place.

        Raises:
            IdempotencyConflictError: if a key stands for something else.
            AuditError: if the ledger cannot take them, and they may not wait or cannot.
        """
        try:
            return self._written(entries)
        except IdempotencyConflictError:
            raise
        except AuditError:
            if self.waiting_room is None:
                raise
            self.waiting_room.add(entries)
            return tuple(Receipt(-1, "", State.DURABLE) for _ in entries)

    def kept(self, pack: CheckedPack) -> str:
        """Return the digest under which the ledger keeps ``pack``, which it does from now on; raises as ``take``."""
        known = self._archives.get(id(pack))
        if known is None:
            text, digest = archive_of(pack)
            try:
                self._ledger.keep_pack(digest, text)
            except AuditError:
                if self.waiting_room is None:
                    raise
                self.waiting_room.add([Entry({digest: text}, digest, _PACK)])
            # Holding the pack keeps its identity from being given to another.
            known = self._archives[id(pack)] = (pack, digest)
        return known[1]

    def replayed(self, group: tuple[Entry, ...]) -> None:
        """Write down a group that waited, once however often this is called.

        Raises:
            AuditError: if the ledger still cannot take it.
        """
        if [each.kind for each in group] == [_PACK]:
            ((digest, text),) = group[0].payload.items()
            self._ledger.keep_pack(digest, text)
            return
        try:
            self._written(group)
        except IdempotencyConflictError as error:
            # It was acknowledged, so that it must not be lost: it is kept under a key of its own.
            mark = (CONFLICT, error.key)
            self._ledger.append_many(
                [replace(each, key=f"{each.key}#conflict", terms=(*each.terms, mark)) for each in group]
            )

    def _written(self, entries: Sequence[Entry]) -> tuple[Receipt, ...]:
        try:
            return self._ledger.append_many(entries)
        except IdempotencyConflictError:
            # The same decision is the same record, though somebody may have overridden it since.
            return self._ledger.append_many([self._as_first_written(each) for each in entries])

    def _as_first_written(self, entry: Entry) -> Entry:
        found = self._ledger.under_key(entry.key) if entry.kind == "decision" else None
        if found is None or not isinstance(found.record.payload, Mapping):
            return entry
        first = {name: found.record.payload[name] for name in _BESIDE if name in found.record.payload}
        own = {name: value for name, value in entry.payload.items() if name not in _BESIDE}
        return replace(entry, payload={**own, **first})
