"""A failed case in lines that stand under each other: what was expected, what came out, and why."""

from collections.abc import Iterator, Sequence

from postloan_rules.analysis.near import near_misses
from postloan_rules.analysis.trial import Trial
from postloan_rules.engine.difference import Difference
from postloan_rules.engine.engine import Engine
from postloan_rules.errors import UnknownNameError
from postloan_rules.text.bilingual import Bilingual, Language
from postloan_rules.text.width import cells, padded

_EXPECTED = Bilingual(zh="应为", en="expected")
_GOT = Bilingual(zh="实际", en="got")


def aligned(differences: Sequence[Bilingual], language: Language) -> Iterator[str]:
    """Yield a line per difference: its name, what was expected, what came out, each in a column of its own."""
    rows = [
        (each.what, f"{_EXPECTED.say(language)} {each.wanted}", f"{_GOT.say(language)} {each.got}")
        for each in differences
        if isinstance(each, Difference)
    ]
    widths = [max((cells(row[place]) for row in rows), default=0) for place in range(2)]
    for row in rows:
        padded_cells = (padded(cell, widths[place]) for place, cell in enumerate(row[:2]))
        yield "  ".join((*padded_cells, row[2]))
    yield from (each.say(language) for each in differences if not isinstance(each, Difference))


def reasons(engine: Engine, trial: Trial, language: Language) -> Iterator[str]:
    """Yield why the rules that the case names did or did not fire, then the rules that nearly did."""
    for rule in _rules_that_differ(trial):
        try:
            yield trial.decision.explain(language, rule=rule)
        except UnknownNameError:
            continue
    for near in near_misses(engine, trial):
        yield near.sentence().say(language)


def _rules_that_differ(trial: Trial) -> tuple[str, ...]:
    """Return the rules that the case expects something else of."""
    fired = trial.decision.fired_deep
    unknown = tuple(each.rule for each in trial.decision.unknown_deep)
    found: dict[str, None] = {}
    for key, states in (("fired", fired), ("unknown", unknown)):
        found.update(dict.fromkeys(rule for rule in trial.named(key) if rule not in states))
    found.update(dict.fromkeys(rule for rule in trial.named("not_fired") if rule in fired or rule in unknown))
    if not found and trial.differences:
        # Nothing is said about rules: those that made the outcome are the ones to look at.
        found.update(dict.fromkeys(trial.decision.fired))
    return tuple(found)
