"""``postloan explain``: the reasons of one decision in sentences."""

from datetime import date

from postloan_rules import Decision, Engine, UnknownNameError
from postloan_rules.cli.decide import Source, engine_for, record_from
from postloan_rules.cli.guard import FINE
from postloan_rules.cli.notices import show_notices
from postloan_rules.cli.terminal import Terminal
from postloan_rules.rulebook.document import address_of
from postloan_rules.text.bilingual import Bilingual
from postloan_rules.text.nearest import nearest


def explain(
    terminal: Terminal,
    record_name: str,
    *,
    source: Source,
    name: str | None,
    rule: str | None,
    as_of: date | None,
    doc: str | None = None,
    as_json: bool,
) -> int:
    """Decide ``name`` for the record and print why, or why ``rule`` did or did not fire. Returns the exit status.

    With ``doc``, the folder or address of a rulebook, the places of the rules in it follow.
    Without a name it is the decision that ``rule`` belongs to, or the classification.

    Raises:
        UnknownNameError: if there is no such decision or rule.
    """
    record = record_from(record_name)
    engine, labels = engine_for(source)
    decisions = engine.decide_each(name or _decision_of(engine, rule), record, as_of=as_of)
    for decision in decisions:
        if as_json:
            terminal.raw(decision.to_json())
        else:
            terminal.say(decision.explain(terminal.language, rule=rule))
            show_notices(terminal, engine, labels, record, [decision])
            if doc is not None:
                _say_places(terminal, engine, decision, rule, doc.rstrip("/"))
    if not decisions:
        terminal.say(Bilingual(zh="没有可判定的对象", en="there is nothing to decide about"))
    return FINE


def _say_places(terminal: Terminal, engine: Engine, decision: Decision, rule: str | None, base: str) -> None:
    rules = decision.fired_deep if rule is None else (rule,)
    if rules:
        terminal.say(Bilingual(zh="规则手册：", en="In the rulebook:"))
    for each in rules:
        terminal.say(f"  {base}/{address_of(engine.pack, each)}")


def _decision_of(engine: Engine, rule: str | None) -> str:
    """Return the decision that ``rule`` belongs to; classification where no rule is asked about."""
    if rule is None:
        return "classification"
    owners = {each.id: definition.name for definition in engine.pack.decisions for each in definition.rules}
    if rule not in owners:
        raise UnknownNameError("rule", rule, nearest(rule, owners))
    return owners[rule]
