"""Late objects find out what they hold when somebody asks, and are like any other from then on."""

import copy
from dataclasses import replace
from typing import Any

import pytest

from postloan_rules.light import dataclass, field
from postloan_rules.light.late import Late, filler_of, postponed, settle


@dataclass(frozen=True, slots=True)
class Pair(Late):
    one: int
    other: int = field(default=2)


class _Counting:
    def __init__(self) -> None:
        self.asked: list[str] = []

    def fill(self, late: Any, name: str) -> None:
        self.asked.append(name)
        settle(late, name, {"one": 1, "other": 2}[name])


def test_a_field_is_asked_for_once() -> None:
    filler = _Counting()
    late = postponed(Pair, filler)

    assert (list(filler.asked), late.one, late.one, filler.asked) == ([], 1, 1, ["one"])


def test_late_objects_equal_those_made_at_once() -> None:
    late = postponed(Pair, _Counting())

    assert (late, hash(late), repr(late)) == (Pair(1), hash(Pair(1)), repr(Pair(1)))


def test_names_that_there_are_not_are_no_fields() -> None:
    assert not hasattr(postponed(Pair, _Counting()), "third")
    assert not hasattr(Pair(1), "third")


def test_a_changed_copy_is_not_late() -> None:
    late = postponed(Pair, _Counting())
    changed = replace(late, one=5)

    assert (changed, filler_of(changed)) == (Pair(5), None)
    assert filler_of(late) is not None
    assert copy.deepcopy(late) == Pair(1)


def test_late_objects_do_not_change() -> None:
    with pytest.raises(AttributeError):
        postponed(Pair, _Counting()).one = 3  # type: ignore[misc]
