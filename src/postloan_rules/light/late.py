"""Frozen objects that find out what they hold when somebody asks for it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol, TypeVar

Postponed = TypeVar("Postponed", bound="Late")
Name = TypeVar("Name")
Value = TypeVar("Value")


class Filler(Protocol):
    """Knows what a late object holds."""

    def fill(self, late: Any, name: str) -> None:
        """Put the field ``name`` of ``late`` in its place by ``settle``, and others as well if that is as easy."""
        ...


class Late:
    """The base of light classes of which objects may be made without their fields.

    Two threads that ask at once both find the same, and one of them is kept.
    """

    __slots__ = ("_filler",)
    _filler: Filler

    def __getattr__(self, name: str) -> Any:
        # Only fields that were never set come here, and names that there are not.
        if name not in getattr(type(self), "_light_fields_", ()):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        object.__getattribute__(self, "_filler").fill(self, name)
        return object.__getattribute__(self, name)


def postponed(kind: type[Postponed], filler: Filler) -> Postponed:
    """Return an object of ``kind`` whose fields ``filler`` knows."""
    made = object.__new__(kind)
    object.__setattr__(made, "_filler", filler)
    return made


def settle(late: Late, name: str, value: object) -> None:
    """Put a field of a late object in its place."""
    object.__setattr__(late, name, value)


def filler_of(late: Late) -> Filler | None:
    """Return who knows what ``late`` holds; ``None`` where it was made with all its fields."""
    try:
        found: Filler = object.__getattribute__(late, "_filler")
    except AttributeError:
        return None
    return found


class LateMapping(Mapping[Name, Value]):
    """A mapping that ``make`` makes when somebody first looks into it."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], Mapping[Name, Value]]) -> None:
        self._make = make
        self._made: Mapping[Name, Value] | None = None

    def _all(self) -> Mapping[Name, Value]:
        if self._made is None:
            self._made = self._make()
        return self._made

    def __getitem__(self, name: Name) -> Value:
        return self._all()[name]

    def __iter__(self) -> Iterator[Name]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())
