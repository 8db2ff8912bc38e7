"""``postloan explain``: the reasons of one decision in sentences."""

from datetime import date

from postloan_rules.cli.decide import Source, engine_for, record_from
from postloan_rules.cli.guard import FINE
from postloan_rules.cli.terminal import Terminal


def explain(
    terminal: Terminal,
    record_name: str,
    *,
    source: Source,
    name: str,
    rule: str | None,
    as_of: date | None,
    as_json: bool,
) -> int:
    """Decide ``name`` for the record and print why, or why ``rule`` did or did not fire. Returns the exit status."""
    record = record_from(record_name)
    engine, _ = engine_for(source)
    decision = engine.decide(name, record, as_of=as_of)
    if as_json:
        terminal.raw(decision.to_json())
    else:
        terminal.say(decision.explain(terminal.language, rule=rule))
    return FINE
