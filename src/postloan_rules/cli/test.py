"""``postloan test``: the cases of a pack, run."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from postloan_rules import CaseResult, Engine, PostloanRulesError, load
from postloan_rules.analysis.choosing import Choice, cases_of, checked_choice, report_cases_of, watch_cases_of
from postloan_rules.analysis.diff import aligned, reasons
from postloan_rules.analysis.junit import junit_of
from postloan_rules.analysis.mutation import Sample
from postloan_rules.analysis.near import near_misses
from postloan_rules.analysis.trial import results_of, trial_of
from postloan_rules.cli.coverage import show_coverage
from postloan_rules.cli.guard import FINDINGS, FINE, WrongUseError
from postloan_rules.cli.mutants import show_mutants
from postloan_rules.cli.suggest import suggest_cases
from postloan_rules.cli.terminal import Terminal
from postloan_rules.text.bilingual import Bilingual


class Ways(NamedTuple):
    """What ``postloan test`` is to do beside running cases."""

    near: bool = False
    junit: Path | None = None
    coverage: bool = False
    page: Path | None = None
    mutate: bool = False
    sample: int | None = None
    seed: int = 7
    fail_under: float | None = None
    suggest: str | None = None
    with_answers: bool = False


def test(terminal: Terminal, pack: str, *, overlays: Sequence[Path], choice: Choice, ways: Ways, as_json: bool) -> int:
    """Do what ``ways`` ask for; without any, run the cases. Returns the exit status.

    Raises:
        WrongUseError: if the ways do not go together.
        UnknownNameError: if there is no such chapter, decision or rule.
    """
    asked = [name for name, given in _COMMANDS.items() if getattr(ways, name)]
    if len(asked) > 1:
        names = ", ".join(f"--{name}" for name in asked)
        raise WrongUseError(Bilingual(zh=f"{names} 不能一起使用", en=f"{names} do not go together"))
    if not asked:
        near, junit = ways.near, ways.junit
        return test_pack(terminal, pack, overlays=overlays, choice=choice, near=near, junit=junit, as_json=as_json)
    return _COMMANDS[asked[0]](terminal, Engine(load(pack), overlays=overlays), choice, ways, as_json)


def _coverage(terminal: Terminal, engine: Engine, choice: Choice, ways: Ways, as_json: bool) -> int:
    return show_coverage(terminal, engine, choice=choice, page=ways.page, fail_under=ways.fail_under, as_json=as_json)


def _mutate(terminal: Terminal, engine: Engine, choice: Choice, ways: Ways, as_json: bool) -> int:
    sample = Sample(ways.sample, ways.seed)
    return show_mutants(terminal, engine, choice=choice, sample=sample, fail_under=ways.fail_under, as_json=as_json)


def _suggest(terminal: Terminal, engine: Engine, choice: Choice, ways: Ways, as_json: bool) -> int:
    return suggest_cases(terminal, engine, rule=ways.suggest or "", with_answers=ways.with_answers)


_COMMANDS: Mapping[str, Callable[[Terminal, Engine, Choice, Ways, bool], int]] = {
    "coverage": _coverage,
    "mutate": _mutate,
    "suggest": _suggest,
}


def test_pack(
    terminal: Terminal,
    pack: str,
    *,
    overlays: Sequence[Path],
    choice: Choice,
    near: bool,
    junit: Path | None,
    as_json: bool,
) -> int:
    """Run the cases and print those that fail, and why; with ``near`` also what nearly happened in those that pass.
    Returns the exit status.

    Raises:
        UnknownNameError: if there is no such chapter or decision.
    """
    engine = Engine(load(pack), overlays=overlays)
    choice = checked_choice(engine.pack, choice)
    wanted = (
        *cases_of(engine.pack, choice),
        *report_cases_of(engine.pack, choice),
        *watch_cases_of(engine.pack, choice),
    )
    results = results_of(engine, wanted)
    failed = [each for each in results if not each.passed]
    if junit is not None:
        junit.write_text(junit_of(engine.pack.id, results, terminal.language), encoding="utf-8")
    if as_json:
        terminal.json([_plain(engine, each, terminal, near=near) for each in results])
        return FINDINGS if failed else FINE
    for each in failed:
        _explain(terminal, engine, each)
    if near:
        for each in results:
            _nearly(terminal, engine, each)
    passed = len(results) - len(failed)
    summary = Bilingual(zh=f"{passed} 个通过，{len(failed)} 个未通过", en=f"{passed} passed, {len(failed)} failed")
    terminal.say(summary, "error" if failed else "green")
    if not results:
        # The cases of a pack need not hold under an overlay, so that those of the overlay are run.
        where = Bilingual(zh="叠加包" if overlays else "规则包", en="overlay" if overlays else "pack")
        terminal.note(Bilingual(zh=f"{where.zh}没有案例", en=f"the {where.en} has no cases"))
    return FINDINGS if failed else FINE


def _explain(terminal: Terminal, engine: Engine, result: CaseResult) -> None:
    terminal.say(f"{result.case.place}  {result.case.name}", "error")
    for line in aligned(result.differences, terminal.language):
        terminal.say(f"    {line}")
    if not result.case.decision:
        return
    try:
        trial = trial_of(engine, result.case)
    except PostloanRulesError:
        # That the case cannot be decided was said as its difference.
        return
    for reason in reasons(engine, trial, terminal.language):
        for line in reason.splitlines():
            terminal.say(f"      {line}")


def _nearly(terminal: Terminal, engine: Engine, result: CaseResult) -> None:
    if not result.passed or not result.case.decision:
        return
    nearly = list(near_misses(engine, trial_of(engine, result.case)))
    if nearly:
        terminal.say(f"{result.case.place}  {result.case.name}")
        for each in nearly:
            terminal.say(f"    {each.sentence().say(terminal.language)}")


def _plain(engine: Engine, result: CaseResult, terminal: Terminal, *, near: bool) -> dict[str, object]:
    said: dict[str, object] = {
        "case": result.case.name,
        result.case.kind: result.case.subject,
        "place": result.case.place,
        "passed": result.passed,
        "differences": [text.say(terminal.language) for text in result.differences],
    }
    if near and result.passed and result.case.decision:
        trial = trial_of(engine, result.case)
        said["near"] = [each.sentence().say(terminal.language) for each in near_misses(engine, trial)]
    return said
