"""Decisions in the trail: what is written down about them, making them again, overrides, batches and erasure.

Programs that sign, verify or replay find the names for it here; ``AuditLog``, ``Override`` and ``verify_bundle`` are
names of the library itself.
"""

from postloan_rules.audit.checkpoint import SignedCheckpoint, VerifyingKey, read_checkpoint, verifying_key
from postloan_rules.audit.entry import State
from postloan_rules.audit.finding import TrailFinding
from postloan_rules.audit.signing import (
    SigningKey,
    new_signing_key,
    signing_key_from_environment,
    signing_key_from_file,
    signing_key_held_elsewhere,
)
from postloan_rules.audit.verifying import Verification
from postloan_rules.trail.comparing import Replay, replay_with
from postloan_rules.trail.overrides import OverridePolicy
from postloan_rules.trail.verifying import damaged

__all__ = [
    "OverridePolicy",
    "Replay",
    "SignedCheckpoint",
    "SigningKey",
    "State",
    "TrailFinding",
    "Verification",
    "VerifyingKey",
    "damaged",
    "new_signing_key",
    "read_checkpoint",
    "replay_with",
    "signing_key_from_environment",
    "signing_key_from_file",
    "signing_key_held_elsewhere",
    "verifying_key",
]
