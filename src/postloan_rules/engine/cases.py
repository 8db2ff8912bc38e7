"""The cases of a pack, run: is what its owner wants to hold still so?"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from postloan_rules.engine.decision import Decision
from postloan_rules.engine.difference import NOTHING, compare, difference, shown
from postloan_rules.engine.engine import Decidable, Engine
from postloan_rules.engine.portfolio_cases import described
from postloan_rules.engine.report_cases import differences_of_report
from postloan_rules.engine.subjects import OVERALL, REACHED
from postloan_rules.engine.watch_cases import differences_of_watch
from postloan_rules.errors import PostloanRulesError
from postloan_rules.light import dataclass
from postloan_rules.model.portfolio import PortfolioRecord
from postloan_rules.packs.pack import Case
from postloan_rules.text.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What came of a case: ``differences`` say what was expected and what came out instead."""

    case: Case
    passed: bool
    differences: tuple[Bilingual, ...]


def run_cases(engine: Engine, chosen: Sequence[Case] | None = None) -> list[CaseResult]:
    """Return the results of the cases that were ``chosen``, in their order; without a choice of all of the pack, those
    of reports and watches last."""
    return [_result(engine, case) for case in (_all(engine) if chosen is None else chosen)]


def _all(engine: Engine) -> tuple[Case, ...]:
    return (*engine.pack.cases, *engine.pack.report_cases, *engine.pack.watch_cases)


def _result(engine: Engine, case: Case) -> CaseResult:
    try:
        differences = tuple(_differences(engine, case))
    except PostloanRulesError as error:
        differences = (Bilingual(zh=f"无法判定：{error}", en=f"cannot be decided: {error}"),)
    return CaseResult(case, not differences, differences)


def _differences(engine: Engine, case: Case) -> list[Bilingual]:
    if case.report is not None:
        return differences_of_report(engine, case)
    if case.watch is not None:
        return differences_of_watch(engine, case)
    record = described(engine, case)
    decisions = engine.decide_each(case.decision, record)
    if not decisions:
        return [Bilingual(zh="没有可判定的对象", en="there is nothing to decide about")]
    return differences_in(case, decisions[0], lambda path: value_of_path(engine, path, record))


def value_of_path(engine: Engine, path: str, record: Decidable) -> Any:
    """Return the fact ``path`` of the record; of several things that have it, of the first."""
    if path.partition(".")[0] in (REACHED if isinstance(record, PortfolioRecord) else OVERALL):
        return engine.fact(path, record)
    values = [value for _, value in engine.fact_each(path, record)]
    return values[0] if values else None


def differences_in(case: Case, decision: Decision, fact: Callable[[str], Any]) -> list[Bilingual]:
    """Return in what ``decision``, and what ``fact`` says of a path, are not what ``case`` expects."""
    found: list[Bilingual] = []
    for key, wanted in case.expect.items():
        if key == "facts":
            for path, value in wanted.items() if isinstance(wanted, Mapping) else ():
                compare(found, str(path), value, fact(str(path)))
        else:
            _CHECKS[key](found, decision, wanted)
    return found


def _outcome(found: list[Bilingual], decision: Decision, wanted: Any) -> None:
    got = decision.outcome
    if isinstance(got, tuple):
        wanted = tuple(wanted) if isinstance(wanted, (list, tuple)) else (wanted,)
    compare(found, "outcome", wanted, got)


def _status(found: list[Bilingual], decision: Decision, wanted: Any) -> None:
    compare(found, "status", str(wanted), decision.status.value)


def _possible(found: list[Bilingual], decision: Decision, wanted: Any) -> None:
    if set(wanted) != set(decision.possible):
        found.append(difference("possible", shown(wanted), shown(decision.possible)))


def _fired(found: list[Bilingual], decision: Decision, wanted: Any) -> None:
    _among(found, "fired", wanted, decision.fired_deep)


def _unknown(found: list[Bilingual], decision: Decision, wanted: Any) -> None:
    _among(found, "unknown", wanted, tuple(each.rule for each in decision.unknown_deep))


def _missing(found: list[Bilingual], decision: Decision, wanted: Any) -> None:
    _among(found, "missing", wanted, decision.missing)


def _not_fired(found: list[Bilingual], decision: Decision, wanted: Any) -> None:
    open_or_fired = (*decision.fired_deep, *(each.rule for each in decision.unknown_deep))
    for rule in wanted:
        if rule in open_or_fired:
            state = "fired" if rule in decision.fired_deep else "unknown"
            found.append(difference(rule, "not_fired", state))


def _among(found: list[Bilingual], what: str, wanted: Any, got: tuple[str, ...]) -> None:
    """Hold what is listed against what there is: what is not listed may be there as well."""
    absent = [each for each in wanted if each not in got]
    if absent:
        found.append(difference(what, shown(absent), shown(got)))


def _annotations(found: list[Bilingual], decision: Decision, wanted: Any) -> None:
    """Hold what rules that fired tell against what they should; a text may be given in one language."""
    about_roots = (each for path, each in decision.reads.items() if "[" not in path)
    told = {match.rule: match.annotations for each in (decision, *about_roots) for match in each.matches}
    for rule, values in wanted.items():
        for name, value in values.items():
            what, said = f"{rule}.{name}", told.get(rule, {})
            got: Any = said.get(name)
            if name not in said:
                found.append(difference(what, shown(value), NOTHING))
            elif isinstance(value, Mapping) and isinstance(got, Bilingual):
                for language, text in value.items():
                    compare(found, f"{what}.{language}", text, got.say(language))
            else:
                compare(found, what, value, got)


_CHECKS = {
    "outcome": _outcome,
    "status": _status,
    "possible": _possible,
    "fired": _fired,
    "unknown": _unknown,
    "missing": _missing,
    "not_fired": _not_fired,
    "annotations": _annotations,
}
