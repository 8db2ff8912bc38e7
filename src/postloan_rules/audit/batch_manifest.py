"""The manifest that a run over tables leaves beside its parts: reading it, writing it, and the digests in it."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any, Final

from postloan_rules.audit.canonical import canonical_bytes
from postloan_rules.errors import AuditError
from postloan_rules.light import dataclass, field
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import proofs

SCHEMA: Final = "postloan-rules/run/1"
NAME: Final = "manifest.json"
"""What the file is called, in the folder that the names of parts start from."""
FORMATS: Final = (".parquet", ".jsonl", ".csv")
_CHUNK: Final = 1 << 20
_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}")
_MEMBERS: Final = ("schema", "inputs", "pack", "engine", "backend", "as_of", "decisions", "counts", "parts")
_OPTIONAL: Final = ("rejects", "notes")


@dataclass(frozen=True, slots=True)
class PartFile:
    """A file of a run: its name from the folder of the manifest, the digest of its bytes, the number of its rows."""

    name: str
    digest: str
    rows: int


@dataclass(frozen=True, slots=True)
class InputFile:
    """What went in: the digest of its bytes (none for a table of a database), and its rows where they were counted."""

    digest: str | None
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class RunManifest:
    """What a run over tables says about itself."""

    inputs: Mapping[str, InputFile]
    pack: Mapping[str, str]
    engine: Mapping[str, str]
    backend: str
    as_of: date | None
    decisions: tuple[str, ...]
    read: int
    decided: int
    rejected: int
    parts: tuple[PartFile, ...]
    rejects: PartFile | None = None
    notes: Mapping[str, Any] = field(default_factory=dict)


def digest_of_file(path: Path) -> str:
    """Return the digest of the bytes of a file.

    Raises:
        OSError: if it cannot be read.
    """
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return "sha256:" + digest.hexdigest()


def to_json(manifest: RunManifest) -> dict[str, Any]:
    """Return the manifest as the plain values that its file holds."""
    said: dict[str, Any] = {
        "schema": SCHEMA,
        "inputs": {name: {"digest": each.digest, "rows": each.rows} for name, each in manifest.inputs.items()},
        "pack": dict(manifest.pack),
        "engine": dict(manifest.engine),
        "backend": manifest.backend,
        "as_of": None if manifest.as_of is None else manifest.as_of.isoformat(),
        "decisions": list(manifest.decisions),
        "counts": {"read": manifest.read, "decided": manifest.decided, "rejected": manifest.rejected},
        "parts": [_part_json(each) for each in manifest.parts],
    }
    if manifest.rejects is not None:
        said["rejects"] = _part_json(manifest.rejects)
    if manifest.notes:
        said["notes"] = dict(manifest.notes)
    return said


def plain_manifest_at(path: Path) -> tuple[Any, Path]:
    """Return what the manifest at ``path`` holds (the file, or the folder that it is in), and its folder.

    Raises:
        AuditError: if it cannot be read, or is not JSON.
    """
    file = path / NAME if path.is_dir() else path
    try:
        said = json.loads(file.read_bytes())
    except OSError as error:
        raise AuditError(proofs.manifest_unreadable(file, error.strerror)) from error
    except (ValueError, RecursionError):
        raise AuditError(proofs.manifest_not_json(file)) from None
    return said, file.parent


def manifest_of(said: Any) -> RunManifest:
    """Return the manifest that plain values hold.

    Raises:
        AuditError: naming the member that does not fit.
    """
    _object(said, "", _MEMBERS, _OPTIONAL)
    if said["schema"] != SCHEMA:
        raise _unfit("schema", zh=f"`{SCHEMA}`", en=f"`{SCHEMA}`")
    counts = {
        name: _count(each, f"counts.{name}")
        for name, each in _object(said["counts"], "counts", ("read", "decided", "rejected")).items()
    }
    if counts["read"] != counts["decided"] + counts["rejected"]:
        raise AuditError(proofs.counts_do_not_add_up(**counts))
    notes = said.get("notes", {})
    canonical_bytes(notes)
    if not isinstance(notes, dict):
        raise _unfit("notes", zh="对象", en="an object")
    manifest = RunManifest(
        inputs={
            _text(name, "inputs"): _input(each, f"inputs.{name}")
            for name, each in _object(said["inputs"], "inputs", ()).items()
        },
        pack=_texts(said["pack"], "pack", ("id", "version", "digest")),
        engine=_texts(said["engine"], "engine", ("name", "version")),
        backend=_text(said["backend"], "backend"),
        as_of=None if said["as_of"] is None else _day(said["as_of"]),
        decisions=tuple(_text(each, "decisions") for each in _list(said["decisions"], "decisions")),
        parts=tuple(_part(each, f"parts[{place}]") for place, each in enumerate(_list(said["parts"], "parts"))),
        rejects=_part(said["rejects"], "rejects") if said.get("rejects") is not None else None,
        notes=notes,
        **counts,
    )
    _digest(manifest.pack["digest"], "pack.digest")
    names = [each.name for each in manifest.parts]
    if len(set(names)) != len(names):
        raise _unfit("parts", zh="名称各不相同的文件", en="files of different names")
    return manifest


def _part_json(part: PartFile) -> dict[str, Any]:
    return {"name": part.name, "digest": part.digest, "rows": part.rows}


def _part(said: Any, place: str) -> PartFile:
    _object(said, place, ("name", "digest", "rows"))
    name = _text(said["name"], f"{place}.name")
    path = PurePosixPath(name)
    if path.is_absolute() or path.as_posix() != name or "\\" in name or any(each in (".", "..") for each in path.parts):
        raise _unfit(f"{place}.name", zh="清单所在文件夹之下的路径", en="a path below the folder of the manifest")
    if path.suffix not in FORMATS:
        raise _unfit(f"{place}.name", zh="以下格式的文件：" + "、".join(FORMATS), en="a file of " + ", ".join(FORMATS))
    return PartFile(name, _digest(said["digest"], f"{place}.digest"), _count(said["rows"], f"{place}.rows"))


def _input(said: Any, place: str) -> InputFile:
    _object(said, place, ("digest",), ("rows",))
    digest, rows = said["digest"], said.get("rows")
    return InputFile(
        None if digest is None else _digest(digest, f"{place}.digest"),
        None if rows is None else _count(rows, f"{place}.rows"),
    )


def _object(said: Any, place: str, members: tuple[str, ...], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return ``said`` if it is an object with these members; with no members at all, any object."""
    if not isinstance(said, dict):
        raise _unfit(place or "the whole", zh="对象", en="an object")
    inside = f"{place}." if place else ""
    for name in members:
        if name not in said:
            raise AuditError(proofs.manifest_lacks(inside + name))
    if members:
        for name in said:
            if name not in members and name not in optional:
                raise AuditError(proofs.manifest_has_more(inside + name))
    return said


def _list(said: Any, place: str) -> list[Any]:
    if not isinstance(said, list):
        raise _unfit(place, zh="列表", en="a list")
    return said


def _texts(said: Any, place: str, members: tuple[str, ...]) -> dict[str, str]:
    return {name: _text(each, f"{place}.{name}") for name, each in _object(said, place, members).items()}


def _text(said: Any, place: str) -> str:
    if not isinstance(said, str) or not said:
        raise _unfit(place, zh="文本", en="a text")
    return said


def _count(said: Any, place: str) -> int:
    if type(said) is not int or said < 0:
        raise _unfit(place, zh="行数", en="a number of rows")
    return said


def _digest(said: Any, place: str) -> str:
    if not isinstance(said, str) or not _DIGEST.fullmatch(said):
        raise _unfit(place, zh="摘要：`sha256:`加64位数字", en="a digest, `sha256:` and 64 digits")
    return said


def _day(said: Any) -> date:
    try:
        day = date.fromisoformat(said)
    except (TypeError, ValueError):
        raise _unfit("as_of", zh="日期或null", en="a day or null") from None
    if day.isoformat() != said:
        raise _unfit("as_of", zh="日期或null", en="a day or null")
    return day


def _unfit(place: str, *, zh: str, en: str) -> AuditError:
    return AuditError(proofs.manifest_member(place, Bilingual(zh=zh, en=en)))
