"""AES-GCM, HKDF and Ed25519 in the few forms that the trail uses: the one module that imports `cryptography`."""

from collections.abc import Callable

from postloan_rules.errors import AuditError, MissingExtraError
from postloan_rules.text.catalogue import proofs, trail

try:
    from cryptography.exceptions import InvalidSignature, InvalidTag
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF
except ModuleNotFoundError as error:
    raise MissingExtraError("cryptography", "trail") from error

_KEY_BYTES = 32


def encrypted(key: bytes, nonce: bytes, content: bytes, place: bytes) -> bytes:
    """Return ``content`` under AES-256-GCM; it opens only at ``place``."""
    return AESGCM(key).encrypt(nonce, content, place)


def decrypted(key: bytes, nonce: bytes, ciphertext: bytes, place: bytes) -> bytes:
    """Return what was encrypted.

    Raises:
        AuditError: if key, place or ciphertext are others.
    """
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, place)
    except InvalidTag:
        raise AuditError(trail.does_not_open()) from None


def derived(secret: bytes, label: bytes) -> bytes:
    """Return the key that HKDF-SHA-256 makes of ``secret`` for the use ``label``."""
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=label).derive(secret)


def new_private_key() -> bytes:
    """Return a new Ed25519 key as PEM."""
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def signer_in(pem: bytes) -> tuple[bytes, Callable[[bytes], bytes]]:
    """Return the public key (32 bytes) of the private key in PEM text, and what signs with it.

    Raises:
        AuditError: if the text holds no private key for Ed25519.
    """
    try:
        private = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError):
        raise AuditError(proofs.not_a_signing_key()) from None
    if not isinstance(private, Ed25519PrivateKey):
        raise AuditError(proofs.not_ed25519())
    public = private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return public, private.sign


def is_signature(public: bytes, content: bytes, signature: bytes) -> bool:
    """Return whether ``signature`` is that of ``content`` under ``public``."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True
