"""One byte form per value (RFC 8785), without floats."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import rfc8785

from postloan_rules.errors import AuditError
from postloan_rules.text.catalogue import trail

_EXACT_INTEGER = 2**53 - 1
_DEEPEST = 100


def canonical_bytes(value: object) -> bytes:
    """Return the canonical JSON of ``value``.

    It may hold mappings with string keys, sequences, strings, whole numbers, booleans and ``None``. Decimals and dates
    are strings here, written by the caller: a float has no single decimal text and is refused.

    >>> canonical_bytes({"b": [1, True], "a": "逾期"}).decode()
    '{"a":"逾期","b":[1,true]}'

    Raises:
        AuditError: if a value has no canonical form.
    """
    try:
        plain: Any = value if _is_plain(value, 0) else _plain(value, "$", 0)
        text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        # Without floats only the order of keys could differ, and only beyond the basic plane, where UTF-16 needs pairs.
        in_basic_plane = text.isascii() or len(text.encode("utf-16-le")) == 2 * len(text)
        return text.encode() if in_basic_plane else bytes(rfc8785.dumps(plain))
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise AuditError(trail.no_canonical_form(str(error))) from error


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of ``content`` as ``sha256:`` and hexadecimal digits."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def _is_plain(value: object, depth: int) -> bool:
    """Return whether ``value`` can be written as it is: what most values are, without a copy and without a place."""
    if value is None:
        return True
    kind = type(value)
    if kind is str or kind is bool:
        return True
    if depth >= _DEEPEST:
        return False
    if kind is int:
        return abs(value) <= _EXACT_INTEGER  # type: ignore[arg-type]  # its type is looked at above
    if kind is dict:
        return all(
            type(key) is str and (type(part) is str or _is_plain(part, depth + 1))
            for key, part in value.items()  # type: ignore[attr-defined]
        )
    if kind is list or kind is tuple:
        return all(_is_plain(part, depth + 1) for part in value)  # type: ignore[attr-defined]
    return False


def _plain(value: object, path: str, depth: int) -> Any:
    if depth > _DEEPEST:
        raise AuditError(trail.too_deep(path, _DEEPEST))
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        if abs(value) > _EXACT_INTEGER:
            raise AuditError(trail.number_too_large(path))
        return value
    if isinstance(value, Mapping):
        wrong = [key for key in value if not isinstance(key, str)]
        if wrong:
            raise AuditError(trail.key_is_no_text(path, wrong[0]))
        return {str(key): _plain(part, f"{path}.{key}", depth + 1) for key, part in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return [_plain(part, f"{path}[{index}]", depth + 1) for index, part in enumerate(value)]
    raise AuditError(trail.kind_without_form(path, type(value).__name__))
