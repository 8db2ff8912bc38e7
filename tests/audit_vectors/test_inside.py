"""Who has the bank's own key writes a history that hangs together, and is found out by what it says."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from postloan_rules import AuditLog, verify_bundle
from postloan_rules.audit import merkle
from postloan_rules.audit.checkpoint import Checkpoint, sign
from tests.audit_vectors.forging import KEY, Forgery, parsed
from tests.audit_vectors.independent import faults_in
from tests.unit.audit.conftest import ticking
from tests.unit.engine.demo_pack import engine, record
from tests.unit.trail.trails import evidence, override

OVERRIDE, SHOWN, CHECKPOINT, WITHDRAWN, BATCH = 1, 2, 3, 4, 5
Change = Callable[[list[dict[str, Any]]], None]


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a bundle with an override, a decision that shows it, a checkpoint, a withdrawal and a batch."""
    folder = tmp_path_factory.mktemp("inside")
    (folder / "a.jsonl").write_bytes(b"{}\n")
    (folder / "b.jsonl").write_bytes(b"[]\n")
    pack = engine().pack
    with AuditLog.open(f"sqlite:{folder / 'ledger.db'}", name="bank", clock=ticking()) as log:
        decided = engine().decide("floor_class", record(days_past_due=91))
        log.append(decided)
        upgrade = {"evidence": evidence(1, 2), "second_person": "E8"}
        log.override(decided, override("normal", **upgrade))
        log.append(engine().decide("floor_class", record(days_past_due=91, as_of=date(2026, 12, 1))))
        log.checkpoint(KEY)
        log.withdraw(OVERRIDE, by="E9", reason_code="data_error")
        manifest = {
            "schema": "postloan-rules/run/1",
            "inputs": {},
            "pack": {"id": pack.id, "version": pack.version, "digest": pack.digest},
            "engine": {"name": "postloan-rules", "version": "1"},
            "backend": "duckdb",
            "as_of": None,
            "decisions": ["floor_class"],
            "counts": {"read": 2, "decided": 2, "rejected": 0},
            "parts": [
                {"name": name, "digest": digest, "rows": 1}
                for name, digest in (
                    ("a.jsonl", "sha256:ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356"),
                    ("b.jsonl", "sha256:37517e5f3dc66819f61f5a7bb8ace1921282415f10551d2defa5c3eb0985b570"),
                )
            ],
        }
        log.append_batch(manifest, pack=pack, folder=folder)
        log.export(folder / "bundle", keys=[KEY.public])
    return folder / "bundle"


def both(forgery: Forgery) -> tuple[bool, bool]:
    """Return whether the package and the independent verifier find the bundle good."""
    keys = [(KEY.public.name, KEY.public.key_id, KEY.public.public)]
    return verify_bundle(forgery.folder, trusted=[KEY.public]).holds, not faults_in(forgery.folder, keys)


def write(forgery: Forgery, leaves: list[dict[str, Any]]) -> None:
    """Write another history, and sign it."""
    forgery.chain_again(leaves)
    forgery.sign_again(KEY, 3, len(leaves))
    forgery.renew_manifest()


def set_at(number: int, *place: str, to: Any) -> Change:
    def change(leaves: list[dict[str, Any]]) -> None:
        at = leaves[number]["payload"]
        for step in place[:-1]:
            at = at[step]
        at[place[-1]] = to

    return change


def drop(number: int, name: str) -> Change:
    return lambda leaves: leaves[number]["payload"].pop(name)


def one_person(leaves: list[dict[str, Any]]) -> None:
    del leaves[OVERRIDE]["payload"]["approved_by"][1]


def one_person_twice(leaves: list[dict[str, Any]]) -> None:
    people = leaves[OVERRIDE]["payload"]["approved_by"]
    people[1] = people[0]


def less_evidence(leaves: list[dict[str, Any]]) -> None:
    del leaves[OVERRIDE]["payload"]["evidence"][1]


def swap_roots(leaves: list[dict[str, Any]]) -> None:
    leaves[BATCH]["payload"]["roots"].reverse()


def drop_a_part(leaves: list[dict[str, Any]]) -> None:
    del leaves[BATCH]["payload"]["manifest"]["parts"][1]


def name_a_later_state(leaves: list[dict[str, Any]]) -> None:
    state = Checkpoint("bank", 6, merkle.EMPTY_ROOT)
    leaves[CHECKPOINT]["payload"]["note"] = sign(state, KEY.public, KEY.sign).note


def name_another_root(leaves: list[dict[str, Any]]) -> None:
    state = Checkpoint("bank", 3, merkle.EMPTY_ROOT)
    leaves[CHECKPOINT]["payload"]["note"] = sign(state, KEY.public, KEY.sign).note


CHANGES: dict[str, tuple[Change, str]] = {
    "another direction": (set_at(OVERRIDE, "direction", to="worse"), "override_untrue"),
    "no such direction": (set_at(OVERRIDE, "direction", to="up"), "override_untrue"),
    "no such outcome": (set_at(OVERRIDE, "chosen", to="good"), "override_untrue"),
    "one person": (one_person, "override_untrue"),
    "one person twice": (one_person_twice, "override_untrue"),
    "less evidence": (less_evidence, "override_untrue"),
    "evidence without digests": (set_at(OVERRIDE, "evidence", to=["a", "b"]), "override_untrue"),
    "too long": (set_at(OVERRIDE, "expires_on", to="2027-06-01"), "override_untrue"),
    "no days": (set_at(OVERRIDE, "expires_on", to="2026-11-23"), "override_untrue"),
    "no day": (set_at(OVERRIDE, "expires_on", to="soon"), "override_untrue"),
    "too early": (set_at(OVERRIDE, "starts_on", to="2026-11-01"), "override_untrue"),
    "no authority": (set_at(OVERRIDE, "authority", to=""), "override_untrue"),
    "no reason code": (set_at(OVERRIDE, "reason_code", to=""), "override_untrue"),
    "no policy": (drop(OVERRIDE, "needs"), "override_untrue"),
    "another choice shown": (set_at(SHOWN, "overridden", "chosen", to="special_mention"), "other_override"),
    "another end shown": (set_at(SHOWN, "overridden", "expires_on", to="2027-01-02"), "other_override"),
    "another override shown": (set_at(SHOWN, "overridden", "sequence", to=0), "other_override"),
    "a later override shown": (set_at(SHOWN, "overridden", "sequence", to=4), "other_override"),
    "an end of nothing": (set_at(WITHDRAWN, "withdraws", to=0), "override_untrue"),
    "an end and more": (set_at(WITHDRAWN, "chosen", to="loss"), "override_untrue"),
    "another root of a batch": (set_at(BATCH, "root", to="00" * 32), "batch_untrue"),
    "roots the other way round": (swap_roots, "batch_untrue"),
    "a part less": (drop_a_part, "batch_untrue"),
    "counts that do not add up": (set_at(BATCH, "manifest", "counts", "rejected", to=1), "batch_untrue"),
    "a batch of another form": (set_at(BATCH, "manifest", "schema", to="x"), "batch_untrue"),
    "a batch and more": (set_at(BATCH, "more", to=1), "batch_untrue"),
    "a state that is not there yet": (name_a_later_state, "checkpoint_untrue"),
    "a state with another root": (name_another_root, "checkpoint_untrue"),
    "a state that is none": (set_at(CHECKPOINT, "note", to="x"), "checkpoint_untrue"),
    "a state that is no text": (set_at(CHECKPOINT, "note", to=[]), "checkpoint_untrue"),
}


def test_a_good_trail_is_good(good: Path, tmp_path: Path) -> None:
    forgery = Forgery(good, tmp_path / "same")
    assert both(forgery) == (True, True)
    assert parsed(forgery)[SHOWN]["payload"]["overridden"]["chosen"] == "normal"
    write(forgery, parsed(forgery))

    assert both(forgery) == (True, True)


@pytest.mark.parametrize("name", CHANGES)
def test_what_contradicts_itself_is_found(good: Path, tmp_path: Path, name: str) -> None:
    change, code = CHANGES[name]
    forgery = Forgery(good, tmp_path / "forged")
    leaves = parsed(forgery)
    change(leaves)
    write(forgery, leaves)

    assert both(forgery) == (False, False)
    assert code in verify_bundle(forgery.folder, trusted=[KEY.public]).counts


@pytest.mark.parametrize("value", ["[" * 101 + "]" * 101, "[" * 5000 + "]" * 5000, str(2**53), "1.5", "1e400", "NaN"])
def test_what_has_no_canonical_form_is_a_finding(good: Path, tmp_path: Path, value: str) -> None:
    forgery = Forgery(good, tmp_path / "forged")
    leaves = forgery.leaves
    last = json.loads(leaves[-1])
    text = json.dumps({**last, "payload": {"x": "here"}, "kind": "note"}, sort_keys=True, separators=(",", ":"))
    forgery.set_leaves([*leaves[:-1], text.replace('"here"', value).encode()])
    forgery.renew_manifest()

    assert both(forgery) == (False, False)
    assert "leaf_malformed" in verify_bundle(forgery.folder, trusted=[KEY.public]).counts
