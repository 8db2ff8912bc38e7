"""From the entry of a cases file to a line of the report."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from postloan_rules import Engine, PostloanRulesError, RecordError, read_record
from tests.golden import write_off
from tests.golden.answers import ANSWERS, MAIN_DECISION, TASKS, Asked, differences
from tests.golden.case import Case, NotUnderstoodError, read_case
from tests.golden.draft import Draft
from tests.golden.legend import draft_of
from tests.golden.topics import TOPICS

CHAPTERS: Final[Mapping[str, tuple[Callable[[Case], Draft], Mapping[str, Callable[[Asked], Any]]]]] = {
    **dict.fromkeys(write_off.TOPICS, (write_off.draft_of, write_off.ANSWERS)),
    **{name: (topic.draft_of, topic.answers) for name, topic in TOPICS.items()},
}
"""How topics of chapters other than classification are read, and what they may expect besides `triggered`."""


@dataclass(frozen=True, slots=True)
class Line:
    """What came of a case. ``why`` says what is not as expected, or what was not understood."""

    id: str
    passed: bool
    expected: Any
    got: Any
    why: str | None

    def to_json(self) -> str:
        """Return the line of the report."""
        return json.dumps(
            {"id": self.id, "pass": self.passed, "expected": self.expected, "got": self.got, "why": self.why},
            ensure_ascii=False,
            default=_plain,
        )


def run(engine: Engine, entries: Iterable[Any]) -> Iterator[Line]:
    """Yield a line for every entry; what is wrong with one entry does not stop the others."""
    for entry in entries:
        yield run_entry(engine, entry)


def run_entry(engine: Engine, entry: Any) -> Line:
    """Return what came of ``entry``; a key or value that is not understood fails."""
    identifier = str(entry.get("id", "")) if isinstance(entry, dict) else ""
    expected = entry.get("expected") if isinstance(entry, dict) else None
    try:
        case = read_case(entry)
        got = answer(engine, case)
        tasks = TOPICS[case.topic].tasks if case.topic in TOPICS else TASKS
        why = "; ".join([*differences(case.expected, got, tasks), *_unsure(case, got)])
    except NotUnderstoodError as error:
        return Line(identifier, False, expected, None, str(error))
    except RecordError as error:
        problems = "; ".join(f"{each.path}: {each.message.en}" for each in error.problems)
        return Line(identifier, False, expected, None, f"the facts make no record: {problems}")
    except PostloanRulesError as error:
        return Line(identifier, False, expected, None, str(error))
    return Line(identifier, not why, expected, got, why or None)


def answer(engine: Engine, case: Case) -> dict[str, Any]:
    """Return what the engine says about everything that ``case`` expects.

    Raises:
        NotUnderstoodError: if the topic, a key or a value is not one of those that the runner knows.
        RecordError: if the facts make no record.
    """
    if case.topic not in MAIN_DECISION and case.topic not in CHAPTERS:
        raise NotUnderstoodError(f"topic `{case.topic}` is not covered yet")
    drafted, answers = CHAPTERS.get(case.topic, (draft_of, ANSWERS))
    answers = {**answers, "triggered": ANSWERS["triggered"]}
    for key in case.expected:
        if key not in answers:
            raise NotUnderstoodError(f"`{key}` of `expected:` is not understood for topic `{case.topic}`")
    if not case.expected:
        raise NotUnderstoodError("the case expects nothing")
    content = drafted(case).to_record()
    asked = Asked(engine, read_record(content), case, content)
    if case.topic in TOPICS:
        topic = TOPICS[case.topic]
        asked.main_decision, asked.explained_by = topic.main(case), topic.explained_by
    answered = {key: ask(asked) for key, ask in answers.items() if key in case.expected}
    return {key: answered[key] for key in case.expected} | {
        name: _said(decision) for name, decision in asked.decisions.items() if name not in answered
    }


def _said(decision: Any) -> dict[str, Any]:
    """Return the decision as people want to see it beside an answer: never an outcome without its status."""
    return {
        "outcome": decision.outcome,
        "status": str(decision.status),
        "possible": [str(each) for each in decision.possible],
    }


def _unsure(case: Case, got: dict[str, Any]) -> list[str]:
    """Return why a class is not enough where nothing is unknown: it must be certain."""
    said = got.get("classification")
    if case.unknown or "class" not in case.expected or "status" in case.expected or said is None:
        return []
    return [] if said["status"] == "certain" else [f"the class is not certain but {said['status']}: {said['possible']}"]


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else repr(value)
