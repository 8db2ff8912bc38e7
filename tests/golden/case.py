"""Files of golden cases as read: a case, or why an entry is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml


class CasesFileError(Exception):
    """The file is not a file of golden cases; the text says why."""


class NotUnderstoodError(Exception):
    """A key or value of a case that the runner does not understand; the text says which."""


@dataclass(frozen=True, slots=True)
class Case:
    """An entry of a cases file. ``unknown`` lists keys of the legend that stay unknown."""

    id: str
    topic: str
    as_of: date
    facts: Mapping[str, Any]
    unknown: tuple[str, ...]
    expected: Mapping[str, Any]


def read_entries(path: Path) -> list[Any]:
    """Return the entries under ``cases:`` as they stand in the file.

    Raises:
        CasesFileError: if the file cannot be read or has no cases.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CasesFileError(f"{path} cannot be read: {error}") from error
    entries = content.get("cases") if isinstance(content, dict) else None
    if not isinstance(entries, list) or not entries:
        raise CasesFileError(f"{path} has no list `cases:`")
    return entries


def read_case(entry: Any) -> Case:
    """Return the case that ``entry`` says.

    Raises:
        NotUnderstoodError: if it is not of the form of a case.
    """
    if not isinstance(entry, dict):
        raise NotUnderstoodError("an entry of `cases:` is not a mapping")
    unknown = entry.get("unknown") or ()
    if not isinstance(unknown, list | tuple) or not all(isinstance(key, str) for key in unknown):
        raise NotUnderstoodError("`unknown:` is not a list of keys")
    return Case(
        id=str(entry.get("id", "")),
        topic=str(entry.get("topic", "")),
        as_of=read_day("as_of", entry.get("as_of")),
        facts=_mapping(entry, "facts"),
        unknown=tuple(unknown),
        expected=_mapping(entry, "expected"),
    )


def read_day(key: str, value: Any) -> date:
    """Return the day that ``value`` is, or writes as 2026-11-23.

    Raises:
        NotUnderstoodError: if it is neither.
    """
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise NotUnderstoodError(f"`{key}` is not a date: {value!r}") from None


def _mapping(entry: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = entry.get(key)
    if not isinstance(value, dict):
        raise NotUnderstoodError(f"`{key}:` is not a mapping")
    return value
