"""What was coded comes back as it was, and what is no coded value is refused."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import Enum

import pytest

from postloan_rules.light import dataclass
from postloan_rules.light.coding import CodingError, decode, encode, objects_in


class Colour(Enum):
    RED = "red"
    GREEN = "green"


@dataclass(frozen=True, slots=True)
class Leaf:
    value: object


@dataclass(frozen=True, slots=True)
class Branch:
    left: object
    right: object = None


@dataclass(frozen=True, slots=True)
class Place:
    line: int


CLASSES = (Colour, Leaf, Branch)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        1,
        "一",
        Decimal("90.0"),
        Decimal("1E-8"),
        date(2026, 11, 23),
        (),
        (1, True, Decimal(1), "1"),
        {"a": (1,), "b": {}},
        {("loan", "x"): Leaf(1)},
        Colour.GREEN,
        Branch(Leaf(1), Branch(Leaf(1), Leaf(True))),
        Branch(Leaf("x"), (Colour.RED, Colour.RED)),
    ],
    ids=repr,
)
def test_a_value_comes_back_by_way_of_json(value: object) -> None:
    coded = json.loads(json.dumps(encode(value, CLASSES)))

    assert repr(decode(coded, CLASSES)) == repr(value)


def test_what_is_equal_is_written_once() -> None:
    once = encode((Leaf(1),), CLASSES)
    often = encode((Leaf(1), Leaf(1), Leaf(1)), CLASSES)

    assert len(once) == len(often)


def test_equal_numbers_with_different_digits_stay_different() -> None:
    assert repr(decode(encode((Decimal("90"), Decimal("90.0")), ()), ())) == "(Decimal('90'), Decimal('90.0'))"


def test_a_class_that_nobody_listed_is_refused() -> None:
    with pytest.raises(CodingError, match="Place"):
        encode((Place(1),), CLASSES)


def test_objects_apart_are_counted_in_the_order_in_which_they_are_found() -> None:
    value = (Branch(Place(3), Leaf(Place(5))), {"x": Place(3)})

    coded = encode(value, CLASSES, (Place,))

    assert [each.line for each in objects_in(value, (Place,))] == [3, 5, 3]
    assert decode(coded, CLASSES, {"Place": lambda number: number}) == (Branch(0, Leaf(1)), {"x": 2})


@pytest.mark.parametrize(
    "damage",
    [
        lambda coded: [],
        lambda coded: [["Strange", 0]],
        lambda coded: [["Leaf", 7]],
        lambda coded: [1, ["Leaf", 0, 0, 0]],
        lambda coded: [["Leaf"]],
        lambda coded: [["."]],
        lambda coded: [[".", "Colour", "BLUE"]],
        lambda coded: [["d", "2026-13-01"]],
        lambda coded: [["1", "much"]],
        lambda coded: [1, ["{", 0]],
        lambda coded: [["?", "Place", 0]],
        lambda coded: [[]],
    ],
)
def test_what_is_no_coded_value_is_refused(damage: Callable[[list[object]], list[object]]) -> None:
    with pytest.raises(CodingError):
        decode(damage(encode(Leaf(1), CLASSES)), CLASSES)
