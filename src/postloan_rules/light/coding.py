"""Frozen objects to plain lists and back, by their fields: what is equal down to its text is written once.

A coded value is a list of entries, each of which refers to entries before it by their place; the last is the value. An
entry that is no list is a word, a whole number, true, false or nothing. A list starts with a mark: one of the
characters below, or the name of a class, then the places of its fields.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from types import ModuleType
from typing import Any, Final

_TUPLE: Final = "("
_MAPPING: Final = "{"
_DECIMAL: Final = "1"
_DATE: Final = "d"
_MEMBER: Final = "."
_LATE: Final = "?"
_FIELDS: Final = "_light_fields_"

Coded = list[Any]


class CodingError(ValueError):
    """A value is of a class that nobody listed, or a coded value is none."""


def classes_in(*modules: ModuleType) -> tuple[type, ...]:
    """Return the light classes and enumerations that stand in ``modules``."""
    return tuple(
        each
        for module in modules
        for each in vars(module).values()
        if isinstance(each, type)
        and each.__module__ == module.__name__
        and (hasattr(each, _FIELDS) or issubclass(each, Enum))
    )


def encode(value: object, classes: Sequence[type], apart: Sequence[type] = ()) -> Coded:
    """Return ``value``, made of plain values and objects of ``classes``, as a list that JSON can hold.

    Objects of the classes ``apart`` are only counted, in the order in which ``objects_in`` finds them.

    Raises:
        CodingError: for anything else.
    """
    return _Writer(classes, apart).all_of(value)


class _Writer:
    def __init__(self, classes: Sequence[type], apart: Sequence[type]) -> None:
        self._names = {each: each.__name__ for each in classes}
        self._apart = {each: each.__name__ for each in apart}
        self._entries: Coded = []
        self._places: dict[object, int] = {}
        self._counted = 0

    def all_of(self, value: object) -> Coded:
        last = self._place(value)
        # The value comes last, even where an equal one was written before.
        if last != len(self._entries) - 1:
            self._entries.append(self._entries[last])
        return self._entries

    def _place(self, value: object) -> int:
        kind = type(value)
        if value is None or kind in (str, int, bool):
            return self._kept((kind, value), value)
        if kind in self._apart:
            self._counted += 1
            self._entries.append([_LATE, self._apart[kind], self._counted - 1])
            return len(self._entries) - 1
        entry = self._entry(value, kind)
        return self._kept(tuple(entry), entry)

    def _entry(self, value: Any, kind: type) -> list[Any]:
        if kind is Decimal:
            return [_DECIMAL, str(value)]
        if kind is date:
            return [_DATE, value.isoformat()]
        if kind is tuple:
            return [_TUPLE, *map(self._place, value)]
        if isinstance(value, Mapping):
            return [_MAPPING, *(place for pair in value.items() for place in map(self._place, pair))]
        name = self._names.get(kind)
        if name is None:
            raise CodingError(f"nobody listed the class {kind.__module__}.{kind.__qualname__}")
        if issubclass(kind, Enum):
            return [_MEMBER, name, value.name]
        return [name, *(self._place(getattr(value, field)) for field in getattr(kind, _FIELDS))]

    def _kept(self, key: object, entry: Any) -> int:
        place = self._places.get(key)
        if place is None:
            place = self._places[key] = len(self._entries)
            self._entries.append(entry)
        return place


def decode(entries: Coded, classes: Sequence[type], apart: Mapping[str, Callable[[int], object]] | None = None) -> Any:
    """Return the value that ``entries`` are; ``apart`` makes the objects that were only counted.

    Raises:
        CodingError: if it is none.
    """
    known = {each.__name__: each for each in classes}
    late = apart or {}
    values: list[Any] = []
    try:
        for entry in entries:
            if type(entry) is not list:
                values.append(entry)
                continue
            mark, *places = entry
            made = known.get(mark)
            if made is not None:
                values.append(made(*[values[place] for place in places]))
            elif mark == _TUPLE:
                values.append(tuple([values[place] for place in places]))
            else:
                values.append(_special(mark, places, values, known, late))
        return values[-1]
    except (IndexError, KeyError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        raise CodingError(f"no coded value: {error}") from error


def _special(
    mark: str,
    places: list[Any],
    values: list[Any],
    known: Mapping[str, Any],
    late: Mapping[str, Callable[[int], object]],
) -> Any:
    match mark, places:
        case "{", _:
            return {values[key]: values[value] for key, value in zip(places[::2], places[1::2], strict=True)}
        case "1", [text]:
            return Decimal(text)
        case "d", [text]:
            return date.fromisoformat(text)
        case ".", [name, member]:
            return known[name][member]
        case "?", [name, number]:
            return late[name](number)
        case _:
            raise CodingError(f"no mark: {mark!r}")


def objects_in(value: object, apart: Sequence[type]) -> Iterator[Any]:
    """Yield the objects of the classes ``apart`` in ``value``, in the order in which ``encode`` counts them."""
    kind = type(value)
    if kind in apart:
        yield value
    elif kind is tuple:
        for each in value:  # type: ignore[attr-defined]
            yield from objects_in(each, apart)
    elif isinstance(value, Mapping):
        for pair in value.items():
            for each in pair:
                yield from objects_in(each, apart)
    elif not isinstance(value, Enum):
        for name in getattr(kind, _FIELDS, ()):
            yield from objects_in(getattr(value, name), apart)
