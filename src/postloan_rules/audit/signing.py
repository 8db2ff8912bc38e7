"""Ed25519 keys: from a file, from the environment, or held by somebody else who signs for us."""

import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Final

from postloan_rules.audit.checkpoint import Sign, SignedCheckpoint, VerifyingKey, is_signed
from postloan_rules.errors import AuditError
from postloan_rules.light import dataclass, field
from postloan_rules.text.catalogue import proofs

KEY_VARIABLE: Final = "POSTLOAN_SIGNING_KEY"
"""The variable of the environment that may hold the private key, as PEM."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key that signs: its public half, and what makes signatures (this process, or a module that keeps the key)."""

    public: VerifyingKey
    sign: Sign = field(repr=False)


def new_signing_key(name: str) -> tuple[SigningKey, bytes]:
    """Return a new key called ``name``, and its private half as PEM, to be kept where only its owner can read."""
    pem: bytes = _crypto().new_private_key()
    return signing_key_from(pem, name), pem


def signing_key_from(pem: bytes, name: str) -> SigningKey:
    """Return the key that PEM text holds.

    Raises:
        AuditError: if it is no private key for Ed25519.
    """
    if not name or any(each in name for each in "+\n ") or not name.isprintable():
        raise AuditError(proofs.not_a_key_name(name))
    public, sign = _crypto().signer_in(pem)
    return SigningKey(VerifyingKey(name, public), sign)


def signing_key_from_file(path: Path, name: str) -> SigningKey:
    """Return the key in the file at ``path``.

    Raises:
        AuditError: if the file cannot be read, others may read it, or it holds no such key.
    """
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise AuditError(proofs.key_open_to_others(path))
        pem = path.read_bytes()
    except OSError as error:
        raise AuditError(proofs.key_unreadable(path, error.strerror)) from error
    return signing_key_from(pem, name)


def signing_key_from_environment(name: str, environment: Mapping[str, str] = os.environ) -> SigningKey | None:
    """Return the key in the variable ``POSTLOAN_SIGNING_KEY``, if there is one.

    Raises:
        AuditError: if it holds something else.
    """
    pem = environment.get(KEY_VARIABLE)
    return None if pem is None else signing_key_from(pem.encode(), name)


def signing_key_held_elsewhere(name: str, public: bytes, sign: Callable[[bytes], bytes]) -> SigningKey:
    """Return a key whose private half never comes here: ``sign`` asks, say, a hardware module.

    Raises:
        AuditError: if what ``sign`` gives for a trial is no signature under ``public``.
    """
    key = VerifyingKey(name, public)
    if not holds(key, b"postloan-rules/trial", sign(b"postloan-rules/trial")):
        raise AuditError(proofs.other_signer(name))
    return SigningKey(key, sign)


def holds(key: VerifyingKey, content: bytes, signature: bytes) -> bool:
    """Return whether ``signature`` is that of ``content`` under ``key``."""
    return bool(_crypto().is_signature(key.public, content, signature))


def is_signed_by(note: SignedCheckpoint, key: VerifyingKey) -> bool:
    """Return whether ``note`` carries the signature of ``key``, and it holds."""
    return is_signed(note, key, partial(holds, key))


def _crypto() -> ModuleType:
    # Only who signs or checks signatures needs the package.
    from postloan_rules.audit import crypto

    return crypto
