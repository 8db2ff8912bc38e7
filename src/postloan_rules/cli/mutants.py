"""``postloan test --mutate``: small changes of a pack that its cases do not notice."""

from typing import Any

from postloan_rules import Engine
from postloan_rules.analysis.case_text import case_text
from postloan_rules.analysis.choosing import Choice, checked_choice
from postloan_rules.analysis.coverage_report import title_of
from postloan_rules.analysis.mutation import Hunt, Result, Sample
from postloan_rules.analysis.mutation_report import (
    FATES,
    chosen_mutants,
    explained_survivors,
    is_alive,
    score_of,
)
from postloan_rules.analysis.telling import Teller, TellingCase
from postloan_rules.analysis.trial import trials_of
from postloan_rules.cli.guard import FINDINGS, FINE
from postloan_rules.cli.terminal import Terminal
from postloan_rules.text.bilingual import Bilingual

_NO_CASE = Bilingual(
    zh="没有找到能区分二者的记录；若二者等价，可写入 survivors.yaml",
    en="no record was found that tells both apart; if there is none, explain it in survivors.yaml",
)
_WORKING = Bilingual(zh="变异", en="mutants")


def show_mutants(
    terminal: Terminal, engine: Engine, *, choice: Choice, sample: Sample, fail_under: float | None, as_json: bool
) -> int:
    """Try the mutants and print those that live, each with a case that would kill it. Returns the exit status: whether
    fewer were killed than ``fail_under`` per cent.

    Raises:
        UnknownNameError: if there is no such chapter or decision.
    """
    pack = engine.pack
    checked_choice(pack, choice)
    by_chapter = list(chosen_mutants(engine, choice, sample))
    trials = trials_of(engine, pack.cases)
    hunt = Hunt(engine, trials)
    teller = Teller(engine, hunt, trials)
    explained = explained_survivors(pack)
    titles = {each.id: each.title for each in pack.chapters}
    everything: list[Result] = []
    said: list[dict[str, Any]] = []
    with terminal.progress(_WORKING, sum(len(mutants) for _, mutants in by_chapter)) as meter:
        for chapter, mutants in by_chapter:
            results = list(hunt.results(mutants, lambda done: meter(len(everything) + done)))
            everything.extend(results)
            alive = [each for each in results if is_alive(each) and each.mutant.id not in explained]
            found = [(each, teller.telling_case(each.mutant)) for each in alive]
            if as_json:
                score = score_of(results, explained)
                survivors = [_plain(terminal, result, case) for result, case in found]
                said.append({"chapter": chapter, **_numbers(score), "survivors": survivors})
                continue
            terminal.title(title_of(chapter, titles))
            for result, case in found:
                _show(terminal, result, case)
            terminal.say(score_of(results, explained).sentence())
    total = score_of(everything, explained)
    if as_json:
        terminal.json({**_numbers(total), "chapters": said})
    else:
        line = total.sentence()
        terminal.title(Bilingual(zh=f"合计 {line.zh}", en=f"total {line.en}"))
        _tell_of_stale(terminal, everything, explained, whole=sample.size is None and choice == Choice())
    return FINE if fail_under is None or total.per_cent >= fail_under else FINDINGS


def _numbers(score: Any) -> dict[str, Any]:
    return {
        "killed": score.killed,
        "surviving": score.surviving,
        "explained": score.explained,
        "equivalent": score.equivalent,
        "per_cent": score.per_cent,
    }


def _show(terminal: Terminal, result: Result, case: TellingCase | None) -> None:
    mutant, language = result.mutant, terminal.language
    terminal.say(f"{mutant.place}  {mutant.id}", "warning")
    terminal.say(f"    {mutant.sentence().say(language)}")
    terminal.say(f"    {FATES[result.fate].say(language)}")
    if case is None:
        terminal.say(f"    {_NO_CASE.say(language)}")
        return
    for line in case_text(case.case, [each.say(language) for each in case.comments()]).splitlines():
        terminal.say(f"    {line}")


def _plain(terminal: Terminal, result: Result, case: TellingCase | None) -> dict[str, Any]:
    mutant, language = result.mutant, terminal.language
    return {
        "mutant": mutant.id,
        "place": mutant.place,
        "change": mutant.sentence().say(language),
        "fate": result.fate.value,
        "case": None if case is None else case_text(case.case, [each.say(language) for each in case.comments()]),
    }


def _tell_of_stale(terminal: Terminal, results: list[Result], explained: Any, *, whole: bool) -> None:
    """Say which explanations are about nothing any more."""
    alive = {each.mutant.id for each in results if is_alive(each)}
    for mutant, survivor in explained.items():
        if whole and mutant not in alive:
            terminal.note(
                Bilingual(
                    zh=f"{survivor.place}：没有存活的变异 `{mutant}`",
                    en=f"{survivor.place}: no mutant `{mutant}` lives",
                )
            )
