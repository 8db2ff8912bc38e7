"""The id of a decision: what was asked, under which law, of which data, without showing the data."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import date
from typing import Any

from postloan_rules.engine.plain import canonical_bytes


def pseudonym_of(entity: str, subject: str, key: bytes | None) -> str:
    """Return a name for ``subject`` that does not tell who it is.

    With ``key`` nobody without it can tell; without a key whoever guesses the id can check the guess.
    """
    return _digest(canonical_bytes([entity, subject]), key)


def identifier_of(
    *,
    pack_digest: str,
    entity: str,
    subject: str,
    as_of: date,
    name: str,
    currency: str,
    inputs: Mapping[str, Any],
    key: bytes | None,
) -> str:
    """Return the id: SHA-256 over pack digest, pseudonym of the subject, day, name and commitment to the inputs."""
    content = {
        "pack": pack_digest,
        "subject": pseudonym_of(entity, subject, key),
        "as_of": as_of.isoformat(),
        "decision": name,
        "inputs": commitment_to(inputs, currency, key),
    }
    return "sha256:" + hashlib.sha256(canonical_bytes(content)).hexdigest()


def commitment_to(inputs: Mapping[str, Any], currency: str, key: bytes | None) -> str:
    """Return a digest of all values that were read, given as plain values; they cannot be read out of it."""
    return _digest(canonical_bytes({"currency": currency, "values": inputs}), key)


def _digest(content: bytes, key: bytes | None) -> str:
    if key is None:
        return "sha256:" + hashlib.sha256(content).hexdigest()
    return "hmac-sha256:" + hmac.new(key, content, hashlib.sha256).hexdigest()
