"""Sealing personal values: what stands in a leaf is a commitment to ciphertext, and the keys can be destroyed."""

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import Any, Final

from postloan_rules.audit.canonical import canonical_bytes
from postloan_rules.light import dataclass

_LABEL: Final = b"postloan-rules/seal/1"
KEY_BYTES: Final = 32
_SALT_BYTES: Final = 32
_NONCE_BYTES: Final = 12

Random = Callable[[int], bytes]
"""Gives so many random bytes."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A sealed value. Without the data keys of all its parties nobody can open it."""

    commitment: str
    salt: bytes
    nonce: bytes
    ciphertext: bytes
    parties: tuple[str, ...]


def new_key(random: Random = secrets.token_bytes) -> bytes:
    """Return a new data key."""
    return random(KEY_BYTES)


def seal(value: Any, place: Sequence[str], keys: Mapping[str, bytes], random: Random = secrets.token_bytes) -> Envelope:
    """Return the envelope of ``value``.

    It stands at ``place``: ledger, key of the record, pointer into its payload. ``keys`` are the data keys of the
    persons and companies that the value says something about, by pseudonym.
    """
    parties = tuple(sorted(keys))
    nonce, salt = random(_NONCE_BYTES), random(_SALT_BYTES)
    crypto = _crypto()
    key = _key_of([keys[each] for each in parties])
    ciphertext = crypto.encrypted(key, nonce, canonical_bytes(value), canonical_bytes(list(place)))
    return Envelope(commitment_to(salt, nonce, ciphertext), salt, nonce, ciphertext, parties)


def open_envelope(envelope: Envelope, place: Sequence[str], keys: Mapping[str, bytes]) -> bytes | None:
    """Return the canonical JSON that was sealed; ``None`` where the key of a party is not there any more.

    Raises:
        AuditError: if the envelope was sealed for another place, or was changed.
    """
    if any(each not in keys for each in envelope.parties):
        return None
    key = _key_of([keys[each] for each in envelope.parties])
    opened: bytes = _crypto().decrypted(key, envelope.nonce, envelope.ciphertext, canonical_bytes(list(place)))
    return opened


def commitment_to(salt: bytes, nonce: bytes, ciphertext: bytes) -> str:
    """Return what a leaf says in place of the value."""
    return "sha256:" + hashlib.sha256(_LABEL + b"\x00" + salt + nonce + ciphertext).hexdigest()


def _key_of(keys: Sequence[bytes]) -> bytes:
    # Every party's key goes in, so that each of them can shred the value alone.
    key: bytes = _crypto().derived(b"".join(keys), _LABEL)
    return key


def _crypto() -> ModuleType:
    # A trail without personal values needs no cipher.
    from postloan_rules.audit import crypto

    return crypto
