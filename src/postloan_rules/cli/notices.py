"""Advance notice in the output of commands: what coming law would change about decisions."""

from collections.abc import Sequence

from postloan_rules import Decision, Engine, PortfolioRecord
from postloan_rules.cli.labels import Labels, label_of_status
from postloan_rules.cli.terminal import Terminal
from postloan_rules.text.bilingual import Bilingual, Language

_MOST = 5
"""So many rules and parameters are named for a day; the rest is counted."""


def show_notices(
    terminal: Terminal, engine: Engine, labels: Labels, record: object, decisions: Sequence[Decision]
) -> None:
    """Print what rules and parameters that start or end later would change about ``decisions``, if anything."""
    if not isinstance(record, PortfolioRecord):
        return
    lines: list[Bilingual] = []
    for decision in decisions:
        if decision.entity not in ("loan", "borrower", "group", "facility", "institution"):
            continue
        for notice in engine.notices(decision.name, record):
            if notice.matters:
                after = _said(labels, notice.after, terminal.language)
                what = [each.say() for each in notice.changes]
                zh = "、".join(each.zh for each in what[:_MOST]) or "规则包到期"
                en = ", ".join(each.en for each in what[:_MOST]) or "the pack ends"
                more = len(what) - _MOST
                lines.append(
                    Bilingual(
                        zh=f"{notice.on} 起{zh}{f'等 {len(what)} 项' if more > 0 else ''}：{decision.name} 将为{after}",
                        en=f"from {notice.on} {en}{f' and {more} more' if more > 0 else ''}: "
                        f"{decision.name} would be {after}",
                    )
                )
    if lines:
        terminal.title(Bilingual(zh="规则将有变化（按今天的数据）", en="Coming law, with the data of today"))
    for line in lines:
        terminal.say(line)


def _said(labels: Labels, decision: Decision | None, language: Language) -> str:
    if decision is None:
        return Bilingual(zh="无法判定", en="impossible to make").say(language)
    said = "–" if decision.outcome is None else labels.value(decision.name, decision.outcome, language)
    return f"{said} ({label_of_status(decision.status.value, language)})"
