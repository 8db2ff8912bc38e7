"""What a case may expect, and how each expectation is asked of the engine."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from postloan_rules import Decision, Engine, PortfolioRecord
from tests.golden.case import Case, NotUnderstoodError

MAIN_DECISION: Final[Mapping[str, str]] = {
    "classification": "classification",
    "restructuring": "classification",
    "small_enterprise": "classification",
    "credit_card": "classification",
    "observation_period": "observation_restart",
    "upgrade": "upgrade",
    "write_off": "write_off",
    "tax": "tax_loss",
}
"""The decision that `status` and `possible` of a topic speak of, where the case expects no class."""

EXPLAINED_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "classification": ("classification", "group_assessment"),
    "restructuring": ("classification", "observation_restart", "supervisory_reports"),
    "small_enterprise": ("classification",),
    "credit_card": ("classification",),
    "observation_period": ("observation_restart", "restructured_exit"),
    "upgrade": ("upgrade",),
    "write_off": ("write_off", "write_off_mode", "write_off_evidence", "recovery_after_write_off", "accountability"),
    "tax": ("tax_loss",),
}
"""The decisions whose rules a case of a topic may expect to be triggered, beside those of what else it expects."""

BEST_TO_WORST: Final = ("normal", "special_mention", "substandard", "doubtful", "loss")
"""The five classes in the order of Art. 6."""

TASKS: Final[Mapping[str, tuple[str, ...]]] = {
    "group_assessment": ("assess", "evaluat", "review", "group", "contagion", "评估", "集团"),
    "reclassification": ("classif", "merger", "重新分类", "并购"),
}
"""The decisions that open a task where their outcome is yes, and words that cases call the task by."""


@dataclass
class Asked:
    """The decisions asked so far about the record of a case."""

    engine: Engine
    record: PortfolioRecord
    case: Case
    content: Mapping[str, Any] = field(default_factory=dict)
    """The mapping that the record was read from."""
    main_decision: str | None = None
    """The decision that the case is about, where its topic says so."""
    explained_by: tuple[str, ...] = ()
    decisions: dict[str, Decision] = field(default_factory=dict)

    def decision(self, name: str) -> Decision:
        if name not in self.decisions:
            self.decisions[name] = self.engine.decide(name, self.record)
        return self.decisions[name]

    def main(self) -> Decision:
        """Return the decision that the case is about."""
        if self.main_decision is not None:
            return self.decision(self.main_decision)
        classes = {"class", "class_at_least", "applicable"} & self.case.expected.keys()
        name = "classification" if classes and self.case.topic != "upgrade" else MAIN_DECISION[self.case.topic]
        return self.decision(name)

    def fact(self, path: str) -> Any:
        return self.engine.fact(path, self.record)


def outcome_of(decision: Decision) -> str | None:
    """Return the outcome as a word, nothing where there is none."""
    return None if decision.outcome is None else str(decision.outcome)


def _class(asked: Asked) -> Any:
    return outcome_of(asked.decision("classification"))


def _matrix_class(asked: Asked) -> Any:
    """The class before the floors: the cell of the matrix, moved down where a major event asks for it."""
    return outcome_of(asked.decision("small_enterprise_class"))


def _applicable(asked: Asked) -> Any:
    return str(asked.decision("classification").status) != "not_applicable"


def _yes(name: str, yes: str) -> Callable[[Asked], Any]:
    def answer(asked: Asked) -> Any:
        decision = asked.decision(name)
        if str(decision.status) == "not_applicable":
            return False
        return None if decision.outcome is None else outcome_of(decision) == yes

    return answer


def day_of(path: str) -> Callable[[Asked], Any]:
    """Return the answer that is the fact ``path``, a day, as text."""

    def answer(asked: Asked) -> Any:
        day = asked.fact(path)
        return day.isoformat() if isinstance(day, date) else day

    return answer


def _restarts_from(asked: Asked) -> Any:
    """The day is meant only where the observation does restart."""
    if outcome_of(asked.decision("observation_restart")) != "yes":
        return None
    return day_of("loan.observation_restarts_from")(asked)


def _triggered(asked: Asked) -> Any:
    for name in (*EXPLAINED_BY.get(asked.case.topic, ()), *asked.explained_by, *asked.decisions):
        asked.decision(name)
    return sorted({rule for decision in asked.decisions.values() for rule in decision.fired_deep})


def status(asked: Asked) -> Any:
    """Answer with the status of the decision that the case is about."""
    return str(asked.main().status)


def possible(asked: Asked) -> Any:
    """Answer with the possible outcomes of the decision that the case is about."""
    return [str(each) for each in asked.main().possible]


def _tasks(asked: Asked) -> Any:
    return sorted(name for name in TASKS if outcome_of(asked.decision(name)) == "yes")


ANSWERS: Final[Mapping[str, Callable[[Asked], Any]]] = {
    "class": _class,
    "class_at_least": _class,
    "matrix_class": _matrix_class,
    "applicable": _applicable,
    "restart_observation": _yes("observation_restart", "yes"),
    "can_exit_restructured": _yes("restructured_exit", "yes"),
    "upgrade_allowed": _yes("upgrade", "allowed"),
    "observation_ends_on": day_of("loan.observation_ends_on"),
    "observation_restarts_from": _restarts_from,
    "task": _tasks,
    "status": status,
    "possible": possible,
    "triggered": _triggered,
}
"""Every key of `expected:` for our topics. `triggered` stands last, for it looks at all decisions that were asked."""


def differences(
    expected: Mapping[str, Any], got: Mapping[str, Any], tasks: Mapping[str, tuple[str, ...]] = TASKS
) -> list[str]:
    """Return what of ``expected`` is not so, in words; ``tasks`` says what cases call the tasks of their topic."""
    found = []
    for key, value in expected.items():
        if not _agrees(key, value, got[key], tasks):
            found.append(f"{key}: expected {_text(value)}, got {_text(got[key])}")
    return found


def _agrees(key: str, expected: Any, got: Any, tasks: Mapping[str, tuple[str, ...]]) -> bool:
    match key:
        case "class_at_least":
            if expected not in BEST_TO_WORST:
                raise NotUnderstoodError(f"`class_at_least` is not a class: {expected!r}")
            return got in BEST_TO_WORST and BEST_TO_WORST.index(got) >= BEST_TO_WORST.index(expected)
        case "triggered":
            return all(any(_is_of_row(rule, row) for rule in got) for row in _words(key, expected))
        case "possible":
            return set(_words(key, expected)) == set(got)
        case "task":
            return not _meant(expected, tasks).isdisjoint(got)
        case _:
            return _is_same(expected, got)


def _is_same(expected: Any, got: Any) -> bool:
    """Numbers are the same by value, to as many places as the case gives; `unknown` is what nobody can say."""
    if isinstance(expected, Mapping):
        return (
            isinstance(got, Mapping)
            and expected.keys() == got.keys()
            and all(_is_same(value, got[key]) for key, value in expected.items())
        )
    if isinstance(got, list) and isinstance(expected, list):
        return len(expected) == len(got) and all(map(_is_same, expected, got))
    if got is None:
        return expected is None or expected == "unknown"
    if isinstance(got, Decimal) and not isinstance(expected, bool):
        number = _number(expected)
        return number is not None and round(got, _places(number)) == number
    return _text(expected) == _text(got)


def _number(value: Any) -> Decimal | None:
    """Return the number that ``value`` is or writes, also in per cent."""
    text = str(value).strip()
    try:
        number = Decimal(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _places(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _is_of_row(rule: str, row: str) -> bool:
    """Return whether ``rule`` came from ``row`` of the regulations: `C07-02-USE` and `SE-02[credit, 0]` did."""
    return rule == row or rule.startswith((f"{row}-", f"{row}["))


def _words(key: str, value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise NotUnderstoodError(f"`{key}` is not a list of words: {value!r}")
    return value


def _meant(task: Any, tasks: Mapping[str, tuple[str, ...]]) -> set[str]:
    found = {name for name, words in tasks.items() if isinstance(task, str) and any(word in task for word in words)}
    if not found:
        raise NotUnderstoodError(f"task `{task}` is not understood")
    return found


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else str(value)
