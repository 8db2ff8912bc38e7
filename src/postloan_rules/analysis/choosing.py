"""Which part of a pack somebody wants to look at: a chapter, a decision, cases by a piece of their names."""

from collections.abc import Mapping

from postloan_rules.engine.engine import Engine
from postloan_rules.errors import UnknownNameError
from postloan_rules.ir.reading import Key, definitions_read, key_of
from postloan_rules.light import dataclass
from postloan_rules.packs.definition import DecisionDefinition, FactDefinition
from postloan_rules.packs.pack import Case, CheckedPack
from postloan_rules.text.nearest import nearest


@dataclass(frozen=True, slots=True)
class Choice:
    """What is wanted; where a part is ``None``, all. ``text`` is part of a case's name, its place or its decision."""

    chapter: str | None = None
    decision: str | None = None
    text: str | None = None


def checked_choice(pack: CheckedPack, choice: Choice) -> Choice:
    """Return ``choice``.

    Raises:
        UnknownNameError: if the pack has no such chapter or decision.
    """
    chapters = [each.id for each in pack.chapters]
    if choice.chapter is not None and choice.chapter not in chapters:
        raise UnknownNameError("chapter", choice.chapter, nearest(choice.chapter, chapters) or sorted(chapters))
    decisions = [each.name for each in pack.decisions]
    if choice.decision is not None and choice.decision not in decisions:
        raise UnknownNameError("decision", choice.decision, nearest(choice.decision, decisions) or sorted(decisions))
    return choice


def decisions_of(pack: CheckedPack, choice: Choice) -> tuple[DecisionDefinition, ...]:
    """Return the decisions that are wanted."""
    return tuple(
        each
        for each in pack.decisions
        if choice.decision in (None, each.name) and choice.chapter in (None, each.chapter)
    )


def cases_of(pack: CheckedPack, choice: Choice) -> tuple[Case, ...]:
    """Return the cases that are wanted."""
    names = {each.name for each in decisions_of(pack, choice)}
    text = choice.text
    return tuple(
        case
        for case in pack.cases
        if case.decision in names and (text is None or any(text in each for each in (case.name, case.place)))
    )


def report_cases_of(pack: CheckedPack, choice: Choice) -> tuple[Case, ...]:
    """Return the cases of reports that are wanted; none where one decision is wanted."""
    if choice.decision is not None:
        return ()
    wanted = {each.name for each in pack.reports if choice.chapter in (None, each.chapter)}
    text = choice.text
    return tuple(
        case
        for case in pack.report_cases
        if case.report in wanted and (text is None or any(text in each for each in (case.name, case.place)))
    )


def watch_cases_of(pack: CheckedPack, choice: Choice) -> tuple[Case, ...]:
    """Return the cases of watches that are wanted; none where one decision is wanted."""
    if choice.decision is not None:
        return ()
    wanted = {each.name for each in pack.watches if choice.chapter in (None, each.chapter)}
    text = choice.text
    return tuple(
        case
        for case in pack.watch_cases
        if case.watch in wanted and (text is None or any(text in each for each in (case.name, case.place)))
    )


def facts_of(engine: Engine, choice: Choice) -> tuple[FactDefinition, ...]:
    """Return the facts with a formula that belong to what is wanted: all, or those of the chapter that reads them
    first; none where one decision is wanted."""
    if choice.decision is not None:
        return ()
    computed = tuple(each for each in engine.pack.facts if each.formula is not None)
    if choice.chapter is None:
        return computed
    homes = chapters_of_facts(engine)
    return tuple(each for each in computed if homes.get((each.entity, each.name)) == choice.chapter)


def chapters_of_facts(engine: Engine) -> Mapping[Key, str]:
    """Return the chapter of each fact that decisions read: that of the first of the decisions that are fewest steps
    away from it."""
    chapters = {(each.entity, each.name): each.chapter or "" for each in engine.pack.decisions}
    found: dict[Key, str] = {}
    reached = list(chapters)
    reads = {key_of(each): definitions_read(each) for each in engine.lowered.definitions}
    homes = dict(chapters)
    while reached:
        following: list[Key] = []
        for key in reached:
            for read in reads.get(key, ()):
                if read not in homes:
                    found[read] = homes[read] = homes[key]
                    following.append(read)
        reached = following
    return found
