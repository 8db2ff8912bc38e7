"""From a row of a delinquency file to a line of the report."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from postloan_rules import Engine, PortfolioRecord, PostloanRulesError, RecordError, load, read_record

PACK: Final = Path(__file__).parent / "packs" / "delinquency"
ANSWERS: Final[Mapping[str, str]] = {
    "past_due_days": "loan.days_past_due",
    "delinquent_date": "loan.delinquent_on",
    "delinquent_days": "loan.delinquent_days",
}
"""What a row may expect, and the fact that answers it."""
KEYS: Final = frozenset(("as_of", "grace_days", "oldest_unpaid_due", "expect"))
MAY_BE_LEFT_OUT: Final = frozenset(("pauses", "resumes"))
NOTES: Final = frozenset(("id", "line", "scenario", "source", "why", "note"))


class NotUnderstoodError(Exception):
    """A row is not of the form of the file."""


@dataclass(frozen=True, slots=True)
class Line:
    """What came of a row. ``why`` says what is not as expected, or what was not understood."""

    id: str
    passed: bool
    expected: Any
    got: Any
    why: str | None

    def to_json(self) -> str:
        """Return the line of the report."""
        content = {"id": self.id, "pass": self.passed, "expected": self.expected, "got": self.got, "why": self.why}
        return json.dumps(content, ensure_ascii=False)


def read_rows(path: Path) -> list[Any]:
    """Return the rows of a file.

    Raises:
        NotUnderstoodError: if it cannot be read or is no list of cases.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise NotUnderstoodError(f"{path} cannot be read: {error}") from error
    rows = content.get("cases") if isinstance(content, dict) else content
    if not isinstance(rows, list):
        raise NotUnderstoodError(f"{path} has no list of cases")
    return rows


def delinquency_engine(**options: Any) -> Engine:
    """Return an engine for the pack of arrears and grace."""
    return Engine(load(PACK), **options)


def run(engine: Engine, rows: Iterable[Any]) -> Iterator[Line]:
    """Yield a line for every row; what is wrong with one does not stop the others."""
    for place, row in enumerate(rows, 1):
        yield run_row(engine, row, place)


def run_row(engine: Engine, row: Any, place: int = 1) -> Line:
    """Return what came of ``row``, the one at ``place``; a key or value that is not understood fails."""
    shown = row if isinstance(row, dict) else {}
    identifier = str(shown.get("id", shown.get("line", place)))
    expected = shown.get("expect")
    try:
        got = answers(engine, row)
    except NotUnderstoodError as error:
        return Line(identifier, False, expected, None, str(error))
    except RecordError as error:
        problems = "; ".join(f"{each.path}: {each.message.en}" for each in error.problems)
        return Line(identifier, False, expected, None, f"the row makes no record: {problems}")
    except PostloanRulesError as error:
        return Line(identifier, False, expected, None, str(error))
    wanted = row["expect"]
    wrong = [f"{key}: expected {wanted[key]!r}, got {each!r}" for key, each in got.items() if each != wanted[key]]
    return Line(identifier, not wrong, expected, got, "; ".join(wrong) or None)


def answers(engine: Engine, row: Any) -> dict[str, Any]:
    """Return what the engine says about everything that ``row`` expects.

    Raises:
        NotUnderstoodError: if a key is not one of those of the form, or one is absent.
        RecordError: if the row makes no record.
    """
    if not isinstance(row, dict) or not isinstance(row.get("expect"), dict):
        raise NotUnderstoodError("a row is a mapping with `expect`")
    unknown = sorted([*(row.keys() - KEYS - MAY_BE_LEFT_OUT - NOTES), *(row["expect"].keys() - ANSWERS.keys())])
    if unknown:
        raise NotUnderstoodError(f"nothing is known of {', '.join(f'`{each}`' for each in unknown)}")
    absent = sorted(KEYS - row.keys())
    if absent:
        raise NotUnderstoodError(f"{', '.join(f'`{each}`' for each in absent)} is not given")
    record = record_of(row)
    return {key: _plain(engine.fact(ANSWERS[key], record)) for key in row["expect"]}


def record_of(row: Mapping[str, Any]) -> PortfolioRecord:
    """Return the record that ``row`` describes: one instalment that is unpaid, or none.

    Raises:
        NotUnderstoodError, RecordError: if it describes none.
    """
    due = row["oldest_unpaid_due"]
    schedule = [] if due is None else [{"id": "oldest", "due_on": due, "amount": 1}]
    return read_record(
        {
            "as_of": row["as_of"],
            "currency": "USD",
            "loan": {
                "id": "loan",
                "schedule": schedule,
                "repayments": [],
                "pauses": pauses_of(row.get("pauses", []), row.get("resumes", [])),
                "extension": {"grace_days": row["grace_days"]},
            },
        }
    )


def pauses_of(pauses: Any, resumes: Any) -> list[dict[str, Any]]:
    """Return the pauses as a record holds them. A resumption ends every pause in which it falls.

    Raises:
        NotUnderstoodError: if they are no lists of days.
    """
    ends = [_day(each) for each in _list(resumes, "resumes")]
    found: list[dict[str, Any]] = []
    for place, pause in enumerate(_list(pauses, "pauses"), 1):
        start, end = (_day(each) for each in _list(pause, "pauses", 2))
        resumed = min((each for each in ends if start <= each <= end), default=None)
        found.append({"id": str(place), "starts_on": start, "ends_on": end, "resumed_on": resumed})
    return found


def _list(value: Any, key: str, length: int | None = None) -> list[Any]:
    if not isinstance(value, list) or length not in (None, len(value)):
        raise NotUnderstoodError(f"`{key}` is not of the form of the file: {value!r}")
    return value


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise NotUnderstoodError(f"not a day: {value!r}") from None


def _plain(value: Any) -> Any:
    match value:
        case date():
            return value.isoformat()
        case tuple() if value[0] == value[1]:
            return _plain(value[0])
        case tuple():
            return None
        case Decimal() if value == value.to_integral_value():
            return int(value)
        case Decimal():
            return str(value)
        case _:
            return value
