"""How far a record has come: on the disk, under a signed checkpoint, under a witnessed one."""

from pathlib import Path

from postloan_rules.audit.checkpoint import sign
from postloan_rules.trail import State, new_signing_key
from tests.unit.engine.demo_pack import engine, record
from tests.unit.trail.trails import opened

KEY, _ = new_signing_key("bank")
WITNESS, _ = new_signing_key("witness")
OTHER, _ = new_signing_key("other")


def test_a_record_is_durable_then_included_then_anchored(tmp_path: Path) -> None:
    with opened(tmp_path) as log:
        log.append(engine().decide("floor_class", record()))
        assert log.state_of(0, witnesses=[WITNESS.public]) is State.DURABLE
        note = log.checkpoint(KEY)
        assert log.state_of(0, witnesses=[WITNESS.public]) is State.INCLUDED
        log.add_signatures(sign(note.checkpoint, WITNESS.public, WITNESS.sign))
        assert log.state_of(0, witnesses=[WITNESS.public]) is State.ANCHORED
        assert log.state_of(0, witnesses=[WITNESS.public, OTHER.public]) is State.INCLUDED
        assert log.state_of(0) is State.INCLUDED
        assert log.verify(trusted=[KEY.public, WITNESS.public]).holds
