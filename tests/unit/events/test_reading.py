"""Lines of events: all faults of a line at once, each with its place."""

import json
from decimal import Decimal

import pytest

from postloan_rules import load
from postloan_rules.events.posting import Event, plain_posting
from postloan_rules.events.reading import read_line, read_posting

KINDS = load("cn").event_kinds
SOUND = {"id": "e1", "event": "payment", "loan": "L-1", "on": "2026-03-31", "amount": "0.10", "days_late": 3}


def test_an_event_is_read_exactly_and_written_back_the_same() -> None:
    event = read_line(json.dumps(SOUND)[:-1] + ', "related": [{"borrower": "B-1"}]}', KINDS)
    assert isinstance(event, Event)
    assert event.values == {"amount": Decimal("0.10"), "days_late": Decimal(3)}
    assert event.related == (("borrower", "B-1"),)
    assert read_posting(plain_posting(event), KINDS) == event


def test_what_is_null_is_unknown() -> None:
    event = read_posting(SOUND | {"days_late": None}, KINDS)
    assert isinstance(event, Event)
    assert "days_late" not in event.values


@pytest.mark.parametrize(
    ("change", "places"),
    [
        ({"on": "2026-02-30"}, ["on"]),
        ({"event": "flood"}, ["event"]),
        ({"loan": ""}, ["loan"]),
        ({"amount": "1e99"}, ["amount"]),
        ({"amount": True}, ["amount"]),
        ({"arrived": "2026-03-30"}, ["arrived"]),
        ({"colour": "red"}, ["colour"]),
        ({"related": {"planet": "x"}}, ["related"]),
        ({"id": None, "on": 5, "amount": []}, ["id", "on", "amount"]),
    ],
)
def test_every_fault_of_a_line_has_its_place(change: dict[str, object], places: list[str]) -> None:
    found = read_posting(SOUND | change, KINDS)
    assert isinstance(found, tuple)
    assert [each.place for each in found] == places


@pytest.mark.parametrize("line", ["", "{", "[1]", "NaN", '{"id": "a", "id": "b"}', "[" * 100_000])
def test_what_is_no_object_is_refused(line: str) -> None:
    found = read_line(line, KINDS)
    assert isinstance(found, tuple)
    assert [each.place for each in found] == [""]
