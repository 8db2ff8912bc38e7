"""A folder of files to texts, with limits on what is read at all."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from postloan_rules.packs.file_shapes import FOLDERS
from postloan_rules.packs.pack_file import MANIFEST_NAME, MAXIMUM_FILE, MAXIMUM_PACK, PackFile
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.catalogue import files
from postloan_rules.text.diagnostic import Diagnostic
from postloan_rules.text.source import Source, Span

_YAML: Final = frozenset({".yaml", ".yml"})
_NOT_ALLOWED: Final = Bilingual(zh="系统不允许", en="the system does not allow it")


def read_folder(folder: Path, shown_as: str, report: list[Diagnostic]) -> tuple[PackFile, ...]:
    """Return the texts of the pack in ``folder``, ``pack.yaml`` first and the rest sorted by name.

    ``shown_as`` is how people call the folder; it starts the names of the sources. Files that cannot be read are
    reported and left out. Nothing outside the folder is read: a link that leads out of it cannot be read.
    """
    try:
        return _texts(folder, shown_as, report)
    except OSError:
        report.append(files.cannot_read(_nowhere(shown_as), _NOT_ALLOWED))
        return ()


def texts_of(folder: Path, shown_as: str, contents: Mapping[str, bytes]) -> tuple[PackFile, ...]:
    """Return the texts of a pack that was read before, from the bytes of its files by their path in the folder."""
    found: list[PackFile] = []
    for parent in ("", *FOLDERS):
        own = [path for path in contents if _parent(path) == parent]
        for path in sorted(own, key=lambda each: folder / each):
            if path.endswith(".yaml") and (parent or path == MANIFEST_NAME):
                name = f"{shown_as}/{path}"
                text = _decode(contents[path], _nowhere(name), [])
                if text is not None:
                    place = folder / path
                    found.append(PackFile(parent, place.stem, Source(_showable(name), text), place))
    return tuple(found)


def kept_texts(texts: Iterable[PackFile], folder: Path) -> tuple[tuple[str, str], ...]:
    """Return names below ``folder`` and contents of the files that a decision may know, which are all but cases."""
    return tuple(
        (text.path.relative_to(folder).as_posix(), text.source.text) for text in texts if text.folder != "cases"
    )


def _parent(path: str) -> str:
    return path.partition("/")[0] if "/" in path else ""


def _texts(folder: Path, shown_as: str, report: list[Diagnostic]) -> tuple[PackFile, ...]:
    if not folder.is_dir():
        report.append(files.no_such_folder(shown_as))
        return ()
    manifest = folder / MANIFEST_NAME
    if not manifest.exists():
        report.append(files.no_manifest(_nowhere(f"{shown_as}/{MANIFEST_NAME}")))
    paths = [manifest] if manifest.exists() else []
    for name in FOLDERS:
        if (folder / name).is_dir():
            paths.extend(_yaml_files(folder / name, f"{shown_as}/{name}", report))
    report.extend(_misplaced(folder, shown_as))
    found: list[PackFile] = []
    total = 0
    root = folder.resolve()
    for path in paths:
        name = f"{shown_as}/{path.relative_to(folder).as_posix()}"
        if not path.resolve().is_relative_to(root):
            report.append(
                files.cannot_read(_nowhere(name), Bilingual(zh="它指向规则包之外", en="it leads out of the pack"))
            )
            continue
        text, size = _read(path, name, report)
        total += size
        if total > MAXIMUM_PACK:
            report.append(files.pack_too_large(_nowhere(name), MAXIMUM_PACK))
            break
        if text is not None:
            parent = path.relative_to(folder).parts[0] if path != manifest else ""
            found.append(PackFile(parent, path.stem, Source(_showable(name), text), path))
    return tuple(found)


def _yaml_files(folder: Path, shown_as: str, report: list[Diagnostic]) -> list[Path]:
    paths: list[Path] = []
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".yaml":
            paths.append(path)
        elif path.suffix.lower() in _YAML:
            report.append(
                files.misplaced_file(_nowhere(f"{shown_as}/{path.relative_to(folder).as_posix()}"), _places())
            )
    return paths


def _misplaced(folder: Path, shown_as: str) -> list[Diagnostic]:
    """Return remarks on YAML files in places where nobody would read them."""
    remarks: list[Diagnostic] = []
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in _YAML and path.name != MANIFEST_NAME:
            remarks.append(files.misplaced_file(_nowhere(f"{shown_as}/{path.name}"), _places()))
        elif path.is_dir() and path.name not in FOLDERS:
            remarks.extend(
                files.misplaced_file(_nowhere(f"{shown_as}/{path.name}/{each.name}"), _places())
                for each in sorted(path.iterdir())
                if each.suffix.lower() in _YAML and not each.is_dir()
            )
    return remarks


def _places() -> tuple[str, ...]:
    return tuple(f"{name}/" for name in FOLDERS)


def _nowhere(name: str) -> Span:
    """Return a place in a file whose text we do not have."""
    return Span(Source(_showable(name), ""), 0, 0)


def _showable(name: str) -> str:
    """Return a name without the half characters that stand for bytes of a file name that are no text."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _read(path: Path, name: str, report: list[Diagnostic]) -> tuple[str | None, int]:
    nowhere = _nowhere(name)
    if path.is_dir():
        report.append(files.cannot_read(nowhere, Bilingual(zh="它是文件夹", en="it is a folder")))
        return None, 0
    if not path.is_file():
        report.append(files.cannot_read(nowhere, Bilingual(zh="它不是普通文件", en="it is not an ordinary file")))
        return None, 0
    try:
        size = path.stat().st_size
        if size > MAXIMUM_FILE:
            report.append(files.too_large(nowhere, size, MAXIMUM_FILE))
            return None, 0
        with path.open("rb") as file:
            # The file may have grown since; we still read no more than the limit.
            content = file.read(MAXIMUM_FILE + 1)
    except OSError:
        report.append(files.cannot_read(nowhere, _NOT_ALLOWED))
        return None, 0
    return _decode(content, nowhere, report), len(content)


def _decode(content: bytes, nowhere: Span, report: list[Diagnostic]) -> str | None:
    # Some editors put a byte-order mark first; it means nothing.
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        report.append(files.not_utf8(nowhere, error.start))
        return None
    return text.replace("\r\n", "\n")
