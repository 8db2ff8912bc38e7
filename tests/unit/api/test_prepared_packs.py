"""A pack that was made ready is the pack that its files say, and is never answered by what is stale or damaged."""

import json
import shutil
from pathlib import Path
from typing import get_args

import pytest

from postloan_rules import loading
from postloan_rules.engine.engine import Engine
from postloan_rules.engine.prepared import lowered_of
from postloan_rules.ir import from_stored, nodes, program
from postloan_rules.ir.from_pack import lower_pack
from postloan_rules.light.late import filler_of
from postloan_rules.loading import load, make_ready, read_record
from postloan_rules.packs import fingerprint
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.packs.stored import CLASSES, REBUILT, from_bytes, stored_of, to_bytes
from postloan_rules.trail.archive import archive_of
from tests.architecture.code import ROOT

RECORD = {
    "as_of": "2026-11-23",
    "currency": "CNY",
    "loan": {
        "id": "L1",
        "days_past_due": 91,
        "asset_type": "loan",
        "product": "corporate",
        "originated_on": "2024-01-05",
        "collaterals": [],
    },
    "borrower": {"id": "B1", "segment": "enterprise"},
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a copy of the pack ``cn`` that was made ready."""
    folder = tmp_path_factory.mktemp("library")
    shutil.copytree(ROOT / "rules" / "cn", folder / "cn")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "library", lambda: (folder.resolve(),))
        assert make_ready(folder / "cn") == folder / "cn.ready"
    return folder


@pytest.fixture
def library(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same as the only library."""
    monkeypatch.setattr(loading, "library", lambda: (place.resolve(),))
    return place


@pytest.fixture
def own(place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of one test, which may change it."""
    shutil.copytree(place, tmp_path / "library")
    monkeypatch.setattr(loading, "library", lambda: ((tmp_path / "library").resolve(),))
    return tmp_path / "library"


@pytest.fixture(scope="module")
def fresh() -> CheckedPack:
    return load(ROOT / "rules" / "cn")


def _is_prepared(pack: CheckedPack) -> bool:
    return stored_of(pack) is not None


def test_what_was_made_ready_equals_what_the_files_say(library: Path, fresh: CheckedPack) -> None:
    pack = load(library / "cn")

    assert _is_prepared(pack)
    assert [name for name in CheckedPack.__match_args__ if _differs(name, pack, fresh)] == []
    assert lowered_of(pack) == lower_pack(fresh)


def _differs(name: str, one: CheckedPack, other: CheckedPack) -> bool:
    # Readers of cases are functions, and layers name the folder.
    return name not in ("read_cases", "read_reports", "layers") and getattr(one, name) != getattr(other, name)


def test_what_deciding_asks_for_is_stored(library: Path) -> None:
    stored = stored_of(load(library / "cn"))
    assert stored is not None

    again = {name for name in CheckedPack.__match_args__ if not stored.has(name)}

    assert again == {*REBUILT, "read_cases", "read_reports"}


def test_decisions_and_explanations_are_the_same(library: Path, fresh: CheckedPack) -> None:
    record = read_record(RECORD)
    ready, plain = Engine(load(library / "cn")), Engine(fresh)

    names = [each for each in plain.names("all") if _is_decided(plain, each)]
    decisions = {name: (ready.decide(name, record), plain.decide(name, record)) for name in names}

    assert len(names) > 50
    for one, other in decisions.values():
        assert one.to_json() == other.to_json()
        assert (one.explain("zh"), one.explain("en")) == (other.explain("zh"), other.explain("en"))


def _is_decided(engine: Engine, name: str) -> bool:
    return next(each for each in engine.pack.decisions if each.name == name).entity in ("loan", "borrower")


def test_cases_are_read_from_the_files(library: Path, fresh: CheckedPack) -> None:
    assert [each.name for each in load(library / "cn").cases] == [each.name for each in fresh.cases]


def test_trees_of_expressions_are_those_of_the_files(library: Path, fresh: CheckedPack) -> None:
    pack = load(library / "cn")

    made = [each.formula for each in pack.facts if each.formula is not None]
    assert made[0].root == next(each.formula for each in fresh.facts if each.formula is not None).root
    assert made[0].root.span.source.name.startswith(str(library / "cn" / "facts"))


def test_files_that_change_later_do_not_change_a_loaded_pack(own: Path, fresh: CheckedPack) -> None:
    pack = load(own / "cn")
    shutil.rmtree(own / "cn")

    assert pack.entities == fresh.entities


@pytest.mark.parametrize("file", ["pack.yaml", "parameters/overdue.yaml"])
def test_an_edited_file_is_never_answered_by_what_was_made_ready(own: Path, file: str) -> None:
    path = own / "cn" / file
    path.write_bytes(path.read_bytes() + b"\n# later\n")

    assert not _is_prepared(load(own / "cn"))


def test_a_new_file_is_never_answered_by_what_was_made_ready(own: Path) -> None:
    (own / "cn" / "facts" / "empty.yaml").write_text("", encoding="utf-8")

    assert not _is_prepared(load(own / "cn"))


def test_another_library_is_never_answered_by_what_was_made_ready(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fingerprint, "library_digest", lambda: "another")

    assert not _is_prepared(load(own / "cn"))


def test_damage_is_noticed(own: Path) -> None:
    ready = own / "cn.ready"
    content = ready.read_bytes()
    whole = json.loads(content.split(b"\n")[1])["fingerprint"]
    assert from_bytes(content, whole) is not None

    for place in [*range(0, 400, 7), *range(400, len(content), len(content) // 40)]:
        damaged = bytearray(content)
        damaged[place] ^= 1
        assert from_bytes(bytes(damaged), whole) is None
    assert from_bytes(content[: len(content) // 2], whole) is None
    assert from_bytes(b"", whole) is None


def test_a_seal_with_a_key_is_made_and_opened_with_that_key_only() -> None:
    content = to_bytes("whole", {"part": [1]}, b"key")

    assert [from_bytes(content, "whole", key) is None for key in (b"key", b"other", None)] == [False, True, True]
    assert from_bytes(to_bytes("whole", {"part": [1]}), "whole", b"key") is None


def test_damaged_files_are_left_alone_and_the_pack_is_read(own: Path, fresh: CheckedPack) -> None:
    ready = own / "cn.ready"
    ready.write_bytes(ready.read_bytes()[:-9])

    pack = load(own / "cn")

    assert (filler_of(pack), pack.digest) == (None, fresh.digest)


def test_nobody_vouches_for_a_file_beside_a_folder_elsewhere(place: Path) -> None:
    assert not _is_prepared(load(place / "cn"))


def test_every_term_can_be_stored() -> None:
    assert {*get_args(nodes.Term), nodes.Step, program.FactTerm, program.DecisionTerm} <= {*from_stored.CLASSES}


@pytest.mark.parametrize("classes", [CLASSES, from_stored.CLASSES])
def test_no_two_classes_that_are_stored_have_one_name(classes: tuple[type, ...]) -> None:
    assert len({each.__name__ for each in classes}) == len(classes)


def test_a_trail_keeps_it_without_reading_what_its_files_mean(
    library: Path, fresh: CheckedPack, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = load("cn")
    assert _is_prepared(pack)
    monkeypatch.setattr(loading, "_checked", lambda *arguments: pytest.fail("the files were read again"))

    assert archive_of(pack) == archive_of(fresh)
