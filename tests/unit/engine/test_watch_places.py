"""Whose events a watch sees: the subject's own, those of related ones, those of its group."""

import pytest

from postloan_rules import read_record
from postloan_rules.engine.watch_places import Named, places_of
from postloan_rules.packs.watch import Place

RECORD = read_record(
    {
        "as_of": "2026-11-25",
        "currency": "CNY",
        "loan": {
            "id": "L1",
            "collaterals": [{"id": "C1"}],
            "guarantees": [{"id": "G1", "guarantor_id": "P1"}, {"id": "G2"}],
        },
        "borrower": {
            "id": "B1",
            "other_loans": [{"id": "L2", "collaterals": [{"id": "C2"}]}],
        },
        "group": {"id": "GR", "other_members": [{"id": "B2", "other_loans": [{"id": "L9"}]}]},
    }
)
LOAN, BORROWER = ("loan", "L1"), ("borrower", "B1")
SUBJECT, RELATED, GROUP = (frozenset({each}) for each in Place)
NONE: frozenset[Place] = frozenset()


@pytest.mark.parametrize(
    ("watched", "subject", "places"),
    [
        (LOAN, LOAN, SUBJECT),
        (BORROWER, BORROWER, SUBJECT),
        (LOAN, BORROWER, RELATED),
        (BORROWER, LOAN, RELATED),
        (BORROWER, ("loan", "L2"), RELATED),
        (LOAN, ("loan", "L2"), RELATED),
        (LOAN, ("collateral", "C1"), RELATED),
        (LOAN, ("collateral", "C2"), NONE),
        (BORROWER, ("collateral", "C2"), RELATED),
        (LOAN, ("guarantor", "P1"), RELATED),
        (BORROWER, ("guarantor", "P1"), RELATED),
        (LOAN, ("guarantor", "P2"), NONE),
        (LOAN, ("borrower", "B2"), GROUP),
        (BORROWER, ("loan", "L9"), GROUP),
        (BORROWER, ("borrower", "B3"), NONE),
    ],
)
def test_the_record_joins_subjects(watched: Named, subject: Named, places: frozenset[Place]) -> None:
    assert places_of(watched, subject, (), RECORD) == places


@pytest.mark.parametrize(
    ("watched", "subject", "related", "places"),
    [
        (LOAN, ("guarantor", "P2"), [LOAN], RELATED),
        (LOAN, ("guarantor", "P2"), [BORROWER], RELATED),
        (LOAN, ("guarantor", "P2"), [("loan", "L2")], NONE),
        (BORROWER, ("guarantor", "P2"), [("loan", "L2")], RELATED),
        (LOAN, ("loan", "L7"), [BORROWER], RELATED),
        (LOAN, ("borrower", "B3"), [("group", "GR")], GROUP),
        (LOAN, ("borrower", "B3"), [("group", "OTHER")], NONE),
        (LOAN, ("guarantor", "P2"), [("group", "GR")], NONE),
    ],
)
def test_an_event_names_what_it_is_about_besides(
    watched: Named, subject: Named, related: list[Named], places: frozenset[Place]
) -> None:
    assert places_of(watched, subject, related, RECORD) == places


def test_a_loan_that_names_its_borrower_and_group_is_not_another_member_of_the_group() -> None:
    assert places_of(BORROWER, ("loan", "L7"), [BORROWER, ("group", "GR")], RECORD) == RELATED
    assert places_of(LOAN, ("loan", "L7"), [BORROWER, ("group", "GR")], RECORD) == RELATED


@pytest.mark.parametrize("record", [None, RECORD])
def test_without_its_record_a_subject_sees_what_names_it(record: object) -> None:
    other = ("loan", "L5")
    known = RECORD if record is not None else None

    assert places_of(other, BORROWER, [], known) == NONE
    assert places_of(other, BORROWER, [other], known) == RELATED
