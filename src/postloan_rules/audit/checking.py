"""Checking leaves, roots and checkpoints with nothing but their bytes at hand."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from postloan_rules.audit import finding, merkle
from postloan_rules.audit.checkpoint import Checkpoint, SignedCheckpoint, VerifyingKey, is_signed, read_checkpoint
from postloan_rules.audit.finding import TrailFinding
from postloan_rules.audit.leaf import START, AuditRecord, record_of
from postloan_rules.errors import AuditError
from postloan_rules.light import dataclass, field

Holds = Callable[[VerifyingKey, bytes, bytes], bool]
_KEY_BYTES = 16


@dataclass(slots=True)
class LeafCheck:
    """Reads leaves in order; ``hashes`` are those of all that were read."""

    hashes: list[merkle.Hash] = field(default_factory=list)
    ledger: str | None = None
    _previous: str = START
    _keys: dict[bytes, int] = field(default_factory=dict)
    _states: list[tuple[int, Checkpoint]] = field(default_factory=list)

    def read(self, leaf: bytes) -> tuple[AuditRecord | None, list[TrailFinding]]:
        """Return the record in the next leaf, if it is one, and what is wrong with it in its place."""
        place = len(self.hashes)
        hashed = merkle.leaf_hash(leaf)
        self.hashes.append(hashed)
        previous, self._previous = self._previous, hashed.hex()
        try:
            record = record_of(leaf)
        except ValueError as error:
            return None, [finding.leaf_malformed(place, str(error))]
        found: list[TrailFinding] = []
        if record.sequence != place:
            found.append(finding.wrong_sequence(place, record.sequence))
        if record.previous != previous:
            found.append(finding.wrong_previous(place))
        self.ledger = self.ledger or record.ledger
        if record.ledger != self.ledger:
            found.append(finding.other_ledger(place, record.ledger))
        # Keys are remembered by the start of their digest, so that a million of them fit.
        short = hashlib.sha256(record.key.encode()).digest()[:_KEY_BYTES]
        first = self._keys.setdefault(short, place)
        if first != place:
            found.append(finding.key_repeated(place, first))
        if record.kind == "checkpoint":
            found.extend(self._state(record))
        return record, found

    def _state(self, record: AuditRecord) -> Iterator[TrailFinding]:
        """Remember the earlier state that a record of a checkpoint names."""
        try:
            state = read_checkpoint(record.payload["note"]).checkpoint
        except (KeyError, TypeError, AttributeError, AuditError):
            yield finding.checkpoint_untrue(record.sequence)
        else:
            self._states.append((record.sequence, state))

    def untrue_states(self, nodes: merkle.Nodes) -> Iterator[TrailFinding]:
        """Yield what is wrong with the earlier states that records of checkpoints name, once all leaves are read."""
        for place, state in self._states:
            # A checkpoint is written down after it was signed, so that it cannot be about more than stands before it.
            is_earlier = state.size <= place and state.origin == self.ledger
            if not is_earlier or merkle.root(state.size, nodes) != state.root:
                yield finding.checkpoint_untrue(place)


def check_checkpoints(
    notes: Sequence[SignedCheckpoint],
    size: int,
    nodes: merkle.Nodes,
    ledger: str | None,
    keys: Sequence[VerifyingKey],
    holds: Holds,
) -> list[TrailFinding]:
    """Return what is wrong with ``notes`` about the ledger with ``size`` leaves under ``nodes``, under ``keys``."""
    found: list[TrailFinding] = []
    covered = 0
    for note in notes:
        state = note.checkpoint
        if not any(is_signed(note, key, partial(holds, key)) for key in keys):
            found.append(finding.not_signed(state.size))
        if ledger is not None and state.origin != ledger:
            found.append(finding.other_ledger(state.size, state.origin))
        elif state.size > size:
            found.append(finding.wrong_size(state.size, size))
        elif state.root != merkle.root(state.size, nodes):
            found.append(finding.wrong_root(state.size))
        else:
            covered = max(covered, state.size)
    if not notes:
        found.append(finding.no_checkpoint())
    elif covered < size and not found:
        found.append(finding.uncovered(covered, size - covered))
    return found
