"""Whatever somebody writes into a bundle is a finding or none, never a breakdown; and both verifiers agree on it."""

import contextlib
import hashlib
import json
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from postloan_rules import AuditError, verify_bundle
from postloan_rules.audit.canonical import canonical_bytes
from tests.audit_vectors import forging
from tests.audit_vectors.forging import KEY, Forgery
from tests.audit_vectors.independent import faults_in
from tests.fault.extent import extent

VALUES: tuple[Any, ...] = (None, True, 0, -1, 2**70, "", [], {}, "x", [1], {"a": 1}, "0" * 64, [[]], 1.5)
KEYS = [(KEY.public.name, KEY.public.key_id, KEY.public.public)]


@pytest.fixture(scope="session")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return a bundle of a whole trail, and one of a part."""
    folder = tmp_path_factory.mktemp("anything")
    with forging.trail(folder / "ledger.db") as log:
        log.export(folder / "whole", keys=[KEY.public])
        log.export(folder / "part", sequences=[0, 3], keys=[KEY.public])
    return [folder / "whole", folder / "part"]


def places_in(value: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield place
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, each in inner:
        yield from places_in(each, (*place, step))


def changed(value: Any, chance: random.Random) -> Any:
    """Return ``value`` with something else, or nothing, at one place."""
    place = chance.choice(list(places_in(value)))
    if not place:
        return chance.choice(VALUES)
    at = value
    for step in place[:-1]:
        at = at[step]
    if isinstance(at, dict) and chance.random() < 0.3:
        del at[place[-1]]
    else:
        at[place[-1]] = chance.choice(VALUES)
    return value


def line_of(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def write_something(forgery: Forgery, chance: random.Random) -> str:
    """Change one file, mostly so that the manifest knows it, and return its name."""
    names = sorted(each.name for each in forgery.folder.iterdir() if each.is_file())
    name = chance.choice(names)
    content = forgery.read(name)
    if name.endswith(".json"):
        content = line_of(changed(json.loads(content), chance))
    elif name.endswith(".jsonl") and content:
        lines = content.split(b"\n")[:-1]
        chosen = chance.randrange(len(lines))
        lines[chosen] = line_of(changed(json.loads(lines[chosen]), chance))
        content = b"".join(each + b"\n" for each in lines)
    else:
        turned = bytearray(content or b"x")
        turned[chance.randrange(len(turned))] = chance.randrange(256)
        content = bytes(turned)
    forgery.write(name, content)
    if name != "manifest.json" and chance.random() < 0.8:
        manifest = json.loads(forgery.read("manifest.json"))
        manifest["files"][name] = "sha256:" + hashlib.sha256(content).hexdigest()
        forgery.write("manifest.json", canonical_bytes(manifest))
    return name


@pytest.mark.parametrize("seed", range(extent(50, 3000)))
def test_both_say_the_same_of_anything(bundles: list[Path], tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same each time
    forgery = Forgery(chance.choice(bundles), tmp_path / "forged")
    name = write_something(forgery, chance)

    holds = verify_bundle(forgery.folder, trusted=[KEY.public]).holds
    assert holds is not bool(faults_in(forgery.folder, KEYS)), name


@pytest.mark.parametrize("seed", range(extent(40, 3000)))
def test_a_damaged_zip_file_is_an_error_or_a_finding(bundles: list[Path], tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same each time
    path = tmp_path / "bundle.zip"
    with zipfile.ZipFile(path, "w", compression=zipfile.ZIP_DEFLATED) as packed:
        for each in sorted(bundles[1].rglob("*")):
            if each.is_file():
                packed.write(each, each.relative_to(bundles[1]))
    content = bytearray(path.read_bytes())
    for _ in range(chance.choice((1, 1, 4, 40))):
        content[chance.randrange(len(content))] = chance.randrange(256)
    path.write_bytes(bytes(content[: chance.choice((len(content), chance.randrange(len(content))))]))

    # Where it is no ZIP file any more there is no bundle at all.
    with contextlib.suppress(AuditError):
        verify_bundle(path, trusted=[KEY.public])
