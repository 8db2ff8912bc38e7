"""How the states of rules make an answer, one function per way to combine.

Each gets the rules that fired and those of which it is unknown, in order. A rule that is unknown fires in one
possible world and does not in another; what is possible is the union over all of them.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from postloan_rules.backends.protocol import Verdict
from postloan_rules.backends.python.runtime import worse_of
from postloan_rules.ir.program import Combine, DecisionTerm, EnumerationTable
from postloan_rules.ir.values import ARITHMETIC, Bounds, Number, Outcomes
from postloan_rules.light import dataclass


@dataclass(frozen=True, slots=True)
class Spec:
    """What is known of a decision before any record.

    ``size`` is the number of outcomes, 0 for a decision whose outcome is a number; ``no_outcome`` the mask with only
    the bit *not applicable*, which also stands for a decision without ``otherwise`` where no rule fires.
    ``otherwise`` is a mask or a number; ``values`` are the words of the enumeration. ``is_plain`` tells that every
    rule gives one place that is known before; ``places`` are these, else empty.
    """

    size: int
    no_outcome: int
    otherwise: Any
    values: tuple[str, ...]
    is_plain: bool
    places: tuple[int, ...]


class Fired:
    """The states of the rules of a decision, by index and in order: which fired, and of which it is unknown; and what
    each of them gives.

    ``applies`` tells that the decision certainly asks about the entity; else it is unknown whether it does.
    """

    # A plain class: a frozen one takes four times as long to make.
    __slots__ = ("applies", "fired", "outcomes", "unknown")

    def __init__(self, fired: Sequence[int], unknown: Sequence[int], outcomes: Sequence[Any], applies: bool) -> None:
        self.fired = fired
        self.unknown = unknown
        self.outcomes = outcomes
        self.applies = applies


def spec_of(
    decision: DecisionTerm, enumerations: Mapping[str, EnumerationTable], otherwise: Any, outcomes: Sequence[Any]
) -> Spec:
    """Return what ``decision`` is like; ``otherwise`` and ``outcomes`` are the values of its constants."""
    name = decision.type.name
    values = enumerations[name].values if name is not None else ()
    no_outcome = 1 << len(values)
    is_plain = name is not None and all(
        each is not None and 0 < each < no_outcome and not each & (each - 1) for each in outcomes
    )
    places = tuple(each.bit_length() - 1 for each in outcomes) if is_plain else ()
    return Spec(len(values), no_outcome, otherwise, values, is_plain, places)


def not_applicable(spec: Spec) -> Verdict:
    """Return the verdict where the decision does not ask about the entity."""
    return Verdict(spec.no_outcome, None, (), (), excluded=True)


def _otherwise_mask(spec: Spec) -> int:
    return spec.no_outcome if spec.otherwise is None else int(spec.otherwise)


def _answer(spec: Spec, rules: Fired, mask: int, proved: int | None, *, conflict: bool = False) -> Verdict:
    if not rules.applies:
        mask, proved = mask | spec.no_outcome, None
    return Verdict(mask, proved, tuple(rules.fired), tuple(rules.unknown), conflict=conflict)


def only_place(mask: int, spec: Spec) -> int | None:
    """Return the outcome where exactly one is possible."""
    return None if mask & (mask - 1) or mask >= spec.no_outcome else mask.bit_length() - 1


def worst(spec: Spec, rules: Fired) -> Verdict:
    """The worst outcome that fires. Proved is the best of the possible ones, unless it is the best of all."""
    mask = worst_mask(spec, rules)
    proved = only_place(mask, spec)
    if proved is None and mask < spec.no_outcome:
        lowest = (mask & -mask).bit_length() - 1
        proved = lowest if lowest > 0 else None
    return _answer(spec, rules, mask, proved)


def worst_mask(spec: Spec, rules: Fired) -> int:
    """Return what the worst of the rules that fire can be."""
    if spec.is_plain:
        return _plain_worst_mask(spec, rules)
    mask = 0
    for index in rules.fired:
        outcome = rules.outcomes[index]
        mask = worse_of(mask, outcome, spec.size) if mask else outcome
    # Until a rule certainly fires, there is a world in which none does.
    if not rules.fired:
        mask = _otherwise_mask(spec)
        alone = 0
        for index in rules.unknown:
            outcome = rules.outcomes[index]
            alone |= outcome | (worse_of(alone, outcome, spec.size) if alone else 0)
        return mask | alone
    for index in rules.unknown:
        mask |= worse_of(mask, rules.outcomes[index], spec.size)
    return mask


def _plain_worst_mask(spec: Spec, rules: Fired) -> int:
    # Of single bits, the larger is the worse; an unknown rule matters where it is worse than all that fired.
    outcomes: Sequence[int] = rules.outcomes
    if rules.fired:
        floor = mask = max([outcomes[index] for index in rules.fired])
    else:
        floor, mask = 0, _otherwise_mask(spec)
    for index in rules.unknown:
        if outcomes[index] > floor:
            mask |= outcomes[index]
    return mask


def first(spec: Spec, rules: Fired) -> Verdict:
    """The outcome of the first rule that fires: an unknown one before the first that certainly fires, or that."""
    end = rules.fired[0] if rules.fired else None
    mask = _otherwise_mask(spec) if end is None else rules.outcomes[end]
    for index in rules.unknown:
        if end is None or index < end:
            mask |= rules.outcomes[index]
    return _answer(spec, rules, mask, only_place(mask, spec))


def _union(spec: Spec, rules: Fired) -> int:
    mask = 0 if rules.fired else _otherwise_mask(spec)
    for index in (*rules.fired, *rules.unknown):
        mask |= rules.outcomes[index]
    return mask


def single(spec: Spec, rules: Fired) -> Verdict:
    """The outcome of the only rule that fires. Nothing is proved where two fire or could fire."""
    mask = _union(spec, rules)
    clash = len(rules.fired) > 1
    may_clash = len(rules.fired) + len(rules.unknown) > 1
    return _answer(spec, rules, mask, None if may_clash else only_place(mask, spec), conflict=clash)


def agree(spec: Spec, rules: Fired) -> Verdict:
    """The outcome that all rules that fire share. A conflict where two of them can have none in common."""
    mask = _union(spec, rules)
    masks = [rules.outcomes[index] for index in rules.fired]
    clash = any(not one & other for place, one in enumerate(masks) for other in masks[place + 1 :])
    return _answer(spec, rules, mask, only_place(mask, spec), conflict=clash)


def listed(spec: Spec, rules: Fired) -> Verdict:
    """All outcomes in the order of the rules; an outcome that is not certain itself is only possible."""
    sure, possible = _collected(spec, rules)
    return _list_answer(spec, rules, sure, possible)


def listed_by_outcome(spec: Spec, rules: Fired) -> Verdict:
    """All outcomes, the worst first, then in the order of the rules."""
    sure, possible = _collected(spec, rules)
    return _list_answer(spec, rules, sorted(sure, reverse=True), sorted(possible, reverse=True))


def _collected(spec: Spec, rules: Fired) -> tuple[Sequence[int], Sequence[int]]:
    if spec.is_plain and (rules.fired or spec.otherwise is None):
        sure = possible = [spec.places[index] for index in rules.fired]
        if rules.unknown:
            maybe = sorted((*rules.fired, *rules.unknown)) if rules.fired else rules.unknown
            possible = [spec.places[index] for index in maybe]
        return (sure if rules.applies else ()), possible
    return _collected_masks(spec, rules)


def _collected_masks(spec: Spec, rules: Fired) -> tuple[list[int], list[int]]:
    sure: list[int] = []
    possible: list[int] = []
    fired = frozenset(rules.fired)
    for index in sorted((*rules.fired, *rules.unknown)):
        _collect(spec, rules.outcomes[index], index in fired, sure, possible)
    if not fired and spec.otherwise is not None:
        _collect(spec, spec.otherwise, not rules.unknown, sure, possible)
    return (sure if rules.applies else []), possible


def _collect(spec: Spec, mask: int, certain: bool, sure: list[int], possible: list[int]) -> None:
    places = [place for place in range(spec.size) if mask >> place & 1]
    possible.extend(places)
    if certain and len(places) == 1 and mask < spec.no_outcome:
        sure.extend(places)


def _list_answer(spec: Spec, rules: Fired, sure: Sequence[int], possible: Sequence[int]) -> Verdict:
    mask = 0 if rules.applies else spec.no_outcome
    for place in possible:
        mask |= 1 << place
    return Verdict(
        mask,
        None,
        tuple(rules.fired),
        tuple(rules.unknown),
        sure=tuple(sure),
        possible=tuple(possible),
    )


# Numbers


def _bounds_answer(spec: Spec, rules: Fired, ends: Bounds | None) -> Verdict:
    mask = 0 if rules.applies else spec.no_outcome
    known = ends if rules.applies else None
    return Verdict(mask, None, tuple(rules.fired), tuple(rules.unknown), bounds=known)


def _numbers(spec: Spec, rules: Fired, ends: Callable[[list[Number], list[Number]], Bounds]) -> Bounds | None:
    sure = [rules.outcomes[index] for index in rules.fired]
    possible = [rules.outcomes[index] for index in rules.unknown]
    if None in sure or None in possible:
        return None
    if sure:
        return ends(sure, possible)
    if spec.otherwise is None:
        return None
    if not possible:
        return (spec.otherwise, spec.otherwise)
    # Nothing fires, or at least one of the rules does that are unknown.
    worlds = [ends([each], possible[:place] + possible[place + 1 :]) for place, each in enumerate(possible)]
    return (min([spec.otherwise, *(low for low, _ in worlds)]), max([spec.otherwise, *(high for _, high in worlds)]))


def _sum_ends(sure: list[Number], possible: list[Number]) -> Bounds:
    low: Number = 0
    high: Number = 0
    for each in sure:
        low, high = ARITHMETIC.add(low, each), ARITHMETIC.add(high, each)
    for each in possible:
        low, high = ARITHMETIC.add(low, min(each, 0)), ARITHMETIC.add(high, max(each, 0))
    return (low, high)


def _minimum_ends(sure: list[Number], possible: list[Number]) -> Bounds:
    return (min(sure + possible), min(sure))


def _maximum_ends(sure: list[Number], possible: list[Number]) -> Bounds:
    return (max(sure), max(sure + possible))


def summed(spec: Spec, rules: Fired) -> Verdict:
    return _bounds_answer(spec, rules, _numbers(spec, rules, _sum_ends))


def minimum(spec: Spec, rules: Fired) -> Verdict:
    return _bounds_answer(spec, rules, _numbers(spec, rules, _minimum_ends))


def maximum(spec: Spec, rules: Fired) -> Verdict:
    return _bounds_answer(spec, rules, _numbers(spec, rules, _maximum_ends))


def counted(spec: Spec, rules: Fired) -> Verdict:
    """The number of rules that fire; what they would give does not matter. Of none it is ``otherwise``, or 0."""
    sure, possible = len(rules.fired), len(rules.unknown)
    none = 0 if spec.otherwise is None else spec.otherwise
    if sure or not possible:
        ends = (sure, sure + possible) if sure else (none, none)
    else:
        ends = (min(1, none), max(possible, none))
    return _bounds_answer(spec, rules, ends)


COMBINE: Mapping[Combine, Callable[[Spec, Fired], Verdict]] = {
    Combine.WORST: worst,
    Combine.FIRST: first,
    Combine.SINGLE: single,
    Combine.AGREE: agree,
    Combine.LIST: listed,
    Combine.LIST_BY_OUTCOME: listed_by_outcome,
    Combine.SUM: summed,
    Combine.MINIMUM: minimum,
    Combine.MAXIMUM: maximum,
    Combine.COUNT: counted,
}


def outcomes_of(verdict: Verdict, values: tuple[str, ...]) -> Outcomes:
    """Return the sure and possible outcomes of a list by name."""
    return (tuple(values[place] for place in verdict.sure), tuple(values[place] for place in verdict.possible))
