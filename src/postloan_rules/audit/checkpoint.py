"""Checkpoints: the size and root of a ledger at one moment, as a signed note (C2SP tlog-checkpoint, Ed25519).

The text is the origin, the number of leaves and the root in base 64, each on its line; an empty line; then one line
for each signature: a dash, the name of the key, and four bytes that tell the key followed by the signature, in base
64. Whoever keeps a checkpoint outside the bank can later prove what was in the ledger then.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable, Sequence
from typing import Final

from postloan_rules.audit.merkle import Hash
from postloan_rules.errors import AuditError
from postloan_rules.light import dataclass
from postloan_rules.text.catalogue import proofs

_ED25519: Final = b"\x01"
_DASH: Final = "— "
_KEY_ID_BYTES: Final = 4
_ROOT_BYTES: Final = 32

Sign = Callable[[bytes], bytes]
"""Gives the Ed25519 signature of bytes; a module that keeps the key to itself can stand behind it."""
Verify = Callable[[bytes, bytes], bool]
"""Says whether a signature (second) is that of bytes (first) under one public key."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The ledger ``origin`` had ``size`` leaves and ``root``."""

    origin: str
    size: int
    root: Hash

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature by the key ``name``; ``key_id`` tells which key of that name it is."""

    name: str
    key_id: bytes
    bytes: bytes


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint and the signatures under it: the ledger's, and those of witnesses."""

    checkpoint: Checkpoint
    signatures: tuple[Signature, ...]

    @property
    def note(self) -> str:
        """The signed note, as it is written to a file."""
        lines = [
            f"{_DASH}{each.name} {base64.b64encode(each.key_id + each.bytes).decode()}\n" for each in self.signatures
        ]
        return self.checkpoint.text + "\n" + "".join(lines)


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """A public key with its name; ``public`` are the 32 bytes of Ed25519."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell keys of one name apart (C2SP signed-note)."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:_KEY_ID_BYTES]

    @property
    def text(self) -> str:
        """The key as one line: name, key id and algorithm with key, joined by ``+``."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(_ED25519 + self.public).decode()}"


def verifying_key(text: str) -> VerifyingKey:
    """Return the key that one line of text writes.

    Raises:
        AuditError: if the text is no such key, or its id is another key's.
    """
    try:
        name, key_id, encoded = text.strip().split("+", 2)
        content = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error):
        raise AuditError(proofs.not_a_verifying_key()) from None
    if content[:1] != _ED25519 or len(content) != 33:
        raise AuditError(proofs.verifying_key_not_ed25519())
    key = VerifyingKey(name, content[1:])
    if key.key_id.hex() != key_id:
        raise AuditError(proofs.key_id_differs())
    return key


def sign(checkpoint: Checkpoint, key: VerifyingKey, signer: Sign) -> SignedCheckpoint:
    """Return ``checkpoint`` with the signature that ``signer`` gives under ``key``."""
    return SignedCheckpoint(checkpoint, (Signature(key.name, key.key_id, signer(checkpoint.text.encode())),))


def is_signed(note: SignedCheckpoint, key: VerifyingKey, verifies: Verify) -> bool:
    """Return whether one of the signatures is ``key``'s and holds."""
    text = note.checkpoint.text.encode()
    mine = [each for each in note.signatures if (each.name, each.key_id) == (key.name, key.key_id)]
    # Two signatures under one key would let a reader and a checker look at different ones.
    return len(mine) == 1 and verifies(text, mine[0].bytes)


def read_checkpoint(text: str) -> SignedCheckpoint:
    """Return the signed checkpoint that ``text`` writes; other forms of the same content are refused.

    Raises:
        AuditError: if it is no signed checkpoint.
    """
    body, separator, signed = text.partition("\n\n")
    lines = body.split("\n")
    if not separator or len(lines) != 3:
        raise AuditError(proofs.not_a_checkpoint())
    origin, size, root = lines
    if not origin or not (size.isascii() and size.isdigit()):
        raise AuditError(proofs.checkpoint_without_size())
    checkpoint = Checkpoint(origin, int(size), _decoded(root))
    note = SignedCheckpoint(checkpoint, tuple(_signature(each) for each in signed.split("\n")[:-1]))
    if len(checkpoint.root) != _ROOT_BYTES or note.note != text:
        raise AuditError(proofs.checkpoint_in_other_form())
    return note


def _signature(line: str) -> Signature:
    name, separator, encoded = line.removeprefix(_DASH).rpartition(" ")
    content = _decoded(encoded)
    if not line.startswith(_DASH) or not separator or len(content) <= _KEY_ID_BYTES:
        raise AuditError(proofs.signature_unreadable())
    return Signature(name, content[:_KEY_ID_BYTES], content[_KEY_ID_BYTES:])


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        raise AuditError(proofs.not_base64()) from None


def names_of(signatures: Sequence[Signature]) -> tuple[str, ...]:
    """Return the names of those who signed, in order."""
    return tuple(each.name for each in signatures)
