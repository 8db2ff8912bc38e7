"""``postloan test --coverage``: what the cases of a pack cover, and what they leave out."""

from pathlib import Path

from postloan_rules import Engine
from postloan_rules.analysis import coverage_report
from postloan_rules.analysis.choosing import Choice, checked_choice
from postloan_rules.analysis.coverage import coverage_of
from postloan_rules.analysis.target import only, per_cent
from postloan_rules.analysis.trial import trials_of
from postloan_rules.cli.guard import FINDINGS, FINE
from postloan_rules.cli.terminal import Terminal
from postloan_rules.text.bilingual import Bilingual


def show_coverage(
    terminal: Terminal,
    engine: Engine,
    *,
    choice: Choice,
    page: Path | None,
    fail_under: float | None,
    as_json: bool,
) -> int:
    """Print what the cases cover, by chapter. Returns the exit status: whether it is less than ``fail_under``.

    Raises:
        UnknownNameError: if there is no such chapter or decision.
    """
    checked_choice(engine.pack, choice)
    whole = coverage_of(engine, trials_of(engine, engine.pack.cases))
    coverage = only(whole, (choice.chapter,) if choice.chapter else (), choice.decision)
    titles = {each.id: each.title for each in engine.pack.chapters}
    covered, total = coverage.counts()
    reached = fail_under is None or per_cent(covered, total) >= fail_under
    if page is not None:
        page.write_text(coverage_report.html(coverage, titles, terminal.language), encoding="utf-8")
    if as_json:
        terminal.json(coverage_report.plain(coverage, titles, terminal.language))
        return FINE if reached else FINDINGS
    for chapter in coverage.chapters():
        terminal.title(coverage_report.title_of(chapter, titles))
        terminal.say(coverage_report.summary(coverage, chapter))
        for place, said in coverage_report.gaps(coverage, chapter):
            terminal.say(f"    {place}  {said.say(terminal.language)}")
    total_line = coverage_report.summary(coverage)
    terminal.title(Bilingual(zh=f"合计 {total_line.zh}", en=f"total {total_line.en}"))
    return FINE if reached else FINDINGS
