"""Every forgery is found, by the package and by a verifier that was written from the page alone."""

import zipfile
from pathlib import Path

import pytest

from postloan_rules import verify_bundle
from postloan_rules.trail import read_checkpoint
from tests.audit_vectors import forging
from tests.audit_vectors.forging import ATTACKS, INSIDE, KEY, Attack, Forgery
from tests.audit_vectors.independent import faults_in


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("good")
    with forging.trail(folder / "ledger.db") as log:
        log.export(folder / "bundle", keys=[KEY.public])
    return folder / "bundle"


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    with forging.notes(folder / "ledger.db") as log:
        log.export(folder / "bundle", keys=[KEY.public])
    return folder / "bundle"


def key_of() -> tuple[str, bytes, bytes]:
    return KEY.public.name, KEY.public.key_id, KEY.public.public


def both(folder: Path) -> tuple[bool, bool]:
    """Return whether the package and the independent verifier find the bundle good, under the key that they trust."""
    return verify_bundle(folder, trusted=[KEY.public]).holds, not faults_in(folder, [key_of()])


def test_a_good_bundle_is_good(good: Path) -> None:
    assert faults_in(good, [key_of()]) == []
    result = verify_bundle(good, trusted=[KEY.public])
    assert result.holds
    assert result.counts == {"inputs_shredded": 1, "uncovered": 1}


def test_a_bundle_in_one_file_is_the_same(good: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bundle.zip", "w") as packed:
        for each in sorted(good.rglob("*")):
            if each.is_file():
                packed.write(each, each.relative_to(good))

    assert verify_bundle(tmp_path / "bundle.zip", trusted=[KEY.public]).holds


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_a_forgery_is_found(good: Path, tmp_path: Path, attack: Attack) -> None:
    forgery = Forgery(good, tmp_path / "forged")
    attack(forgery)

    assert both(forgery.folder) == (False, False)


@pytest.mark.parametrize("attack", INSIDE, ids=lambda attack: attack.__name__)
def test_who_has_the_key_is_found_out_by_making_the_decision_again(good: Path, tmp_path: Path, attack: Attack) -> None:
    forgery = Forgery(good, tmp_path / "forged")
    attack(forgery)

    result = verify_bundle(forgery.folder, trusted=[KEY.public])
    assert "decision_differs" in result.counts


def test_a_forged_state_is_found_out_by_its_own_values(good: Path, tmp_path: Path) -> None:
    forgery = Forgery(good, tmp_path / "forged")
    forging.forge_a_state(forgery)

    assert both(forgery.folder) == (False, False)
    assert "wrong_state" in verify_bundle(forgery.folder).counts


@pytest.mark.parametrize("length", range(9))
def test_a_trail_cut_to_any_length_is_found(good: Path, tmp_path: Path, length: int) -> None:
    forgery = Forgery(good, tmp_path / "forged")
    assert len(forgery.leaves) == 9
    forgery.set_leaves(forgery.leaves[:length])
    forgery.renew_manifest()

    # All but the last record are under a checkpoint.
    assert both(forgery.folder) == ((True, True) if length == 8 else (False, False))


def test_a_shorter_history_that_was_signed_is_found_by_who_kept_a_later_checkpoint(good: Path, tmp_path: Path) -> None:
    forgery = Forgery(good, tmp_path / "forged")
    *_, last = forgery.read("checkpoints.txt").decode().split("---\n")[:-1]
    forgery.set_leaves(forgery.leaves[:2])
    forgery.sign_again(KEY, 2)
    forgery.renew_manifest()

    assert verify_bundle(forgery.folder, trusted=[KEY.public]).holds
    assert not verify_bundle(forgery.folder, trusted=[KEY.public], earlier=[read_checkpoint(last)]).holds


def test_two_histories_of_one_size_are_told_apart_by_a_checkpoint_that_somebody_kept(
    good: Path, tmp_path: Path
) -> None:
    forgery = Forgery(good, tmp_path / "forged")
    first, *_ = forgery.read("checkpoints.txt").decode().split("---\n")
    forging.change_a_payload(forgery)
    forgery.sign_inside_again(KEY)
    forgery.sign_again(KEY, 2, 5, 8)
    forgery.renew_manifest()

    assert verify_bundle(forgery.folder, trusted=[KEY.public]).holds
    result = verify_bundle(forgery.folder, trusted=[KEY.public], earlier=[read_checkpoint(first)])
    assert "wrong_root" in result.counts


@pytest.mark.parametrize("start", range(4))
def test_every_bit_counts(small: Path, tmp_path: Path, start: int) -> None:
    """One bit in thirty-seven here; ``make fault`` turns all of them."""
    forgery = Forgery(small, tmp_path / "forged")
    assert both(forgery.folder) == (True, True)
    for name in sorted(each.relative_to(small).as_posix() for each in small.rglob("*") if each.is_file()):
        content = forgery.read(name)
        for bit in range(start, len(content) * 8, 37 * 4):
            changed = bytearray(content)
            changed[bit // 8] ^= 1 << bit % 8
            forgery.write(name, bytes(changed))
            assert both(forgery.folder) == (False, False), (name, bit)
        forgery.write(name, content)


# Parts


def test_one_record_is_proved_without_the_others(tmp_path: Path) -> None:
    with forging.trail(tmp_path / "ledger.db") as log:
        for sequence in range(len(log) - 1):
            log.export(tmp_path / f"part{sequence}", sequences=[sequence], keys=[KEY.public])
            assert both(tmp_path / f"part{sequence}") == (True, True)


def test_a_part_with_another_record_in_it_proves_nothing(tmp_path: Path) -> None:
    with forging.trail(tmp_path / "ledger.db") as log:
        log.export(tmp_path / "part", sequences=[3], keys=[KEY.public])
        log.export(tmp_path / "other", sequences=[4], keys=[KEY.public])
    forgery = Forgery(tmp_path / "part", tmp_path / "forged")
    forgery.write("leaves.jsonl", (tmp_path / "other" / "leaves.jsonl").read_bytes())
    forgery.write("envelopes.jsonl", (tmp_path / "other" / "envelopes.jsonl").read_bytes())
    forgery.renew_manifest(records=1)

    assert both(forgery.folder) == (False, False)
