"""A pack as one text, so that it can be loaded again when its folder is gone."""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Final

from postloan_rules.audit.canonical import canonical_bytes, digest_of
from postloan_rules.errors import AuditError
from postloan_rules.packs.definition import PythonCondition
from postloan_rules.packs.layer_texts import layer_texts
from postloan_rules.packs.loader import load_pack
from postloan_rules.packs.pack import CheckedPack
from postloan_rules.packs.stored import contents_behind
from postloan_rules.text.catalogue import proofs

FORMAT: Final = 1
_MOST_FILES: Final = 5000


def archive_of(pack: CheckedPack) -> tuple[str, str]:
    """Return the text of the archive of ``pack``, and its digest. Cases are not in it: no decision knows them."""
    content = {
        "format": FORMAT,
        "pack": {"id": pack.id, "version": pack.version, "digest": pack.digest},
        "layers": [
            {"id": each.id, "overlay": each.is_overlay, "files": dict(each.files)} for each in layer_texts(pack)
        ],
        "python_rules": sorted(python_rules_of(pack)),
    }
    text = canonical_bytes(content)
    return text.decode(), digest_of(text)


def python_rules_of(pack: CheckedPack) -> list[str]:
    """Return the ids of the rules of ``pack`` that are functions of the program that embedded it."""
    if contents_behind(pack) is not None:
        # What is made ready holds nothing but data.
        return []
    return [each.id for decision in pack.decisions for each in decision.rules if isinstance(each.when, PythonCondition)]


def pack_in(text: str) -> CheckedPack:
    """Return the pack that an archive holds.

    Raises:
        AuditError: if it is no archive, cannot be loaded, or gives another pack than it says. Rules that are functions
            of a program are not in an archive, and a pack with such rules cannot be loaded from it.
    """
    content = _content(text)
    if content["python_rules"]:
        raise AuditError(proofs.rules_in_python())
    with tempfile.TemporaryDirectory(prefix="postloan-") as folder:
        overlays: list[Path] = []
        main: Path | None = None
        for layer in content["layers"]:
            target = Path(folder) / _plain_name(layer["id"])
            _write(target, layer["files"])
            if layer["overlay"]:
                overlays.append(target)
            else:
                main = target
        if main is None:
            raise AuditError(proofs.archive_without_pack())
        loaded = load_pack(main, overlays=overlays, shown_as=content["pack"]["id"], with_cases=False)
    if loaded.pack is None:
        raise AuditError(proofs.archive_does_not_load(loaded.diagnostics[0].message))
    if loaded.pack.digest != content["pack"]["digest"]:
        raise AuditError(proofs.archive_of_other_pack())
    return loaded.pack


def _content(text: str) -> Mapping[str, Any]:
    try:
        content = json.loads(text)
        layers, about = content["layers"], content["pack"]
        well_formed = (
            content["format"] == FORMAT
            and isinstance(about["id"], str)
            and isinstance(about["digest"], str)
            and isinstance(content["python_rules"], list)
            and all(isinstance(each["id"], str) and isinstance(each["files"], dict) for each in layers)
            and sum(len(each["files"]) for each in layers) <= _MOST_FILES
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        well_formed = False
    if not well_formed:
        raise AuditError(proofs.not_an_archive())
    return dict(content)


def _write(folder: Path, files: Mapping[str, Any]) -> None:
    for name, text in files.items():
        path = PurePosixPath(name)
        if path.is_absolute() or path.suffix != ".yaml" or any(part in ("", ".", "..") for part in path.parts):
            raise AuditError(proofs.file_outside(name))
        target = folder.joinpath(*path.parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(str(text), encoding="utf-8", newline="\n")


def _plain_name(name: str) -> str:
    if not name or name in (".", "..") or any(each in name for each in "/\\\0"):
        raise AuditError(proofs.not_a_folder_name(name))
    return name
