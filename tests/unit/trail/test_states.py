"""How far a record has come: on the disk, under a signed checkpoint, under a witnessed one."""

from pathlib import Path

from postloan_rules.audit.checkpoint import is_signed as is_signed_by
from postloan_rules.audit.checkpoint import sign
from postloan_rules.audit.signing import holds
from postloan_rules.trail import SignedCheckpoint, State, new_signing_key
from tests.unit.engine.demo_pack import engine, record
from tests.unit.trail.trails import opened

KEY, _ = new_signing_key("bank")
WITNESS, _ = new_signing_key("witness")


def witnessed(note: SignedCheckpoint) -> bool:
    """Return whether the witness signed ``note``."""
    return is_signed_by(note, WITNESS.public, lambda content, signature: holds(WITNESS.public, content, signature))


def test_a_record_is_durable_then_included_then_anchored(tmp_path: Path) -> None:
    with opened(tmp_path) as log:
        log.append(engine().decide("floor_class", record()))
        assert log.ledger.state_of(0, witnessed) is State.DURABLE
        note = log.checkpoint(KEY)
        assert log.ledger.state_of(0, witnessed) is State.INCLUDED
        log.ledger.add_signatures(sign(note.checkpoint, WITNESS.public, WITNESS.sign))
        assert log.ledger.state_of(0, witnessed) is State.ANCHORED
        assert log.state_of(0) is State.INCLUDED
        assert log.verify(trusted=[KEY.public, WITNESS.public]).holds
