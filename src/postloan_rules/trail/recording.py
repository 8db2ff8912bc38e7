"""From a decision to what is appended about it."""

from collections.abc import Callable
from typing import Any, Final

from postloan_rules.audit.entry import Entry
from postloan_rules.audit.pointer import pointer_to
from postloan_rules.engine.decision import Decision
from postloan_rules.engine.evidence import Evidence, Party, evidence_of
from postloan_rules.trail.terms import terms_of

PERSONS: Final = ("loan", "borrower", "group", "facility", "collateral", "guarantee", "guarantor")
"""What gets a pseudonym, so that what is recorded about it can be found; details of a loan do not."""

PERSON: Final = "person"
"""What people of the bank are called, who decide otherwise than the engine."""

Pseudonym = Callable[[str, str], str]
"""Gives what an entity with an id is called in the ledger."""


def entry_of(decision: Decision, *, pseudonym: Pseudonym, archive: str, key: str | None = None, **more: Any) -> Entry:
    """Return what to append about ``decision``; ``archive`` is the digest under which the ledger keeps its pack.

    Without ``key`` the record is told apart by the decision's id. ``more`` are further members of the payload.
    """
    evidence = evidence_of(decision)
    own = pseudonym("decision", decision.id)
    about = _about(evidence)
    payload = {
        "decision": evidence.decision,
        "record": evidence.record,
        "parties": {
            each.token: {"entity": each.entity, "pseudonym": pseudonym(each.entity, each.id)} for each in about
        },
        "id": own,
        "pack_archive": archive,
        **more,
    }
    persons = tuple(pseudonym(each.entity, each.id) for each in evidence.concerned)
    return Entry(
        payload=payload,
        key=own if key is None else key,
        kind="decision",
        subjects=tuple(sorted({pseudonym(each.entity, each.id) for each in about})),
        terms=(("id", own), *terms_of(evidence.decision)),
        personal={pointer_to(steps): persons for steps in evidence.personal},
    )


def _about(evidence: Evidence) -> tuple[Party, ...]:
    found = {each.token: each for each in evidence.parties if each.entity in PERSONS}
    for each in (evidence.subject, *evidence.concerned):
        if each is not None:
            found.setdefault(each.token, each)
    return tuple(found[token] for token in sorted(found))
