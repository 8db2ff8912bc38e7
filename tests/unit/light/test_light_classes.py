"""Light classes do what dataclasses of the standard library do, as far as we use them."""

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import pytest

from postloan_rules.light.making import dataclass as light

Kept = TypeVar("Kept")
Decorator = Callable[..., Any]


class Classes:
    """The same classes made by one or the other decorator."""

    def __init__(self, dataclass: Decorator) -> None:
        @dataclass(frozen=True, slots=True, kw_only=True)
        class Placed:
            place: int = dataclasses.field(compare=False, repr=False)

        @dataclass(frozen=True, slots=True)
        class Point(Placed):
            x: int
            y: "int | None" = None
            tags: list[str] = dataclasses.field(default_factory=list, hash=False, compare=False)

        @dataclass(slots=True)
        class Counter:
            count: int = 0
            double: int = dataclasses.field(init=False, repr=False)

            def __post_init__(self) -> None:
                self.double = 2 * self.count

        @dataclass(frozen=True, slots=True)
        class Box(Generic[Kept]):
            content: Kept

            def __str__(self) -> str:
                return "a box"

        @dataclass(frozen=True, slots=True)
        class Nothing:
            """Says nothing."""

        self.placed: Any = Placed
        self.point: Any = Point
        self.counter: Any = Counter
        self.box: Any = Box
        self.nothing: Any = Nothing


LIGHT, PLAIN = Classes(light), Classes(dataclasses.dataclass)


@light(frozen=True, slots=True)
class _Pickled:
    one: int
    other: str = "b"


Pickled: Any = _Pickled


@pytest.mark.parametrize(
    "say",
    [
        lambda made: repr(made.point(1, place=3)),
        lambda made: made.point(1, 2, place=3) == made.point(1, 2, place=4),
        lambda made: made.point(1, 2, place=3) == made.point(1, 3, place=3),
        lambda made: made.point(1, place=3) == made.placed(place=3),
        lambda made: hash(made.point(1, 2, place=3)) == hash(made.point(1, 2, place=4)),
        lambda made: dataclasses.asdict(made.point(1, place=3, tags=["a"])),
        lambda made: repr(dataclasses.replace(made.point(1, place=3), y=7)),
        lambda made: [(each.name, each.type, each.kw_only) for each in dataclasses.fields(made.point)],
        lambda made: [(each.name, each.repr, each.compare, each.init) for each in dataclasses.fields(made.counter)],
        lambda made: made.point.__match_args__,
        lambda made: str(inspect.signature(made.placed)),
        lambda made: list(inspect.signature(made.point).parameters),
        lambda made: made.point(1, place=3).tags is made.point(1, place=3).tags,
        lambda made: (made.counter(4).double, repr(made.counter(4)), made.counter.__hash__),
        lambda made: (repr(made.box(3)), str(made.box(3)), made.box(3) == made.box(3)),
        lambda made: (repr(made.nothing()), made.nothing() == made.nothing(), made.nothing.__doc__),
        lambda made: repr(copy.deepcopy(made.point(1, place=3))),
        lambda made: dataclasses.is_dataclass(made.point),
        lambda made: hasattr(made.point(1, place=3), "__dict__"),
    ],
)
def test_says_the_same_as_a_dataclass(say: Callable[[Classes], object]) -> None:
    assert str(say(LIGHT)) == str(say(PLAIN))


@pytest.mark.parametrize(
    "attempt",
    [
        lambda made: made.point(),
        lambda made: made.point(1),
        lambda made: made.point(1, 2, [], 4),
        lambda made: made.point(1, place=2, strange=3),
        lambda made: setattr(made.point(1, place=2), "x", 2),
        lambda made: delattr(made.point(1, place=2), "x"),
        lambda made: hash(made.counter()),
        lambda made: made.counter(double=3),
    ],
)
def test_refuses_what_a_dataclass_refuses(attempt: Callable[[Classes], object]) -> None:
    with pytest.raises(Exception) as light_error:  # noqa: PT011 - held against the other one
        attempt(LIGHT)
    with pytest.raises(type(light_error.value)) as plain_error:
        attempt(PLAIN)

    assert str(light_error.value) == str(plain_error.value)


def test_comes_back_from_a_pickle() -> None:
    assert pickle.loads(pickle.dumps(Pickled(1))) == Pickled(1)  # noqa: S301 - our own bytes


def test_classes_without_slots_are_refused() -> None:
    with pytest.raises(TypeError, match="slots"):
        light(frozen=True)


def test_a_field_without_default_after_one_with_is_refused() -> None:
    with pytest.raises(TypeError, match="without a default"):

        @light(slots=True)
        class Wrong:
            one: int = 1
            other: int
