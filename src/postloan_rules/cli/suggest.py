"""``postloan test --suggest``: cases that a rule should have, with what is expected left to its author."""

from postloan_rules import Engine
from postloan_rules.analysis.case_text import case_text
from postloan_rules.analysis.suggest import suggestions
from postloan_rules.cli.guard import FINE
from postloan_rules.cli.terminal import Terminal
from postloan_rules.text.bilingual import Bilingual

_NOTHING = Bilingual(
    zh="没有可补充的案例，或没有找到使该规则触发的记录",
    en="there is no case to add, or no record was found in which the rule fires",
)


def suggest_cases(terminal: Terminal, engine: Engine, *, rule: str, with_answers: bool) -> int:
    """Print cases for ``rule`` as YAML; ``with_answers`` adds what comes out today, which may be wrong. Returns the
    exit status.

    Raises:
        UnknownNameError: if there is no such rule.
    """
    found = False
    for each in suggestions(engine, rule):
        found = True
        today = Bilingual(
            zh=f"规则包现在得出（须按法规原文核对，勿照抄）：{each.says}",
            en=f"the pack says today (hold it against the text of the law): {each.says}",
        )
        terminal.raw(case_text(each.case, [today.say(terminal.language)] if with_answers else []))
    if not found:
        terminal.note(_NOTHING)
    return FINE
