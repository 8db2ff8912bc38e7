"""A small trail, bundles of it, and what a forger may do to them."""

import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from postloan_rules import AuditLog, Override
from postloan_rules.audit import merkle
from postloan_rules.audit.canonical import canonical_bytes
from postloan_rules.audit.checkpoint import Checkpoint, sign
from postloan_rules.audit.entry import Entry
from postloan_rules.trail import SigningKey, new_signing_key
from tests.unit.audit.conftest import ticking
from tests.unit.engine.demo_pack import engine, record

KEY, _ = new_signing_key("bank")
THIEF, _ = new_signing_key("bank")
"""Another key under the same name."""


def trail(path: Path) -> AuditLog:
    """Return a trail with decisions, an override, something sealed, an erasure, and three checkpoints."""
    log = AuditLog.open(f"sqlite:{path}", name="bank", clock=ticking())
    decided = engine().decide("floor_class", record(days_past_due=91))
    log.append(decided)
    log.append(engine().decide("final_class", record(days_past_due=5)), key="request 17")
    log.checkpoint(KEY)
    evidence = ("sha256:" + "1" * 64,)
    log.override(
        decided,
        Override(
            "doubtful",
            "new_information",
            "担保人失踪",
            evidence,
            "风险委员会",
            "E7",
            date(2026, 11, 24),
            date(2027, 1, 1),
        ),
    )
    who = log.ledger.pseudonym("borrower", "B7")
    log.ledger.append(Entry({"said": "甲"}, "note 1", "note", personal={"/said": (who,)}))
    log.checkpoint(KEY)
    log.erase("borrower", "B7", basis="PIPL-47", requested_on=date(2026, 11, 25))
    log.append(engine().decide("floor_class", record(days_past_due=None)))
    log.checkpoint(KEY)
    return log


def notes(path: Path) -> AuditLog:
    """Return the smallest trail that has everything but decisions."""
    log = AuditLog.open(f"sqlite:{path}", name="b", clock=ticking())
    who = log.ledger.pseudonym("borrower", "B7")
    log.ledger.append(Entry({"a": 1}, "k", "note"))
    log.ledger.append(Entry({"b": "x"}, "l", "note", personal={"/b": (who,)}))
    log.checkpoint(KEY)
    log.ledger.append(Entry({"c": 2}, "m", "note"))
    log.checkpoint(KEY)
    return log


class Forgery:
    """A copy of a bundle in a forger's hands."""

    def __init__(self, good: Path, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(good, folder)

    @property
    def leaves(self) -> list[bytes]:
        return self.read("leaves.jsonl").split(b"\n")[:-1]

    def read(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def write(self, name: str, content: bytes) -> None:
        (self.folder / name).write_bytes(content)

    def set_leaves(self, leaves: list[bytes]) -> None:
        self.write("leaves.jsonl", b"".join(each + b"\n" for each in leaves))

    def renew_manifest(self, **changes: Any) -> None:
        """Make the manifest fit the files again, root and size included."""
        manifest = json.loads(self.read("manifest.json"))
        hashes = [merkle.leaf_hash(each) for each in self.leaves]
        root = merkle.root(len(hashes), merkle.nodes_of(hashes)).hex()
        names = [each.relative_to(self.folder).as_posix() for each in self.folder.rglob("*") if each.is_file()]
        manifest |= {"size": len(hashes), "records": len(hashes), "root": root, **changes}
        manifest["files"] = {
            name: "sha256:" + hashlib.sha256(self.read(name)).hexdigest() for name in names if name != "manifest.json"
        }
        self.write("manifest.json", canonical_bytes(manifest))

    def chain_again(self, leaves: list[dict[str, Any]]) -> None:
        """Number and chain ``leaves`` as a ledger would, which makes a history that hangs together."""
        previous, made = "0" * 64, []
        for sequence, each in enumerate(leaves):
            leaf = canonical_bytes({**each, "sequence": sequence, "previous": previous})
            previous = merkle.leaf_hash(leaf).hex()
            made.append(leaf)
        self.set_leaves(made)

    def sign_inside_again(self, key: SigningKey) -> None:
        """Let the records of checkpoints name the states as they now are."""
        leaves = parsed(self)
        for place, each in enumerate(leaves):
            if each["kind"] == "checkpoint":
                hashes = [merkle.leaf_hash(leaf) for leaf in self.leaves[:place]]
                root = merkle.root(place, merkle.nodes_of(hashes))
                each["payload"]["note"] = sign(Checkpoint(each["ledger"], place, root), key.public, key.sign).note
                self.chain_again(leaves)

    def sign_again(self, key: SigningKey, *sizes: int) -> None:
        """Sign the states of these sizes as they now are."""
        hashes = [merkle.leaf_hash(each) for each in self.leaves]
        nodes = merkle.nodes_of(hashes)
        ledger = json.loads(self.read("manifest.json"))["ledger"]
        made = [sign(Checkpoint(ledger, size, merkle.root(size, nodes)), key.public, key.sign) for size in sizes]
        self.write("checkpoints.txt", "".join(each.note + "---\n" for each in made).encode())


def parsed(forgery: Forgery) -> list[dict[str, Any]]:
    return [json.loads(each) for each in forgery.leaves]


Attack = Callable[[Forgery], None]


def delete_one(forgery: Forgery) -> None:
    forgery.set_leaves(forgery.leaves[:2] + forgery.leaves[3:])
    forgery.renew_manifest()


def delete_one_and_chain_again(forgery: Forgery) -> None:
    leaves = parsed(forgery)
    forgery.chain_again(leaves[:1] + leaves[2:])
    forgery.renew_manifest()


def insert_one_and_chain_again(forgery: Forgery) -> None:
    leaves = parsed(forgery)
    forgery.chain_again([*leaves[:2], {**leaves[0], "key": "another"}, *leaves[2:]])
    forgery.renew_manifest()


def swap_two(forgery: Forgery) -> None:
    one, other, *rest = forgery.leaves
    forgery.set_leaves([other, one, *rest])
    forgery.renew_manifest()


def swap_two_and_chain_again(forgery: Forgery) -> None:
    one, other, *rest = parsed(forgery)
    forgery.chain_again([other, one, *rest])
    forgery.renew_manifest()


def repeat_one(forgery: Forgery) -> None:
    forgery.set_leaves([*forgery.leaves, forgery.leaves[-1]])
    forgery.renew_manifest()


def append_one(forgery: Forgery) -> None:
    leaves = parsed(forgery)
    forgery.chain_again([*leaves, {**leaves[0], "key": "request 17"}])
    forgery.renew_manifest()


def change_a_payload(forgery: Forgery) -> None:
    leaves = parsed(forgery)
    leaves[0]["recorded_at"] = "2026-11-25T09:00:00.000000Z"
    forgery.chain_again(leaves)
    forgery.renew_manifest()


def change_a_payload_and_sign_with_another_key(forgery: Forgery) -> None:
    change_a_payload(forgery)
    forgery.sign_again(THIEF, 2, 5, 7)
    forgery.renew_manifest()


def swap_the_roots_of_checkpoints(forgery: Forgery) -> None:
    first, second, *rest = forgery.read("checkpoints.txt").decode().split("---\n")[:-1]
    one, other = first.split("\n"), second.split("\n")
    one[2], other[2] = other[2], one[2]
    swapped = ["\n".join(one), "\n".join(other), *rest]
    forgery.write("checkpoints.txt", "".join(each + "---\n" for each in swapped).encode())
    forgery.renew_manifest()


def put_an_old_signature_under_a_new_checkpoint(forgery: Forgery) -> None:
    first, second, *rest = forgery.read("checkpoints.txt").decode().split("---\n")[:-1]
    moved = second.split("\n\n")[0] + "\n\n" + first.split("\n\n")[1]
    forgery.write("checkpoints.txt", "".join(each + "---\n" for each in (first, moved, *rest)).encode())
    forgery.renew_manifest()


def write_a_leaf_in_another_form(forgery: Forgery) -> None:
    leaves = forgery.leaves
    leaves[0] = leaves[0].replace(b'{"content"', b'{ "content"')
    forgery.set_leaves(leaves)
    forgery.renew_manifest()


def swap_envelopes(forgery: Forgery) -> None:
    lines = [json.loads(each) for each in forgery.read("envelopes.jsonl").splitlines()]
    lines[0]["commitment"] = "sha256:" + "0" * 64
    forgery.write("envelopes.jsonl", b"".join(canonical_bytes(each) + b"\n" for each in lines))
    forgery.renew_manifest()


def change_an_envelope(forgery: Forgery) -> None:
    lines = [json.loads(each) for each in forgery.read("envelopes.jsonl").splitlines()]
    lines[0]["salt"] = "00" * 32
    forgery.write("envelopes.jsonl", b"".join(canonical_bytes(each) + b"\n" for each in lines))
    forgery.renew_manifest()


def leave_out_envelopes(forgery: Forgery) -> None:
    forgery.write("envelopes.jsonl", b"")
    forgery.renew_manifest()


def change_a_pack(forgery: Forgery) -> None:
    (pack,) = (forgery.folder / "packs").iterdir()
    pack.write_bytes(pack.read_bytes().replace(b"91", b"92").replace(b"90", b"91"))
    forgery.renew_manifest()


def leave_out_the_pack(forgery: Forgery) -> None:
    (pack,) = (forgery.folder / "packs").iterdir()
    pack.unlink()
    forgery.renew_manifest()


def leave_out_the_checkpoints(forgery: Forgery) -> None:
    """Write another history, and hope that nobody misses the signatures."""
    leaves = [each for each in parsed(forgery) if each["kind"] != "checkpoint"]
    forgery.chain_again(leaves[1:])
    forgery.write("checkpoints.txt", b"")
    forgery.renew_manifest()


def say_another_kind_of_bundle(forgery: Forgery) -> None:
    forgery.renew_manifest(kind="all")


def add_a_file(forgery: Forgery) -> None:
    forgery.write("more.txt", b"")


def leave_out_the_manifest(forgery: Forgery) -> None:
    (forgery.folder / "manifest.json").unlink()


def say_another_ledger(forgery: Forgery) -> None:
    forgery.renew_manifest(ledger="another")


def say_more_records(forgery: Forgery) -> None:
    forgery.renew_manifest(records=10)


ATTACKS: tuple[Attack, ...] = (
    delete_one,
    delete_one_and_chain_again,
    insert_one_and_chain_again,
    swap_two,
    swap_two_and_chain_again,
    repeat_one,
    append_one,
    change_a_payload,
    change_a_payload_and_sign_with_another_key,
    swap_the_roots_of_checkpoints,
    put_an_old_signature_under_a_new_checkpoint,
    write_a_leaf_in_another_form,
    swap_envelopes,
    change_an_envelope,
    leave_out_envelopes,
    change_a_pack,
    leave_out_the_pack,
    add_a_file,
    leave_out_the_manifest,
    say_another_ledger,
    say_more_records,
    leave_out_the_checkpoints,
    say_another_kind_of_bundle,
)


def forge_a_state(forgery: Forgery) -> None:
    """With the bank's own key: say that a condition was false that its values make true."""
    leaves = parsed(forgery)
    text = json.dumps(leaves[0]["payload"])
    leaves[0]["payload"] = json.loads(text.replace('"state": "true"', '"state": "false"', 1))
    forgery.chain_again(leaves)
    forgery.sign_again(KEY, len(leaves))
    forgery.renew_manifest()


def forge_an_outcome(forgery: Forgery) -> None:
    """With the bank's own key: say another outcome, in a history that hangs together."""
    leaves = parsed(forgery)
    leaves[0]["payload"]["decision"]["outcome"] = "normal"
    forgery.chain_again(leaves)
    forgery.sign_again(KEY, len(leaves))
    forgery.renew_manifest()


def forge_an_input(forgery: Forgery) -> None:
    """With the bank's own key: say that other days past due were read."""
    leaves = parsed(forgery)
    leaves[0]["payload"]["record"]["loan"]["days_past_due"] = 1
    forgery.chain_again(leaves)
    forgery.sign_again(KEY, len(leaves))
    forgery.renew_manifest()


INSIDE: tuple[Attack, ...] = (forge_an_outcome, forge_an_input)
"""Forgeries by who has the key: only making the decision again finds them."""
