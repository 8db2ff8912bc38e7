"""A checked pack as bytes, in parts that are read one by one; what only tools ask for is read from the files again.

The bytes say of which files and of which library they are, and hold nothing but data. The first line seals the rest; a
line of JSON tells where each part stands; each part is a line of JSON, made by ``light.coding``.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from postloan_rules.feel import types
from postloan_rules.feel.checked import Checked
from postloan_rules.light.coding import CodingError, classes_in, decode, encode, objects_in
from postloan_rules.light.late import filler_of, postponed, settle
from postloan_rules.packs import citation, definition, event_kind, pack, parameter, watch
from postloan_rules.packs.fingerprint import Contents
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.text import bilingual
from postloan_rules.text.source import Span

CLASSES: Final = classes_in(bilingual, types, citation, parameter, definition, event_kind, watch, pack)
"""What a stored pack is made of."""

APART: Final[tuple[type, ...]] = (Checked, Span)
"""Trees and places: whoever asks for one gets those of the files."""

REBUILT: Final = frozenset({"entities", "scopes", "layers", "case_defaults"})
"""The fields of a pack that are read from the files again, as are those that read something when they are called."""

_FORMAT: Final = 1

Parts = Mapping[str, list[Any]]


class Stored:
    """Parts by name. Each is read when it is asked for."""

    def __init__(self, body: bytes, places: Mapping[str, Sequence[int]]) -> None:
        self._body = body
        self._places = places

    def has(self, name: str) -> bool:
        """Return whether there is a part of that name."""
        return name in self._places

    def part(self, name: str) -> list[Any]:
        """Return a part as it was coded.

        Raises:
            CodingError: if there is none.
        """
        if name not in self._places:
            raise CodingError(f"no part {name!r}")
        start, length = self._places[name]
        coded: list[Any] = json.loads(self._body[start : start + length])
        return coded


def to_bytes(fingerprint: str, parts: Parts, key: bytes | None = None) -> bytes:
    """Return the bytes that say ``parts`` of what has ``fingerprint``, sealed with ``key``."""
    places: dict[str, tuple[int, int]] = {}
    lines: list[bytes] = []
    start = 0
    for name, coded in parts.items():
        lines.append(json.dumps(coded, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n")
        places[name] = (start, len(lines[-1]))
        start += len(lines[-1])
    head = {"format": _FORMAT, "fingerprint": fingerprint, "parts": places}
    content = json.dumps(head).encode("utf-8") + b"\n" + b"".join(lines)
    return _seal(content, key) + b"\n" + content


def from_bytes(sealed: bytes, fingerprint: str, key: bytes | None = None) -> Stored | None:
    """Return what ``sealed`` holds, if its seal is whole and it says what has ``fingerprint``."""
    seal, _, content = sealed.partition(b"\n")
    if not hmac.compare_digest(seal, _seal(content, key)):
        return None
    line, _, body = content.partition(b"\n")
    head = json.loads(line)
    if head["format"] != _FORMAT or head["fingerprint"] != fingerprint:
        return None
    return Stored(body, head["parts"])


def _seal(content: bytes, key: bytes | None) -> bytes:
    made = hashlib.sha256(content) if key is None else hmac.new(key, content, hashlib.sha256)
    return made.hexdigest().encode("ascii")


def parts_of(checked: CheckedPack) -> Parts:
    """Return a pack in parts: its fields, but for those that are read again."""
    fields = {name: getattr(checked, name) for name in CheckedPack.__match_args__ if name not in REBUILT}
    return {name: encode(value, CLASSES, APART) for name, value in fields.items() if not callable(value)}


def pack_of(stored: Stored, rebuild: Callable[[], CheckedPack], contents: Contents) -> CheckedPack:
    """Return the pack that ``stored`` holds. ``rebuild`` reads it from ``contents``, if somebody wants more."""
    return postponed(CheckedPack, _Filler(stored, rebuild, contents))


def contents_behind(checked: CheckedPack) -> Contents | None:
    """Return the files that ``checked`` was made ready from, if it was."""
    filler = filler_of(checked)
    return filler.contents if isinstance(filler, _Filler) else None


def stored_of(checked: CheckedPack) -> Stored | None:
    """Return what ``checked`` was made from, if that was something stored."""
    filler = filler_of(checked)
    return filler.stored if isinstance(filler, _Filler) else None


class _Filler:
    """Knows the fields of a stored pack, and the trees and places in them."""

    def __init__(self, stored: Stored, rebuild: Callable[[], CheckedPack], contents: Contents) -> None:
        self.stored = stored
        self.contents = contents
        self._rebuild = rebuild
        self._rebuilt: CheckedPack | None = None

    def rebuilt(self) -> CheckedPack:
        if self._rebuilt is None:
            self._rebuilt = self._rebuild()
        return self._rebuilt

    def fill(self, late: CheckedPack, name: str) -> None:
        if not self.stored.has(name):
            settle(late, name, getattr(self.rebuilt(), name))
            return
        twins = _Twins(self, name)
        apart = {each.__name__: _postponing(each, twins) for each in APART}
        settle(late, name, decode(self.stored.part(name), CLASSES, apart))


def _postponing(kind: Any, twins: "_Twins") -> Callable[[int], object]:
    return lambda place: postponed(kind, _Twin(twins, place))


class _Twins:
    """The trees and places in one field of the pack, as the files give them."""

    def __init__(self, filler: _Filler, name: str) -> None:
        self._filler = filler
        self._name = name
        self._found: list[Any] | None = None

    def at(self, place: int) -> Any:
        if self._found is None:
            self._found = list(objects_in(getattr(self._filler.rebuilt(), self._name), APART))
        return self._found[place]


class _Twin:
    """Fills an object with what its twin among the others holds."""

    __slots__ = ("_place", "_twins")

    def __init__(self, twins: _Twins, place: int) -> None:
        self._twins = twins
        self._place = place

    def fill(self, late: Any, name: str) -> None:
        twin = self._twins.at(self._place)
        for each in type(late).__match_args__:
            settle(late, each, getattr(twin, each))
